"""What is settled with evidence changes the units, and stands until a list says something new."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st

from tests.register.conftest import CLERK, HONGYAN, MARKET, MICHENG, TAX, WALK, Office, changed, row
from tests.register.test_differences import records
from tests.register.test_nearby import both_ways, seen
from youju.errors import YoujuError
from youju.register import verified
from youju.register.rules import VERIFIED

HAOJUN, ZHUOLANG = "弥渡县昊骏建筑工程有限公司", "卓朗餐饮店"
RIGHT = f"{MICHENG}滨河路3号"


def unit(name: str) -> Any:
    from youju.register.models import Unit

    return Unit.objects.get(name=name)


@pytest.fixture
def loaded(office: Office) -> Office:
    with TestCase.captureOnCommitCallbacks(execute=True):
        office.load()
    return office


def apply(office: Office) -> Any:
    from youju.register import actions

    with TestCase.captureOnCommitCallbacks(execute=True):
        return actions.apply_settled(at=office.at())


def test_nothing_is_settled_without_evidence(loaded: Office) -> None:
    from youju.ledger import actions

    record = records()[HAOJUN, "address"]
    for act, actor in (("verify", "dai"), ("settle_on_paper", "meng")):
        from youju.people.queries import actor as actor_of

        with pytest.raises(YoujuError) as raised:
            actions.perform(
                record.id, act, actor=actor_of(actor), on=loaded.today, at=loaded.at(),
                values={"finding": "changed", "right": RIGHT},
            )  # fmt: skip
        assert [one.code.id for one in raised.value.problems] == ["K715"]
    with pytest.raises(YoujuError) as raised:
        actions.perform(
            record.id, "settle", actor=CLERK, on=loaded.today, at=loaded.at(), values={"finding": "changed"}
        )
    assert raised.value.problems[0].code.id == "K712", "not before it was verified"
    assert apply(loaded) is None


def test_the_right_content_is_the_units_until_a_list_says_something_new(loaded: Office) -> None:
    from youju.register import queries

    office = loaded
    office.settle(records()[HAOJUN, "address"], "changed", RIGHT)
    done = apply(office)
    assert done.units == {"changed": 1}
    one = unit(HAOJUN)
    assert (one.address, one.division) == (RIGHT, "532925101")
    value = queries.offer(CLERK, str(one.number), "address")
    assert value is not None and value["list"] == VERIFIED and value["on"] == office.today.isoformat()
    assert queries.as_at(one, as_of=office.today).facts["address"] == RIGHT
    assert apply(office) is None, "once"

    office.today = date(2023, 10, 1)
    assert office.load().units == {}, "lists that say the same again change nothing"
    tax = changed(TAX, 2, 联系电话="08728100099")
    office.load(market=MARKET, tax=tax, walk=WALK)
    assert unit(HAOJUN).address == RIGHT, "another item of the row is no new address"
    new = f"{HONGYAN}团结路5号"
    office.today = date(2023, 11, 1)
    result = office.load(market=MARKET, tax=changed(tax, 2, 地址=new), walk=WALK)
    assert (unit(HAOJUN).address, result.differences["reopened"]) == (new, 1)
    assert office.load(market=MARKET, tax=changed(tax, 2, 地址=new), walk=WALK).units == {}, "and stays"


def test_a_unit_that_is_not_there_is_closed_and_may_come_back(loaded: Office) -> None:
    office = loaded
    record = records()[ZHUOLANG, "field_only"]
    office.settle(record, "not_found")
    assert apply(office).units == {"closed": 1}
    assert unit(ZHUOLANG).closed_on == office.today
    office.today = date(2023, 10, 1)
    assert office.load().units == {}
    assert unit(ZHUOLANG).closed_on == date(2023, 9, 1)

    office.today = date(2023, 10, 2)
    shop = row(7, 9, ZHUOLANG, f"{HONGYAN}朝阳路77号", 负责人="郑洋", 登记状态="存续")
    result = office.load(market=[*MARKET, shop], tax=TAX, walk=WALK)
    assert result.units["reopened"] == 1, "market supervision says for the first time that it is there"
    assert unit(ZHUOLANG).closed_on is None


def test_what_is_settled_anew_replaces_what_was_settled(loaded: Office) -> None:
    from youju.ledger import actions

    office = loaded
    key = (HAOJUN, "address")
    office.settle(records()[key], "closed")
    apply(office)
    assert unit(HAOJUN).closed_on == office.today
    office.today += timedelta(days=1)
    record = records()[key]
    actions.perform(record.id, "reopen", actor=CLERK, on=office.today, at=office.at(), comment="仍在经营")
    assert apply(office) is None, "until it is settled again, what was settled stands"
    office.settle(records()[key], "correct")
    assert apply(office).units == {"reopened": 1}
    assert unit(HAOJUN).closed_on is None


def test_decisions_are_applied_without_linking_everything(
    loaded: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youju.register import actions
    from youju.register.actions import loading
    from youju.register.models import Row

    actions.decide(("walk", "1"), ("market", "1"), "different", actor=CLERK, at=loaded.at())
    monkeypatch.setattr(loading, "link_rows", lambda *_, **__: pytest.fail("everything was linked"))
    assert apply(loaded).units["entered"] == 1
    units = {(one.source, one.row): one.unit for one in Row.objects.all()}
    assert units["walk", "1"] != units["market", "1"]
    assert apply(loaded) is None


def test_without_what_is_linked_the_next_load_does_it(
    loaded: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youju.register.actions import nearby

    loaded.settle(records()[HAOJUN, "address"], "changed", RIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(nearby, "opened", lambda **_: None)
        assert apply(loaded) is None
    loaded.load()
    assert unit(HAOJUN).address == RIGHT


def test_settling_goes_on_and_on(loaded: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is linked does not grow by what is settled, and however much came behind it, settling works."""
    from youju.register import actions
    from youju.register.actions import nearby

    monkeypatch.setattr(nearby, "_LAYERS", 1)
    verdicts = ("different", "same", "different", "undecided")
    for number, verdict in enumerate(verdicts):
        loaded.today += timedelta(days=2)
        actions.decide(("walk", "1"), ("market", "1"), verdict, actor=CLERK, at=loaded.at())
        apply(loaded)
        store = nearby.opened()
        assert store is not None and len(store.layers) == 1, number
        assert len(store.decisions.same) + len(store.decisions.different) == (verdict != "undecided")
    with TestCase.captureOnCommitCallbacks(execute=True):
        loaded.load(partial=True, market=changed(MARKET, 1, 负责人="冯军")[:1])
    assert nearby.opened() is None, "the next delivery of changes links everything"
    loaded.settle(records()[HAOJUN, "address"], "changed", RIGHT)
    assert apply(loaded).units == {"changed": 1}
    assert unit(HAOJUN).address == RIGHT


