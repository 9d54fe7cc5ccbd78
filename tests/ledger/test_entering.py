"""Whole lives of records entered at once are what single acts would have made, or are refused whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.ledger.conftest import AUDITOR, FINANCE, OFFICE, SCHOOL, Desk
from tests.ledger.files import png
from youju.errors import YoujuError
from youju.events.queries import of_stream
from youju.ledger import evidence
from youju.ledger.actions import Life, Request, enter, open_record, perform
from youju.ledger.models import LedgerRecord, UniqueKey
from youju.people.actors import Actor

OPENED, ACCEPTED, SUBMITTED, CLEARED = (
    date(2023, 1, 9),
    date(2023, 1, 12),
    date(2023, 2, 20),
    date(2023, 3, 1),
)
OWN = {"id", "number", "position", "updated_at"}
"""Columns in which two records differ in any case."""


def requests(county: Desk, photo: Any, **first: Any) -> tuple[Request, list[Request]]:
    at = county.at()
    opening = Request("open", AUDITOR, OPENED, at, None, {"title": "账实不符", "unit": "finance", **first})
    acts = [
        Request("accept", FINANCE, ACCEPTED, at),
        Request("visit", AUDITOR, date(2023, 2, 10), at),
        Request("submit", OFFICE, SUBMITTED, at, "已收回", {"returned": "5"}, [photo]),
        Request("clear", AUDITOR, CLEARED, at, "同意"),
    ]
    return opening, acts


def told(record: Any) -> list[tuple[Any, ...]]:
    kept = [(one.type, one.business_date, one.actor, dict(one.payload)) for one in of_stream(record.id)]
    return [
        (type_, on, actor, {key: value for key, value in payload.items() if key != "number"})
        for type_, on, actor, payload in kept
    ]


def columns(record: Any) -> dict[str, Any]:
    row = LedgerRecord.objects.filter(id=record.id).values().get()
    return {name: value for name, value in row.items() if name not in OWN}


def test_a_life_is_what_single_acts_make(county: Desk) -> None:
    photo = evidence.store(png(), "现场.png")
    opening, acts = requests(county, photo, amount="5", code="A1")
    (entered,) = enter([Life("findings", opening, acts)], at=county.at())
    values = {**(opening.values or {}), "code": "A2"}
    single = open_record("findings", values, actor=AUDITOR, on=OPENED, at=county.at())
    for one in acts:
        single = perform(
            single.id, one.act, actor=one.actor, on=one.on, at=county.at(), comment=one.comment,
            values=one.values, evidence=one.evidence,
        )  # fmt: skip
    assert (entered.number, single.number) == ("审改〔2023〕0001", "审改〔2023〕0002")
    assert (entered.state, entered.final) == ("cleared", True)
    first, second = columns(entered), columns(single)
    assert first.pop("values") == {**second.pop("values"), "code": "A1"}
    assert first == second
    events, others = told(entered), told(single)
    events[0][3]["set"].pop("code"), others[0][3]["set"].pop("code")
    assert events == others and len(events) == 5
    assert UniqueKey.objects.filter(record=entered.id).count() == 1


def test_levels_and_numbers_follow_the_order(county: Desk) -> None:
    at = county.at()

    def of(title: str, **more: Any) -> Life:
        return Life("feedback", Request("open", AUDITOR, OPENED, at, None, {"title": title}), **more)

    (aspect,) = enter([of("方面", level="aspect")], at=at)
    (item,) = enter([of("分项", level="item", parent=(aspect.id, "aspect"))], at=at)
    details = [of(f"细化{n}", level="detail", parent=(item.id, "item")) for n in range(3)]
    rows = enter(details, at=at)
    assert [row.values["title"] for row in rows] == ["细化0", "细化1", "细化2"]
    assert {row.parent for row in rows} == {item.id}
    opening, _ = requests(county, None)
    numbers = [
        row.number for row in enter([Life("findings", opening)] * 1 + [Life("findings", opening)], at=at)
    ]
    assert numbers == ["审改〔2023〕0001", "审改〔2023〕0002"]


@pytest.mark.parametrize(
    ("act", "by", "on", "code"),
    [
        ("clear", AUDITOR, ACCEPTED, "K712"),
        ("accept", SCHOOL, ACCEPTED, "K710"),
        ("accept", FINANCE, date(2023, 1, 1), "K722"),
        ("accept", FINANCE, date(2033, 1, 1), "K720"),
    ],
)
def test_what_could_not_have_been_done_is_refused_whole(
    county: Desk, act: str, by: Actor, on: date, code: str
) -> None:
    opening, _ = requests(county, None)
    wrong = Life("findings", opening, [Request(act, by, on, county.at())])
    with pytest.raises(YoujuError) as caught:
        enter([Life("findings", opening), wrong, wrong], at=county.at())
    assert [(one.code.id, one.where.path) for one in caught.value.problems] == [
        (code, "第2件"),
        (code, "第3件"),
    ]
    assert not LedgerRecord.objects.exists()


def test_openings_are_checked_like_single_ones(county: Desk) -> None:
    at = county.at()
    wrong = Request("open", SCHOOL, OPENED, at, None, {"title": "x", "unit": "finance"})
    empty = Request("open", AUDITOR, OPENED, at, None, {"unit": "nobody"})
    with pytest.raises(YoujuError) as caught:
        enter([Life("findings", wrong), Life("findings", empty)], at=at)
    assert caught.value.problems[0].code.id == "K711"
    assert {one.code.id for one in caught.value.problems[1:]} >= {"K701"}
