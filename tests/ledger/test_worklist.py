"""What waits for somebody: next steps, dues, lights; and nothing of others."""

from __future__ import annotations

from datetime import date

from tests.ledger.conftest import AUDITOR, FINANCE, OFFICE, SCHOOL, Desk
from youju.ledger import catalogue, worklist
from youju.people.actors import Actor

TODAY = date(2023, 3, 6)


def waiting(actor: Actor, today: date = TODAY) -> dict[str, list[tuple[str, str]]]:
    return {
        queue.ledger: [(item.title, item.step) for item in queue.items]
        for queue in worklist.waiting(actor, as_of=today, today=today)
    }


def test_the_next_step_is_the_one_furthest_ahead_short_of_the_end(county: Desk) -> None:
    assert worklist.next_steps(catalogue.current("findings")) == {
        "dispatched": "accept",
        "rectifying": "submit",
        "submitted": "clear",
    }
    assert worklist.next_steps(catalogue.current("feedback")) == {"listed": "finish"}


def test_a_record_waits_for_whose_step_is_next(county: Desk) -> None:
    first = county.open(title="账实不符")
    county.open(title="超标准接待", unit="school")
    assert waiting(FINANCE) == {"findings": [("账实不符", "签收")]}
    assert waiting(OFFICE) == {}, "what lies above is not seen"
    assert waiting(SCHOOL) == {"findings": [("超标准接待", "签收")]}
    assert waiting(AUDITOR) == {}, "nothing for the auditor to do yet"
    county.do(first.id, "accept")
    assert waiting(FINANCE) == {"findings": [("账实不符", "上报")]}
    assert waiting(Actor("x", "无", None)) == {}


def test_headings_of_items_wait_for_nobody(county: Desk) -> None:
    aspect = county.open("feedback", level="aspect", title="方面一")
    item = county.open("feedback", level="item", title="分项一", parent=aspect.id)
    county.open("feedback", level="detail", title="细化一", parent=item.id)
    assert waiting(AUDITOR) == {"feedback": [("细化一", "认定完毕")]}


def test_the_most_urgent_comes_first_and_the_number_is_told(county: Desk) -> None:
    for place in range(7):
        county.open(title=f"问题{place}", given_on=str(TODAY), promised_on=f"2023-03-{28 - place}")
    (queue,) = worklist.waiting(FINANCE, as_of=TODAY, today=TODAY, shown=2)
    assert [item.title for item in queue.items] == ["问题6", "问题5"]
    assert (queue.count, queue.more, "dispatched" in queue.states) == (7, False, True)


def test_the_calendar_tells_days_and_what_is_late(county: Desk) -> None:
    county.open(title="近", given_on="2023-03-01", promised_on="2023-03-10")
    county.open(title="远", given_on="2023-03-01", promised_on="2023-05-10")
    county.open(title="他人", unit="school", given_on="2023-03-01", promised_on="2023-03-10")
    days, late, exact = worklist.falling_due(FINANCE, as_of=TODAY, today=TODAY)
    assert [(day.on, [item.title for item in day.items]) for day in days] == [(date(2023, 3, 10), ["近"])]
    assert (late, exact) == (0, True)
    days, late, exact = worklist.falling_due(FINANCE, as_of=date(2023, 3, 13), today=date(2023, 3, 13))
    assert (days, late, exact) == ([], 1, True)


def test_lights_are_counted_within_the_scope(county: Desk) -> None:
    county.open(title="逾期", on=date(2023, 3, 6))
    county.open(title="他人", unit="school", on=date(2023, 3, 6))
    assert worklist.lit(FINANCE, as_of=TODAY, today=TODAY) == []
    (one,) = worklist.lit(FINANCE, as_of=date(2023, 5, 20), today=date(2023, 5, 20))
    assert [(light.name, count, exact) for light, count, exact in one.counts] == [("yellow", 1, True)]
    (one,) = worklist.lit(AUDITOR, as_of=date(2023, 8, 1), today=date(2023, 8, 1))
    assert [(light.name, count) for light, count, _ in one.counts] == [("red", 2)]
