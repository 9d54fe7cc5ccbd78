"""What each grade of agreement is worth, learned from the rows that carry a code.

Enter at `learn`. Two rows with the same valid code are the same unit, two with different ones are not; so
the rows *with* a code tell how names, addresses and persons are written for one unit and how alike those of
different units are, in this very delivery, and nobody has to label anything. The weights are those of a
logistic regression over graded comparisons: the sum of Fellegi and Sunter (1969) without assuming that
comparisons are independent. Decisions of reviewers count as further examples. Where there are few examples
the weights stay near those that are shipped.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from youju.linkage import comparing
from youju.linkage.comparing import ADDRESS, FACTORS, NAME, Grades
from youju.linkage.text import Integers

SHIPPED: Final = Path(__file__).parent / "data" / "weights.csv"
UNIT: Final = 1000
"""Weights and scores are whole thousandths of a natural logarithm of odds."""
_FIXED: Final = {("code", 1): 9.0, ("code", 2): 7.0, ("code", 3): -4.0}
"""Codes cannot be learned from codes. Equal or nearly equal codes by chance: less than one in a thousand;
two different codes of one unit: a code that was written quite wrongly, or changed."""
_STIFFNESS: Final = 2.0
"""How many examples outweigh a shipped weight."""
_STEPS: Final = 30

_OFFSETS: Final = np.concatenate(([0], np.cumsum(list(FACTORS.values()))))


@dataclass(frozen=True, slots=True)
class Weights:
    """Whole numbers (thousandths) to add up.

    Attributes:
        base: Before anything is compared.
        grades: One for each grade of each factor, one factor after another.
        examples: How many pairs they were learned from; 0 for those that are shipped.
    """

    base: int
    grades: Integers
    examples: int = 0

    def scores(self, grades: Grades) -> Integers:
        """Logarithm of the odds of pairs, in thousandths."""
        total = np.full(len(grades), self.base, np.int64)
        for column in range(grades.shape[1]):
            total += self.grades[_OFFSETS[column] + grades[:, column].astype(np.int64)]
        return total

    def at_most(self, begun: Grades) -> Integers:
        """The highest scores that pairs may still reach of which `comparing.begin` gave the grades."""
        open_ends = begun.copy()
        best = self.grades[: NAME * ADDRESS].reshape(NAME, ADDRESS).argmax(axis=1)
        open_ends[:, 0] += best[open_ends[:, 0] // ADDRESS].astype(np.uint8)
        open_ends[:, 3] = self.grades[_OFFSETS[3] : _OFFSETS[4]].argmax()
        return self.scores(open_ends)

    def named(self) -> Iterable[tuple[str, int, int]]:
        """Factor, grade and weight, for people and for the file."""
        yield "base", 0, self.base
        for position, (factor, count) in enumerate(FACTORS.items()):
            for grade in range(count):
                yield factor, grade, int(self.grades[_OFFSETS[position] + grade])


def probabilities(scores: Integers) -> npt.NDArray[np.float64]:
    """Scores as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores / UNIT, -50, 50))))


@cache
def shipped() -> Weights:
    """The weights for a delivery that teaches nothing."""
    grades = np.zeros(int(_OFFSETS[-1]), np.int64)
    base = 0
    with SHIPPED.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["factor"] == "base":
                base = int(row["weight"])
            else:
                position = list(FACTORS).index(row["factor"])
                grades[_OFFSETS[position] + int(row["grade"])] = int(row["weight"])
    return Weights(base, grades)


def learn(grades: Grades, same: npt.NDArray[np.bool_], start: Weights | None = None) -> Weights:
    """Weights from pairs of which it is known whether they are one unit.

    Newton's method on the penalised likelihood; equal pairs are counted together, so the cost hardly depends
    on how many there are.

    Args:
        grades: From `comparing.compare`, without codes.
        same: Whether each pair is one unit.
        start: Weights to stay near; the shipped ones by default.
    """
    start = start or shipped()
    kinds, counts = np.unique(comparing.packed(grades) * 2 + same, return_counts=True)
    outcome = (kinds & 1).astype(np.float64)
    columns = comparing.unpacked(kinds >> 1) + _OFFSETS[:-1]
    columns = np.column_stack((columns, np.full(len(kinds), _OFFSETS[-1])))
    size = int(_OFFSETS[-1]) + 1
    above, below = np.triu_indices(columns.shape[1])
    crossed = columns[:, above] * size + columns[:, below]  # grades of one factor never meet
    origin = np.append(start.grades, start.base) / UNIT
    found = origin.copy()

    def likelihood(at: npt.NDArray[np.float64]) -> float:
        odds = at[columns].sum(axis=1)
        fit = counts @ np.logaddexp(0, np.where(outcome > 0, -odds, odds))
        return -float(fit) - _STIFFNESS / 2 * float(((at - origin) ** 2).sum())

    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(found[columns].sum(axis=1), -500, 500)))
        slope = _summed(columns, counts * (outcome - chance), size) - _STIFFNESS * (found - origin)
        half = _summed(crossed, counts * chance * (1 - chance), size * size).reshape(size, size)
        curve = half + half.T - np.diag(half.diagonal())
        step = np.linalg.solve(curve + _STIFFNESS * np.eye(size), slope)
        before = likelihood(found)
        while likelihood(found + step) < before and np.abs(step).max() >= 1e-4:
            step = step / 2  # a whole step of Newton's may go too far
        if np.abs(step).max() < 1e-4:
            break
        found += step
    learned = np.rint(found * UNIT).astype(np.int64)
    grades_learned = learned[:-1]
    for (factor, grade), value in _FIXED.items():
        grades_learned[_OFFSETS[list(FACTORS).index(factor)] + grade] = int(value * UNIT)
    return Weights(int(learned[-1]), grades_learned, len(grades))


def _summed(places: Integers, values: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    """Sums of values by place; each value has several places."""
    several = int(np.prod(places.shape[1:]))
    return np.asarray(np.bincount(places.ravel(), np.repeat(values, several), size), np.float64)
