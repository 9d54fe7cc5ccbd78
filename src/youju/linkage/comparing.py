"""How two rows agree: a few graded comparisons, each a small number, computed for a million pairs at a time.

Enter at `compare`, which gives one column for each of `FACTORS`. Grades are whole numbers and weights are
whole numbers, so that a score is the same on every machine, in every engine and in every order.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import LCSseq, Levenshtein
from rapidfuzz.process import cpdist

from youju.linkage.rows import Rows
from youju.linkage.text import Integers

Grades = npt.NDArray[np.uint8]

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
    take = _Taking(rows, pa.array(left), pa.array(right))
    found = np.zeros((len(left), len(FACTORS)), np.uint8)
    name, whole = _name(take)
    address = _address(take)
    found[:, 0] = name * ADDRESS + address
    common = np.maximum(rarity[left], rarity[right])
    group = np.digitize(name, (1, 5))
    found[:, 1] = np.where(whole, group, 2) * 5 + np.digitize(common, (5, 9, 25, 101))
    found[:, 2] = _person(take)
    found[:, 3] = _tail(take)
    found[:, 4] = _region(take)
    found[:, 5] = _same(take, "phone")
    found[:, 6] = rows.numbers_of_lists[left] == rows.numbers_of_lists[right]
    if codes:
        found[:, 7] = _code(take)
    return found


class _Taking:
    """Columns of both sides of the pairs, taken when they are asked for."""

    def __init__(self, rows: Rows, left: pa.Array, right: pa.Array) -> None:
        self._rows = rows
        self._sides = (left, right)

    def arrow(self, column: str) -> tuple[pa.Array, pa.Array]:
        whole = self._rows.column(column)
        return whole.take(self._sides[0]), whole.take(self._sides[1])

    def lists(self, column: str) -> tuple[list[str], list[str]]:
        first, second = self.arrow(column)
        return first.to_pylist(), second.to_pylist()

    def filled(self, column: str) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        has = self._rows.has(column)
        return has[self._sides[0].to_numpy()], has[self._sides[1].to_numpy()]


def _lengths(texts: list[str]) -> Integers:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def _distance(first: list[str], second: list[str]) -> Integers:
    return cpdist(first, second, scorer=Levenshtein.distance, dtype=np.int32).astype(np.int64)


def _shared(first: list[str], second: list[str]) -> Integers:
    return cpdist(first, second, scorer=LCSseq.similarity, dtype=np.int32).astype(np.int64)


def _name(take: _Taking) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Grade of the names from 0 (equal) to 12 (nothing alike), and whether they may be one name misspelt."""
    first, second = take.lists("core")
    heard, also = take.lists("sound")
    a, b = _lengths(first), _lengths(second)
    short, long = np.minimum(a, b), np.maximum(a, b)
    apart, sounding = _distance(first, second), _distance(heard, also)
    shared = _shared(first, second)
    part = shared / np.maximum(short, 1)
    whole = shared / np.maximum(long, 1)
    grades = np.select(
        [
            (apart == 0) & (long > 0),
            (sounding == 0) & (long > 0),
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
    first, second = take.lists("rest")
    a, b = _lengths(first), _lengths(second)
    short, long = np.minimum(a, b), np.maximum(a, b)
    shared = _shared(first, second)
    part = shared / np.maximum(short, 1)
    county, county_too = take.arrow("county")
    known = pc.and_(pc.not_equal(county, ""), pc.not_equal(county_too, ""))
    elsewhere = pc.and_(known, pc.not_equal(county, county_too)).to_numpy(zero_copy_only=False)
    numbers, numbers_too = take.lists("numbers")
    digits = np.minimum(_lengths(numbers), _lengths(numbers_too))
    conflict = (digits > 0) & (_shared(numbers, numbers_too) < digits)
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
    first, second = take.lists("person")
    a, b = _lengths(first), _lengths(second)
    short = np.minimum(a, b)
    apart = _distance(first, second)
    return np.select(
        [short == 0, apart == 0, (apart == 1) & (short >= 2), apart == np.abs(a - b), short >= 5],
        [0, 1, 2, 3, 5],
        4,
    )


def _tail(take: _Taking) -> Integers:
    """0 no branches, 1 one is, 2 the same branch, 3 nearly, 4 different branches."""
    first, second = take.lists("tail")
    a, b = _lengths(first), _lengths(second)
    short = np.minimum(a, b)
    shared = _shared(first, second)
    return np.select(
        [(short == 0) & (a == b), short == 0, shared == np.maximum(a, b), shared >= short - 1],
        [0, 1, 2, 3],
        4,
    )


def _region(take: _Taking) -> Integers:
    """0 one name has no region, 1 the same county, 2 the same city or not comparable, 3 different."""
    county, county_too = take.arrow("name_county")
    city, city_too = take.arrow("name_city")
    blank = pa.scalar("")
    counties = pc.and_(pc.not_equal(county, blank), pc.not_equal(county_too, blank))
    cities = pc.and_(pc.not_equal(city, blank), pc.not_equal(city_too, blank))

    def flat(mask: pa.Array) -> npt.NDArray[np.bool_]:
        return np.asarray(mask.to_numpy(zero_copy_only=False), np.bool_)

    same_county = flat(pc.and_(counties, pc.equal(county, county_too)))
    other_county = flat(pc.and_(counties, pc.not_equal(county, county_too)))
    same_city = flat(pc.and_(cities, pc.equal(city, city_too)))
    other_city = flat(pc.and_(cities, pc.not_equal(city, city_too)))
    return np.select([same_county, other_county | other_city, same_city], [1, 3, 2], 0)


def _same(take: _Taking, column: str) -> Integers:
    """0 unknown, 1 equal, 2 different."""
    first, second = take.arrow(column)
    a, b = take.filled(column)
    equal = np.asarray(pc.equal(first, second).to_numpy(zero_copy_only=False), np.bool_)
    return np.select([~(a & b), equal], [0, 1], 2)


def _code(take: _Taking) -> Integers:
    """0 one has none, 1 equal, 2 one character or two neighbours apart, 3 different."""
    wrong, wrong_too = take.arrow("wrong")
    code, code_too = take.arrow("code")
    first = pc.if_else(pc.equal(code, ""), wrong, code).to_pylist()
    second = pc.if_else(pc.equal(code_too, ""), wrong_too, code_too).to_pylist()
    short = np.minimum(_lengths(first), _lengths(second))
    apart = _distance(first, second)
    near = (apart == 1) | ((apart == 2) & (_shared(first, second) >= short - 1))
    return np.select([short == 0, apart == 0, near], [0, 1, 2], 3)
