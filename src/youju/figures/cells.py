"""Values of a series that figures ask for: reported, of the period alone, or from the beginning of the year.

Enter at `Cells`, which says what is asked, and `query`, which gives the SQL for many of them at once. Nothing
runs here. What is known on day K is decided by the columns ``known_from`` and ``known_to`` of the snapshot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from youju.definitions.models import SeriesDef
from youju.definitions.series_models import Period
from youju.engine.dialects import Dialect, literal

Basis = Literal["reported", "period", "cumulative"]
VIEW = "youju_series"
"""Name under which the snapshots of all series are read."""

_QUERY = """
SELECT asked.number AS number, v.area AS area, v.sector AS sector,
    CASE WHEN COUNT(v.value) = MAX(asked.many)
        THEN SUM(CASE WHEN asked.less THEN -v.value ELSE v.value END) END AS value,
    CASE WHEN COUNT(v.base) = MAX(asked.many)
        THEN SUM(CASE WHEN asked.less THEN -v.base ELSE v.base END) END AS base
FROM (VALUES {asked})
    AS asked (number, series, ordinal, many, less, needed, digits, prefix, sector, parts, known)
JOIN {view} AS v ON v.series = asked.series AND v.ordinal = asked.ordinal
WHERE LENGTH(v.area) = asked.digits AND SUBSTRING(v.area, 1, LENGTH(asked.prefix)) = asked.prefix
    AND CASE WHEN asked.parts THEN v.sector <> '' ELSE v.sector = asked.sector END
    AND v.known_from <= asked.known AND asked.known < v.known_to
GROUP BY asked.number, v.area, v.sector HAVING MAX(asked.needed) = 1
"""


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
class Asked:
    """Values of one series at one period: of each area and sector the sum of the terms, if all are there.

    Attributes:
        series: Its code.
        terms: Ordinals of periods; a negative one is taken away.
        needed: The term without which there is no row at all; None when any will do.
        sector: Its code, empty for the total; None for each but the total.
        known: Last day of knowledge.
    """

    series: str
    terms: tuple[int, ...]
    needed: int | None
    areas: Areas
    sector: str | None
    known: dt.date


@dataclass(frozen=True, slots=True)
class Cells:
    """The values of one series.

    Attributes:
        series: Its definition.
        known: Last day of knowledge.
        basis: Which values are wanted.
    """

    series: SeriesDef
    known: dt.date
    basis: Basis

    def at(self, period: Period, areas: Areas, sector: str | None) -> Asked:
        """What is asked for one period.

        Args:
            period: Which.
            areas: Of which areas.
            sector: Its code, empty for the total; None for each but the total.
        """
        one, last = self.series, period.ordinal
        terms: tuple[int, ...] = (last,)
        needed = None
        if self.basis == "period" and one.reported == "cumulative" and period.place > one.first:
            # A cumulative value less the one before it in the year.
            terms, needed = (last, -period.moved(-1).ordinal), last
        elif self.basis == "cumulative" and one.reported == "period":
            terms = tuple(range(period._replace(place=1).ordinal, last + 1))
        return Asked(one.series, terms, needed, areas, sector, self.known)

    def values(self, period: Period, areas: Areas, sector: str | None, dialect: Dialect) -> str:
        """SELECT of the reported values that `at` reads, with their ids, for the chain down to deliveries."""
        first = self._since(period)
        day = _day(self.known)
        parts = [
            f"series = {literal(self.series.series, dialect)}",
            f"known_from <= {day} AND {day} < known_to",
            f"LENGTH(area) = {areas.digits}",
            f"SUBSTRING(area, 1, {len(areas.prefix)}) = {literal(areas.prefix, dialect)}",
            "sector <> ''" if sector is None else f"sector = {literal(sector, dialect)}",
        ]
        return (
            "SELECT id, area, sector, period, vintage, value, base"  # noqa: S608 - literals and our own names
            f" FROM {VIEW} WHERE {' AND '.join(parts)}"
            f" AND ordinal BETWEEN {first.ordinal} AND {period.ordinal} ORDER BY area, sector, period"
        )

    def _since(self, period: Period) -> Period:
        """The first period that a value of a period is made of."""
        one = self.series
        if self.basis == "period" and one.reported == "cumulative" and period.place > one.first:
            return period.moved(-1)
        if self.basis == "cumulative" and one.reported == "period":
            return period._replace(place=1)
        return period


def query(asked: Sequence[Asked], dialect: Dialect) -> str:
    """SELECT of ``number`` (place in what is asked), ``area``, ``sector``, ``value``, ``base``."""
    rows = [
        f"({number}, {literal(one.series, dialect)}, {abs(term)}, {len(one.terms)}, {str(term < 0).upper()},"
        f" {int(one.needed in (None, term))}, {one.areas.digits}, {literal(one.areas.prefix, dialect)},"
        f" {literal(one.sector or '', dialect)}, {str(one.sector is None).upper()}, {_day(one.known)})"
        for number, one in enumerate(asked)
        for term in one.terms
    ]
    return _QUERY.format(asked=", ".join(rows), view=VIEW).strip()


def _day(day: dt.date) -> str:
    return f"DATE '{day.isoformat()}'"
