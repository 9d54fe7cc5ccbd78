"""How two rows agree: a few graded comparisons, each a small number, computed for a million pairs at a time.

Enter at `compare`, which gives one column for each of `FACTORS`. Grades are whole numbers and weights are
whole numbers, so that a score is the same on every machine, in every engine and in every order.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import LCSseq, Levenshtein
from rapidfuzz.process import cpdist

from youju.linkage.rows import Rows
from youju.linkage.text import Integers

Grades = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

_FAR: Final = 99
NAME: Final = 13
ADDRESS: Final = 9

FACTORS: Final[dict[str, int]] = {
    "name_address": NAME * ADDRESS,
    "rarity": 15,
    "person": 6,
    "tail": 5,
    "region": 4,
    "phone": 3,
    "list": 2,
    "code": 4,
}
"""Comparisons and how many grades each has."""

COLUMNS: Final = (
    *("list", "code", "wrong", "core", "tail", "sound", "name_county", "name_city"),
    *("rest", "numbers", "county", "person", "phone"),
)
"""Of rows, what is looked at."""


def compare(rows: Rows, left: Integers, right: Integers, rarity: Integers, *, codes: bool = True) -> Grades:
    """Grade pairs of rows.

    Args:
        rows: Standardised rows.
        left: First row of each pair.
        right: Second row of each pair.
        rarity: For every row how many rows have the same name.
        codes: Whether the codes are looked at; not when weights are learned from them.

    Returns:
        One row for each pair and one column for each factor.
    """
    return finish(rows, left, right, begin(rows, left, right, rarity, codes=codes))


def begin(rows: Rows, left: Integers, right: Integers, rarity: Integers, *, codes: bool = True) -> Grades:
    """The grades that cost little: all but address (left at its first grade) and tail (left at 0)."""
    take = _Taking(rows, left, right)
    found = np.zeros((len(left), len(FACTORS)), np.uint8)
    name, whole = _name(take)
    found[:, 0] = name * ADDRESS
    common = np.maximum(rarity[left], rarity[right])
    group = np.digitize(name, (1, 5))
    found[:, 1] = np.where(whole, group, 2) * 5 + np.digitize(common, (5, 9, 25, 101))
    found[:, 2] = _person(take)
    found[:, 4] = _region(take)
    found[:, 5] = _same(take, "phone")
    found[:, 6] = rows.numbers_of_lists[left] == rows.numbers_of_lists[right]
    if codes:
        found[:, 7] = _code(take)
    return found


def finish(rows: Rows, left: Integers, right: Integers, begun: Grades) -> Grades:
    """Add address and tail to what `begin` gave for the same pairs."""
    take = _Taking(rows, left, right)
    begun[:, 0] += _address(take).astype(np.uint8)
    begun[:, 3] = _tail(take)
    return begun


class _Taking:
    """Columns of both sides of the pairs; a text is made a Python object once, however many pairs have it."""

    def __init__(self, rows: Rows, left: Integers, right: Integers) -> None:
        mask = np.zeros(len(rows), np.bool_)
        mask[left] = mask[right] = True
        self._used = pa.array(np.flatnonzero(mask))
        place = np.cumsum(mask, dtype=np.int32) - 1
        self._sides = place[left], place[right]
        self._rows = rows

    def equal(self, column: str) -> Mask:
        numbers = self._rows.column(column).take(self._used).dictionary_encode().indices.to_numpy()
        return np.asarray(numbers[self._sides[0]] == numbers[self._sides[1]])

    def filled(self, column: str) -> Mask:
        has = self._rows.has(column)[self._used.to_numpy()]
        return np.asarray(has[self._sides[0]] & has[self._sides[1]])

    def texts(self, column: str) -> Texts:
        return self.both(self._rows.column(column).take(self._used))

    def both(self, used: pa.Array) -> Texts:
        objects = used.to_numpy(zero_copy_only=False)
        lengths = pc.utf8_length(used).to_numpy(zero_copy_only=False).astype(np.int64)
        first, second = self._sides
        return Texts(objects[first], objects[second], lengths[first], lengths[second])

    def codes(self) -> Texts:
        wrong, code = (self._rows.column(name).take(self._used) for name in ("wrong", "code"))
        return self.both(pc.if_else(pc.equal(code, ""), wrong, code))


class Texts(NamedTuple):
    """A column on both sides of the pairs, and how many characters each text has."""

    first: npt.NDArray[np.object_]
    second: npt.NDArray[np.object_]
    a: Integers
    b: Integers

    @property
    def short(self) -> Integers:
        """Characters of the shorter one."""
        return np.minimum(self.a, self.b)

    @property
    def long(self) -> Integers:
        """Characters of the longer one."""
        return np.maximum(self.a, self.b)

    def distance(self, where: Mask) -> Integers:
        """How many characters to insert, drop or change; many elsewhere."""
        return self._measured(Levenshtein.distance, where, _FAR)

    def shared(self, where: Mask | None = None) -> Integers:
        """Characters that both have in the same order; 0 elsewhere."""
        return self._measured(LCSseq.similarity, self.short > 0 if where is None else where, 0)

    def _measured(self, scorer: Any, where: Mask, elsewhere: int) -> Integers:
        found = np.full(len(where), elsewhere, np.int64)
        wanted = np.flatnonzero(where)
        found[wanted] = cpdist(self.first[wanted], self.second[wanted], scorer=scorer, dtype=np.int32)
        return found


def _name(take: _Taking) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Grade of the names from 0 (equal) to 12 (nothing alike), and whether they may be one name misspelt."""
    core = take.texts("core")
    short, long = core.short, core.long
    shared = core.shared()
    apart = core.distance(shared >= long - 2)  # two slips leave all but two characters
    alike = take.equal("sound")
    part = shared / np.maximum(short, 1)
    whole = shared / np.maximum(long, 1)
    grades = np.select(
        [
            (apart == 0) & (long > 0),
            alike & (long > 0),
            (apart == 1) & (short >= 6),
            (apart == 1) & (short >= 4),
            apart == 1,
            (apart == 2) & (short >= 6),
            (shared == short) & (short >= 4),
            (shared == short) & (short >= 2),
            (part >= 0.8) & (short >= 4),
            (whole >= 0.6),
            part >= 0.6,
            part >= 0.4,
        ],
        list(range(12)),
        12,
    )
    return grades, grades <= 8


