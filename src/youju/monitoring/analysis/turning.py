"""Turning points of a monthly series by the method of Bry and Boschan.

Enter at `turning_points`. G. Bry and C. Boschan, Cyclical Analysis of Time Series (NBER Technical Paper 20,
1971), Table 1, on a seasonally adjusted series:

1. a provisional series without outliers (beyond 3.5 standard deviations of its distance to a Spencer curve);
2. peaks and troughs of its 12-month moving average: the highest or lowest within five months on either side;
3. the same on the Spencer curve within five months of those, with full cycles of at least 15 months;
4. the same on a moving average over the months of cyclical dominance (3 to 6);
5. on the series itself within four months (or that span), none within six months of either end, phases of at
   least five and cycles of at least fifteen months, and no first or last turn that a value nearer the end
   exceeds.

Adapted: the 12-month average is the centred one of 2 times 12 terms, and ends are continued by the mean of
the last months rather than by a trend, so that short county series (three years) keep their ends. A
movement that is small beside what is irregular is no turn: of two neighbouring turns, the fall or rise
between them must be more than twice the robust spread of month-to-month changes (Bry and Boschan left this
to the analyst).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from youju.errors import fail

NEAR: Final = 5
"""Months on either side among which a turn is the highest or lowest (steps 2 and 3)."""
CYCLE: Final = 15
PHASE: Final = 5
ENDS: Final = 6
SHORTEST: Final = 24
"""Months that must be there."""
OUTLIER: Final = 3.5
AMPLITUDE: Final = 2.0
SPENCER: Final = np.array([-3, -6, -5, 3, 21, 46, 67, 74, 67, 46, 21, 3, -5, -6, -3]) / 320
"""Spencer's 15-point curve (Kendall and Stuart, vol. 3)."""
TWICE_TWELVE: Final = np.array([0.5, *[1.0] * 11, 0.5]) / 12


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point.

    Attributes:
        at: Position in the series.
        kind: ``peak`` (由升转降) or ``trough`` (由降转升).
    """

    at: int
    kind: Literal["peak", "trough"]


def turning_points(values: Sequence[float]) -> list[Turn]:
    """Turning points of a seasonally adjusted monthly series, in their order; peaks and troughs alternate.

    Args:
        values: One for each month, none missing.

    Raises:
        YoujuError: M105 for less than 24 months.
    """
    if len(values) < SHORTEST:
        raise fail("M105", count=len(values), least=SHORTEST)
    raw = np.asarray(values, dtype=float)
    if np.ptp(raw) <= 1e-12 * max(1.0, float(np.abs(raw).max())):
        return []
    plain = _without_outliers(raw)
    average = _smooth(plain, TWICE_TWELVE)
    curve = _smooth(plain, SPENCER)
    span = _dominance(plain, curve)
    short = _smooth(plain, np.ones(span) / span)
    turns = _alternating(_extremes(average, NEAR), average)
    turns = _long_enough(_moved(turns, curve, NEAR), curve, CYCLE)
    turns = _moved(turns, short, NEAR)
    turns = _moved(turns, raw, max(4, span))
    turns = _alternating([one for one in turns if ENDS <= one.at < len(raw) - ENDS], raw)
    turns = _within_ends(turns, raw)
    turns = _long_enough(turns, raw, CYCLE)
    return _marked(turns, raw, short)


def _smooth(values: Any, weights: Any) -> Any:
    """A centred moving average; beyond the ends stands the mean of the last months."""
    half = len(weights) // 2
    edge = min(3, len(values))
    padded = np.concatenate(
        [np.full(half, values[:edge].mean()), values, np.full(len(weights) - 1 - half, values[-edge:].mean())]
    )
    return np.convolve(padded, weights[::-1], mode="valid")


def _without_outliers(raw: Any) -> Any:
    curve = _smooth(raw, SPENCER)
    away = raw - curve
    spread = away.std()
    return np.where(np.abs(away) > OUTLIER * spread, curve, raw) if spread > 0 else raw


def _dominance(values: Any, curve: Any) -> int:
    """Months of cyclical dominance: the smallest span over which the curve moves more than what is left."""
    rest = values - curve
    for months in range(1, 7):
        irregular = np.abs(rest[months:] - rest[:-months]).mean()
        cyclical = np.abs(curve[months:] - curve[:-months]).mean()
        if irregular < cyclical:
            return min(max(months, 3), 6)
    return 6


def _extremes(values: Any, near: int) -> list[Turn]:
    found = []
    for at in range(near, len(values) - near):
        around = values[at - near : at + near + 1]
        if values[at] == around.max() > around.min() and int(around.argmax()) == near:
            found.append(Turn(at, "peak"))
        elif values[at] == around.min() < around.max() and int(around.argmin()) == near:
            found.append(Turn(at, "trough"))
    return found


def _better(one: Turn, two: Turn, values: Any) -> Turn:
    """Of two turns of one kind, the more extreme; of equals the later, as Bry and Boschan have it."""
    if values[one.at] == values[two.at]:
        return max(one, two, key=lambda turn: turn.at)
    higher = one if values[one.at] > values[two.at] else two
    lower = two if higher is one else one
    return higher if one.kind == "peak" else lower


def _alternating(turns: Sequence[Turn], values: Any) -> list[Turn]:
    """Peaks and troughs in turn: of neighbours of one kind the more extreme stays."""
    kept: list[Turn] = []
    for turn in sorted(turns, key=lambda one: one.at):
        if kept and kept[-1].kind == turn.kind:
            kept[-1] = _better(kept[-1], turn, values)
        else:
            kept.append(turn)
    return _downhill(kept, values)


def _downhill(turns: list[Turn], values: Any) -> list[Turn]:
    """Without pairs of which the trough is not lower than the peak."""
    for first, second in itertools.pairwise(turns):
        peak, trough = (first, second) if first.kind == "peak" else (second, first)
        if values[trough.at] >= values[peak.at]:
            return _alternating([one for one in turns if one not in (first, second)], values)
    return turns


def _moved(turns: Sequence[Turn], values: Any, near: int) -> list[Turn]:
    """Each turn at the extreme of another series within some months."""
    found = []
    for turn in turns:
        low, high = max(0, turn.at - near), min(len(values), turn.at + near + 1)
        around = values[low:high]
        at = low + int(around.argmax() if turn.kind == "peak" else around.argmin())
        found.append(Turn(at, turn.kind))
    return _alternating(found, values)


def _long_enough(turns: list[Turn], values: Any, cycle: int) -> list[Turn]:
    """Without the shortest phase below the least, then without the less extreme of two too close of a
    kind."""
    while True:
        phases = [(b.at - a.at, index) for index, (a, b) in enumerate(itertools.pairwise(turns))]
        if phases and min(phases)[0] < PHASE:
            index = min(phases)[1]
            if index == len(turns) - 2:  # nothing stands behind it: only the last goes
                turns = turns[:-1]
            elif index == 0:
                turns = turns[1:]
            else:
                turns = turns[:index] + turns[index + 2 :]
            turns = _alternating(turns, values)
            continue
        close = [(a, b) for a, b in zip(turns, turns[2:], strict=False) if b.at - a.at < cycle]
        if not close:
            return turns
        a, b = close[0]
        dropped = b if _better(a, b, values) == a else a
        turns = _alternating([one for one in turns if one != dropped], values)


def _within_ends(turns: list[Turn], values: Any) -> list[Turn]:
    """Without a first or last turn that some value between it and the end exceeds."""
    while turns and _exceeded(turns[0], values[: turns[0].at], values):
        turns = turns[1:]
    while turns and _exceeded(turns[-1], values[turns[-1].at + 1 :], values):
        turns = turns[:-1]
    return turns


def _exceeded(turn: Turn, beyond: Any, values: Any) -> bool:
    if turn.kind == "peak":
        return bool((beyond > values[turn.at]).any())
    return bool((beyond < values[turn.at]).any())


def _marked(turns: list[Turn], raw: Any, short: Any) -> list[Turn]:
    """Without turns of which the movement between them is small beside the irregular."""
    rest = raw - short
    spread = 1.4826 * float(np.median(np.abs(rest - np.median(rest))))
    while turns:
        levels = [short[0], *(short[one.at] for one in turns), short[-1]]
        moves = np.abs(np.diff(levels))
        index = int(moves.argmin())
        if moves[index] > AMPLITUDE * spread:
            return turns
        if index == 0:
            turns = turns[1:]
        elif index == len(turns):
            turns = turns[:-1]
        else:
            turns = _alternating(turns[: index - 1] + turns[index + 1 :], raw)
    return turns
