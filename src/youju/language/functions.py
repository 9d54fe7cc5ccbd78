"""The registry of functions: their one list for parsing, messages, explanation and the reference page.

Enter at `FUNCTIONS`. A function can be called by its English name or its Chinese one. The meaning of each
in Python is `compute`; `youju.engine.dialects` has one compiler a function, and a test compares them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from youju.language import clocks, days, numbers
from youju.language.types import (
    BOOLEAN,
    DATE,
    DAYS,
    NUMBER,
    NUMERIC,
    PERCENT,
    TEXT,
    TEXTUAL,
    WORKDAYS,
    Kind,
    Type,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument.

    Attributes:
        label: What it is, in Chinese.
        kinds: What may be given.
        literal: Whether it must be written out, because engines need it before they see data.
        low: Lowest literal number.
        high: Highest literal number.
    """

    label: str
    kinds: frozenset[Kind]
    literal: bool = False
    low: int = 0
    high: int = 0

    @property
    def wanted(self) -> str:
        """For messages: 日期, or 数值、金额、百分比."""
        names = "、".join(kind.label for kind in Kind if kind in self.kinds)
        return f"写明的{names}" if self.literal else names


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    Attributes:
        name: English name.
        label: Chinese name, which may be used as well.
        parameters: Its arguments; the last ones may be left out when `required` is smaller.
        result: What comes out; None means the same type as the first argument.
        meaning: How it is said in a sentence, with ``{0}``, ``{1}`` for the arguments.
        description: What it does, in Chinese, for the reference page.
        example: An expression that uses it.
        compute: Its meaning for known arguments; None for what the evaluator does by itself.
        required: How many arguments must be given.
        variadic: Whether the last parameter may be repeated.
        same: Whether all arguments must fit together, as the sides of a comparison must.
        weight: How many times an engine's text repeats an argument; bounds the size of compiled text.
        literal_weight: The same when the last argument is written out.
    """

    name: str
    label: str
    parameters: tuple[Parameter, ...]
    result: Type | None
    meaning: str
    description: str
    example: str
    compute: Callable[..., Any] | None = None
    required: int = field(default=-1)
    variadic: bool = False
    same: bool = False
    weight: int = 1
    literal_weight: int | None = None

    @property
    def adapts(self) -> bool:
        """Whether its result measures the same as its arguments."""
        return self.result is None and self.name not in PERIODS

    @property
    def least(self) -> int:
        """How many arguments must be given."""
        return len(self.parameters) if self.required < 0 else self.required

    @property
    def signature(self) -> str:
        """For messages and the reference page: ``round(数值, 小数位)``."""
        names = [parameter.label for parameter in self.parameters]
        names[self.least :] = [f"[{name}]" for name in names[self.least :]]
        return f"{self.name}({', '.join(names)}{', …' if self.variadic else ''})"


def _of(label: str, *kinds: Kind, literal: bool = False, low: int = 0, high: int = 0) -> Parameter:
    return Parameter(label, frozenset(kinds), literal, low, high)


_NUMERIC = Parameter("数值", NUMERIC)
_TEXT = Parameter("文字", TEXTUAL)
_PIECE = _of("片段", Kind.TEXT, literal=True)
_DATE = _of("日期", Kind.DATE)
_CLOCK = _of("时限", Kind.CLOCK)
_FIELD = Parameter("字段", NUMERIC | TEXTUAL | {Kind.DATE, Kind.BOOLEAN})
_ORDERED = Parameter("值", NUMERIC | {Kind.DATE})


def _least(*values: Any) -> Any:
    return min((value for value in values if value is not None), default=None)


def _greatest(*values: Any) -> Any:
    return max((value for value in values if value is not None), default=None)


def _first_known(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _round(value: Decimal, places: Decimal = Decimal(0)) -> Decimal | None:
    return numbers.round_to(value, int(places))


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    scaled = numbers.multiply(part, Decimal(100))
    return None if scaled is None else numbers.divide(scaled, whole)


def _substring(value: str, start: Decimal, count: Decimal) -> str:
    return value[int(start) - 1 : int(start) - 1 + int(count)]


_ALL = (
    Function("abs", "绝对值", (_NUMERIC,), None, "{0}的绝对值", "数值的绝对值。", "abs(金额) > 100", abs),
    Function(
        "round",
        "四舍五入",
        (_NUMERIC, _of("小数位", Kind.NUMBER, literal=True, high=6)),
        None,
        "{0}四舍五入到{1}位小数",
        "四舍五入（绝对值逢五进一）到写明的小数位，0至6位；不写小数位的，取整。",
        "round(金额 / 3, 2)",
        _round,
        required=1,
    ),
    Function(
        "share",
        "占比",
        (_of("部分", *NUMERIC), _of("全部", *NUMERIC)),
        PERCENT,
        "{0}占{1}的百分比",
        "部分占全部的百分比；两者的计量单位应当相同或可以换算，全部为零的，结果未知。",
        "share(已整改金额, 金额) >= 90",
        _share,
        same=True,
    ),
    Function(
        "min_of",
        "取小",
        (_ORDERED, _ORDERED),
        None,
        "{*}中的较小值",
        "几个数值或日期中最小的；空值不计，全为空的，结果未知。",
        "min_of(金额, 已整改金额)",
        _least,
        variadic=True,
        same=True,
    ),
    Function(
        "max_of",
        "取大",
        (_ORDERED, _ORDERED),
        None,
        "{*}中的较大值",
        "几个数值或日期中最大的；空值不计，全为空的，结果未知。",
        "max_of(金额, 已整改金额)",
        _greatest,
        variadic=True,
        same=True,
    ),
    Function(
        "coalesce",
        "首个非空",
        (_FIELD, _FIELD),
        None,
        "{*}中第一个已填写的值",
        "依次取第一个不为空的值。",
        "coalesce(已整改金额, 0)",
        _first_known,
        variadic=True,
        same=True,
    ),
    Function(
        "length",
        "字数",
        (_TEXT,),
        NUMBER,
        "{0}的字数",
        "文字的字符数。",
        "length(问题) > 5",
        lambda value: Decimal(len(value)),
    ),
    Function(
        "contains",
        "包含",
        (_TEXT, _PIECE),
        BOOLEAN,
        "{0}包含{1}",
        "文字中是否有这一片段。",
        "contains(问题, '资金')",
        lambda value, piece: piece in value,
    ),
    Function(
        "starts_with",
        "开头是",
        (_TEXT, _PIECE),
        BOOLEAN,
        "{0}以{1}开头",
        "文字是否以这一片段开头。",
        "starts_with(问题, '关于')",
        str.startswith,
    ),
    Function(
        "ends_with",
        "结尾是",
        (_TEXT, _PIECE),
        BOOLEAN,
        "{0}以{1}结尾",
        "文字是否以这一片段结尾。",
        "ends_with(问题, '不规范')",
        str.endswith,
    ),
    Function(
        "substring",
        "截取",
        (
            _TEXT,
            _of("起始位", Kind.NUMBER, literal=True, low=1, high=10000),
            _of("字数", Kind.NUMBER, literal=True, high=10000),
        ),
        TEXT,
        "{0}自第{1}个字起的{2}个字",
        "从起始位（第一个字为1）起截取若干个字符。",
        "substring(问题, 1, 2) = '关于'",
        _substring,
    ),
    Function(
        "within",
        "属于",
        (_of("代码", Kind.CODE, Kind.TEXT), _of("上级代码", Kind.TEXT, literal=True)),
        BOOLEAN,
        "{0}在{1}之内",
        "代码是否等于上级代码或在其之下；区划代码末尾的零可写可不写（340000与34相同），行业可写门类或范围（C、13-43）。",
        "within(区划, '3418')",
        str.startswith,
    ),
    Function("as_of", "截止日", (), DATE, "截止日", "本次计算的截止日期。", "as_of() > 收到日期"),
    Function(
        "year",
        "年",
        (_DATE,),
        NUMBER,
        "{0}的年份",
        "日期的年份。",
        "year(收到日期) = 2024",
        lambda day: Decimal(day.year),
    ),
    Function(
        "quarter",
        "季",
        (_DATE,),
        NUMBER,
        "{0}的季度",
        "日期所在的季度，1至4。",
        "quarter(收到日期) = 1",
        lambda day: Decimal((day.month + 2) // 3),
    ),
    Function(
        "month",
        "月",
        (_DATE,),
        NUMBER,
        "{0}的月份",
        "日期的月份，1至12。",
        "month(收到日期) = 12",
        lambda day: Decimal(day.month),
    ),
    Function(
        "day",
        "日",
        (_DATE,),
        NUMBER,
        "{0}是当月的第几日",
        "日期是当月的第几日。",
        "day(收到日期) <= 8",
        lambda day: Decimal(day.day),
    ),
    Function(
        "days_between",
        "相隔天数",
        (_DATE, _DATE),
        DAYS,
        "{0}至{1}的天数",
        "从前一日期到后一日期的自然日数，后者更早的为负数。",
        "days_between(收到日期, 办结日期) > 60",
        days.between,
    ),
    Function(
        "workdays_between",
        "相隔工作日",
        (_DATE, _DATE),
        WORKDAYS,
        "{0}至{1}的工作日数",
        "从前一日期的次日到后一日期的工作日数，按国务院办公厅公布的放假安排；安排尚未公布的年份，结果未知。",
        "workdays_between(收到日期, 办结日期) > 15",
        days.workdays_between,
        weight=6,
    ),
    Function(
        "add_days",
        "加天数",
        (_DATE, _of("天数", Kind.NUMBER)),
        DATE,
        "{0}之后{1}日",
        "若干自然日之后的日期，天数四舍五入取整，负数为之前。",
        "add_days(收到日期, 60) < as_of()",
        days.plus_days,
        weight=2,
    ),
    Function(
        "add_months",
        "加月数",
        (_DATE, _of("月数", Kind.NUMBER)),
        DATE,
        "{0}之后{1}个月",
        "若干个月之后的同一日，当月没有这一日的为月末。",
        "add_months(收到日期, 3) < as_of()",
        days.plus_months,
        weight=2,
    ),
    Function(
        "add_workdays",
        "加工作日",
        (_DATE, _of("工作日数", Kind.NUMBER)),
        DATE,
        "{0}之后{1}个工作日",
        "若干个工作日之后的日期，当日不计；安排尚未公布的年份，结果未知。",
        "add_workdays(收到日期, 15) < as_of()",
        days.plus_workdays,
        weight=24,
        literal_weight=8,
    ),
    Function(
        "overdue",
        "超期天数",
        (_CLOCK,),
        DAYS,
        "{0}的超期天数",
        "时限已超过到期日的天数，未超期为0，尚未起算的，结果未知；按工作日计算的时限，为工作日数。",
        "overdue(整改期限) > 30",
    ),
    Function(
        "remaining",
        "剩余天数",
        (_CLOCK,),
        DAYS,
        "{0}的剩余天数",
        "距到期日的天数，超期为负数；尚未起算的，结果未知。",
        "remaining(整改期限) <= 10",
    ),
    Function("due", "到期日", (_CLOCK,), DATE, "{0}的到期日", "时限的到期日。", "due(整改期限) < as_of()"),
    Function(
        "started",
        "起算日",
        (_CLOCK,),
        DATE,
        "{0}的起算日",
        "时限的起算日，尚未起算的，结果未知。",
        "started(整改期限) is not null",
    ),
    Function(
        "stopped_on",
        "停止日",
        (_CLOCK,),
        DATE,
        "{0}的停止日",
        "时限停止计算的日期，尚未停止的，结果未知。",
        "stopped_on(整改期限) <= due(整改期限)",
    ),
    Function(
        "running",
        "计时中",
        (_CLOCK,),
        BOOLEAN,
        "{0}正在计算",
        "时限已起算，未停止也未暂停。",
        "running(整改期限)",
    ),
    Function(
        "paused", "暂停", (_CLOCK,), BOOLEAN, "{0}已暂停", "时限暂停计算（如补正期间）。", "paused(整改期限)"
    ),
    Function("stopped", "停止", (_CLOCK,), BOOLEAN, "{0}已停止", "时限已停止计算。", "stopped(整改期限)"),
    Function(
        "previous",
        "上期",
        (_FIELD,),
        None,
        "上期{0}",
        "同一单位上一报告期的值；只用于按期填报的报表。",
        "金额 > 2 * previous(金额)",
    ),
    Function(
        "same_period_last_year",
        "上年同期",
        (_FIELD,),
        None,
        "上年同期{0}",
        "同一单位上年同一报告期的值；只用于按期填报的报表。",
        "金额 > 2 * same_period_last_year(金额)",
    ),
)

FUNCTIONS: dict[str, Function] = {function.name: function for function in _ALL}
BY_LABEL: dict[str, Function] = {function.label: function for function in _ALL}
LENIENT = frozenset({"coalesce", "min_of", "max_of"})
"""Functions that look at unknown arguments; all others are unknown when one argument is."""
PERIODS = {"previous": "previous", "same_period_last_year": "last_year"}
CLOCK_FUNCTIONS = frozenset(clocks.READINGS)


def find(name: str) -> Function | None:
    """The function of that English or Chinese name."""
    return FUNCTIONS.get(name.lower()) or BY_LABEL.get(name)


def apply(function: Function, values: list[Any], *, as_of: dt.date) -> Any:
    """The value of a function for values that may be unknown.

    Raises:
        KeyError: For functions that `build` turns into something else (`previous`).
    """
    if function.name == "as_of":
        return as_of
    if function.name in clocks.READINGS:
        return clocks.READINGS[function.name](values[0], as_of)
    if function.compute is None:
        raise KeyError(function.name)
    if function.name not in LENIENT and any(value is None for value in values):
        return None
    return function.compute(*values)
