"""What a delivery changes of units becomes work: new, closed, renamed, moved, in another industry."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.register.conftest import (
    CLERK,
    HONGYAN,
    LISTS,
    MARKET,
    MICHENG,
    OTHER,
    TAX,
    WALK,
    Office,
    changed,
    row,
    without,
)
from tests.register.test_differences import kinds, records

LATER = date(2023, 10, 1)
CHANGES = {"new", "closed", "renamed", "moved", "reclassified"}


def told(**wanted: Any) -> dict[tuple[str, str], str]:
    """Of changes: what each says, by the name of the unit, shortened, and kind."""
    return {
        (name.removeprefix("弥渡县")[:2], kind): one.values["detail"]
        for (name, kind), one in records(**wanted).items()
        if kind in CHANGES
    }


@pytest.fixture
def october(office: Office) -> Office:
    office.load()
    office.today = LATER
    return office


def test_a_first_delivery_has_no_news(october: Office) -> None:
    assert told() == {}
    assert october.load().differences["opened"] == 0
    assert told() == {}


def test_every_kind_of_change_goes_to_its_town(october: Office) -> None:
    market = changed(MARKET, 5, 地址=f"{HONGYAN}工业路51号")
    market = changed(market, 6, 单位名称="弥渡县福满门餐饮有限公司")
    market = without(changed(market, 4, 登记状态="注销"), 2)
    new = row(7, 7, "弥渡县宏图粮油有限公司", f"{HONGYAN}粮站路3号", 负责人="张明")
    tax = without(changed(TAX, 4, 登记状态="注销"), 2)
    october.load(market=[*market, new], tax=tax, walk=WALK)
    assert told() == {
        ("铭锐", "moved"): f"“{MICHENG}工业路51号”改为“{HONGYAN}工业路51号”（市场监管登记，2023-10-01）。",
        ("福满", "renamed"): "“弥渡县盈祺食品加工有限公司”改为“弥渡县福满门餐饮有限公司”（市场监管登记，"
        "2023-10-01）。",
        ("晟瀚", "closed"): "注销（市场监管登记、税务登记，2023-10-01）。",
        ("昊骏", "closed"): "各名录都不再有（2023-10-01）。",
        ("宏图", "new"): "市场监管登记：2023-10-01起有。",
    }
    assert ("铭锐", "moved") in kinds(actor=OTHER), "the town to which it moved"
    assert october.load(market=[*market, new], tax=tax, walk=WALK).differences == {
        "opened": 0, "updated": 0, "reopened": 0, "agreed": 0,
    }, "it waits until it is settled, and is told once"  # fmt: skip


def test_another_industry_is_told_other_ways_to_write_are_not(october: Office) -> None:
    market = changed(changed(MARKET, 4, 行业="C3421"), 5, 行业="C3484")
    october.load(market=market, tax=TAX, walk=WALK)
    assert told() == {}, "coded by us until now"
    october.today = date(2023, 11, 1)
    market = changed(changed(market, 4, 行业="3484"), 5, 行业="F5135")
    market = changed(market, 6, 单位名称="弥渡盈祺食品加工有限公司", 地址=f"{MICHENG}迎宾路六十六号")
    october.load(market=market, tax=TAX, walk=WALK)
    assert told() == {("铭锐", "reclassified"): "“C3484”改为“F5135”（市场监管登记，2023-11-01）。"}


def test_where_lists_do_not_agree_the_difference_is_the_work(october: Office) -> None:
    market = changed(MARKET, 1, 单位名称="弥渡县金桥运输有限公司")
    market = changed(market, 3, 登记状态="注销")
    october.load(market=market, tax=TAX, walk=WALK)
    assert told() == {}
    assert {("金桥", "name"), ("腾宏", "status")} <= kinds()


def test_a_closed_unit_that_is_there_again_needs_nobody(october: Office) -> None:
    october.load(market=without(MARKET, 5), tax=TAX, walk=WALK)
    key = ("弥渡县铭锐电子科技有限公司", "closed")
    assert records()[key].state == "open"
    october.today = date(2023, 11, 1)
    october.load()
    assert records()[key].state == "agreed"
    october.today = date(2023, 12, 1)
    october.load(market=without(MARKET, 5), tax=TAX, walk=WALK)
    assert records()[key].state == "open", "and closed once more"


def test_what_was_settled_is_not_told_as_a_change(october: Office) -> None:
    from youju.register import actions

    key = ("卓朗餐饮店", "field_only")
    october.settle(records()[key], "closed")
    october.settle(records()["弥渡县昊骏建筑工程有限公司", "address"], "changed", f"{MICHENG}滨河路3号")
    actions.relink(actor=CLERK, on=october.today, at=october.at())
    october.load(**LISTS)
    assert told() == {}


def test_a_second_change_of_a_kind_opens_the_record_again(october: Office) -> None:
    key = ("弥渡县铭锐电子科技有限公司", "moved")
    october.load(market=changed(MARKET, 5, 地址=f"{HONGYAN}工业路51号"), tax=TAX, walk=WALK)
    first = records()[key]
    october.settle(first, "correct")
    october.today = date(2023, 11, 1)
    october.load(market=changed(MARKET, 5, 地址=f"{MICHENG}人民路8号"), tax=TAX, walk=WALK)
    again = records()[key]
    assert (again.id, again.state) == (first.id, "open")
    assert "人民路8号" in again.values["detail"]
