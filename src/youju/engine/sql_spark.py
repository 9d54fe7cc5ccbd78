"""What Spark does in its own way; tried on Sail 0.7 over Spark Connect.

``DECIMAL / DECIMAL`` keeps four places more than the left side and cuts, so the sides are shifted until
eleven places come out and the cast rounds them; overflowing products raise and have no TRY_ form for
decimals, so a product in floating point decides first whether the exact one may be taken; ``%`` is
TRY_MOD; LIKE escapes with a backslash, which is doubled; GREATEST and LEAST pass over NULL; text is
compared by its bytes.

Sail has no scalar table lookup that stays fast, so working days are read from a text literal: four digits
for the count before the month and ten for the month's days as bits.

On a Spark cluster of the JVM, ``spark.sql.decimalOperations.allowPrecisionLoss`` must be false, or
products lose places; quotients there are rounded to eleven places rather than cut, so the tenth may
differ by one. ``docs/decisions/0003-one-meaning-of-numbers.md`` says what was tried.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import ClassVar

from youju.engine.sql import (
    NUMBER,
    Compiler,
    between,
    binary,
    call,
    case,
    cast,
    day,
    integer,
    try_cast,
)
from youju.language import numbers
from youju.language.days import DAY_DIGITS
from youju.language.nodes import Node, Op
from youju.standards.calendar import workday_table

_SHIFT = 10**numbers.PLACES
_SAFE_DIGITS = 11
"""A literal of so many digits times any number stays within 128 bits."""
_MONTH = 14
_DAY = 5


class SparkCompiler(Compiler):
    """Spark SQL as Sail runs it."""

    dialect = "spark"
    functions: ClassVar = {"starts_with": "STARTSWITH", "ends_with": "ENDSWITH"}

    def pattern(self, pattern: str) -> str:
        return self.text(pattern.replace("\\", "\\\\"))

    def narrowed(self, value: str) -> str:
        # ROUND changes nothing, but Sail's optimizer cannot look through it: it would compare what is
        # inside a cast with a literal as if the cast neither rounded nor overflowed.
        return call("ROUND", try_cast(value, NUMBER), integer(numbers.PLACES))

    def whole(self, value: str, digits: int) -> str:
        return call("ROUND", try_cast(value, f"DECIMAL({digits}, 0)"), integer(0))

    def multiplied(self, left: str, right: str) -> str:
        exact = self.narrowed(binary("*", left, right))
        if _short(left) or _short(right):
            return exact
        rough = call("ABS", binary("*", cast(left, "DOUBLE"), cast(right, "DOUBLE")))
        limit = cast(integer(10**numbers.WHOLE_DIGITS * 2), "DOUBLE")
        return case((binary("<", rough, limit), exact))

    def divided(self, left: str, right: str) -> str:
        top = try_cast(_scaled(left), f"DECIMAL({numbers.DIGITS + 7}, 7)")
        bottom = call("NULLIF", try_cast(_scaled(right), f"DECIMAL({numbers.DIGITS}, 0)"), integer(0))
        return self.narrowed(binary("/", top, bottom))

    def remainder(self, left: str, right: str) -> str:
        return self.narrowed(call("TRY_MOD", try_cast(left, NUMBER), try_cast(right, NUMBER)))

    def plus_days(self, start: str, count: str) -> str:
        return call("DATE_ADD", start, count)

    def plus_months(self, start: str, count: str) -> str:
        return call("ADD_MONTHS", start, count)

    def days_between(self, start: str, end: str) -> str:
        return call("DATEDIFF", end, start)

    def workdays_between(self, start: str, end: str) -> str:
        return binary("-", _index(end), _index(start))

    def plus_workdays(self, start: str, count: Node) -> str:
        n = self.count(count, DAY_DIGITS)
        later = _workday(binary("+", _index(start), n))
        # A start that is itself a working day is day zero and is not counted on the way back.
        earlier = _workday(binary("+", binary("-", _index(start), _works(start)), _next(n)))
        here = case((_known(start), start))
        if count.op is Op.LITERAL:
            whole = numbers.whole(count.value, DAY_DIGITS) if count.value is not None else None
            return n if whole is None else later if whole > 0 else earlier if whole < 0 else here
        zero = integer(0)
        return case(
            (binary(">", n, zero), later),
            (binary("<", n, zero), earlier),
            (binary("=", n, zero), here),
        )


def _short(value: str) -> bool:
    """Whether it is a literal of few digits."""
    digits = value.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits) <= _SAFE_DIGITS


def _scaled(value: str) -> str:
    """A number as a count of its last place."""
    return binary("*", value, integer(_SHIFT))


def _next(n: str) -> str:
    return binary("+", n, integer(1))


@cache
def _calendar() -> tuple[dt.date, dt.date, str, str, int]:
    """First and last known day, months as text, working days as text, and how many there are."""
    first, index = workday_table()
    last = first + dt.timedelta(days=len(index) - 1)
    months, days, before = [], [], 0
    for offset, count in enumerate(index):
        date = first + dt.timedelta(days=offset)
        if date.day == 1:
            months.append([before, 0])
        if count > before:
            months[-1][1] |= 1 << (date.day - 1)
            days.append(offset)
        before = count
    return (
        first,
        last,
        "".join(f"{count:04d}{bits:010d}" for count, bits in months),
        "".join(f"{offset:0{_DAY}d}" for offset in days),
        len(days),
    )


def _known(value: str) -> str:
    first, last, *_ = _calendar()
    return between(value, day(first), day(last))


def _month(value: str, start: int, length: int) -> str:
    """Digits of the month of a day."""
    first, _, months, *_ = _calendar()
    years = binary("-", call("YEAR", value), integer(first.year))
    since = binary("+", binary("*", years, integer(12)), call("MONTH", value))
    place = binary("+", binary("*", since, integer(_MONTH)), integer(start - _MONTH))
    return call("SUBSTRING", f"'{months}'", place, integer(length))


def _bits(value: str) -> str:
    return cast(_month(value, 5, 10), "BIGINT")


def _index(value: str) -> str:
    """How many working days there were up to a day; NULL in unpublished years."""
    one = cast(integer(1), "BIGINT")
    so_far = binary("-", call("SHIFTLEFT", one, call("DAY", value)), integer(1))
    within = call("BIT_COUNT", binary("&", _bits(value), so_far))
    return case((_known(value), binary("+", cast(_month(value, 1, 4), "INT"), within)))


def _works(value: str) -> str:
    """1 on a working day, else 0."""
    before = binary("-", call("DAY", value), integer(1))
    bit = call("SHIFTRIGHT", _bits(value), before)
    return case((_known(value), cast(binary("&", bit, cast(integer(1), "BIGINT")), "INT")))


def _workday(place: str) -> str:
    """The day of the working day at a place; NULL outside the published years.

    Before the first place the text begins with letters, behind the last there is none: neither casts.
    """
    first, _, _, days, _ = _calendar()
    start = binary("+", binary("*", call("GREATEST", place, integer(0)), integer(_DAY)), integer(1))
    digits = call("SUBSTRING", f"'{'x' * _DAY}{days}'", cast(start, "INT"), integer(_DAY))
    return call("DATE_ADD", day(first), try_cast(digits, "INT"))
