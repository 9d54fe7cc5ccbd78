"""Chinese numerals: there and back, and the forms people use."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import numerals

WHOLE = st.one_of(
    st.integers(0, 10**16 - 1),
    st.integers(0, 12000),
    st.builds(lambda a, b, c: a * 10**b + c, st.integers(0, 999), st.integers(0, 12), st.integers(0, 120)),
)
DECIMALS = st.decimals(-(10**12), 10**12, places=3, allow_nan=False, allow_infinity=False)


@given(WHOLE, st.booleans())
def test_whole_numbers_there_and_back(value: int, financial: bool) -> None:
    text = numerals.to_chinese(value, financial=financial)
    assert numerals.parse(text) == value
    assert numerals.read(text).step >= 1


@given(DECIMALS, st.booleans())
def test_decimals_there_and_back(value: Decimal, financial: bool) -> None:
    text = numerals.to_chinese(value, financial=financial)
    assert numerals.parse(text) == value
    assert numerals.read(text).step == Decimal("0.001")


@given(st.integers(0, 10**9), st.integers(0, 4), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
def test_arabic_digits_with_a_multiplier(digits: int, places: int, scale: tuple[str, int]) -> None:
    value = Decimal(digits).scaleb(-places)
    for written in (f"{value:f}", f"{value:,f}"):
        found = numerals.read(written + scale[0])
        assert found.value == value * scale[1]
        assert found.step == Decimal(scale[1]).scaleb(-places)


@given(st.integers(0, 9999))
def test_years_digit_by_digit(year: int) -> None:
    assert numerals.parse(numerals.to_positional(f"{year:04}")) == year


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("一百二十", "120", "1"),
        ("一百二", "120", "10"),
        ("两万三", "23000", "1000"),
        ("两万零三", "20003", "1"),
        ("三千五", "3500", "100"),
        ("一亿二", "120000000", "10000000"),
        ("廿五", "25", "1"),
        ("卅", "30", "1"),
        ("〇", "0", "1"),
        ("十", "10", "1"),
        ("一百一十", "110", "1"),
        ("一百十五", "115", "1"),
        ("壹万贰仟叁佰肆拾伍", "12345", "1"),
        ("十二点五", "12.5", "0.1"),
        ("三点五万", "35000", "1000"),
        ("零点零五", "0.05", "0.01"),
        ("３．５万", "35000", "1000"),
        ("1.2亿", "120000000", "10000000"),
        ("1亿2000万", "120000000", "10000"),
        ("3万5千", "35000", "1000"),
        ("3千", "3000", "1000"),
        ("2.3万亿", "2300000000000", "100000000000"),
        ("十万零五百", "100500", "1"),
        ("1,234,567.8", "1234567.8", "0.1"),
        ("负三", "-3", "1"),
        ("-0.5", "-0.5", "0.1"),
        ("萬", None, None),
    ],
)
def test_forms(text: str, value: str | None, step: str | None) -> None:
    if value is None:
        with pytest.raises(YoujuError):
            numerals.parse(text)
        return
    found = numerals.read(text)
    assert (found.value, found.step) == (Decimal(value), Decimal(step or 0))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "万",
        "十十",
        "百",
        "一千二千",
        "一点",
        "点五",
        "一二百",
        "1,23",
        "12..5",
        "三万四万",
        "abc",
        "一零百",
        "一百零",
        "五兆",
    ],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(YoujuError) as caught:
        numerals.parse(text)
    assert caught.value.code == "S150"


@given(st.text("零一二两十百千万亿点廿0123.,", max_size=12))
def test_any_mixture_is_a_number_or_an_error(text: str) -> None:
    try:
        found = numerals.read(text)
    except YoujuError as error:
        assert error.code == "S150"
    else:
        assert found.step > 0
        assert found.value % found.step == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "零"), (10, "十"), (110, "一百一十"), (1010, "一千零一十"), (10010, "一万零一十"),
     (105000, "十万五千"),
     (100500, "十万零五百"), (10**8 + 10**5, "一亿零一十万"), (12 * 10**8, "十二亿"), (-7, "负七")],
)  # fmt: skip
def test_how_numbers_are_written(value: int, text: str) -> None:
    assert numerals.to_chinese(value) == text


@pytest.mark.parametrize("value", [10**16, Decimal("NaN"), Decimal("Infinity")])
def test_what_cannot_be_written(value: Decimal | int) -> None:
    with pytest.raises(ValueError, match="Chinese numerals"):
        numerals.to_chinese(value)
