"""Dates and the period of a report (N207): what is told as done after it, cut-offs after the signing.

Also periods that end before they begin and months that do not exist (N203).

The period is read from the title (2023年工作总结, 2023年上半年情况通报). What stands under a heading of
plans, and what is aimed at, may lie in the future; a report on a part of the year may mention the month in
which it is written.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern

_TITLE: Final = re.compile(
    r"^[^\n。；]{0,30}?(?P<year>20\d\d)\s*年?度?(?P<rest>[^\n。；]{0,36}?)"
    r"(?:总结|年报|年度报告|公报|情况[的]?报告|情况[的]?通报|工作报告|情况汇报|完成情况|执行情况)",
    re.MULTILINE,
)
_PARTS: Final = (
    (re.compile(r"一季度|第一季度|1\s*[-—－至]\s*3\s*月"), 3),
    (re.compile(r"上半年|1\s*[-—－至]\s*6\s*月"), 6),
    (re.compile(r"前三季度|1\s*[-—－至]\s*9\s*月"), 9),
)
_SEVERAL_YEARS: Final = re.compile(r"[-—－至和、]\s*20\d\d|以来|五年|三年|规划")
_HEADING: Final = re.compile(
    r"^[ \t\u3000#*]*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+[部章]|20\d\d年)"
    r"[^\n。；]{1,40}$",
    re.MULTILINE,
)
_PLANS: Final = re.compile(r"计划|打算|安排|思路|下一步|下步|谋划|展望|目标|要点|重点工作|建议|举措")
_DONE: Final = re.compile(
    r"已[经于]?|召开了?|举[办行]了?|印发|出台|建成|竣工|开工|投入使用|通过验收|荣?获|被评|被授予|完成(?!时)|"
    r"开展了|启动了"
)
_AHEAD: Final = re.compile(
    r"将|拟|计划|预计|力争|争取|确保|目标|明年|来年|下一?年|规划|要|到期|有效|期限|工期|任期|起施行|起执行|起实施|"
    r"前完成|底前|年前|月前|届|方案|合同|招生|预算|缴费|征缴|参保|征订|度(?:计划|要点|目标)|安排|待|提前"
)
_STATED: Final = re.compile(r"(20\d\d)\s*年(?:\s*(\d{1,2})\s*月)?(?:\s*(\d{1,2})\s*[日号])?")
_DOTTED: Final = re.compile(r"(20\d\d)([.\-/])(\d{1,2})\2(\d{1,2})")
_SHORT: Final = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_CUT_OFF: Final = re.compile(r"截[至止]到?(?:目前)?[（(]?\s*$")
_SIGNED: Final = re.compile(
    r"^[ \t\u3000（(]*(?:(?:发布|印发|成文|公布)(?:日期|时间)[：:]\s*)?"
    r"(20\d\d)年(\d{1,2})月(\d{1,2})日[ \t\u3000）)]*$",
    re.MULTILINE,
)
_EDGE: Final = 500
"""Characters at either end of a report in which the date of signing or publication may stand."""
_GRACE: Final = 1
"""Months after a part of the year in which its report is written."""


class _Period(NamedTuple):
    """What a report is about; `month` is 12 unless its title names a part of the year."""

    year: int
    month: int
    start: int
    end: int


def _period(passage: Passage) -> _Period | None:
    title = _TITLE.search(passage.text, passage.start, min(passage.end, passage.start + 300))
    if title is None or _SEVERAL_YEARS.search(title["rest"]):
        return None
    month = next((last for words, last in _PARTS if words.search(title["rest"])), 12)
    return _Period(int(title["year"]), month, title.start("year"), title.end("year") + 1)


def _outside(passage: Passage) -> Iterator[Relation]:
    """2024年3月召开了… in a report on 2023."""
    period = _period(passage)
    if period is None:
        return
    dates = [one for one in passage.mentions if one.role is Role.DATE]
    later = [(one, month) for one in dates if (month := _later(one, period)) is not None]
    if not later:
        return
    heads = [
        (match.start(), bool(_PLANS.search(match[0])))
        for match in _HEADING.finditer(passage.text, passage.start, passage.end)
    ]
    for mention, month in later:
        place = bisect_right(heads, (mention.start, True)) - 1
        if (place >= 0 and heads[place][1]) or not _is_done(passage, mention):
            continue
        stated = int(mention.text[:4])
        operands = {
            "a": _operand(passage.text, mention.start, mention.end, stated * 12 + month),
            "p": _operand(passage.text, period.start, period.end, period.year * 12 + period.month),
        }
        part = "" if period.month == 12 else f"1—{period.month}月"
        message = f"报告期为{period.year}年{part}，却写{mention.text}已经做的事，请核对年份"
        yield _relation("N207", FAILS, "a <= p", operands, message, mention)


def _later(mention: Mention, period: _Period) -> int | None:
    """The month of a date after the period; None when it is not after it."""
    match = _STATED.match(mention.text)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or 1)
    if year > period.year:
        return month
    late = year == period.year and match[2] and period.month < 12 and month > period.month + _GRACE
    return month if late else None


def _is_done(passage: Passage, mention: Mention) -> bool:
    """Whether the clause after a date tells of something done, in a sentence that aims at nothing."""
    text = passage.text
    begin = max(text.rfind(mark, passage.start, mention.start) for mark in "。；\n") + 1
    ends = [at for mark in "。；\n" if (at := text.find(mark, mention.end, passage.end)) >= 0]
    end = min(ends, default=passage.end)
    if _AHEAD.search(text, max(begin, passage.start), end):
        return False
    return _DONE.search(text, mention.end, min(end, mention.end + 40)) is not None


def _cut_offs(passage: Passage) -> Iterator[Relation]:
    """截至12月31日 in a report that was signed on the 20th."""
    signed = _signed(passage)
    if signed is None:
        return
    day, place = signed
    for mention in passage.mentions:
        if mention.role is not Role.DATE or not _CUT_OFF.search(
            passage.text, max(passage.start, mention.start - 8), mention.start
        ):
            continue
        stated = _day(mention, day.year if passage.year is None else passage.year)
        if stated is None or abs(stated - day).days > 400:
            continue
        verdict = HOLDS if stated <= day else FAILS
        operands = {
            "a": _operand(passage.text, mention.start, mention.end, stated.toordinal()),
            "b": place,
        }
        word = "不晚于" if verdict is HOLDS else "晚于"
        message = f"截止日期{mention.text}{word}落款（发布）日期{place.text}"
        yield _relation("N207", verdict, "a <= b", operands, message, mention)


def _signed(passage: Passage) -> tuple[dt.date, Operand] | None:
    """The last date that stands alone at the end of a report, or at its beginning."""
    text = passage.text
    last = list(_SIGNED.finditer(text, max(passage.start, passage.end - _EDGE), passage.end))
    first = list(_SIGNED.finditer(text, passage.start, min(passage.end, passage.start + _EDGE)))
    for match in (*last[-1:], *first[:1]):
        try:
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
        return day, _operand(text, match.start(1), match.end(3) + 1, day.toordinal())
    return None


def _day(mention: Mention, year: int) -> dt.date | None:
    """The day of a date, the last of its month when it names none."""
    match = _STATED.match(mention.text)
    short = _SHORT.match(mention.text)
    try:
        if match and match[3]:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if short:
            return dt.date(year, int(short[1]), int(short[2]))
    except ValueError:
        return None
    return None


_FROM_TO: Final = re.compile(
    r"(?P<a>20\d\d)(?:\s*年(?:\s*(?P<am>\d{1,2})\s*月)?(?:\s*(?P<ad>\d{1,2})\s*日)?\s*[至到—－\-–～~]+\s*"
    r"(?P<b>20\d\d)\s*年(?:\s*(?P<bm>\d{1,2})\s*月)?(?:\s*(?P<bd>\d{1,2})\s*日)?|"
    r"(?<!\d20..)\s*[—－\-–～~至]+\s*(?P<last>20\d\d)\s*年)"
)


def _reversed(passage: Passage) -> Iterator[Relation]:
    """2023年9月至2023年3月; 2025—2021年."""
    text = passage.text
    for match in _FROM_TO.finditer(text, passage.start, passage.end):
        if match["last"]:
            first, last = (int(match["a"]), 0, 0), (int(match["last"]), 0, 0)
            places = match.span("a"), match.span("last")
        else:
            both = match["am"] and match["bm"]
            days = both and match["ad"] and match["bd"]
            first = int(match["a"]), int(match["am"]) if both else 0, int(match["ad"]) if days else 0
            last = int(match["b"]), int(match["bm"]) if both else 0, int(match["bd"]) if days else 0
            places = match.span("a"), match.span("b")
        verdict = HOLDS if first <= last else FAILS
        operands = {
            name: _operand(text, *place, value[0] * 372 + value[1] * 31 + value[2])
            for name, place, value in (("a", places[0], first), ("b", places[1], last))
        }
        message = f"“{match[0]}”起止{'有序' if verdict is HOLDS else '颠倒，结束早于开始'}"
        yield _relation("N203", verdict, "a <= b", operands, message, match)


def _no_such_month(passage: Passage) -> Iterator[Relation]:
    """2023年13月, 2023.2.30."""
    for mention in passage.mentions:
        if mention.role is not Role.DATE:
            continue
        dotted = _DOTTED.fullmatch(mention.text)
        match = _STATED.fullmatch(mention.text)
        if dotted:
            parts = int(dotted[1]), int(dotted[3]), int(dotted[4])
        elif match and match[2] and not match[3]:
            parts = int(match[1]), int(match[2]), 1
        else:
            continue
        try:
            dt.date(*parts)
        except ValueError:
            operands = {"a": _operand(passage.text, mention.start, mention.end, parts[1])}
            message = f"没有{mention.text}这个日期"
            yield _relation("N203", FAILS, "a <= 12", operands, message, mention)


def _operand(text: str, start: int, end: int, value: int) -> Operand:
    return Operand(text[start:end], start, end, Decimal(value))


def _relation(
    rule: str,
    verdict: Verdict,
    formula: str,
    operands: dict[str, Operand],
    message: str,
    at: Mention | re.Match[str],
) -> Relation:
    """A relation that is shown at the date itself, not from it to the title or the signing."""
    start, end = at.span() if isinstance(at, re.Match) else (at.start, at.end)
    limit = list(operands.values())[-1].value
    return Relation(rule, Kind.DATE, verdict, start, end, formula, operands, limit, limit, message)


_REPORT: Final = "某局2023年工作总结\n一、工作情况\n{}\n二、2024年工作计划\n2024年3月完成选址。\n"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "outside the period",
        "N207",
        Kind.DATE,
        _outside,
        (
            Example(
                _REPORT.format("2024年3月召开了现场会。"), FAILS, ("2023年", "2024年3月"), "报告期为2023年"
            ),
            Example("某局2023年上半年情况通报\n2023年10月印发了方案解读。\n", None),
            Example("某局2023年上半年情况通报\n2023年10月召开了例会。\n", FAILS, (), "1—6月"),
            Example(_REPORT.format("2024年度居民医保缴费标准调整为380元，集中征缴已启动。"), None),
            Example(_REPORT.format("2023年3月召开了现场会，项目将于2024年6月建成。"), None),
        ),
    ),
    Pattern(
        "cut-off",
        "N207",
        Kind.DATE,
        _cut_offs,
        (
            Example("截至2023年11月30日，办结30件。\n某局\n2023年12月4日\n", HOLDS),
            Example("截至2023年12月31日，办结30件。\n某局\n2023年12月4日\n", FAILS, (), "晚于落款"),
            Example("截至2023年12月31日，办结30件。", None),
        ),
    ),
    Pattern(
        "end before begin",
        "N203",
        Kind.DATE,
        _reversed,
        (
            Example("2022年9月至2023年3月开展排查。", HOLDS),
            Example("2023年9月至2023年3月开展排查。", FAILS, (), "颠倒"),
            Example("2023年9月开展排查，至年底结束。", None),
        ),
    ),
    Pattern(
        "no such month",
        "N203",
        Kind.DATE,
        _no_such_month,
        (
            Example("项目于2023年13月开工。", FAILS, ("2023年13月",), "没有"),
            Example("项目于2023.11.5开工。", None),
        ),
    ),
)
