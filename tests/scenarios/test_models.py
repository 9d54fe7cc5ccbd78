"""The format of scenarios: what short forms mean, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from youju.definitions.scenario_models import Beat, Expect, FigureExpectation, FigureValue, figure_key
from youju.definitions.scenario_values import Distribution, Repeat, expand, fill, spread

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3", (1, 2, 3)),
        ("1", (1,)),
        ("7-9", (7, 8, 9)),
        ("1, 3, 5-6", (1, 3, 5, 6)),
        ("1-1", (1,)),
    ],
)
def test_repeat(text, numbers) -> None:
    assert Repeat.model_validate(text).numbers == numbers


@pytest.mark.parametrize("text", ["", "0", "a", "3-1", "1-2-3", "1,,2", "1-3, 3", "99999", "1-99999", "-3"])
def test_repeat_refuses(text) -> None:
    with pytest.raises(ValidationError):
        Repeat.model_validate(text)


@given(st.lists(st.integers(2, 500), min_size=1, max_size=20, unique=True))
def test_repeat_reads_what_is_written(numbers) -> None:
    text = ", ".join(f"{number}-{number}" for number in numbers)
    assert Repeat.model_validate(text).numbers == tuple(numbers)
    assert expand(f"p<{text}>") == [f"p{number}" for number in numbers]


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 30), min_size=1, max_size=6))
def test_split_gives_each_value_so_often(counts) -> None:
    total = sum(counts.values())
    values = list(Distribution(split=counts).values(total))
    assert {value: values.count(value) for value in counts} == counts
    with pytest.raises(ValueError, match=f"{total}，应为{total + 1}"):
        Distribution(split=counts).values(total + 1)


@given(DAYS, st.integers(0, 400), st.integers(1, 50))
def test_between_stays_between(first, length, count) -> None:
    last = first + timedelta(length)
    days = [
        date.fromisoformat(day)
        for day in Distribution.model_validate({"between": {"from": first, "to": last}}).values(count)
    ]
    assert len(days) == count
    assert days == sorted(days)
    assert days[0] == first
    assert days[-1] == (last if count > 1 else first)


def test_series() -> None:
    numbers = Distribution.model_validate({"numbers": {"from": "10.00", "by": "0.50"}})
    assert list(numbers.values(3)) == ["10.00", "10.50", "11.00"]
    days = Distribution.model_validate({"days": {"from": "2023-12-30", "by": "2"}})
    assert list(days.values(3)) == ["2023-12-30", "2024-01-01", "2024-01-03"]
    assert list(Distribution(cycle=["a", "b"]).values(3)) == ["a", "b", "a"]


@pytest.mark.parametrize("given", [{}, {"cycle": ["a"], "split": {"a": "1"}}, {"cycle": []}, {"other": "1"}])
def test_distribution_is_one_of_its_ways(given) -> None:
    with pytest.raises(ValidationError):
        Distribution.model_validate(given)


@pytest.mark.parametrize(
    ("template", "number", "text"),
    [
        ("p<n>", 7, "p7"),
        ("P<n:4>", 7, "P0007"),
        ("<n+1>号", 9, "10号"),
        ("<n-1:2>", 4, "03"),
        ("p<n>", None, "p<n>"),
    ],
)
def test_fill(template, number, text) -> None:
    assert fill(template, number) == text


def test_spread_fills_tables_too() -> None:
    rows = spread({"plan": [{"node": "第<n>步"}], "name": "制度<n>"}, (1, 2))
    assert rows[1] == {"plan": [{"node": "第2步"}], "name": "制度2"}


@pytest.mark.parametrize(
    ("text", "value", "numerator", "denominator"),
    [
        ("182", "182", None, None),
        ("80.22 = 146/182", "80.22", "146", "182"),
        ("100% = 4 / 4", "100", "4", "4"),
        ("-1.5", "-1.5", None, None),
        ("无", None, None, None),
        ("无 = 0/0", None, "0", "0"),
    ],
)
def test_figure_value(text, value, numerator, denominator) -> None:
    read = FigureValue.model_validate(text)
    wanted = [None if one is None else Decimal(one) for one in (value, numerator, denominator)]
    assert [read.value, read.numerator, read.denominator] == wanted


@pytest.mark.parametrize("text", ["", "= 1/2", "many", "1 = 2", "1/2", "1 = a/b"])
def test_figure_value_refuses(text) -> None:
    with pytest.raises(ValidationError):
        FigureValue.model_validate(text)


def test_figure_value_reads_back_what_it_prints() -> None:
    for text in ("182", "80.22 = 146/182", "无"):
        assert str(FigureValue.model_validate(text)) == text


def test_figures_are_written_short() -> None:
    assert FigureExpectation.model_validate("182").total is not None
    rows = FigureExpectation.model_validate({"white": "146", "red": "2"}).rows
    assert rows is not None
    assert set(rows) == {"white", "red"}
    assert figure_key("rate by source, light") == ("rate", ["source", "light"])
    with pytest.raises(ValueError, match="by"):
        figure_key("rate by")


@pytest.mark.parametrize(
    ("beat", "said"),
    [
        ({"on": "2023-01-01"}, "要么写 do"),
        ({"on": "2023-01-01", "do": "open", "expect": {"records": {"a": "1"}}}, "要么写 do"),
        ({"on": "2023-01-01", "do": "accept", "record": "p1"}, "还应写 by"),
        ({"on": "2023-01-01", "do": "escalate", "record": "p1"}, "不能写 record"),
        ({"on": "2023-01-01", "do": "open", "by": "a", "record": "p", "values": {}}, "还应写 ledger"),
        ({"on": {"days": {"from": "2023-01-01"}}, "do": "escalate"}, "应写 repeat"),
        ({"on": "1月1日", "do": "escalate"}, "日期应写作"),
        ({"on": "2023-01-01", "expect": {}}, "没有写任何"),
        (
            {"on": "2023-01-01", "do": "accept", "by": "a", "record": "p", "values": {"x": {"cycle": []}}},
            "cycle",
        ),
        ({"on": "2023-01-01", "do": "accept", "by": "a", "record": "p", "evidence": "a.exe"}, "pattern"),
    ],
)
def test_beat_refuses(beat, said) -> None:
    with pytest.raises(ValidationError, match=said):
        Beat.model_validate(beat)


def test_expect_needs_something() -> None:
    with pytest.raises(ValidationError, match="没有写任何"):
        Expect.model_validate({"states": {}})
