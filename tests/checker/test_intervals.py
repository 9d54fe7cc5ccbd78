"""Interval arithmetic against exact sampling of the values that a print leaves open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.checker.intervals import Interval, decide
from youju.checker.model import Verdict

INFINITY = Decimal("Infinity")
numbers = st.decimals(min_value=-1000, max_value=1000, places=2)
intervals = st.builds(lambda a, b: Interval(min(a, b), max(a, b)), numbers, numbers)


def point(value: str | int) -> Interval:
    return Interval(Decimal(value), Decimal(value))


@given(intervals, intervals, st.data())
def test_a_result_contains_what_its_members_give(a: Interval, b: Interval, data: st.DataObject) -> None:
    x = data.draw(st.decimals(min_value=a.low, max_value=a.high, places=2))
    y = data.draw(st.decimals(min_value=b.low, max_value=b.high, places=2))
    for result, value in ((a + b, x + y), (a - b, x - y), (a * b, x * y)):
        assert result.low <= value <= result.high
    if y != 0:
        quotient = a / b
        assert quotient.low - Decimal("1e-20") <= x / y <= quotient.high + Decimal("1e-20")


@given(intervals, intervals)
def test_equality_is_overlap(a: Interval, b: Interval) -> None:
    holds = decide("a == b", {"a": a, "b": b}).verdict is Verdict.HOLDS
    assert holds == (a.low <= b.high and b.low <= a.high)


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("t == a + b", Verdict.HOLDS),
        ("t == a - b", Verdict.FAILS),
        ("a == b == c", Verdict.FAILS),
        ("a == a == c", Verdict.HOLDS),
        ("r == 100 * a / t", Verdict.HOLDS),
        ("b <= a", Verdict.HOLDS),
        ("a <= b", Verdict.FAILS),
        ("a > t", Verdict.FAILS),
        ("a < c", Verdict.FAILS),
        ("t >= a", Verdict.HOLDS),
        ("t == -b + a + 2 * b", Verdict.HOLDS),
    ],
)
def test_formulas(formula: str, verdict: Verdict) -> None:
    values = {"t": point(5), "a": point(3), "b": point(2), "c": point(3), "r": point(60)}
    assert decide(formula, values).verdict is verdict


def test_rounding_is_no_contradiction() -> None:
    printed = Interval(Decimal("42.855"), Decimal("42.865"))
    assert decide("r == 100 * a / t", {"r": printed, "a": point(3), "t": point(7)}).verdict is Verdict.HOLDS
    decision = decide("r == 100 * a / t", {"r": printed, "a": point(4), "t": point(7)})
    assert decision.verdict is Verdict.FAILS
    assert decision.low is not None and round(decision.low, 2) == Decimal("57.14")


def test_open_ends_are_told_as_none() -> None:
    decision = decide("a <= b", {"a": point(1), "b": Interval(Decimal(2), INFINITY)})
    assert (decision.verdict, decision.low, decision.high) == (Verdict.HOLDS, Decimal(2), None)
    assert (
        decide("a == b / c", {"a": point(1), "b": point(1), "c": Interval(Decimal(-1), Decimal(1))}).low
        is None
    )


@pytest.mark.parametrize("formula", ["a + b", "a != b", "a == b ** 2", "a == f(b)", "a == 'x'"])
def test_other_formulas_are_refused(formula: str) -> None:
    with pytest.raises(ValueError, match=r"comparison|expression"):
        decide(formula, {"a": point(1), "b": point(1)})
