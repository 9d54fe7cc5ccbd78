"""Dates (N203): days that do not exist, ends before beginnings, 三年 against its years, document numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.standards import numerals

_FULL: Final = re.compile(r"(?:((?:19|20)\d\d)\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")


def _relation(
    verdict: Verdict, formula: str, operands: dict[str, Operand], message: str, low: Decimal | None = None
) -> Relation:
    start = min(one.start for one in operands.values())
    end = max(one.end for one in operands.values())
    return Relation("N203", Kind.DATE, verdict, start, end, formula, operands, low, low, message)


def _operand(text: str, start: int, end: int, value: int) -> Operand:
    return Operand(text[start:end], start, end, Decimal(value))


def _impossible(passage: Passage) -> Iterator[Relation]:
    """2月30日, 13月5日."""
    for mention in passage.mentions:
        match = _FULL.fullmatch(mention.text) if mention.role is Role.DATE else None
        if match is None:
            continue
        year, month, day = int(match[1] or 2000), int(match[2]), int(match[3])
        try:
            dt.date(year, month, day)
        except ValueError:
            operand = _operand(passage.text, mention.start, mention.end, day)
            yield _relation(FAILS, "a <= 31", {"a": operand}, f"没有{mention.text}这一天")


_SPAN: Final = re.compile(r"[（(](?P<a>20\d\d)\s*年?\s*[-—–－~～至]+\s*(?P<b>20\d\d)\s*年?[)）]")
_LASTING: Final = re.compile(r"(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?:[一-鿿]{0,8})[”\"]?$")
_NAME: Final = 14
"""Characters of 三年行动 before its years."""


def _spans(passage: Passage) -> Iterator[Relation]:
    """三年行动（2022—2024年）."""
    text = passage.text
    for match in _SPAN.finditer(text, passage.start, passage.end):
        low = max(passage.start, match.start() - _NAME)
        told = _LASTING.search(text[low : match.start()])
        if told is None:
            continue
        stated, first, last = int(numerals.parse(told["n"])), int(match["a"]), int(match["b"])
        years = last - first + 1
        operands = {
            name: _operand(text, *match.span(name), value) for name, value in (("a", first), ("b", last))
        }
        operands["n"] = _operand(text, low + told.start("n"), low + told.end("n") + 1, stated)
        verdict = HOLDS if years in {stated, stated + 1} else FAILS
        message = f"{first}年至{last}年为{years}年，与写明的{told['n']}年"
        message += "一致" if verdict is HOLDS else "不符，请核对起止年份"
        yield _relation(verdict, "n == b - a + 1", operands, message, Decimal(years))


_DONE: Final = re.compile(
    r"通过|批准|印发|出台|公布|修订|施行|实施|结束|开展|启动|开始|截[止至]|成立|召开|完成"
)


def _day(mention: Mention, year: int | None) -> dt.date | None:
    match = _FULL.match(mention.text)
    if match is None or not (match[1] or year):
        return None
    try:
        return dt.date(int(match[1] or year or 0), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _ordered(passage: Passage) -> Iterator[Relation]:
    """通过 on a day, 批准 on a later one; 自…至…; in the order in which a sentence tells them."""
    dates = [one for one in passage.mentions if one.role is Role.DATE and "日" in one.text]
    year = passage.year
    for first, second in pairwise(dates):
        gap = passage.between(first, second)
        if len(gap) > 120:
            continue
        a = _day(first, year)
        b = _day(second, a.year if a else year)
        if a is None or b is None or "\n" in gap or not (_DONE.search(gap) or gap in {"至", "到", "—", "-"}):
            continue
        if a > b and gap not in {"至", "到", "—", "-"}:
            continue
        if a > b and (second.text.startswith("20") or a.month - b.month < 6):
            verdict = FAILS
        elif a > b:
            continue  # 11月1日至2月1日 runs into the next year
        else:
            verdict = HOLDS
        operands = {
            "a": _operand(passage.text, first.start, first.end, a.toordinal()),
            "b": _operand(passage.text, second.start, second.end, b.toordinal()),
        }
        message = f"{first.text}{'不晚于' if verdict is HOLDS else '晚于'}{second.text}"
        yield _relation(verdict, "a <= b", operands, message, Decimal(b.toordinal()))


_SIGNED: Final = re.compile(r"^[ \t　]*(20\d\d)年(\d{1,2})月(\d{1,2})日[ \t　]*$", re.M)
_BEFORE_SIGNING: Final = 40


def _signed(passage: Passage) -> Iterator[Relation]:
    """What was done on a day was done before the report was signed."""
    text = passage.text
    matches = list(_SIGNED.finditer(text, max(passage.start, passage.end - 400), passage.end))
    if not matches:
        return
    match = matches[-1]
    try:
        signed = dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return
    place = _operand(text, match.start(1), match.end(3) + 1, signed.toordinal())
    for mention in passage.mentions[: _BEFORE_SIGNING * 20]:
        if mention.role is not Role.DATE or mention.end > match.start():
            continue
        day = _day(mention, signed.year)
        if day is not None and day <= signed and day.year == signed.year:
            operand = _operand(text, mention.start, mention.end, day.toordinal())
            message = f"{mention.text}不晚于落款日期"
            yield _relation(HOLDS, "a <= b", {"a": operand, "b": place}, message, place.value)


_ISSUED: Final = re.compile(
    r"(?P<a>20\d\d)年度?[^。；〔\n]{2,60}[》]?[（(]?[一-鿿]{1,8}[〔\[［](?P<b>20\d\d)[〕\]］]"
)


def _numbered(passage: Passage) -> Iterator[Relation]:
    """2021年印发…（某发〔2021〕84号）: the year of issue is that of the number."""
    text = passage.text
    for match in _ISSUED.finditer(text, passage.start, passage.end):
        a, b = int(match["a"]), int(match["b"])
        if a == b:
            operands = {"a": _operand(text, match.start("a"), match.end("a") + 1, a)}
            operands["b"] = _operand(text, match.start("b") - 1, match.end("b") + 1, b)
            yield _relation(HOLDS, "a == b", operands, f"发文年份与文号年份同为{a}年", Decimal(b))


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "impossible day",
        "N203",
        Kind.DATE,
        _impossible,
        (
            Example("会议于2023年2月30日召开。", FAILS, ("2023年2月30日",), "没有"),
            Example("会议于2024年2月29日召开。", None),
        ),
    ),
    Pattern(
        "span of years",
        "N203",
        Kind.DATE,
        _spans,
        (
            Example("实施绿化三年行动（2022—2024年）。", HOLDS),
            Example("实施绿化三年行动（2022—2026年）。", FAILS, (), "为5年"),
            Example("实施绿化行动（2022—2024年）。", None),
        ),
    ),
    Pattern(
        "order",
        "N203",
        Kind.DATE,
        _ordered,
        (
            Example("于2022年5月6日通过，2022年6月1日施行。", HOLDS),
            Example("2023年8月22日至7月20日开展清查。", FAILS, (), "晚于"),
            Example("2023年11月20日至2月20日开展清查。", None),
        ),
    ),
    Pattern(
        "signing",
        "N203",
        Kind.DATE,
        _signed,
        (
            Example("5月6日开展检查。\n2023年12月4日\n", HOLDS),
            Example("5月6日开展检查。", None),
        ),
    ),
    Pattern(
        "document number",
        "N203",
        Kind.DATE,
        _numbered,
        (
            Example("2021年印发了《用水管理办法》（某水〔2021〕8号）。", HOLDS),
            Example("2021年落实《用水管理办法》。", None),
        ),
    ),
)
