"""From scored pairs to units: the best pairs first, and never two codes in one unit.

Enter at `cluster`. Rows of one code are one unit from the beginning. Then pairs are taken from the highest
score down; a pair joins two units unless that would bring two different codes, or two rows that a reviewer
told apart, together. A list seldom has a unit twice: the more lists both units already stand in, the better
a pair has to be. So a row goes to the one unit that it fits best (one to one where it applies), and doubles
within a list still find each other. What happens in one connected part of the graph of pairs depends on
nothing outside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from youju.linkage.text import Integers, each_once

Hashes = npt.NDArray[np.uint64]

TWICE: Final = 4_000
"""How much better a pair has to be for each list in which both of its units stand already."""
_BITS: Final = 63
"""Lists that are told apart; of more, some count as one, which only asks for better pairs."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Scored pairs of rows.

    Attributes:
        left: First row.
        right: Second row.
        scores: Logarithm of the odds, in thousandths.
    """

    left: Integers
    right: Integers
    scores: Integers

    def where(self, mask: npt.NDArray[np.bool_]) -> Pairs:
        """Some of them."""
        return Pairs(self.left[mask], self.right[mask], self.scores[mask])

    @classmethod
    def none(cls) -> Pairs:
        """No pair."""
        nothing = np.zeros(0, np.int64)
        return cls(nothing, nothing, nothing)

    @classmethod
    def concat(cls, parts: list[Pairs]) -> Pairs:
        """Several sets of pairs as one."""
        if not parts:
            return cls.none()
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What reviewers decided, as pairs of rows."""

    same: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()


def nodes_of(codes: Integers) -> Integers:
    """For each row the first row with its code; itself when it has none."""
    nodes = np.arange(len(codes))
    coded = np.flatnonzero(codes >= 0)
    first = np.full(int(codes.max(initial=-1)) + 1, len(codes))
    np.minimum.at(first, codes[coded], coded)
    nodes[coded] = first[codes[coded]]
    return nodes


def cluster(
    codes: Integers,
    lists: Integers,
    pairs: Pairs,
    contents: Hashes,
    *,
    least: int,
    ruling: Ruling | None = None,
) -> Integers:
    """The unit of each row, as the number of one of its rows.

    Args:
        codes: A number for each valid code, -1 for none; no number is much greater than there are codes.
        lists: A number for each list, from 0.
        pairs: Scored pairs.
        contents: A hash of what each row says; orders pairs of one score.
        least: Score from which a pair joins.
        ruling: Decisions that hold whatever the score.
    """
    ruling = ruling or Ruling()
    nodes = nodes_of(codes)
    apart = {row for pair in ruling.different for row in pair}
    for row in apart:  # a row that a reviewer told apart stands for itself, also from its code
        nodes[nodes == row] = _other(nodes, row)
        nodes[row] = row
    standing = np.zeros(len(nodes), np.int64)  # the lists of each node, one bit for each
    np.bitwise_or.at(standing, nodes, np.int64(1) << (lists % _BITS))
    twice = np.bitwise_count(standing[nodes[pairs.left]] & standing[nodes[pairs.right]])
    good = pairs.where(pairs.scores >= least + TWICE * twice.astype(np.int64))
    left, right, scores = _edges(nodes, good, contents)
    forest = _Forest(nodes, codes, standing, ruling, each_once(left, right))
    for one, two, score in zip(forest.places(left), forest.places(right), scores.tolist(), strict=True):
        forest.join(one, two, (score - least) // TWICE)
    return forest.units()


def _other(nodes: Integers, row: int) -> int:
    """Another row of the same node, to stand for it from now on."""
    members = np.flatnonzero(nodes == row)
    others = members[members != row]
    return int(others[0]) if len(others) else row


def _edges(nodes: Integers, pairs: Pairs, contents: Hashes) -> tuple[Integers, Integers, Integers]:
    """Pairs of nodes with their scores, the best first; ties in the order of what the rows say."""
    left, right = nodes[pairs.left], nodes[pairs.right]
    real = left != right
    left, right, scores = left[real], right[real], pairs.scores[real]
    one, two = contents[pairs.left[real]], contents[pairs.right[real]]
    order = np.lexsort((np.maximum(one, two), np.minimum(one, two), -scores))
    return left[order], right[order], scores[order]


class _Forest:
    """Disjoint sets of nodes with the code and the lists of each and what it may not be joined with.

    Only nodes that may be joined are looked at; they are called by their places among these.
    """

    def __init__(
        self, nodes: Integers, codes: Integers, standing: Integers, ruling: Ruling, joined: Integers
    ) -> None:
        apart = {row for pair in ruling.different for row in pair if codes[row] >= 0}
        ruled = [row for pair in (*ruling.same, *ruling.different) for row in pair]
        mates = np.flatnonzero(np.isin(codes, codes[sorted(apart)])) if apart else np.zeros(0, np.int64)
        there = np.concatenate((np.array(ruled, np.int64), mates))
        self._nodes = nodes
        self._looked_at = each_once(joined, there, nodes[there])
        self._parent = list(range(len(self._looked_at)))
        self._code: list[int] = codes[self._looked_at].tolist()
        self._lists: list[int] = standing[self._looked_at].tolist()
        self._enemies: dict[int, set[int]] = {}
        for pair in ruling.different:
            one, two = self.places(nodes[list(pair)])
            self._enemies.setdefault(one, set()).add(two)
            self._enemies.setdefault(two, set()).add(one)
        told_apart = {frozenset(pair) for pair in ruling.different}
        for pair in ruling.same:
            if frozenset(pair) not in told_apart:
                one, two = self.places(nodes[list(pair)])
                self.join(one, two, None)
        # rows of one code that were told from one of them still hold together; those rows come back last
        for row in sorted(apart):
            one, *others = self.places(np.append(row, nodes[mates[codes[mates] == codes[row]]]))
            for two in others:
                self.join(one, two, _BITS)

    def places(self, nodes: Integers) -> list[int]:
        """What nodes are called here."""
        found: list[int] = np.searchsorted(self._looked_at, nodes).tolist()
        return found

    def find(self, node: int) -> int:
        """The node that stands for a set."""
        parent = self._parent
        while (above := parent[node]) != node:
            parent[node] = node = parent[above]
        return node

    def join(self, left: int, right: int, twice: int | None) -> None:
        """Make two sets one if nothing speaks against it.

        Args:
            left: A node of the one.
            right: A node of the other.
            twice: In how many lists both may stand; None when a reviewer says that they are one.
        """
        one, two = self.find(left), self.find(right)
        if one == two:
            return
        code, code_too = self._code[one], self._code[two]
        if code >= 0 and code_too >= 0 and code != code_too and twice is not None:
            return
        lists, lists_too = self._lists[one], self._lists[two]
        if twice is not None and (lists & lists_too).bit_count() > twice:
            return
        hostile = self._enemies.get(one)
        if hostile and any(self.find(enemy) == two for enemy in hostile):
            return
        low, high = min(one, two), max(one, two)
        self._parent[high] = low
        self._code[low] = max(code, code_too)
        self._lists[low] = lists | lists_too
        if one in self._enemies or two in self._enemies:
            self._enemies[low] = self._enemies.get(one, set()) | self._enemies.get(two, set())

    def units(self) -> Integers:
        """For each row the node that stands for its unit."""
        tops = np.array([self.find(node) for node in range(len(self._parent))], np.int64)
        top = np.arange(len(self._nodes))
        top[self._looked_at] = self._looked_at[tops]
        return top[self._nodes]
