"""The series of the made-up county: the same every time, sums that hold, turns where they were planted."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import mean

import pytest

from youju.county import monthly, world
from youju.county.indicators import INDICATORS
from youju.definitions.load import find_pack

COUNTY = world.COUNTY[0]


@pytest.fixture(scope="module")
def delivered() -> list[monthly.Delivery]:
    return monthly.deliveries(2023)


def test_the_same_seed_gives_the_same_deliveries(delivered: list[monthly.Delivery]) -> None:
    assert delivered == monthly.deliveries(2023) != monthly.deliveries(2024)


def test_every_series_of_the_pack_moves_and_is_reported_as_the_pack_says(
    delivered: list[monthly.Delivery],
) -> None:
    pack = find_pack("statistics").pack
    assert pack.series.keys() == INDICATORS.keys() and len(INDICATORS) == 40
    sectors: dict[str, set[str]] = defaultdict(set)
    for one in delivered:
        for row in one.rows:
            sectors[row.series].add(row.sector)
            assert len(row.value.partition(".")[2]) == pack.series[row.series].decimals
    for name, series in pack.series.items():
        codes = pack.header.code_lists[series.sectors].codes if series.sectors else {}
        assert sectors[name] == {"", *codes}, name
        assert INDICATORS[name].peers == ("area" in series.dimensions)
        assert {1: "month", 3: "quarter", 12: "year"}[INDICATORS[name].every] == series.frequency


def test_wholes_are_the_sums_of_their_parts_in_every_delivery(delivered: list[monthly.Delivery]) -> None:
    compared = 0
    for one in delivered:
        values = {(row.series, row.area, row.sector, row.period): Decimal(row.value) for row in one.rows}
        assert len(values) == len(one.rows), "nothing is told twice on one day"
        for (series, area, sector, period), whole in values.items():
            parts = [
                values[series, area, code, period] for code in INDICATORS[series].sectors if area == COUNTY
            ]
            if parts and not sector:
                assert sum(parts) == whole
                compared += 1
            if area == world.CITY[0]:
                counties = (COUNTY, *(code for code, _ in world.PEERS))
                assert sum(values[series, one_, "", period] for one_ in counties) == whole
                compared += 1
    assert compared > 500


def test_values_are_revised_and_settle(delivered: list[monthly.Delivery]) -> None:
    told: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    for one in delivered:
        for row in one.rows:
            if row.area == COUNTY and not row.sector:
                told[row.series, row.period].append((one.on, row.value))
    of_2022 = [values for (series, period), values in told.items() if series == "gdp" and period < "2023"]
    assert {len(values) for values in of_2022} == {3}
    assert any(values[0][1] != values[-1][1] for values in of_2022)
    assert {len(values) for (series, _), values in told.items() if series == "power"} == {1}
    last = told["retail", f"{world.YEAR}-12"]
    assert [on for on, _ in last] == [date(world.YEAR + 1, 1, 18), date(world.YEAR + 1, 3, 18)]


def planted() -> list[tuple[str, int, int, float]]:
    """Series, the stretch in which a growth can be seen (from a year after its turn on), the growth."""
    found = []
    for name, one in INDICATORS.items():
        periods = 36 // one.every
        turns = [
            (((int(month[:4]) - monthly.START) * 12 + int(month[5:]) - 1) // one.every, growth)
            for month, growth in sorted(one.turns.items())
        ]
        for (start, growth), (end, _) in pairwise([*turns, (periods, 0.0)]):
            if one.kind != "rate" and end - start - 12 // one.every >= 3:
                found.append((name, start + 12 // one.every, end, growth))
    return found


def test_enough_turns_can_be_checked() -> None:
    assert len(planted()) >= 8
    assert sum(bool(one.turns) for one in INDICATORS.values()) > 20


@pytest.mark.parametrize(("name", "start", "end", "growth"), planted())
def test_the_planted_turns_are_there(name: str, start: int, end: int, growth: float) -> None:
    """Growth on the same period of the year before, from a year after a turn, is what was planted."""
    indicator = INDICATORS[name]
    values = [row[""] for row in monthly.series(2023, name, COUNTY)]
    year = 12 // indicator.every
    grown = [values[place] / values[place - year] - 1 for place in range(start, end)]
    assert abs(mean(grown) * 100 - growth) < 4 * indicator.noise / len(grown) ** 0.5 + 0.6
