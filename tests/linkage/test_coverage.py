"""How many units are in no list: against the closed forms of the literature, and against made-up truth."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.county import made_up
from youju.errors import YoujuError
from youju.linkage.coverage import History, Pair, _design, _fitted, counted, estimate, histories
from youju.linkage.link import link

COUNT = st.integers(1, 400)
CELLS: list[History] = [
    (True, True, True),
    (True, True, False),
    (True, False, True),
    (True, False, False),
    (False, True, True),
    (False, True, False),
    (False, False, True),
]


def test_two_lists_by_hand() -> None:
    # 61 of 200 and 150: (201 * 151) / 62 - 1
    found = estimate({(True, True): 61, (True, False): 139, (False, True): 89})
    assert found.total == pytest.approx(488.532, abs=1e-3)
    assert found.seen == 289
    assert found.low < found.total < found.high
    assert found.low > found.seen


def missed(counts: list[int], pairs: tuple[Pair, ...]) -> float:
    return float(np.exp(_fitted(_design(CELLS, pairs), np.array(counts, np.float64))[0][0]))


@settings(max_examples=60)
@given(st.lists(COUNT, min_size=7, max_size=7))
def test_three_lists_by_closed_forms(counts: list[int]) -> None:
    # Bishop, Fienberg and Holland (1975), Discrete Multivariate Analysis, section 6.4
    abc, ab, ac, a, bc, b, c = counts
    every = missed(counts, ((0, 1), (0, 2), (1, 2)))
    assert every == pytest.approx(abc * a * b * c / (ab * ac * bc), rel=1e-5)
    two = missed(counts, ((0, 1), (0, 2)))
    assert two == pytest.approx(b * c / bc, rel=1e-5)
    one = missed(counts, ((0, 1),))
    assert one == pytest.approx((a + b + ab) * c / (ac + bc + abc), rel=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_the_truth_lies_in_the_interval_and_dependence_is_seen(seed: int) -> None:
    dice = random.Random(seed)
    population = 3_000
    found = []
    for _ in range(population):
        tax = dice.random() < 0.6
        social = dice.random() < (0.7 if tax else 0.2)  # who pays taxes insures his staff
        found.append((tax, social, dice.random() < 0.5))
    result = estimate(counted(history for history in found if any(history)))
    assert (0, 1) in result.dependent
    assert result.low < population < result.high
    assert 0.8 < result.coverage < 0.95
    alone = estimate(counted((tax, social) for tax, social, _ in found if tax or social))
    assert alone.high < population  # two dependent lists alone hide what they both miss


def test_independent_lists_need_no_pairs() -> None:
    shares = (0.5, 0.4, 0.3, 0.6)
    counts: dict[History, int] = {}
    for place in range(1, 16):
        history = tuple(bool(place >> bit & 1) for bit in range(4))
        chance = 1.0
        for share, inside in zip(shares, history, strict=True):
            chance *= share if inside else 1 - share
        counts[history] = round(chance * 100_000)
    result = estimate(counts)
    assert result.dependent == ()
    assert result.total == pytest.approx(100_000, rel=1e-3)
    assert result.low < 100_000 < result.high


@pytest.mark.parametrize("counts", [{}, {(True,): 5}, {(True, False): 5, (False, True): 7}])
def test_nothing_shared_tells_nothing(counts: dict[History, int]) -> None:
    with pytest.raises(YoujuError) as caught:
        estimate(counts)
    assert [one.code.id for one in caught.value.problems] == ["U540"]


def test_units_of_linked_lists() -> None:
    raw, truth = made_up(300, 6)
    linked = link(raw)
    found = histories(linked, ("tax", "insurance", "field"))
    result = estimate(counted(found.values()))
    assert result.seen == len(found)
    assert result.low < len(set(truth)) + 15
    assert result.high > len(set(truth)) - 15
