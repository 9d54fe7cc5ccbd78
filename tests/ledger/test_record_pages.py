"""The page of a record: what it says, to whom, and what can be done from it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.ledger.browsing import Visitor, record_path
from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, Desk
from tests.ledger.list_urls import MIDDLEWARE


@pytest.fixture(autouse=True)
def pages(tmp_path: Path) -> Iterator[None]:
    with override_settings(
        ROOT_URLCONF="tests.ledger.record_urls",
        MIDDLEWARE=MIDDLEWARE,
        HOME=tmp_path,
        EVIDENCE_ROOT=tmp_path / "evidence",
    ):
        yield


def test_it_says_what_it_is_and_how_it_stands(county: Desk) -> None:
    record = county.open(title="账实不符", amount="12.5")
    county.do(record.id, "accept")
    page = Visitor(FINANCE).get(record_path(record))
    assert page.status == 200
    for text in ("账实不符", "审改〔2023〕0001", "整改中", "云溪县财政局", "12.5", "整改期限", "签收"):
        assert text in page.text, text
    assert page.html.count("<svg") == 1


def test_acts_are_offered_to_whom_they_belong(county: Desk) -> None:
    record = county.open(amount="12.5")
    unit, auditor = Visitor(FINANCE).get(record_path(record)), Visitor(AUDITOR).get(record_path(record))
    assert f'href="{record_path(record, "act/accept/")}"' in unit.html
    assert f'href="{record_path(record, "act/accept/")}"' not in auditor.html
    assert f'href="{record_path(record, "amend/")}"' in auditor.html
    assert f'href="{record_path(record, "amend/")}"' not in unit.html
    assert Visitor(AUDITOR).get(record_path(record, "act/accept/")).status == 403


def test_who_does_not_see_it_finds_nothing_at_any_address(county: Desk) -> None:
    record = county.open()
    stranger = Visitor(SCHOOL)
    for what in (
        "",
        "act/accept/",
        "amend/",
        "void/1/",
        "link/",
        "merge/",
        "people/",
        "sheet.pdf",
        f"files/{'a' * 64}/",
    ):
        page = stranger.get(record_path(record, what))
        assert page.status == 404, what
        assert "账实不符" not in page.html
    for what, data in (
        ("comments/", {"text": "看看"}),
        ("reveal/", {"field": "title", "reason": "看"}),
        ("act/accept/", {}),
    ):
        assert stranger.post(record_path(record, what), data).status == 404, what


def test_the_timeline_shows_values_before_and_after_voided_and_late(county: Desk) -> None:
    record = county.open(amount="12.5", on=date(2023, 3, 1))
    county.do(record.id, "accept", on=date(2023, 3, 2))
    from youju.ledger import actions

    actions.amend(
        record.id, {"amount": "20"}, actor=AUDITOR, on=county.today, at=county.at(), reason="金额有误"
    )
    county.do(record.id, "visit", by=AUDITOR, on=date(2023, 3, 3))
    actions.void(record.id, 4, actor=AUDITOR, at=county.at(), reason="记错了")
    text = Visitor(AUDITOR).get(record_path(record)).text
    assert "金额 ： 12.5 → 20" in text or "金额： 12.5 → 20" in text
    assert "已作废（第5条）" in text
    assert "补录，2023年3月6日记载" in text
    assert "作废第4条" in text
    assert "金额有误" in text


def test_what_people_typed_is_never_markup(county: Desk) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    record = county.open(title=attack[:50], code=attack, amount="1")
    county.do(record.id, "extend", by=AUDITOR, comment=attack)
    Visitor(AUDITOR).post(record_path(record, "comments/"), {"text": attack})
    page = Visitor(AUDITOR).get(record_path(record))
    assert "&lt;script&gt;alert(1)" in page.html
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    form = Visitor(AUDITOR).get(record_path(record, "amend/"))
    assert "<script>alert" not in form.html
    assert "<img src=x" not in form.html


def test_a_file_is_handed_out_only_to_be_saved_and_only_through_its_record(county: Desk) -> None:
    from tests.ledger.files import png

    record, other = county.open(code="甲"), county.open(code="乙")
    county.do(record.id, "accept")
    evidence = [_stored(png(), "现场.png")]
    county.do(record.id, "submit", evidence=evidence, values={"returned": "1"})
    digest = evidence[0].sha256
    client = Visitor(FINANCE).client
    answer = client.get(record_path(record, f"files/{digest}/"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    small = client.get(record_path(record, f"files/{digest}/?small"))
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
    assert client.get(record_path(other, f"files/{digest}/")).status_code == 404
    assert "现场.png" in Visitor(FINANCE).get(record_path(record)).text


def test_a_file_is_looked_at_without_another_program(county: Desk) -> None:
    from PIL import Image

    from tests.ledger import files

    record, other = county.open(code="甲"), county.open(code="乙")
    county.do(record.id, "accept")
    made = {
        "现场.png": files.png(), "通知.pdf": files.pdf(), "报告.docx": files.docx("<b>整改</b>报告正文"),
        "坏.pdf": io.BytesIO(b"%PDF-1.4\nnothing here\n%%EOF"),
    }  # fmt: skip
    stored = {name: _stored(stream, name) for name, stream in made.items()}
    county.do(record.id, "submit", evidence=[*stored.values()], values={"returned": "1"})
    visitor = Visitor(FINANCE)

    def path(name: str, rest: str = "preview/", of: Any = record) -> str:
        return record_path(of, f"files/{stored[name].sha256}/{rest}")

    for name in ("现场.png", "通知.pdf"):
        assert f"{path(name, '?page=1')}" in visitor.get(path(name)).html
        drawn = visitor.client.get(path(name, "?page=1"))
        assert drawn["Content-Type"] == "image/jpeg"
        assert "sandbox" in drawn["Content-Security-Policy"], "what people send is shut in"
        with Image.open(io.BytesIO(drawn.content)) as picture:
            assert picture.size[1] <= 1200 and picture.format == "JPEG"
        for beyond in ("?page=2", "?page=0", "?page=x", "?page=-1"):
            assert visitor.client.get(path(name, beyond)).status_code == 404
    page = visitor.get(path("报告.docx"))
    assert "<b>整改</b>报告正文" in page.text
    assert "<b>整改" not in page.html
    assert "不能在网页上预览" in visitor.get(path("坏.pdf")).text
    assert visitor.client.get(path("坏.pdf", "?page=1")).status_code == 404
    assert visitor.client.get(path("通知.pdf", of=other)).status_code == 404


def _stored(stream: io.BytesIO, name: str) -> Any:
    from youju.ledger.evidence import store

    return store(stream, name)


def test_the_cover_sheet_as_pdf_and_docx(county: Desk) -> None:
    import docx
    import pypdf

    record = county.open(title="账实不符", amount="12.5")
    county.do(record.id, "accept", comment="马上整改")
    client = Visitor(FINANCE).client
    pdf = client.get(record_path(record, "sheet.pdf"))
    assert pdf["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    made = docx.Document(io.BytesIO(client.get(record_path(record, "sheet.docx")).content))
    cells = " ".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
    for expected in ("账实不符", "12.5", "整改中", "马上整改", "领导批示"):
        assert expected in text, expected
        assert expected in cells, expected
    assert "审改〔2023〕0001" in text
    assert client.get(record_path(record, "sheet.exe")).status_code == 404


def test_a_cover_sheet_of_a_very_long_text_still_prints(county: Desk) -> None:
    record = county.open(code="长" * 9000)
    answer = Visitor(AUDITOR).client.get(record_path(record, "sheet.pdf"))
    assert answer.content.startswith(b"%PDF")


def test_the_diagram_says_where_the_record_is(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    page = Visitor(FINANCE).get(record_path(record))
    assert "共5个状态，现在是“整改中”。" in page.text
    assert page.html.count('class="state now"') == 1
    assert page.html.count('class="state been"') == 1
    assert "已交办 → 整改中" in page.text


def test_links_show_at_both_ends_and_can_be_taken_away(county: Desk) -> None:
    finding = county.open()
    feedback = county.open("feedback", level="aspect")
    auditor = Visitor(AUDITOR)
    done = auditor.send(record_path(finding, "link/"), link="shared", other=str(feedback.id))
    assert (done.status, done.problems) == (200, [])
    assert record_path(feedback) in auditor.get(record_path(finding)).html
    assert record_path(finding) in auditor.get(record_path(feedback)).html
    wrong = auditor.send(record_path(finding, "link/"), link="shared", other="没有这一件")
    assert wrong.status == 422
    assert 'value="没有这一件"' in wrong.html
    auditor.send(record_path(finding, f"unlink/shared/{feedback.id}/"))
    assert record_path(feedback) not in auditor.get(record_path(finding)).html.split('id="timeline"')[0]


def test_sub_items_with_how_much_is_done(county: Desk) -> None:
    auditor = Visitor(AUDITOR)
    top = auditor.send("/ledgers/feedback/new/", f__title="一个方面")
    assert top.status == 200, top.problems
    from youju.ledger.models import LedgerRecord

    def of(title: str) -> LedgerRecord:
        return LedgerRecord.objects.get(values__title=title)

    auditor.send(f"/ledgers/feedback/new/?under={of('一个方面').id}", f__title="一个分项")
    for name in ("细一", "细二"):
        auditor.send(f"/ledgers/feedback/new/?under={of('一个分项').id}", f__title=name)
    auditor.send(record_path(of("细一"), "act/finish/"))
    page = auditor.get(record_path(of("一个方面")))
    assert "已完成1/2" in page.text
    assert "细二" in page.text
    assert "一个分项" in auditor.get(record_path(of("细一"))).text
    assert auditor.get(f"/ledgers/feedback/new/?under={of('细一').id}").status == 400


def test_a_merged_duplicate_leads_to_the_record_that_goes_on(county: Desk) -> None:
    first, second = county.open(code="甲"), county.open(code="乙")
    done = Visitor(AUDITOR).send(record_path(second, "merge/"), other=first.number, reason="重复")
    assert done.status == 200, done.problems
    assert "本件是重复件" in done.text
    assert second.number in Visitor(AUDITOR).get(record_path(first)).text


def test_it_can_be_seen_as_it_was(county: Desk) -> None:
    record = county.open(on=date(2023, 3, 1))
    county.do(record.id, "accept", on=date(2023, 3, 5))
    page = Visitor(FINANCE).get(record_path(record) + "?as_of=2023-03-02")
    assert "现在是“已交办”" in page.text
    assert "act/submit" not in page.html
    assert Visitor(FINANCE).get(record_path(record) + "?as_of=2023-02-01").status == 404


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2023, 3, 10), "还剩56天，其中37个工作日（2023年5月5日24时前）"),
        (date(2023, 5, 5), "今天24时到期（2023年5月5日）"),
        (date(2023, 5, 8), "逾期3天（2023年5月5日到期）"),
    ],
)
def test_clocks_count_down(county: Desk, day: date, words: str) -> None:
    from youju.ledger.catalogue import current
    from youju.ledger.pages.limits import limits

    record = county.open(on=date(2023, 3, 6))
    told = {one.name: one.words for one in limits(current("findings"), record.clocks, as_of=day)}
    assert told["rectify"] == words


def test_a_paused_clock_says_so(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    county.do(record.id, "ask", by=AUDITOR)
    assert "2023年3月6日起暂停计时" in Visitor(FINANCE).get(record_path(record)).text


def test_comments_call_those_who_see_the_record(county: Desk) -> None:
    from youju.ledger.models import Comment
    from youju.notices.models import Notice
    from youju.people.models import Membership, Person

    for id_, name, of, role in (
        ("zhang", "张三", "finance", "clerk"),
        ("zhang2", "张三", "treasury", "clerk"),
        ("wang", "王一", "audit", "auditor"),
        ("qian", "钱五", "school", "clerk"),
    ):
        Person.objects.create(id=id_, name=name)
        Membership.objects.create(person_id=id_, organisation_id=of, role=role)
    record = county.open(unit="finance")
    auditor = Visitor(AUDITOR)

    def say(text: str) -> Any:
        return auditor.post(record_path(record, "comments/"), {"text": text})

    assert say("请@张三（云溪县财政局）看").status == 200
    assert say("写信到 a@example.com").status == 200
    assert say("@王一 知悉").status == 200
    assert [one.mentions for one in Comment.objects.order_by("id")] == [["zhang"], [], ["wang"]]
    told = [(one.person, one.kind) for one in Notice.objects.order_by("id")]
    assert told == [("zhang", "mention"), ("wang", "mention")]
    unknown = say("请@钱五 看")
    assert unknown.status == 422
    assert "@钱五" in unknown.text
    assert "请@钱五 看" in unknown.html, "what was typed is kept"
    assert say("   ").status == 422
    assert say("长" * 2001).status == 422
    page = auditor.get(record_path(record))
    assert "讨论（3）" in page.text
    assert '<b class="called">@张三（云溪县财政局）</b>' in page.html
    found = auditor.client.get(record_path(record, "people/?q=张")).json()["results"]
    assert [one["value"] for one in found] == ["@张三（云溪县财政局）"]
