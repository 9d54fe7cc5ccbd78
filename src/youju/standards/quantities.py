"""Quantities as reports print them: 120件, 3.5万亩, 百分之五, 3‰, 两成, 三成五, 半数, 三分之一, 60余篇.

Enter at `parse` (a text that is one quantity), `find` (all quantities of a text) and `write`. A quantity
keeps how exactly it was printed: `Quantity.half` is half of its last printed digit, scaled by the
multiplier, which is what rounding by GB/T 8170-2008 leaves open. A whole number of things that can only be
counted (件, 人, 户) is exact; a measured one (亩, %, 元) and one with 万 or 亿 are not.

Shares are in the unit in which they are printed: 百分之五 is 5 %, 千分之三 is 3 ‰, 两成 is 20 %. Words such
as 约, 余 and 超过 do not change the value; they are kept as `Quantity.hedge` and open the bounds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from youju.errors import YoujuError, fail
from youju.standards import numerals, periods, units
from youju.standards.units import Unit

_MEASURE_WORDS: Final = (
    *"个件条项次人户家名位口起宗份篇期场台套辆头只羽株支类批所处座栋幢间村本册张幅笔单例轮款种组队班课节届门部艘架列",
    *"根块片段盏棵箱袋瓶桶盒层步岁声句字页号级档道面把副双对枚颗眼分",
    *("人次", "人年", "件次", "户次", "场次", "批次", "车次", "架次", "班次", "频次", "口井", "吨公里"),
    *("人公里", "元/平方米", "元/吨", "元/人", "㎡", "㎞", "℃"),
)
"""Words that may follow a number, beside the units of the table; each is a unit of its own."""
_APPROXIMATE: Final = frozenset({"约", "大约", "大概", "左右", "上下"})
_ABOVE: Final = frozenset({"超过", "超", "逾", "突破", "不少于", "不低于", "至少", "以上", "余", "多"})
_BELOW: Final = frozenset({"近", "不足", "不到", "接近", "将近", "不超过", "不高于", "至多", "以下", "以内"})
_BEFORE: Final = (
    r"大约|(?<![预合节契])约|大概|不少于|不低于|不超过|不高于|不足|不到|超过|(?<!赶)超|逾|突破|接近|将近|"
    r"(?<![附最])近|至少|至多|过"
)
_AFTER: Final = re.compile(r"左右|上下|以上|以下|以内")
_COUNTED: Final = frozenset({"人", "month", "workday"})
"""Dimensions of the table, beside those of a single unit, whose whole numbers are exact."""
_NOT_ONE: Final = frozenset("度时道块批把面片口步级部段天号点成分")
"""一度, 一时, 一级 and the like count nothing."""
_DENOMINATORS: Final = {"百": ("%", 100), "千": ("‰", 1000)}
_DIGIT: Final = "一二两三四五六七八九"
_NUMBER: Final = rf"(?:负|(?<!\d)-(?=\d))?(?:{numerals.NUMBER.pattern})"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and how exactly it was printed.

    Attributes:
        value: In `unit`, multiplier taken in: 3.5万亩 is 35000 亩.
        half: Half of the last printed digit in `unit`; 0 when the value is exact.
        unit: What is counted or measured; None for a bare number.
        hedge: 约, 余, 超过 and the like; None when there is none.
    """

    value: Decimal
    half: Decimal
    unit: Unit | None = None
    hedge: str | None = None

    @property
    def low(self) -> Decimal | None:
        """Lower bound of what was meant; None when it is open, as for 不足 and 约."""
        if self.hedge in _APPROXIMATE or self.hedge in _BELOW:
            return None
        return self.value if self.hedge in _ABOVE else self.value - self.half

    @property
    def high(self) -> Decimal | None:
        """Upper bound of what was meant; None when it is open, as for 超过 and 余."""
        if self.hedge in _APPROXIMATE or self.hedge in _ABOVE:
            return None
        return self.value if self.hedge in _BELOW else self.value + self.half

    def __contains__(self, value: Decimal) -> bool:
        """Whether a value, in `unit`, can have been printed like this."""
        low, high = self.low, self.high
        return (low is None or low <= value) and (high is None or value <= high)

    def into(self, unit: Unit | str) -> Quantity:
        """The same in another unit of the same dimension.

        Raises:
            YoujuError: S102 when the two measure different things.

        Example:
            >>> str(parse("1.2亿元").into("万元").value)
            '12000'
        """
        target = units.unit(unit) if isinstance(unit, str) else unit
        if self.unit is None:
            raise fail("S102", source="无单位的数", target=target.symbol)
        exact = units.ratio(self.unit, target)
        value, half = (number * exact.numerator / exact.denominator for number in (self.value, self.half))
        return Quantity(value, half, target, self.hedge)


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity in a text.

    Attributes:
        quantity: What it means.
        start: Where it begins in the text, from 0, hedge included.
        end: Where it ends.
        text: As it is written.
    """

    quantity: Quantity
    start: int
    end: int
    text: str


def parse(text: str) -> Quantity:
    """The quantity that a text is.

    A unit that no table knows is taken as it stands.

    Raises:
        YoujuError: S150 when the text is no quantity.

    Example:
        >>> quantity = parse("3.5万亩")
        >>> str(quantity.value), str(quantity.half), str(quantity.unit)
        ('35000', '500', '亩')
        >>> [(str(parse(text).value), str(parse(text).unit)) for text in ("百分之五", "三成五", "千分之三")]
        [('5', '%'), ('35', '%'), ('3', '‰')]
    """
    plain = "".join(_narrow(character) for character in text.strip())
    read = _read(plain, 0)
    if read is not None and read[1] == len(plain):
        return read[0]
    match = re.compile(_NUMBER).match(plain)
    tail = plain[match.end() :].strip() if match else ""
    if match and tail and len(tail) <= 12 and not re.search(r"[\d\s]|分之", tail):
        try:
            return _measured(numerals.read(match[0]), units.unit(tail), None)
        except YoujuError:
            pass
    raise fail("S150", text=text)


def find(text: str) -> list[Found]:
    """All quantities in a text, from left to right. Dates and ordinals (第三) are none.

    Chinese numerals count only before a unit that is known, so that 一些, 统一 and 十分 are left alone.

    Args:
        text: Any text. Full-width digits are read; places are those of the text as given.

    Example:
        >>> found = find("2023年办结一百二十件，约占九成，涉及资金3.5万元，同比增长12.5%。")
        >>> [(each.text, str(each.quantity.value)) for each in found]
        [('一百二十件', '120'), ('九成', '90'), ('3.5万元', '35000'), ('12.5%', '12.5')]
    """
    plain = "".join(_narrow(character) for character in text)
    dates = iter([*periods.places(text), (len(text), len(text))])
    date = next(dates)
    found: list[Found] = []
    at = 0
    while match := _START.search(plain, at):
        at = match.start()
        while date[1] <= at and date[0] < len(text):
            date = next(dates)
        if date[0] <= at < date[1]:
            at = date[1]
            continue
        read = None if at and plain[at - 1] in "第其统唯专" else _read(plain, at, strict=True)
        if read is None or read[1] > date[0]:
            at = _skip(plain, at)
            continue
        found.append(Found(read[0], at, read[1], text[at : read[1]]))
        at = read[1]
    return found


def write(value: Decimal | int, unit: Unit | str = "", *, places: int | None = None) -> str:
    """A figure as reports print it: with 万 or 亿 where that shortens it, without changing the value.

    Args:
        value: In `unit`.
        unit: Printed after the number.
        places: Digits after the point, by rounding half to even in the scaled number; None keeps all.

    Example:
        >>> write(35000, "亩"), write(Decimal("123456789"), "元", places=2), write(120, "件")
        ('3.5万亩', '1.23亿元', '120件')
    """
    number = Decimal(value)
    for scale, name in ((10**8, "亿"), (10**4, "万")):
        scaled = number / scale
        digits = f"{scaled.normalize():f}"
        if abs(scaled) >= 1 and (places is not None or len(digits.partition(".")[2]) <= 4):
            return f"{digits if places is None else format(round(scaled, places), 'f')}{name}{unit}"
    return f"{number if places is None else round(number, places):f}{unit}"


def in_words(quantity: Quantity) -> str:
    """A quantity in Chinese numerals; `parse` reads it back.

    Example:
        >>> in_words(parse("5%")), in_words(parse("12.5‰")), in_words(parse("120件"))
        ('百分之五', '千分之十二点五', '一百二十件')
    """
    number = numerals.to_chinese(quantity.value)
    symbol = quantity.unit.symbol if quantity.unit else ""
    for name, (sign, _) in _DENOMINATORS.items():
        if symbol == sign:
            return ("负" if number.startswith("负") else "") + f"{name}分之{number.removeprefix('负')}"
    return number + symbol


_START: Final = re.compile(rf"{_BEFORE}|[负\-\d半百千万{numerals.CHARACTERS}]")
_HEDGE: Final = re.compile(rf"({_BEFORE})?\s?")
_SHARE: Final = re.compile(rf"(负?)([百千万]|{_NUMBER})分之({_NUMBER})")
_TENTHS: Final = re.compile(
    rf"([{_DIGIT}\d](?:\.\d)?)成([{_DIGIT}]?)(?![立为果本员长效绩功就都品型套人交熟不])"
)
_HALVES: Final = re.compile(r"(?:一半|半数|过半数?|大半|对半)(?!年|月|天|个|岛|导)")


def _read(text: str, at: int, *, strict: bool = False) -> tuple[Quantity, int] | None:
    """The quantity that begins at a place, hedges before and after it included."""
    before = _HEDGE.match(text, at)
    hedge = before[1] if before else None
    start = before.end() if before else at
    half = _HALVES.match(text, at)
    if half:
        over = "超过" if half[0][0] in "过大" else None
        return Quantity(Decimal(50), Decimal(0), units.unit("%"), over), half.end()
    read = _share(text, start) or _tenths(text, start) or _counted(text, start, strict=strict)
    if read is None or hedge == "过":
        return None
    quantity, end = read
    after = _AFTER.match(text, end)
    hedge = hedge or quantity.hedge or (after[0] if after else None)
    return Quantity(quantity.value, quantity.half, quantity.unit, hedge), after.end() if after else end


def _share(text: str, at: int) -> tuple[Quantity, int] | None:
    """百分之五, 千分之三, 万分之二, 三分之一."""
    match = _SHARE.match(text, at)
    if match is None:
        return None
    try:
        part = numerals.read(match[3])
        if match[2] in _DENOMINATORS:
            symbol, below = _DENOMINATORS[match[2]]
            whole = Decimal(below)
        else:
            symbol, whole = "%", Decimal(10000) if match[2] == "万" else numerals.parse(match[2])
    except YoujuError:
        return None
    if whole <= 0:
        return None
    sign = -1 if match[1] else 1
    if match[2] in _DENOMINATORS:
        value, half = part.value, part.step / 2
    else:
        value = part.value * 100 / whole
        half = part.step * 50 / whole if match[2] == "万" else Decimal(0)
    return Quantity(sign * value, half, units.unit(symbol)), match.end()


def _tenths(text: str, at: int) -> tuple[Quantity, int] | None:
    """两成, 三成五, 3成, 九成以上."""
    match = _TENTHS.match(text, at)
    if match is None:
        return None
    tenths = numerals.read(match[1])
    value, step = tenths.value * 10, tenths.step * 10
    if match[2]:
        value, step = value + numerals.parse(match[2]), Decimal(1)
    return Quantity(value, step / 2, units.unit("%")), match.end()


def _counted(text: str, at: int, *, strict: bool) -> tuple[Quantity, int] | None:
    """A number, 余 or 多 or 几 after it, and a unit."""
    match = re.compile(_NUMBER).match(text, at)
    if match is None or not match[0]:
        return None
    for end in range(match.end(), at, -1):
        try:
            reading = numerals.read(text[at:end])
        except YoujuError:
            continue
        more = re.compile(r"[余多](?P<scale>[万亿]?)").match(text, end)
        scale = {"万": 10**4, "亿": 10**8}.get(more["scale"], 1) if more else 1
        reading = numerals.Reading(reading.value * scale, reading.step * scale)
        after = more.end() if more else end
        symbol = _unit_at(text, after)
        spelled = not any(character.isdigit() for character in text[at:end])
        if symbol is None and ((strict and spelled) or more):
            continue
        if strict and spelled and (symbol == "分" or (reading.value == 1 and symbol in _NOT_ONE)):
            return None
        unit = units.unit(symbol) if symbol else None
        return _measured(reading, unit, more[0][0] if more else None), after + len(symbol or "")
    return None


def _measured(reading: numerals.Reading, unit: Unit | None, hedge: str | None) -> Quantity:
    """A quantity; whole numbers of what can only be counted are exact."""
    alone = unit is None or unit.dimension == unit.symbol or unit.dimension in _COUNTED
    half = Decimal(0) if alone and reading.step == 1 else reading.step / 2
    return Quantity(reading.value, half, unit, hedge)


def _unit_at(text: str, at: int) -> str | None:
    """The longest known unit at a place."""
    for length in range(min(_longest(), len(text) - at), 0, -1):
        if text[at : at + length] in _symbols():
            return text[at : at + length]
    return None


@cache
def _symbols() -> frozenset[str]:
    misleading = {"两", "percent", "成", "时", "里", "度"}
    return frozenset(units.known_symbols()) - misleading | frozenset(_MEASURE_WORDS)


@cache
def _longest() -> int:
    return max(map(len, _symbols()))


def _skip(text: str, at: int) -> int:
    """Where to look next: behind a number that was not read."""
    match = re.compile(rf"[\d.,]+|[{numerals.CHARACTERS}]+").match(text, at)
    return match.end() if match else at + 1


def _narrow(character: str) -> str:
    """NFKC where it keeps the length, so that places stay."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
