"""Periods: each form with what it means, there and back, and places in a text."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import period_model, periods
from youju.standards.period_model import Kind, Period

ON = dt.date(2023, 10, 17)
YEARS = st.integers(1950, 2090)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))


@st.composite
def some_periods(draw: st.DrawFn) -> Period:
    number = draw(YEARS)
    first, last = sorted(draw(st.tuples(st.integers(1, 12), st.integers(1, 12))))
    early, late = sorted(draw(st.tuples(DAYS, DAYS)))
    return draw(
        st.sampled_from([
            period_model.year(number),
            period_model.years(number, number + draw(st.integers(1, 9))),
            period_model.months(number, first, last),
            period_model.month(number, first),
            period_model.quarter(number, (first + 2) // 3),
            Period(early, early),
            Period(early, early, Kind.POINT),
            Period(early, late) if early.year != late.year else period_model.year(number),
        ])
    )  # fmt: skip


@given(some_periods())
def test_there_and_back(period: Period) -> None:
    assert periods.parse(str(period)) == period
    found = periods.find(f"我局{period}办结12件。")
    assert [(each.period, each.text) for each in found] == [(period, str(period))]


@given(some_periods(), st.integers(-5, 5))
def test_the_same_period_of_another_year(period: Period, by: int) -> None:
    moved = period.shifted(by)
    assert moved.end.year == period.end.year + by
    assert moved.end.month == period.end.month
    assert abs(moved.days - period.days) <= 2
    assert moved.kind == period.kind
    if (period.start.day, period.end.day) != (29, 29) and period.end.month != 2:
        assert moved.shifted(-by) == period or period.start.month == 2


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("2023年前三季度", "2023-01-01", "2023-09-30", "cumulative"),
        ("２０２３年１－１０月", "2023-01-01", "2023-10-31", "cumulative"),
        ("1—10月", "2023-01-01", "2023-10-31", "cumulative"),
        ("1—11月", "2023-01-01", "2023-11-30", "cumulative"),
        ("一至三季度", "2023-01-01", "2023-09-30", "cumulative"),
        ("前10个月", "2023-01-01", "2023-10-31", "cumulative"),
        ("上半年", "2023-01-01", "2023-06-30", "cumulative"),
        ("去年下半年", "2022-07-01", "2022-12-31", "during"),
        ("一季度", "2023-01-01", "2023-03-31", "during"),
        ("第四季度", "2023-10-01", "2023-12-31", "during"),
        ("三季度末", "2023-09-30", "2023-09-30", "point"),
        ("截至10月底", "2023-10-31", "2023-10-31", "point"),
        ("截止到2023年6月30日止", "2023-06-30", "2023-06-30", "point"),
        ("截至目前", "2023-10-17", "2023-10-17", "point"),
        ("2023年末", "2023-12-31", "2023-12-31", "point"),
        ("上年末", "2022-12-31", "2022-12-31", "point"),
        ("年初", "2023-01-01", "2023-01-01", "point"),
        ("2023年度", "2023-01-01", "2023-12-31", "during"),
        ("本年度", "2023-01-01", "2023-12-31", "during"),
        ("上一年度", "2022-01-01", "2022-12-31", "during"),
        ("今年以来", "2023-01-01", "2023-10-17", "cumulative"),
        ("2021年以来", "2021-01-01", "2023-10-17", "cumulative"),
        ("5月以来", "2023-05-01", "2023-10-17", "cumulative"),
        ("近三年", "2020-10-18", "2023-10-17", "during"),
        ("过去两年", "2021-10-18", "2023-10-17", "during"),
        ("“十四五”", "2021-01-01", "2025-12-31", "during"),
        ("“十四五”时期", "2021-01-01", "2025-12-31", "during"),
        ("十三五末", "2020-12-31", "2020-12-31", "point"),
        ("“十四五”以来", "2021-01-01", "2023-10-17", "cumulative"),
        ("“十五”", "2001-01-01", "2005-12-31", "during"),
        ("2023.5", "2023-05-01", "2023-05-31", "during"),
        ("2023-05-01", "2023-05-01", "2023-05-01", "during"),
        ("2023/5/1", "2023-05-01", "2023-05-01", "during"),
        ("五月", "2023-05-01", "2023-05-31", "during"),
        ("十二月份", "2022-12-01", "2022-12-31", "during"),
        ("二〇二三年五月一日", "2023-05-01", "2023-05-01", "during"),
        ("6月中旬", "2023-06-11", "2023-06-20", "during"),
        ("2024年2月下旬", "2024-02-21", "2024-02-29", "during"),
        ("5月1日—7日", "2023-05-01", "2023-05-07", "during"),
        ("5月28日至6月3日", "2023-05-28", "2023-06-03", "during"),
        ("2022年10月—2023年3月", "2022-10-01", "2023-03-31", "during"),
        ("去年10月至今年3月", "2022-10-01", "2023-03-31", "during"),
        ("2021—2023年", "2021-01-01", "2023-12-31", "during"),
        ("上月", "2023-09-01", "2023-09-30", "during"),
        ("本月底", "2023-10-31", "2023-10-31", "point"),
        ("上季度", "2023-07-01", "2023-09-30", "during"),
        ("全年", "2023-01-01", "2023-12-31", "during"),
        ("明年上半年", "2024-01-01", "2024-06-30", "cumulative"),
    ],
)
def test_forms(text: str, start: str, end: str, kind: str) -> None:
    expected = Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end), Kind(kind))
    assert periods.parse(text, on=ON) == expected


def test_the_same_period_needs_a_base() -> None:
    base = periods.parse("2023年前三季度")
    assert periods.parse("去年同期", base=base, on=ON) == period_model.months(2022, 1, 9)
    assert periods.parse("2021年同期", base=base) == period_model.months(2021, 1, 9)
    assert periods.parse("上年同期", on=ON) == Period(
        dt.date(2022, 1, 1), dt.date(2022, 10, 17), Kind.CUMULATIVE
    )
    leap = periods.parse("2024年2月")
    assert periods.parse("去年同期", base=leap) == period_model.month(2023, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "13月",
        "二月三十日",
        "五季度",
        "2023",
        "去年的事",
        "十四五",
        "月",
        "0月",
        "2023年13月",
        "2023-13-01",
        "第一",
        "12件",
    ],
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(YoujuError) as caught:
        periods.parse(text, on=ON)
    assert caught.value.code == "S151"


@pytest.mark.parametrize(
    "text", ["去年", "1—10月", "上半年", "截至目前", "近三年", "今年以来", "年末", "去年同期"]
)
def test_a_reference_is_needed(text: str) -> None:
    with pytest.raises(YoujuError):
        periods.parse(text)
    assert periods.find(text) == []


def test_a_text_carries_its_year_on() -> None:
    text = (
        "2022年共办结35件。其中，1—6月12件，三季度9件；截至12月底结余3件。"
        "2023年5月1日起施行，年末达到5件，比上年增加2件。"
    )
    found = [(each.text, str(each.period)) for each in periods.find(text)]
    assert found == [
        ("2022年", "2022年"),
        ("1—6月", "2022年上半年"),
        ("三季度", "2022年三季度"),
        ("截至12月底", "截至2022年12月31日"),
        ("2023年5月1日", "2023年5月1日"),
        ("年末", "截至2023年12月31日"),
        ("上年", "2022年"),
    ]
    assert all(text[each.start : each.end] == each.text for each in periods.find(text))


@pytest.mark.parametrize(
    "text",
    [
        "投入2023.5万元",
        "共13件",
        "“八五”普法",
        "十分重要",
        "第一、第二",
        "三个月",
        "12个月",
        "一年一度",
        "占30.5%",
    ],
)
def test_what_looks_like_a_period(text: str) -> None:
    assert periods.find(text, on=ON) == []


@given(st.text("0123456789一二三十年月日末底初上下前去今至—-截近“”五季度半", max_size=16), st.dates())
def test_any_text_is_read_without_a_crash(text: str, on: dt.date) -> None:
    found = periods.find(text, on=on if dt.date(1000, 1, 1) < on < dt.date(9000, 1, 1) else ON)
    places = [place for each in found for place in (each.start, each.end)]
    assert places == sorted(places)
    assert all(each.start < each.end <= len(text) for each in found)


def test_periods_themselves() -> None:
    may = period_model.month(2023, 5)
    assert dt.date(2023, 5, 31) in may
    assert dt.date(2023, 6, 1) not in may
    assert "2023-05-01" not in may
    assert may.days == 31
    assert may.at_end() == Period(dt.date(2023, 5, 31), dt.date(2023, 5, 31), Kind.POINT)
    assert [str(period_model.plan(n)) for n in (1, 2, 3, 14)] == [
        "1953—1957年", "1958—1962年", "1966—1970年", "2021—2025年"
    ]  # fmt: skip
    with pytest.raises(ValueError, match="before it starts"):
        Period(dt.date(2023, 1, 2), dt.date(2023, 1, 1))
