"""The two pages by which a list is uploaded: the file, then what its columns mean."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youju.errors import Problem, YoujuError, fail
from youju.ledger import filestore
from youju.linkage import reasons as linkage_reasons
from youju.people.actors import Actor
from youju.people.telling import sentence
from youju.register import actions, queries
from youju.register.pages import reasons, uploading
from youju.register.projects import PROJECTS

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; the answer shows its columns."""
    actor = _clerk(request)
    if actor is None:
        return _refused(request)
    rules = queries.rules_in_force()
    today = timezone.localdate().isoformat()
    context: dict[str, Any] = {
        "lists": uploading.lists(rules), "largest": uploading.LARGEST, "today": today,
        "chosen": request.POST, "on": request.POST.get("on", today),
    }  # fmt: skip
    given = request.FILES.get("file")
    if request.method != "POST" or given is None:
        context["chosen"] = request.POST or request.GET
        return render(request, "register/upload.html", context)
    try:
        _named(_list(request.POST))
        file = uploading.received(given, given.name or "", actor)
        context["file"] = file
        return _columns(request, file, request.POST)
    except YoujuError as error:
        context["problems"] = _problems(error, "file")
        context["by_row"] = "file" in context and any(one.where.row for one in error.problems)
        return render(request, "register/upload.html", context, status=422)


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Take the list in with the columns as they were chosen."""
    actor = _clerk(request)
    if actor is None:
        return _refused(request)
    try:
        file = uploading.waiting(request.POST.get("token", ""), actor)
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]))
    name = _list(request.POST)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = timezone.localdate()
    try:
        said = _read(request, file, name)
        actions.hand_in(
            name, file=file.name, sha256=file.path.name, columns={said[one]: one for one in said},
            partial=request.POST.get("partial") == "1", accepted=request.POST.get("accepted") == "1",
            actor=actor, on=on, at=timezone.now(),
        )  # fmt: skip
    except YoujuError as error:
        return _columns(request, file, request.POST, error)
    messages.success(request, _("已交来，后台入库；结果在下表中。"))
    return HttpResponseRedirect(reverse("register:deliveries"))


@require_POST
def column_reasons(request: HttpRequest) -> HttpResponse:
    """Everything that stands against a list that waits, row by row, as a file."""
    actor = _clerk(request)
    if actor is None:
        return _refused(request)
    problems: Sequence[Problem] = ()
    try:
        file = uploading.waiting(request.POST.get("token", ""), actor)
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]))
    try:
        _read(request, file, _list(request.POST))
    except YoujuError as error:
        problems = error.problems
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        path = Path(folder) / "reasons.csv"
        linkage_reasons.write(path, {file.name: problems})
        return reasons.download(path, file.name)


@require_safe
def delivery_reasons(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Everything that stood against a list that is held, row by row, as a file."""
    actor = _clerk(request)
    found = queries.held(actor, delivery) if actor is not None else None
    if found is None:
        return _told(request, _("没有这份名录，或者没有逐行的原因。"))
    return reasons.download(filestore.path_of(Path(settings.EVIDENCE_ROOT), found.reasons), found.file)


def _read(request: HttpRequest, file: uploading.Waiting, name: str) -> dict[str, str]:
    """Meaning by heading as it was chosen, of a list that can be read with it."""
    _named(name)
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        place = Path(folder)
        shown, _found = uploading.shown(file, place, name)
        said = uploading.chosen(request.POST, shown, queries.rules_in_force(), name)
        uploading.read(uploading.source(file, place, name, said))
    return said


def _columns(
    request: HttpRequest, file: uploading.Waiting, form: Any, error: YoujuError | None = None
) -> HttpResponse:
    name = _list(form)
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        shown, found = uploading.shown(file, Path(folder), name)
    chosen = [(place, one, form.get(f"column.{place}", one.meaning)) for place, one in enumerate(shown)]
    context = {
        "file": file, "columns": chosen, "meanings": uploading.meanings(queries.rules_in_force(), name),
        "translated": () if name == PROJECTS else uploading.TRANSLATED,
        "list": name, "projects": name == PROJECTS, "on": form.get("on", ""),
        "partial": form.get("partial", ""), "accepted": form.get("accepted", ""),
        "header_row": found.header_row, "sheet": found.sheet,
        "problems": _problems(error, "") if error else [],
        "by_row": error is not None and any(one.where.row for one in error.problems),
    }  # fmt: skip
    return render(request, "register/columns.html", context, status=422 if error else 200)


def _list(form: Any) -> str:
    """Which list it is: a known one, or the one that was named."""
    return form.get("list") or form.get("other", "").strip()


def _named(name: str) -> None:
    if name != PROJECTS and not _NAME.fullmatch(name):
        reason = _("名录的代号“%(name)s”应为小写字母、数字和下划线") % {"name": name[:40]}
        raise fail("K809", reason=reason)


def _problems(error: YoujuError, anchor: str) -> list[tuple[str, str]]:
    return [(anchor, told) for told in reasons.grouped(error.problems)]


def _clerk(request: HttpRequest) -> Actor | None:
    """Who may take lists in."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor if actor is not None and queries.sees_all(actor) else None


def _refused(request: HttpRequest) -> HttpResponse:
    return _told(request, _("名录由能查看整个名录库的人员上传。"))


def _told(request: HttpRequest, words: str) -> HttpResponse:
    return render(request, "404.html", {"sentence": words}, status=404)
