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
    name = _name(take)
    found[:, 0] = name * ADDRESS
    common = np.maximum(rarity[left], rarity[right])
    found[:, 1] = _GROUPS[name] * 5 + np.digitize(common, (5, 9, 25, 101))
    found[:, 2] = _person(take)
    found[:, 4] = _region(take)
    found[:, 5] = _same(take, "phone")
    found[:, 6] = rows.numbers_of_lists[left] == rows.numbers_of_lists[right]
    if codes:
        found[:, 7] = _code(rows, left, right)
    return found


def finish(rows: Rows, left: Integers, right: Integers, begun: Grades) -> Grades:
    """Add address and tail to what `begin` gave for the same pairs."""
    take = _Taking(rows, left, right)
    begun[:, 0] += _address(take).astype(np.uint8)
    begun[:, 3] = _tail(take)
    return begun


_RADIX: Final = np.array(list(FACTORS.values()), np.int64)
_PLACES: Final = np.concatenate((np.cumprod(_RADIX[::-1])[::-1][1:], [1]))


def packed(grades: Grades) -> Integers:
    """All grades of each pair as one number."""
    return np.asarray((grades.astype(np.int64) * _PLACES).sum(axis=1), np.int64)


def unpacked(numbers: Integers) -> Integers:
    """What `packed` made one number of: one row for each."""
    return np.asarray(numbers[:, None] // _PLACES % _RADIX, np.int64)


class _Taking:
    """Columns of both sides of the pairs, as numbers of what they say."""

    def __init__(self, rows: Rows, left: Integers, right: Integers) -> None:
        mask = np.zeros(len(rows), np.bool_)
        mask[left] = mask[right] = True
        self._used = pa.array(np.flatnonzero(mask))
        place = np.cumsum(mask, dtype=np.int32) - 1
        self._sides = place[left], place[right]
        self._rows = rows

    def equal(self, column: str) -> Mask:
        numbers = self._encoded(column).indices.to_numpy()
        return np.asarray(numbers[self._sides[0]] == numbers[self._sides[1]])

    def filled(self, column: str) -> Mask:
        has = self._rows.has(column)[self._used.to_numpy()]
        return np.asarray(has[self._sides[0]] & has[self._sides[1]])

    def once(self, column: str, *beside: str) -> tuple[list[Texts], Integers]:
        """What two rows say in a column, each two texts once.

        Args:
            column: What is looked at.
            beside: Other columns, which follow from this one.

        Returns:
            The texts of the column and of those beside it, and for each pair which two they are.
        """
        encoded = self._encoded(column)
        numbers, count = encoded.indices.to_numpy(), len(encoded.dictionary)
        first, second = (numbers[side].astype(np.int64) for side in self._sides)
        both = pa.array(first * count + second).dictionary_encode()
        sides = np.divmod(both.dictionary.to_numpy(), count or 1)
        bearer = np.zeros(count, np.int64)  # of each text a row that has it
        bearer[numbers] = np.arange(len(numbers))
        texts = [encoded.dictionary]
        texts += [self._rows.column(name).take(self._used).take(pa.array(bearer)) for name in beside]
        return [Texts.of(one, *sides) for one in texts], both.indices.to_numpy()

    def _encoded(self, column: str) -> pa.DictionaryArray:
        return self._rows.column(column).take(self._used).dictionary_encode()


class Texts(NamedTuple):
    """Two texts of each pair, and how many characters they have."""

    first: npt.NDArray[np.object_]
    second: npt.NDArray[np.object_]
    a: Integers
    b: Integers

    @classmethod
    def of(cls, texts: pa.Array, first: Integers, second: Integers) -> Texts:
        """From strings without nulls, and which of them stand on both sides."""
        objects = texts.to_numpy(zero_copy_only=False)
        lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.int64)
        return cls(objects[first], objects[second], lengths[first], lengths[second])

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


