"""Values of a series as relations of SQL: reported, of the period alone, or from the beginning of the year.

Enter at `Cells`. Text only; nothing runs here. What is known on day K is decided by the columns
``known_from`` and ``known_to`` of the snapshot.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from youju.definitions.models import SeriesDef
from youju.definitions.series_models import Period
from youju.engine.dialects import Dialect

Basis = Literal["reported", "period", "cumulative"]


@dataclass(frozen=True, slots=True)
class Areas:
    """Which areas: one, or all of a level below (or beside) one.

    Attributes:
        prefix: Beginning of their codes.
        digits: Length of their codes; that of the prefix for the one.
    """

    prefix: str
    digits: int


@dataclass(frozen=True, slots=True)
class Cells:
    """The values of one series.

    Attributes:
        view: Name under which its snapshot is read.
        series: Its definition.
        known: Last day of knowledge.
        basis: Which values are wanted.
        dialect: The engine.
    """

    view: str
    series: SeriesDef
    known: dt.date
    basis: Basis
    dialect: Dialect

    def at(self, period: Period, areas: Areas, sector: str | None) -> str:
        """SELECT of ``area``, ``sector``, ``value``, ``base`` for one period.

        Args:
            period: Which.
            areas: Of which areas.
            sector: Its code, empty for the total; None for each but the total.
        """
        where = self._where(areas, sector)
        one = self.series
        if self.basis == "period" and one.reported == "cumulative" and period.place > one.first:
            # A cumulative value less the one before it in the year.
            return (
                "SELECT n.area AS area, n.sector AS sector, n.value - p.value AS value,"  # noqa: S608
                " n.base - p.base AS base"
                f" FROM ({self._rows(period, where)}) n LEFT JOIN ({self._rows(period.moved(-1), where)}) p"
                " ON p.area = n.area AND p.sector = n.sector"
            )
        if self.basis == "cumulative" and one.reported == "period" and period.place > 1:
            first = period._replace(place=1).ordinal
            many = period.place
            return (
                f"SELECT area, sector, CASE WHEN COUNT(value) = {many} THEN SUM(value) END AS value,"  # noqa: S608
                f" CASE WHEN COUNT(base) = {many} THEN SUM(base) END AS base FROM {self.view}"
                f" WHERE {where} AND ordinal BETWEEN {first} AND {period.ordinal} GROUP BY area, sector"
            )
        return self._rows(period, where)

    def values(self, period: Period, areas: Areas, sector: str | None, *, since: Period | None = None) -> str:
        """SELECT of the reported values that `at` reads, with their ids, for the chain down to deliveries."""
        first = since or self.since(period)
        return (
            "SELECT id, area, sector, period, vintage, value, base"  # noqa: S608
            f" FROM {self.view} WHERE {self._where(areas, sector)}"
            f" AND ordinal BETWEEN {first.ordinal} AND {period.ordinal} ORDER BY area, sector, period"
        )

    def since(self, period: Period) -> Period:
        """The first period that a value of a period is made of."""
        one = self.series
        if self.basis == "period" and one.reported == "cumulative" and period.place > one.first:
            return period.moved(-1)
        if self.basis == "cumulative" and one.reported == "period":
            return period._replace(place=1)
        return period

    def _rows(self, period: Period, where: str) -> str:
        return (
            f"SELECT area, sector, value, base FROM {self.view}"  # noqa: S608 - literals and our own names
            f" WHERE {where} AND ordinal = {period.ordinal}"
        )

    def _where(self, areas: Areas, sector: str | None) -> str:
        day = f"DATE '{self.known.isoformat()}'"
        length = len(areas.prefix)
        parts = [
            f"known_from <= {day} AND {day} < known_to",
            f"LENGTH(area) = {areas.digits}",
            f"SUBSTRING(area, 1, {length}) = {self._literal(areas.prefix)}" if length else "",
            "sector <> ''" if sector is None else f"sector = {self._literal(sector)}",
        ]
        return " AND ".join(part for part in parts if part)

    def _literal(self, text: str) -> str:
        return exp.Literal.string(text).sql(dialect=self.dialect.value)
