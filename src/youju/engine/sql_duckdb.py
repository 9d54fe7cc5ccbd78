"""What DuckDB does in its own way.

Tried on DuckDB 2.0: ``DECIMAL / DECIMAL`` is a DOUBLE, so quotients are taken in HUGEINT with one place
more than is kept and cut (the eleventh place alone decides the rounding of the tenth); ``x % 0`` and
overflowing products raise, so they stand in TRY; a cast between scales rounds half away from zero;
GREATEST and LEAST pass over NULL; LIKE has no escape; text is compared by its bytes, which is the order
of code points.

Working days are looked up in variables through macros; `setup` makes them in a connection. A variable is a
text of numbers of one width: a list of as many numbers costs every query ten milliseconds for each place in
which it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import ClassVar

from youju.engine.sql import NUMBER, Compiler, binary, call, cast, decimal, integer
from youju.language import numbers
from youju.language.days import DAY_DIGITS
from youju.language.nodes import Node
from youju.standards.calendar import workday_table

_SHIFT = 10**numbers.PLACES
_WIDTH = 5


class DuckDBCompiler(Compiler):
    """DuckDB 2.0."""

    dialect = "duckdb"
    functions: ClassVar = {"starts_with": "STARTS_WITH", "ends_with": "ENDS_WITH"}

    def multiplied(self, left: str, right: str) -> str:
        return call("TRY", cast(binary("*", left, right), NUMBER))

    def divided(self, left: str, right: str) -> str:
        top = binary("*", _scaled(left), integer(_SHIFT * 10))
        cut = cast(binary("//", top, _scaled(right)), "DECIMAL(38, 0)")
        place = decimal(Decimal(1).scaleb(-numbers.PLACES - 1))
        return call("TRY", cast(binary("*", cut, place), NUMBER))

    def remainder(self, left: str, right: str) -> str:
        return call("TRY", cast(binary("%", left, right), NUMBER))

    def plus_days(self, start: str, count: str) -> str:
        return binary("+", start, count)

    def plus_months(self, start: str, count: str) -> str:
        return cast(binary("+", start, call("TO_MONTHS", count)), "DATE")

    def days_between(self, start: str, end: str) -> str:
        return binary("-", end, start)

    def workdays_between(self, start: str, end: str) -> str:
        return binary("-", call("youju_workday_index", end), call("youju_workday_index", start))

    def workdays_late(self, due: str, here: str) -> str:
        return call("youju_workdays_late", due, here)

    def plus_workdays(self, start: str, count: Node) -> str:
        return call("youju_add_workdays", start, self.count(count, DAY_DIGITS))


def _scaled(value: str) -> str:
    """A number as a whole count of its last place."""
    return cast(binary("*", value, integer(_SHIFT)), "HUGEINT")


@cache
def _tables() -> tuple[str, ...]:
    first, index = workday_table()
    days = list(_working_offsets(index))
    start = f"DATE '{first.isoformat()}'"
    known = f"day BETWEEN {start} AND {start} + {len(index) - 1}"
    up_to, before = _looked_up("youju_workday_index", f"day - {start}"), f"day - {start} - 1"
    return (
        f"SET VARIABLE youju_workday_index = '{_fixed(index)}'",
        f"SET VARIABLE youju_workdays = '{_fixed(days)}'",
        # How many working days there were up to a day, and before it; NULL in unpublished years.
        f"CREATE OR REPLACE TEMP MACRO youju_workday_index(day) AS CASE WHEN {known} THEN {up_to} END",
        "CREATE OR REPLACE TEMP MACRO youju_workdays_late(due, here) AS CASE "
        "WHEN youju_workday_index(here) > youju_workday_index(due) "
        "THEN youju_workday_index(here) - youju_workday_index(due) "
        "WHEN youju_workday_index(here) <= youju_workday_index(due) THEN 0 END",
        f"CREATE OR REPLACE TEMP MACRO youju_workdays_before(day) AS CASE WHEN day = {start} THEN 0 "
        f"WHEN {known} THEN {_looked_up('youju_workday_index', before)} END",
        "CREATE OR REPLACE TEMP MACRO youju_workday(place) AS CASE WHEN place BETWEEN 1 AND "
        f"{len(days)} THEN {start} + {_looked_up('youju_workdays', 'place - 1')} END",
        "CREATE OR REPLACE TEMP MACRO youju_add_workdays(day, n) AS CASE "
        "WHEN n > 0 THEN youju_workday(youju_workday_index(day) + n) "
        "WHEN n < 0 THEN youju_workday(youju_workdays_before(day) + n + 1) "
        f"WHEN n = 0 AND {known} THEN day END",
    )


def _fixed(counts: list[int]) -> str:
    """Numbers below 100,000 one after another, each of the same width."""
    return "".join(f"{one:0{_WIDTH}}" for one in counts)


def _looked_up(variable: str, place: str) -> str:
    """The number at a place, from 0, of such a text."""
    start = f"({place}) * {_WIDTH} + 1"
    return f"CAST(SUBSTRING(getvariable('{variable}'), {start}, {_WIDTH}) AS INTEGER)"


def _working_offsets(index: list[int]) -> Iterator[int]:
    """Days from the first known day to each working day."""
    before = 0
    for offset, count in enumerate(index):
        if count > before:
            yield offset
        before = count


def setup() -> tuple[str, ...]:
    """Statements that a connection runs once before compiled expressions work in it."""
    return _tables()
