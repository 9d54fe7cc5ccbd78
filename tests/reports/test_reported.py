"""Figures of somebody else's report are taken over with their sentences, and held against ours."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import logins
from tests.reports.conftest import AS_OF, AT
from youju.errors import YoujuError
from youju.events.queries import of_stream
from youju.figures.actions import observe
from youju.figures.queries import latest
from youju.people.actors import Actor
from youju.reports import actions, queries
from youju.reports.models import Recognised, Reported
from youju.reports.reported import Compared, compared, extracted, match, near, observed
from youju.web import database

TEXT = """关于审计整改情况的总结

截至12月31日，全区审计发现问题86个，已销号审计问题约60个，审计整改销号率61.5%。
其中召开会议12次，印发文件〔2023〕15号。城区绿化面积增长5.2%，超过100万平方米。
"""
"""Made up; what it tells of the story of the pack is right, about right, and wrong."""
CLERK = Actor("wu", "吴八", "songling_audit", frozenset({"auditor"}))


@pytest.fixture
def document(supervised: Any, tmp_path: Path) -> Path:
    """The report; the figures of the story have been counted for its day."""
    names = ["audit_findings", "audit_cleared", "audit_amount", "audit_cleared_rate"]
    observe(names, as_of=AS_OF, at=AT)
    path = tmp_path / "某区总结.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def told(found: list[Compared]) -> dict[str, tuple[str, bool | None]]:
    """Figure to what is derived and whether it agrees."""
    return {one.reported.figure: (one.shown, one.same) for one in found if one.reported.figure}


def test_numbers_are_read_with_sign_hedge_and_sentence() -> None:
    said = extracted("全年产值下降3.2%，其中出口超过100万元。新增单位5家。")
    assert [(one.text, one.value, one.unit, one.growth) for one in said] == [
        ("3.2%", Decimal("-3.2"), "percent", True),
        ("100万元", Decimal(100), "万元", False),
        ("5家", Decimal(5), "家", False),
    ]
    assert (said[0].low, said[0].high) == (Decimal("-3.25"), Decimal("-3.15"))
    assert (said[1].low is not None, said[1].high) == (True, None)
    assert [one.sentence for one in said] == [
        "全年产值下降3.2%，其中出口超过100万元。", "全年产值下降3.2%，其中出口超过100万元。", "新增单位5家。",
    ]  # fmt: skip


def test_what_is_right_about_right_and_wrong_is_told(document: Path) -> None:
    rows = actions.take_over(document, as_of=AS_OF, actor=CLERK, at=AT)
    found = told(compared(rows, as_of=AS_OF))
    values = {row.figure: row for row in latest()}
    assert found["audit_findings"] == ("86个", True)
    assert found["audit_cleared"] == (f"{values['audit_cleared'].value:.0f}个", True), "about 60 is 59"
    assert found["audit_cleared_rate"] == ("68.6%", False)
    assert set(found) <= set(values)
    wrong = next(one for one in compared(rows, as_of=AS_OF) if one.same is False)
    assert wrong.gap == Decimal("-7.1")
    assert wrong.reported.sentence.startswith("截至12月31日，全区审计发现问题86个")
    others = {one.text for one in rows if not one.figure}
    assert {"12次", "5.2%", "100万平方米"} <= others, "what no figure tells is kept without one"


def test_a_document_is_taken_over_once_under_an_event(document: Path) -> None:
    rows = actions.take_over(document, as_of=AS_OF, actor=CLERK, at=AT)
    again = actions.take_over(document, as_of=AS_OF, actor=CLERK, at=AT + timedelta(days=1))
    assert [one.id for one in again] == [one.id for one in rows]
    assert Reported.objects.count() == len(rows)
    from youju.events.models import EventRow

    event = EventRow.objects.get(type="taken_over")
    assert of_stream(event.stream)[0].payload["numbers"] == len(rows)


def test_the_page_is_for_who_took_it_over(document: Path) -> None:
    actions.take_over(document, as_of=AS_OF, actor=CLERK, at=AT)
    pages = {}
    for person in ("wu", "zheng"):
        client = Client(headers={"host": "localhost"})
        logins.log_in(client, person)
        database.take_role("application")
        try:
            pages[person] = client.get("/reports/reported/").text
        finally:
            database.take_role("job")
    assert "某区总结.txt" in pages["wu"] and "61.5%" in pages["wu"] and "68.6%" in pages["wu"]
    assert "某区总结" not in pages["zheng"]


def test_words_decide_and_never_the_value(document: Path) -> None:
    (row,) = [one for one in latest() if one.figure == "audit_findings"]
    assert match(extracted(f"共办理工单{row.value:.0f}个。")[0], [row]) is None
    assert match(extracted(f"{row.label}1个。")[0], [row]) == row
    assert match(extracted(f"{row.label}增长1%。")[0], [row]) is None
    assert match(extracted(f"{row.label}1平方米。")[0], [row]) is None
    assert queries.reported(CLERK) == []


NEAR = """情况通报

