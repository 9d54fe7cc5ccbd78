"""The template language: what it prints is bound, what it must not say it refuses, with file and line."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.definitions.report_text import FILTERS, FUNCTIONS, faults, read, references
from youju.engine.aggregates import rounded
from youju.errors import YoujuError
from youju.figures.models import ObservationRow
from youju.reports import calculation
from youju.reports.document import Bound, Kind, plain_text
from youju.reports.evidence.text import loose
from youju.reports.language import Language, composed
from youju.reports.markdown import heading_number, link, parsed
from youju.reports.periods import moved, ref_of, said
from youju.reports.printing import Style, printed

DAY = dt.date(2023, 12, 31)
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
styles = st.builds(
    Style,
    decimals=st.none() | st.integers(0, 6),
    unit=st.sampled_from([None, "", "亿元", "元"]),
    words=st.none() | st.just(("增长", "下降", "持平")),
    only=st.sampled_from(["", "sign", "plain"]),
    about=st.none() | st.integers(1, 5),
)


def row(name: str, value: str | None, unit: str = "个", decimals: int = 0, **key: str) -> ObservationRow:
    """An observation that was never kept."""
    return ObservationRow(
        address=(name + repr(key)).encode().hex().ljust(64, "0")[:64], figure=name, label=f"{name}数",
        unit=unit, decimals=decimals, value=None if value is None else Decimal(value), key=key,
        key_labels=key, as_of=DAY, reason="" if value is not None else "分母为零",
    )  # fmt: skip


class Held:
    """Observations at hand."""

    def __init__(self, *rows: ObservationRow) -> None:
        self.rows = rows

    def total(self, name: str, *, as_of: dt.date) -> ObservationRow:
        return next(one for one in self.rows if one.figure == name and not one.key)

    def groups(self, name: str, by: str, *, as_of: dt.date) -> list[ObservationRow]:
        return [one for one in self.rows if one.figure == name and by in one.key]

    def group(self, name: str, key: Any, *, as_of: dt.date) -> ObservationRow:
        return next(one for one in self.rows if one.figure == name and one.key == dict(key))


HELD = Held(
    row("all", "86"), row("done", "60"), row("rate", "-3.24", "percent", 1), row("zero", "0"),
    row("blank", None), row("money", "123456", "万元"), row("all", "50", kind="甲类"),
    row("all", "36", kind="乙类"),
)  # fmt: skip
NAMES = ["all", "done", "rate", "zero", "blank", "money"]


def text_of(body: str) -> str:
    """What a body reads as."""
    language = Language(HELD, as_of=DAY, on=dt.date(2024, 1, 5), signatory="县统计局")  # type: ignore[arg-type]
    return plain_text(parsed(composed(read("x", body), language, NAMES, file="x.md"))).strip()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("共{{ all }}", "共86个"),
        ("{{ all | number }}", "86"),
        ("{{ rate | change }}", "下降3.2%"),
        ("{{ rate | change('提高', '回落', '持平') }}", "回落3.2%"),
        ("{{ rate | sign('增加', '减少', '不变') }}", "减少"),
        ("{{ rate | plain }}", "3.2%"),
        ("{{ zero | change }}", "持平"),
        ("{{ money(unit='亿元', decimals=2) }}", "12.35亿元"),
        ("{{ money | about(2) }}", "超过120000万元"),
        ("{{ all - done }}", "26个"),
        ("{{ done / all }}", "69.77%"),
        ("{{ all(kind='甲类') }}", "50个"),
        ("{{ listed(groups(all, by='kind')) }}", "甲类50个、乙类36个"),
        ("{{ count(groups(all, by='kind')) }}类", "二类"),
        ("{{ labels(top(groups(all, by='kind'), 1)) }}", "甲类"),
        (
            "{% for one in groups(all, by='kind') %}{{ nth(loop.index) }}是{{ one.label }}。{% endfor %}",
            "一是甲类。二是乙类。",
        ),
        ("{% if all.value > done.value %}多{% else %}少{% endif %}", "多"),
        ("{% if blank.known %}{{ blank }}{% else %}没有统计{% endif %}", "没有统计"),
        ("{{ as_of }}、{{ year }}、{{ this_month }}", "2023年12月31日、2023年、12月"),
        ("{{ next_year }}、{{ last_year }}", "2024年、2022年"),
        ("{{ today }}", "2024年1月5日"),
        ("{{ name('12345热线') }}", "12345热线"),
        ("{{ signatory }}", "县统计局"),
    ],
)  # fmt: skip
def test_what_a_template_says(body: str, told: str) -> None:
    assert text_of(body) == told


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{{ blank }}", "B105"),
        ("{{ all / zero }}", "B111"),
        ("{{ all - money }}", "B110"),
        ("{{ all(unit='亿元') }}", "B109"),
        ("{{ all.value }}", "B108"),
        ("{{ all - done.value }}", "B108"),
        ("{{ all * done }}", "B104"),
        ("{{ all.row }}", "B104"),
        ("{{ all.__class__ }}", "B104"),
        ("{{ missing }}", "B104"),
        ("{{ groups(all) }}", "B102"),
        ("{% if %}", "B102"),
    ],
)
def test_what_a_template_must_not_say(body: str, code: str) -> None:
    with pytest.raises(YoujuError) as raised:
        text_of("第一行\n" + body)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("共86个", [("B103", 1)]),
        ("好\n第二行 ８ 个", [("B103", 2)]),
        ("{{ all | upper }}", [("B104", 1)]),
        ("{% include 'x' %}", [("B104", 1)]),
        ("{{ all * all }}", [("B104", 1)]),
        ("好\n{{ all", [("B102", 2)]),
        ("共{{ all }}，{{ name('12345') }}", []),
    ],
)
def test_faults_have_their_line(body: str, found: list[tuple[str, int]]) -> None:
    assert [(one.code.id, one.where.line) for one in faults(read("x", body), "x.md")] == found


def test_front_matter_counts_as_lines() -> None:
    template = read("x", "---\nreport: x\nlabel: 报告\n---\n# 题\n\n{{ unknown }}\n")
    assert template.header.label == "报告"
    assert [(one.name, one.line) for one in references(template)] == [("unknown", 7)]


def test_front_matter_that_is_wrong_is_said() -> None:
    problems: list[Any] = []
    read("x", "---\nreport: y\nlabel: 报告\nkind: novel\n---\n", file="x.md", problems=problems)
    assert problems
    assert all(one.where.line for one in problems)


@given(value=numbers, style=styles)
def test_a_style_survives_its_link(value: Decimal, style: Style) -> None:
    assert Style.of(style.query()) == style
    shown = printed(value, "万元", 2, style)
    bound = Bound(Kind.FIGURE, "a" * 16, shown, style.query())
    (found,) = parsed(f"前{link(bound)}后").bound()
    assert found == bound


@given(value=numbers, decimals=st.integers(0, 4))
def test_direction_follows_what_is_printed(value: Decimal, decimals: int) -> None:
    shown = printed(value, "percent", decimals, Style(words=("增长", "下降", "持平")))
    as_read = rounded(value, decimals)
    expected = "持平" if as_read == 0 else f"{'增长' if as_read > 0 else '下降'}{abs(as_read):f}%"
    assert shown == expected


@given(left=numbers, right=numbers, decimals=st.integers(0, 2))
def test_differences_are_those_of_what_is_read(left: Decimal, right: Decimal, decimals: int) -> None:
    one, other = row("a", str(left), "万元", decimals), row("b", str(right), "万元", decimals)
    value, _unit, _places = calculation.computed(one, "minus", other)
    read_left, read_right = (Decimal(printed(each, "", decimals)) for each in (left, right))
    assert value == read_left - read_right


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_text_of_the_data_stays_text(text: str) -> None:
    """A title of a record makes neither a heading nor a link, nor a number that is bound to nothing."""
    from youju.reports.language import _finalized

    document = parsed("前" + _finalized(text) + "后")
    pieces = [(one.text, 0 if isinstance(one, Bound) else None) for one in document.blocks[0].spans]  # type: ignore[union-attr]
    assert "".join(one for one, _ in pieces).replace(" ", "") == f"前{''.join(text.split())}后"
    assert not [one for one in loose(pieces) if re.search("[0-9]", one)]


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
    st.sampled_from(["day", "month", "year", "only_month"]),
)
def test_dates_are_said_again_from_their_reference(day: dt.date, form: str) -> None:
    ref = ref_of(form, day)
    assert said(ref)
    assert moved(moved(day.replace(day=1), "month", 7), "month", -7) == day.replace(day=1)


@pytest.mark.parametrize("text", ["day.2023", "week.2023-01", "year", "day.2023-1-1", ""])
def test_what_is_no_date(text: str) -> None:
    assert said(text) is None


def test_headings_count_by_their_place() -> None:
    document = parsed("# 题\n\n## 甲\n\n### 子\n\n#### 丑\n\n##### 寅\n\n## 乙\n\n### 卯\n")
    assert [getattr(one, "number", "") for one in document.blocks] == [
        "",
        "一、",
        "（一）",
        "1.",
        "（1）",
        "二、",
        "（一）",
    ]
    assert heading_number(1, 12) == "十二、"


def test_the_guide_tells_every_function_and_filter() -> None:
    from pathlib import Path

    guide = (Path(__file__).parents[2] / "docs/guides/write-a-report.md").read_text(encoding="utf-8")
    told = [name for name in (*FUNCTIONS, *FILTERS) if name not in guide]
    assert told == []


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([("共", None), ("86个", 0)], []),
        ([("共1", None), ("86个", 0)], ["1"]),
        ([("86", 0), ("万元", None)], ["万"]),
        ([("86", 0), ("0个", None)], ["0"]),
        ([("-", None), ("86个", 0)], ["-"]),
        ([("①好", None)], ["①"]),
        ([("８６个", None)], ["８６"]),
    ],
)
def test_numbers_that_are_bound_to_nothing(pieces: list[Any], found: list[str]) -> None:
    assert list(loose(pieces)) == found
