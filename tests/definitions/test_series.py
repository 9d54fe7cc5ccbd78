"""Series and figures over them: periods of a year, and what is refused before it is computed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.definitions.packs import copied, edited, found
from youju.definitions.series_models import IN_YEAR, Period

FREQUENCIES = st.sampled_from(list(IN_YEAR))
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
FIGURES, SERIES = "figures/economy.yaml", "series/economy.yaml"


@given(FREQUENCIES, DAYS)
def test_the_last_period_has_ended_and_the_next_has_not(frequency: str, day: date) -> None:
    last = Period.last(frequency, day)  # type: ignore[arg-type]
    assert last.end <= day < last.moved(1).end
    assert Period.parse(str(last)) == last
    assert last.moved(1).ordinal == last.ordinal + 1


@given(FREQUENCIES, DAYS, st.integers(-100, 100))
def test_periods_move_and_come_back(frequency: str, day: date, by: int) -> None:
    one = Period.last(frequency, day)  # type: ignore[arg-type]
    assert one.moved(by).moved(-by) == one
    assert (one.moved(1).end - one.end) <= timedelta(days=366)
    assert [period.place for period in one.of_year()] == list(range(1, one.place + 1))


def test_periods_are_told_as_officials_write_them() -> None:
    told = {
        ("2024-11", True): "2024年1—11月",
        ("2024-11", False): "2024年11月",
        ("2024-12", True): "2024年",
        ("2024-01", True): "2024年1月",
        ("2024-Q2", True): "2024年上半年",
        ("2024-Q3", True): "2024年前三季度",
        ("2024-Q4", True): "2024年",
        ("2024-Q1", False): "2024年一季度",
        ("2024-H2", False): "2024年下半年",
        ("2024", False): "2024年",
    }
    for (text, cumulative), words in told.items():
        period = Period.parse(text)
        assert period is not None
        assert period.told(cumulative=cumulative) == words


@pytest.mark.parametrize("text", ["2024-00", "2024-13", "2024-Q5", "2024-H3", "24-01", "2024-1", ""])
def test_what_is_no_period_is_none(text: str) -> None:
    assert Period.parse(text) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (FIGURES, "of: series output, by: [division, sector]", "of: series outputs, by: [division]", "D340"),
        (FIGURES, "measure: contribution, by: sector", "measure: contribution", "D374"),
        (FIGURES, "of: figure output_growth, measure: rank", "of: figure price_rise, measure: rank", "D376"),
        (FIGURES, "by: sector, unit: 个百分点", "by: sector, unit: percent", "D397"),
        (FIGURES, "of: series sold, measure: change", "of: series sold, measure: growth", "D397"),
        (FIGURES, "sector], unit: 亿元", "sector], over: units, unit: 亿元", "D378"),
        (FIGURES, "measure: average\n    basis: period", "measure: average", "D399"),
        (FIGURES, "sector: heavy", "sector: haevy", "D340"),
        (FIGURES, "base: 2020", "base: 2020-Q1", "D399"),
        (
            FIGURES,
            "measure: structure, sector: heavy",
            "measure: structure, sector: heavy, to: total",
            "D378",
        ),
        (FIGURES, "against: previous, every: quarter", "against: previous, sector: heavy", "D378"),
        (FIGURES, "over: units", "over: unit", "D340"),
        (FIGURES, "employees >= 20", "employee >= 20", "L"),
        (SERIES, "sectors: trades", "sectors: trade", "D340"),
        (SERIES, "    sectors: trades\n", "", "D394"),
        (SERIES, "    base: last_year\n", "", "D394"),
        (SERIES, "first: 2", "first: 13", "D326"),
        (SERIES, "breaks: {2023-01", "breaks: {2023-Q1", "D349"),
        (SERIES, "min: 0", "min: none", "D349"),
        (SERIES, "min: 0", "min: 9\n    max: 1", "D394"),
        (SERIES, "    by: clerk\n    dimensions", "    by: clark\n    dimensions", "D340"),
        (SERIES, "label: 产销率", "label: 规模以上工业总产值", "D356"),
    ],
)
def test_what_cannot_be_computed_is_refused(tmp_path: Path, file: str, old: str, new: str, code: str) -> None:
    pack = copied(tmp_path)
    edited(pack, file, old, new)
    codes = {one[0] for one in found(pack)}
    assert any(one.startswith(code) for one in codes), codes