审计发现问题共有86个，已经销号的审计问题59个，群众来信86个。
"""


def loose(rows: list[Reported]) -> dict[str, Reported]:
    """Numbers that no figure tells, by what stands around them."""
    return {one.text: one for one in rows if not one.figure}


def test_near_names_are_offered_and_a_person_decides(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "通报.txt"
    path.write_text(NEAR, encoding="utf-8")
    rows = actions.take_over(path, as_of=AS_OF, actor=CLERK, at=AT)
    kept = list(observed(None, as_of=AS_OF))
    offers = {one.text: [row.figure for row in near(one, kept)] for one in loose(rows).values()}
    assert offers["59个"][0] == "audit_cleared", "its words come in another order"
    told_of = loose(rows)["59个"]
    row = next(one for one in kept if one.figure == "audit_cleared")
    assert actions.recognise({told_of.id: row}, actor=CLERK, at=AT) == 1
    after = {one.id: one for one in queries.reported(CLERK, as_of=AS_OF)}
    assert after[told_of.id].figure == "audit_cleared"
    (shown,) = compared([after[told_of.id]], as_of=AS_OF)
    assert (shown.shown, shown.same) == ("59个", True)
    actions.recognise({told_of.id: None}, actor=CLERK, at=AT + timedelta(hours=1))
    assert {one.id: one.figure for one in queries.reported(CLERK)}[told_of.id] == "", "the last word counts"
    events = of_stream(told_of.source)
    assert [one.type for one in events] == ["taken_over", "recognised", "recognised"]
    assert events[1].payload == {"number": str(told_of.id), "figure": "audit_cleared", "key": {}}


def test_what_another_office_took_over_is_not_decided(document: Path) -> None:
    (one, *_) = actions.take_over(document, as_of=AS_OF, actor=CLERK, at=AT)
    other = Actor("zheng", "郑九", "songling_finance", frozenset({"auditor"}))
    with pytest.raises(YoujuError) as caught:
        actions.recognise({one.id: None}, actor=other, at=AT)
    assert caught.value.code == "B130"
    assert Recognised.objects.count() == 0


def test_the_page_asks_and_keeps_the_answer(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "通报.txt"
    path.write_text(NEAR, encoding="utf-8")
    rows = loose(actions.take_over(path, as_of=AS_OF, actor=CLERK, at=AT))
    client = Client(headers={"host": "localhost"})
    logins.log_in(client, "wu")
    database.take_role("application")
    try:
        page = client.get("/reports/reported/").text
        assert f'name="n-{rows["59个"].id}"' in page
        offered = re.findall(rf'name="n-{rows["59个"].id}".*?</select>', page, re.DOTALL)[0]
        address = re.findall(r'value="([0-9a-f]{64})"', offered)[0]
        answer = client.post("/reports/reported/", {f"n-{rows['59个'].id}": address, "n-": "none"})
        assert answer.status_code == 404, "what is no number is refused, and nothing is kept"
        sent = {f"n-{rows['59个'].id}": address, f"n-{rows['86个'].id}": "none"} if "86个" in rows else {
            f"n-{rows['59个'].id}": address
        }  # fmt: skip
        after = client.post("/reports/reported/", sent, follow=True).text
        assert f"已确认{len(sent)}个数" in after
        assert f'name="n-{rows["59个"].id}"' not in after
        assert client.post("/reports/reported/", {f"n-{rows['59个'].id}": "0" * 64}).status_code == 404
    finally:
        database.take_role("job")
    assert Recognised.objects.filter(by="wu").count() == len(sent)
