"""The lists of a real city, as they are and with as many mistakes again: few wrong links, none automatic."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pyarrow as pa
import pytest

from tests.linkage.county import f1, judged, misspelt
from youju.linkage import config, deliveries
from youju.linkage.explaining import explain
from youju.linkage.link import link

DATA = Path(__file__).parents[3] / "shared/data/register/xuancheng"
LISTS = ("market", "tax", "social", "walk")

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="real registrations (../shared/data) are not here")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, list[str]]:
    """All rows, and the unit of each."""
    path = tmp_path_factory.mktemp("given") / "lists.yaml"
    entries = (f"  {name}: {{file: {DATA / name}.csv, columns: {{row: 序号}}}}\n" for name in LISTS)
    path.write_text("lists:\n" + "".join(entries), encoding="utf-8")
    raw = pa.concat_tables([one.raw for one in deliveries.read_all(config.read(path)).values()])
    with (DATA / "truth.csv").open(encoding="utf-8-sig") as stream:
        of = {(line["list"], line["row"]): line["unit"] for line in csv.DictReader(stream)}
    keys = zip(raw["list"].to_pylist(), raw["row"].to_pylist(), strict=True)
    return raw, [of[key] for key in keys]


def worse(raw: pa.Table, seed: int) -> pa.Table:
    """More cells missing, cut short and misspelt, but in the list of who registers the units."""
    dice = random.Random(seed)
    rows = raw.to_pylist()
    for row in rows:
        if row["list"] == "market":
            continue
        for column, share in (("code", 0.4), ("person", 0.25), ("phone", 0.4)):
            if dice.random() < share:
                row[column] = None
        if len(row["name"] or "") > 1 and dice.random() < 0.25:
            row["name"] = misspelt(row["name"], dice)
        if len(row["address"] or "") > 5 and dice.random() < 0.3:
            row["address"] = row["address"][: dice.randrange(4, len(row["address"]))]
    return pa.Table.from_pylist(rows, schema=raw.schema)


@pytest.mark.parametrize(("mistakes", "least"), [("as given", 0.999), ("more", 0.99)])
def test_units_are_found_and_no_automatic_link_is_wrong(
    given: tuple[pa.Table, list[str]], mistakes: str, least: float
) -> None:
    raw, truth = given
    linked = link(raw if mistakes == "as given" else worse(raw, 5))
    assert f1(truth, linked.units.tolist()) >= least
    zones = explain(linked)["zone"].to_pylist()
    sure = [place for place, zone in enumerate(zones) if zone == "自动"]
    assert len(sure) > 0.75 * len(zones)
    precision, _ = judged([truth[place] for place in sure], [int(linked.units[place]) for place in sure])
    assert precision >= 0.9995
