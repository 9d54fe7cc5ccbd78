"""The queries of a figure: its totals by group, and the rows behind a total. Text only; nothing runs here.

What counts as at (D, K): the version of a record that is valid on day D' = min(D, K) and believed on day
K; of acts, those done on or before D' and believed on K.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from youju.engine.aggregates import Aggregate, aggregate
from youju.engine.dialects import Columns, Dialect, literal, quoted
from youju.engine.dialects import compile as compiled
from youju.figures.definition import Definition
from youju.standards import divisions

LAST_DAY = dt.date(9999, 12, 30)
"""Day of knowledge that stands for everything recorded; the day before `youju.ledger.fold.FOREVER`."""

_DIVISION_DIGITS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted, besides the definition.

    Attributes:
        as_of: Cut-off date D.
        known_at: Last day of knowledge K; None for everything.
        by: Dimensions.
        division: Subtree of divisions; empty for everything.
        level: Level at which `by` division groups; empty: the one below `division`.
    """

    as_of: dt.date
    known_at: dt.date | None = None
    by: tuple[str, ...] = ()
    division: str = ""
    level: str = ""

    @property
    def day(self) -> dt.date:
        """D': nothing later than K was known."""
        return min(self.as_of, self.known_at or LAST_DAY)

    @property
    def division_digits(self) -> int:
        """Digits of the codes by which `by` division groups."""
        if self.level:
            return _DIVISION_DIGITS[self.level]
        wider = len(divisions.prefix(self.division)) if self.division else 4
        return next((digits for digits in _DIVISION_DIGITS.values() if digits > wider), 12)


class Plan:
    """The queries of one figure in one scope, for one engine.

    Args:
        definition: The figure.
        scope: What is counted.
        view: Name under which the parts of the snapshot are read.
        dialect: The engine.
        natural: Clocks that count natural days in every row.
    """

    def __init__(
        self,
        definition: Definition,
        scope: Scope,
        view: str,
        dialect: Dialect,
        *,
        natural: frozenset[str] = frozenset(),
    ) -> None:
        self.definition = definition
        self.scope = scope
        self.view = view
        self.dialect = dialect
        self.columns = Columns(scope.as_of, natural=natural)

    @cached_property
    def totals(self) -> str:
        """SELECT of one row a group: the dimensions, ``numerator``, ``denominator``."""
        totals = self._aggregate()
        groups = [self._dimension(name) for name in self.scope.by]
        chosen = [
            f"{sql} AS {quoted(name, self.dialect)}" for sql, name in zip(groups, self.scope.by, strict=True)
        ]
        chosen += [f"{totals.numerator} AS numerator", f"{totals.denominator or 'NULL'} AS denominator"]
        text = f"SELECT {', '.join(chosen)} FROM {self.view} WHERE {self._conditions(totals)}"  # noqa: S608 - as below
        if groups:
            text += f" GROUP BY {', '.join(groups)}"
        return text

    def rows(self, key: Iterable[tuple[str, str | None]], *, numerator: bool) -> str:
        """SELECT of the records (and dates of acts) behind one group.

        Args:
            key: Dimension and code of the group.
            numerator: Only what counts in the numerator; False for the whole denominator.
        """
        conditions = [self._conditions(self._aggregate())]
        for name, code in key:
            text = self._dimension(name)
            conditions.append(
                f"{text} IS NULL" if code is None else f"{text} = {literal(code, self.dialect)}"
            )
        definition = self.definition
        parts = [definition.denominator, definition.numerator if numerator else None]
        conditions += [
            f"({compiled(part, self.dialect, self.columns)})" for part in parts if part is not None
        ]
        if definition.value is not None:
            conditions.append(f"({compiled(definition.value, self.dialect, self.columns)}) IS NOT NULL")
        chosen = ["record", "number"]
        if definition.figure.of.rows == "acts":
            chosen += [self._on, "act", "seq"]
        listed = ", ".join(chosen)
        # Compiled expressions, quoted names and literals only: nothing that a user wrote is syntax here.
        return f"SELECT {listed} FROM {self.view} WHERE {' AND '.join(conditions)} ORDER BY {listed}"  # noqa: S608

    def numbered(self, number: int, width: int) -> str:
        """The same SELECT in one shape, so that those of many figures can be asked together.

        Args:
            number: What its column ``number`` says.
            width: How many columns ``key_0``, … it has; those beyond its dimensions are NULL. Keys and totals
                are texts.
        """
        names = [quoted(name, self.dialect) for name in self.scope.by]
        names += ["NULL"] * (width - len(names))
        chosen = [f"{number} AS number"]
        chosen += [f"CAST({name} AS STRING) AS key_{place}" for place, name in enumerate(names)]
        chosen += [f"CAST({name} AS STRING) AS {name}" for name in ("numerator", "denominator")]
        return f"SELECT {', '.join(chosen)} FROM ({self.totals}) AS t"  # noqa: S608 - as above

    def _aggregate(self) -> Aggregate:
        definition = self.definition
        return aggregate(
            definition.measure,
            self.dialect,
            self.columns,
            value=definition.value,
            numerator=definition.numerator,
            denominator=definition.denominator,
            where=definition.where,
        )

    def _conditions(self, totals: Aggregate) -> str:
        scope, source = self.scope, self.definition.figure.of
        known = self._day(scope.known_at or LAST_DAY)
        conditions = [f"known_from <= {known}", f"{known} < known_to"]
        day = self._day(scope.day)
        if source.rows == "acts":
            conditions.append(f"{self._on} <= {day}")
            if self.definition.figure.period != "all":
                conditions.append(f"{self._on} >= {self._day(self._period_start())}")
        else:
            conditions += [f"valid_from <= {day}", f"{day} < valid_to"]
        if not source.merged:
            conditions.append("NOT merged")
        if scope.division:
            prefix = divisions.prefix(scope.division)
            conditions.append(f"SUBSTRING(division, 1, {len(prefix)}) = {literal(prefix, self.dialect)}")
        if totals.where is not None:
            conditions.append(f"({totals.where})")
        return " AND ".join(conditions)

    def _period_start(self) -> dt.date:
        """First day of the year, quarter or month of the cut-off."""
        day, period = self.scope.as_of, self.definition.figure.period
        month = {"year": 1, "quarter": (day.month - 1) // 3 * 3 + 1}.get(period, day.month)
        return dt.date(day.year, month, 1)

    def _dimension(self, name: str) -> str:
        if name == "light":
            cases = " ".join(
                f"WHEN {compiled(condition, self.dialect, self.columns)} THEN {literal(light, self.dialect)}"
                for light, condition in self.definition.lights.items()
            )
            return f"CASE {cases} END"
        if name == "division":
            return f"NULLIF(SUBSTRING(division, 1, {self.scope.division_digits}), '')"
        # As text, so that a group has the same key on every engine and in what is kept.
        column = quoted(self.columns.names.get(name, self.columns.prefix + name), self.dialect)
        return f"CAST({column} AS {'VARCHAR' if self.dialect is Dialect.DUCKDB else 'STRING'})"

    @property
    def _on(self) -> str:
        """Column of the business date of an act."""
        return quoted("on", self.dialect)

    def _day(self, day: dt.date) -> str:
        return f"DATE '{day.isoformat()}'"