def test_what_is_settled_of_two_rows_may_be_settled_anew(loaded: Office) -> None:
    from youju.ledger import actions
    from youju.register.models import Decision

    tax = [*TAX, TAX[2] | {"行号": "9", "联系电话": "08728100077"}]
    loaded.today += timedelta(days=2)
    with TestCase.captureOnCommitCallbacks(execute=True):
        loaded.load(market=MARKET, tax=tax, walk=WALK)
    key = ("弥渡县腾宏农业开发有限公司", "duplicate")
    loaded.settle(records()[key], "same_unit")
    apply(loaded)
    loaded.today += timedelta(days=2)
    record = records()[key]
    actions.perform(record.id, "reopen", actor=CLERK, on=loaded.today, at=loaded.at(), comment="另有一户")
    loaded.settle(records()[key], "different_unit")
    apply(loaded)
    loaded.today += timedelta(days=2)
    assert apply(loaded) is None
    decided = Decision.objects.filter(record=record.id).order_by("id").values_list("verdict", flat=True)
    assert list(decided) == ["same", "different"]


def test_near_and_whole_take_the_same_in(loaded: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.settle(records()[HAOJUN, "address"], "changed", RIGHT)
    loaded.settle(records()[ZHUOLANG, "field_only"], "closed")
    near, whole = both_ways(loaded, monkeypatch, market=changed(MARKET, 1, 负责人="冯军")[:1])
    assert near == whole
    assert any(values[5] == RIGHT for values in near["units"].values())
    assert not any(values[5] == RIGHT for values in seen()["units"].values()), "it was taken back"


ITEM = st.sampled_from(["", "甲", "乙", "丙"])


@given(st.lists(ITEM, min_size=1, max_size=6), st.integers(0, 5), st.sampled_from(["甲", "乙", "丁"]))
def test_a_settlement_yields_to_a_new_statement_only(told: list[str], at: int, right: str) -> None:
    """One list says something day after day; on one day the item is settled. Oracle: the plain rule."""
    from uuid import UUID

    at = min(at, len(told) - 1)
    one = verified.Verdict(UUID(int=1), 1, 1, "name", right, date(2023, 9, 1))
    values: dict[str, Any] = {}
    stands, against = False, {""}
    for day, text in enumerate(told):
        said = {"name": {"value": text, "list": "market", "row": "1", "on": "2023-09-01"}} if text else {}
        verdicts = [one] if day >= at else []
        rows = [verified.Statement({"name": text} if text else {}, date(2023, 9, 1))]
        values = verified.upheld(said, values, verdicts, rows, number=1)
        if day == at:
            stands, against = text != right, {text, ""}
        elif day > at:
            stands, against = (
                (True, {""}) if not stands and not text else (stands and text in against, against)
            )
        expected = right if stands else text
        assert values.get("name", {}).get("value", "") == expected, (day, told)
        assert not verified.is_pending(verdicts, values, number=1)


def test_a_list_of_the_end_of_last_month_is_taken_after_a_settlement_of_this_month(loaded: Office) -> None:
    from youju.register.models import Delivery, Load

    loaded.today = date(2023, 11, 5)
    loaded.settle(records()[HAOJUN, "address"], "changed", RIGHT)
    assert apply(loaded) is not None
    loaded.today = date(2023, 11, 6)
    market = changed(MARKET, 1, 登记状态="存续", 负责人="赵伟明")
    loaded.load(market=market, on=date(2023, 10, 31))
    assert {one.on for one in Delivery.objects.filter(source="market")} == {
        date(2023, 9, 1), date(2023, 10, 31),
    }  # fmt: skip
    assert {one.on for one in Load.objects.all()} == {date(2023, 9, 1), date(2023, 11, 5)}
    assert unit(HAOJUN).values["address"]["value"] == RIGHT
    with pytest.raises(YoujuError) as raised:
        loaded.load(market=market, on=date(2023, 10, 30))
    assert raised.value.problems[0].code.id == "K803"
