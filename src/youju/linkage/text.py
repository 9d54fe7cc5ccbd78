"""Characters in bulk: one folding of what people type, and columns of text as arrays of characters.

Enter at `fold` for one text, `Characters` for a column: 64-bit hashes and runs of characters (*grams*) of
all rows at once, without a Python object for each. The hash is ours, so that it is the same in every
process, on every machine and in every engine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from youju.linkage.traditional import SIMPLIFIED

Integers = npt.NDArray[np.int64]

KEY_BITS: Final = 39
"""Of a key: it and the number of a row fit into one whole number, which is sorted in a third of the time.
Of a hundred million keys ten thousand meet one of another sense, which costs a comparison."""

_DROPPED: Final = re.compile(r"[^0-9A-Z一-鿿㐀-䶿]+")
_MULTIPLIER: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(_MULTIPLIER, -1, 1 << 64)
_AT_ONCE: Final = 1 << 16
"""Characters; what is larger than a processor's cache is slow to come by."""
_MANY: Final = 300_000
"""Values of which it pays to start a thread."""
_EVIDENT: Final = re.compile(r"[0-9A-Z一-鿿]*")
_TRADITIONAL: Final = re.compile("[" + "".join(map(chr, SIMPLIFIED)) + "]")
UNTOUCHED: Final = "".join(
    f"{chr(before + 1)}-{chr(after - 1)}"
    for before, after in pairwise((0x4E00 - 1, *sorted(SIMPLIFIED), 0xA000))
    if after - before > 1
)
"""Ideographs that nothing is done to, as ranges for a regular expression."""
_FOLDED: Final = re.compile(f"[0-9A-Z{UNTOUCHED}]*")
_PRIVATE: Final = 0xE000
"""First character of Unicode's private area: a syllable is written as one character of it."""


def each_once(*values: Integers) -> Integers:
    """The values of arrays in order, each once.

    `numpy.unique` hashes whole numbers since its version 2.3, and takes a hundred times as long for millions.

    Example:
        >>> each_once(np.array([3, 1, 3]), np.array([2])).tolist()
        [1, 2, 3]
    """
    ordered = sorted_by_two(np.concatenate(values))
    return np.asarray(ordered[starting(ordered)])


def sorted_by_two(values: Integers) -> Integers:
    """Sort values where they are; two threads sort half of them each where there are many.

    Returns:
        The same array.
    """
    if len(values) < _MANY:
        values.sort()
        return values
    half = len(values) // 2
    values.partition(half)
    other = Thread(target=values[:half].sort)
    other.start()
    values[half:].sort()
    other.join()
    return values


