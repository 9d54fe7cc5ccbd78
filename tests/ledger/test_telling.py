"""Who is told of what happened to records: once, whoever's turn it is, and nobody of long ago."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledger.conftest import AUDITOR, Desk, moment
from youju.ledger import actions, telling

DUE = date(2023, 5, 5)


@pytest.fixture
def staffed(county: Desk) -> Desk:
    """The county's people hold their roles; the teller has begun."""
    from youju.people import actions as people
    from youju.people.actors import Actor

    system, day = Actor.system(), date(2023, 1, 1)
    for id_, where, role in (
        ("wang", "audit", "auditor"),
        ("zhang", "finance", "clerk"),
        ("zhou", "treasury", "clerk"),
        ("qian", "school", "clerk"),
    ):
        people.save_person(id_, name=id_, actor=system, on=day, at=moment(day))
        people.grant(id_, where, role, actor=system, on=day, at=moment(day))
    telling.tell(at=moment(county.today))
    return county


def told(**only: Any) -> list[tuple[str, str]]:
    from youju.notices.models import Notice

    return sorted(Notice.objects.filter(**only).values_list("person", "text"))


def test_whose_turn_it_is(staffed: Desk) -> None:
    record = staffed.open(by=AUDITOR)
    telling.tell(at=staffed.at())
    assert [person for person, _ in told()] == ["zhang"], "the unit of the record, not others, not who did it"
    ((_, text),) = told()
    assert record.number in text
    before = told()
    telling.tell(at=staffed.at())
    assert told() == before, "telling again adds nothing"


def test_of_several_acts_only_the_last_is_told(staffed: Desk) -> None:
    record = staffed.open()
    staffed.do(record.id, "accept")
    telling.tell(at=staffed.at())
    row = type(record).objects.get(id=record.id)
    texts = {text for _, text in told()}
    assert len(texts) <= 1
    from youju.ledger import catalogue

    label = catalogue.current("findings").state_label(row.state)
    assert all(f"“{label}”" in text for text in texts)


def test_letters_go_to_the_roles_and_organisations_of_the_step(staffed: Desk) -> None:
    staffed.open()
    at = moment(DUE + timedelta(3))
    actions.escalate("findings", at=at)
    telling.tell(at=at)
    assert Counter(person for person, _ in told(kind="escalation")) == {"wang": 1, "zhang": 1}
    assert all("催办函" in text and "2023年5月5日" in text for _, text in told(kind="escalation"))


def test_what_falls_due_is_told_once_for_a_due_date(staffed: Desk) -> None:
    staffed.open()
    telling.tell(at=moment(DUE - timedelta(11)))
    assert told(kind="due") == []
    for day in (10, 9, 1):
        telling.tell(at=moment(DUE - timedelta(day)))
    assert [person for person, _ in told(kind="due")] == ["zhang"]


def test_many_at_once_are_told_as_a_number(staffed: Desk) -> None:
    for _ in range(telling.MANY + 1):
        staffed.open()
    telling.tell(at=staffed.at())
    assert told() == [("zhang", f"“问题台账”有{telling.MANY + 1}件等您办理。")]


def test_what_was_recorded_long_ago_is_not_told(staffed: Desk) -> None:
    staffed.open()
    telling.tell(at=staffed.at() + telling.FRESH + timedelta(hours=1))
    assert told(kind="waiting") == []
