"""A number of a text as it is understood: its role, value, unit, precision and hedge.

They are read by `checker.numbers`. Dates, document numbers, articles of laws, telephone numbers, list
markers, ordinals and ranks have roles of their own, so that no rule adds them up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.model import Operand

_INFINITY: Final = Decimal("Infinity")
_ABOUT: Final = frozenset({"约", "大约", "大概", "左右", "上下"})
_OVER: Final = frozenset({"超过", "超", "逾", "突破", "不少于", "不低于", "至少", "以上", "高于"})
_UNDER: Final = frozenset(
    {"近", "不足", "不到", "接近", "将近", "不超过", "不高于", "至多", "以下", "以内", "低于"}
)

PERCENT: Final = "%％成分"
"""A clue of every percentage: 12%, 九成, 百分之五."""
LOOSE: Final = frozenset("个项件条起宗类种次处家所例批")
"""Measure words that reports interchange."""


class Role(StrEnum):
    """What a number is."""

    QUANTITY = "quantity"
    MASKED = "masked"
    DATE = "date"
    RANK = "rank"
    ORDINAL = "ordinal"
    NAME = "name"
    """Part of a name: document, telephone, model, hotline."""
    MARKER = "marker"


@dataclass(slots=True, eq=False)
class Mention:
    """A number in the text; never changed, yet not frozen, since freezing costs thrice the time.

    Attributes:
        start: Offset of its first digit.
        end: Offset after its unit.
        value: In `unit`, multiplier taken in; 0 for what is masked or no number.
        half: Half of the last printed digit; 0 when exact.
        unit: As printed, without multiplier; empty for a bare number.
        dimension: What may be added to it.
        scale: How many base units of the dimension one of `unit` is.
        hedge: 约, 余, 超过 and the like; empty when there is none.
        spelled: Whether it is in Chinese numerals.
        percent: Whether it is a percentage (not 百分点).
        base: The value in base units of its dimension.
        measured: Whether it is a quantity with a unit.
        countable: Whether it is one that parts may make up: measured, no rate and no mean (元/人).
    """

    text: str
    start: int
    end: int
    role: Role
    value: Decimal = Decimal(0)
    half: Decimal = Decimal(0)
    unit: str = ""
    dimension: str = ""
    scale: Decimal = Decimal(1)
    hedge: str = ""
    spelled: bool = False
    span: tuple[Decimal, Decimal] | None = None
    percent: bool = False
    base: Decimal = field(init=False)
    measured: bool = field(init=False)
    countable: bool = field(init=False)
    _interval: Interval | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        self.base = self.value if self.scale == 1 else self.value * self.scale
        self.measured = self.role is Role.QUANTITY and self.unit != ""
        rate = self.percent or self.unit == "百分点" or "/" in self.unit
        self.countable = self.measured and not rate

    @property
    def interval(self) -> Interval:
        """Every value, in `unit`, that would be printed like this."""
        if self._interval is None:
            self._interval = self._printed_alike()
        return self._interval

    def _printed_alike(self) -> Interval:
        value, half = self.value, self.half
        if self.span:
            return Interval(*self.span)
        if not self.hedge:
            return Interval(value - half, value + half)
        if self.hedge in _OVER:
            return Interval(value - half, _INFINITY)
        if self.hedge in _UNDER:
            low = value * Decimal("0.9") - half
            return Interval(min(low, value - 1) if half == 0 and self.countable else low, value + half)
        if self.hedge in {"余", "多", "几"}:
            return Interval(value, value + _last_place(value, half))
        spread = max(half * 2, abs(value) / 20) if not self.percent else max(half * 2, Decimal(1))
        return Interval(value - spread, value + spread)

    def operand(self, *, scale: Decimal | None = None) -> Operand:
        """As it takes part in a relation, in a unit of another scale when one is given."""
        half = self.half
        if self.hedge or self.span:
            reach = self.interval
            half = (
                self.value
                if reach.high.is_infinite()
                else max(reach.high - self.value, self.value - reach.low)
            )
        if scale is None or scale == self.scale:
            return Operand(self.text, self.start, self.end, self.value, half)
        factor = self.scale / scale
        return Operand(self.text, self.start, self.end, self.value * factor, half * factor)


def exact(*mentions: Mention) -> bool:
    """Whether none is hedged or a range.

    Example:
        >>> from youju.checker.numbers import mentions_of
        >>> exact(*mentions_of("3名约5人", 0, 5)), exact(*mentions_of("3名5人", 0, 4))
        (False, True)
    """
    return not any(one.hedge or one.span for one in mentions)


def similar(a: Mention, b: Mention) -> bool:
    """Whether two quantities may be parts of one total: the same dimension.

    Example:
        >>> from youju.checker.numbers import mentions_of
        >>> a, b, c = mentions_of("3名5人4万元", 0, 7)
        >>> similar(a, b), similar(a, c)
        (True, False)
    """
    return a.dimension == b.dimension


def loosely_similar(a: Mention, b: Mention) -> bool:
    """Whether both count things with one of the measure words that reports interchange (个, 项, 件, 起)."""
    return a.dimension == b.dimension or (a.unit in LOOSE and b.unit in LOOSE)


def kind_of(mention: Mention) -> str:
    """What a quantity may be compared with: things by any measure word, persons also where they are 人次.

    Example:
        >>> from youju.checker.numbers import mentions_of
        >>> [kind_of(one) for one in mentions_of("3个5项6人次", 0, 7)]
        ['', '', '人']
    """
    return "" if mention.unit in LOOSE else mention.dimension[:1] + mention.dimension[1:].removesuffix("次")


def _last_place(value: Decimal, half: Decimal) -> Decimal:
    """Place value of the last digit that is not nought: what 余 leaves open."""
    place = max(Decimal(1), half * 2)
    if value == 0:
        return place
    while value % (place * 10) == 0:
        place *= 10
    return place
