"""Dates and periods as officials write them: 前三季度, 1—10月, 截至10月底, 去年同期, “十四五”, 2023-05-01.

Enter at `parse` (a text that is one period) and `find` (all periods of a text, with their places). What is
said without a year takes the year that was last named before it, and else that of the reference date `on`:
the latest such period that has begun by then, so that 1—10月 in a report of January is last year's. 去年 and
the like count from `on`, and without it from the year last named.

近三年 is taken as three years up to `on`. “十四五” needs its quotation marks, or 时期, 期间, 规划, 以来 or 末
after it. Chinese numerals may stand for digits (五月, 二〇二三年). Forms follow GB/T 7408-2005 (2023-05-01)
and GB/T 15835-2011, 4.1.3 (dashes of ranges).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from youju.errors import fail
from youju.standards.period_model import Kind, Period
from youju.standards.period_words import DASH, RULES, Context, NoYear, says_year

_HEAD: Final = r"今本当去上前明次下近最过同截年第全\"“"
_START: Final = re.compile(rf"[{_HEAD}\d一二三四五六七八九十]")
_DASH: Final = re.compile(DASH)
_INSIDE_NUMBER: Final = re.compile(r"\d[.,]?\d$")
_UNTIL: Final = re.compile(r"截(?:至|止到?|至到)\s?")
_NOW: Final = re.compile(r"目前|当前|现在|日前|今日")


@dataclass(frozen=True, slots=True)
class Found:
    """A period in a text.

    Attributes:
        period: What it means.
        start: Where it begins in the text, from 0.
        end: Where it ends.
        text: As it is written.
    """

    period: Period
    start: int
    end: int
    text: str


def parse(text: str, *, on: dt.date | None = None, base: Period | None = None) -> Period:
    """The period that a text is.

    Args:
        text: Nothing but the period.
        on: Reference date for what is said without a year.
        base: The period that 同期 refers to.

    Raises:
        YoujuError: S151 when the text is no period, or needs a reference date that was not given.

    Example:
        >>> on = dt.date(2023, 10, 17)
        >>> [str(parse(text, on=on)) for text in ("前三季度", "1—10月", "截至9月底", "“十四五”")]
        ['2023年1—9月', '2023年1—10月', '截至2023年9月30日', '2021—2025年']
        >>> str(parse("去年同期", on=on, base=parse("2023年前三季度")))
        '2022年1—9月'
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    context = Context(on, base.end.year if base else None, base)
    try:
        read = _read(plain, 0, context)
    except NoYear:
        read = None
    if read is None or read[1] != len(plain):
        raise fail("S151", text=text)
    return read[0]


def find(text: str, *, on: dt.date | None = None) -> list[Found]:
    """All periods in a text, from left to right, none within another.

    Args:
        text: Any text. Full-width digits are read; places are those of the text as given.
        on: Reference date. Without it, what needs one and follows no year is left out.

    Example:
        >>> found = find("2023年前三季度完成12件，比去年同期多3件；1—10月15件。", on=dt.date(2023, 12, 31))
        >>> [(each.text, str(each.period)) for each in found]
        [('2023年前三季度', '2023年1—9月'), ('去年同期', '2022年1—9月'), ('1—10月', '2023年1—10月')]
    """
    plain = "".join(_narrow(character) for character in text)
    context = Context(on)
    found: list[Found] = []
    at = 0
    while match := _START.search(plain, at):
        at = match.start()
        read = None
        if not _INSIDE_NUMBER.search(plain, max(at - 2, 0), at + 1):
            try:
                read = _read(plain, at, context)
            except NoYear:
                read = None
        if read is None:
            at += 1
            continue
        period, end = read
        found.append(Found(period, at, end, text[at:end]))
        at = end
    return found


def places(text: str) -> list[tuple[int, int]]:
    """Where periods stand in a text, whatever they mean: from and up to, in order.

    Example:
        >>> places("去年1—10月12件")
        [(0, 7)]
    """
    return [(each.start, each.end) for each in find(text, on=dt.date(2000, 12, 31))]


def _read(text: str, at: int, context: Context) -> tuple[Period, int] | None:
    """The longest period that begins at a place; the context learns its year."""
    until = _UNTIL.match(text, at)
    start = until.end() if until else at
    read = _range(text, start, context)
    if until and (now := _NOW.match(text, start)):
        read = Period(context.day(), context.day(), Kind.POINT), now.end()
    if read is None:
        return None
    period, end = read
    if until:
        period = period.at_end()
        end += 1 if text[end : end + 1] == "止" else 0
    if "同期" not in text[at:end]:
        context.last = period
    return period, end


def _range(text: str, at: int, context: Context) -> tuple[Period, int] | None:
    """A period, or two with a dash between them."""
    first = _single(text, at, context)
    if first is None:
        return None
    dash = _DASH.match(text, first[1])
    if dash is None or first[0].kind == Kind.POINT:
        return first
    inner = Context(context.on, first[0].end.year)
    second = _single(text, dash.end(), inner)
    if second is None or second[0].end < first[0].start or second[0].kind == Kind.POINT:
        return first
    return Period(first[0].start, second[0].end), second[1]


def _single(text: str, at: int, context: Context) -> tuple[Period, int] | None:
    """The longest reading of one expression."""
    best: tuple[Period, int] | None = None
    failed = False
    for pattern, rule in RULES:
        match = pattern.match(text, at)
        if match is None or (best is not None and match.end() <= best[1]):
            continue
        try:
            best = rule(match, context), match.end()
        except NoYear:
            failed = True
        except ValueError:  # a thirteenth month, a thirtieth of February
            continue
    if best is None and failed:
        raise NoYear
    if best is not None and says_year(text[at : best[1]]):
        context.year = best[0].end.year
    return best


def _narrow(character: str) -> str:
    """NFKC where it keeps the length, so that places stay."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
