"""Figures over other figures: the operand is observed at each cut-off, and the observations are compared.

Enter at `OverFigure`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from youju.engine.composites import compared, outcome
from youju.figures.composed import STEPS, Composed, home_of, moved
from youju.figures.operands import Found, combined, factor, own_area, parent, ratio_factor
from youju.figures.plan import Scope
from youju.figures.reasons import reason

if TYPE_CHECKING:
    from youju.figures.count import Counter, Observation

_NUMBER = pa.decimal128(38, 10)


class OverFigure:
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
            return ratio_factor(own, other, wanted)
        return factor(own, wanted)


_NONE = "\x00"


def _text(code: str | None) -> str:
    """A code of a group as a key that joins; groups without a code are a group too."""
    return _NONE if code is None else code


def _code(text: str | None) -> str | None:
    return None if text in (None, _NONE) else text
