"""What corrected series move among figures, for the room ``series`` (`youju.series.effects.Effects`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from youju.series.vintages import Change


def before(changes: Sequence[Change]) -> Sequence[str]:
    """Sentences on what the changes would move."""
    from youju.figures.impacts import impact, sentence

    return [sentence(impact(changes))]


def after(changes: Sequence[Change], *, cause: str, at: dt.datetime) -> Sequence[str]:
    """Compute what the changes touch again; sentences on what was moved."""
    from youju.figures.actions import supersede
    from youju.figures.impacts import again, of_series, sentence

    moved = again(of_series(changes))
    supersede(moved, cause=cause, at=at)
    return [sentence(moved)]
