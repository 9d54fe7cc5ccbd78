"""The track record of a rule: hits, leads, false alarms, and data as they were known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.monitoring.analysis.levels import Level, Watch
from youju.monitoring.analysis.track import Spell, judge, replay, spells


def test_a_story() -> None:
    """Foreseen three periods ahead, one false alarm, one event missed, one alert that still has time."""
    levels = [0, 1, 1, 2, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    events = [False] * 4 + [True, True] + [False] * 9 + [True] + [False] * 3
    found = judge(levels, events, horizon=4)
    assert found.foreseen == {4: 3}
    assert found.missed == (15,)
    assert found.false == (Spell(9, 9),)
    assert found.open == (Spell(18, 18),)
    assert (found.hit_rate, found.lead, found.false_rate) == (0.5, 3.0, 0.5)
    assert found.under_alert == 6 / 19


def test_an_alert_in_the_month_of_the_event_did_not_foresee_it() -> None:
    found = judge([0, 0, 1, 1], [False, False, True, True], horizon=3)
    assert found.missed == (2,)
    assert found.false == ()
    assert found.lead is None


def test_what_stood_from_the_beginning_is_not_asked_for() -> None:
    found = judge([0, 0], [True, False], horizon=1)
    assert found.hit_rate is None
    assert found.false_rate is None


def test_revisions_do_not_help_a_rule_in_hindsight() -> None:
    """The final values fall below the threshold two months early; what was known then did not."""
    watch = Watch((Level(Decimal(0), Decimal(0)),), above=False)
    final = [Decimal(one) for one in (5, 4, -1, -2, -3, -4)]
    known = [final[:1], final[:2], [*final[:2], Decimal(1)], [*final[:3], Decimal(1)], final[:5], final[:6]]
    assert replay(watch, known) == [0, 0, 0, 0, 1, 1]
    assert replay(watch, [final[: at + 1] for at in range(6)]) == [0, 0, 1, 1, 1, 1]


def test_unlike_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="same periods"):
        judge([0], [], horizon=1)


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=40), st.integers(1, 6))
def test_every_event_and_alert_is_told_once(pairs: list[tuple[int, bool]], horizon: int) -> None:
    levels, events = [one for one, _ in pairs], [one for _, one in pairs]
    found = judge(levels, events, horizon=horizon)
    asked = [one.first for one in spells(events) if one.first > 0]
    assert sorted([*found.foreseen, *found.missed]) == asked
    assert all(1 <= lead <= horizon for lead in found.foreseen.values())
    for event in asked:
        stood = any(levels[at] for at in range(max(0, event - horizon), event))
        assert stood == (event in found.foreseen)
    for alert in (*found.false, *found.open):
        last = min(len(events), alert.last + horizon + 1)
        assert not any(events[alert.first : last])
