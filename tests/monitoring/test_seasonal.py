"""Trend and season: against planted parts, against statsmodels itself, and what is refused."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.seasonal import STL

from youju.errors import YoujuError
from youju.monitoring.analysis import seasonal
from youju.monitoring.analysis.seasonal import decompose

SEASON = np.sin(2 * np.pi * np.arange(36) / 12)


def _planted(noise: float = 0.0) -> Any:
    random = np.random.default_rng(7)
    return (100 + np.arange(36)) * np.exp(0.2 * SEASON) * np.exp(noise * random.standard_normal(36))


def test_a_planted_season_and_trend_are_found() -> None:
    found = decompose(list(_planted(0.01)))
    assert found.multiplicative
    assert np.allclose(found.trend, 100 + np.arange(36), rtol=0.03)
    assert np.allclose(found.seasonal, np.exp(0.2 * SEASON), rtol=0.03)


def test_the_parts_give_the_series() -> None:
    values = _planted(0.05)
    found = decompose(list(values))
    assert np.allclose(np.array(found.trend) * found.seasonal * np.array(found.residual, float), values)
    assert np.allclose(np.array(found.adjusted, float) * found.seasonal, values)
    below = decompose(list(values - 120))
    assert not below.multiplicative
    assert np.allclose(np.array(below.trend) + below.seasonal + np.array(below.residual, float), values - 120)


@pytest.mark.parametrize("years", [3, 8])
def test_it_is_the_stl_of_statsmodels(years: int) -> None:
    random = np.random.default_rng(4)
    values = np.arange(12 * years) + 20 * np.resize(SEASON, 12 * years) + random.standard_normal(12 * years)
    found = decompose(list(values - 50))
    manner = {"seasonal": 361, "seasonal_deg": 0} if years == 3 else {"seasonal": 13, "robust": True}
    oracle = STL(pd.Series(values - 50), period=12, **manner).fit()
    assert np.allclose(found.trend, oracle.trend)
    assert np.allclose(found.seasonal, oracle.seasonal)


def test_one_odd_month_is_told_and_moves_nothing() -> None:
    calm = _planted(0.01)
    odd = calm.copy()
    odd[20] *= 1.8
    found, plain = decompose(list(odd)), decompose(list(calm))
    assert 20 in found.odd
    assert np.allclose(found.trend, plain.trend, rtol=0.02)


def test_januaries_that_were_not_published_are_filled_and_told() -> None:
    values = _planted(0.01)
    holed = [None if month % 12 == 0 and month else float(value) for month, value in enumerate(values)]
    found = decompose(holed)
    assert found.filled == (12, 24)
    assert found.adjusted[12] is None
    assert found.residual[24] is None
    assert np.allclose(found.trend, 100 + np.arange(36), rtol=0.04)


@given(st.floats(0.01, 1000), st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_another_unit_gives_the_same_in_that_unit(factor: float, seed: int) -> None:
    values = 100 + 10 * np.random.default_rng(seed).random(36) + 5 * SEASON
    one, two = decompose(list(values)), decompose(list(factor * values))
    assert np.allclose(np.array(one.trend) * factor, two.trend, rtol=1e-6)
    assert one.odd == two.odd


@pytest.mark.parametrize(
    ("values", "code"),
    [([1.0] * 23, "M101"), ([*[1.0] * 28, *[None] * 8], "M102")],
)
def test_too_little_is_refused(values: list[float | None], code: str) -> None:
    with pytest.raises(YoujuError) as error:
        decompose(values)
    assert error.value.problems[0].code.id == code
    assert "None" not in error.value.problems[0].sentence()


def test_without_x13_one_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(YoujuError) as error:
        decompose(list(_planted()), method="x13")
    assert error.value.problems[0].code.id == "M103"
    assert "x13as" in error.value.problems[0].sentence()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_x13_that_fails_is_told(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of that name that writes no results, as X-13 does when it refuses a series."""
    program = tmp_path / "x13as"
    program.write_text('#!/bin/sh\n[ -z "$2" ] || echo "ERROR: cannot model this series" > "$2.err"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert seasonal.x13_program() == str(program)
    with pytest.raises(YoujuError) as error:
        decompose(list(_planted()), method="x13")
    assert error.value.problems[0].code.id == "M104"
    gc.collect()  # statsmodels leaves the pipe of the program open; here, where it is expected


@pytest.mark.skipif(seasonal.x13_program() is None, reason="X-13 is a program of its own, not installed here")
def test_x13_finds_the_same_season() -> None:
    found = decompose(list(_planted(0.01)), method="x13")
    assert np.allclose(found.seasonal, np.exp(0.2 * SEASON), rtol=0.05)


def test_a_month_that_is_never_reported_is_filled_and_told() -> None:
    """January and February are published together: three Januaries are missing."""
    values: list[float | None] = [100.0 + month + 10 * ((month % 12) == 11) for month in range(36)]
    for january in (0, 12, 24):
        values[january] = None
    found = decompose(values)
    assert found.filled == (0, 12, 24)
    assert [found.adjusted[at] for at in found.filled] == [None] * 3
    assert found.trend[-1] > found.trend[0]
