"""Computing figures over series and over other figures: what each is made of, side by side.

Enter at `over`, which `youju.figures.count.Counter` calls, and `values_behind`. The operands of a figure over
figures are observations themselves: they are kept with it, so that it can be followed down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from youju.figures.composed import Composed
from youju.figures.over_figures import OverFigure
from youju.figures.over_series import OverSeries
from youju.figures.plan import Scope

if TYPE_CHECKING:
    from youju.figures.count import Counter


def over(counter: Counter, definition: Composed, scope: Scope) -> OverSeries | OverFigure:
    """A figure over a series or another figure, as at a cut-off: what it asks for, and its groups."""
    if definition.kind == "series":
        return OverSeries(counter, definition, scope)
    return OverFigure(counter, definition, scope)


def values_behind(
    counter: Counter, definition: Composed, scope: Scope, key: Mapping[str, str | None]
) -> list[dict[str, Any]]:
    """The values of series that a group was computed from, of each operand in turn."""
    return OverSeries(counter, definition, scope).values(key)