def _address(take: _Taking) -> Integers:
    """Grade of the addresses from 0 (equal) to 7; 8 when one is missing."""
    rest = take.texts("rest")
    short, long, shared = rest.short, rest.long, rest.shared()
    part = shared / np.maximum(short, 1)
    elsewhere = take.filled("county") & ~take.equal("county")
    numbers = take.texts("numbers")
    digits = numbers.short
    conflict = (digits > 0) & (numbers.shared() < digits)
    equal = (shared == long) & (short >= 4)
    return np.select(
        [
            short == 0,
            equal & ~elsewhere,
            (shared == short) & (short >= 6) & ~elsewhere,
            (part >= 0.8) & (short >= 5) & ~conflict & ~elsewhere,
            (shared == short) & ~elsewhere,
            (part >= 0.75) & (short >= 5) & ~elsewhere,
            elsewhere & (part < 0.8),
            part >= 0.5,
        ],
        [8, 0, 1, 2, 3, 4, 7, 5],
        6,
    )


def _person(take: _Taking) -> Integers:
    """0 unknown, 1 equal, 2 one character apart, 3 part of the other, 4 different, 5 the two are foreign."""
    person = take.texts("person")
    short = person.short
    apart = person.distance(short > 0)
    return np.select(
        [
            short == 0,
            apart == 0,
            (apart == 1) & (short >= 2),
            apart == np.abs(person.a - person.b),
            short >= 5,
        ],
        [0, 1, 2, 3, 5],
        4,
    )


def _tail(take: _Taking) -> Integers:
    """0 no branches, 1 one is, 2 the same branch, 3 nearly, 4 different branches."""
    tail = take.texts("tail")
    short, long, shared = tail.short, tail.long, tail.shared()
    return np.select(
        [long == 0, short == 0, shared == long, shared >= short - 1],
        [0, 1, 2, 3],
        4,
    )


def _region(take: _Taking) -> Integers:
    """0 one name has no region, 1 the same county, 2 the same city or not comparable, 3 different."""
    counties, cities = take.filled("name_county"), take.filled("name_city")
    same_county, same_city = take.equal("name_county"), take.equal("name_city")
    other = (counties & ~same_county) | (cities & ~same_city)
    return np.select([counties & same_county, other, cities], [1, 3, 2], 0)


def _same(take: _Taking, column: str) -> Integers:
    """0 unknown, 1 equal, 2 different."""
    return np.select([~take.filled(column), take.equal(column)], [0, 1], 2)


def _code(take: _Taking) -> Integers:
    """0 one has none, 1 equal, 2 one character or two neighbours apart, 3 different."""
    codes = take.codes()
    short = codes.short
    apart = codes.distance(short > 0)
    near = (apart == 1) | ((apart == 2) & (codes.shared(apart == 2) >= short - 1))
    return np.select([short == 0, apart == 0, near], [0, 1, 2], 3)
