"""What is owned, owed and left of it (N101): 资产总额120亿元，负债总额70亿元，所有者权益50亿元.

The three are a contradiction only where each is told once in a sentence and nothing says that a share of the
rest belongs to others (归属于…, 国有资本权益).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, sum_of, summed

_OF: Final = r"(?:总[额计量]|合计)?(?:约?为|达到?|共|是|有)?$"
_OWNED: Final = re.compile(r"(?:资产(?:总[额计量]|合计)|(?<!净)总资产)(?:约?为|达到?|共|是|有)?$")
_OWED: Final = re.compile(r"(?:总负债|负债)" + _OF)
_LEFT: Final = re.compile(r"(?:所有者权益|股东权益|净资产)" + _OF)
_OTHERS: Final = re.compile(r"归属|归母|国有资本|少数|平均|流动|金融|隐性|或有")
_FIFTH: Final = 5


def _balances(passage: Passage) -> Iterator[Relation]:
    for sentence in passage.sentences_with("负", "债"):
        money = [one for one in sentence.mentions if one.countable and one.dimension == "money"]
        if len(money) < 3:
            continue
        owned, owed, left = (_named(passage, money, words) for words in (_OWNED, _OWED, _LEFT))
        if not len(owned) == len(owed) == len(left) == 1:
            continue
        total, parts = owned[0], (owed[0], left[0])
        if not all(similar(total, one) for one in parts) or not exact(total, *parts):
            continue
        verdict = summed(total, parts)
        if verdict is HOLDS or abs(gap_of(total, parts)) * _FIFTH <= total.base:
            yield sum_of(total, parts, (), verdict)


def _named(passage: Passage, money: Sequence[Mention], words: re.Pattern[str]) -> list[Mention]:
    return [
        one
        for one in money
        if words.search(head := passage.before(one, 16))
        and not _OTHERS.search(head)
        and aspect_of(passage, one) is Aspect.PLAIN
    ]


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "accounts",
        "N101",
        Kind.SUM,
        _balances,
        (
            Example(
                "资产总额120亿元，增长5%；负债总额70亿元，增长4%；所有者权益50亿元。",
                HOLDS,
                ("120亿元", "70亿元", "50亿元"),
            ),
            Example("资产总额120.5亿元，负债总额70.2亿元，所有者权益52.3亿元。", FAILS, (), "多2亿元"),
            Example("企业总资产500万元、总负债300万元、净资产190万元。", FAILS, (), "少10万元"),
            Example("资产总额120.5亿元，负债总额70.2亿元，归属母公司所有者权益45.3亿元。", None),
            Example("资产总额120.5亿元，流动负债40.2亿元，净资产50.3亿元。", None),
            Example("甲企业资产总额12亿元，负债7亿元；乙企业资产总额9亿元，负债4亿元，净资产6亿元。", None),
        ),
    ),
)
