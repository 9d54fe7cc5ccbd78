"""Three-valued logic, numbers, days and clocks of the one-record evaluator."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.expressions import AS_OF, SYMBOLS
from youju.language import ClockReading, evaluate, numbers, parse
from youju.language.evaluation import matches

DAY = dt.date


def value(text: str, record: dict[str, Any] | None = None, as_of: dt.date = AS_OF) -> Any:
    return evaluate(parse(text, SYMBOLS), record or {}, as_of=as_of)


TRUTHS = (True, False, None)


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, TRUTHS)))
def test_logic_is_kleenes(a: bool | None, b: bool | None) -> None:
    # Kleene's strong logic is the minimum and maximum of false < unknown < true.
    order = {False: 0, None: 1, True: 2}
    by_order = {rank: truth for truth, rank in order.items()}
    record = {"urgent": a, "checked": b}
    assert value("urgent and checked", record) is by_order[min(order[a], order[b])]
    assert value("urgent or checked", record) is by_order[max(order[a], order[b])]
    assert value("not urgent", record) is by_order[2 - order[a]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount > 3", None),
        ("amount + 1", None),
        ("amount is null", True),
        ("amount is not null", False),
        ("amount in (1, 2)", None),
        ("amount not in (1, 2)", None),
        ("amount between 1 and 2", None),
        ("coalesce(amount, 0)", Decimal(0)),
        ("min_of(amount, 3万元)", Decimal(3)),
        ("max_of(amount, done)", None),
        ("case when amount > 1 then 1 else 2 end", Decimal(2)),
        ("if(urgent, 1)", None),
        ("title like '%'", None),
        ("length(title)", None),
        ("state = 'cleared'", None),
        ("not urgent", None),
        ("urgent is true", False),
        ("urgent is not true", True),
        ("(urgent or true)", True),
        ("1 / 0", None),
        ("1 % 0", None),
        ("share(amount, amount)", None),
        ("99999999999999999 + 1", None),
        ("99999999999999999 * 10", None),
        ("0 * 99999999999999999", Decimal(0)),
        ("-0.0000000001 * 0.1", Decimal(0)),
        ("0.0000000001 * 0.5", Decimal("1e-10")),
        ("-0.0000000001 * 0.5", Decimal("-1e-10")),
        ("2 / 3", Decimal("0.6666666667")),
        ("-2 / 3", Decimal("-0.6666666667")),
        ("-7.5 % 2", Decimal("-1.5")),
        ("7.5 % -2", Decimal("1.5")),
        ("round(2.5)", Decimal(3)),
        ("round(-2.5)", Decimal(-3)),
        ("round(2.345, 2)", Decimal("2.35")),
        ("abs(-3)", Decimal(3)),
        ("length('🦆中')", Decimal(2)),
        ("substring('🦆中文', 2, 1) = '中'", True),
        ("'é' < 'z'", False),
        ("'' is null", False),
        ("length('')", Decimal(0)),
        ("contains('abc', '')", True),
        ("'A' = 'a'", False),
        ("within(division, '34')", None),
    ],
)
def test_the_unknown_and_the_ends_of_the_range(text: str, expected: object) -> None:
    assert value(text) == expected
    assert (value(text) is None) is (expected is None)


def test_between_needs_one_known_side_to_be_false() -> None:
    record = {"score": Decimal(5)}
    assert value("score between 6 and score / 0", record) is False
    assert value("score between score / 0 and 4", record) is False
    assert value("score between score / 0 and 6", record) is None


decimals = st.decimals(-(10**17), 10**17, places=10, allow_nan=False).filter(lambda one: abs(one) < 10**17)


def rounded(exact: Fraction) -> Decimal | None:
    """The rule, in integers: half away from zero at the tenth place, unknown from 10¹⁷ on."""
    scaled = abs(exact) * 10**10
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return None if whole >= 10**27 else Decimal(whole if exact >= 0 else -whole).scaleb(-10)


@given(decimals, decimals)
def test_numbers_follow_the_rule(a: Decimal, b: Decimal) -> None:
    left, right = Fraction(a), Fraction(b)
    assert numbers.add(a, b) == rounded(left + right)
    assert numbers.subtract(a, b) == rounded(left - right)
    assert numbers.multiply(a, b) == rounded(left * right)
    assert numbers.divide(a, b) == (rounded(left / right) if b else None)
    assert numbers.remainder(a, b) == (rounded(left - right * int(left / right)) if b else None)


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_any_decimal_becomes_a_number_or_unknown(a: Decimal) -> None:
    expected = rounded(Fraction(a)) if a.is_finite() and abs(a) < 10**18 else None
    assert numbers.number(a) == expected


@given(st.text("ab%_中", max_size=8), st.text("ab%_中", max_size=6))
def test_like_is_sqls(text: str, pattern: str) -> None:
    def slowly(text: str, pattern: str) -> bool:
        if not pattern:
            return not text
        if pattern[0] == "%":
            return any(slowly(text[cut:], pattern[1:]) for cut in range(len(text) + 1))
        return bool(text) and pattern[0] in ("_", text[0]) and slowly(text[1:], pattern[1:])

    assert matches(text, pattern) is slowly(text, pattern)


def test_like_does_not_explode() -> None:
    assert matches("a" * 5000, "%a" * 40 + "b") is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add_days('2024-02-28', 1)", DAY(2024, 2, 29)),
        ("add_days('9999-12-31', 1)", None),
        ("add_days('0001-01-01', -1)", None),
        ("add_days('2024-01-01', 1.5)", DAY(2024, 1, 3)),
        ("add_days('2024-01-01', 10000000)", None),
        ("add_months('2024-01-31', 1)", DAY(2024, 2, 29)),
        ("add_months('2024-03-31', -1)", DAY(2024, 2, 29)),
        ("add_months('2023-12-31', 2)", DAY(2024, 2, 29)),
        ("add_months('9999-12-01', 1)", None),
        ("add_months('2024-01-01', 1000000)", None),
        ("add_workdays('2024-09-30', 1)", DAY(2024, 10, 8)),
        ("add_workdays('2024-10-08', -1)", DAY(2024, 9, 30)),
        ("add_workdays('2024-10-01', 0)", DAY(2024, 10, 1)),
        ("add_workdays('1990-01-01', 1)", None),
        ("workdays_between('2024-09-30', '2024-10-08')", 1),
        ("workdays_between('2024-10-08', '2024-09-30')", -1),
        ("workdays_between('1990-01-01', '2024-10-08')", None),
        ("days_between('2024-02-28', '2024-03-01')", 2),
        ("date '2024-03-01' - date '2024-02-28'", 2),
        ("year('2024-05-06')", 2024),
        ("quarter('2024-05-06')", 2),
        ("month('2024-05-06')", 5),
        ("day('2024-05-06')", 6),
        ("as_of()", AS_OF),
    ],
)
def test_days(text: str, expected: object) -> None:
    assert value(text) == expected


CLOCK = ClockReading(started=DAY(2024, 1, 1), due=DAY(2024, 2, 9))


# Expected: what overdue, remaining, running, paused and stopped say, in this order.
@pytest.mark.parametrize(
    ("reading", "as_of", "expected"),
    [
        (CLOCK, DAY(2024, 2, 29), (20, -20, True, False, False)),
        (CLOCK, DAY(2024, 2, 9), (0, 0, True, False, False)),
        (CLOCK, DAY(2024, 1, 10), (0, 30, True, False, False)),
        (CLOCK, DAY(2023, 12, 31), (None, None, False, False, False)),
        (None, DAY(2024, 2, 29), (None, None, False, False, False)),
        (ClockReading(DAY(2024, 1, 1), None), DAY(2024, 2, 29), (None, None, True, False, False)),
        (
            ClockReading(DAY(2024, 1, 1), DAY(2024, 2, 9), stopped=DAY(2024, 2, 19)),
            DAY(2024, 2, 29),
            (10, -10, False, False, True),
        ),
        (
            ClockReading(DAY(2024, 1, 1), DAY(2024, 2, 9), stopped=DAY(2024, 2, 19)),
            DAY(2024, 2, 10),
            (1, -1, True, False, False),
        ),
        (
            ClockReading(DAY(2024, 1, 1), DAY(2024, 2, 9), paused_since=DAY(2024, 2, 1)),
            DAY(2024, 2, 29),
            (0, 8, False, True, False),
        ),
        (
            ClockReading(DAY(2024, 1, 1), DAY(2024, 2, 9), DAY(2024, 2, 20), DAY(2024, 2, 1)),
            DAY(2024, 2, 29),
            (0, 8, False, False, True),
        ),
        # Spring Festival 2024: 02-10 to 02-17 off, Sundays 02-04 and 02-18 worked.
        (
            ClockReading(DAY(2024, 1, 1), DAY(2024, 2, 9), workdays=True),
            DAY(2024, 2, 19),
            (2, -2, True, False, False),
        ),
        (
            ClockReading(DAY(2024, 1, 1), DAY(2024, 2, 20), workdays=True),
            DAY(2024, 2, 9),
            (0, 3, True, False, False),
        ),
        (
            ClockReading(DAY(1999, 1, 1), DAY(1999, 2, 9), workdays=True),
            DAY(2024, 2, 9),
            (None, None, True, False, False),
        ),
    ],
)
def test_a_clock_as_at_a_day(reading: ClockReading | None, as_of: dt.date, expected: tuple[Any, ...]) -> None:
    record = {"clocks": {"rectify": reading}}
    functions = ("overdue", "remaining", "running", "paused", "stopped")
    assert tuple(value(f"{name}(rectify)", record, as_of) for name in functions) == expected


def test_days_of_a_clock() -> None:
    record = {"clocks": {"rectify": ClockReading(DAY(2024, 1, 1), DAY(2024, 2, 9), stopped=DAY(2024, 2, 19))}}
    assert value("started(rectify)", record) == DAY(2024, 1, 1)
    assert value("due(rectify)", record) == DAY(2024, 2, 9)
    assert value("stopped_on(rectify)", record) == DAY(2024, 2, 19)
    assert value("stopped_on(rectify)", record, DAY(2024, 2, 18)) is None
    assert value("started(rectify)", record, DAY(2023, 2, 18)) is None


def test_a_subtree_of_divisions() -> None:
    record = {"division": "341802001000"}
    for above in ("34", "340000", "3418", "341800", "341802", "341802000000", "341802001", "341802001000"):
        assert value(f"within(division, '{above}')", record) is True, above
    for other in ("3417", "341801", "341802002", "11"):
        assert value(f"within(division, '{other}')", record) is False, other


def test_a_range_of_industries() -> None:
    for code, inside in (("1311", True), ("43", True), ("4411", False), ("0111", False)):
        assert value("within(trade, 'C')", {"trade": code}) is inside, code
        assert value("within(trade, '13-43')", {"trade": code}) is inside, code
    assert value("within(trade, 'C')") is None


def test_earlier_periods() -> None:
    record = {"amount": Decimal(5), "previous": {"amount": Decimal(2)}, "last_year": None}
    assert value("amount > 2 * previous(amount)", record) is True
    assert value("amount > same_period_last_year(amount)", record) is None


def test_a_value_of_another_type_is_the_programs_mistake() -> None:
    for wrong in (
        {"amount": "12"},
        {"amount": 1.5},
        {"amount": True},
        {"received": "2024-01-01"},
        {"urgent": 1},
    ):
        with pytest.raises(TypeError):
            value("amount > 1 or received > as_of() or urgent", wrong)


def test_what_does_not_fit_a_number_is_unknown() -> None:
    assert value("amount", {"amount": Decimal("1e17")}) is None
    assert value("amount", {"amount": Decimal("NaN")}) is None
    assert value("amount", {"amount": 3}) == 3
