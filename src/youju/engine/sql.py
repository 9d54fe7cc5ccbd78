"""The typed tree into the SQL of an engine: what all engines have in common.

`Compiler` has one method a construct. Engines differ in arithmetic, dates and working days; they say so
in `sql_duckdb` and `sql_spark`. Text and names reach the SQL only as literals and quoted identifiers that
SQLGlot writes, numbers and dates only from `Decimal` and `date`, so nothing that a user writes can become
syntax. The one meaning of numbers is in
`youju.language.numbers`; every arithmetic result is a DECIMAL(27, 10).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar

from sqlglot import exp

from youju.language import numbers
from youju.language.days import DAY_DIGITS, MONTH_DIGITS
from youju.language.nodes import Node, Op, Period, Reference
from youju.language.symbols import Clock
from youju.language.types import Kind

NUMBER = f"DECIMAL({numbers.DIGITS}, {numbers.PLACES})"
"""SQL type of every calculated number."""
FIELD = f"DECIMAL({numbers.FIELD_DIGITS}, {numbers.FIELD_PLACES})"
"""SQL type in which snapshots keep numeric fields."""
FIRST_DAY = dt.date.min
LAST_DAY = dt.date.max

_COMPARISONS = frozenset({Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where an engine finds what an expression names.

    Attributes:
        as_of: The day as at which clocks are read; `as_of()` in an expression.
        names: Column of a field where it is not `prefix` + code (``state`` is kept as ``state``).
        prefix: What the columns of fields begin with.
        table: Alias before every column; None for bare names.
        natural: Clocks that count natural days in every row, as whoever wrote the rows knows; without the
            choice between the two counts a condition on a clock takes a quarter of the time.
    """

    as_of: dt.date
    names: Mapping[str, str] = field(default_factory=lambda: BUILT_IN)
    prefix: str = "f_"
    table: str | None = None
    natural: frozenset[str] = frozenset()

    def field(self, reference: Reference) -> str:
        """Column of a field, of this or an earlier period."""
        code = reference.symbol.code
        column = self.names.get(code, self.prefix + code)
        return {Period.NOW: column, Period.PREVIOUS: f"previous__{column}"}.get(
            reference.period, f"last_year__{column}"
        )

    def clock(self, code: str, part: str) -> str:
        """Column of a part of a clock: started, due, stopped, paused_since or workdays."""
        return f"clock_{code}_{part}"


BUILT_IN: Mapping[str, str] = {"state": "state", "level": "level", "number": "number", "act": "act"}
"""Symbols that are no fields of the ledger, with their columns."""


@lru_cache(maxsize=4096)
def quoted(name: str, dialect: str) -> str:
    """A name as a quoted identifier of an engine."""
    return exp.to_identifier(name, quoted=True).sql(dialect=dialect)


@lru_cache(maxsize=4096)
def literal(text: str, dialect: str) -> str:
    """A text as a literal of an engine, escaped as SQLGlot does it."""
    return exp.Literal.string(text).sql(dialect=dialect)


class Term(str):
    """SQL that needs no brackets around it."""

    __slots__ = ()


def integer(value: int) -> str:
    """A whole literal."""
    return Term(value) if value >= 0 else str(value)


def decimal(value: Decimal) -> str:
    """A literal that every engine takes as a DECIMAL, not as an integer or a float."""
    plain = numbers.text(value)
    plain = plain if "." in plain else plain + ".0"
    return plain if value < 0 else Term(plain)


def call(name: str, *arguments: str) -> str:
    """A function."""
    return Term(f"{name}({', '.join(arguments)})")


def cast(value: str, type_: str) -> str:
    """CAST."""
    return Term(f"CAST({value} AS {type_})")


def try_cast(value: str, type_: str) -> str:
    """TRY_CAST: NULL where the value does not fit."""
    return Term(f"TRY_CAST({value} AS {type_})")


def day(value: dt.date) -> str:
    """A date literal."""
    return Term(f"DATE '{value.isoformat()}'")


def wrap(value: str) -> str:
    """Brackets around anything that is not a single term."""
    return value if isinstance(value, Term) else Term(f"({value})")


