"""Shares of one whole that is not printed (N102): 12件占18.8%, 30件占30.1% have different bases."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import PERCENT, Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    Example,
    Pattern,
    in_scale,
    judge,
    number,
    printed_scale,
    relation,
)
from youju.checker.relations.shares.lists import outside
from youju.checker.relations.shares.rating import quantity

_DUE: Final = re.compile(r"预算|计划|任务|目标|指标|进度")
"""Each part has its own: 税收占调整预算90%，非税占调整预算117%."""
_BRACKET: Final = re.compile(r"（[^（）]*）")
_OF_PLACE: Final = re.compile(r"占全[国省市县区州镇]的?")
"""Of those that the whole place has of each kind: 机构12家、占全市34.3%，平台135家、占全市30.3%."""
_SHARE_OF: Final = re.compile(r"占(?:比|总(?:数|量|额)?|全部|其中)?[^，。；\d]{0,10}$")


def _bases(passage: Passage) -> Iterator[Relation]:
    """A, R1 % of it; B, R2 % of it: the whole that is not printed must be one."""
    for paragraph in passage.paragraphs_with("占", PERCENT):
        pairs: list[tuple[Mention, Mention, str]] = []
        mentions = paragraph.mentions
        starts = [one.start for one in mentions]
        for at in range(1, len(mentions)):
            rate = mentions[at]
            part = outside(passage, mentions, rate) if rate.percent else None
            if part is None or not quantity(part):
                continue
            match = _SHARE_OF.search(passage.before(rate, 18))
            if (
                match is None
                or len(_BRACKET.sub("", passage.between(part, rate))) > 24
                or rate.value == 0
                or rate.hedge
                or part.hedge
                or "分别" in passage.between(part, rate)
            ):
                continue
            pairs.append((part, rate, match[0]))
        for (a, p, of), (b, q, other) in pairwise(pairs):
            if (
                _DUE.search(of)
                or not similar(a, b)
                or of != other
                or b.start - p.end > 40
                or "。" in passage.between(p, b)
            ):
                continue
            at = bisect_left(starts, a.start)
            nearby = mentions[max(0, at - 10) : at]
            if _whole_printed(nearby, a, p, b, q):
                continue
            found = based(a, p, b, q)
            if found.verdict is HOLDS or not (_OF_PLACE.fullmatch(of) or _rounded(pairs, p, q)):
                yield found


def _rounded(pairs: Sequence[tuple[Mention, Mention, str]], p: Mention, q: Mention) -> bool:
    """Whether two shares are those of the sum of all parts, one rounded so that they make up 100 %."""
    run = [(part, rate) for part, rate, _ in pairs if similar(part, pairs[0][0])]
    for first in range(len(run) - 1):
        total, shares = Decimal(0), Decimal(0)
        for last in range(first, len(run)):
            total, shares = total + run[last][0].base, shares + run[last][1].value
            if shares == _ALL and total:
                inside = run[first : last + 1]
                close = all(
                    abs(part.base / total * 100 - rate.value) < rate.half * 2 for part, rate in inside
                )
                if close and {p, q} <= {rate for _, rate in inside}:
                    return True
    return False


_ALL: Final = Decimal(100)


def _whole_printed(mentions: Sequence[Mention], a: Mention, p: Mention, b: Mention, q: Mention) -> bool:
    """Whether a quantity before is the whole of either share."""
    for whole in reversed([one for one in mentions if a.start - 120 < one.end <= a.start]):
        fits = similar(whole, a) and whole.role is Role.QUANTITY and whole.value
        if fits and _is(p, a, whole) and _is(q, b, whole):
            return True
    return False


def _is(rate: Mention, part: Mention, whole: Mention) -> bool:
    values = {"a": in_scale(part, whole.scale)}
    return judge("r == 100 * a / t", {"r": rate, "a": part, "t": whole}, values=values)[0] is HOLDS


def _multiple(one: Mention) -> str:
    """万 or 亿 as a quantity is printed."""
    return "".join(mark for mark in one.text if mark in "万亿")


def _short(one: Mention) -> str:
    """A quantity without its unit: 12, 7.2万."""
    return f"{number(one.base / printed_scale(one))}{_multiple(one)}"


def _rounded_to(value: Decimal, like: Mention) -> str:
    """What a share makes of it, in 万 or 亿 where the quantity is."""
    return f"{number(round(value * like.scale / printed_scale(like), 1))}{_multiple(like)}"


def based(a: Mention, p: Mention, b: Mention, q: Mention) -> Relation:
    """Whether two quantities and their shares come of one whole."""
    parts = {"a": a, "p": p, "b": b, "q": q}
    verdict, low, high = judge("a / (p / 100) == b / (q / 100)", parts)
    first, second = a.value / p.value * 100, b.value / q.value * 100
    message = f"{_short(a)}÷{p.text}≈{_rounded_to(first, a)}，{_short(b)}÷{q.text}≈{_rounded_to(second, b)}，"
    message += "基数相同" if verdict is HOLDS else "基数不同，请核对数量和占比"
    return relation("N102", Kind.SHARE, "a / (p / 100) == b / (q / 100)", parts, verdict, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "bases",
        "N102",
        Kind.SHARE,
        _bases,
        (
            Example("甲有40.5万家，占39.7%；乙、丙分别有8.3万家、6.4万家，分别占8.2%、6.3%。", None),
            Example(
                "农业类12件，占18.8%；城建类30件，占30.1%。",
                FAILS,
                (),
                "12÷18.8%≈63.8，30÷30.1%≈99.7，基数不同",
            ),
            Example("农业类12件，占20%；城建类30件，占50%。", HOLDS, (), "基数相同"),
            Example("税收1113万元，占调整预算90.75%；非税1744万元，占调整预算117.66%。", None),
            Example("60岁及以上人口占18.9%，其中65岁及以上人口占14.2%。", None),
            Example("农业类12件，占20%；城建类30人，占50%。", None),
        ),
    ),
)
