"""Turning points: planted ones are found where they are, and where there are none none is found."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.monitoring.analysis.seasonal import decompose
from youju.monitoring.analysis.turning import CYCLE, ENDS, PHASE, Turn, turning_points


def _zigzag(length: int, corners: list[tuple[int, float]]) -> Any:
    return np.interp(np.arange(length), [at for at, _ in corners], [value for _, value in corners])


def test_clean_corners_are_found_exactly() -> None:
    corners = [(0, 100.0), (14, 120.0), (30, 95.0), (47, 125.0), (59, 110.0)]
    assert turning_points(list(_zigzag(60, corners))) == [
        Turn(14, "peak"),
        Turn(30, "trough"),
        Turn(47, "peak"),
    ]


def test_three_years_are_enough_for_one_turn() -> None:
    values = _zigzag(36, [(0, 100.0), (20, 120.0), (35, 104.0)])
    noise = 0.4 * np.random.default_rng(3).standard_normal(36)
    found = turning_points(list(values + noise))
    assert [one.kind for one in found] == ["peak"]
    assert abs(found[0].at - 20) <= 1


def _drawn(random: Any) -> tuple[list[tuple[int, float]], list[int]]:
    """Corners 10 to 21 months apart, and those far enough from the ends to be asked for."""
    corners, at, value, sign = [(0, 0.0)], 0, 0.0, 1
    while at < 96:
        at += int(random.integers(10, 22))
        value += sign * float(random.uniform(10, 20))
        corners.append((at, value))
        sign = -sign
    return corners, [at for at, _ in corners[1:-1] if ENDS + 2 <= at < 96 - ENDS - 2]


def test_planted_turns_under_season_and_noise_are_found() -> None:
    """At least 93 of 100 within two months after seasonal adjustment, and few that were not planted."""
    random = np.random.default_rng(11)
    season = 6 * np.sin(2 * np.pi * np.arange(96) / 12)
    planted = found = strange = 0
    for _ in range(40):
        corners, wanted = _drawn(random)
        values = 100 + _zigzag(96, corners) + season + 0.5 * random.standard_normal(96)
        turns = [one.at for one in turning_points([one or 0.0 for one in decompose(list(values)).adjusted])]
        planted += len(wanted)
        found += sum(any(abs(turn - at) <= 2 for turn in turns) for at in wanted)
        strange += sum(all(abs(turn - at) > 2 for at, _ in corners) for turn in turns)
    assert planted > 150
    assert found / planted >= 0.93
    assert strange / planted <= 0.06


@pytest.mark.parametrize("months", [24, 36, 60, 96])
def test_growth_alone_has_no_turn(months: int) -> None:
    random = np.random.default_rng(5)
    for _ in range(20):
        assert turning_points(list(0.5 * np.arange(months) + random.standard_normal(months))) == []


def test_a_still_series_has_no_turn() -> None:
    assert turning_points([7.0] * 40) == []


@given(st.integers(0, 2**32 - 1), st.integers(24, 120), st.floats(0.1, 10))
@settings(max_examples=60, deadline=None)
def test_whatever_is_found_keeps_the_rules(seed: int, months: int, roughness: float) -> None:
    random = np.random.default_rng(seed)
    values = np.cumsum(random.standard_normal(months)) + roughness * random.standard_normal(months)
    turns = turning_points(list(values))
    places = [one.at for one in turns]
    assert all(one.kind != two.kind for one, two in itertools.pairwise(turns))
    assert all(b - a >= PHASE for a, b in itertools.pairwise(places))
    assert all(b - a >= CYCLE for a, b in zip(places, places[2:], strict=False))
    assert all(ENDS <= at < months - ENDS for at in places)
    other = {"peak": "trough", "trough": "peak"}
    assert [(one.at, other[one.kind]) for one in turning_points(list(-values))] == [
        (one.at, one.kind) for one in turns
    ]


def test_too_short_is_refused() -> None:
    with pytest.raises(YoujuError) as error:
        turning_points([1.0] * 23)
    assert error.value.problems[0].code.id == "M105"
