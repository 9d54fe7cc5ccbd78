"""Grades, weights and units against plain versions that look at one pair after another."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.county import made_up
from youju.linkage import blocking, clustering, comparing, pairing, weights
from youju.linkage.blocking import Index, Keys
from youju.linkage.clustering import Pairs, Ruling
from youju.linkage.comparing import ADDRESS, FACTORS
from youju.linkage.rows import RAW, standardise
from youju.linkage.text import in_order

TEXT = st.text(st.sampled_from("恒昊商贸城关路12号"), max_size=9)
ROW = st.fixed_dictionaries(
    {"name": TEXT, "address": TEXT, "person": st.text(st.sampled_from("赵伟芳"), max_size=3)}
)


WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(0, 5) | st.integers(0, 2**39)


@given(st.lists(WHOLE, max_size=30))
def test_places_in_order_are_those_of_a_stable_sort(values: list[int]) -> None:
    told = in_order(np.array(values, np.int64))
    assert told.tolist() == sorted(range(len(values)), key=lambda place: values[place])


@given(st.lists(st.tuples(WHOLE, st.integers(0, 2**31 - 1) | st.integers(0, 3)), max_size=20), st.data())
def test_an_index_finds_the_rows_of_a_key(entries: list[tuple[int, int]], data: st.DataObject) -> None:
    keys, whose = (np.array([entry[side] for entry in entries], np.int64) for side in (0, 1))
    index = Index.of(Keys(keys, whose))
    assert list(zip(index.keys.tolist(), index.rows.tolist(), strict=True)) == sorted(set(entries))
    wanted = data.draw(st.lists(st.sampled_from([key for key, _ in entries] or [0]) | WHOLE))
    low, high = index.spans(np.array(wanted, np.int64))
    for key, first, last in zip(wanted, low.tolist(), high.tolist(), strict=True):
        assert set(index.rows[first:last].tolist()) == {row for other, row in entries if other == key}


def shared(one: str, two: str) -> int:
    """Length of the longest common subsequence."""
    table = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(two):
            same = table[i][j] + 1 if left == right else max(table[i][j + 1], table[i + 1][j])
            table[i + 1][j + 1] = same
    return table[-1][-1]


def distance(one: str, two: str) -> int:
    """Characters to insert, drop or change."""
    line = list(range(len(two) + 1))
    for i, left in enumerate(one):
        above, line = line, [i + 1]
        for j, right in enumerate(two):
            line.append(min(line[j] + 1, above[j + 1] + 1, above[j] + (left != right)))
    return line[-1]


def name_grade(one: dict[str, str], two: dict[str, str]) -> int:
    """The first thing that holds of two names."""
    a, b = one["core"], two["core"]
    short, long = sorted((len(a), len(b)))
    apart, common = distance(a, b), shared(a, b)
    told = [
        apart == 0 and long > 0,
        one["sound"] == two["sound"] and long > 0,
        apart == 1 and short >= 6,
        apart == 1 and short >= 4,
        apart == 1,
        apart == 2 and short >= 6,
        common == short and short >= 4,
        common == short and short >= 2,
        common >= 0.8 * short and short >= 4,
        common >= 0.6 * max(long, 1),
        common >= 0.6 * max(short, 1),
        common >= 0.4 * max(short, 1),
    ]
    return told.index(True) if True in told else 12


def person_grade(one: str, two: str) -> int:
    short, apart = min(len(one), len(two)), distance(one, two)
    told = [
        not short,
        apart == 0,
        apart == 1 and short >= 2,
        apart == abs(len(one) - len(two)),
        short >= 5,
    ]
    return (0, 1, 2, 3, 5)[told.index(True)] if True in told else 4


@settings(max_examples=60)
@given(st.lists(ROW, min_size=2, max_size=6))
def test_grades_are_those_of_one_pair_alone(cells: list[dict[str, str]]) -> None:
    full = [{"list": "a", "row": str(place), **cell} for place, cell in enumerate(cells)]
    table = pa.table({name: [row.get(name) for row in full] for name in RAW.names}, schema=RAW)
    rows = standardise(table)
    read = rows.table.to_pylist()
    pairs = [(one, two) for one in range(len(cells)) for two in range(len(cells)) if one != two]
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    grades = comparing.compare(rows, left, right, np.ones(len(rows), np.int64))
    assert (grades[:, 0] // ADDRESS).tolist() == [name_grade(read[one], read[two]) for one, two in pairs]
    expected = [person_grade(read[one]["person"], read[two]["person"]) for one, two in pairs]
    assert grades[:, 2].tolist() == expected
    assert (grades < np.array(list(FACTORS.values()))).all()


def test_what_is_left_out_early_would_not_have_counted() -> None:
    raw, _ = made_up(120, 5)
    rows = standardise(raw)
    model = pairing.train(rows, Index.of(blocking.keys(rows)))
    rarity = model.rarity(rows)
    asking = model.common.of_rows(pairing.uncoded(rows))
    for left, right in pairing.asked(model.common, asking, model):
        scores = model.weights.scores(comparing.compare(rows, left, right, rarity))
        kept = pairing.graded(rows, left, right, rarity, model)
        good = scores >= pairing.FLOOR
        assert (kept.left.tolist(), kept.right.tolist()) == (left[good].tolist(), right[good].tolist())
        assert kept.scores.tolist() == scores[good].tolist()
        assert good.any()
        assert not good.all()


def test_weights_are_at_the_top_of_the_penalised_likelihood() -> None:
    dice = np.random.default_rng(4)
    sizes = np.array(list(FACTORS.values()))
    grades = (dice.random((400, len(sizes))) * sizes).astype(np.uint8)
    same = dice.random(400) < np.where(grades[:, 2] < 2, 0.8, 0.2)
    grades[:, 7] = 0
    learned, start = weights.learn(grades, same), weights.shipped()

    def likelihood(grades_worth: np.ndarray, base: int) -> float:
        scores = weights.Weights(base, grades_worth).scores(grades) / weights.UNIT
        told = zip(scores, same, strict=True)
        fit = sum(math.log1p(math.exp(-score if one else score)) for score, one in told)
        codes = int(sizes[:-1].sum())  # the weights of codes are fixed
        moved = np.append((grades_worth - start.grades)[:codes], base - start.base) / weights.UNIT
        return -fit - float((moved**2).sum())

    top = likelihood(learned.grades, learned.base)
    for place in range(0, int(sizes[:-1].sum()), 9):
        for step in (-150, 150):
            other = learned.grades.copy()
            other[place] += step
            assert likelihood(other, learned.base) < top + 1e-3


def plain_units(
    codes: list[int],
    lists: list[int],
    pairs: list[tuple[int, int, int]],
    least: int,
    different: list[tuple[int, int]],
) -> set[frozenset[int]]:
    """The best pairs first, sets of rows, every rule asked every time."""
    sets = [{row} for row in range(len(codes))]

    def joined(one: int, two: int, above: float) -> None:
        first, second = (next(found for found in sets if row in found) for row in (one, two))
        if first is second:
            return
        both = first | second
        if len({codes[row] for row in both} - {-1}) > 1:
            return
        if any(left in both and right in both for left, right in different):
            return
        if above < clustering.TWICE * len({lists[row] for row in first} & {lists[row] for row in second}):
            return
        sets.remove(second)
        first |= second

    for one in range(len(codes)):
        for two in range(one):
            if codes[one] == codes[two] >= 0:
                joined(one, two, math.inf)
    for worst, one, two in sorted((-score, one, two) for one, two, score in pairs if score >= least):
        joined(one, two, -worst - least)
    return {frozenset(found) for found in sets}


@settings(max_examples=150)
@given(st.data())
def test_units_are_those_of_the_plain_way(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 9))
    codes = data.draw(st.lists(st.integers(-1, 2), min_size=count, max_size=count))
    row = st.integers(0, count - 1)
    lists = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    chosen = data.draw(st.sets(st.tuples(row, row).filter(lambda pair: pair[0] < pair[1]), max_size=14))
    scores = data.draw(st.permutations(range(len(chosen))))
    pairs = [(one, two, 900 * score) for (one, two), score in zip(sorted(chosen), scores, strict=True)]
    free = [place for place in range(count) if codes[place] < 0]
    different: list[tuple[int, int]] = []
    if len(free) > 1:
        pair = st.tuples(st.sampled_from(free), st.sampled_from(free)).filter(lambda pair: pair[0] < pair[1])
        different = data.draw(st.lists(pair, max_size=2))
    sides = np.array(pairs, np.int64).reshape(-1, 3)
    units = clustering.cluster(
        np.array(codes), np.array(lists), Pairs(*sides.T), np.arange(count, dtype=np.uint64), least=1800,
        ruling=Ruling(different=tuple(different)),
    )  # fmt: skip
    found: dict[int, set[int]] = {}
    for place, unit in enumerate(units.tolist()):
        found.setdefault(unit, set()).add(place)
    assert {frozenset(one) for one in found.values()} == plain_units(codes, lists, pairs, 1800, different)
