"""Days and amounts of units are written one way, whatever lists write; rows keep what came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.conftest import CLERK, Office
from youju.register.candidates import amount_of
from youju.register.rules import Rules
from youju.register.standardising import AMOUNTS, standard


@pytest.mark.parametrize(
    ("item", "text", "written"),
    [
        ("founded", "2014-3-2", "2014-03-02"),
        ("founded", "2014/03/02", "2014-03-02"),
        ("founded", "2014.3.2", "2014-03-02"),
        ("founded", "２０１４年３月２日", "2014-03-02"),
        ("founded", "20140302", "2014-03-02"),
        ("founded", "2014-03-02 00:00:00", "2014-03-02"),
        ("founded", "2014-13-02", "2014-13-02"),
        ("founded", "2014年3月", "2014年3月"),
        ("founded", "不详", "不详"),
        ("capital", "60(万元)", "60万元"),
        ("capital", "60（人民币万元）", "60万元"),
        ("capital", "60万元人民币", "60万元"),
        ("capital", "60万美元", "60万美元"),
        ("capital", "60", "60"),
        ("sales", "5,000,000元", "500万元"),
        ("sales", "1.25亿元", "12500万元"),
        ("sales", "300千元", "30万元"),
        ("sales", "0元", "0万元"),
        ("sales", "-3元", "-0.0003万元"),
        ("employees", "3元", "3元"),
    ],
)
def test_written_one_way(item: str, text: str, written: str) -> None:
    assert standard(item, text) == written
    assert standard(item, written) == written


@given(st.sampled_from(["founded", *sorted(AMOUNTS), "name"]), st.text())
def test_any_text_is_read_and_twice_is_once(item: str, text: str) -> None:
    once = standard(item, text)
    assert standard(item, once) == once


def test_thresholds_see_ten_thousand_yuan() -> None:
    assert amount_of(standard("sales", "20,000,000元")) == 2000


def test_units_have_the_standard_value_and_rows_what_came(office: Office) -> None:
    from youju.register import actions
    from youju.register.models import Row, Unit

    text = '行号,单位名称,营业收入（元）,成立日期\n1,弥渡县恒泽商贸有限公司,"25,000,000",2014年3月2日\n'
    (office.folder / "tax.csv").write_text(text, encoding="utf-8")
    path = office.folder / "lists.yaml"
    more = "columns: {row: 行号}, items: {sales: 营业收入（元）, founded: 成立日期}"
    path.write_text(f"lists:\n  tax: {{file: tax.csv, {more}}}\n", encoding="utf-8")
    actions.load(path, actor=CLERK, on=office.today, at=office.at())
    unit = Unit.objects.get()
    assert {name: unit.values[name]["value"] for name in ("sales", "founded")} == {
        "sales": "2500万元", "founded": "2014-03-02",
    }  # fmt: skip
    assert unit.reach == 2500
    assert Row.objects.get().items == {"sales": "25,000,000元", "founded": "2014年3月2日"}
    assert actions.load(path, actor=CLERK, on=office.today, at=office.at()).units == {}


def test_amounts_have_their_unit_wherever_two_rows_stand_side_by_side() -> None:
    from youju.register.models import Row
    from youju.register.pages import comparing, unit

    one = {"capital": "60", "founded": "2014年3月2日", "sales": "12.5", "industry": "3011"}
    two = {"capital": "600000元", "founded": "2014-03-02", "industry": "乙"}
    rules = Rules()
    found = {line.label: (line.left, line.right) for line in comparing.lines(one, two, rules, {})}
    assert found == {
        "capital": ([("60万元", False)], [("60万元", False)]),
        "founded": ([("2014-03-02", False)], [("2014-03-02", False)]),
        "sales": ([("12.5万元", False)], []),
        "industry": ([("3011 水泥制造", True)], [("乙", True)]),
    }
    row = Row(source="market", row="1", items={"capital": "60", "employees": "7"})
    assert dict(unit.row_items(row, rules)) == {"capital": "60万元", "employees": "7"}
