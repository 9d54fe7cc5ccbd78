"""Engines that work on sets give the links, scores and weights that linking in memory gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.linkage.county import made_up
from tests.linkage.test_deliveries import listing, written
from youju.cli import app
from youju.engine.backends.base import Backend
from youju.engine.backends.duckdb import DuckDB
from youju.linkage import setwise
from youju.linkage.decisions import Decisions
from youju.linkage.explaining import explain
from youju.linkage.link import link


def _spark() -> Backend:
    from youju.engine.backends.spark import Spark

    return Spark()


ENGINES = [
    pytest.param(DuckDB, id="duckdb"),
    pytest.param(_spark, id="spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")]),
]


@pytest.mark.parametrize("connect", ENGINES)
def test_engines_give_identical_links(connect: Callable[[], Backend], monkeypatch: Any) -> None:
    monkeypatch.setattr("youju.engine.backends.duckdb._BATCH", 97)
    raw, _ = made_up(250, 11)
    keys = list(zip(raw["list"].to_pylist(), raw["row"].to_pylist(), strict=True))
    told = Decisions(same=((keys[3], keys[190]),), different=((keys[5], keys[600]), (keys[8], keys[9])))
    whole = link(raw, decisions=told)
    with connect() as engine:
        found = setwise.link(raw, engine, decisions=told)
        again = setwise.link(raw, engine, known=whole.model.weights)
    assert found.rows.table.equals(whole.rows.table)
    assert found.model.weights.grades.tolist() == whole.model.weights.grades.tolist()
    assert found.model.weights.base == whole.model.weights.base
    assert found.model.common.keys.tolist() == whole.model.common.keys.tolist()
    assert found.model.common.rows.tolist() == whole.model.common.rows.tolist()
    for side in ("left", "right", "scores"):
        assert getattr(found.pairs, side).tolist() == getattr(whole.pairs, side).tolist()
    assert len(found.pairs.left) > 200
    assert found.units.tolist() == whole.units.tolist()
    assert explain(found).equals(explain(whole))
    assert again.partition() == link(raw, model=whole.model).partition()


@pytest.mark.parametrize(
    "engine",
    ["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])],
)
def test_the_command_links_on_an_engine(engine: str, tmp_path: Path) -> None:
    for name, place in (("market", 0), ("tax", 5)):
        rows = [(("" if place else row[0]), *row[1:]) for row in listing()[place:]]
        written(tmp_path / f"{name}.csv", rows)
    lists = "lists:\n  market: {file: market.csv}\n  tax: {file: tax.csv}\n"
    (tmp_path / "lists.yaml").write_text(lists, encoding="utf-8")
    told = {}
    for one in ("memory", engine):
        out, details = tmp_path / f"{one}.csv", tmp_path / f"{one}-details.csv"
        given = ["link", "--config", str(tmp_path / "lists.yaml"), "--out", str(out)]
        done = CliRunner().invoke(app, [*given, "--details", str(details), "--engine", one])
        assert done.exit_code == 0, done.output
        told[one] = out.read_bytes(), details.read_bytes()
    assert told["memory"] == told[engine]
    assert "名称相同".encode() in told[engine][1]
