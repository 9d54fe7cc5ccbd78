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

from youju.engine.composites import compared, outcome
from youju.figures.composed import STEPS, Composed, home_of, moved
from youju.figures.operands import Found, combined, factor, own_area, parent, ratio_factor
from youju.figures.plan import Scope
from youju.figures.reasons import reason

if TYPE_CHECKING:
    from youju.figures.count import Counter, Observation


class OverFigure:
    """A figure over another figure: the operand is observed at each cut-off that is needed."""

    def __init__(self, counter: Counter, definition: Composed, scope: Scope) -> None:
        self.counter, self.definition, self.scope = counter, definition, scope
        self.figure = definition.figure
        self.operands: dict[str, list[Observation]] = {}

    def found(self) -> list[Found]:
        """The groups."""
        measure, by, keys = self.figure.measure, self.scope.by, self._keys
        for slot, name, scope in self.asked():
            found = self.counter.observed(home_of(name, self.definition.loaded), name, scope)
            self.operands.setdefault(slot, []).extend(found)
        rows = compared(
            measure, {slot: [_row(one) for one in found] for slot, found in self.operands.items()}, keys,
            whole_keys=self._whole()[1], peers=[one for one in keys if one != "division"],
            descending=self.figure.order != "least",
        )  # fmt: skip
        if self._among:
            rows = [row for row in rows if row["division"] == own_area(self.scope)]
        if not rows and not by:
            rows = [{}]
        return [self._one(row, keys) for row in rows]

    def asked(self) -> list[tuple[str, str, Scope]]:
        """The figures that it is made of: what for, which, and in which scope."""
        measure, name = self.figure.measure, self.figure.of.figure
        scope = replace(self._peers() if self._among else self.scope, by=self._keys)
        if measure == "average":
            found = [("now", name, replace(scope, as_of=one)) for one in self.cut_offs(scope.as_of)]
        else:
            found = [("now", name, scope)]
        earlier = self.definition.earlier(scope.as_of)
        if measure in ("growth", "change", "index", "contribution"):
            found.append(("past", name, replace(scope, as_of=earlier)))
        over, kept = self._whole()
        if over:
            division = parent(own_area(self.scope)) if self._among else scope.division
            whole = scope if kept == self._keys else replace(scope, by=kept, division=division, level="")
            found.append(("whole", over, whole))
            if measure == "contribution":
                found.append(("whole_past", over, replace(whole, as_of=earlier)))
        return found

    @property
    def _among(self) -> bool:
        """Whether one area is compared with those beside it."""
        return self.figure.measure in ("rank", "distance") and "division" not in self.scope.by

    @property
    def _keys(self) -> tuple[str, ...]:
        return (*self.scope.by, "division") if self._among else self.scope.by

    def _peers(self) -> Scope:
        """The areas beside the one that is asked for."""
        area = own_area(self.scope)
        level = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}.get(len(area), "")
        return replace(self.scope, division=parent(area), level=level)

    def cut_offs(self, as_of: dt.date) -> list[dt.date]:
        """The cut-offs of an average."""
        one = self.definition.root_series
        step = STEPS[self.figure.every or (one.series.frequency if one else "month")]
        many = self.figure.periods or (as_of.month - 1) // step + 1
        return [moved(as_of, -step * back) for back in range(many)]

    def _whole(self) -> tuple[str, tuple[str, ...]]:
        """The figure that is the whole, and by which keys a part finds it; nothing where there is none."""
        measure, figure, keys = self.figure.measure, self.figure, self._keys
        if measure not in ("contribution", "structure", "share", "ratio") and figure.to != "total":
            return "", ()
        if figure.over is not None and measure in ("share", "ratio"):
            return figure.over, keys
        dropped = "division" if figure.to == "total" else "sector" if "sector" in keys else ""
        dropped = dropped or (keys[0] if keys else "")
        return figure.over or figure.of.figure, tuple(one for one in keys if one != dropped)

    def _one(self, row: dict[str, Any], keys: Sequence[str]) -> Found:
        expected = len(self.cut_offs(self.scope.as_of)) if self.figure.measure == "average" else 0
        result = outcome(self.figure.measure, row, factor=self._factor, periods=expected)
        now, past = self.scope.as_of, self.definition.earlier(self.scope.as_of)
        said = reason(result.reason, period=f"截至{now}", past=f"截至{past}")
        key = {one: row.get(one) for one in self.scope.by}
        chosen = {one: row.get(one) for one in keys}
        inputs = tuple(
            (slot, one.address)
            for slot, found in self.operands.items()
            for one in found
            if self._is_input(slot, one, chosen)
        )
        digests = [one.snapshot_digest for found in self.operands.values() for one in found]
        digest = combined(digests) if digests else hashlib.sha256(b"").hexdigest()
        return Found(key, result, said, inputs, digest, "")

    def _is_input(self, slot: str, one: Observation, chosen: Mapping[str, Any]) -> bool:
        """Whether an operand is one of this group's; peers are all of theirs."""
        shared = [name for name in one.key if name in chosen]
        if slot == "now" and self.figure.measure in ("rank", "distance"):
            shared = [name for name in shared if name != "division"]
        return all(one.key[name] == chosen[name] for name in shared)

    @property
    def _factor(self) -> Fraction:
        loaded = home_of(self.figure.of.figure, self.definition.loaded)
        own, wanted = loaded.pack.figures[self.figure.of.figure].unit, self.figure.unit
        if self.figure.measure == "ratio" and self.figure.over is not None:
            other = home_of(self.figure.over, self.definition.loaded).pack.figures[self.figure.over].unit
            return ratio_factor(own, other, wanted)
        return factor(own, wanted)


def _row(one: Observation) -> dict[str, Any]:
    """An operand as it is compared."""
    return {**one.key, "value": one.value, "base": None}
