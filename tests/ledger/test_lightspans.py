"""A light is promised only for days on which it really stays as it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.conftest import pack_of, sample_files
from youju.ledger import lights
from youju.ledger.catalogue import LOOKUPS
from youju.ledger.lightspans import span
from youju.ledger.rules import Rules, Situation

CONDITIONS = (
    "state = 'cleared'",
    "overdue(rectify) > 30",
    "overdue(rectify) > 0",
    "overdue(rectify) = 7",
    "remaining(rectify) between 3 and 10",
    "remaining(rectify) <= 10",
    "coalesce(overdue(monthly), 0) >= 5",
    "due(rectify) < as_of()",
    "days_between(given_on, as_of()) > 20",
    "workdays_between(given_on, as_of()) > 20",
    "running(rectify) and overdue(rectify) > 3",
    "paused(rectify)",
    "not stopped(rectify) or overdue(rectify) > 12",
    "started(monthly) is null",
    "year(as_of()) = 2024",
    "case when overdue(rectify) > 3 then remaining(monthly) else 0 end < -6",
    "amount > 5",
    "given_on <> as_of()",
    "as_of() > given_on",
)
PLAIN = CONDITIONS[:14]
WEEKS = 30


def rules_of(conditions: list[str]) -> Rules:
    files = sample_files()
    names = ("white", "red", "yellow", "green")
    files["ledgers/findings.yaml"]["lights"] = dict(zip(names, conditions, strict=False))
    return Rules(pack_of(files).pack, "findings", LOOKUPS)


DAYS = st.dates(date(2023, 1, 1), date(2024, 3, 31))


@st.composite
def clocks(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("rectify", "monthly"):
        if draw(st.integers(0, 5)) == 0:
            continue
        started = draw(DAYS)
        due = started + timedelta(days=draw(st.integers(0, 90)))
        later = st.none() | st.dates(started, date(2024, 6, 30))
        stood = [draw(later) for _ in range(2)]
        found[name] = {
            "started": started.isoformat(),
            "due": due.isoformat(),
            "warn_from": None,
            "stopped": stood[0].isoformat() if stood[0] else None,
            "paused_since": stood[1].isoformat() if stood[1] else None,
            "workdays": draw(st.booleans()),
            "shifts": [],
            "extensions": 0,
        }
    return found


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=4),
    clocks(),
    DAYS,
    st.dictionaries(st.just("given_on"), DAYS.map(date.isoformat)),
)
def test_a_light_holds_for_its_span(
    conditions: list[str], running: dict[str, Any], start: date, values: dict[str, str]
) -> None:
    rules = rules_of(conditions)
    situation = Situation(values, running, "rectifying")
    found = span(rules, situation, start=start)
    assert found.until > start
    day = start
    while day < min(found.until, start + timedelta(weeks=WEEKS)):
        assert lights.light(rules, situation, as_of=day) == found.light, day
        day += timedelta(days=1)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=3), clocks(), DAYS)
def test_a_span_of_plain_conditions_ends_where_the_light_changes(
    conditions: list[str], running: dict[str, Any], start: date
) -> None:
    rules = rules_of(conditions)
    situation = Situation({"given_on": "2023-06-01"}, running, "rectifying")
    day, light, changes = start, lights.light(rules, situation, as_of=start), 0
    while day < start + timedelta(weeks=WEEKS):
        found = span(rules, situation, start=day)
        assert found.light == light
        changes += 1
        assert changes < 25, "a light that never changes is not asked every day"
        day, light = found.until, lights.light(rules, situation, as_of=found.until)


@pytest.mark.parametrize(
    ("start", "light", "until"),
    [
        (date(2023, 3, 1), "green", date(2023, 5, 2)),
        (date(2023, 5, 2), "yellow", date(2023, 6, 1)),
        (date(2023, 6, 1), "red", date(2033, 6, 1)),
    ],
)
def test_the_usual_lights_turn_on_their_days(start: date, light: str, until: date) -> None:
    rules = Rules(pack_of(sample_files()).pack, "findings", LOOKUPS)
    clock = {
        "started": "2023-03-01", "due": "2023-05-01", "warn_from": None, "stopped": None,
        "paused_since": None, "workdays": False, "shifts": [], "extensions": 0,
    }  # fmt: skip
    situation = Situation({}, {"rectify": clock}, "rectifying")
    assert span(rules, situation, start=start) == (light, start, until)


def test_a_condition_of_another_form_is_promised_for_a_day() -> None:
    rules = rules_of(["month(as_of()) % 2 = 0", "true"])
    found = span(rules, Situation({}, {}, "rectifying"), start=date(2023, 1, 30))
    assert found == ("red", date(2023, 1, 30), date(2023, 1, 31))
