"""What was settled of a unit survives when it merges into another, and goes with it when they part again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.register.conftest import CLERK, HONGYAN, MARKET, MICHENG, TAX, WALK, Office, changed, row
from tests.register.test_differences import records
from tests.register.test_nearby import both_ways, loaded
from tests.register.test_settling import HAOJUN, RIGHT, ZHUOLANG, apply, unit
from youju.register.rules import VERIFIED

__all__ = ["loaded"]

SHOP = row(2, None, ZHUOLANG, f"{HONGYAN}朝阳路77号", 负责人="郑洋", 联系电话="08728100002")
STORE = row(7, None, "弥渡县卓朗餐饮管理店", f"{MICHENG}环城路8号", 负责人="何丽")
NEW = f"{HONGYAN}团结路5号"


def decide(office: Office, verdict: str, one: Any = ("walk", "2"), two: Any = ("market", "7")) -> None:
    from youju.register import actions

    actions.decide(one, two, verdict, actor=CLERK, at=office.at())


@pytest.fixture
def two(loaded: Office) -> Office:
    """A shop of the field walk, and one of the market list that is the same and was linked with nothing."""
    from django.test import TestCase

    loaded.today = date(2023, 9, 5)
    with TestCase.captureOnCommitCallbacks(execute=True):
        loaded.load(market=[*MARKET, STORE], tax=TAX, walk=WALK)
    assert unit(ZHUOLANG).id != unit(STORE["单位名称"]).id
    return loaded


def test_a_settlement_goes_with_the_unit_that_merges_and_comes_back_with_it(two: Office) -> None:
    from youju.register.models import Unit

    office = two
    small, large = unit(ZHUOLANG), unit(STORE["单位名称"])
    office.settle(records()[ZHUOLANG, "field_only"], "correct")
    decide(office, "different", ("walk", "2"), ("market", "1"))
    apply(office)
    # The walk is asked first for addresses; what was settled of the other must not yield to what it says.
    office.today = date(2023, 9, 6)
    office.load(market=changed([*MARKET, STORE], 7, 地址=f"{MICHENG}环城路9号"), tax=TAX, walk=WALK)
    office.settle(records()[STORE["单位名称"], "moved"], "changed", RIGHT)
    apply(office)
    assert unit(STORE["单位名称"]).address == RIGHT

    office.today = date(2023, 9, 7)
    decide(office, "same")
    done = apply(office)
    assert done.units["merged"] == 1
    units = Unit.objects.filter(id__in=[small.id, large.id])
    gone, stays = sorted(units, key=lambda one: not one.merged_into)
    assert (gone.merged_into, stays.address, stays.closed_on) == (stays.id, RIGHT, None)
    assert stays.values["address"]["list"] == VERIFIED
    assert (stays.values["address"].get("of") == large.number) is (stays.id == small.id)
    assert ("address", "open") not in {
        (one.values["kind"], one.state)
        for one in records().values()
        if one.values["unit"] == str(stays.number)
    }, "it was settled, nobody is asked again"
    assert apply(office) is None, "once"

    office.today = date(2023, 9, 8)
    decide(office, "different")
    assert apply(office).units["reopened"] == 1
    back = {one.number: one for one in Unit.objects.filter(number__in=[small.number, large.number])}
    assert all(one.merged_into is None and one.closed_on is None for one in back.values())
    assert back[large.number].address == RIGHT
    assert back[small.number].address == SHOP["地址"], "the settlement was of the other"
    assert back[small.number].id == small.id
    assert apply(office) is None


def test_a_list_that_says_something_new_wins_over_what_was_brought(two: Office) -> None:
    office = two
    office.settle(records()[ZHUOLANG, "field_only"], "correct")
    office.settle(records()[HAOJUN, "address"], "changed", RIGHT)
    apply(office)
    office.today = date(2023, 9, 7)
    decide(office, "same", ("market", "2"), ("walk", "2"))
    apply(office)
    assert unit(HAOJUN).address == RIGHT, "the walk came with an old address"
    office.today = date(2023, 10, 1)
    office.load(market=[*MARKET, STORE], tax=TAX, walk=changed(WALK, 2, 地址=NEW))
    assert unit(HAOJUN).address == NEW


@pytest.mark.parametrize(("finding", "closes"), [("closed", True), ("not_found", False)])
def test_that_a_unit_has_closed_is_brought_and_told(two: Office, finding: str, closes: bool) -> None:
    """That it was not found is not: it has been found."""
    from youju.register.models import Unit

    office = two
    office.today = date(2023, 9, 6)
    name = STORE["单位名称"]
    small, large = unit(ZHUOLANG).id, unit(name).id
    lists = {"market": changed([*MARKET, STORE], 7, 地址=NEW), "tax": TAX, "walk": WALK}
    office.load(**lists)
    office.settle(records()[name, "moved"], finding)
    apply(office)
    assert unit(name).closed_on == office.today
    office.today = date(2023, 9, 9)
    decide(office, "same")
    apply(office)
    stays, gone = Unit.objects.get(id=small), Unit.objects.get(id=large)
    assert (gone.merged_into, stays.closed_on is not None) == (stays.id, closes)
    told = [one for one in records().values() if one.values["unit"] == str(stays.number)]
    details = [one.values["detail"] for one in told if one.values["kind"] == "closed"]
    assert details == ([f"核实已停业、注销（并入的单位{gone.number}，2023-09-06）。"] if closes else [])
    assert apply(office) is None
    if closes:
        (work,) = [one for one in told if one.values["kind"] == "closed"]
        office.settle(work, "list_wrong", "正常经营")
        apply(office)
        assert Unit.objects.get(id=small).closed_on is None, "whoever looks again has the last word"


def test_the_later_of_two_settlements_of_an_item_counts(two: Office) -> None:
    """Of one unit: the address that lists say differently, then the move; neither is taken up again."""
    office = two
    office.settle(records()[HAOJUN, "address"], "changed", RIGHT)
    apply(office)
    office.today = date(2023, 9, 7)
    lists = {"market": [*changed(MARKET, 2, 地址=NEW), STORE], "tax": changed(TAX, 2, 地址=NEW), "walk": WALK}
    office.load(**lists)
    office.settle(records()[HAOJUN, "moved"], "changed", f"{HONGYAN}团结路6号")
    apply(office)
    assert unit(HAOJUN).address == f"{HONGYAN}团结路6号"
    assert apply(office) is None, "the older one is not taken for new"
    office.today = date(2023, 9, 8)
    last = f"{MICHENG}人民路1号"
    office.load(**(lists | {"tax": changed(TAX, 2, 地址=last), "market": changed(MARKET, 2, 地址=last)}))
    assert unit(HAOJUN).address == last, "and both yield to a list that says something new"


def test_what_is_settled_of_a_unit_that_has_merged_is_of_the_one_that_stays(two: Office) -> None:
    from youju.register.models import Unit

    office = two
    office.today = date(2023, 9, 6)
    name = STORE["单位名称"]
    office.load(market=changed([*MARKET, STORE], 7, 地址=NEW), tax=TAX, walk=WALK)
    moved, numbers = records()[name, "moved"], {unit(name).number, unit(ZHUOLANG).number}
    decide(office, "same")
    apply(office)
    office.settle(moved, "changed", RIGHT)
    assert apply(office).units == {"changed": 1}
    (stays,) = Unit.objects.filter(number__in=numbers, merged_into=None)
    assert stays.address == RIGHT
    assert apply(office) is None


@pytest.mark.parametrize("finding", ["changed", "closed", "correct"])
def test_near_and_whole_merge_alike(two: Office, monkeypatch: pytest.MonkeyPatch, finding: str) -> None:
    office = two
    office.today = date(2023, 9, 6)
    office.settle(records()[ZHUOLANG, "field_only"], finding, RIGHT)
    office.settle(records()[HAOJUN, "address"], "changed", RIGHT)
    apply(office)
    decide(office, "same")
    decide(office, "same", ("market", "2"), ("market", "1"))
    near, whole = both_ways(office, monkeypatch, market=changed(MARKET, 1, 负责人="冯军")[:1])
    assert near == whole
    apply(office)
    decide(office, "different")
    near, whole = both_ways(office, monkeypatch, market=changed(MARKET, 1, 负责人="冯军")[:1])
    assert near == whole
