"""Quantities: value, precision, unit and hedge of each form, there and back, and places in a text."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import quantities, units
from youju.standards.quantities import Quantity

GOLD = Path(__file__).parents[3] / "shared/data/gold"
UNITS = st.sampled_from(["件", "人", "亩", "元", "%", "‰", "公里", "吨", "人次", "个百分点"])


@pytest.mark.parametrize(
    ("text", "value", "half", "unit", "hedge"),
    [
        ("120件", "120", "0", "件", None),
        ("一百二十件", "120", "0", "件", None),
        ("3.5万亩", "35000", "500", "亩", None),
        ("3.50万亩", "35000", "50", "亩", None),
        ("131万亩", "1310000", "5000", "亩", None),
        ("1.2亿元", "120000000", "5000000", "元", None),
        ("两万三千人次", "23000", "0", "人次", None),
        ("12件", "12", "0", "件", None),
        ("457亩", "457", "0.5", "亩", None),
        ("百分之五", "5", "0.5", "%", None),
        ("百分之五点二", "5.2", "0.05", "%", None),
        ("千分之三", "3", "0.5", "‰", None),
        ("万分之二", "0.02", "0.005", "%", None),
        ("3‰", "3", "0.5", "‰", None),
        ("１２．５％", "12.5", "0.05", "%", None),
        ("-3.2%", "-3.2", "0.05", "%", None),
        ("0.5个百分点", "0.5", "0.05", "个百分点", None),
        ("两成", "20", "5", "%", None),
        ("三成五", "35", "0.5", "%", None),
        ("半数", "50", "0", "%", None),
        ("一半", "50", "0", "%", None),
        ("过半", "50", "0", "%", "超过"),
        ("四分之一", "25", "0", "%", None),
        ("约120人", "120", "0", "人", "约"),
        ("60余篇", "60", "0", "篇", "余"),
        ("3500余万元", "35000000", "5000", "元", "余"),
        ("九成以上", "90", "5", "%", "以上"),
        ("不足5%", "5", "0.5", "%", "不足"),
        ("97%左右", "97", "0.5", "%", "左右"),
        ("2.3倍", "2.3", "0.05", "倍", None),
        ("10个工作日", "10", "0", "个工作日", None),
        ("7座灯塔", "7", "0", "座灯塔", None),
        ("1,234.5", "1234.5", "0.05", None, None),
    ],
)
def test_forms(text: str, value: str, half: str, unit: str | None, hedge: str | None) -> None:
    found = quantities.parse(text)
    assert (found.value, found.half, found.hedge) == (Decimal(value), Decimal(half), hedge)
    assert (found.unit.symbol if found.unit else None) == unit


@given(st.integers(-(10**12), 10**12), st.integers(0, 3), UNITS)
def test_written_and_read_back(digits: int, places: int, unit: str) -> None:
    value = Decimal(digits).scaleb(-places)
    text = quantities.write(value, unit)
    assert quantities.parse(text).value == value
    found = quantities.find(f"共{text}。")
    assert [each.quantity.value for each in found] == [value]
    assert found[0].text == text


@given(st.integers(0, 10**12), st.integers(0, 3), UNITS)
def test_what_was_rounded_lies_within(digits: int, places: int, unit: str) -> None:
    value = Decimal(digits).scaleb(-3)
    text = quantities.write(value, unit, places=places)
    read = quantities.parse(text)
    if read.half:
        assert value in read
    assert read.unit == units.unit(unit)


@given(st.decimals(0, 10**6, places=2), UNITS)
def test_in_words_and_back(value: Decimal, unit: str) -> None:
    quantity = Quantity(value, Decimal("0.005"), units.unit(unit))
    words = quantities.in_words(quantity)
    assert not any(character.isdigit() and character.isascii() for character in words)
    assert quantities.parse(words).value == value


def test_bounds() -> None:
    assert Decimal("3.45") in quantities.parse("3.5亩")
    assert Decimal("3.44") not in quantities.parse("3.5亩")
    assert Decimal(1000) in quantities.parse("60余篇")
    assert Decimal(59) not in quantities.parse("60余篇")
    assert Decimal(0) in quantities.parse("不足5%")
    assert Decimal(6) not in quantities.parse("不足5%")
    assert Decimal(500) in quantities.parse("约100亩")


def test_into_another_unit() -> None:
    found = quantities.parse("1.2亿元").into("万元")
    assert (found.value, found.half, str(found.unit)) == (Decimal(12000), Decimal(500), "万元")
    for wrong in ("12人", "12"):
        with pytest.raises(YoujuError) as caught:
            quantities.parse(wrong).into("万元")
        assert caught.value.code == "S102"


@pytest.mark.parametrize("text", ["", "件", "约", "很多", "12件3人", "第三", "百分之", "三分之", "零分之一"])
def test_what_is_no_quantity(text: str) -> None:
    with pytest.raises(YoujuError) as caught:
        quantities.parse(text)
    assert caught.value.code == "S150"


def test_places_in_a_text() -> None:
    text = (
        "2023年１—１０月共受理１２０件，办结约九成；其中第三季度投入3.5万元，"
        "16-20分的有3人，同比下降1.2个百分点。"
    )
    found = quantities.find(text)
    assert [each.text for each in found] == [
        "１２０件",
        "约九成",
        "3.5万元",
        "16",
        "20分",
        "3人",
        "1.2个百分点",
    ]
    assert all(text[each.start : each.end] == each.text for each in found)
    assert found[1].quantity.hedge == "约"


@pytest.mark.parametrize(
    "text",
    ["十分重要", "统一部署", "第十二条", "一些单位", "其一", "万一", "一度停工", "完成整改", "三成立",
     "近年来", "2023-05-01", "去年同期"],
)  # fmt: skip
def test_words_that_count_nothing(text: str) -> None:
    assert quantities.find(text) == []


@given(st.text("0123456789.,-%一二三百千万亿分之成半约近余过第件元人亩年月", max_size=16))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    found = quantities.find(text)
    places = [place for each in found for place in (each.start, each.end)]
    assert places == sorted(places)
    assert all(each.start < each.end <= len(text) and each.quantity.half >= 0 for each in found)
    try:
        quantities.parse(text)
    except YoujuError as error:
        assert error.code == "S150"


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled reports of ../shared are not here")
def test_labelled_operands_of_real_reports() -> None:
    right = total = 0
    for path in sorted(GOLD.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for operand in json.loads(line)["operands"].values():
                quote = operand.get("quote") or ""
                if "年" in quote or "月" in quote or not any(c.isdigit() for c in quote):
                    continue  # dates are the business of periods
                total += 1
                values = [float(each.quantity.value) for each in quantities.find(quote)]
                right += any(abs(value - operand["value"]) < 1e-9 for value in values)
    assert total > 400
    assert right > 0.96 * total
