"""Numbers as Chinese officials write them, and back.

Enter at `parse` (a number), `read` (with the place of its last printed digit) and `to_chinese`. Understood
are Chinese numerals (一百二十, 两万三, 廿五, 〇), financial ones (壹佰贰拾), positional ones (二〇二三),
decimals (十二点五), Arabic digits with or without separators and in full width, and Arabic digits with a
Chinese multiplier (3.5万, 1亿2000万, 3万5千).

Usage after GB/T 15835-2011 《出版物上数字用法》 (4.1, 5.2: multipliers 万 and 亿 with Arabic digits) and, for
financial numerals, 《会计基础工作规范》 article 52. 兆 is not read: it means 10**6 in one place and 10**12 in
another.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from youju.errors import fail

_DIGITS: Final = {
    character: value
    for value, row in enumerate(
        ("零〇○", "一壹弌幺", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for character in row
}
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS: Final = {"廿": "二十", "卅": "三十", "卌": "四十"}
_GREAT: Final = (("亿", 10**8), ("万", 10**4))
_PLAIN: Final = str.maketrans({"萬": "万", "億": "亿", "點": "点", **_TENS})

_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CHARACTERS: Final = "".join(_DIGITS) + "".join(_UNITS) + "".join(_TENS) + "万亿萬億"

"""Every Chinese character that may be part of a number."""
_SMALL: Final = "".join(character for character in CHARACTERS if character not in "万亿萬億")
NUMBER: Final = re.compile(
    rf"(?:{_ARABIC})(?:[十百千万亿]+(?:(?:{_ARABIC})[十百千万亿]+)*)?"
    rf"|[{_SMALL}][{CHARACTERS}]*(?:[点點][{''.join(_DIGITS)}]+[万亿]*)?"
)
"""Finds what may be a number, in text that has been normalised to NFKC. Not everything found can be read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and how exactly it was printed.

    Attributes:
        value: The number, exact.
        step: Place value of the last printed digit: 1 for 120, 1000 for 3.5万 and for 两万三.
    """

    value: Decimal
    step: Decimal


def parse(text: str) -> Decimal:
    """The number that a text is.

    Raises:
        YoujuError: S150 when the text is no number.

    Example:
        >>> [str(parse(text)) for text in ("一百二十", "两万三", "廿五", "壹佰零伍", "二〇二三", "十二点五")]
        ['120', '23000', '25', '105', '2023', '12.5']
        >>> [str(parse(text)) for text in ("3.5万", "1亿2000万", "１，２３４", "负三点五", "三万亿")]
        ['35000', '120000000', '1234', '-3.5', '3000000000000']
    """
    return read(text).value


def read(text: str) -> Reading:
    """The number that a text is, with the place of its last printed digit.

    Raises:
        YoujuError: S150 when the text is no number.

    Example:
        >>> read("3.50万")
        Reading(value=Decimal('35000'), step=Decimal('100'))
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_PLAIN)
    sign = -1 if plain[:1] in {"负", "負", "-", "−", "－"} else 1
    found = _full(plain[1:] if sign < 0 else plain)
    if found is None:
        raise fail("S150", text=text)
    return Reading(_tidy(sign * found.value), _tidy(found.step))


def _full(text: str) -> Reading | None:
    """A number of any size."""
    whole, point, decimals = text.partition("点")
    if point:
        if match := re.fullmatch(r"(.+?)([万亿]+)", decimals):  # 三点五万
            head = _point(whole, match[1])
            return _times(head, match[2]) if head else None
        return _point(whole, decimals)
    for name, unit in _GREAT:
        left, sign, right = text.rpartition(name)
        if sign:
            return _scaled(left, right, unit)
    return _small(text)


def _scaled(left: str, right: str, unit: int) -> Reading | None:
    """So many times a great unit, and the rest below it."""
    high = _full(left) if unit > 10**4 else _small(left)
    if high is None:
        return None
    if not right:
        return Reading(high.value * unit, high.step * unit)
    if high.value != high.value.to_integral_value():
        return None
    if len(right) == 1 and right in _DIGITS and _DIGITS[right]:  # 两万三
        step = Decimal(unit) / 10
        return Reading(high.value * unit + _DIGITS[right] * step, step)
    low = _full(right.lstrip("零〇○"))
    if low is None or low.value >= unit or low.value == 0:
        return None
    return Reading(high.value * unit + low.value, low.step)


