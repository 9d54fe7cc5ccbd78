"""How many units are in none of the lists: capture and recapture, for two lists and for more.

Enter at `estimate`. Two lists: Chapman (1951), with the interval of Chao (1987), which takes the logarithm of
the number missed as normal. Three and more: log-linear models (Fienberg 1972) with those pairs of lists
dependent that the data ask for (Akaike's criterion), and Cormack's (1992) interval from the profile of the
likelihood. All of this takes for granted that rows are linked rightly, and that every unit could be in each
list.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import optimize

from youju.errors import fail
from youju.linkage.link import Linked

History = tuple[bool, ...]
"""In which of the lists a unit is."""
Pair = tuple[int, int]
Floats = npt.NDArray[np.float64]

_NORMAL: Final = 1.959964
"""97.5 % of a normal distribution lie below it."""
_CHI_SQUARE: Final = 3.841459
"""95 % of a chi-square distribution with one degree of freedom lie below it."""
_NEAR: Final = 1e-6
"""How near the ends of an interval are found, as a share of what is missed; nobody counts parts of a unit."""
_FARTHEST: Final = 1_000
"""How many times what is seen an interval may reach; beyond that the lists say nothing."""
_ROUNDS: Final = 200
_CONVERGED: Final = 1e-10
"""Relative change of the deviance after which a regression is done."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many units there are.

    Attributes:
        seen: In at least one list.
        total: Estimated number of all.
        low: Lower end of the 95 % interval of the total.
        high: Its upper end.
        dependent: Pairs of lists, by their places, that were found not to be independent.
    """

    seen: int
    total: float
    low: float
    high: float
    dependent: tuple[Pair, ...] = ()

    @property
    def coverage(self) -> float:
        """Share of all units that is in at least one list."""
        return self.seen / self.total


def histories(linked: Linked, lists: tuple[str, ...]) -> dict[int, History]:
    """In which lists each unit is; units that are in none of them are left out."""
    place = {name: at for at, name in enumerate(lists)}
    found: dict[int, list[bool]] = {}
    names = linked.rows.column("list").to_pylist()
    for row in np.flatnonzero(linked.alive).tolist():
        if names[row] in place:
            found.setdefault(int(linked.units[row]), [False] * len(lists))[place[names[row]]] = True
    return {unit: tuple(history) for unit, history in found.items()}


def counted(found: Iterable[History]) -> dict[History, int]:
    """How many units have each history."""
    counts: dict[History, int] = {}
    for history in found:
        counts[history] = counts.get(history, 0) + 1
    return counts


def estimate(counts: Mapping[History, int]) -> Estimate:
    """The number of all units from how many have each history.

    Args:
        counts: By history; histories of no unit may be left out.

    Raises:
        YoujuError: U540 for fewer than two lists, or when no list shares a unit with another.
    """
    size = len(next(iter(counts), ()))
    shared = sum(count for history, count in counts.items() if sum(history) > 1)
    if size < 2 or not shared:
        raise fail("U540", lists=size, shared=shared)
    return _chapman(counts) if size == 2 else _log_linear(counts, size)


def _chapman(counts: Mapping[History, int]) -> Estimate:
    both, first, second = (counts.get(history, 0) for history in ((True, True), (True, False), (False, True)))
    one, two, seen = both + first, both + second, both + first + second
    total = (one + 1) * (two + 1) / (both + 1) - 1
    variance = (one + 1) * (two + 1) * first * second / ((both + 1) ** 2 * (both + 2))
    missed = total - seen
    if missed <= 0:
        return Estimate(seen, float(seen), float(seen), float(seen))
    spread = math.exp(_NORMAL * math.sqrt(math.log1p(variance / missed**2)))
    return Estimate(seen, total, seen + missed / spread, seen + missed * spread)


def _log_linear(counts: Mapping[History, int], size: int) -> Estimate:
    """Pairs are added one at a time, the best first, as long as Akaike's criterion falls."""
    cells = [cell for cell in product((True, False), repeat=size) if any(cell)]
    numbers = np.array([counts.get(cell, 0) for cell in cells], np.float64)
    possible = [
        pair
        for pair in combinations(range(size), 2)
        if sum(counts.get(cell, 0) for cell in cells if cell[pair[0]] and cell[pair[1]])
    ]
    chosen: tuple[Pair, ...] = ()
    best = _criterion(_design(cells, chosen), numbers)
    while True:
        tried = [
            (_criterion(_design(cells, (*chosen, pair)), numbers), pair)
            for pair in possible
            if pair not in chosen
        ]
        if not tried or min(tried)[0] >= best:
            break
        best, pair = min(tried)
        chosen = (*chosen, pair)
    seen = float(numbers.sum())
    missed = math.exp(_fitted(_design(cells, chosen), numbers)[0][0])
    whole = _design([*cells, (False,) * size], chosen)

    def worse(unseen: float) -> float:
        """By how much the whole table with so many unseen fits worse than the best, beyond what is usual."""
        return _fitted(whole, np.append(numbers, unseen))[1] - least - _CHI_SQUARE

    least = _fitted(whole, np.append(numbers, missed))[1]
    low = _crossing(worse, missed, 0.0)
    high = missed + 1
    while worse(high) < 0 and high < _FARTHEST * seen:
        high = missed + 2 * (high - missed)
    high = _crossing(worse, missed, high)
    return Estimate(int(seen), seen + missed, seen + low, seen + high, tuple(sorted(chosen)))


def _design(cells: list[History], pairs: tuple[Pair, ...]) -> Floats:
    """One row for each cell: a constant, each list, each pair that is dependent."""
    lists = np.array(cells, np.float64)
    columns = [np.ones(len(cells)), *lists.T, *(lists[:, one] * lists[:, two] for one, two in pairs)]
    return np.column_stack(columns)


def _fitted(design: Floats, numbers: Floats) -> tuple[Floats, float]:
    """A Poisson regression with logarithmic link, by iteratively reweighted least squares.

    It has converged when its deviance has; a coefficient may go on for ever where a sum of cells is empty.

    Returns:
        The coefficients, and the deviance.
    """
    expected: Floats = numbers + 0.5
    found: Floats = np.zeros(design.shape[1])
    least = math.inf
    for _ in range(_ROUNDS):
        working = np.log(expected) + (numbers - expected) / expected
        weighted = design.T * expected
        found = np.asarray(np.linalg.lstsq(weighted @ design, weighted @ working, rcond=None)[0], np.float64)
        expected = np.asarray(np.exp(np.clip(design @ found, -30, 30)), np.float64)
        before, least = least, _deviance(numbers, expected)
        if abs(before - least) <= _CONVERGED * (abs(least) + 1):
            break
    return found, least


def _deviance(numbers: Floats, expected: Floats) -> float:
    terms = numbers * np.log(np.maximum(numbers, 1e-300) / expected) * (numbers > 0)
    return float(2 * (terms - (numbers - expected)).sum())


def _criterion(design: Floats, numbers: Floats) -> float:
    """Akaike's, up to what all models of the same numbers share."""
    return _fitted(design, numbers)[1] + 2.0 * len(design.T)


def _crossing(function: Callable[[float], float], inside: float, outside: float) -> float:
    """Where a function that is negative inside becomes positive; the end when it does not."""
    if function(outside) <= 0:
        return outside
    return float(optimize.brentq(function, inside, outside, xtol=_NEAR * max(1.0, inside)))
