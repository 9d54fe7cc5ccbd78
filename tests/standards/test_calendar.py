"""Working days: chinesecalendar and naive loops as oracles, and the published arrangements by hand."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import calendar

FIRST = dt.date(calendar.first_year(), 1, 1)
LAST = dt.date(calendar.last_year(), 12, 31)
DAY = dt.timedelta(days=1)
DAYS = st.dates(FIRST, LAST)
INNER = st.dates(FIRST + 400 * DAY, LAST - 400 * DAY)


def naive_add(start: dt.date, count: int) -> dt.date:
    """Walk day by day, as a clerk would on a wall calendar."""
    day, left, step = start, abs(count), DAY if count > 0 else -DAY
    while left:
        day += step
        left -= chinese_calendar.is_workday(day)
    return day


def naive_between(start: dt.date, end: dt.date) -> int:
    days = [start + i * DAY for i in range(1, (end - start).days + 1)]
    return sum(chinese_calendar.is_workday(day) for day in days)


def test_every_known_day_is_what_the_arrangement_says() -> None:
    days = [FIRST + i * DAY for i in range((LAST - FIRST).days + 1)]
    assert len(days) > 20 * 365
    assert [d for d in days if calendar.is_workday(d) != chinese_calendar.is_workday(d)] == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-10-07", True),  # Saturday, swapped for National Day 2023
        ("2023-09-29", False),  # Mid-autumn
        ("2024-02-18", True),  # Sunday, swapped for Spring Festival 2024
        ("2025-10-08", False),
        ("2020-01-31", False),  # the holiday that the epidemic prolonged
        ("2024-03-02", False),
        ("2024-03-01", True),
    ],
)
def test_published_arrangements(day: str, *, expected: bool) -> None:
    assert calendar.is_workday(dt.date.fromisoformat(day)) is expected


@given(INNER, st.integers(-120, 120))
def test_adding_is_walking(start: dt.date, count: int) -> None:
    assert calendar.add_workdays(start, count) == naive_add(start, count)


@given(INNER, st.integers(0, 500))
def test_between_is_counting(start: dt.date, length: int) -> None:
    end = min(start + length * DAY, LAST)
    assert calendar.workdays_between(start, end) == naive_between(start, end)
    assert calendar.workdays_between(end, start) == -naive_between(start, end)


@given(INNER, st.integers(1, 120))
def test_between_undoes_adding(start: dt.date, count: int) -> None:
    assert calendar.workdays_between(start, calendar.add_workdays(start, count)) == count


@given(DAYS, DAYS, DAYS)
def test_between_sums_along_a_chain(a: dt.date, b: dt.date, c: dt.date) -> None:
    between = calendar.workdays_between
    assert between(a, b) + between(b, c) == between(a, c)


@given(DAYS, DAYS)
def test_the_table_gives_the_same_by_lookup(a: dt.date, b: dt.date) -> None:
    first, index = calendar.workday_table()
    assert calendar.workdays_between(a, b) == index[(b - first).days] - index[(a - first).days]
    assert calendar.workday_index(a) == index[(a - first).days]


@given(INNER)
def test_neighbours(day: dt.date) -> None:
    following, before = calendar.next_workday(day), calendar.previous_workday(day)
    assert before < day < following
    assert calendar.workdays_between(before, following) == 1 + calendar.is_workday(day)
    rolled = calendar.next_workday(day, included=True)
    assert rolled == (day if calendar.is_workday(day) else following)
    assert calendar.previous_workday(day, included=True) == (day if calendar.is_workday(day) else before)


def test_day_zero_is_the_start() -> None:
    saturday = dt.date(2024, 3, 2)
    assert calendar.add_workdays(saturday, 0) == saturday
    assert calendar.add_workdays(saturday, 1) == dt.date(2024, 3, 4)
    assert calendar.add_workdays(saturday, -1) == dt.date(2024, 3, 1)
    assert calendar.workdays_between(saturday, saturday) == 0


def test_a_moment_counts_as_its_day() -> None:
    assert calendar.add_workdays(dt.datetime(2024, 9, 30, 23, 59), 1) == dt.date(2024, 10, 8)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: calendar.is_workday(FIRST - DAY),
        lambda: calendar.is_workday(LAST + DAY),
        lambda: calendar.add_workdays(LAST, 1),
        lambda: calendar.add_workdays(LAST + DAY, 0),
        lambda: calendar.add_workdays(FIRST, -1),
        lambda: calendar.next_workday(LAST),
        lambda: calendar.previous_workday(FIRST),
        lambda: calendar.workdays_between(FIRST, LAST + DAY),
        lambda: calendar.workday_index(dt.date(1949, 10, 1)),
    ],
)
def test_outside_the_known_years_is_an_explicit_error(ask) -> None:
    with pytest.raises(YoujuError) as caught:
        ask()
    assert caught.value.code == "S140"
    assert f"{calendar.first_year()}年至{calendar.last_year()}年" in str(caught.value)


def test_both_ends_are_reported() -> None:
    with pytest.raises(YoujuError) as caught:
        calendar.workdays_between(FIRST - DAY, LAST + DAY)
    assert [problem.code.id for problem in caught.value.problems] == ["S140", "S140"]
    assert not calendar.is_known(LAST + DAY)
    assert calendar.is_known(LAST)
