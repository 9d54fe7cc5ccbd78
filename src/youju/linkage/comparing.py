"""How two rows agree: a few graded comparisons, each a small number, computed for a million pairs at a time.

Enter at `compare`, which gives one column for each of `FACTORS`. Grades are whole numbers and weights are
whole numbers, so that a score is the same on every machine, in every engine and in every order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz.distance import LCSseq, Levenshtein
from rapidfuzz.process import cpdist

from youju.linkage.rows import Rows, Said
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
    sides = _Sides(rows, left, right)
    found = np.zeros((len(left), len(FACTORS)), np.uint8)
    name = _name(sides)
    found[:, 0] = name * ADDRESS
    common = np.maximum(rarity[left], rarity[right])
    found[:, 1] = _GROUPS[name] * 5 + np.digitize(common, (5, 9, 25, 101))
    found[:, 2] = _person(sides)
    found[:, 4] = _region(sides)
    found[:, 5] = _same(sides, "phone")
    found[:, 6] = rows.numbers_of_lists[left] == rows.numbers_of_lists[right]
    if codes:
        found[:, 7] = _code(rows, left, right)
    return found


def finish(rows: Rows, left: Integers, right: Integers, begun: Grades) -> Grades:
    """Add address and tail to what `begin` gave for the same pairs."""
    sides = _Sides(rows, left, right)
    begun[:, 0] += _address(sides).astype(np.uint8)
    begun[:, 3] = _tail(sides)
    return begun


_RADIX: Final = np.array(list(FACTORS.values()), np.int64)
_PLACES: Final = np.concatenate((np.cumprod(_RADIX[::-1])[::-1][1:], [1]))


def packed(grades: Grades) -> Integers:
    """All grades of each pair as one number."""
    return np.asarray((grades.astype(np.int64) * _PLACES).sum(axis=1), np.int64)


def unpacked(numbers: Integers) -> Integers:
    """What `packed` made one number of: one row for each."""
    return np.asarray(numbers[:, None] // _PLACES % _RADIX, np.int64)


class _Sides:
    """The rows of both sides of the pairs."""

    def __init__(self, rows: Rows, left: Integers, right: Integers) -> None:
        self._rows, self._left, self._right = rows, left, right

    def equal(self, column: str) -> Mask:
        """Where both say the same, or nothing."""
        numbers = self._rows.said(column).numbers
        return np.asarray(numbers[self._left] == numbers[self._right])

    def filled(self, column: str) -> Mask:
        """Where both say something."""
        has = self._rows.has(column)
        return np.asarray(has[self._left] & has[self._right])

    def once(self, column: str, *beside: str) -> tuple[list[Texts], Integers]:
        """What two rows say in a column, each two texts once.

        Args:
            column: What is looked at.
            beside: Other columns, which follow from this one.

        Returns:
            The texts of the column and of those beside it, and for each pair which two they are.
        """
        said = self._rows.said(column)
        count = max(len(said.texts), 1)
        both = pa.array(said.numbers[self._left] * count + said.numbers[self._right]).dictionary_encode()
        sides = np.divmod(both.dictionary.to_numpy(), count)
        texts = [Texts.of(said, *sides)]
        for name in beside:
            other = self._rows.said(name)
            texts.append(Texts.of(other, *(other.numbers[said.bearers[side]] for side in sides)))
        return texts, both.indices.to_numpy()


class Texts(NamedTuple):
    """Two texts of each pair, and how many characters they have."""

    first: npt.NDArray[np.object_]
    second: npt.NDArray[np.object_]
    a: Integers
    b: Integers

    @classmethod
    def of(cls, said: Said, first: Integers, second: Integers) -> Texts:
        """Of what a column says, by numbers of its texts."""
        texts, lengths = said.objects, said.lengths
        return cls(texts[first], texts[second], lengths[first], lengths[second])

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


def _name(sides: _Sides) -> Integers:
    """Grade of the names from 0 (equal) to 12 (nothing alike)."""
    (core, sound), back = sides.once("core", "sound")
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


def _address(sides: _Sides) -> Integers:
    """Grade of the addresses from 0 (equal) to 7; 8 when one is missing."""
    (rest, numbers), back = sides.once("rest", "numbers")
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
    elsewhere = sides.filled("county") & ~sides.equal("county")
    return np.where(elsewhere, there[back], here[back])


def _person(sides: _Sides) -> Integers:
    """0 unknown, 1 equal, 2 one character apart, 3 part of the other, 4 different, 5 the two are foreign."""
    (person,), back = sides.once("person")
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


def _tail(sides: _Sides) -> Integers:
    """0 no branches, 1 one is, 2 the same branch, 3 nearly, 4 different branches."""
    (tail,), back = sides.once("tail")
    short, long, shared = tail.short, tail.long, tail.shared()
    grades = np.select(
        [long == 0, short == 0, shared == long, shared >= short - 1],
        [0, 1, 2, 3],
        4,
    )
    return np.asarray(grades[back], np.int64)


def _region(sides: _Sides) -> Integers:
    """0 one name has no region, 1 the same county, 2 the same city or not comparable, 3 different."""
    counties, cities = sides.filled("name_county"), sides.filled("name_city")
    same_county, same_city = sides.equal("name_county"), sides.equal("name_city")
    other = (counties & ~same_county) | (cities & ~same_city)
    return np.select([counties & same_county, other, cities], [1, 3, 2], 0)


def _same(sides: _Sides, column: str) -> Integers:
    """0 unknown, 1 equal, 2 different."""
    return np.select([~sides.filled(column), sides.equal(column)], [0, 1], 2)


def _code(rows: Rows, left: Integers, right: Integers) -> Integers:
    """0 one has none, 1 equal, 2 one character or two neighbours apart, 3 different."""
    has = rows.has("code") | rows.has("wrong")
    both = np.flatnonzero(has[left] & has[right])
    codes = Texts(*_written(rows, left[both], right[both]))
    apart = codes.distance(codes.short > 0)
    near = (apart == 1) | ((apart == 2) & (codes.shared(apart == 2) >= codes.short - 1))
    found = np.zeros(len(left), np.int64)
    found[both] = np.select([apart == 0, near], [1, 2], 3)
    return found


def _written(rows: Rows, *sides: Integers) -> Iterator[Any]:
    """The codes of some rows, right or wrong, and their lengths."""
    code, wrong = rows.said("code"), rows.said("wrong")
    places = [(rows.has("code")[side], code.numbers[side], wrong.numbers[side]) for side in sides]
    for kind in ("objects", "lengths"):
        right, other = getattr(code, kind), getattr(wrong, kind)
        yield from (np.where(valid, right[one], other[two]) for valid, one, two in places)
