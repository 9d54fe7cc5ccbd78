"""Wholes, parts and the rate of each, told in one order (N102).

受理120件、80件，审结110件、78件，审结率分别为91.7%、97.5%. The order is meant where one of the rates comes
out; another one that all but does is then a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import PERCENT, Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.shares.rating import quantity, rate_of, rated

_EACH: Final = re.compile(
    r"率(?:分别|依次)[^，。；、\d]{0,4}$|(?:分别|依次)[^，。；、\d]{0,8}率[^，。；、\d]{0,4}$"
)
_NEXT: Final = re.compile(r"(?:、|和|与|及|以及)[^，。；、\d]{0,8}")
"""Between two items of a list."""
_NEAR: Final = Decimal(10)
"""Points by which a misprinted rate is off at most."""


def _triples(passage: Passage) -> Iterator[Relation]:
    for sentence in passage.sentences_with("分依", "率", PERCENT):
        for at, first in enumerate(sentence.mentions):
            if first.percent and _EACH.search(passage.before(first, 20)):
                yield from _in_order(passage, sentence, at)


def _in_order(passage: Passage, sentence: Sentence, at: int) -> Iterator[Relation]:
    """The rates from a place on, and before them as many parts and as many wholes."""
    rates = _list(passage, sentence.mentions[at:])
    size = len(rates)
    wholes, parts = (sentence.mentions[max(0, at - back * size) : at - (back - 1) * size] for back in (2, 1))
    lists = all(len(_list(passage, each)) == size for each in (wholes, parts))
    if size < 2 or not lists or not exact(*rates, *wholes, *parts) or not all(one.percent for one in rates):
        return
    rows = list(zip(rates, parts, wholes, strict=True))
    if not all(
        quantity(whole) and similar(part, whole) and part.base <= whole.base for _, part, whole in rows
    ):
        return
    verdicts = [rated(*row)[0] for row in rows]
    for (rate, part, whole), verdict in zip(rows, verdicts, strict=True):
        off = abs(part.base / whole.base * 100 - rate.value)
        if HOLDS in verdicts and (verdict is HOLDS or (verdict is FAILS and off <= _NEAR)):
            yield rate_of(rate, part, whole, Kind.SHARE, verdict)


def _list(passage: Passage, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The first of several numbers, with those that one list goes on with."""
    size = 1
    while size < len(mentions) and similar(mentions[0], mentions[size]):
        if not _NEXT.fullmatch(passage.between(mentions[size - 1], mentions[size])):
            break
        size += 1
    return mentions[:size]


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "triples",
        "N102",
        Kind.SHARE,
        _triples,
        (
            Example(
                "刑事、民事案件分别受理120件、80件，审结110件、78件，审结率分别为91.7%、97.5%。",
                HOLDS,
                ("120件", "110件", "91.7%"),
            ),
            Example("收到来信30件、来访50件，办结28件、40件，办结率分别为92.3%、80%。", FAILS, (), "93.33%"),
            Example("收到来信30件、来访50件，办结28件、40件，满意率分别为99.3%、98%。", None),
            Example("收到来信30件、来访50件，办结率分别为93.3%、80%。", None),
        ),
    ),
)
