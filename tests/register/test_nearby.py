"""A delivery of changes gives what linking everything gives, and reads the neighbourhood only."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from django.test import TestCase

from tests.linkage.county import code_of, made_up
from tests.register.conftest import CLERK, HONGYAN, LISTS, MARKET, MICHENG, TAX, WALK, Office, changed, row

LATER = date(2023, 10, 1)
HEADINGS = {
    "code": "统一社会信用代码",
    "name": "单位名称",
    "person": "负责人",
    "address": "地址",
    "phone": "联系电话",
}


def seen() -> dict[str, Any]:
    """Everything that a load leaves, without ids and moments."""
    from youju.ledger.models import LedgerRecord
    from youju.register import queries
    from youju.register.models import Row, Unit

    numbers = dict(Unit.objects.values_list("id", "number"))
    numbers[None] = 0
    units = {
        one.number: (
            one.code, one.name, one.kind, numbers[one.head], numbers[one.merged_into], one.address,
            one.division, one.values, one.lists, one.closed_on, one.head_seq,
        )
        for one in Unit.objects.all()
    }  # fmt: skip
    rows = {
        (one.source, one.row): (
            one.name, one.first_on, one.changed_on, one.gone_on, numbers[one.unit], one.zone, one.reason,
            one.with_list, one.with_row, one.kind,
        )
        for one in Row.objects.all()
    }  # fmt: skip
    records = {
        (one.values["unit"], one.values["kind"]): (one.state, one.values["detail"], one.values.get("rows"))
        for one in LedgerRecord.objects.filter(ledger=queries.DIFFERENCES)
    }
    return {"units": units, "rows": rows, "records": records, "items": queries.holdings()}


class _Undone(Exception):
    """Takes a load back."""


def both_ways(
    office: Office, monkeypatch: pytest.MonkeyPatch, **lists: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a delivery of changes leaves, and what it leaves when everything is linked by the same weights."""
    from youju.linkage import link as linking
    from youju.register.actions import loading, nearby

    store = nearby.opened()
    assert store is not None
    found = []
    for near in (True, False):
        with monkeypatch.context() as patch:
            if near:
                patch.setattr(loading, "link_rows", lambda *_, **__: pytest.fail("everything was linked"))
            else:
                patch.setattr(nearby, "opened", lambda **_: None)
                patch.setattr(loading, "link_rows", partial(linking.link, model=store.model))
            try:
                with transaction.atomic():
                    result = office.load(partial=True, **lists)
                    found.append({**seen(), "result": {**result.as_dict(), "load": ""}})
                    raise _Undone
            except _Undone:
                pass
    return found[0], found[1]


@pytest.fixture
def loaded(office: Office) -> Office:
    with TestCase.captureOnCommitCallbacks(execute=True):
        office.load()
    office.today = LATER
    return office


CASES: dict[str, dict[str, Any]] = {
    "a name and a person": {
        "market": changed(MARKET, 1, 单位名称="弥渡县恒泽实业有限公司", 负责人="冯军")[:1]
    },
    "a unit moves": {"tax": changed(TAX, 3, 地址=f"{MICHENG}解放路35号")[2:3]},
    "a row goes to another unit": {
        "walk": [row(2, 1, "恒泽商贸有限公司", f"{MICHENG}建设路1号", 负责人="赵伟")]
    },
    "a row without a code finds its unit": {
        "walk": [row(3, None, "盈祺食品加工有限公司", f"{MICHENG}迎宾路66号", 负责人="吴强")]
    },
    "a new unit, its branch and a shop": {
        "market": [
            row(7, 7, "弥渡县宏图粮油有限公司", f"{HONGYAN}粮站路3号", 负责人="张明"),
            row(8, 8, "弥渡县宏图粮油有限公司红岩门市部", f"{HONGYAN}粮站路5号", 负责人="张明"),
        ],
        "walk": [row(4, None, "卓朗餐饮店", f"{HONGYAN}朝阳路77号", 负责人="郑洋")],
    },
    "closed": {"market": changed(MARKET, 5, 登记状态="注销")[4:5]},
    "nothing new": {"market": MARKET[:2]},
}


@pytest.mark.parametrize("case", CASES)
def test_changes_give_what_linking_everything_gives(
    loaded: Office, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    near, whole = both_ways(loaded, monkeypatch, **CASES[case])
    assert near == whole


def lists_of(raw: Any) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for one in raw.to_pylist():
        cells = {heading: one[name] or "" for name, heading in HEADINGS.items()}
        found.setdefault({"registry": "market"}.get(one["list"], one["list"]), []).append(
            {"行号": one["row"], **cells}
        )
    return found


def test_one_delivery_of_changes_after_another(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, _ = made_up(60, 5)
    with TestCase.captureOnCommitCallbacks(execute=True):
        office.load(**lists_of(raw))
    dice = np.random.default_rng(2)
    for day in (1, 2):
        office.today = date(2023, 10, day)
        places = dice.choice(len(raw), 12, replace=False)
        other = raw.set_column(3, "name", raw["name"].take(np.roll(np.arange(len(raw)), 3 * day)))
        changes = lists_of(other.take(places))
        near, whole = both_ways(office, monkeypatch, **changes)
        assert near == whole
        with TestCase.captureOnCommitCallbacks(execute=True):
            office.load(partial=True, **changes)


def test_what_is_kept_is_a_copy_only(loaded: Office, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.register.actions import nearby

    root = tmp_path / "snapshots" / "register_linkage"
    (folder,) = root.iterdir()
    assert nearby.opened() is not None
    (folder / "units.units.npy").unlink()
    assert nearby.opened() is None, "broken"
    loaded.load(partial=True, market=changed(MARKET, 1, 负责人="冯军")[:1])
    from youju.register import queries

    assert queries.get_for(CLERK, code_of(1)).values["person"]["value"] == "冯军"
    assert queries.offer(CLERK, code_of(1), "phone") == {
        "value": WALK[0]["联系电话"], "list": "walk", "row": "1", "on": "2023-09-01",
    }  # fmt: skip
    assert set(LISTS) == set(queries.lists_delivered())
