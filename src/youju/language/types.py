"""Kinds of values and their units: what an expression can be, and when two units fit.

Enter at `Type`. Units come from `youju.standards.units`; money and percentages are kinds of their own
because people say so, but they are numbers with a unit like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from youju.standards.units import Unit
from youju.standards.units import unit as unit_of

DAY = "天"
WORKDAY = "工作日"
YUAN = "元"
PER_CENT = "%"


class Kind(StrEnum):
    """What sort of value it is. The last four are not types of fields that people calculate with."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TEXT = "text"
    CODE = "code"
    BOOLEAN = "boolean"
    ORGANISATION = "organisation"
    OTHER = "other"
    """Person, place, file or table: one can ask whether it is filled in, and nothing else."""
    CLOCK = "clock"
    NULL = "null"
    """The word NULL itself, before its surroundings give it a type."""
    BROKEN = "broken"
    """Already reported; silences what would follow from it."""

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    Kind.NUMBER: "数值",
    Kind.MONEY: "金额",
    Kind.PERCENT: "百分比",
    Kind.DATE: "日期",
    Kind.TEXT: "文字",
    Kind.CODE: "代码",
    Kind.BOOLEAN: "是否",
    Kind.ORGANISATION: "机构",
    Kind.OTHER: "只能判断是否填写的内容",
    Kind.CLOCK: "时限",
    Kind.NULL: "空值",
    Kind.BROKEN: "有误的内容",
}

NUMERIC = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
TEXTUAL = frozenset({Kind.TEXT, Kind.CODE, Kind.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Type:
    """A kind, and for numbers the unit.

    Attributes:
        kind: What sort of value.
        unit: Symbol of the unit; None is a plain number (a ratio, a year, a count without unit).

    Example:
        >>> Type.of("number", "万元").kind
        <Kind.MONEY: 'money'>
    """

    kind: Kind
    unit: str | None = None

    @classmethod
    def of(cls, kind: Kind | str, unit: str | None = None) -> Type:
        """The type with its kind put right: an amount in 元 is money, one in % a percentage."""
        kind = Kind(kind)
        if kind is Kind.MONEY:
            return cls(kind, unit or YUAN)
        if kind is Kind.PERCENT:
            return cls(kind, unit or PER_CENT)
        if kind is not Kind.NUMBER:
            return cls(kind)
        if unit is None:
            return cls(kind)
        dimension = unit_of(unit).dimension
        if dimension == "money":
            return cls(Kind.MONEY, unit)
        return cls(Kind.PERCENT if dimension == "ratio" else Kind.NUMBER, unit)

    @property
    def numeric(self) -> bool:
        """Whether one can calculate with it."""
        return self.kind in NUMERIC

    @property
    def plain(self) -> bool:
        """Whether it is a number without unit."""
        return self.kind is Kind.NUMBER and self.unit is None

    @property
    def measure(self) -> Unit | None:
        """The unit with dimension and scale."""
        return unit_of(self.unit) if self.unit else None

    @property
    def dimension(self) -> str:
        """What is measured; empty for plain numbers."""
        return unit_of(self.unit).dimension if self.unit else ""

    @property
    def scale(self) -> Fraction:
        """How many base units of the dimension one is."""
        return unit_of(self.unit).scale if self.unit else Fraction(1)

    @property
    def label(self) -> str:
        """For messages: 金额（万元）."""
        return f"{self.kind.label}（{self.unit}）" if self.unit else self.kind.label


NUMBER = Type(Kind.NUMBER)
DAYS = Type(Kind.NUMBER, DAY)
WORKDAYS = Type(Kind.NUMBER, WORKDAY)
PERCENT = Type(Kind.PERCENT, PER_CENT)
DATE = Type(Kind.DATE)
TEXT = Type(Kind.TEXT)
BOOLEAN = Type(Kind.BOOLEAN)
NULL = Type(Kind.NULL)
BROKEN = Type(Kind.BROKEN)
