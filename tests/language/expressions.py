"""Random well-typed expressions and records, for the tests of every evaluator.

`expressions` draws the text of an expression of a wanted kind, so that the parser is tested on the way;
`records` are made once, from a fixed seed, out of values that break things: nulls, zeros, the ends of the
range, ends of months, leap days, unpublished years, emoji, quotes and backslashes.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from youju.language import Clock, ClockReading, Symbol, Symbols, Type

AS_OF = dt.date(2024, 2, 29)
STATES = {"dispatched": "已交办", "rectifying": "整改中", "cleared": "已销号"}
SYMBOLS = Symbols(
    [
        Symbol("state", "状态", Type.of("code"), STATES),
        Symbol("title", "问题", Type.of("text")),
        Symbol("note", "备注（内部）", Type.of("text")),
        Symbol("amount", "金额", Type.of("money", "万元")),
        Symbol("done", "已整改金额", Type.of("money", "元")),
        Symbol("people", "人数", Type.of("number", "人")),
        Symbol("crowd", "万人数", Type.of("number", "万人")),
        Symbol("score", "得分", Type.of("number")),
        Symbol("land", "面积", Type.of("number", "亩")),
        Symbol("plot", "地块面积", Type.of("number", "平方米")),
        Symbol("rate", "整改率", Type.of("percent")),
        Symbol("received", "收到日期", Type.of("date")),
        Symbol("closed", "办结日期", Type.of("date")),
        Symbol("urgent", "紧急", Type.of("boolean")),
        Symbol("checked", "已核查", Type.of("boolean")),
        Symbol("unit", "责任单位", Type.of("organisation")),
        Symbol("division", "区划", Type.of("code"), None, "division"),
        Symbol("trade", "行业", Type.of("code"), None, "industry"),
        Symbol("source.tax.sales", "税务销售额", Type.of("money", "元")),
        Symbol("photo", "照片", Type.of("other")),
    ],
    [Clock("rectify", "整改期限"), Clock("reply", "答复期限", workdays=True)],
    periods=True,
)
FIELDS = {symbol.code: symbol for symbol in SYMBOLS.fields if symbol.code != "photo"}

_TEXTS = (
    "",
    "资金",
    "资金拨付不及时",
    "关于资金",
    "🦆",
    "中🦆文",
    "o'neil",
    "a\\b",
    "100%",
    "a_b",
    "é",
    "e\u0301",
    "A",
    "a",
)
_DATES = (
    dt.date(2024, 2, 29),
    dt.date(2024, 1, 31),
    dt.date(2023, 2, 28),
    dt.date(2023, 12, 31),
    dt.date(2024, 2, 4),
    dt.date(2024, 2, 18),
    dt.date(2004, 1, 1),
    dt.date(2003, 12, 31),
    dt.date(1999, 5, 31),
    dt.date(1, 1, 1),
    dt.date(9999, 12, 31),
    dt.date(2026, 12, 31),
    dt.date(2024, 10, 1),
)
_NUMBERS = tuple(
    Decimal(text)
    for text in (
        "0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "0.5",
        "-0.5",
        "0.000001",
        "-0.000001",
        "12.345678",
        "30",
        "100",
        "99999999999999999.999999",
        "-99999999999999999.999999",
        "123456789.123456",
        "33333333.333333",
    )
)


def _records(count: int) -> list[dict[str, Any]]:
    chance = random.Random(20240229)

    def some(values: tuple[Any, ...]) -> Any:
        return None if chance.random() < 0.15 else chance.choice(values)

    def number() -> Decimal | None:
        if chance.random() < 0.5:
            return some(_NUMBERS)
        return Decimal(chance.randint(-(10**9), 10**9)).scaleb(-chance.randint(0, 6))

    def date() -> dt.date | None:
        near = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randint(-400, 400))
        return some(_DATES) if chance.random() < 0.4 else near

    def clock() -> ClockReading | None:
        if chance.random() < 0.1:
            return None
        return ClockReading(
            date(),
            date(),
            *(None if chance.random() < 0.6 else date() for _ in "ab"),
            workdays=chance.random() < 0.4,
        )

    def row() -> dict[str, Any]:
        values: dict[str, Any] = {
            code: number() if symbol.type.numeric else date() if symbol.type.kind == "date" else None
            for code, symbol in FIELDS.items()
        }
        values |= {
            "state": some(tuple(STATES)),
            "title": some(_TEXTS),
            "note": some(_TEXTS),
            "urgent": some((True, False)),
            "checked": some((True, False)),
            "unit": some(("审计局", "X01")),
            "trade": some(("1311", "4411", "13", "C", "0111")),
            "division": some(("340000", "341800", "341802", "341802001000", "110000")),
        }
        return values

    return [
        {**row(), "previous": row(), "last_year": row(), "clocks": {"rectify": clock(), "reply": clock()}}
        for _ in range(count)
    ]


RECORDS = _records(40)

_LITERALS = {
    "money": ("0", "1", "30", "2.5", "100万元", "3亿元", "0.01元"),
    "people": ("0", "1", "500", "2万人", "3人"),
    "area": ("0", "10", "1平方米", "2.5亩", "1公顷"),
    "percent": ("0", "50", "12.5", "100"),
    "days": ("0", "30", "3", "1天"),
    "workdays": ("0", "5"),
    "plain": ("0", "1", "2", "3", "7", "0.5", "0.0000000001", "12.3456789", "99999999999999999", "-3"),
}
_LEAVES = {
    "money": (
        "amount",
        "done",
        "金额",
        "source.tax.sales",
        "previous(amount)",
        "same_period_last_year(done)",
    ),
    "people": ("people", "万人数", "crowd", "previous(people)"),
    "area": ("land", "plot"),
    "percent": ("rate", "整改率"),
    "days": (
        "overdue(rectify)",
        "remaining(整改期限)",
        "days_between(received, closed)",
        "(closed - received)",
    ),
    "workdays": ("overdue(reply)", "remaining(reply)", "workdays_between(received, closed)"),
    "plain": (
        "score",
        "得分",
        "year(received)",
        "month(closed)",
        "quarter(received)",
        "day(closed)",
        "length(title)",
        "length(state)",
    ),
}
MEASURES = tuple(_LEAVES)


@st.composite
def numeric(draw: DrawFn, measure: str, depth: int) -> str:
    """A number of a measure; measures do not mix."""
    if depth <= 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(_LEAVES[measure] + _LITERALS[measure]))

    def same(less: int = 1) -> str:
        return draw(numeric(measure, depth - less))

    def plain() -> str:
        return draw(numeric("plain", depth - 1))

    # The first operand carries the unit: a bare literal alone would be a plain number.
    unit = draw(st.sampled_from(_LEAVES[measure]))
    kinds = {
        "sum": lambda: f"({unit} {draw(st.sampled_from('+-%'))} {same()})",
        "sum of two": lambda: f"({same()} {draw(st.sampled_from('+-'))} {unit})",
        "negative": lambda: f"-({same()})",
        "abs": lambda: f"abs({same()})",
        "round": lambda: f"round({same()}, {draw(st.integers(0, 6))})",
        "least": lambda: f"{draw(st.sampled_from(('min_of', 'max_of')))}({unit}, {same()}, {same()})",
        "coalesce": lambda: f"coalesce({unit}, {same()})",
        "case": lambda: f"case when {draw(condition(depth - 1))} then {unit} else {same()} end",
        "if": lambda: f"if({draw(condition(depth - 1))}, {unit})",
        "times": lambda: f"({unit} * {plain()})",
        "per": lambda: f"({unit} / {plain()})",
    }
    if measure == "plain":
        other = draw(st.sampled_from(MEASURES))
        pair = draw(numeric(other, depth - 1)), draw(st.sampled_from(_LEAVES[other]))
        kinds["ratio"] = lambda: f"({pair[0]} / {pair[1]})"
        kinds["ratio of two"] = lambda: f"({pair[1]} / {pair[1]})"
    if measure == "percent":
        kinds["share"] = lambda: f"share({draw(numeric('money', depth - 1))}, amount)"
        kinds["product"] = lambda: f"(rate * {same()})"
    if measure == "money":
        kinds["part"] = lambda: f"({unit} * rate)"
        kinds["whole"] = lambda: f"({unit} / rate)"
    return draw(st.sampled_from(sorted(kinds)).map(lambda name: kinds[name]()))


def _literal_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_NASTY = st.one_of(
    st.sampled_from(
        (*_TEXTS, "'; DROP TABLE t; --", "\\", "\\'", "''", "%", "_", "$1", "{0}", "/*", '"', "`", "\\n")
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf")), max_size=6),
)


@st.composite
def text(draw: DrawFn, depth: int) -> str:
    """A text."""
    if depth <= 0 or draw(st.booleans()):
        return draw(
            st.one_of(st.sampled_from(("title", "note", "问题", '"备注（内部）"')), _NASTY.map(_literal_text))
        )
    inner = draw(text(depth - 1))
    cut = f"substring({inner}, {draw(st.integers(1, 4))}, {draw(st.integers(0, 3))})"
    return draw(st.sampled_from((cut, f"coalesce(title, {inner})")))


@st.composite
def date(draw: DrawFn, depth: int) -> str:
    """A date."""
    if depth <= 0 or draw(st.integers(0, 2)) == 0:
        day = draw(st.one_of(st.sampled_from(_DATES), st.dates()))
        leaves = (
            "received",
            "closed",
            "as_of()",
            "started(rectify)",
            "due(reply)",
            "stopped_on(rectify)",
            "previous(received)",
            f"date '{day.isoformat()}'",
        )
        return draw(st.sampled_from(leaves))
    inner = draw(date(depth - 1))
    count = draw(
        st.one_of(numeric("plain", depth - 1), st.integers(-400, 400).map(str), st.integers().map(_bounded))
    )
    function = draw(st.sampled_from(("add_days", "add_months", "add_workdays")))
    moved = f"{function}({inner}, {count})"
    chosen = f"case when {draw(condition(depth - 1))} then received else {inner} end"
    return draw(st.sampled_from((moved, f"min_of(closed, {inner})", f"coalesce(received, {inner})", chosen)))


def _bounded(value: int) -> str:
    return str(value % 10**17)


_COMPARISON = st.sampled_from(("=", "<>", "<", "<=", ">", ">=", "!=", "＝", "≥"))


_SIMPLE = (
    "urgent",
    "紧急",
    "checked",
    "true",
    "false",
    "running(reply)",
    "state = '已销号'",
    "paused(rectify)",
    "stopped(reply)",
    "photo is null",
)


@st.composite
def condition(draw: DrawFn, depth: int) -> str:
    """A condition."""
    if depth <= 0:
        return draw(st.sampled_from(_SIMPLE))
    less = depth - 1
    measure = draw(st.sampled_from(MEASURES))
    leaf = draw(st.sampled_from(_LEAVES[measure]))
    number = draw(numeric(measure, less))
    piece = _literal_text(draw(_NASTY))
    negation = draw(st.sampled_from(("", "not ")))
    comparison = draw(_COMPARISON)
    options = ", ".join(draw(st.lists(st.sampled_from(_LITERALS[measure]), min_size=1, max_size=3)))
    equal, above = (
        draw(st.sampled_from(("=", "<>"))),
        draw(st.sampled_from(("34", "341800", "341802001", "11"))),
    )
    function = draw(st.sampled_from(("contains", "starts_with", "ends_with", "结尾是")))
    kinds = {
        "number": lambda: f"{leaf} {comparison} {number}",
        "date": lambda: f"{draw(date(less))} {comparison} {draw(date(less))}",
        "text": lambda: f"{draw(text(less))} {comparison} {draw(text(less))}",
        "state": lambda: f"state {negation}in ('整改中', 'cleared')",
        "code": lambda: f"state <> '{draw(st.sampled_from(('已交办', 'cleared')))}'",
        "organisation": lambda: "unit = '审计局'",
        "in": lambda: f"{leaf} {negation}in ({options})",
        "between": lambda: f"{number} {negation}between {leaf} and {draw(numeric(measure, less))}",
        "like": lambda: f"{draw(text(less))} {negation}like {piece}",
        "piece": lambda: f"{function}({draw(text(less))}, {piece})",
        "null": lambda: f"({number}) is {negation}null",
        "certain": lambda: f"({draw(condition(less))}) is {negation}true",
        "not": lambda: f"not ({draw(condition(less))})",
        "and": lambda: f"({draw(condition(less))}) and ({draw(condition(less))})",
        "or": lambda: f"({draw(condition(less))}) or {draw(condition(less))}",
        "same": lambda: f"({draw(condition(less))}) {equal} ({draw(condition(less))})",
        "within": lambda: f"within(division, '{above}')",
        "case": lambda: (
            f"case state when '整改中' then {draw(condition(less))} when '已销号' then urgent end"
        ),
    }
    return draw(st.sampled_from(sorted(kinds)).map(lambda name: kinds[name]()))


def expressions(depth: int = 3) -> SearchStrategy[str]:
    """Any well-typed expression."""
    numbers = st.sampled_from(MEASURES).flatmap(lambda measure: numeric(measure, depth))
    return st.one_of(condition(depth), numbers, date(depth), text(depth))
