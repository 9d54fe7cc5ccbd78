"""Linking an invented county: right, the same in every order, obedient to reviewers, and incremental."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.county import code_of, f1, made_up
from youju.errors import YoujuError
from youju.linkage import keeping
from youju.linkage.decisions import Decisions
from youju.linkage.explaining import explain
from youju.linkage.link import Linked, link
from youju.linkage.rows import RAW
from youju.linkage.store import Store
from youju.linkage.updating import update

Key = tuple[str, str]


def rows(*cells: dict[str, str]) -> pa.Table:
    """Rows by hand."""
    full = [{"list": "a", "row": str(place), **cell} for place, cell in enumerate(cells, 1)]
    return pa.table({name: [row.get(name) for row in full] for name in RAW.names}, schema=RAW)


def units(linked: Linked) -> dict[Key, int]:
    """Unit of each row by (list, row)."""
    table = linked.rows.table
    keys = zip(table.column("list").to_pylist(), table.column("row").to_pylist(), strict=True)
    return {
        key: unit for key, unit, alive in zip(keys, linked.units.tolist(), linked.alive, strict=True) if alive
    }


def units_of(store: Store) -> dict[Key, int]:
    """Unit of each row of a store by (list, row)."""
    return {key: place for place, members in enumerate(store.partition()) for key in members}


@pytest.fixture(scope="module")
def county() -> tuple[pa.Table, list[int], Linked]:
    raw, truth = made_up(500, 4)
    return raw, truth, link(raw)


@pytest.mark.parametrize(("seed", "noise"), [(11, 0.5), (12, 1.0), (13, 1.8)])
def test_units_of_other_counties_with_other_noise_are_found(seed: int, noise: float) -> None:
    raw, truth = made_up(600, seed, noise=noise)
    assert f1(truth, link(raw).units.tolist()) > 0.99


def test_other_processes_read_the_same(county: tuple[pa.Table, list[int], Linked]) -> None:
    raw, _, alone = county
    helped = link(raw, workers=2)
    assert helped.rows.table.equals(alone.rows.table)
    assert np.array_equal(helped.units, alone.units)


def test_automatic_links_are_right(county: tuple[pa.Table, list[int], Linked]) -> None:
    raw, truth, linked = county
    found = explain(linked)
    of = dict(zip(pc.binary_join_element_wise(raw["list"], raw["row"], ":").to_pylist(), truth, strict=True))
    automatic = found.filter(pc.equal(found["zone"], "自动"))
    pairs = zip(*(automatic[name].to_pylist() for name in ("list", "row", "with")), strict=True)
    judged = [of[f"{name}:{row}"] == of[other] for name, row, other in pairs]
    assert len(judged) > 0.7 * len(raw)
    assert sum(judged) / len(judged) >= 0.999


def test_a_unit_never_has_two_codes(county: tuple[pa.Table, list[int], Linked]) -> None:
    _, _, linked = county
    codes: dict[int, set[int]] = {}
    for unit, code in zip(linked.units.tolist(), linked.rows.numbers_of_codes.tolist(), strict=True):
        if code >= 0:
            codes.setdefault(unit, set()).add(code)
    assert len(codes) > 400
    assert all(len(found) == 1 for found in codes.values())


@settings(max_examples=5)
@given(st.integers(0, 10**6))
def test_the_order_of_rows_and_lists_changes_nothing(seed: int) -> None:
    raw, _ = made_up(80, 21)
    order = list(range(len(raw)))
    random.Random(seed).shuffle(order)
    assert link(raw).partition() == link(raw.take(order)).partition()


def test_linking_again_with_its_model_changes_nothing(county: tuple[pa.Table, list[int], Linked]) -> None:
    raw, _, linked = county
    assert link(raw, model=linked.model).partition() == linked.partition()


@settings(max_examples=15)
@given(data=st.data())
def test_decisions_are_honoured(data: st.DataObject, county: tuple[pa.Table, list[int], Linked]) -> None:
    raw, _, linked = county
    keys = sorted(units(linked))
    key = st.sampled_from(keys)
    pairs = data.draw(st.lists(st.tuples(key, key).filter(lambda pair: pair[0] != pair[1]), max_size=6))
    # told apart: rows that are one unit today, which is where it hurts
    together: dict[int, list[Key]] = {}
    for one, unit in units(linked).items():
        together.setdefault(unit, []).append(one)
    several = [sorted(found) for found in together.values() if len(found) > 1]
    apart = data.draw(st.lists(st.sampled_from(several).map(lambda found: (found[0], found[1])), max_size=4))
    decided = Decisions(different=tuple(apart))
    store = Store.of(linked)
    found = units_of(update(store, raw.slice(0, 0), decisions=decided).store)
    assert all(found[one] != found[two] for one, two in apart)
    joined = units_of(update(store, raw.slice(0, 0), decisions=Decisions(same=tuple(pairs))).store)
    assert all(joined[one] == joined[two] for one, two in pairs)


def test_a_cannot_link_holds_also_against_equal_codes() -> None:
    code = code_of(5)
    raw = rows({"code": code, "name": "弥渡恒昊商贸有限公司"}, {"code": code, "name": "弥渡恒昊商贸有限公司"})
    assert len(set(units(link(raw)).values())) == 1
    told = Decisions(different=((("a", "1"), ("a", "2")),))
    assert len(set(units(link(raw, decisions=told)).values())) == 2


def kept(store: Store, folder: Path) -> Store:
    """A store that was laid down and opened again, twice, which writes nothing anew."""
    keeping.save(store, folder / "store")
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "store").iterdir()}
    opened = keeping.load(folder / "store")
    keeping.save(opened, folder / "store", load="17")
    after = {path.name: path.stat().st_mtime_ns for path in (folder / "store").iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {"store.json"}
    assert keeping.remembered(folder / "store") == {"load": "17"}
    return opened


def lines(found: pa.Table) -> dict[Key, tuple[Any, ...]]:
    """What is said of each row; labels of units without a code depend on the order of rows."""
    names = ("zone", "score", "reason", "kind", "head")
    columns = [found[name].to_pylist() for name in ("list", "row", *names)]
    return {(one, row): tuple(rest) for one, row, *rest in zip(*columns, strict=True)}


def test_a_store_that_is_not_whole_is_refused(
    tmp_path: Path, county: tuple[pa.Table, list[int], Linked]
) -> None:
    keeping.save(Store.of(county[2]), tmp_path)
    (tmp_path / "pairs-0.left.npy").unlink()
    with pytest.raises(YoujuError) as caught:
        keeping.load(tmp_path)
    assert caught.value.problems[0].code.id == "U550"
    assert keeping.remembered(tmp_path / "none") == {}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_delivery_of_changes_gives_what_linking_from_scratch_gives(seed: int, tmp_path: Path) -> None:
    raw, _ = made_up(300, 30 + seed)
    dice = np.random.default_rng(seed)
    linked = link(raw)
    moved = np.sort(dice.choice(len(raw), 60, replace=False))
    gone, changed = moved[:10], moved[10:]
    fresh = raw.take(changed)
    other, _ = made_up(300, 90 + seed)
    addresses = fresh.column("address").to_pylist()
    dice.shuffle(addresses)
    fresh = fresh.set_column(5, "address", pa.array(addresses, pa.string()))
    new = other.slice(0, 20)
    new = new.set_column(0, "list", pa.array(["later"] * 20, pa.string())).set_column(
        1, "row", pa.array([str(place) for place in range(20)], pa.string())
    )
    fresh = pa.concat_tables([fresh, new])
    leaving = [(raw["list"][int(place)].as_py(), raw["row"][int(place)].as_py()) for place in gone]
    after = update(Store.of(linked), fresh, gone=leaving)
    stay = np.setdiff1d(np.arange(len(raw)), moved)
    scratch = link(pa.concat_tables([raw.take(stay), fresh]), model=linked.model)
    assert after.store.partition() == scratch.partition()
    said, known = lines(explain(scratch)), lines(explain(linked))
    told = lines(after.explained())
    assert told.keys() < said.keys()
    assert told == {key: said[key] for key in told}
    for key in said.keys() - told.keys():
        assert said[key] == known[key], "what is not affected stays as it was"
    again = update(kept(after.store, tmp_path), raw.take(changed)).store  # and back again, on top
    back = link(pa.concat_tables([raw.take(np.concatenate((stay, changed))), new]), model=linked.model)
    assert again.partition() == back.partition()


def test_reasons_zones_kinds_and_heads() -> None:
    head, branch = code_of(1), code_of(2)
    address = "云南省大理白族自治州弥渡县城关镇建设路12号"
    raw = rows(
        {"code": head, "name": "弥渡县恒昊商贸有限公司", "address": address, "person": "赵伟"},
        {"code": head, "name": "弥渡县恒吴商贸有限公司", "address": address, "person": "赵伟"},
        {"code": branch, "name": "弥渡县恒昊商贸有限公司城关门市部", "address": "弥渡县城关镇人民街3号"},
        {"name": "弥渡县恒昊商贸公司", "address": "弥渡县城关镇建设路12号", "person": "赵伟"},
        {"code": code_of(9, "92"), "name": "弥渡顺达小吃店"},
    )
    found = explain(link(raw)).to_pylist()
    assert [row["unit"] for row in found] == [head, head, branch, head, code_of(9, "92")]
    assert found[1]["reason"] == "信用代码相同，名称相近，地址相同，负责人相同，同一名录内重复"
    assert found[1]["zone"] == "自动"
    assert found[3]["reason"].startswith("名称相同，地址相同，负责人相同")
    assert [row["kind"] for row in found[:3]] == ["法人单位", "法人单位", "产业活动单位"]
    assert found[4]["kind"] == "个体经营户"
    assert (found[2]["head"], found[2]["zone"]) == (head, "单独")


def test_a_borrowed_code_is_reviewed() -> None:
    code = code_of(77)
    raw = rows(
        {
            "code": code,
            "name": "弥渡县恒昊商贸有限公司",
            "address": "弥渡县城关镇建设路12号",
            "person": "赵伟",
        },
        {
            "code": code,
            "name": "沂水铭锐机械厂",
            "address": "山东省临沂市沂水县河口镇学府街9号",
            "person": "陈静",
        },
    )
    assert {row["zone"] for row in explain(link(raw)).to_pylist()} == {"待审"}


def test_nothing_at_all_is_linked_too() -> None:
    assert link(rows()).partition() == set()
    assert len(link(rows({"name": None}, {"name": ""})).partition()) == 2
