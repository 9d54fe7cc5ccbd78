"""Units: the dimensions that may be added, and exact conversion."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import tables, units

KNOWN = st.sampled_from(units.known_symbols())
ANY = st.one_of(KNOWN, st.text(min_size=1, max_size=4).filter(str.strip))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("万元", "元", "10000"),
        ("元", "亿元", "0.00000001"),
        ("万亿元", "亿元", "10000"),
        ("百万美元", "万美元", "100"),
        ("公顷", "亩", "15"),
        ("平方公里", "公顷", "100"),
        ("万亩", "公顷", str(Decimal(10000) / 15)),
        ("㎡", "平方米", "1"),
        ("m²", "平方米", "1"),
        ("公里", "米", "1000"),
        ("万千瓦时", "千瓦时", "10000"),
        ("亿立方米", "万立方米", "10000"),
        ("公斤", "斤", "2"),
        ("万人", "名", "10000"),
        ("万件", "件", "10000"),
        ("百分点", "%", "1"),
        ("%", "‰", "10"),
        ("元/平方米", "万元/公顷", "1"),
        ("年", "月", "12"),
        ("小时", "分钟", "60"),
    ],
)
def test_conversions(source: str, target: str, expected: str) -> None:
    assert units.factor(source, target) == Decimal(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [("万元", "人"), ("件", "宗"), ("人", "人次"), ("户", "家"), ("元", "美元"), ("月", "天"),
     ("工作日", "天"), ("元/人", "元"), ("吨", "吨标准煤")],
)  # fmt: skip
def test_what_does_not_fit(one: str, other: str) -> None:
    assert not units.unit(one).compatible(units.unit(other))
    with pytest.raises(YoujuError) as caught:
        units.factor(one, other)
    assert caught.value.code == "S102"
    assert one in str(caught.value)
    assert other in str(caught.value)


@pytest.mark.parametrize("symbol", ["", "  ", "元/", "/人"])
def test_an_empty_symbol_is_an_error(symbol: str) -> None:
    with pytest.raises(YoujuError) as caught:
        units.unit(symbol)
    assert caught.value.code == "S101"


def test_an_unknown_unit_is_its_own_dimension() -> None:
    assert units.unit("座") == units.Unit("座", "座")
    assert units.Unit.parse("万座").compatible(units.unit("座"))
    assert units.unit("百分点").scale == Fraction(1, 100)  # not a hundred 分点


@given(ANY.filter(lambda symbol: "/" not in symbol))
def test_every_symbol_is_a_unit_compatible_with_itself(symbol: str) -> None:
    try:
        found = units.unit(symbol)
    except YoujuError as error:  # a symbol that NFKC turns into a broken quotient
        assert error.code == "S101"
        return
    assert found.compatible(found)
    assert units.factor(found, found) == 1
    assert units.unit(found.symbol) == found


@given(KNOWN, KNOWN, st.decimals(-(10**9), 10**9, places=3))
def test_conversion_and_back(source: str, target: str, value: Decimal) -> None:
    one, other = units.unit(source), units.unit(target)
    if not one.compatible(other):
        return
    assert units.ratio(one, other) * units.ratio(other, one) == 1
    back = units.convert(units.convert(value, one, other), other, one)
    assert abs(back - value) <= abs(value) * Decimal("1e-25")


def test_the_table_is_sound() -> None:
    rows = list(tables.rows("units.csv"))
    assert len(rows) > 50
    names = [name for row in rows for name in (row["symbol"], *row["aliases"].split(" ")) if name]
    doubled = {name for name in names if names.count(name) > 1}
    assert doubled == set()
    assert all(Fraction(row["scale"]) > 0 for row in rows)
