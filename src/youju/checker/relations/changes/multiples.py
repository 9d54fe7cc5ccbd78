"""How many times as much (N103): 是去年10亿元的2倍, 增长1.5倍, 翻了一番; 超计划450套的11.1%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import PERCENT, Mention, similar
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    Example,
    Pattern,
    against,
    in_scale,
    judge,
    number,
    relation,
)

_TIMES: Final = re.compile(r"(?P<n>\d+(?:\.\d+)?|[二两三四五六七八九十])倍|翻(?:了)?(?P<fold>[一两二三])番")
_VALUES: Final = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_OF: Final = re.compile(r"(?:[^，。；\d]{0,6}的)(?:约|近)?$")
_GROWN: Final = re.compile(r"(?:增长|增加|提高|提升|扩大|多|高)(?:了|出|约|近)?$")
_ROUGH: Final = re.compile(r"[近约余多超]$")
_NEAR: Final = 40
_FAR: Final = Decimal("0.15")
"""By which part a rough number of times may be off."""


def _multiples(passage: Passage) -> Iterator[Relation]:
    text = passage.text
    for sentence in passage.sentences_with("倍翻"):
        if len(sentence.mentions) < 2:
            continue
        for match in _TIMES.finditer(text, sentence.start, sentence.end):
            before = [one for one in sentence.mentions if one.end <= match.start() and _amount(one)]
            after = passage.first_from(match.end())
            if before and match["fold"] and after is not None and _was(passage, after, match.end()):
                yield from _times(passage, [before[-1], after], match)
            elif len(before) >= 2:
                yield from _times(passage, before[-3:], match)


_CLOSE: Final = 14


def _was(passage: Passage, after: Mention, end: int) -> bool:
    """Whether what a figure was is told behind: 成交额9.36亿元，同比翻了一番，上年同期为4.68亿元."""
    near = after.start - end <= _CLOSE and "。" not in passage.text[end : after.start]
    return near and _amount(after) and aspect_of(passage, after) is Aspect.OLD


def _amount(mention: Mention) -> bool:
    counted = mention.measured and not mention.percent
    return counted and mention.value > 0 and not mention.hedge and not mention.span


def _times(passage: Passage, before: Sequence[Mention], match: re.Match[str]) -> Iterator[Relation]:
    text = passage.text
    now, old = before[-2:]
    gap = text[old.end : match.start()]
    if not similar(now, old) or len(gap) > _NEAR or "。" in gap or "；" in gap:
        return
    if aspect_of(passage, now) is Aspect.OLD or re.search(r"[由从][^，。；\d]{0,10}$", passage.before(now)):
        now, old = old, now
    told = old.start > now.start
    half = Decimal("0.05") * 10 ** (0 if "." in match[0] else 1)
    if match["fold"]:
        value, formula = Decimal(2) ** _VALUES[match["fold"]], "n == t / b"
        half = value * _FAR
    else:
        value = Decimal(match["n"]) if match["n"][0].isdigit() else Decimal(_VALUES[match["n"]])
        of = told and _OF.fullmatch(gap)
        grown = _GROWN.search(gap)
        if not of and not (grown and (not told or aspect_of(passage, old) is Aspect.OLD)):
            return
        formula = "n == t / b" if of else "n == (t - b) / b"
    if _ROUGH.search(gap) or text[match.end() : match.end() + 2] in {"以上", "左右"}:
        half = max(half, value * _FAR)
    times = Operand(match[0], match.start(), match.end(), value, half)
    yield _relation(now, old, times, formula)


def _relation(now: Mention, old: Mention, times: Operand, formula: str) -> Relation:
    ranges = {
        "n": Interval(times.value - times.half, times.value + times.half),
        "t": in_scale(now, old.scale),
    }
    parts = {"t": now, "b": old}
    verdict, low, high = judge(formula, parts, values=ranges)
    ratio = now.base / old.base
    message = f"{now.text}是{old.text}的{number(round(ratio, 2))}倍，{against(f'“{times.text}”', verdict)}"
    operands = {"n": times, "t": now.operand(scale=old.scale), "b": old.operand()}
    start, end = (edge(x for one in operands.values() for x in (one.start, one.end)) for edge in (min, max))
    return Relation("N103", Kind.GROWTH, verdict, start, end, formula, operands, low, high, message)


_OVER: Final = re.compile(r"超(?:过|额|出|额完成)?[^，。；\d]{0,4}(?:计划|任务|目标|指标)[^，。；\d]{0,4}$")


def _exceeded(passage: Passage) -> Iterator[Relation]:
    """完成500套，超计划450套的11.1%."""
    for sentence in passage.sentences_with("超", PERCENT):
        for done, due, rate in zip(
            sentence.mentions, sentence.mentions[1:], sentence.mentions[2:], strict=False
        ):
            told = rate.percent and _amount(done) and similar(done, due) and _over(passage, due, rate)
            if told and not rate.hedge and due.value:
                yield _excess(done, due, rate)


def _over(passage: Passage, due: Mention, rate: Mention) -> bool:
    return passage.between(due, rate) == "的" and _OVER.search(passage.before(due, 16)) is not None


def _excess(done: Mention, due: Mention, rate: Mention) -> Relation:
    parts = {"r": rate, "t": done, "b": due}
    formula = "r == 100 * (t - b) / b"
    verdict, low, high = judge(formula, parts, values={"t": in_scale(done, due.scale)})
    more = (done.base / due.base - 1) * 100
    message = f"{done.text}超{due.text}{number(round(more, 2))}%，{against(rate.text, verdict)}"
    return relation("N103", Kind.GROWTH, formula, parts, verdict, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "multiples",
        "N103",
        Kind.GROWTH,
        _multiples,
        (
            Example("规上企业达到240家，净增26家；上架产品50款，交易额翻一番，达到4300万元。", None),
            Example("今年产值20.0亿元，是去年10.0亿元的2倍。", HOLDS, ("20.0亿元", "10.0亿元", "2倍")),
            Example("今年产值20.0亿元，是去年6.0亿元的2倍。", FAILS, (), "3.33倍"),
            Example("办件由1000件增加到2500件，增长1.5倍。", HOLDS),
            Example("办件由1000件增加到2800件，增长1.5倍。", FAILS, (), "2.8倍"),
            Example("今年办件3000件，去年为1000件，增长2倍。", HOLDS),
            Example("成交额9.36亿元，同比翻了一番，上年同期为4.68亿元。", HOLDS),
            Example("成交额9.36亿元，同比翻了一番，上年同期为6.68亿元。", FAILS, (), "1.4"),
            Example("成交额9.36亿元，同比翻了一番。上年同期立项6.68亿元。", None),
            Example("基地从500亩扩大到1020亩，翻了一番。", HOLDS),
            Example("基地从500亩扩大到1820亩，翻了一番。", FAILS),
            Example("走访企业20家，发放手册300本，同比增长2倍。", None),
            Example("新建基地20亩，改造基地30亩，亩均收入提高2倍。", None),
        ),
    ),
    Pattern(
        "exceeded",
        "N103",
        Kind.GROWTH,
        _exceeded,
        (
            Example("全年完成500套，超年初计划450套的11.1%。", HOLDS),
            Example("全年完成500套，超年初计划450套的12.1%。", FAILS, (), "11.11%"),
            Example("全年完成500套，占年初计划450套的111.1%。", None),
        ),
    ),
)
