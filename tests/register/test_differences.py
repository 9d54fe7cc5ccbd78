"""Differences become records, stay one however often lists come, and end when the lists agree."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.linkage.county import code_of
from tests.register.conftest import (
    CLERK,
    HONGYAN,
    MARKET,
    MICHENG,
    OTHER,
    TAX,
    TOWN,
    WALK,
    Office,
    changed,
    row,
)
from youju.people.actors import Actor

LATER, LAST = date(2023, 10, 1), date(2023, 11, 1)


def records(**wanted: Any) -> dict[tuple[str, str], Any]:
    """Records of the ledger by name of the unit and kind."""
    from youju.ledger import queries
    from youju.register.queries import DIFFERENCES

    found = queries.visible_to(wanted.pop("actor", CLERK), DIFFERENCES).filter(**wanted)
    return {(one.values["name"], one.values["kind"]): one for one in found}


def kinds(**wanted: Any) -> set[tuple[str, str]]:
    """Names shortened, and kinds."""
    return {(name.removeprefix("弥渡县")[:2], kind) for name, kind in records(**wanted)}


def test_every_kind_is_found(office: Office) -> None:
    market = changed(MARKET, 3, 登记状态="注销", 行业="0511")
    market = changed(market, 4, 行业="C3421")
    tax = changed(changed(TAX, 3, 行业="0519"), 4, 行业="F51", 单位名称="弥渡县红光服装厂")
    tax = [*tax, row(5, 1, "弥渡县恒泽商贸有限公司", f"{MICHENG}建设路1号")]
    code = code_of(6)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    walk = [
        *WALK,
        row(
            3,
            None,
            "弥渡县盈祺食品加工有限公司",
            f"{MICHENG}迎宾路66号",
            负责人="吴强",
            统一社会信用代码=wrong,
        ),
    ]
    result = office.load(market=market, tax=tax, walk=walk)
    assert kinds() == {
        ("恒泽", "duplicate"),
        ("昊骏", "address"),
        ("腾宏", "status"),
        ("晟瀚", "industry"),
        ("晟瀚", "name"),
        ("铭锐", "missing"),
        ("盈祺", "missing"),
        ("盈祺", "code"),
        ("卓朗", "field_only"),
    }
    assert result.differences == {"opened": 9, "updated": 0, "reopened": 0, "agreed": 0}
    address = records()["弥渡县昊骏建筑工程有限公司", "address"]
    said = f"税务登记：{HONGYAN}新华路9号；市场监管登记：{MICHENG}人民路22号。"
    assert address.values["detail"] == said
    assert (address.organisation, address.values["rows"]) == ("hongyan", "税务登记:2\n市场监管登记:2")


def test_towns_get_their_own(office: Office) -> None:
    office.load()
    assert kinds(actor=TOWN) == {("铭锐", "missing"), ("盈祺", "missing")}
    assert kinds(actor=OTHER) == {("昊骏", "address"), ("卓朗", "field_only")}


def test_agreement_ends_a_difference_and_a_new_one_opens_it_again(office: Office) -> None:
    office.load()
    key = ("弥渡县昊骏建筑工程有限公司", "address")
    number = records()[key].id
    office.today = LATER
    tax = changed(TAX, 2, 地址=f"{MICHENG}人民路22号")
    assert office.load(market=MARKET, tax=tax, walk=WALK).differences == {
        "opened": 0, "updated": 0, "reopened": 0, "agreed": 1,
    }  # fmt: skip
    assert records()[key].state == "agreed"
    assert office.load(market=MARKET, tax=tax, walk=WALK).differences["agreed"] == 0
    office.today = LAST
    tax = changed(TAX, 2, 地址=f"{HONGYAN}团结路5号")
    assert office.load(market=MARKET, tax=tax, walk=WALK).differences == {
        "opened": 0, "updated": 1, "reopened": 1, "agreed": 0,
    }, "one record, though the unit has moved as well"  # fmt: skip
    again = records()[key]
    assert (again.id, again.state) == (number, "open")
    assert "团结路5号" in again.values["detail"]


def test_what_was_settled_stays_settled_until_the_lists_say_something_else(office: Office) -> None:
    office.load()
    key = ("弥渡县昊骏建筑工程有限公司", "address")
    office.settle(records()[key], "correct")
    office.today = LATER
    assert office.load().differences["reopened"] == 0
    assert records()[key].state == "settled"
    tax = changed(TAX, 2, 地址=f"{HONGYAN}团结路5号")
    assert office.load(market=MARKET, tax=tax, walk=WALK).differences["reopened"] == 1
    assert (records()[key].state, records()[key].values.get("finding")) == ("open", None)


def test_rows_that_were_named_as_configurations_do_are_the_same_rows(office: Office) -> None:
    from youju.ledger.models import LedgerRecord

    office.load()
    key = ("弥渡县昊骏建筑工程有限公司", "address")
    record = office.settle(records()[key], "correct")
    found = LedgerRecord.objects.get(id=record.id)
    LedgerRecord.objects.filter(id=record.id).update(values=found.values | {"rows": "tax:2\nmarket:2"})
    office.today = LATER
    assert office.load().differences == {"opened": 0, "updated": 0, "reopened": 0, "agreed": 0}


def test_a_settled_duplicate_becomes_a_kept_decision(office: Office) -> None:
    from youju.register.models import Decision, Row

    twin = row(5, None, "恒泽商贸有限公司", f"{MICHENG}建设路1号", 负责人="赵伟")
    office.load(market=MARKET, tax=[*TAX, twin], walk=WALK)
    record = records()["弥渡县恒泽商贸有限公司", "duplicate"]
    assert record.values["rows"] == "税务登记:1\n税务登记:5"
    office.settle(record, "different_unit")
    office.today = LATER
    result = office.load(market=MARKET, tax=[*TAX, twin], walk=WALK)
    units = dict(Row.objects.filter(source="tax").values_list("row", "unit"))
    assert units["1"] != units["5"]
    assert result.units["entered"] == 1
    kept = Decision.objects.get()
    assert (kept.verdict, kept.record) == ("different", record.id)
    assert office.load(market=MARKET, tax=[*TAX, twin], walk=WALK).units == {}, "and stays"
    assert Decision.objects.count() == 1


def test_without_the_ledger_units_are_loaded_all_the_same(office: Office, db: Any) -> None:
    with db.superuser() as connection:
        connection.execute("UPDATE ledger_pack SET current = false")
    office.load(actor=Actor.system())
    from youju.register.models import Unit

    assert Unit.objects.count() == 7
