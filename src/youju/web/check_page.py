"""The page that checks reports: upload files, see the marked reports, take the results away.

Nothing is stored. Uploads stay in memory, whatever their size (which is limited before they are read), and
are gone with the request; the check runs in `check_process`, a process with limited memory and time, of which
only a few run at once, so that no file can hold up the other pages.

Does not belong here: what is wrong with a report (`checker`).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import PurePath
from threading import BoundedSemaphore
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from youju.errors import YoujuError, fail
from youju.ui import navigation

FILES: Final = 10
"""Files of one check."""
BYTES: Final = 20 << 20
"""Bytes of one check, all files together."""
SECONDS: Final = 90
"""Time of one check, as it passes for the person who waits."""
AT_ONCE: Final = 2
"""Checks that run at the same time; others are asked to try again."""
_SLOTS: Final = BoundedSemaphore(AT_ONCE)
FAMILIES: Final = (
    ("N", gettext_lazy("数字：合计、比例、前后、日期、表格")),
    ("R", gettext_lazy("隐去：可以反推的数字、个人信息")),
    ("T", gettext_lazy("文字：名称、重复、占位符、用语")),
)
navigation.register(navigation.Entry("check", gettext_lazy("检查报告"), "check", 75))
_CODE: Final = "import sys; sys.path[:] = sys.argv[1:]; from youju.web.check_process import main; main()"
_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
    "sarif": "application/sarif+json",
}


class InMemory(FileUploadHandler):
    """Keeps an upload in memory, so that it never reaches a disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's name
        """More of it."""
        self._content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """All of it."""
        self._content.seek(0)
        return InMemoryUploadedFile(
            file=self._content,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


@csrf_exempt  # only so that the handlers are chosen before the form is read; `_checked` is protected
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The page, and what it says of uploaded reports."""
    if request.method != "POST":
        return _protected(request)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > BYTES:
        return _page(request, problems=_problems(fail("H116", reason=f"超过{BYTES >> 20}MB")), status=413)
    request.upload_handlers = [InMemory(request)]
    return _protected(request)


@csrf_protect
def _protected(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    families = [family for family, _ in FAMILIES if family in request.POST.getlist("rules")]
    try:
        found = _answer(_files(request), families)
    except YoujuError as error:
        return _page(request, problems=_problems(error), families=families, status=error.http)
    if problems := found.get("problems"):
        return _page(request, problems=problems, families=families, status=problems[0]["http"])
    downloads = [one for form in _TYPES for one in _links(form, found["downloads"][form])]
    return _page(request, families=families, documents=found["documents"], downloads=downloads)


def _page(
    request: HttpRequest,
    *,
    problems: Sequence[dict[str, Any]] = (),
    families: Sequence[str] = (),
    documents: Sequence[dict[str, Any]] = (),
    downloads: Sequence[dict[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    wanted = families or [family for family, _ in FAMILIES]
    context = {
        "section": "check",
        "families": [(family, label, family in wanted) for family, label in FAMILIES],
        "problems": problems,
        "documents": documents,
        "downloads": downloads,
        "most_files": FILES,
        "most_megabytes": BYTES >> 20,
        "most_bytes": BYTES,
        "kinds": gettext(".txt、.md、.docx 和带文字层的 .pdf"),
    }
    response = render(request, "check.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _problems(error: YoujuError) -> list[dict[str, Any]]:
    return [{"code": one.code.id, "message": one.message, "mend": one.mend} for one in error.problems]


def _files(request: HttpRequest) -> list[tuple[str, bytes]]:
    """Names and contents of what was uploaded.

    Raises:
        YoujuError: H115 or H116.
    """
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise fail("H115")
    if len(uploads) > FILES:
        raise fail("H116", reason=f"超过{FILES}个文件")
    found: dict[str, bytes] = {}
    for place, one in enumerate(uploads, 1):
        name = PurePath(one.name or "").name or gettext("未命名")
        found[name if name not in found else f"{place}-{name}"] = one.read()
    return list(found.items())


@sensitive_variables("files")
def _answer(files: Sequence[tuple[str, bytes]], families: Sequence[str]) -> dict[str, Any]:
    """What `check_process` says.

    Raises:
        YoujuError: H117 when too many run, H118 when it takes too long or too much.
    """
    if not _SLOTS.acquire(timeout=5):
        raise fail("H117")
    try:
        header = {"files": [(name, len(content)) for name, content in files], "select": list(families)}
        said = json.dumps(header).encode() + b"\n" + b"".join(content for _, content in files)
        return _said(said)
    finally:
        _SLOTS.release()


def _said(said: bytes) -> dict[str, Any]:
    with subprocess.Popen(  # noqa: S603 - our own module, the files are only data on its input
        [sys.executable, "-I", "-c", _CODE, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            out, _ = process.communicate(said, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise fail("H118", reason=f"超过{SECONDS}秒") from None
        finally:
            _end(process)
    try:
        answer: dict[str, Any] = json.loads(out)
    except ValueError:
        raise fail("H118", reason="所需内存或时间过多") from None
    return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that is not done, and those it began, such as a reader of .pdf."""
    if process.poll() != 0:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _links(form: str, files: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Links that hold what they give, since nothing is kept to be asked for again."""
    return [
        {
            "form": form,
            "of": one["name"],
            "name": f"{PurePath(one['name']).stem or gettext('报告')}-{gettext('检查')}.{form}",
            "address": f"data:{_TYPES[form]};base64,{one['content']}",
        }
        for one in files
    ]
