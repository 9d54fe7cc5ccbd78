"""Reading the numbers of a text: quantities with unit, precision and hedge, and what is no quantity.

Enter at `mentions_of`. Every number becomes a `Mention` with a `Role`: dates, document numbers
(〔2023〕43号), articles of laws, telephone numbers, model names, list markers, ordinals and ranks are
told apart from quantities. One pass over the text; a character set finds where a number may begin, all else
looks only there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from youju.checker.blanks import SCALES, SPACES, joined, past_blank, plain
from youju.checker.counters import TIMES, measure, of_each, unit_at
from youju.checker.forms import DATE, DOCUMENT, HAN_DATE, MARKER, SPELLED, STANDARD, calling
from youju.checker.hedges import hedge_of
from youju.checker.mentions import Mention, Role
from youju.checker.unsaid import UNITLESS, people_after, rate_before, unit_before
from youju.errors import YoujuError
from youju.standards import numerals

_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．％＋", "0123456789.%+")
_MASKS: Final = "ＸX×*＊"
_START: Final = re.compile(rf"[0-9{_MASKS}{SPELLED}半]")
_ARABIC: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
_SCALE: Final = re.compile(
    r"(?P<more>[余多几])?(?P<scale>万亿|[百千]?[万亿]|[百千](?=[余多]?[^\w\s]|[余多]?\w))?(?P<more2>[余多])?"
)
_HAN_NUMBER: Final = re.compile(rf"[{SPELLED}]+(?:点[{SPELLED}]+(?=[万亿]|[^\W\d_]))?(?:[余多])?[万亿]*|半数")
_RANGE: Final = re.compile(r"\s*[-—–－~～至]{1,2}\s*(?=\d)")
_MASK: Final = re.compile(rf"[{_MASKS}]{{1,4}}(?:\.[{_MASKS}]+)?(?:[余多])?[万亿]?")
_RANK: Final = re.compile(
    r"(?:位居|位列|排名?|排序|列|居|名列|全[国省市县区州]|成绩|同类|前)[^，。；、]{0,8}$"
)

_NAMED: Final = frozenset("村县镇乡省市站字步级")
"""Counters that are things themselves; 7县 is a quantity, 村 after a year is not."""


def mentions_of(text: str, start: int, end: int) -> list[Mention]:
    """All numbers of a piece of the text, from left to right.

    Example:
        >>> found = mentions_of("按〔2023〕43号文，2023年办结约120件，居全市第2位。", 0, 32)
        >>> [(each.text, each.role.value) for each in found]
        [('〔2023〕43号', 'name'), ('2023年', 'date'), ('120件', 'quantity'), ('2位', 'rank')]
    """
    plain = _narrow(text) if _has_full_width(text, start, end) else text
    found: list[Mention] = []
    at = start
    search = _START.search
    while match := search(plain, at, end):
        place = match.start()
        mention = _mention(plain, place, start, end)
        if isinstance(mention, Mention):
            if found and mention.start < found[-1].end:  # 〔2023〕43号 swallows the year
                found.pop()
            if mention.text != text[mention.start : mention.end]:
                mention = replace(mention, text=text[mention.start : mention.end])
            if found and text[found[-1].end : mention.start] in _JOINTS and _lends(found[-1], mention):
                found[-1] = _with_unit(found[-1], mention)
            found.append(mention)
            at = max(mention.end, place + 1)
        else:
            at = mention
    return found


_JOINTS: Final = frozenset("、和与")


def _lends(bare: Mention, after: Mention) -> bool:
    """Whether the unit after a list is that of a number before it too: 4494亿、1.21万亿元."""
    quantities = bare.role is after.role is Role.QUANTITY
    return quantities and not bare.unit and bare.text[-1] in "万亿" and bool(after.unit) and not after.percent


def _with_unit(bare: Mention, after: Mention) -> Mention:
    return replace(bare, unit=after.unit, dimension=after.dimension, scale=after.scale)


@lru_cache(maxsize=1)
def _narrow(text: str) -> str:
    """A text with its wide digits as narrow ones; kept, since a compilation asks for it once a report."""
    return text.translate(_FULL_WIDTH)


def _has_full_width(text: str, start: int, end: int) -> bool:
    return _FULL_START.search(text, start, end) is not None


_FULL_START: Final = re.compile("[０-９．％]")


def _mention(text: str, at: int, start: int, end: int) -> Mention | int:
    """The number that begins at a place, or where to go on."""
    character = text[at]
    if character.isdigit():
        return _arabic(text, at, start, end)
    if character in _MASKS:
        return _masked(text, at, end)
    return _spelled(text, at, end)


def _no_quantity(text: str, start: int, end: int, role: Role) -> Mention:
    return Mention(text[start:end], start, end, role)


def _arabic(text: str, at: int, start: int, end: int) -> Mention | int:
    before = text[at - 1] if at > start else "\n"
    if before in "〔[［【（(" and (match := DOCUMENT.match(text, at - 1, end)):
        return _no_quantity(text, at - 1, match.end(), Role.NAME)
    number = _ARABIC.match(text, at, end)
    if number is None:
        return at + 1
    after = text[number.end()] if number.end() < end else "\n"
    if match := calling(text, at, number.end(), after, end):
        return _no_quantity(text, at, match.end(), Role.NAME)
    match = DATE.match(text, at, end) if after in _IN_DATES or after.isspace() else None
    if match and before != "第" and not (match[0][-1] == "号" and len(match[0]) > 3):
        return _no_quantity(text, at, match.end(), Role.DATE)
    if after in SPACES:
        number = joined(text, at, start, end) or number
        if _YEAR.fullmatch(plain(number[0])) and text.startswith("年", past_blank(text, number.end(), end)):
            return _no_quantity(text, at, past_blank(text, number.end(), end) + 1, Role.DATE)
    stop = number.end()
    marker = _marker(text, at, stop, start, end) if before in _BEFORE_MARKERS else None
    if marker is not None:
        return _no_quantity(text, at, marker, Role.MARKER)
    if ("A" <= before <= "Z" or "a" <= before <= "z") or (
        stop < end and text[stop].isascii() and text[stop].isalpha() and unit_at(text, stop, end) is None
    ):
        return _no_quantity(text, at, stop, Role.NAME)
    if before == " " and STANDARD.search(text, max(start, at - 8), at):
        return _no_quantity(text, at, stop, Role.NAME)
    if before == "第" or (before in SPACES and text[max(start, at - 2)] == "第"):
        return _ordinal(text, at, stop, start, end)
    if before in "+＋" or (stop < end and text[stop] in "+＋"):
        return _no_quantity(text, at, stop, Role.NAME)
    return _quantity(text, at, plain(number[0]), stop, start, end)


_IN_DATES: Final = frozenset("年月日号时:：.-—–－~～至/")
"""What may follow the first number of a date."""


def _marker(text: str, at: int, stop: int, start: int, end: int) -> int | None:
    """Where a list marker ends that begins at a place: 1.、（2）, or a page number; None for what is none."""
    before = text[at - 1] if at > start else "\n"
    if before in "（(" and stop - at <= 2 and text[stop : stop + 1] in {"）", ")"}:
        return stop  # （1）河道清淤、（2）堤防加固
    if before in "\n\r" or (
        before in " \t　（(" and text[max(start, at - 8) : at].rpartition("\n")[2].strip("（( \t　") == ""
    ):
        marker = MARKER.match(text, at, end)
        if marker and marker.end() > stop - 1 and "." not in text[at:stop]:
            return marker.end()
    return stop if before in "\t." and (stop >= end or text[stop] in "\r\n") else None


_BEFORE_MARKERS: Final = frozenset("\n\r \t　（(.")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_REACHES: Final = re.compile(r"\s*[-—–－~～至]{1,2}\s*(\d+(?:,\d{3})*(?:\.\d+)?)(万亿|亿|万|)")
_PER: Final = re.compile(
    r"[/／](?:万元|亿元|公顷|亩|人|户|平方公里|平方千米|年|月|日|天|[Ld]|小时|吨|台|辆|件|次|个)"
)
"""What makes a rate of a quantity: 53.9立方米/万元."""


def _quantity(text: str, at: int, digits: str, stop: int, start: int, end: int) -> Mention:
    """A number in digits with what follows it."""
    value = Decimal(digits)
    places = len(digits.partition(".")[2])
    step = _STEPS[places] if places < len(_STEPS) else Decimal(1).scaleb(-places)
    hedge = ""
    after = past_blank(text, stop, end) if text[stop : stop + 1] in SPACES else stop
    scales = SCALES if after > stop else _SCALING
    scale = _SCALE.match(text, after, end) if text[after : after + 1] in scales else None
    if scale and scale.end() > stop:
        factor = TIMES.get(scale["scale"] or "", 1)
        if factor >= 10**4 or unit_at(text, scale.end(), end):
            value, step = value * factor, step * factor
            hedge = scale["more"] or scale["more2"] or ""
            stop = scale.end()
    span: tuple[Decimal, Decimal] | None = None
    joint = _RANGE.match(text, stop, end) if not hedge and text[stop : stop + 1] in _JOINING else None
    if joint and (other := _ARABIC.match(text, joint.end(), end)):
        top = Decimal(other[0].replace(",", ""))
        if top > value and unit_at(text, other.end(), end):
            span, stop = (value, top), other.end()
            value = top
    after = past_blank(text, stop, end) if text[stop : stop + 1] in SPACES else stop
    symbol = unit_at(text, after, end) or ""
    stop = after + len(symbol) if symbol else stop
    far = _REACHES.match(text, stop, end) if symbol and text[stop : stop + 1] in _JOINING else None
    if far and span is None:
        top = Decimal(far[1].replace(",", "")) * (TIMES.get(far[2], 1))
        if top > value and unit_at(text, far.end(), end) == symbol:  # 300元至1000元
            span, value, stop = (value, top), top, far.end() + len(symbol)
    if symbol and text[stop : stop + 1] in _SLASHES and (rate := _PER.match(text, stop, end)):
        symbol, stop = symbol + rate[0], rate.end()
    if not symbol:
        symbol = unit_before(text, at, stop, start, end) if step >= UNITLESS else ""
        symbol = symbol or people_after(text, stop, end)
        symbol = symbol or rate_before(text, at, stop, start, end)
    elif text[stop : stop + 1] in _BRACKETS and (times := _TIMES_TOO.match(text, stop, end)):
        symbol, stop = symbol + "次", times.end()
    if symbol == "号":
        return _no_quantity(text, at, stop, Role.NAME)
    return _finish(text, at, stop, value, step, symbol, hedge, start, end, span=span)


_SCALING: Final = frozenset("余多几万亿百千")
_JOINING: Final = frozenset("-—–－~～至 \t\n\r\u3000\u00a0\u2009")
_SLASHES: Final = frozenset("/／")
_BRACKETS: Final = frozenset("（(")
_TIMES_TOO: Final = re.compile(r"(?<=[件人户家批])[（(]次[）)]")
"""89件（次） is counted as 89件次."""
_STEPS: Final = tuple(Decimal(1).scaleb(-places) for places in range(8))
"""One in the last place of a number, by its digits after the point."""
_TENTH: Final = Decimal("0.1")


def _finish(
    text: str,
    at: int,
    stop: int,
    value: Decimal,
    step: Decimal,
    symbol: str,
    hedge: str,
    start: int,
    end: int,
    *,
    spelled: bool = False,
    span: tuple[Decimal, Decimal] | None = None,
) -> Mention:
    symbol, dimension, scale, counted = measure(symbol)
    if not hedge:
        hedge = hedge_of(text, at, stop, start, end)
    half = Decimal(0) if (counted and step == 1) or not value else step / 2  # 0万元 is nothing at all
    if symbol == "%" and step < _TENTH and not value % (step * 10):
        half *= 10  # 66.70% is printed for 66.67% too
    return Mention(
        text[at:stop],
        at,
        stop,
        Role.QUANTITY,
        value,
        half,
        symbol,
        dimension,
        scale,
        hedge,
        spelled,
        span,
        symbol == "%",
    )


def _ordinal(text: str, at: int, stop: int, start: int, end: int) -> Mention:
    """第3, as a rank where places are compared, else as an ordinal."""
    symbol = unit_at(text, stop, end) or ""
    if symbol in {"名", "位", ""} and _RANK.search(text, max(start, at - 14), at - 1):
        value = _read(text[at:stop])
        if value is not None:
            return Mention(
                text[at : stop + len(symbol)],
                at,
                stop + len(symbol),
                Role.RANK,
                value,
                Decimal(0),
                "位",
                "rank",
                spelled=not text[at].isdigit(),
            )
    return _no_quantity(text, at, stop + len(symbol), Role.ORDINAL)


def _masked(text: str, at: int, end: int) -> Mention | int:
    """XX户, **户; a lone X before 县 or 街道 is a masked name and no quantity."""
    match = _MASK.match(text, at, end)
    if match is None or (at and text[at - 1].isascii() and text[at - 1].isalnum()):
        return at + 1
    stop = match.end()
    symbol = unit_at(text, stop, end)
    if symbol is None or symbol in _NAMED or symbol in {"号", "段"}:
        return stop
    name, dimension, scale, _ = measure(symbol)
    stop += len(symbol)
    percent = name == "%"
    return Mention(
        text[at:stop], at, stop, Role.MASKED, unit=name, dimension=dimension, scale=scale, percent=percent
    )


def _spelled(text: str, at: int, end: int) -> Mention | int:
    """一百二十件, 两名; only before a counter, and not inside words such as 统一."""
    match = _HAN_NUMBER.match(text, at, end)
    if match is None:
        return at + 1
    if date := HAN_DATE.match(text, at, end):
        return _no_quantity(text, at, date.end(), Role.DATE)
    stop = match.end()
    before = text[at - 1] if at else ""
    if before == "第":
        return _ordinal(text, at, stop, 0, end)
    if text.startswith("分之", stop):
        return _fraction(text, at, stop, end)
    word = match[0]
    hedge = ""
    if word[-1] in "余多":
        word, hedge = word[:-1], word[-1]
    symbol = unit_at(text, stop, end)
    if len(match[0]) == 1 and _TENTHS.match(text, stop, end):
        return _tenths(text, at, stop, end)
    if (
        symbol is None
        or (before and before in "其统唯专同逐万〇")
        or (stop - at == 1 and text[stop : stop + 1] in _NOT_COUNTED)
    ):
        return stop
    value = _read(word)
    if value is None or (word in {"一", "百", "千", "十"} and symbol not in _SINGLE) or of_each(text, at):
        return stop
    step = _last_of(word)
    return _finish(text, at, stop + len(symbol), value, step, symbol, hedge, at, end, spelled=True)


def _last_of(word: str) -> Decimal:
    """One in the last place of a spelled number: a tenth of ten thousand in 三点五万."""
    decimals = word.partition("点")[2]
    if not decimals:
        return Decimal(1)
    scale = TIMES.get(tail := decimals.lstrip(SPELLED), 1)
    return Decimal(scale).scaleb(len(tail) - len(decimals))


_TENTHS: Final = re.compile(r"成(?=以上|以下|左右|[，。；、）的多]|$)")


def _tenths(text: str, at: int, stop: int, end: int) -> Mention | int:
    """九成, 八成以上: as hundredths; where the words leave it open, from there on."""
    value = _read(text[at:stop])
    if value is None:
        return stop + 1
    found = _finish(text, at, stop + 1, value * 10, Decimal(10), "%", "", at, end, spelled=True)
    opened = found.hedge or text.startswith("多", stop + 1)
    half = Decimal(0) if opened else Decimal(5)
    return replace(found, half=half, hedge=found.hedge or ("以上" if opened else ""))


_NOT_COUNTED: Final = frozenset("度时道面般级分定")
_SINGLE: Final = frozenset(
    {"名", "家", "个", "项", "件", "次", "起", "处", "人", "户", "座", "所", "条", "例", "支", "宗"}
)
_FRACTION: Final = re.compile(rf"([{SPELLED}]+)分之([{SPELLED}点\d.]+)")


def _fraction(text: str, at: int, stop: int, end: int) -> Mention | int:
    """百分之五, 三分之一."""
    match = _FRACTION.match(text, at, end)
    if match is None:
        return stop + 2
    whole, part = (Decimal(100) if match[1] == "百" else _read(match[1])), _read(match[2])
    if whole is None or part is None or whole == 0:
        return match.end()
    half = Decimal("0.5") * 100 / whole if match[1] in {"百", "千"} else Decimal("0.5")
    return Mention(
        match[0],
        at,
        match.end(),
        Role.QUANTITY,
        part * 100 / whole,
        half,
        "%",
        "ratio",
        spelled=True,
        percent=True,
    )


@lru_cache(maxsize=4096)
def _read(text: str) -> Decimal | None:
    try:
        return numerals.parse(text.replace("○", "〇"))
    except YoujuError:
        return None
