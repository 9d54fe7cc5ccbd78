"""Figures over series: which periods, areas and sectors are read, and what is made of them.

Enter at `OverSeries`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from youju.definitions.series_models import IN_YEAR, Period
from youju.engine.composites import compared, outcome
from youju.figures.cells import Areas, Asked, Cells, query
from youju.figures.composed import Composed
from youju.figures.operands import Found, below, combined, factor, own_area, parent, ratio_factor
from youju.figures.plan import LAST_DAY, Scope
from youju.figures.reasons import reason
from youju.series import catalogue as series_catalogue
from youju.series.catalogue import Known

if TYPE_CHECKING:
    from youju.figures.count import Counter


class OverSeries:
    """A figure over a series."""

    def __init__(self, counter: Counter, definition: Composed, scope: Scope) -> None:
        self.counter, self.definition, self.scope = counter, definition, scope
        known = definition.series
        assert known is not None  # noqa: S101 - the kind says so
        self.known: Known = known
        self.figure, self.series = definition.figure, known.series
        self.period = Period.last(self.series.frequency, scope.as_of)
        self.area = own_area(scope)
        self.by = scope.by

    def found(self) -> list[Found]:
        """The groups."""
        slots, whole_keys, peers = self._relations()
        sets = self.counter.sets
        sql = query(self.asked(), sets.backend.dialect)
        sets.read(self.asked())
        relations = {slot: sets.cells(asked) for slot, asked in slots.items()}
        rows = compared(
            self.figure.measure,
            relations,
            ("area", "sector"),
            whole_keys=whole_keys,
            peers=peers,
            descending=self.figure.order != "least",
        )
        if "division" not in self.by:
            rows = [row for row in rows if row["area"] == self.area]
        if not rows and not self.by:
            rows = [{}]
        return [self._one(row, sql) for row in rows]

    def asked(self) -> list[Asked]:
        """All that is read, whatever for."""
        return [one for asked in self._relations()[0].values() for one in asked]

    def values(self, key: Mapping[str, str | None]) -> list[dict[str, Any]]:
        """The reported values behind a group; of a rank those of its peers as well."""
        cells, figure = self.cells(self.known), self.figure
        area, sector = key.get("division"), key.get("sector")
        alone = figure.measure in ("rank", "distance") or area is None
        areas = self.areas if alone else Areas(str(area), len(str(area)))
        own = self.sector if sector is None else sector
        wanted = [(cells, one, areas, own) for one in self._read_periods()]
        if figure.measure in ("contribution", "structure", "share", "ratio") or figure.to == "total":
            over, wide, part, keys = self._whole()
            wide = areas if "area" in keys else wide
            part = own if "sector" in keys else part
            wholes = [self.period, *([self.past] if figure.measure == "contribution" else [])]
            wanted += [(over, self._same(over, one), wide, part) for one in wholes]
        found: dict[int, dict[str, Any]] = {}
        for one, period, places, part in wanted:
            sql = one.values(period, places, part, self.counter.sets.backend.dialect)
            for row in self.counter.sets.values(sql):
                found.setdefault(row["id"], {**row, "series": one.series.series})
        return list(found.values())

    def _read_periods(self) -> list[Period]:
        """The periods that the part itself is read at."""
        if self.figure.measure == "average":
            return self.periods
        compares = self.figure.measure in ("growth", "change", "index", "contribution")
        return [self.period, self.past] if compares and not self._is_index else [self.period]

    def cells(self, known: Known) -> Cells:
        """The values of a series, on the basis of the figure."""
        basis = self.figure.basis
        if known.series.kind != "flow":
            basis = "reported"
        return Cells(known.series, self.scope.known_at or LAST_DAY, basis)

    @property
    def areas(self) -> Areas:
        """Of which areas values are read."""
        if "division" in self.by:
            digits = self.scope.division_digits if self.scope.level else 0
            return Areas(self.area, below(self.area, digits))
        if self.figure.measure in ("rank", "distance"):
            return Areas(parent(self.area), len(self.area))
        return Areas(self.area, len(self.area))

    @property
    def sector(self) -> str | None:
        """Which sector: one, the total (empty), or each (None)."""
        return None if "sector" in self.by else (self.figure.sector or "")

    @property
    def past(self) -> Period:
        """The period with which it is compared."""
        figure = self.figure
        if figure.base is not None:
            base = Period.parse(figure.base)
            if base is not None and base.frequency != self.series.frequency:  # a year: the same part of it
                return self.period._replace(year=base.year)
            return base or self.period
        if self.definition.against == "previous":
            return self.period.moved(-1)
        return self.period.moved(-IN_YEAR[self.series.frequency])

    def _relations(self) -> tuple[dict[str, list[Asked]], tuple[str, ...], tuple[str, ...]]:
        """What is read by slot, the keys by which a part finds its whole, and those of peers."""
        measure = self.figure.measure
        cells = self.cells(self.known)
        if measure == "average":
            return {"now": [cells.at(one, self.areas, self.sector) for one in self.periods]}, (), ()
        found = {"now": [cells.at(self.period, self.areas, self.sector)]}
        if measure in ("growth", "change", "index", "contribution") and not self._is_index:
            found["past"] = [cells.at(self.past, self.areas, self.sector)]
        whole_keys: tuple[str, ...] = ()
        if measure in ("contribution", "structure", "share", "ratio") or self.figure.to == "total":
            over, areas, sector, whole_keys = self._whole()
            found["whole"] = [over.at(self._same(over, self.period), areas, sector)]
            if measure == "contribution":
                found["whole_past"] = [over.at(self._same(over, self.past), areas, sector)]
        return found, whole_keys, ("sector",)

    def _same(self, cells: Cells, period: Period) -> Period:
        """The period of another series that ends with a period, or the last that has ended by then."""
        return Period.last(cells.series.frequency, period.end)

    def _whole(self) -> tuple[Cells, Areas, str | None, tuple[str, ...]]:
        """The whole of a part: values, areas, sector, and the keys by which a part finds it."""
        known = self.definition.over or self.known
        cells, figure = self.cells(known), self.figure
        if figure.to == "total":
            area = self.area if "division" in self.by else parent(self.area)
            return cells, Areas(area, len(area)), self.sector, ("sector",)
        area_wise = "area" in known.series.dimensions
        if self.definition.over is not None:
            home = series_catalogue.home()
            areas = self.areas if area_wise else Areas(home, len(home))
            each = figure.measure in ("share", "ratio") and "sector" in known.series.dimensions
            keys = (("area",) if area_wise else ()) + (("sector",) if each else ())
            return cells, areas, self.sector if each else "", keys
        if "sector" in self.by or figure.sector is not None:
            return cells, self.areas, "", ("area",)
        return cells, Areas(self.area, len(self.area)), self.sector, ("sector",)

    @property
    def periods(self) -> list[Period]:
        """The periods of an average: the last few, or those of the year."""
        if self.figure.periods:
            return [self.period.moved(-back) for back in range(self.figure.periods)]
        return [one for one in self.period.of_year() if one.place >= self.series.first]

    @property
    def _is_index(self) -> bool:
        """Whether the growth is what the index itself says: 103.2 with last year as 100 is 3.2 %."""
        one = self.series
        return self.figure.measure == "growth" and one.kind == "index" and one.base == self.definition.against

    def _one(self, row: dict[str, Any], sql: str) -> Found:
        row, broken = self._on_comparable_scope(row)
        expected = len(self.periods) if self.figure.measure == "average" else 0
        result = outcome(self.figure.measure, row, factor=self._factor, periods=expected)
        name = "broken" if broken and result.reason in ("no_base", "no_whole_base") else result.reason
        key = {"division": row.get("area"), "sector": row.get("sector")}
        cumulative = self.series.reported == "cumulative" or self.figure.basis == "cumulative"
        cumulative = cumulative and self.figure.basis != "period" and self.series.kind == "flow"
        said = reason(
            name,
            period=self.period.told(cumulative=cumulative),
            past=self.past.told(cumulative=cumulative),
            why=broken,
        )
        names = [
            self.known.series.series,
            *([self.definition.over.series.series] if self.definition.over else []),
        ]
        digest = combined([self.counter.sets.series_digest(one) for one in names])
        return Found({one: key[one] for one in self.by}, result, said, (), digest, sql)

    def _on_comparable_scope(self, row: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """The row with the bases on comparable scope that were told; and why there are none."""
        if self._is_index:
            return {**row, "past": Decimal(100)}, ""
        if "past" not in row:
            return row, ""
        found, broken = dict(row), ""
        last_year = self.definition.against == "last_year" and self.figure.base is None
        use = self.figure.comparable and last_year
        crossed = self._break(self.known) if self.figure.comparable else ""
        for slot, told in (("past", "told"), ("whole_past", "whole_told")):
            if slot not in row:
                continue
            if use and row.get(told) is not None:
                found[slot] = row[told]
            elif crossed:
                found[slot], broken = None, crossed
        return found, broken

    def _break(self, known: Known) -> str:
        """Why the scope changed between then and now; empty when it did not."""
        for text, why in sorted(known.series.breaks.items()):
            one = Period.parse(text)
            if one is not None and self.past.ordinal < one.ordinal <= self.period.ordinal:
                return f"{one.told()}起{why}"
        return ""

    @property
    def _factor(self) -> Fraction:
        """What one unit of the series (or of the quotient of two) is in the unit of the figure."""
        own, wanted = self.series.unit, self.figure.unit
        if self.figure.measure == "ratio" and self.definition.over is not None:
            return ratio_factor(own, self.definition.over.series.unit, wanted)
        return factor(own, wanted)
