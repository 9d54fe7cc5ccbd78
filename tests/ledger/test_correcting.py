"""Late entries, amendments, voids: the past as it was and as it was believed to be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, Desk
from tests.ledger.files import png
from tests.ledger.test_performing import refused
from youju.events.queries import of_stream
from youju.ledger import actions, evidence, queries
from youju.ledger.models import LedgerRecord
from youju.people.actors import Actor

BOTH = Actor("zhang", "张三", "finance", frozenset({"auditor"}))


def amend(county: Desk, record: Any, on: date | None = None, by: Any = AUDITOR, **values: Any) -> Any:
    day = on or county.today
    return actions.amend(record.id, values, actor=by, on=day, at=county.at(), reason="核对后更正")


def void(county: Desk, record: Any, seq: int, by: Any = AUDITOR) -> Any:
    return actions.void(record.id, seq, actor=by, at=county.at(), reason="误录")


def test_a_late_pause_moves_what_was_worked_out_before(county: Desk) -> None:
    """补正 began three days earlier than had been thought when it ended."""
    record = county.open()
    county.do(record.id, "accept")
    county.today += timedelta(10)
    amend(county, record, title="账实严重不符")
    done = county.do(record.id, "ask", by=AUDITOR, on=county.today - timedelta(3))
    assert (done.state, done.clocks["rectify"]["paused_since"]) == ("waiting", "2023-03-13")


def test_a_late_pair_shifts_the_due_date_and_the_earlier_belief_stays(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    county.today += timedelta(20)
    county.do(record.id, "visit", by=AUDITOR)
    believed = county.today
    county.today += timedelta(1)
    ask = actions.Request("ask", BOTH, date(2023, 3, 10), county.at())
    complete = actions.Request("complete", BOTH, date(2023, 3, 15), county.at())
    with refused("K721"):
        actions.perform_series(record.id, [ask])
    done = actions.perform_series(record.id, [ask, complete])
    assert done.clocks["rectify"]["due"] == "2023-05-10"
    then = queries.as_at(record.id, as_of=believed, known_at=believed)
    now = queries.as_at(record.id, as_of=believed)
    assert then.clocks["rectify"]["due"] == "2023-05-05"
    assert now.clocks["rectify"]["due"] == "2023-05-10"


def test_corrected_effects_are_events_of_their_own(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    county.today += timedelta(8)
    county.do(record.id, "ask", by=AUDITOR)
    county.today += timedelta(4)
    county.do(record.id, "complete")
    assert LedgerRecord.objects.get(id=record.id).clocks["rectify"]["due"] == "2023-05-09"
    amended = amend(county, record, on=date(2023, 3, 6), given_on="2023-03-01")
    assert [event.type for event in of_stream(amended.id)][-1] == "amended"
    void(county, record, 4)
    void(county, record, 3)
    row = LedgerRecord.objects.get(id=record.id)
    assert (row.state, row.clocks["rectify"]["due"]) == ("rectifying", "2023-05-05")


def test_a_late_act_that_contradicts_what_followed_is_refused(county: Desk) -> None:
    record = county.open()
    county.today += timedelta(5)
    county.do(record.id, "accept")
    with refused("K712"):
        county.do(record.id, "ask", by=AUDITOR, on=county.today - timedelta(2))
    with refused("K721"):
        county.do(record.id, "accept", on=county.today - timedelta(2))
    assert len(of_stream(record.id)) == 2


def test_a_late_act_is_judged_by_the_values_of_its_day(county: Desk) -> None:
    photo = evidence.store(png(), "现场.png")
    record = county.open(amount="2")
    county.do(record.id, "accept")
    county.do(record.id, "submit", evidence=[photo], values={"returned": "1"})
    county.today += timedelta(5)
    amend(county, record, returned="2")
    with refused("K714"):
        county.do(record.id, "clear", by=AUDITOR, on=county.today - timedelta(1))
    assert county.do(record.id, "clear", by=AUDITOR).state == "cleared"


def test_an_amendment_of_a_date_moves_the_clock_that_follows_it(county: Desk) -> None:
    record = county.open(given_on="2023-03-01", promised_on="2023-04-29")
    assert record.clocks["promise"]["due"] == "2023-05-04", "after the May Day holiday"
    moved = amend(county, record, promised_on="2023-04-10")
    assert moved.clocks["promise"]["due"] == "2023-04-10"
    gone = amend(county, record, given_on=None)
    assert "promise" not in gone.clocks


def test_an_amendment_needs_role_reason_and_change(county: Desk) -> None:
    record = county.open()
    with refused("K711"):
        amend(county, record, by=FINANCE, title="另一个")
    with refused("K726"):
        actions.amend(record.id, {"title": "x"}, actor=AUDITOR, on=county.today, at=county.at(), reason=" ")
    with refused("K733"):
        amend(county, record, title="账实不符")
    with refused("K722"):
        amend(county, record, on=county.today - timedelta(1), title="另一个")
    with refused("K701"):
        amend(county, record, title=None)
    with refused("K702"):
        amend(county, record, serious="是")
    assert amend(county, record, serious="是", grounds="金额巨大").values["grounds"] == "金额巨大"


def test_an_amendment_from_the_opening_reaches_every_later_date(county: Desk) -> None:
    record = county.open(source="audit")
    opened = county.today
    county.today += timedelta(30)
    amend(county, record, on=opened, source="inspection")
    assert queries.as_at(record.id, as_of=opened).values["source"] == "inspection"
    before = queries.as_at(record.id, as_of=opened, known_at=county.today - timedelta(1))
    assert before.values["source"] == "audit"


def test_a_voided_act_no_longer_counts_and_stays_readable(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    row = void(county, record, 2)
    assert row.state == "dispatched"
    history = queries.timeline(row)
    assert [(m.label, m.voided_by) for m in history] == [("登记", None), ("签收", 3), ("作废", None)]
    assert county.do(record.id, "accept").state == "rectifying"


def test_what_others_build_on_cannot_be_voided(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    county.do(record.id, "ask", by=AUDITOR)
    with refused("K721"):
        void(county, record, 2)


@pytest.mark.parametrize("seq", [3, 9, 1], ids=["a void", "not there", "opening with acts"])
def test_some_things_cannot_be_voided(county: Desk, seq: int) -> None:
    record = county.open()
    county.do(record.id, "accept")
    county.do(record.id, "visit")
    actions.void(record.id, 3, actor=FINANCE, at=county.at(), reason="误录")
    with refused("K725"):
        void(county, record, 4 if seq == 3 else seq)


def test_only_the_doer_or_an_opener_may_void(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    with refused("K710"):
        void(county, record, 2, by=SCHOOL)
    assert void(county, record, 2, by=FINANCE).state == "dispatched"


def test_a_voided_opening_takes_the_record_out_and_frees_its_key(county: Desk) -> None:
    record = county.open(code="A-1")
    day = county.today
    county.today += timedelta(1)
    row = void(county, record, 1)
    assert row.voided and row.next_due is None
    assert not queries.visible_to(AUDITOR).exists()
    with refused("K710"):
        county.do(record.id, "accept")
    assert queries.as_at(record.id, as_of=day, known_at=day).exists
    assert not queries.as_at(record.id, as_of=day).exists
    assert county.open(code="A-1").values["code"] == "A-1"


def test_voiding_an_amendment_may_collide_with_a_key_taken_since(county: Desk) -> None:
    record = county.open(code="A-1")
    amend(county, record, code="A-2")
    county.open(code="A-1")
    with refused("K705"):
        void(county, record, 2)
    assert LedgerRecord.objects.get(id=record.id).values["code"] == "A-2"


def test_a_late_extension_does_not_make_one_too_many(county: Desk) -> None:
    record = county.open()
    county.today += timedelta(10)
    county.do(record.id, "extend", by=AUDITOR, comment="汛期")
    with refused("K724"):
        county.do(record.id, "extend", by=AUDITOR, comment="补录", on=county.today - timedelta(5))
