"""Computing figures over series and over other figures: operands as relations, one query, one division each.

Enter at `compose`, which `youju.figures.count.Counter.count` calls. The operands of a figure over figures are
observations themselves: they are kept with it, so that it can be followed down.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from youju.definitions.series_models import IN_YEAR, Period
from youju.engine.composites import Outcome, compared, outcome
from youju.errors import YoujuError, fail
from youju.figures.cells import Areas, Cells
from youju.figures.composed import STEPS, Composed, home_of, moved
from youju.figures.plan import LAST_DAY, Scope
from youju.figures.reasons import reason
from youju.series import catalogue as series_catalogue
from youju.series.catalogue import Known
from youju.standards import divisions
from youju.standards.units import ratio, unit

if TYPE_CHECKING:
    from youju.figures.count import Counter, Observation

_NUMBER = pa.decimal128(38, 10)
_LEVELS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Found:
    """One group as it was computed.

    Attributes:
        key: Dimension to code.
        inputs: Operands: role and address.
        digest: SHA-256 of the snapshots that were read.
    """

    key: Mapping[str, str | None]
    outcome: Outcome
    reason: str
    inputs: tuple[tuple[str, str], ...]
    digest: str
    sql: str


def compose(counter: Counter, definition: Composed, scope: Scope) -> list[Found]:
    """The groups of a figure over a series or another figure, as at a cut-off."""
    if definition.kind == "series":
        return _OverSeries(counter, definition, scope).found()
    return _OverFigure(counter, definition, scope).found()


def combined(digests: Sequence[str]) -> str:
    """The digest of several snapshots; that of one is itself."""
    unique = sorted(set(digests))
    return unique[0] if len(unique) == 1 else hashlib.sha256("\n".join(unique).encode()).hexdigest()


def own_area(scope: Scope) -> str:
    """Beginning of the code of the area that a figure without groups is of."""
    return divisions.prefix(scope.division) if scope.division else series_catalogue.home()


def below(area: str, level_digits: int) -> int:
    """Digits of the areas that lie below one, by the wanted level."""
    return level_digits if level_digits > len(area) else next((d for d in _LEVELS if d > len(area)), 12)


def parent(area: str) -> str:
    """Beginning of the codes of an area's peers."""
    return area[: max((d for d in _LEVELS if d < len(area)), default=0)]


class _OverSeries:
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
        relations, whole_keys, peers = self._relations()
        sql = compared(
            self.figure.measure, relations, ("area", "sector"), self.counter.backend.dialect,
            whole_keys=whole_keys, peers=peers, descending=self.figure.order != "least",
        )  # fmt: skip
        rows = self.counter.backend.sql(sql).to_pylist()
        if "division" not in self.by:
            rows = [row for row in rows if row["area"] == self.area]
        if not rows and not self.by:
            rows = [{}]
        return [self._one(row, sql) for row in rows]

    def cells(self, known: Known) -> Cells:
        """The values of a series, on the basis of the figure."""
        view = self.counter.series_view(known.series.series)
        basis = self.figure.basis
        if known.series.kind != "flow":
            basis = "reported"
        day = self.scope.known_at or LAST_DAY
        return Cells(view, known.series, day, basis, self.counter.backend.dialect)

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

    def _relations(self) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
        """Operands by slot, the keys by which a part finds its whole, and those of peers."""
        measure = self.figure.measure
        cells = self.cells(self.known)
        if measure == "average":
            return {"now": self._averaged(cells)}, (), ()
        found = {"now": cells.at(self.period, self.areas, self.sector)}
        if measure in ("growth", "change", "index", "contribution") and not self._is_index:
            found["past"] = cells.at(self.past, self.areas, self.sector)
        whole_keys: tuple[str, ...] = ()
        if measure in ("contribution", "structure", "share", "ratio") or self.figure.to == "total":
            over, areas, sector, whole_keys = self._whole()
            found["whole"] = over.at(self._same(over, self.period), areas, sector)
            if measure == "contribution":
                found["whole_past"] = over.at(self._same(over, self.past), areas, sector)
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

    def _averaged(self, cells: Cells) -> str:
        """All periods of an average, one below the other."""
        parts = [cells.at(one, self.areas, self.sector) for one in self.periods]
        return " UNION ALL ".join(parts)

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
        digest = combined([self.counter.series_digest(one) for one in names])
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
            return _ratio_factor(own, self.definition.over.series.unit, wanted)
        return _factor(own, wanted)


