"""What is a quantity and what is not; precision, hedges and units of what is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.checker.mentions import Role
from youju.checker.numbers import mentions_of

INFINITY = Decimal("Infinity")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("〔2023〕43号文", Role.NAME),
        ("（2021）第5号令", Role.NAME),
        ("按第12条执行", Role.ORDINAL),
        ("12345热线", Role.NAME),
        ("拨打13912345678", Role.NAME),
        ("电话0563-1234567", Role.NAME),
        ("建设5G基站", Role.NAME),
        ("PM2.5浓度", Role.NAME),
        ("2023年6月5日", Role.DATE),
        ("1-9月", Role.DATE),
        ("2021—2025年", Role.DATE),
        ("6月", Role.DATE),
        ("居全市第2位", Role.RANK),
        ("排名全省第四", Role.RANK),
        ("二〇二三年十二月三十一日", Role.DATE),
        ("截至十一月底", Role.DATE),
        ("20时开始", Role.DATE),
        ("第3批", Role.ORDINAL),
        ("第 3 批", Role.ORDINAL),
        ("2 0 2 3 年", Role.DATE),
        ("1.抓学习", Role.MARKER),
        ("（2）抓学习", Role.MARKER),
        ("XX户", Role.MASKED),
        ("XX万元", Role.MASKED),
        ("120件", Role.QUANTITY),
    ],
)
def test_roles(text: str, role: Role) -> None:
    found = mentions_of(text, 0, len(text))
    assert [one.role for one in found] == [role]


def test_a_unit_that_only_begins_a_word_is_none() -> None:
    text = "完成185.60万人年度目标任务，用工320人年"
    assert [one.unit for one in mentions_of(text, 0, len(text))] == ["人", "人年"]


def test_events_are_counted_by_either_measure_word() -> None:
    text = "组织活动68场次，其中进村19场"
    assert {one.dimension for one in mentions_of(text, 0, len(text))} == {"场"}


@pytest.mark.parametrize("text", ["统一部署", "进一步", "十分重要", "XX县", "XX街道", "一些", "万众一心"])
def test_no_number(text: str) -> None:
    assert mentions_of(text, 0, len(text)) == []


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "unit"),
    [
        ("120件", "120", "120", "120", "件"),
        ("1,234人次", "1234", "1234", "1234", "人次"),
        ("3.5万亩", "35000", "34500", "35500", "亩"),
        ("131万亩", "1310000", "1305000", "1315000", "亩"),
        ("18.8%", "18.8", "18.75", "18.85", "%"),
        ("１００％", "100", "99.5", "100.5", "%"),
        ("60余篇", "60", "60", "70", "篇"),
        ("1112余万元", "11120000", "11120000", "11130000", "元"),
        ("3万余人", "30000", "30000", "40000", "人"),
        ("超过20家", "20", "20", "Infinity", "家"),
        ("20家以上", "20", "20", "Infinity", "家"),
        ("近100家", "100", "90", "100", "家"),
        ("97%左右", "97", "96", "98", "%"),
        ("5—8家", "8", "5", "8", "家"),
        ("3.4个百分点", "3.4", "3.35", "3.45", "百分点"),
        ("一百二十件", "120", "120", "120", "件"),
        ("两名", "2", "2", "2", "名"),
        ("百分之五", "5", "4.5", "5.5", "%"),
        ("6.77‰", "6.77", "6.765", "6.775", "‰"),
        ("66.67%", "66.67", "66.665", "66.675", "%"),
        ("66.70%", "66.7", "66.65", "66.75", "%"),
        ("12 345人", "12345", "12345", "12345", "人"),
        ("3 5 件", "35", "35", "35", "件"),
        ("1 2.5万元", "125000", "124500", "125500", "元"),
        ("49.9 万吨", "499000", "498500", "499500", "吨"),
        ("35 余人", "35", "35", "36", "人"),
    ],
)
def test_quantities(text: str, value: str, low: str, high: str, unit: str) -> None:
    (found,) = mentions_of(text, 0, len(text))
    assert found.role is Role.QUANTITY
    assert (found.value, found.interval.low, found.interval.high, found.unit) == (
        Decimal(value), Decimal(low), Decimal(high), unit,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("卫生人员132.7万，其中医师80万人", ["人", "人"]),
        ("入院人次187.3万。", ["人次"]),
        ("进出口4494亿、1.21万亿元", ["元", "元"]),
        ("附件 1 项目清单", [""]),
        ("12 34 56 个", ["", "", "个"]),
        ("增加18万，增长5%", ["", "%"]),
    ],
)
def test_units_that_are_not_beside_the_number(text: str, units: list[str]) -> None:
    assert [one.unit for one in mentions_of(text, 0, len(text))] == units


def test_only_the_piece_asked_for_is_read() -> None:
    text = "甲5件，乙6件，丙7件"
    found = mentions_of(text, 4, 8)
    assert [(one.text, one.start, one.end) for one in found] == [("6件", 5, 7)]


@given(
    st.text(
        alphabet="0123456789.,%万亿余多约一二十百千X第年月日号〔〕（）个件元亩、，。\n５％ A", max_size=60
    )
)
def test_any_text_is_read_in_order_and_in_place(text: str) -> None:
    at = 0
    for one in mentions_of(text, 0, len(text)):
        assert at <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        assert one.interval.low <= one.interval.high
        at = one.end


def test_spelled_decimals_and_ranges_with_their_unit_are_one_quantity() -> None:
    text = "收入一百六十九点一亿元，人均增收300元至1.2万元。"
    [income, rise] = mentions_of(text, 0, len(text))
    assert (income.value, income.half) == (Decimal("169.1e8"), Decimal(5000000))
    assert rise.span == (Decimal(300), Decimal(12000))


def test_a_rate_is_no_part_of_another() -> None:
    text = "用水量53.9立方米/万元，其中工业60.2立方米/亩。"
    [used, industry] = mentions_of(text, 0, len(text))
    assert (used.unit, industry.unit) == ("立方米/万元", "立方米/亩")