def _point(whole: str, decimals: str) -> Reading | None:
    """A decimal whose decimals are Chinese digits."""
    head = _full(whole)
    if head is None or head.step % 1 or not decimals or any(c not in _DIGITS for c in decimals):
        return None
    fraction = Decimal("0." + "".join(str(_DIGITS[c]) for c in decimals))
    return Reading(head.value + fraction, Decimal(1).scaleb(-len(decimals)))


def _times(head: Reading, units: str) -> Reading | None:
    """A decimal before 万, 亿 or 万亿."""
    scale = {"万": 10**4, "亿": 10**8, "万亿": 10**12}.get(units)
    return Reading(head.value * scale, head.step * scale) if scale else None


def _small(text: str) -> Reading | None:
    """A number without 万 and 亿."""
    if match := re.fullmatch(rf"({_ARABIC})([十百千]?)", text):
        digits = match[1].replace(",", "")
        unit = _UNITS.get(match[2], 1)
        places = len(digits.partition(".")[2])
        return Reading(Decimal(digits) * unit, Decimal(unit).scaleb(-places))
    if text and all(c in _DIGITS for c in text):
        return Reading(Decimal("".join(str(_DIGITS[c]) for c in text)), Decimal(1))
    return _structured(text)


def _structured(text: str) -> Reading | None:
    """Up to 9999 with 千, 百 and 十, such as 一千零五, 十二, 三千五; digits may be Arabic (3千5百)."""
    value, last, pending, zero = 0, 10**4, None, False
    for character in text:
        digit = _DIGITS.get(character, int(character) if character.isdecimal() else None)
        if character in _UNITS:
            unit = _UNITS[character]
            if pending is None and unit == 10 and (value == 0 or value % 100 == 0):
                pending = 1
            if not pending or unit >= last:
                return None
            value, last, pending, zero = value + pending * unit, unit, None, False
        elif digit is None or pending is not None:
            return None
        elif digit == 0:
            if zero or not value:
                return None
            zero = True
        else:
            pending = digit
    if pending is None:
        return Reading(Decimal(value), Decimal(1)) if text and not zero else None
    if zero or last == 10:
        return Reading(Decimal(value + pending), Decimal(1))
    # 三千五 leaves out the unit below the last one
    step = last // 10
    return Reading(Decimal(value + pending * step), Decimal(step))


def to_chinese(value: Decimal | int, *, financial: bool = False) -> str:
    """A number in Chinese numerals.

    Args:
        value: Below 10**16 in absolute value.
        financial: Whether to use the numerals of cheques and contracts.

    Raises:
        ValueError: The number is too great or not finite.

    Example:
        >>> to_chinese(120), to_chinese(10005), to_chinese(Decimal("-12.50")), to_chinese(23000)
        ('一百二十', '一万零五', '负十二点五零', '二万三千')
        >>> to_chinese(105, financial=True)
        '壹佰零伍'
    """
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= 10**16:
        raise ValueError(f"cannot be written in Chinese numerals: {value}")
    sign = "负" if number.is_signed() and number != 0 else ""
    whole, _, decimals = format(abs(number), "f").partition(".")
    text = _group(int(whole)) or "零"
    if decimals:
        text += "点" + "".join("零一二三四五六七八九"[int(digit)] for digit in decimals)
    if financial:
        text = "壹" + text if text.startswith("十") else text
        return sign + text.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    return sign + text


def to_positional(digits: str | int) -> str:
    """Digits one by one, as in years: 二〇二三.

    Example:
        >>> to_positional(2023)
        '二〇二三'
    """
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(digits))


def _group(number: int, *, leading: bool = False) -> str:
    """A whole number, empty for nought; `leading` when something stands before it, so that ten is 一十."""
    for name, unit in _GREAT:
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return _group(high, leading=leading) + name + gap + _group(low, leading=True)
    text, gap = "", ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            bare_ten = unit == 10 and digit == 1 and not text and not leading
            text += gap + ("" if bare_ten else "零一二三四五六七八九"[digit]) + name
        gap = "零" if text and not digit else ""
    return text


def _tidy(value: Decimal) -> Decimal:
    """Whole numbers without exponent, others as they are."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