class _OverFigure:
    """A figure over another figure: the operand is observed at each cut-off that is needed."""

    def __init__(self, counter: Counter, definition: Composed, scope: Scope) -> None:
        self.counter, self.definition, self.scope = counter, definition, scope
        self.figure = definition.figure
        self.operands: dict[str, list[Observation]] = {}

    def found(self) -> list[Found]:
        """The groups."""
        by = self.scope.by
        measure, figure = self.figure.measure, self.figure
        among = measure in ("rank", "distance") and "division" not in by
        keys = (*by, "division") if among else by
        scope = self._peers() if among else self.scope
        self._observe("now", figure.of.figure, replace(scope, by=keys))
        if measure in ("growth", "change", "index", "contribution"):
            earlier = self.definition.earlier(scope.as_of)
            self._observe("past", figure.of.figure, replace(scope, by=keys, as_of=earlier))
        if measure == "average":
            self._average(replace(scope, by=keys))
        whole_keys = self._whole(replace(scope, by=keys), among=among)
        relations = self._register(keys)
        sql = compared(
            measure, relations, keys, self.counter.backend.dialect, whole_keys=whole_keys,
            peers=[one for one in keys if one != "division"], descending=figure.order != "least",
        )  # fmt: skip
        rows = self.counter.backend.sql(sql).to_pylist()
        if among:
            rows = [row for row in rows if row["division"] == own_area(self.scope)]
        if not rows and not by:
            rows = [{}]
        return [self._one(row, keys, sql) for row in rows]

    def _peers(self) -> Scope:
        """The areas beside the one that is asked for."""
        area = own_area(self.scope)
        level = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}.get(len(area), "")
        return replace(self.scope, division=parent(area), level=level)

    def _observe(self, slot: str, name: str, scope: Scope) -> None:
        loaded = home_of(name, self.definition.loaded)
        found = self.counter.observed(loaded, name, scope)
        self.operands.setdefault(slot, []).extend(found)

    def _average(self, scope: Scope) -> None:
        """The operand at the earlier periods of an average."""
        del self.operands["now"]
        for as_of in self.cut_offs(scope.as_of):
            self._observe("now", self.figure.of.figure, replace(scope, as_of=as_of))

    def cut_offs(self, as_of: dt.date) -> list[dt.date]:
        """The cut-offs of an average."""
        one = self.definition.root_series
        step = STEPS[self.figure.every or (one.series.frequency if one else "month")]
        many = self.figure.periods or (as_of.month - 1) // step + 1
        return [moved(as_of, -step * back) for back in range(many)]

    def _whole(self, scope: Scope, *, among: bool) -> tuple[str, ...]:
        """Observe the whole, and say by which keys a part finds it."""
        measure, figure = self.figure.measure, self.figure
        if measure not in ("contribution", "structure", "share", "ratio") and figure.to != "total":
            return ()
        if figure.over is not None and measure in ("share", "ratio"):
            self._observe("whole", figure.over, scope)
            return scope.by
        dropped = "division" if figure.to == "total" else "sector" if "sector" in scope.by else ""
        dropped = dropped or (scope.by[0] if scope.by else "")
        kept = tuple(one for one in scope.by if one != dropped)
        name = figure.over or figure.of.figure
        division = parent(own_area(self.scope)) if among else scope.division
        whole = replace(scope, by=kept, division=division, level="")
        self._observe("whole", name, whole)
        if measure == "contribution":
            earlier = self.definition.earlier(scope.as_of)
            self._observe("whole_past", name, replace(whole, as_of=earlier))
        return kept

    def _register(self, keys: Sequence[str]) -> dict[str, str]:
        """The operands as tables of the engine."""
        relations = {}
        for slot, found in self.operands.items():
            columns: dict[str, pa.Array] = {
                name: pa.array([_text(one.key.get(name)) for one in found], pa.string())
                for name in keys
                if any(name in one.key for one in found) or not found
            }
            columns["value"] = pa.array([one.value for one in found], _NUMBER)
            columns["base"] = pa.nulls(len(found), _NUMBER)
            name = f"youju_operand_{slot}"
            self.counter.backend.register(name, pa.table(columns))
            relations[slot] = f"SELECT * FROM {name}"  # noqa: S608 - our own name
        return relations

    def _one(self, row: dict[str, Any], keys: Sequence[str], sql: str) -> Found:
        expected = len(self.cut_offs(self.scope.as_of)) if self.figure.measure == "average" else 0
        result = outcome(self.figure.measure, row, factor=self._factor, periods=expected)
        now, past = self.scope.as_of, self.definition.earlier(self.scope.as_of)
        said = reason(result.reason, period=f"截至{now}", past=f"截至{past}")
        key = {one: _code(row.get(one)) for one in self.scope.by}
        chosen = {one: row.get(one) for one in keys}
        inputs = tuple(
            (slot, one.address)
            for slot, found in self.operands.items()
            for one in found
            if self._is_input(slot, one, chosen)
        )
        digests = [one.snapshot_digest for found in self.operands.values() for one in found]
        digest = combined(digests) if digests else hashlib.sha256(b"").hexdigest()
        return Found(key, result, said, inputs, digest, sql)

    def _is_input(self, slot: str, one: Observation, chosen: Mapping[str, Any]) -> bool:
        """Whether an operand is one of this group's; peers are all of theirs."""
        shared = [name for name in one.key if name in chosen]
        if slot == "now" and self.figure.measure in ("rank", "distance"):
            shared = [name for name in shared if name != "division"]
        return all(_text(one.key[name]) == chosen[name] for name in shared)

    @property
    def _factor(self) -> Fraction:
        loaded = home_of(self.figure.of.figure, self.definition.loaded)
        own, wanted = loaded.pack.figures[self.figure.of.figure].unit, self.figure.unit
        if self.figure.measure == "ratio" and self.figure.over is not None:
            other = home_of(self.figure.over, self.definition.loaded).pack.figures[self.figure.over].unit
            return _ratio_factor(own, other, wanted)
        return _factor(own, wanted)


_NONE = "\x00"


def _text(code: str | None) -> str:
    """A code of a group as a key that joins; groups without a code are a group too."""
    return _NONE if code is None else code


def _code(text: str | None) -> str | None:
    return None if text in (None, _NONE) else text


def _factor(own: str, wanted: str) -> Fraction:
    """Units that are not converted (points, ranks, indices) count one to one."""
    try:
        return ratio(own, wanted)
    except YoujuError:
        return Fraction(1)


def _ratio_factor(own: str, other: str, wanted: str) -> Fraction:
    """What one of ``own`` by one of ``other`` is in the wanted unit.

    Raises:
        YoujuError: F809 when the units do not fit.
    """
    above, under, whole = unit(own), unit(other), unit(wanted)
    if whole.dimension == f"{above.dimension}/{under.dimension}":
        return above.scale / under.scale / whole.scale
    if above.dimension != under.dimension:
        raise fail("F809", unit=wanted, one=own, other=other)
    return above.scale / under.scale / (whole.scale if wanted == "percent" else 1)
