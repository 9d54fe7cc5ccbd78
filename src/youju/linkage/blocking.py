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
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from youju.linkage.rows import Rows
from youju.linkage.text import (
    Characters,
    Integers,
    each_once,
    in_order,
    is_small,
    sorted_by_two,
    starting,
    tagged,
)

BUDGET: Final = 40
"""Rows that may answer to one asking row, beyond those of its two rarest keys. More of them find hardly any
other unit but many a rival: a quarter as many makes fewer mistakes in a third of the time."""
COMMON: Final = 600
"""A key that more rows have says nothing."""
MOST_KEYS: Final = 40
_CHUNK: Final = 10_000
"""Rows that ask at once."""


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
    found: list[tuple[Integers, Integers]] = []
    for first, part in Characters.of(rows.column("core")).parts():
        pair_rows, pairs = part.grams(2)
        found.append((tagged(1, pairs, county[first + pair_rows]), first + pair_rows))
        triple_rows, triples = part.grams(3)
        found.append((tagged(2, triples), first + triple_rows))

    def add(family: int, values: npt.NDArray[np.uint64], *more: npt.NDArray[np.uint64]) -> None:
        filled = np.flatnonzero(values)
        found.append((tagged(family, values[filled], *(one[filled] for one in more)), filled))

    add(3, rows.hashes("core"))
    add(4, rows.hashes("sound"))
    add(5, rows.hashes("person"), county)
    add(6, rows.hashes("rest") * (rows.said("rest").lengths[rows.said("rest").numbers] >= 5))
    add(7, rows.hashes("phone"))
    # one wrong character leaves every second character of the subject right, or the others
    code, wrong = rows.said("code"), rows.said("wrong")
    for family, first in ((8, 8), (9, 9)):
        right, other = (
            Characters.of(pc.utf8_slice_codeunits(said.texts, first, 17, 2)).hashes()[said.numbers]
            for said in (code, wrong)
        )
        add(family, np.where(wrong.filled, other, right))
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
            both = found.keys << bits
            both |= found.rows
            both = sorted_by_two(both)
            both = both[starting(both)]
            whose = (both & ((1 << bits) - 1)).astype(np.int32)
            both >>= bits
            return cls(both, whose)
        order = np.lexsort((found.rows, found.keys))
        ordered, whose = found.keys[order], found.rows[order].astype(np.int32)
        first = starting(ordered) | starting(whose)
        return cls(ordered[first], whose[first])

    def of_rows(self, mask: npt.NDArray[np.bool_]) -> Index:
        """The keys of some rows."""
        chosen = mask[self.rows]
        return Index(self.keys[chosen], self.rows[chosen])

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


def selected(asking: Index, counts: Integers) -> Keys:
    """With which of its keys each row asks: the rarest, until the budget is used.

    Args:
        asking: Keys of the rows that ask.
        counts: How many rows have each of them.

    Returns:
        Those keys, in the order of the rows.
    """
    telling = np.flatnonzero(counts <= COMMON)
    order = telling[in_order(asking.rows[telling] * np.int64(COMMON + 1) + counts[telling])]
    whose, count = asking.rows[order].astype(np.int64), counts[order]
    begins = np.flatnonzero(starting(whose))
    lengths = np.diff(np.append(begins, len(whose)))
    place = np.arange(len(whose)) - np.repeat(begins, lengths)
    total = np.cumsum(count)
    before = total - count - np.repeat(total[begins] - count[begins], lengths)
    good = ((before + count <= BUDGET) | (place < 2)) & (place < MOST_KEYS)
    return Keys(asking.keys[order[good]], whose[good])


def candidates(index: Index, asks: Keys) -> Iterator[tuple[Integers, Integers]]:
    """Pairs of rows that share a key with which the first asks; in parts, each pair once in its part.

    Args:
        index: The rows that answer.
        asks: The keys with which rows ask, those of one row together.
    """
    low, high = index.spans(asks.keys)
    edges = np.flatnonzero(starting(asks.rows))
    steps = [*edges[::_CHUNK].tolist(), len(asks.rows)]
    for part in map(slice, steps, steps[1:]):
        size = high[part] - low[part]
        left = np.repeat(asks.rows[part], size)
        offsets = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        right = index.rows[np.repeat(low[part], size) + offsets].astype(np.int64)
        apart = left != right
        both = each_once((left[apart] << 32) | right[apart])
        yield both >> 32, both & 0xFFFFFFFF
