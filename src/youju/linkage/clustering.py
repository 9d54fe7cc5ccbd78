"""From scored pairs to units: the best pairs first, and never two codes in one unit.

Enter at `cluster`. Rows of one code are one unit from the beginning. Then pairs are taken from the highest
score down; a pair joins two units unless that would bring two different codes, or two rows that a reviewer
told apart, together. A list seldom has a unit twice: the more lists both units already stand in, the better
a pair has to be. So a row goes to the one unit that it fits best (one to one where it applies), and doubles
within a list still find each other. What happens in one connected part of the graph of pairs depends on
nothing outside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from youju.linkage.text import Integers

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
    _, first, back = np.unique(codes[coded], return_index=True, return_inverse=True)
    nodes[coded] = coded[first][back]
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
        codes: A number for each valid code, -1 for none.
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
    forest = _Forest(nodes, codes, standing, ruling)
    twice = np.bitwise_count(standing[nodes[pairs.left]] & standing[nodes[pairs.right]])
    good = pairs.where(pairs.scores >= least + TWICE * twice.astype(np.int64))
    for left, right, score in _edges(nodes, good, contents):
        forest.join(left, right, (score - least) // TWICE)
    return forest.units()


def _other(nodes: Integers, row: int) -> int:
    """Another row of the same node, to stand for it from now on."""
    members = np.flatnonzero(nodes == row)
    others = members[members != row]
    return int(others[0]) if len(others) else row


def _edges(nodes: Integers, pairs: Pairs, contents: Hashes) -> Iterable[tuple[int, int, int]]:
    """Pairs of nodes with their scores, the best first; ties in the order of what the rows say."""
    left, right = nodes[pairs.left], nodes[pairs.right]
    real = left != right
    left, right, scores = left[real], right[real], pairs.scores[real]
    one, two = contents[pairs.left[real]], contents[pairs.right[real]]
    order = np.lexsort((np.maximum(one, two), np.minimum(one, two), -scores))
    return zip(left[order].tolist(), right[order].tolist(), scores[order].tolist(), strict=True)


class _Forest:
    """Disjoint sets of nodes with the code and the lists of each and what it may not be joined with."""

    def __init__(self, nodes: Integers, codes: Integers, standing: Integers, ruling: Ruling) -> None:
        self._nodes = nodes
        self._parent: dict[int, int] = {}
        self._codes = codes
        self._code: dict[int, int] = {}
        self._standing = standing
        self._lists: dict[int, int] = {}
        self._enemies: dict[int, set[int]] = {}
        for left, right in ruling.different:
            one, two = int(nodes[left]), int(nodes[right])
            self._enemies.setdefault(one, set()).add(two)
            self._enemies.setdefault(two, set()).add(one)
        told_apart = {frozenset(pair) for pair in ruling.different}
        for left, right in ruling.same:
            if frozenset((left, right)) not in told_apart:
                self.join(int(nodes[left]), int(nodes[right]), None)
        # rows of one code that were told from one of them still hold together; those rows come back last
        for row in sorted({row for pair in ruling.different for row in pair}):
            if codes[row] >= 0:
                for other in np.flatnonzero(codes == codes[row]).tolist():
                    self.join(row, int(nodes[other]), _BITS)

    def find(self, node: int) -> int:
        """The node that stands for a set."""
        parent = self._parent
        top = node
        while (above := parent.get(top, top)) != top:
            top = above
        while node != top:
            parent[node], node = top, parent.get(node, node)
        return top

    def code(self, top: int) -> int:
        """The code of a set, -1 for none."""
        return self._code.get(top, int(self._codes[top]))

    def lists(self, top: int) -> int:
        """The lists in which a set stands, one bit for each."""
        return self._lists.get(top, int(self._standing[top]))

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
        code, code_too = self.code(one), self.code(two)
        if code >= 0 and code_too >= 0 and code != code_too and twice is not None:
            return
        lists, lists_too = self.lists(one), self.lists(two)
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
        top = np.arange(len(self._nodes))
        for node in self._parent:
            top[node] = self.find(node)
        return top[self._nodes]
