"""From rows to scored pairs: the model that says how common keys are and what agreement is worth.

Enter at `train` and `score`. A `Model` is made once from all rows and kept with them; whether two rows
are compared, and their score, follow from the two rows and the model alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from youju.linkage import blocking, comparing, weights
from youju.linkage.blocking import Index
from youju.linkage.clustering import Pairs, Ruling
from youju.linkage.rows import Rows
from youju.linkage.text import Integers, tagged
from youju.linkage.weights import Weights

TAUGHT_BY: Final = 4_000
"""Rows with a code from which weights are learned, each with some thirty others."""
FLOOR: Final = -3_000
"""Pairs below this score are forgotten."""
_AT_ONCE: Final = 400_000
_DECIDED: Final = 5
"""How many examples a decision of a reviewer counts for."""


@dataclass(frozen=True, slots=True)
class Model:
    """What is fixed when rows are linked.

    Attributes:
        weights: What each grade of agreement is worth.
        common: Rows by key, as they were then; says how common a key is.
    """

    weights: Weights
    common: Index

    def counts(self, keys: Integers) -> Integers:
        """How many rows had each key."""
        low, high = self.common.spans(keys)
        return high - low

    def rarity(self, rows: Rows) -> Integers:
        """For each row how many rows had the same name."""
        core = rows.said("core")
        return np.asarray(self.counts(tagged(3, core.hashes))[core.numbers], np.int64)


def train(rows: Rows, index: Index, ruling: Ruling | None = None) -> Model:
    """Learn from the rows that have a code, and from decisions.

    Args:
        rows: All rows.
        index: All rows by key.
        ruling: Decisions of reviewers.
    """
    model = Model(weights.shipped(), index)
    codes = rows.numbers_of_codes
    coded = np.flatnonzero(codes >= 0)
    chosen = coded[np.argsort(rows.contents[coded], kind="stable")[:TAUGHT_BY]]
    asking = np.zeros(len(rows), np.bool_)
    asking[chosen] = True
    sides = list(asked(index, index.of_rows(asking), model))
    left, right = (np.concatenate([one[side] for one in sides] or [chosen[:0]]) for side in (0, 1))
    return Model(taught(rows, left, right, model.rarity(rows), ruling or Ruling()), index)


def taught(rows: Rows, left: Integers, right: Integers, rarity: Integers, ruling: Ruling) -> Weights:
    """Weights from pairs of which the first row has a code; those with a second that has none teach nothing.

    Args:
        rows: Rows.
        left: First row of each pair.
        right: Second row.
        rarity: For each row how many rows have the same name.
        ruling: Decisions of reviewers.
    """
    codes = rows.numbers_of_codes
    parts, truths = [], []
    known = np.flatnonzero(codes[right] >= 0)
    for at in range(0, len(known), _AT_ONCE):
        one, two = left[known[at : at + _AT_ONCE]], right[known[at : at + _AT_ONCE]]
        parts.append(comparing.compare(rows, one, two, rarity, codes=False))
        truths.append(codes[one] == codes[two])
    for pairs, same in ((ruling.same, True), (ruling.different, False)):
        if pairs:
            ends = np.array(pairs, np.int64)
            grades = comparing.compare(rows, ends[:, 0], ends[:, 1], rarity, codes=False)
            parts.append(np.repeat(grades, _DECIDED, axis=0))
            truths.append(np.full(len(pairs) * _DECIDED, same))
    if not parts:
        return weights.shipped()
    return weights.learn(np.concatenate(parts), np.concatenate(truths))


def asked(index: Index, asking: Index, model: Model) -> Iterator[tuple[Integers, Integers]]:
    """Pairs of rows that ask and rows that answer, in parts; a pair may come twice."""
    return blocking.candidates(index, blocking.selected(asking, model.counts(asking.keys)))


def score(rows: Rows, index: Index, asking: Index, model: Model) -> Pairs:
    """Scores of the rows that ask with those that answer; only those above `FLOOR`.

    Args:
        rows: All rows.
        index: The rows that answer, by key.
        asking: Keys of the rows that ask.
        model: What is fixed.
    """
    rarity = model.rarity(rows)
    parts = []
    for left, right in asked(index, asking, model):
        parts += [
            graded(rows, left[at : at + _AT_ONCE], right[at : at + _AT_ONCE], rarity, model)
            for at in range(0, len(left), _AT_ONCE)
        ]
    return distinct(Pairs.concat(parts))


def graded(rows: Rows, left: Integers, right: Integers, rarity: Integers, model: Model) -> Pairs:
    """Scores of given pairs; only those above `FLOOR`.

    Addresses, the dearest comparison, are looked at only where they could still lift a pair above it.
    """
    begun = comparing.begin(rows, left, right, rarity)
    hopeful = model.weights.at_most(begun) >= FLOOR
    left, right = left[hopeful], right[hopeful]
    scores = model.weights.scores(comparing.finish(rows, left, right, begun[hopeful]))
    return Pairs(left, right, scores).where(scores >= FLOOR)


def distinct(pairs: Pairs) -> Pairs:
    """Each pair once, the lower row first."""
    low, high = np.minimum(pairs.left, pairs.right), np.maximum(pairs.left, pairs.right)
    _, first = np.unique((low << 32) | high, return_index=True)
    return Pairs(low[first], high[first], pairs.scores[first])


def uncoded(rows: Rows) -> npt.NDArray[np.bool_]:
    """Rows that have no valid code: those that ask."""
    return rows.numbers_of_codes < 0
