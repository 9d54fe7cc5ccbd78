"""Escalation: each step once for a due date, as an event, whenever and however often it runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.ledger.conftest import AUDITOR, Desk, moment
from youju.events.queries import of_stream
from youju.ledger import actions, queries
from youju.ledger.fold import acts
from youju.ledger.models import LedgerRecord


def run(day: date) -> list[tuple[str, date]]:
    return [(one.step, one.due) for one in actions.escalate(at=moment(day, seconds=99))]


DUE = date(2023, 5, 5)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DUE - timedelta(11), []),
        (DUE - timedelta(10), [("remind", DUE)]),
        (DUE, [("remind", DUE)]),
        (DUE + timedelta(1), [("urge", DUE)]),
    ],
)
def test_steps_are_taken_when_their_day_has_come(county: Desk, day: date, expected: list[object]) -> None:
    county.open()
    assert run(day) == expected
    assert run(day) == [], "running again changes nothing"


def test_the_whole_ladder_and_who_is_told(county: Desk) -> None:
    record = county.open()
    assert run(DUE - timedelta(10)) == [("remind", DUE)]
    (urged,) = actions.escalate("findings", at=moment(DUE + timedelta(3)))
    assert (urged.label, urged.to, urged.number) == ("催办函", ("finance", "auditor"), record.number)
    history = queries.timeline(LedgerRecord.objects.get(id=record.id))
    assert [one.label for one in history] == ["登记", "提醒函", "催办函"]
    assert [one.on for one in history][-1] == DUE + timedelta(3), "the day on which it was sent"
    assert [row.event.payload["act"] for row in acts(of_stream(record.id))] == ["remind", "urge"]
    assert [one["step"] for one in queries.steps_taken(record)] == ["remind", "urge"]


def test_an_extended_due_date_has_its_own_steps(county: Desk) -> None:
    record = county.open()
    run(DUE + timedelta(1))
    county.today = DUE + timedelta(2)
    county.do(record.id, "extend", by=AUDITOR, comment="情况复杂")
    later = DUE + timedelta(30)
    assert run(later - timedelta(10)) == [("remind", later)]
    assert run(later + timedelta(1)) == [("urge", later)]


def test_nothing_is_sent_for_what_stands_still_or_is_done(county: Desk) -> None:
    paused, merged, kept, voided = (county.open() for _ in range(4))
    county.do(paused.id, "accept")
    county.do(paused.id, "ask", by=AUDITOR)
    actions.merge(merged.id, kept.id, actor=AUDITOR, on=county.today, at=county.at())
    actions.void(voided.id, 1, actor=AUDITOR, at=county.at(), reason="误录")
    taken = actions.escalate(at=moment(DUE + timedelta(1)))
    assert [one.record for one in taken] == [kept.id]


def test_another_ledger_is_left_alone(county: Desk) -> None:
    county.open()
    assert actions.escalate("feedback", at=moment(DUE + timedelta(1))) == []


def test_a_missed_reminder_is_not_looked_for_every_day(county: Desk) -> None:
    record = county.open()
    LedgerRecord.objects.filter(id=record.id).update(next_step_on=date(2023, 3, 7))
    assert run(date(2023, 3, 10)) == []
    assert LedgerRecord.objects.get(id=record.id).next_step_on == DUE - timedelta(10)


def test_many_records_are_worked_in_batches(county: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.ledger.actions import escalating

    monkeypatch.setattr(escalating, "BATCH", 2)
    records = [county.open() for _ in range(5)]
    taken = actions.escalate(at=moment(DUE + timedelta(1)))
    assert sorted(one.record for one in taken) == sorted(one.id for one in records)
