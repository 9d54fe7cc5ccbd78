"""Time limits: starting, stopping, standing still, extending, escalating; judgements in threes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.definitions.models import ClockDef, Due, Duration
from youju.errors import YoujuError
from youju.ledger import clocks
from youju.ledger.clocks import Occasion
from youju.standards import calendar

START = date(2023, 11, 1)


def clock(**given: Any) -> ClockDef:
    return ClockDef.model_validate(
        {"label": "期限", "starts": "dispatched", "stops": "cleared", "due": "60 days", **given}
    )


def entering(state: str, on: date, **more: Any) -> Occasion:
    values = more.pop("values", {})
    return Occasion(on=on, values=values, state=state, entered=state, **more)


def run(definition: ClockDef, *occasions: Occasion) -> Any:
    """The clock after some events."""
    found: dict[str, Any] = {}
    for occasion in occasions:
        found.update(clocks.advance({"c": definition}, found, occasion))
    return found.get("c")


@pytest.mark.parametrize(
    ("due", "started", "expected"),
    [
        ("60 days", date(2023, 11, 1), date(2023, 12, 31)),
        ("0 days", date(2023, 11, 1), date(2023, 11, 1)),
        ("15 workdays", date(2023, 9, 28), date(2023, 10, 25)),  # over the Mid-Autumn and National Day week
        ("1 months", date(2023, 1, 31), date(2023, 2, 28)),
        ("1 months", date(2024, 1, 31), date(2024, 2, 29)),
        ("1 years", date(2024, 2, 29), date(2025, 2, 28)),
        ({"day_of_month": "8"}, date(2023, 11, 8), date(2023, 11, 8)),
        ({"day_of_month": "8"}, date(2023, 11, 9), date(2023, 12, 8)),
        ({"day_of_month": "31"}, date(2023, 11, 9), date(2023, 11, 30)),
        ({"day_of_month": "8", "next_month": "true"}, date(2023, 12, 3), date(2024, 1, 8)),
        ({"after_quarter": "15 days"}, date(2023, 11, 2), date(2024, 1, 15)),
        ({"after_quarter": "15 days"}, date(2023, 12, 31), date(2024, 1, 15)),
        ({"date_of_year": "01-31"}, date(2023, 1, 2), date(2024, 1, 31)),
        ({"date_of_year": "01-31"}, date(2023, 12, 31), date(2024, 1, 31)),
    ],
)
def test_due_dates(due: Any, started: date, expected: date) -> None:
    assert clocks.due_date(Due.model_validate(due), started, {}) == expected


def test_due_by_a_field_waits_for_the_field() -> None:
    due = Due.model_validate({"field": "deadline"})
    assert clocks.due_date(due, START, {}) is None
    assert clocks.due_date(due, START, {"deadline": "2024-01-05"}) == date(2024, 1, 5)


@pytest.mark.parametrize(
    ("roll", "expected"),
    [("none", "2023-12-31"), ("next_workday", "2024-01-02"), ("previous_workday", "2023-12-29")],
)
def test_a_due_date_on_a_holiday_rolls_as_the_pack_says(roll: str, expected: str) -> None:
    definition = clock(due={"after": "60 days", "roll": roll})
    assert run(definition, entering("dispatched", START))["due"] == expected


def test_workdays_beyond_the_known_calendar_are_an_explicit_error() -> None:
    late = date(calendar.last_year(), 12, 20)
    with pytest.raises(YoujuError) as caught:
        run(clock(due="30 workdays"), entering("dispatched", late))
    assert caught.value.code == "S140"


def test_a_clock_starts_once_and_stops_in_the_state_that_stops_it() -> None:
    definition = clock()
    first = run(definition, entering("dispatched", START))
    again = run(definition, entering("dispatched", START), entering("dispatched", START + timedelta(3)))
    assert first == again
    stopped = run(definition, entering("dispatched", START), entering("cleared", START + timedelta(5)))
    assert (stopped["stopped"], stopped["due"]) == ("2023-11-06", first["due"])


def test_a_stopped_clock_starts_anew_with_a_full_period() -> None:
    definition = clock(stops="submitted")
    anew = run(
        definition,
        entering("dispatched", START),
        entering("submitted", START + timedelta(5)),
        entering("dispatched", START + timedelta(9)),
    )
    assert (anew["started"], anew["due"], anew["stopped"]) == ("2023-11-10", "2024-01-09", None)


def test_a_final_state_stops_every_clock() -> None:
    ended = run(
        clock(), entering("dispatched", START), entering("given_up", START + timedelta(1), final=True)
    )
    assert (ended["stopped"], ended["stopped_by"]) == ("2023-11-02", "given_up")


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 60))
def test_a_pause_in_natural_days_moves_the_due_date_by_its_length(
    before: int, length: int, rest: int
) -> None:
    definition = clock(pauses="waiting", due=f"{before + rest} days")
    paused, resumed = START + timedelta(before), START + timedelta(before + length)
    found = run(
        definition,
        entering("dispatched", START),
        entering("waiting", paused),
        entering("rectifying", resumed),
    )
    assert date.fromisoformat(found["due"]) == START + timedelta(before + length + rest)
    assert found["paused_since"] is None


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 40))
def test_a_pause_keeps_the_working_days_that_were_left(before: int, length: int, total: int) -> None:
    definition = clock(pauses="waiting", due=f"{total} workdays")
    start = date(2023, 9, 11)
    paused, resumed = start + timedelta(before), start + timedelta(before + length)
    plain = run(definition, entering("dispatched", start))
    found = run(
        definition,
        entering("dispatched", start),
        entering("waiting", paused),
        entering("rectifying", resumed),
    )
    left = calendar.workdays_between(paused, date.fromisoformat(plain["due"]))
    assert calendar.workdays_between(resumed, date.fromisoformat(found["due"])) == left


def test_a_clock_that_stops_while_it_stands_still_counts_the_pause() -> None:
    definition = clock(pauses="waiting")
    found = run(
        definition,
        entering("dispatched", START),
        entering("waiting", START + timedelta(10)),
        entering("cleared", START + timedelta(15)),
    )
    assert (found["due"], found["stopped"], found["paused_since"]) == ("2024-01-05", "2023-11-16", None)


def test_an_extension_is_added_behind_a_pause() -> None:
    definition = clock(pauses="waiting", due="1 months")
    month = Duration.model_validate("1 months")
    found = run(
        definition,
        entering("dispatched", START),
        entering("waiting", START + timedelta(1)),
        entering("rectifying", START + timedelta(3)),
        Occasion(on=START + timedelta(4), values={}, state="rectifying", act="extend", extends=("c", month)),
    )
    assert (found["due"], found["extensions"]) == ("2024-01-03", 1)


def test_a_restart_gives_the_next_period_of_a_rhythm() -> None:
    definition = clock(due="1 months")
    visit = Occasion(on=date(2023, 11, 20), values={}, state="dispatched", act="visit", restarts=("c",))
    found = run(definition, entering("dispatched", START), visit)
    assert (found["started"], found["due"]) == ("2023-11-20", "2023-12-20")


def test_an_act_in_a_final_state_starts_nothing() -> None:
    visit = Occasion(on=START, values={}, state="cleared", final=True, act="visit", restarts=("c",))
    found = run(clock(), entering("dispatched", START), entering("cleared", START, final=True), visit)
    assert found["stopped"] == "2023-11-01"


def test_a_clock_follows_the_date_fields_that_it_names() -> None:
    definition = clock(starts="given_on", stops="ended_on", due={"field": "promised_on"})
    given_on = {"given_on": "2023-11-03"}
    started = Occasion(on=START, values=given_on, changed=frozenset(given_on))
    assert run(definition, started)["due"] is None
    promised = {**given_on, "promised_on": "2023-12-01"}
    known = Occasion(on=START, values=promised, changed=frozenset({"promised_on"}))
    assert run(definition, started, known)["due"] == "2023-12-01"
    moved = {**promised, "given_on": "2023-11-10"}
    later = Occasion(on=START, values=moved, changed=frozenset({"given_on"}))
    assert run(definition, started, known, later)["started"] == "2023-11-10"
    ended = {**promised, "ended_on": "2023-11-20"}
    stopped = Occasion(on=START, values=ended, changed=frozenset({"ended_on"}))
    assert run(definition, started, known, stopped)["stopped"] == "2023-11-20"
    reopened = Occasion(on=START, values=promised, changed=frozenset({"ended_on"}))
    assert run(definition, started, known, stopped, reopened)["stopped"] is None
    nothing = Occasion(on=START, values={}, changed=frozenset({"given_on"}))
    assert run(definition, started, nothing) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 12, 20), False),
        (date(2023, 12, 21), True),
        (date(2023, 12, 31), True),
        (date(2024, 1, 1), False),
    ],
)
def test_warning_begins_before_due_and_ends_with_it(day: date, expected: bool) -> None:
    found = run(clock(warn="10 days"), entering("dispatched", START))
    assert clocks.is_warning(found, as_of=day) is expected


STEPS = {
    "remind": {"label": "提醒函", "after": "10 days", "before": "true", "to": "unit"},
    "urge": {"label": "催办函", "after": "1 days", "to": "unit"},
    "interview": {"label": "约谈", "after": "30 workdays", "to": "unit"},
}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 12, 20), []),
        (date(2023, 12, 21), ["remind"]),
        (date(2023, 12, 31), ["remind"]),
        (date(2024, 1, 1), ["urge"]),
        (date(2024, 3, 1), ["urge", "interview"]),
    ],
)
def test_steps_come_due_one_after_the_other(day: date, expected: list[str]) -> None:
    definition = clock(escalation=STEPS)
    found = run(definition, entering("dispatched", START))
    assert [name for name, _, _ in clocks.steps_due(definition, found, as_of=day)] == expected


def test_a_step_is_taken_once_for_a_due_date_and_again_for_another() -> None:
    definition = clock(escalation=STEPS)
    found = run(definition, entering("dispatched", START))
    taken = {**found, "steps": {"urge": found["due"]}}
    on = date(2024, 1, 1)
    assert not list(clocks.steps_due(definition, taken, as_of=on))
    extended = {**taken, "due": "2024-02-01"}
    again = clocks.steps_due(definition, extended, as_of=date(2024, 2, 2))
    assert [name for name, _, _ in again] == ["urge"]


@pytest.mark.parametrize("stand", [{"stopped": "2023-11-05"}, {"paused_since": "2023-11-05"}, {"due": None}])
def test_no_step_comes_due_while_nothing_runs(stand: dict[str, Any]) -> None:
    definition = clock(escalation=STEPS)
    found = {**run(definition, entering("dispatched", START)), **stand}
    assert not list(clocks.steps_due(definition, found, as_of=date(2024, 6, 1)))
    assert clocks.next_step_day(definition, found, as_of=START) is None


def test_next_step_day_is_the_first_day_with_something_to_do() -> None:
    definition = clock(escalation=STEPS)
    found = run(definition, entering("dispatched", START))
    assert clocks.next_step_day(definition, found, as_of=START) == date(2023, 12, 21)
    assert clocks.next_step_day(definition, found, as_of=date(2024, 1, 1)) == date(2024, 1, 1)


def test_a_step_in_a_year_without_calendar_stops_nothing() -> None:
    definition = clock(due="1 days", escalation={"interview": STEPS["interview"]})
    late = date(calendar.last_year(), 12, 20)
    found = run(definition, entering("dispatched", late))
    assert not list(clocks.steps_due(definition, found, as_of=late + timedelta(5)))
    assert clocks.next_step_day(definition, found, as_of=late) == late + timedelta(2)
