"""Comparing areas: shrinkage, funnels, ranks with intervals, ties, and bases that give none."""

from __future__ import annotations

from decimal import Decimal
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln

from youju.errors import YoujuError
from youju.monitoring.analysis import ranking
from youju.monitoring.analysis.ranking import (
    Growth,
    Place,
    Share,
    compare_growth,
    compare_shares,
    funnel_limits,
)


def _by(places: list[Place]) -> dict[str, Place]:
    return {one.area: one for one in places}


def test_a_small_base_neither_wins_nor_loses_by_luck() -> None:
    shares = [Share("小镇", 8, 8), Share("甲", 180, 200), Share("乙", 160, 200), Share("丙", 140, 200)]
    shares += [Share(f"其他{n}", 150 + 3 * n, 200) for n in range(6)]
    found = _by(compare_shares(shares, least=5))
    assert found["小镇"].value == 100
    small, large = found["小镇"], found["甲"]
    assert (small.fair or 0) < (large.fair or 0) == pytest.approx(90, abs=3)
    assert large.rank == 1
    assert (small.worst or 0) - (small.best or 0) > (large.worst or 0) - (large.best or 0)


def test_shrinkage_is_the_most_likely_beta_binomial() -> None:
    """The weight of the prior against a search over a fine grid."""
    counts, bases = np.array([30.0, 45, 12, 80, 55]), np.array([60.0, 60, 40, 100, 120])
    rate = counts.sum() / bases.sum()
    grid = np.exp(np.linspace(0, np.log(1e4), 4001))
    likely = [
        float(
            (
                betaln(counts + m * rate, bases - counts + m * (1 - rate)) - betaln(m * rate, m * (1 - rate))
            ).sum()
        )
        for m in grid
    ]
    best = float(grid[int(np.argmax(likely))])
    assert ranking._firmness(counts, bases, rate) == pytest.approx(best, rel=0.01)
    places = _by(
        compare_shares(
            [Share(str(n), int(c), int(b)) for n, (c, b) in enumerate(zip(counts, bases, strict=True))]
        )
    )
    assert places["0"].fair == pytest.approx(100 * (30 + best * rate) / (60 + best), rel=0.001)


@pytest.mark.parametrize("base", [5, 40, 200])
def test_funnel_limits_are_those_of_the_binomial(base: int) -> None:
    rate = 0.8
    chance = [comb(base, k) * rate**k * (1 - rate) ** (base - k) for k in range(base + 1)]
    low = next(k for k in range(base + 1) if sum(chance[: k + 1]) >= 0.025)
    high = next(k for k in range(base + 1) if sum(chance[: k + 1]) >= 0.975)
    assert funnel_limits(base, rate) == pytest.approx((100 * low / base, 100 * high / base))


def test_who_is_beyond_chance_is_told() -> None:
    shares = [Share(f"{n}", 160, 200) for n in range(8)] + [Share("高", 199, 200), Share("低", 110, 200)]
    found = _by(compare_shares(shares))
    assert found["高"].funnel == "very_high"
    assert found["低"].funnel == "very_low"
    assert found["0"].funnel == ""


def test_equal_values_share_a_rank_and_the_next_is_counted_on() -> None:
    found = _by(compare_shares([Share("a", 90, 100), Share("b", 90, 100), Share("c", 50, 100)]))
    assert [found[one].rank for one in "abc"] == [1, 1, 3]
    low = _by(compare_shares([Share("a", 90, 100), Share("c", 50, 100)], high_is_good=False))
    assert [low["c"].rank, low["a"].rank] == [1, 2]


def test_bases_that_give_no_rank_are_told() -> None:
    found = compare_shares([Share("大", 50, 100), Share("小", 3, 4), Share("空", 0, 0)], least=20)
    assert [(one.area, one.rank, one.reason) for one in found] == [
        ("大", 1, ""),
        ("小", None, "small"),
        ("空", None, "zero"),
    ]
    assert found[1].value == 75
    assert compare_shares([]) == []
    growths = [Growth("零", Decimal(0), Decimal(5)), Growth("负", Decimal(-3), Decimal(5))]
    assert [(one.value, one.reason) for one in compare_growth(growths)] == [
        (None, "zero"),
        (None, "negative"),
    ]


def test_growth_of_a_small_base_is_drawn_to_the_others() -> None:
    random = np.random.default_rng(2)
    growths = []
    for n in range(40):
        base = 1000 if n % 2 else 4
        rate = 5 + random.standard_normal() * (1 if n % 2 else 25)
        growths.append(Growth(f"{n}", Decimal(base), Decimal(base) * Decimal(1 + rate / 100)))
    found = _by(compare_growth(growths))
    small = [found[f"{n}"] for n in range(0, 40, 2)]
    large = [found[f"{n}"] for n in range(1, 40, 2)]
    assert np.std([one.value or 0 for one in small]) > 10
    assert np.std([one.fair or 0 for one in small]) < 3
    assert np.mean([abs((one.fair or 0) - (one.value or 0)) for one in large]) < 1
    assert max(one.value or 0 for one in small) > max(one.value or 0 for one in large)
    assert found[next(iter(found))].rank == 1


def test_equal_growth_is_one_rank() -> None:
    found = compare_growth([Growth(one, Decimal(100), Decimal(105)) for one in "abcd"])
    assert [one.rank for one in found] == [1, 1, 1, 1]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=14),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_whatever_the_counts(pairs: list[tuple[int, int]], high: bool) -> None:
    shares = [Share(f"{n}", min(pair), max(pair)) for n, pair in enumerate(pairs)]
    found = compare_shares(shares, least=10, high_is_good=high)
    assert sorted(one.area for one in found) == sorted(one.area for one in shares)
    ranked = [one for one in found if one.rank]
    rate = (
        100
        * sum(s.count for s in shares if s.base >= 10)
        / max(1, sum(s.base for s in shares if s.base >= 10))
    )
    for one in ranked:
        assert one.best is not None and one.worst is not None and one.rank is not None
        assert 1 <= one.best <= one.rank <= one.worst <= len(ranked)
        assert one.value is not None and one.fair is not None
        low, top = sorted((one.value, rate))
        assert low - 1e-6 <= one.fair <= top + 1e-6
    assert found == compare_shares(shares, least=10, high_is_good=high), "the same data give the same"
    shown = [ranking._printed(one.fair or 0, 1) for one in ranked]
    assert shown == sorted(shown, reverse=high)


def test_more_than_all_is_refused() -> None:
    with pytest.raises(YoujuError) as error:
        compare_shares([Share("甲", 5, 4)])
    assert error.value.problems[0].code.id == "M106"


def test_areas_of_about_one_size_are_not_drawn_together() -> None:
    """Nothing says that their growth is chance: 4.1 per cent of a county's revenue is ahead of 1.0."""
    rates = {"一": "3.2", "二": "3.1", "三": "4.1", "四": "1.0", "五": "3.3", "六": "2.7"}
    growths = [
        Growth(name, Decimal(base), Decimal(base) * (1 + Decimal(rate) / 100))
        for (name, rate), base in zip(rates.items(), (18, 21, 19, 20, 17, 22), strict=True)
    ]
    found = compare_growth(growths)
    assert [one.area for one in found] == ["三", "五", "一", "二", "六", "四"]
    assert all(one.fair is not None and one.value is not None for one in found)
    assert all(abs((one.fair or 0) - (one.value or 0)) < 0.05 for one in found)
