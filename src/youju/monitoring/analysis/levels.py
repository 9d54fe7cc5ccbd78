"""At which level an alert stands: entering takes time, leaving takes more than coming back to the edge.

Enter at `step`, period by period, and `moved` for what that was. Levels are counted from 1 (the mildest); 0
is none. What is judged are the measures as known on that day: a later revision changes later steps, never
what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Moved = Literal["raised", "risen", "fallen", "ended"]


@dataclass(frozen=True, slots=True)
class Level:
    """Thresholds of one level: `enter` is more severe than `leave`, or equal to it."""

    enter: Decimal
    leave: Decimal


@dataclass(frozen=True, slots=True)
class Watch:
    """A rule as numbers.

    Attributes:
        levels: From the mildest to the most severe.
        above: Whether high values are the bad ones.
        duration: Periods running that a level must be reached before it is entered.
        settle: Periods running that `leave` must be passed before it is left.
    """

    levels: tuple[Level, ...]
    above: bool
    duration: int = 1
    settle: int = 1

    def reaches(self, value: Decimal, level: int) -> bool:
        """Whether a value is at or beyond what enters a level (from 1)."""
        enter = self.levels[level - 1].enter
        return value >= enter if self.above else value <= enter

    def leaves(self, value: Decimal, level: int) -> bool:
        """Whether a value has come back: to `leave` or beyond, and no longer reaching `enter`."""
        leave = self.levels[level - 1].leave
        back = value <= leave if self.above else value >= leave
        return back and not self.reaches(value, level)


def step(watch: Watch, current: int, values: Sequence[Decimal | None]) -> int:
    """The level after a period.

    Args:
        watch: The rule.
        current: Level before; 0 for none.
        values: Measures up to this period, the last one last; None where there is none. A missing measure
            neither enters nor leaves a level.
    """
    entered = held = 0
    last, back = values[-watch.duration :], values[-watch.settle :]
    for level in range(1, len(watch.levels) + 1):
        if len(last) == watch.duration and all(one is not None and watch.reaches(one, level) for one in last):
            entered = level
        released = len(back) == watch.settle and all(
            one is not None and watch.leaves(one, level) for one in back
        )
        if level <= current and not released:
            held = level
    return max(entered, held)


def moved(before: int, after: int) -> Moved | None:
    """What happened between two levels; None when nothing did."""
    if before == after:
        return None
    if before == 0:
        return "raised"
    if after == 0:
        return "ended"
    return "risen" if after > before else "fallen"