def starting(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where a value stands that is not the one before it."""
    first = np.ones(len(values), np.bool_)
    first[1:] = values[1:] != values[:-1]
    return first


def is_small(values: Integers, bits: int) -> bool:
    """Whether no value has more bits, or is below 0."""
    return not len(values) or (int(values.min()) >= 0 and int(values.max()).bit_length() <= bits)


def in_order(values: Integers) -> Integers:
    """The places of values, the smallest value first, equal ones as they stand.

    Small values are sorted with their places as one number each, which takes half the time.

    Example:
        >>> in_order(np.array([3, 1, 3])).tolist()
        [1, 0, 2]
    """
    if np.all(values[1:] >= values[:-1]):
        return np.arange(len(values))
    bits = len(values).bit_length()
    if not is_small(values, 63 - bits):
        return np.argsort(values, kind="stable")
    return np.asarray(sorted_by_two(values << bits | np.arange(len(values))) & ((1 << bits) - 1))


def plain(text: str) -> str:
    """Full-width forms, capitals and traditional characters made plain; blanks at the ends away.

    Example:
        >>> plain(" ＡＢｃ（宣城）貿易 ")
        'ABC(宣城)贸易'
    """
    if not _EVIDENT.fullmatch(text):
        text = unicodedata.normalize("NFKC", text).upper().strip()
    return text.translate(SIMPLIFIED) if _TRADITIONAL.search(text) else text  # translating is dear


def fold(text: str) -> str:
    """`plain`, and only digits, capitals and ideographs of it.

    Example:
        >>> fold("宁国市 河沥溪路398号，L-08")
        '宁国市河沥溪路398号L08'
    """
    if _FOLDED.fullmatch(text):
        return text
    text = plain(text)
    return text if _EVIDENT.fullmatch(text) else _DROPPED.sub("", text)


@cache
def sounds() -> Mapping[int, int]:
    """For `str.translate`: characters that many people do not tell apart by ear become one.

    One line of the file for each sound: the first reading without its tone; 平舌 and 翘舌, 前鼻音 and 后鼻音
    are one. Made from pypinyin by ``python -m tests.linkage.sounds``: importing pypinyin takes longer than
    linking a small city.
    """
    lines = (Path(__file__).parent / "data" / "sounds.txt").read_text(encoding="utf-8").splitlines()
    return {ord(one): _PRIVATE + number for number, line in enumerate(lines) for one in line}


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a column of text, one row after another.

    Attributes:
        points: Code points, uint64.
        starts: Where each row begins, int64; one more than there are rows.
    """

    points: npt.NDArray[np.uint64]
    starts: Integers

    @classmethod
    def of(cls, column: pa.Array) -> Characters:
        """Take a column of strings without nulls."""
        whole = pc.binary_join(pa.ListArray.from_arrays([0, len(column)], column), "")[0].as_buffer()
        points = np.frombuffer(str(whole, "utf-8").encode("utf-32-le"), np.uint32).astype(np.uint64)
        lengths = pc.utf8_length(column).to_numpy(zero_copy_only=False).astype(np.int64)
        return cls(points, np.concatenate(([0], np.cumsum(lengths))))

    @property
    def lengths(self) -> Integers:
        """Characters of each row."""
        return np.diff(self.starts)

    def rows(self) -> Integers:
        """Row of each character."""
        return np.repeat(np.arange(len(self.starts) - 1), self.lengths)

    def hashes(self) -> npt.NDArray[np.uint64]:
        """A 64-bit hash of each row; 0 for an empty one."""
        count = len(self.starts) - 1
        found = np.zeros(count, np.uint64)
        filled = np.flatnonzero(self.lengths)
        if not len(filled):
            return found
        starts, ends = self.starts[:-1][filled], self.starts[1:][filled]
        mixed = _mixed(np.arange(int(self.points.max()) + 1, dtype=np.uint64))
        edges = np.searchsorted(starts, np.arange(0, int(ends[-1]), _AT_ONCE))
        for first, last in pairwise(each_once(np.append(edges, len(starts)))):
            begin, end = starts[first], ends[last - 1]
            # of each row a polynomial of its characters: powers go on from row to row, and are taken back
            powers, back = (_powers(base, end - begin) for base in (_MULTIPLIER, _INVERSE))
            own = starts[first:last] - begin
            terms = mixed[self.points[begin:end].view(np.int64)] * powers
            found[filled[first:last]] = np.add.reduceat(terms, own) * back[own]
        return np.asarray(_mixed(found) * (found != 0), np.uint64)

    def parts(self, size: int = 5_000) -> Iterator[tuple[int, Characters]]:
        """As many rows at once as a processor's cache holds: number of the first, and their characters."""
        for first in range(0, len(self.starts) - 1, size):
            starts = self.starts[first : first + size + 1]
            yield first, Characters(self.points[starts[0] : starts[-1]], starts - starts[0])

    def grams(self, size: int) -> tuple[Integers, npt.NDArray[np.uint64]]:
        """All runs of `size` characters.

        Returns:
            Row of each run, and its characters packed into 16 bits each.
        """
        rows = self.rows()
        if len(self.points) < size:
            return rows[:0], self.points[:0]
        inside = rows[: len(rows) - size + 1] == rows[size - 1 :]
        low = self.points & np.uint64(0xFFFF)
        packed = low[: len(low) - size + 1].copy()
        for step in range(1, size):
            packed = (packed << np.uint64(16)) | low[step : len(low) - size + 1 + step]
        return rows[: len(inside)][inside], packed[inside]


def translated(column: pa.Array, table: Mapping[int, int]) -> pa.Array:
    """`str.translate` for a column: a character for a character.

    Args:
        column: Strings without nulls.
        table: Code points by code points.
    """
    characters = Characters.of(column)
    known = np.fromiter(table, np.int64, len(table))
    into = np.arange(max(int(characters.points.max(initial=0)), int(known.max(initial=0))) + 1, dtype="<u4")
    into[known] = np.fromiter(table.values(), np.int64, len(table))
    points = into[characters.points]
    sizes = 1 + (points > 0x7F) + (points > 0x7FF).astype(np.int64) + (points > 0xFFFF)
    ends = np.concatenate(([0], np.cumsum(sizes)))[characters.starts].astype(np.int32)
    written = str(points.tobytes(), "utf-32-le").encode()
    return pa.StringArray.from_buffers(len(column), pa.py_buffer(ends), pa.py_buffer(written))


@lru_cache(maxsize=2)
def _most_powers(base: int, count: int) -> npt.NDArray[np.uint64]:
    factors = np.full(count, base, np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


def _powers(base: int, count: int) -> npt.NDArray[np.uint64]:
    """The powers of a number from 0, modulo 2**64."""
    return _most_powers(base, max(2 * _AT_ONCE, int(count)))[:count]


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of splitmix64: every bit of the input moves about half of the output."""
    mixed: Any = values + np.uint64(_MULTIPLIER)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def blended(values: npt.NDArray[np.uint64], *more: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One hash of several."""
    mixed = _mixed(values)
    for other in more:
        mixed = _mixed(mixed ^ other)
    return mixed


def tagged(family: int, values: npt.NDArray[np.uint64], *more: npt.NDArray[np.uint64]) -> Integers:
    """Keys of one family: the values hashed with its number, so that families hardly ever meet.

    Returns:
        Numbers of `KEY_BITS` bits.
    """
    keys = blended(values ^ np.uint64(family * 0x51_7CC1), *more)
    return (keys >> np.uint64(64 - KEY_BITS)).view(np.int64)
