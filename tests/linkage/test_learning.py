"""What reviewers decide trains the weights: it changes the pairs that nobody has looked at."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from tests.linkage.county import made_up
from youju.linkage import blocking, comparing, pairing, weights
from youju.linkage.blocking import Index
from youju.linkage.decisions import Decisions
from youju.linkage.explaining import explain
from youju.linkage.link import Linked, link

LOOKED_AT = 15


@cache
def undecided() -> Linked:
    raw, _ = made_up(200, 5)
    return link(raw)


def alike(linked: Linked) -> tuple[list[int], list[int]]:
    """Places of pairs that agree in the same respects: some to be decided, others that nobody looks at."""
    pairs = linked.pairs
    grades = comparing.compare(
        linked.rows, pairs.left, pairs.right, linked.model.rarity(linked.rows), codes=False
    )
    kinds, numbers, counts = np.unique(grades, axis=0, return_inverse=True, return_counts=True)
    del kinds
    places = np.flatnonzero(numbers.ravel() == counts.argmax()).tolist()
    assert len(places) > 2 * LOOKED_AT
    return places[:LOOKED_AT], places[LOOKED_AT:]


def decided(verdict: str) -> tuple[Linked, list[int]]:
    """Linked with that verdict on some of the pairs, and the places of the others."""
    linked = undecided()
    some, others = alike(linked)
    lists, numbers = (linked.rows.column(name).to_pylist() for name in ("list", "row"))
    keys = list(zip(lists, numbers, strict=True))
    left, right = linked.pairs.left, linked.pairs.right
    told = tuple((keys[left[place]], keys[right[place]]) for place in some)
    raw, _ = made_up(200, 5)
    return link(raw, decisions=Decisions(**{verdict: told})), others


@pytest.mark.parametrize(("verdict", "falls"), [("different", True), ("same", False)])
def test_pairs_that_nobody_looked_at_follow(verdict: str, falls: bool) -> None:
    before, (after, others) = undecided(), decided(verdict)
    left, right = before.pairs.left[others], before.pairs.right[others]
    rarity = before.model.rarity(before.rows)
    grades = comparing.compare(before.rows, left, right, rarity)
    scores = [one.model.weights.scores(grades) for one in (before, after)]
    assert ((scores[1] < scores[0] - 5_000) == falls).all(), "a reviewer's no weighs, his yes agrees with us"
    assert after.model.weights.examples == before.model.weights.examples + 5 * LOOKED_AT
    zones = [explain(one).column("zone").to_pylist() for one in (before, after)]
    asked = {row for row in (*left.tolist(), *right.tolist()) if before.rows.numbers_of_codes[row] < 0}
    doubtful = [sum(zone[row] == "待审" for row in asked) for zone in zones]
    assert (doubtful[1] > doubtful[0]) == falls, "what was linked by itself is now laid before somebody"


def test_weights_are_the_best_for_codes_and_decisions_together() -> None:
    """Oracle: the likelihood of all examples, pair by pair, each decision five times."""
    (after, _), before = decided("different"), undecided()
    rows, start = after.rows, weights.shipped()
    index = Index.of(blocking.keys(rows))
    coded = np.flatnonzero(rows.numbers_of_codes >= 0)  # fewer than are drawn, so all of them teach
    assert len(coded) < pairing.TAUGHT_BY
    asking = index.of_rows(rows.numbers_of_codes >= 0)
    sides = list(pairing.asked(index, asking, pairing.Model(start, index)))
    left, right = (np.concatenate([one[side] for one in sides]) for side in (0, 1))
    known = rows.numbers_of_codes[right] >= 0
    left, right = left[known], right[known]
    same = (rows.numbers_of_codes[left] == rows.numbers_of_codes[right]).tolist()
    some, _ = alike(before)
    ends = (before.pairs.left[some], before.pairs.right[some])
    rarity = before.model.rarity(rows)
    grades = comparing.compare(
        rows, np.concatenate((left, ends[0])), np.concatenate((right, ends[1])), rarity, codes=False
    )
    truths, times = [*same, *[False] * len(some)], [*[1] * len(same), *[5] * len(some)]

    def likelihood(learned: weights.Weights) -> float:
        scores = (learned.scores(grades) / weights.UNIT).tolist()
        fit = sum(
            many * math.log1p(math.exp(min(-score if truth else score, 500)))
            for score, truth, many in zip(scores, truths, times, strict=True)
        )
        moved = (learned.grades - start.grades)[: -comparing.FACTORS["code"]] / weights.UNIT
        base = (learned.base - start.base) / weights.UNIT
        return -fit - float((moved**2).sum()) - base**2

    best = likelihood(after.model.weights)
    assert best > likelihood(before.model.weights) + 10
    dice = np.random.default_rng(3)
    for _ in range(20):
        other = after.model.weights.grades + np.rint(dice.normal(0, 120, len(start.grades))).astype(np.int64)
        other[-comparing.FACTORS["code"] :] = after.model.weights.grades[-comparing.FACTORS["code"] :]
        assert likelihood(weights.Weights(after.model.weights.base, other)) < best + 1e-3
