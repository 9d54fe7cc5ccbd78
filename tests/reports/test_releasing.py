"""What goes out: redaction by rules and the check for leaks; three reviews, and a sign-off that freezes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.test import Client

from tests.reports.conftest import AS_OF, AT
from youju.errors import YoujuError
from youju.events.queries import of_stream
from youju.people.actors import Actor
from youju.reports import actions, queries
from youju.reports.compose import addresses
from youju.reports.document import Kind, plain_text
from youju.reports.models import SIGNED, Report
from youju.reports.redaction import MASK, WORD, released
from youju.reports.sources import Counted

OFFICE = "yunxi_audit"
AUTHOR = Actor("z", "z", OFFICE, frozenset({"auditor", "system"}))
READERS = [Actor(one, one, OFFICE, frozenset({"auditor", "system"})) for one in ("a", "b", "c", "d")]


def code(call: Callable[[], Any]) -> str:
    """The code of the one problem that something raises."""
    with pytest.raises(YoujuError) as raised:
        call()
    (problem,) = raised.value.problems
    assert "None" not in problem.sentence()
    return problem.code.id


def reviewed(report: Any, number: int = 1) -> None:
    """Three persons let a version pass."""
    for reader in READERS[:3]:
        actions.review(report, "pass", actor=reader, at=AT, number=number)


def test_hidden_words_records_and_the_appendix_are_not_there(rectification: Any) -> None:
    document = queries.document(rectification)
    rows = queries.rows_of(document.bound())
    before = plain_text(document)
    assert "销号率" in before and "附" in before
    text = plain_text(released(document, ["销号率", "records", "appendix"], rows))
    assert WORD in text and "销号率" not in text
    assert len(text) < len(before) * 0.8, "the appendix is left out"
    assert not [one for one in released(document, ["records"], rows).bound() if one.kind is Kind.RECORD]
    assert MASK not in text


def test_hidden_figures_show_no_digit_or_are_not_released(rectification: Any) -> None:
    """The checker computes some of the hidden values from what stands beside them: then nothing goes out."""
    document = queries.document(rectification)
    rows = queries.rows_of(document.bound())
    masked = refused = 0
    for figure in sorted({row.figure for row in rows.values()}):
        try:
            made = released(document, [figure, "appendix"], rows)
        except YoujuError as error:
            assert {one.code.id for one in error.problems} == {"B127"}
            assert "可以算出" in str(error)
            refused += 1
            continue
        left = {address for one in made.bound() for address in addresses(one)}
        assert not [address for address in left if rows[address].figure == figure]
        masked += MASK in plain_text(made)
    assert masked and refused


def test_a_person_is_not_released(rectification: Any) -> None:
    from dataclasses import replace

    from youju.reports.document import Paragraph, Plain

    document = replace(
        queries.document(rectification), blocks=(Paragraph((Plain("走访低保户周大山，帮助解决住房问题。"),)),)
    )
    assert code(lambda: released(document, [], {})) == "B127"
    assert "周" not in plain_text(released(document, ["周大山"], {}))


def test_sign_off_needs_three_reviews_by_three_persons(rectification: Any) -> None:
    report = rectification.report_id
    assert code(lambda: actions.sign(report, actor=READERS[3], at=AT, number=1)) == "B123"
    actions.review(report, "pass", actor=READERS[0], at=AT, number=1)
    assert code(lambda: actions.review(report, "pass", actor=READERS[0], at=AT, number=1)) == "B124"
    actions.review(report, "return", actor=READERS[1], at=AT, number=1, text="请核对第二段")
    assert Report.objects.get(id=report).state == "draft"
    assert code(lambda: actions.review(report, "pass", actor=READERS[0], at=AT, number=1)) == "B124"
    actions.save(report, rectification.source + "\n以上情况，特此报告。\n", base=1, actor=AUTHOR, at=AT)
    assert code(lambda: actions.review(report, "pass", actor=AUTHOR, at=AT, number=2)) == "B124"
    reviewed(report, 2)
    signed = actions.sign(report, actor=READERS[3], at=AT, number=2)
    assert signed.step == SIGNED
    assert Report.objects.get(id=report).state == SIGNED


def test_sign_off_freezes_text_and_cut_off(rectification: Any, db: Any) -> None:
    """Neither the service nor the database lets a signed document move; composing again makes another."""
    import psycopg

    report = rectification.report_id
    reviewed(report)
    actions.sign(report, actor=READERS[3], at=AT, number=1)
    source = rectification.source + "\n又及。\n"
    writing = {"base": 1, "actor": READERS[0], "at": AT}
    assert code(lambda: actions.save(report, source, **writing)) == "B121"  # type: ignore[arg-type]
    told = of_stream(report)[-1]
    assert (told.type, told.payload["as_of"]) == ("signed", AS_OF.isoformat())
    assert set(told.payload["observations"]) == {one.address for one in rectification.bound.all()}
    again = actions.compose("rectification", Counted(at=AT), as_of=AS_OF, at=AT, actor=Actor.system())
    assert (again.report_id != report, again.number) == (True, 1)
    with psycopg.connect(db.conninfo("youju_app")) as raw:
        assert raw.execute("UPDATE reports_report SET as_of = '2024-01-01'").rowcount == 0


def test_writing_after_a_review_begins_again(rectification: Any) -> None:
    report = rectification.report_id
    reviewed(report)
    actions.save(report, rectification.source + "\n又及。\n", base=1, actor=AUTHOR, at=AT)
    assert Report.objects.get(id=report).state == "draft"
    assert code(lambda: actions.sign(report, actor=READERS[3], at=AT, number=2)) == "B123"


def test_what_nothing_proves_is_not_signed(rectification: Any) -> None:
    report = rectification.report_id
    source = rectification.source + "\n另有问题999个。\n"
    actions.save(report, source, base=1, actor=AUTHOR, at=AT)
    reviewed(report, 2)
    assert code(lambda: actions.sign(report, actor=READERS[3], at=AT, number=2)) == "B125"


def test_the_page_hands_the_redacted_file_out(clerk: Client, rectification: Any) -> None:
    base = f"/reports/{rectification.report_id}/file.docx"
    inside, outside = (
        docx.Document(io.BytesIO(clerk.get(base, query).content)) for query in ({}, {"public": "1"})
    )
    said = "（明细不予公开。）"
    assert said in [one.text for one in outside.paragraphs]
    assert said not in [one.text for one in inside.paragraphs]
    assert len(outside.tables) < len(inside.tables)