def binary(operator: str, left: str, right: str) -> str:
    """Two terms with an operator between them."""
    return f"{wrap(left)} {operator} {wrap(right)}"


def joined(operator: str, parts: list[str]) -> str:
    """AND or OR of several conditions."""
    return f" {operator} ".join(map(wrap, parts))


def negated(condition: str) -> str:
    """NOT."""
    return f"NOT {wrap(condition)}"


def case(*pairs: tuple[str, str], default: str | None = None) -> str:
    """CASE WHEN … THEN … ELSE … END."""
    branches = " ".join(f"WHEN {condition} THEN {result}" for condition, result in pairs)
    return Term(f"CASE {branches} {f'ELSE {default} ' if default else ''}END")


def between(value: str, low: str, high: str) -> str:
    """BETWEEN."""
    return f"{wrap(value)} BETWEEN {wrap(low)} AND {wrap(high)}"


NULL = Term("NULL")


class Compiler:
    """Compiles one expression; engines override what they do differently.

    Args:
        columns: Where the engine finds what the expression names.
    """

    dialect = ""
    functions: ClassVar[Mapping[str, str]] = {}
    """Names of functions that the engine calls differently."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.methods: dict[Op, Callable[[Node], str]] = {
            Op.LITERAL: self.literal,
            Op.FIELD: lambda node: self.column(columns.field(node.value)),
            Op.AND: lambda node: joined("AND", [self.sql(one) for one in node.args]),
            Op.OR: lambda node: joined("OR", [self.sql(one) for one in node.args]),
            Op.NOT: lambda node: negated(self.sql(node.args[0])),
            Op.ADD: lambda node: self.narrowed(binary("+", *map(self.term, node.args))),
            Op.SUB: lambda node: self.narrowed(binary("-", *map(self.term, node.args))),
            Op.MUL: lambda node: self.multiplied(*map(self.term, node.args)),
            Op.DIV: lambda node: self.divided(*map(self.term, node.args)),
            Op.MOD: lambda node: self.remainder(*map(self.term, node.args)),
            Op.NEG: lambda node: f"-{wrap(self.term(node.args[0]))}",
            Op.CONVERT: lambda node: self.converted(self.term(node.args[0]), node.value),
            Op.IN: self.one_of,
            Op.BETWEEN: lambda node: between(*map(self.sql, node.args)),
            Op.LIKE: lambda node: binary("LIKE", self.sql(node.args[0]), self.pattern(node.args[1].value)),
            Op.IS_NULL: lambda node: f"{wrap(self.sql(node.args[0]))} IS NULL",
            Op.CASE: self.chosen,
            Op.CALL: self.called,
            **dict.fromkeys(_COMPARISONS, self.compared),
        }

    def sql(self, node: Node) -> str:
        """SQL of a node."""
        return self.methods[node.op](node)

    def term(self, node: Node) -> str:
        """SQL of a number that is calculated with: never an engine's integer, whose arithmetic differs."""
        if node.op is Op.LITERAL:
            return NULL if node.value is None else decimal(node.value)
        compiled = self.sql(node)
        return cast(compiled, NUMBER) if _whole(node) else compiled

    def uniform(self, node: Node) -> str:
        """SQL of a value that must have the same type as its neighbours."""
        return self.narrowed(self.sql(node)) if node.type.numeric else self.sql(node)

    def narrowed(self, value: str) -> str:
        """A calculated number in the type of all numbers, rounded; NULL when it does not fit."""
        return try_cast(value, NUMBER)

    def column(self, name: str) -> str:
        """A column."""
        table = f"{quoted(self.columns.table, self.dialect)}." if self.columns.table else ""
        return Term(table + quoted(name, self.dialect))

    def text(self, value: str) -> str:
        """A text literal."""
        return Term(literal(value, self.dialect))

    def literal(self, node: Node) -> str:
        value = node.value
        if value is None:
            return NULL
        if isinstance(value, bool):
            return Term("TRUE" if value else "FALSE")
        if isinstance(value, Decimal):
            return integer(int(value)) if value == int(value) else decimal(value)
        return day(value) if isinstance(value, dt.date) else self.text(value)

    def compared(self, node: Node) -> str:
        return binary(node.op.value, *map(self.sql, node.args))

    def one_of(self, node: Node) -> str:
        value, *options = node.args
        return f"{wrap(self.sql(value))} IN ({', '.join(map(self.sql, options))})"

    def pattern(self, pattern: str) -> str:
        """A LIKE pattern in which nothing is escaped."""
        return self.text(pattern)

    def chosen(self, node: Node) -> str:
        pairs = zip(node.args[:-1:2], node.args[1::2], strict=False)
        default = node.args[-1]
        compiled = [(self.sql(condition), self.uniform(result)) for condition, result in pairs]
        return case(*compiled, default=self.uniform(default))

    def multiplied(self, left: str, right: str) -> str:
        """Product, rounded once, NULL out of range."""
        raise NotImplementedError

    def divided(self, left: str, right: str) -> str:
        """Quotient, rounded once, NULL by zero and out of range."""
        raise NotImplementedError

    def remainder(self, left: str, right: str) -> str:
        """Remainder, NULL by zero."""
        raise NotImplementedError

    def converted(self, value: str, ratio: Fraction) -> str:
        """A value in another unit, by the steps of `youju.language.numbers.steps`."""
        factor, divisor = numbers.steps(ratio)
        if factor != 1:
            value = self.multiplied(value, decimal(factor))
        return value if divisor == 1 else self.divided(value, decimal(divisor))

    def count(self, node: Node, digits: int) -> str:
        """A count of days or months, rounded to a whole and bounded."""
        if node.op is Op.LITERAL and node.value is not None:
            whole = numbers.whole(node.value, digits)
            return NULL if whole is None else integer(whole)
        return cast(self.whole(self.sql(node), digits), "INT")

    def whole(self, value: str, digits: int) -> str:
        """A number rounded to a whole, NULL when it has more digits."""
        return try_cast(value, f"DECIMAL({digits}, 0)")

    def bounded(self, value: str) -> str:
        """A calculated date, NULL outside the years 1 to 9999."""
        return case((between(value, day(FIRST_DAY), day(LAST_DAY)), value))

    def plus_days(self, start: str, count: str) -> str:
        """Date so many days later."""
        raise NotImplementedError

    def plus_months(self, start: str, count: str) -> str:
        """Date so many months later, the end of a shorter month."""
        raise NotImplementedError

    def days_between(self, start: str, end: str) -> str:
        """Whole days from start to end."""
        raise NotImplementedError

    def workdays_between(self, start: str, end: str) -> str:
        """Working days after start up to end."""
        raise NotImplementedError

    def workdays_late(self, due: str, here: str) -> str:
        """Working days after due up to here, at least 0; NULL where they are unknown."""
        # GREATEST would turn an unknown count of working days into 0.
        zero, count = integer(0), self.workdays_between(due, here)
        return case((binary(">", count, zero), count), (binary("<=", count, zero), zero))

    def plus_workdays(self, start: str, count: Node) -> str:
        """Date so many working days later."""
        raise NotImplementedError

    def called(self, node: Node) -> str:
        """A function of the registry."""
        name, arguments = node.value.name, node.args
        special = getattr(self, f"f_{name}", None)
        if special is not None:
            compiled: str = special(*arguments)
            return compiled
        if name in _CLOCKS:
            return getattr(self, f"clock_{name}")(_Parts(self, arguments[0].value))  # type: ignore[no-any-return]
        return call(self.functions.get(name, name.upper()), *map(self.sql, arguments))

    def f_as_of(self) -> str:
        return day(self.columns.as_of)

    def f_abs(self, value: Node) -> str:
        return call("ABS", self.term(value))

    def f_round(self, value: Node, places: Node | None = None) -> str:
        wanted = int(places.value) if places is not None else 0
        rounded = cast(self.term(value), f"DECIMAL({numbers.DIGITS + 1}, {wanted})")
        return self.narrowed(rounded)

    def f_share(self, part: Node, whole: Node) -> str:
        return self.divided(self.multiplied(self.term(part), decimal(Decimal(100))), self.term(whole))

    def f_min_of(self, *values: Node) -> str:
        return call("LEAST", *map(self.uniform, values))

    def f_max_of(self, *values: Node) -> str:
        return call("GREATEST", *map(self.uniform, values))

    def f_coalesce(self, *values: Node) -> str:
        return call("COALESCE", *map(self.uniform, values))

    def f_within(self, code: Node, above: Node) -> str:
        starts = self.functions.get("starts_with", "STARTS_WITH")
        begun = [call(starts, self.sql(code), self.text(prefix)) for prefix in above.value]
        return begun[0] if len(begun) == 1 else joined("OR", begun)

    def f_days_between(self, start: Node, end: Node) -> str:
        return self.days_between(self.sql(start), self.sql(end))

    def f_workdays_between(self, start: Node, end: Node) -> str:
        return self.workdays_between(self.sql(start), self.sql(end))

    def f_add_days(self, start: Node, count: Node) -> str:
        return self.bounded(self.plus_days(self.sql(start), self.count(count, DAY_DIGITS)))

    def f_add_months(self, start: Node, count: Node) -> str:
        return self.bounded(self.plus_months(self.sql(start), self.count(count, MONTH_DIGITS)))

    def f_add_workdays(self, start: Node, count: Node) -> str:
        return self.plus_workdays(self.sql(start), count)

    def clock_started(self, clock: _Parts) -> str:
        return case((clock.has("started"), clock.part("started")))

    def clock_due(self, clock: _Parts) -> str:
        return case((clock.has("started"), clock.part("due")))

    def clock_stopped_on(self, clock: _Parts) -> str:
        return case((joined("AND", [clock.has("started"), clock.has("stopped")]), clock.part("stopped")))

    def clock_stopped(self, clock: _Parts) -> str:
        return joined("AND", [clock.surely("started"), clock.surely("stopped")])

    def clock_paused(self, clock: _Parts) -> str:
        return joined("AND", [clock.surely("started"), clock.never("stopped"), clock.surely("paused_since")])

    def clock_running(self, clock: _Parts) -> str:
        return joined("AND", [clock.surely("started"), clock.never("stopped"), clock.never("paused_since")])

    def clock_remaining(self, clock: _Parts) -> str:
        counted = self.days_between(self._here(clock), clock.part("due"))
        if not clock.natural:
            working = self.workdays_between(self._here(clock), clock.part("due"))
            counted = case((clock.part("workdays"), working), default=counted)
        return case((clock.has("started"), counted))

    def clock_overdue(self, clock: _Parts) -> str:
        counted = call("GREATEST", self.days_between(clock.part("due"), self._here(clock)), integer(0))
        if not clock.natural:
            late = self.workdays_late(clock.part("due"), self._here(clock))
            counted = case((clock.part("workdays"), late), default=counted)
        is_due = f"{clock.part('due')} IS NOT NULL"
        return case((joined("AND", [clock.has("started"), is_due]), counted))

    def _here(self, clock: _Parts) -> str:
        """The day at which the clock stands; LEAST passes over NULL."""
        return call("LEAST", day(self.columns.as_of), clock.part("stopped"), clock.part("paused_since"))


class _Parts:
    """The columns of one clock."""

    def __init__(self, compiler: Compiler, clock: Clock) -> None:
        self.compiler, self.clock = compiler, clock
        self.natural = clock.code in compiler.columns.natural

    def part(self, name: str) -> str:
        """Column of a part."""
        return self.compiler.column(self.compiler.columns.clock(self.clock.code, name))

    def has(self, name: str) -> str:
        """Whether that had happened by the day; NULL when it never does."""
        return binary("<=", self.part(name), day(self.compiler.columns.as_of))

    def surely(self, name: str) -> str:
        """Whether that had happened, true or false."""
        return call("COALESCE", self.has(name), Term("FALSE"))

    def never(self, name: str) -> str:
        """Whether that had not happened, true or false."""
        return negated(self.surely(name))


_CLOCKS = frozenset({"overdue", "remaining", "due", "started", "stopped_on", "running", "paused", "stopped"})
_WHOLE = frozenset(
    {"length", "year", "quarter", "month", "day", "days_between", "workdays_between", "overdue", "remaining"}
)


def _whole(node: Node) -> bool:
    """Whether an engine gives an integer for it."""
    return node.op is Op.CALL and node.value.name in _WHOLE and node.type.kind is Kind.NUMBER
