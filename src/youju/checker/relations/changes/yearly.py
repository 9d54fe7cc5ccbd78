"""Mean growth of a year over several (N103): 由2018年的100亿元增加到2023年的161亿元，年均增长10%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.mentions import PERCENT, Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
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

_MEAN: Final = re.compile(r"年均(?:复合)?(?:增长|增速|增幅|递增)率?(?:为|达到?|约)?$")
_YEAR: Final = re.compile(r"(?P<year>(?:19|20)\d\d)年(?:末|底)?(?:的|为|达到?)?[^，。；、\d]{0,10}$")
_REBASED: Final = re.compile(r"生产总值|GDP|增加值|总产值|可比|不变价|口径|实际增")
"""What grows at comparable prices, not by the printed figures."""
_YEARS: Final = range(2, 31)
_NEAR: Final = 40
_MISPRINT: Final = Decimal(3)
"""Points by which a misprinted rate is off at most."""


def _yearly(passage: Passage) -> Iterator[Relation]:
    for sentence in passage.sentences_with("均", PERCENT):
        mentions = sentence.mentions
        for old, now, rate in zip(mentions, mentions[1:], mentions[2:], strict=False):
            if not rate.percent or _MEAN.search(passage.before(rate, 16)) is None:
                continue
            years = _years(passage, old, now)
            alike = old.measured and similar(old, now) and not old.percent and exact(old, now, rate)
            if years in _YEARS and alike and 0 < old.base < now.base and rate.start - now.end <= _NEAR:
                yield from _judged(passage, old, now, rate, years)


def _years(passage: Passage, old: Mention, now: Mention) -> int:
    """The years between two figures; 0 where one has no year."""
    first, last = (_YEAR.search(passage.before(one, 24)) for one in (old, now))
    return int(last["year"]) - int(first["year"]) if first and last else 0


def _judged(passage: Passage, old: Mention, now: Mention, rate: Mention, years: int) -> Iterator[Relation]:
    formula = "t == b" + " * (1 + r / 100)" * years
    parts = {"t": now, "b": old, "r": rate}
    verdict, low, high = judge(formula, parts, values={"b": in_scale(old, now.scale)})
    computed = ((now.base / old.base) ** (Decimal(1) / years) - 1) * 100
    rebased = _REBASED.search(passage.text, max(passage.start, old.start - 40), rate.start)
    if verdict is not HOLDS and (rebased or abs(computed - rate.value) > _MISPRINT):
        return
    message = f"{old.text}经{years}年到{now.text}，年均增长{number(round(computed, 2))}%"
    message += f"，{against(rate.text, verdict)}"
    yield relation("N103", Kind.GROWTH, formula, parts, verdict, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "mean growth of a year",
        "N103",
        Kind.GROWTH,
        _yearly,
        (
            Example(
                "税收由2018年的100亿元增加到2023年的161亿元，年均增长10%。",
                HOLDS,
                ("100亿元", "161亿元", "10%"),
            ),
            Example(
                "税收由2018年的100.0亿元增加到2023年的161.1亿元，年均增长12.0%。", FAILS, (), "增长10.01%"
            ),
            Example("生产总值由2018年的100.0亿元增加到2023年的161.1亿元，年均增长8.5%。", None),
            Example("税收由100.0亿元增加到161.1亿元，年均增长12.0%。", None),
        ),
    ),
)