_GROUPS: Final = np.array([0] + [1] * 4 + [2] * 8)
"""Of grades of names: equal, nearly, and the others."""


def _name(take: _Taking) -> Integers:
    """Grade of the names from 0 (equal) to 12 (nothing alike)."""
    (core, sound), back = take.once("core", "sound")
    short, long = core.short, core.long
    shared = core.shared()
    apart = core.distance(shared >= long - 2)  # two slips leave all but two characters
    alike = np.asarray(sound.first == sound.second)
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
    return np.asarray(grades[back], np.int64)


def _address(take: _Taking) -> Integers:
    """Grade of the addresses from 0 (equal) to 7; 8 when one is missing."""
    (rest, numbers), back = take.once("rest", "numbers")
    short, long, shared = rest.short, rest.long, rest.shared()
    part = shared / np.maximum(short, 1)
    digits = numbers.short
    conflict = (digits > 0) & (numbers.shared() < digits)
    equal = (shared == long) & (short >= 4)
    here = np.select(
        [
            short == 0,
            equal,
            (shared == short) & (short >= 6),
            (part >= 0.8) & (short >= 5) & ~conflict,
            shared == short,
            (part >= 0.75) & (short >= 5),
            part >= 0.5,
        ],
        [8, 0, 1, 2, 3, 4, 5],
        6,
    )
    there = np.select([short == 0, part < 0.8, part >= 0.5], [8, 7, 5], 6)
    elsewhere = take.filled("county") & ~take.equal("county")
    return np.where(elsewhere, there[back], here[back])


def _person(take: _Taking) -> Integers:
    """0 unknown, 1 equal, 2 one character apart, 3 part of the other, 4 different, 5 the two are foreign."""
    (person,), back = take.once("person")
    short = person.short
    apart = person.distance(short > 0)
    grades = np.select(
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
    return np.asarray(grades[back], np.int64)


def _tail(take: _Taking) -> Integers:
    """0 no branches, 1 one is, 2 the same branch, 3 nearly, 4 different branches."""
    (tail,), back = take.once("tail")
    short, long, shared = tail.short, tail.long, tail.shared()
    grades = np.select(
        [long == 0, short == 0, shared == long, shared >= short - 1],
        [0, 1, 2, 3],
        4,
    )
    return np.asarray(grades[back], np.int64)


def _region(take: _Taking) -> Integers:
    """0 one name has no region, 1 the same county, 2 the same city or not comparable, 3 different."""
    counties, cities = take.filled("name_county"), take.filled("name_city")
    same_county, same_city = take.equal("name_county"), take.equal("name_city")
    other = (counties & ~same_county) | (cities & ~same_city)
    return np.select([counties & same_county, other, cities], [1, 3, 2], 0)


def _same(take: _Taking, column: str) -> Integers:
    """0 unknown, 1 equal, 2 different."""
    return np.select([~take.filled(column), take.equal(column)], [0, 1], 2)


def _code(rows: Rows, left: Integers, right: Integers) -> Integers:
    """0 one has none, 1 equal, 2 one character or two neighbours apart, 3 different."""
    has = rows.has("code") | rows.has("wrong")
    found = np.zeros(len(left), np.int64)
    both = np.flatnonzero(has[left] & has[right])
    sides = np.arange(2 * len(both)).reshape(2, -1)
    codes = Texts.of(_written(rows, np.concatenate((left[both], right[both]))), *sides)
    apart = codes.distance(codes.short > 0)
    near = (apart == 1) | ((apart == 2) & (codes.shared(apart == 2) >= codes.short - 1))
    found[both] = np.select([apart == 0, near], [1, 2], 3)
    return found


def _written(rows: Rows, places: Integers) -> pa.Array:
    """The codes of some rows, right or wrong."""
    code, wrong = (rows.column(name).take(pa.array(places)) for name in ("code", "wrong"))
    return pc.if_else(pc.equal(code, ""), wrong, code)
