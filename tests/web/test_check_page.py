"""The check page: what it shows of uploads, what it refuses, and that nothing of them remains."""

from __future__ import annotations

import io
import json
import re
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from tests.checker import samples
from youju.web import check_page, check_process

WRONG = (
    "某局2023年工作总结\n发布解读5篇，其中图片3篇、文字1篇、视频2篇。\n"
    "<script>alert(document)</script>走访企业12家。\n"
)
HOST = "127.0.0.1"


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """The page without the login before it, which the rooms of people and e2e test."""
    with override_settings(
        MIDDLEWARE=[
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ]
    ):
        yield


def posted(*files: tuple[str, bytes], client: Client | None = None, **fields: Any) -> Any:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return (client or Client(SERVER_NAME=HOST)).post(reverse("check"), {"files": uploads, **fields})


def downloads(page: str) -> dict[str, bytes]:
    found = re.findall(r'download="[^"]*\.(\w+)" href="data:[^;]+;base64,([^"]*)"', page)
    return {form: b64decode(content) for form, content in found}


def test_the_form_is_there_without_any_file() -> None:
    answer = Client(SERVER_NAME=HOST).get(reverse("check"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "csrfmiddlewaretoken" in page
    assert "不保存" in page


def test_a_report_is_marked_and_can_be_taken_away() -> None:
    answer = posted(("总结.txt", WRONG.encode()))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "合计5篇，分项3+1+2=6，多1篇" in page
    assert re.search(r'<mark class="error" data-rules="N101"[^>]*>5篇，其中图片3篇、文字1篇、视频2篇', page)
    assert re.search(r'id="(f0-\d+-\d+-N101)"', page)[1] in page.split("check-side")[1]  # type: ignore[index]
    assert "没有核对的数字（1）" in page and "<li>12家</li>" in page
    assert "t == a + b + c" in page
    found = downloads(page)
    assert set(found) == {"docx", "html", "json", "sarif"}
    assert json.loads(found["json"])["documents"][0]["reports"][0]["findings"][0]["rule"] == "N101"
    assert json.loads(found["sarif"])["version"] == "2.1.0"
    assert any("N101" in one.text for one in docx.Document(io.BytesIO(found["docx"])).comments)


def test_the_page_speaks_english() -> None:
    with translation.override("en"):
        form = Client(SERVER_NAME=HOST).get(reverse("check")).content.decode()
        page = posted(("a.txt", WRONG.encode())).content.decode()
    assert "Check reports" in form
    assert "not kept" in form
    assert re.search(r"Errors: 1, hints: \d\. Figures seen: \d+, understood: \d+, checked: 4", page)
    assert "Figures not checked (1)" in page


def test_what_people_upload_is_escaped() -> None:
    page = posted(("<b>总结.txt", WRONG.encode())).content.decode()
    assert "<script>alert(document)" not in page
    assert "<b>总结" not in page
    assert "&lt;script&gt;alert(document)" in page


def test_answers_are_kept_by_no_cache() -> None:
    assert posted(("a.txt", WRONG.encode())).headers["Cache-Control"] == "no-store"


def test_several_files_are_held_against_one_another() -> None:
    plan = "2023年工作计划\n2023年，新建充电桩500个。\n".encode()
    summary = "2023年工作总结\n全面完成年度目标，新建充电桩420个。\n".encode("gb18030")
    page = posted(
        ("计划.txt", plan), ("总结.docx", samples.word(*summary.decode("gb18030").split("\n")))
    ).content
    assert "N206" in page.decode()
    assert page.decode().count("data-document") == 2


def test_suppressions_may_be_uploaded_beside_a_report() -> None:
    page = posted(("a.txt", WRONG.encode()), ("a.txt.youju-ignore", 'N101 "解读5篇"  # 已核实'.encode()))
    assert "多1篇" not in page.content.decode().split("check-more")[0]


def test_only_the_chosen_rules() -> None:
    text = "发布解读5篇，其中图片3篇、文字1篇、视频2篇。按进度完成完成任务。".encode()
    page = posted(("a.txt", text), rules=["T"]).content.decode()
    assert "T402" in page
    assert "N101" not in page


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("表.xlsx", b"PK\x03\x04", 415, "不是可以检查的文件"),
        ("图.pdf", b"%PDF-1.4 broken", 422, "读不出来"),
        ("空.txt", b" \n", 422, "没有可以检查的文字"),
        ("炸弹.docx", samples.raw_word("", prolog='<!DOCTYPE x [<!ENTITY a "b">]>'), 422, "实体"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(name: str, content: bytes, status: int, words: str) -> None:
    answer = posted((name, content))
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "Traceback" not in page


def test_all_bad_files_are_named_at_once() -> None:
    page = posted(("甲.xlsx", b"x"), ("乙.txt", b" ")).content.decode()
    assert "甲.xlsx" in page and "乙.txt" in page


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "没有选择要检查的文件" in Client(SERVER_NAME=HOST).post(reverse("check")).content.decode()
    many = posted(*((f"{place}.txt", b"a") for place in range(check_page.FILES + 1)))
    assert (many.status_code, "超过10个文件" in many.content.decode()) == (413, True)
    monkeypatch.setattr(check_page, "BYTES", 1 << 20)
    large = posted(("大.txt", b"a" * (2 << 20)))
    assert (large.status_code, "超过1MB" in large.content.decode()) == (413, True)


def test_too_much_text() -> None:
    text = ("各项工作有序推进。\n" * (check_process.CHARACTERS // 10 + 1)).encode()
    answer = posted(("长.txt", text))
    assert (answer.status_code, "超过60万字" in answer.content.decode()) == (413, True)


def test_a_check_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_page, "SECONDS", 0.5)
    monkeypatch.setattr(check_page, "_CODE", "import time; time.sleep(60)")
    answer = posted(("a.txt", b"a"))
    assert (answer.status_code, "没有做完" in answer.content.decode()) == (422, True)


def test_a_check_that_dies_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_page, "_CODE", "import os; os.abort()")
    answer = posted(("a.txt", b"a"))
    assert (answer.status_code, "所需内存或时间过多" in answer.content.decode()) == (422, True)


def test_only_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken:
        def acquire(self, *, timeout: float) -> bool:
            return timeout < 0

    monkeypatch.setattr(check_page, "_SLOTS", Taken())
    assert posted(("a.txt", b"a")).status_code == 503


def test_slots_are_given_back_when_a_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_page, "_CODE", "import os; os.abort()")
    for _ in range(check_page.AT_ONCE + 1):
        assert posted(("a.txt", b"a")).status_code == 422


def test_memory_runs_out_within_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(check_process, "_read", greedy)
    [problem] = check_process.answer([("a.txt", b"a")], [])["problems"]
    assert (problem["code"], problem["http"]) == ("H118", 422)


def test_forged_requests_are_refused() -> None:
    answer = posted(("a.txt", b"a"), client=Client(enforce_csrf_checks=True, SERVER_NAME=HOST))
    assert answer.status_code == 403


def test_nothing_reaches_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    made = []
    original = tempfile.NamedTemporaryFile
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *a, **k: made.append(a) or original(*a, **k))
    text = (WRONG + "各项工作有序推进。\n" * 100_000)[: 2 << 19].encode()
    assert len(text) > 1 << 20  # above Django's own limit for memory
    posted(("a.txt", text))
    posted(("a.pdf", b"%PDF-1.4 broken"))
    assert (made, list(tmp_path.iterdir())) == ([], [])
