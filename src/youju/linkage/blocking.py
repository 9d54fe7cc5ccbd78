"""Which rows are compared at all: rows that share a rare key.

Enter at `Index.of` and `candidates`. A row has about fifteen keys: runs of two characters of its name
within its county, runs of three anywhere, the whole name, person within county, address, telephone, halves of
the code. A row *without* a code asks with its rarest keys until about `BUDGET` rows have answered; every row
answers to all its keys. Whether two rows are compared depends on these two rows and on how common keys
*were when the index was made*, on nothing else: so a few changed rows change only their own pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from youju.linkage.rows import Rows
from youju.linkage.text import Characters, Integers, each_once, in_order, is_small, starting, tagged

BUDGET: Final = 40
"""Rows that may answer to one asking row, beyond those of its two rarest keys. More of them find hardly any
other unit but many a rival: a quarter as many makes fewer mistakes in a third of the time."""
COMMON: Final = 600
"""A key that more rows have says nothing."""
MOST_KEYS: Final = 40
_CHUNK: Final = 30_000


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of rows, one entry for each key of each row.

    Attributes:
        keys: The keys.
        rows: Whose they are.
    """

    keys: Integers
    rows: Integers


def keys(rows: Rows) -> Keys:
    """All keys of all rows."""
    county = rows.hashes("county")
    core = Characters.of(rows.column("core"))
    found: list[tuple[Integers, Integers]] = []
    pair_rows, pairs = core.grams(2)
    found.append((tagged(1, pairs, county[pair_rows]), pair_rows))
    triple_rows, triples = core.grams(3)
    found.append((tagged(2, triples), triple_rows))

    def add(family: int, values: npt.NDArray[np.uint64], *more: npt.NDArray[np.uint64]) -> None:
        filled = np.flatnonzero(values)
        found.append((tagged(family, values[filled], *(one[filled] for one in more)), filled))

    add(3, rows.hashes("core"))
    add(4, rows.hashes("sound"))
    add(5, rows.hashes("person"), county)
    add(6, rows.hashes("rest") * (rows.said("rest").lengths[rows.said("rest").numbers] >= 5))
    add(7, rows.hashes("phone"))
    # one wrong character leaves every second character of the subject right, or the others
    either = pc.if_else(pc.equal(rows.column("wrong"), ""), rows.column("code"), rows.column("wrong"))
    subject = pc.utf8_slice_codeunits(either, 8, 17)
    for first, family in ((0, 8), (1, 9)):
        half = pc.utf8_slice_codeunits(subject, first, 9, 2)
        add(family, Characters.of(half).hashes())
    return Keys(np.concatenate([one for one, _ in found]), np.concatenate([whose for _, whose in found]))


@dataclass(frozen=True, slots=True)
class Index:
    """Rows by their keys, in the order of the keys.

    Attributes:
        keys: Sorted.
        rows: Whose they are, in the same order.
    """

    keys: Integers
    rows: npt.NDArray[np.int32]

    @classmethod
    def of(cls, found: Keys) -> Index:
        """Sort keys; one row has a key once."""
        bits = int(found.rows.max(initial=0)).bit_length()
        if is_small(found.keys, 63 - bits):
            both = each_once(found.keys << bits | found.rows)
            return cls(both >> bits, (both & ((1 << bits) - 1)).astype(np.int32))
        order = np.lexsort((found.rows, found.keys))
        ordered, whose = found.keys[order], found.rows[order].astype(np.int32)
        first = starting(ordered) | starting(whose)
        return cls(ordered[first], whose[first])

    def spans(self, wanted: Integers) -> tuple[Integers, Integers]:
        """Where the rows of keys stand: first and one after the last."""
        order = in_order(wanted)
        ordered = wanted[order]
        first = starting(ordered)
        place = np.empty_like(wanted)
        place[order] = np.cumsum(first) - 1
        distinct = ordered[first]
        low, high = (np.searchsorted(self.keys, distinct, side) for side in ("left", "right"))
        return low[place], high[place]


def selected(asking: Keys, counts: Integers) -> npt.NDArray[np.bool_]:
    """With which of its keys each row asks: the rarest, until the budget is used.

    Args:
        asking: Keys of the rows that ask.
        counts: How many rows have each of them.
    """
    telling = np.flatnonzero(counts <= COMMON)
    by_key = telling[in_order(asking.keys[telling])]
    order = by_key[in_order(asking.rows[by_key] * (COMMON + 1) + counts[by_key])]
    whose, count = asking.rows[order], counts[order]
    begins = np.flatnonzero(starting(whose))
    lengths = np.diff(np.append(begins, len(whose)))
    place = np.arange(len(whose)) - np.repeat(begins, lengths)
    total = np.cumsum(count)
    before = total - count - np.repeat(total[begins] - count[begins], lengths)
    good = ((before + count <= BUDGET) | (place < 2)) & (place < MOST_KEYS)
    wanted = np.zeros(len(counts), np.bool_)
    wanted[order] = good
    return wanted


def of_rows(found: Keys, mask: npt.NDArray[np.bool_]) -> Keys:
    """The keys of some rows."""
    chosen = mask[found.rows]
    return Keys(found.keys[chosen], found.rows[chosen])


def candidates(index: Index, asking: Keys, counts: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Pairs of rows that share a key with which the first asks; in parts, each pair once in its part.

    Args:
        index: The rows that answer.
        asking: Keys of the rows that ask, those of one row together.
        counts: How common each of these keys is.
    """
    wanted = selected(asking, counts)
    chosen, whose = asking.keys[wanted], asking.rows[wanted]
    order = in_order(whose)
    chosen, whose = chosen[order], whose[order]
    edges = np.flatnonzero(np.diff(whose)) + 1
    steps = [0, *edges[_CHUNK - 1 :: _CHUNK].tolist(), len(whose)]
    for first, last in pairwise(steps):
        if first == last:
            continue
        low, high = index.spans(chosen[first:last])
        size = high - low
        left = np.repeat(whose[first:last], size)
        offsets = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        right = index.rows[np.repeat(low, size) + offsets].astype(np.int64)
        apart = left != right
        both = each_once((left[apart] << 32) | right[apart])
        yield both >> 32, both & 0xFFFFFFFF
