"""The made-up county: always the same, no real place in it, lists that link to the truth, lives that hold."""

from __future__ import annotations

import csv
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from tests.linkage.county import f1
from youju.county import lists, lives, telling, units, world
from youju.linkage import config, deliveries
from youju.linkage.link import link
from youju.standards import credit_code, divisions, industries

SIZE = 1_500


@pytest.fixture
def _county() -> Iterator[None]:
    divisions.supplement(world.DIVISIONS)
    yield
    divisions.supplement([])


def table_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_division_of_china_has_its_names_or_codes() -> None:
    for code, name in world.DIVISIONS:
        assert divisions.get(code) is None
        if len(code) == 6:
            assert not divisions.search(name, level=None), name
    assert len(world.TOWNS) == 12 and sum(town.share for town in world.TOWNS) == 1000


def test_the_same_seed_gives_the_same_files_and_another_gives_others(tmp_path: Path) -> None:
    counts = [
        lists.write(tmp_path / name, seed=seed, units=200) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    assert counts[0] == counts[1]
    for name in ("market", "tax", "social", "walk", "truth"):
        first, second, other = ((tmp_path / folder / f"{name}.csv").read_bytes() for folder in "abc")
        assert first == second != other


def test_a_larger_county_begins_with_the_smaller_one(tmp_path: Path) -> None:
    lists.write(tmp_path / "small", seed=5, units=100)
    lists.write(tmp_path / "large", seed=5, units=150)
    for name in lists.HEADINGS:
        small, large = ((tmp_path / size / f"{name}.csv").read_text("utf-8") for size in ("small", "large"))
        assert large.startswith(small)


def test_units_are_well_formed_and_of_every_form() -> None:
    made = [units.unit(7, number) for number in range(SIZE)]
    assert Counter(one.form for one in made).keys() == {"firm", "branch", "cooperative", "shop", "stall"}
    codes = [one.code for one in made if one.code]
    assert all(credit_code.valid_many(codes)) and len(set(codes)) == len(codes)
    assert all((one.code == "") == (one.form == "stall") for one in made)
    assert all(industries.get(one.industry) is not None for one in made)


@pytest.mark.usefixtures("_county")
def test_the_lists_have_their_noise_and_link_to_the_truth(tmp_path: Path) -> None:
    counts = lists.write(tmp_path, seed=11, units=SIZE)
    walk = table_of(tmp_path / "walk.csv")
    assert 0.55 < sum(not row["统一社会信用代码"] for row in walk) / len(walk) < 0.8
    assert counts["market"] > counts["tax"] > counts["social"]
    read = deliveries.read_all(config.read(tmp_path / "lists.yaml"))
    table = pa.concat_tables([one.raw for one in read.values()])
    linked = link(table)
    truth = {(row["list"], row["row"]): int(row["unit"]) for row in table_of(tmp_path / "truth.csv")}
    keys = zip(table.column("list").to_pylist(), table.column("row").to_pylist(), strict=True)
    assert f1([truth[key] for key in keys], linked.units.tolist()) >= 0.99


def test_memory_does_not_grow_with_the_county(tmp_path: Path) -> None:
    peaks = []
    for size in (100, 800):
        tracemalloc.start()
        lists.write(tmp_path / str(size), seed=1, units=size)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5 + 200_000


def test_lives_are_the_same_every_time_and_within_the_year() -> None:
    first, again = list(lives.lives(3, factor=0.1)), list(lives.lives(3, factor=0.1))
    assert first == again != list(lives.lives(4, factor=0.1))
    assert Counter(one.ledger for one in first)["orders"] == 150
    for life in first:
        days = [life.opening.on, *(step.on for step in life.steps)]
        assert days == sorted(days) and days[0] >= date(world.YEAR, 1, 1) and days[-1] <= telling.LAST
    for ledger in lives.SIZES:
        opened = [one.opening.on for one in first if one.ledger == ledger]
        assert opened == sorted(opened), "numbers follow the days"


def test_everybody_who_acts_has_a_clerk() -> None:
    clerks = {one["of"] for one in world.people().values()}
    acting = {step.by for life in lives.lives(3, factor=0.2) for step in (life.opening, *life.steps)}
    assert acting <= clerks
