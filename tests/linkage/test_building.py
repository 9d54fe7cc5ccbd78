"""Linking part by part gives the units, pairs and weights that linking at once gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linkage.county import made_up
from youju.linkage import keeping
from youju.linkage.building import build, parts_of
from youju.linkage.decisions import Decisions
from youju.linkage.explaining import explain, explain_all
from youju.linkage.link import link
from youju.linkage.store import Store
from youju.linkage.updating import update


@pytest.mark.parametrize(("size", "workers"), [(117, 1), (10_000, 1), (400, 2)])
def test_parts_and_workers_change_nothing(
    size: int, workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("youju.linkage.building._RANGE", 5_000)
    monkeypatch.setattr("youju.linkage.building._ASKING", 60)
    raw, _ = made_up(300, 7)
    keys = list(zip(raw["list"].to_pylist(), raw["row"].to_pylist(), strict=True))
    told = Decisions(same=((keys[3], keys[190]),), different=((keys[5], keys[600]), (keys[8], keys[9])))
    whole = link(raw, decisions=told)
    built = build(parts_of(raw, size), tmp_path / "store", decisions=told, workers=workers, load="1")
    assert built.partition() == whole.partition()
    assert built.model.weights.grades.tolist() == whole.model.weights.grades.tolist()
    assert built.model.weights.base == whole.model.weights.base
    same = Store.of(whole)
    for way in ("index", "asks", "names", "codes", "heads"):
        one, two = getattr(built.layers[0], way), getattr(same.layers[0], way)
        assert one.keys.tolist() == two.keys.tolist(), way
        assert one.rows.tolist() == two.rows.tolist(), way
    for side in ("left", "right", "scores"):
        assert getattr(built.pairs[0], side).tolist() == getattr(same.pairs[0], side).tolist()
    assert keeping.remembered(tmp_path / "store") == {"load": "1"}
    assert not list((tmp_path / "store").glob("building-*"))


@pytest.mark.parametrize("at_once", [70, 10_000])
def test_what_was_built_is_explained_and_updated(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, _ = made_up(200, 8)
    whole = link(raw)
    lines = explain(whole)
    built = build(parts_of(raw, 150), tmp_path / "store")
    monkeypatch.setattr("youju.linkage.explaining._AT_ONCE", at_once)
    assert explain_all(built).equals(lines)
    changed = raw.take([5, 6, 7]).set_column(3, "name", raw["name"].take([50, 51, 52]))
    scratch = update(Store.of(whole), changed).store
    assert update(built, changed).store.partition() == scratch.partition()


def test_nothing_at_all_is_built_too(tmp_path: Path) -> None:
    raw, _ = made_up(3, 1)
    built = build([raw.slice(0, 0)], tmp_path / "store")
    assert built.partition() == set()
    assert len(explain_all(built)) == 0
