"""What may be added to, compared with and multiplied by what; conversions are exact."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.language.expressions import AS_OF, SYMBOLS
from youju.errors import YoujuError
from youju.language import evaluate, parse

RECORD = {
    "amount": Decimal(3),
    "done": Decimal(20_000),
    "people": Decimal(500),
    "crowd": Decimal("0.2"),
    "land": Decimal(3),
    "plot": Decimal(1000),
    "rate": Decimal(50),
    "score": Decimal(8),
}


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("金额 + 已整改金额", "金额（万元）", "5"),
        ("已整改金额 + 金额", "金额（元）", "50000"),
        ("金额 + 1", "金额（万元）", "4"),
        ("1 + 已整改金额", "金额（元）", "20001"),
        ("金额 + 1元", "金额（万元）", "3.0001"),
        ("人数 + 万人数", "数值（人）", "2500"),
        ("金额 / 人数", "金额（万元）", "0.006"),
        ("金额 / 已整改金额", "数值", "1.5"),
        ("人数 / 万人数", "数值", "0.25"),
        ("金额 * 人数", "金额（万元）", "1500"),
        ("金额 * 2", "金额（万元）", "6"),
        ("人数 / 金额", "数值", "166.6666666667"),
        ("金额 * 整改率", "金额（万元）", "1.5"),
        ("整改率 * 金额", "金额（万元）", "1.5"),
        ("金额 / 整改率", "金额（万元）", "6"),
        ("整改率 * 整改率", "百分比（%）", "25"),
        ("整改率 * 2", "百分比（%）", "100"),
        ("整改率 / 2", "百分比（%）", "25"),
        ("整改率 + 10", "百分比（%）", "60"),
        ("share(已整改金额, 金额)", "百分比（%）", "66.6666666667"),
        ("share(金额, 已整改金额)", "百分比（%）", "150"),
        ("面积 + 地块面积", "数值（亩）", "4.5"),
        ("地块面积 + 面积", "数值（平方米）", "3000"),
        ("500元/平方米 * 面积", "数值（元/平方米）", None),
        ("max_of(金额, 已整改金额)", "金额（万元）", "3"),
        ("case when true then 已整改金额 else 金额 end", "金额（元）", "20000"),
        ("已整改金额 % 金额", "金额（元）", "20000"),
        ("abs(-金额)", "金额（万元）", "3"),
    ],
)
def test_the_unit_of_a_result(text: str, type_: str, value: str | None) -> None:
    if value is None:  # a unit with a slash cannot be written behind a number: it reads as a division
        with pytest.raises(YoujuError):
            parse(text, SYMBOLS)
        return
    expression = parse(text, SYMBOLS)
    assert expression.type.label == type_
    assert evaluate(expression, RECORD, as_of=AS_OF) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("金额 > 已整改金额", True),
        ("金额 = 30000元", True),
        ("金额 < 0.0004亿元", True),
        ("已整改金额 between 1万元 and 金额", True),
        ("已整改金额 in (1万元, 2万元)", True),
        ("面积 > 1999平方米", True),
        ("面积 <= 地块面积 * 2", True),
        ("整改率 >= 50", True),
        ("面积 = 0.2公顷", True),
    ],
)
def test_comparisons_convert(text: str, value: bool) -> None:
    assert evaluate(parse(text, SYMBOLS), RECORD, as_of=AS_OF) is value


@pytest.mark.parametrize(
    "text",
    [
        "金额 + 人数",
        "人数 - 面积",
        "金额 > 整改率",
        "整改率 > 人数 / 万人数",
        "金额 * 金额",
        "coalesce(金额, 人数)",
        "share(金额, 人数)",
        "min_of(金额, 得分)",
        "case when true then 金额 else 人数 end",
        "金额 in (3人)",
        "overdue(整改期限) > 人数",
        "overdue(整改期限) + workdays_between(收到日期, 办结日期)",
    ],
)
def test_what_does_not_fit_is_refused_before_there_is_data(text: str) -> None:
    with pytest.raises(YoujuError) as raised:
        parse(text, SYMBOLS)
    assert raised.value.code == "L209"


def test_one_fen_told_in_hundreds_of_millions_is_exact() -> None:
    expression = parse("1亿元 + 已整改金额 - 1亿元 = 0.01元", SYMBOLS)
    assert evaluate(expression, {"done": Decimal("0.01")}, as_of=AS_OF) is True
