"""Computing figures over series and over other figures: operands as relations, one query, one division each.

Enter at `compose`, which `youju.figures.count.Counter.count` calls, and `values_behind`. The operands of a
figure over figures are observations themselves: they are kept with it, so that it can be followed down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from youju.figures.composed import Composed
from youju.figures.operands import Found
from youju.figures.over_figures import OverFigure
from youju.figures.over_series import OverSeries
from youju.figures.plan import Scope

if TYPE_CHECKING:
    from youju.figures.count import Counter

__all__ = ["Found", "compose", "values_behind"]


def compose(counter: Counter, definition: Composed, scope: Scope) -> list[Found]:
    """The groups of a figure over a series or another figure, as at a cut-off."""
    if definition.kind == "series":
        return OverSeries(counter, definition, scope).found()
    return OverFigure(counter, definition, scope).found()


def values_behind(
    counter: Counter, definition: Composed, scope: Scope, key: Mapping[str, str | None]
) -> list[dict[str, Any]]:
    """The values of series that a group was computed from, of each operand in turn."""
    return OverSeries(counter, definition, scope).values(key)
