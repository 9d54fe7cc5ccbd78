"""Completion and pace, from numbers: what was agreed, in examples and over all numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.targets.pace import NO_BASE, NO_PAST, NOT_DUE, Goal, judge

D = Decimal
MIDDLE = date(2023, 7, 2)  # day 183 of 365
POSITIVE = st.decimals("0.01", "100000", places=2)


@pytest.mark.parametrize(
    ("goal", "value", "completion", "due", "standing"),
    [
        (Goal(2023, D(730), None), D(366), "50.14", "366", "on_pace"),
        (Goal(2023, D(730), None), D(365), "50.00", "366", "behind"),
        (Goal(2023, D(730), None), D(730), "100.00", "366", "reached"),
        (Goal(2023, D(90), None, "level"), D("89.9"), "99.89", "90", "behind"),
        (Goal(2023, None, D(10), "level"), D(9), "110.00", "10", "on_pace"),
        (Goal(2023, None, D(10)), D(9), "110.00", "5.014", "behind"),
        (Goal(2023, None, D(10), "level"), D(11), "90.00", "10", "beyond"),
        (Goal(2023, None, D(10), "level"), D(30), "0.00", "10", "beyond"),
        (Goal(2023, D(3), D(8)), D(5), "100.00", "3", "on_pace"),
        (Goal(2023, D(3), D(8)), D(10), "75.00", "3", "behind"),
        (Goal(2023, D(4), D(8)), D(1), "25.00", "4", "behind"),
    ],
)
def test_examples(goal: Goal, value: Decimal, completion: str, due: str, standing: str) -> None:
    found = judge(goal, value, as_of=MIDDLE)
    assert found.completion is not None and found.due is not None
    assert round(found.completion, 2) == D(completion)
    assert round(found.due, 3) == D(due)
    assert found.standing == standing


def test_milestones_hold_from_their_day() -> None:
    steps = {date(2023, 3, 31): D(20), date(2023, 6, 30): D(50)}
    goal = Goal(2023, D(100), None, "milestones", steps)
    dues = [
        judge(goal, D(30), as_of=day).due
        for day in (date(2023, 3, 31), date(2023, 6, 29), date(2023, 6, 30), date(2023, 12, 31))
    ]
    assert dues == [20, 20, 50, 100]
    early = judge(goal, D(1), as_of=date(2023, 3, 30))
    assert (early.due, early.why_no_pace, early.standing) == (None, NOT_DUE, "unknown")


def test_the_season_of_past_years_says_what_is_due() -> None:
    goal = Goal(2023, D(200), None, "seasonal")
    found = judge(goal, D(100), as_of=MIDDLE, past=[(D(30), D(100)), (D(50), D(100)), (D(1), D(0))])
    assert found.due == 80
    assert found.standing == "on_pace"
    assert judge(goal, D(100), as_of=MIDDLE).why_no_pace == NO_PAST


def test_a_target_of_none_has_no_rate_but_can_be_kept() -> None:
    found = judge(Goal(2023, None, D(0)), D(0), as_of=date(2023, 12, 31))
    assert (found.completion, found.why_none, found.standing, found.fulfilled) == (
        None,
        NO_BASE,
        "reached",
        True,
    )
    missed = judge(Goal(2023, None, D(0)), D(1), as_of=MIDDLE)
    assert (missed.standing, missed.gap) == ("beyond", 1)


def test_without_a_value_nothing_is_said_of_it() -> None:
    found = judge(Goal(2023, D(1), None), None, as_of=MIDDLE)
    assert (found.completion, found.standing, found.fulfilled, found.gap) == (None, "unknown", None, None)
    assert found.due is not None


@given(POSITIVE, POSITIVE, st.booleans(), st.dates(date(2023, 1, 1), date(2024, 6, 30)))
def test_completion_and_fulfilment_agree(aim: Decimal, value: Decimal, low: bool, day: date) -> None:
    goal = Goal(2023, aim if low else None, None if low else aim)
    found = judge(goal, value, as_of=day)
    assert found.completion is not None and found.gap is not None
    assert (found.completion >= 100) == found.fulfilled == (found.gap == 0)
    assert found.due is not None and 0 <= found.due <= aim
    if day >= date(2023, 12, 31):
        assert found.due == aim
        assert (found.standing == "reached") == found.fulfilled


@given(POSITIVE, POSITIVE, st.integers(1, 1000))
def test_another_unit_says_the_same(aim: Decimal, value: Decimal, scale: int) -> None:
    for bounds in ((1, None), (None, 1)):
        one = Goal(2023, *(None if b is None else aim for b in bounds))
        two = Goal(2023, *(None if b is None else aim * scale for b in bounds))
        first, second = judge(one, value, as_of=MIDDLE), judge(two, value * scale, as_of=MIDDLE)
        assert first.standing == second.standing
        assert first.completion is not None and second.completion is not None
        assert abs(first.completion - second.completion) < D("1e-15") * max(1, abs(first.completion))
