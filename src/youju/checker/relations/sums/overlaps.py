"""Two groups, those who are in both, and all of them (N101): 党员30人，团员40人，既是…又是…的12人，共58人.

In brackets after their total they are parts (`partitions`); here they stand in any order in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.mentions import Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, slip_of, sum_of, summed

_BOTH: Final = re.compile(r"既是?[^，。；]{1,16}[又也]是?[^，。；]{1,16}的?(?:有|共|为)?$")
_ALL: Final = re.compile(r"(?<![其])(?:共|合计|总计|总共|一共)(?:有|计)?[^，。；、\d]{0,8}$")
_GROUPS: Final = 2


def _overlaps(passage: Passage) -> Iterator[Relation]:
    for sentence in passage.sentences_with("既"):
        if len(sentence.mentions) < _GROUPS + 2:
            continue
        told = [one for one in sentence.mentions if one.role is Role.QUANTITY and not (one.hedge or one.span)]
        both = [one for one in told if _BOTH.search(passage.before(one, 40))]
        if len(both) != 1:
            continue
        alike = [one for one in told if similar(one, both[0]) and one is not both[0]]
        totals = [one for one in alike if _ALL.search(passage.before(one, 16))]
        groups = [one for one in alike if one not in totals]
        if len(totals) != 1 or len(groups) != _GROUPS or both[0].base > min(one.base for one in groups):
            continue
        verdict = summed(totals[0], groups, both)
        if verdict is HOLDS:
            yield sum_of(totals[0], groups, both, HOLDS)
        elif abs(gap_of(totals[0], groups, both)) <= slip_of(totals[0]):
            yield sum_of(totals[0], groups, both, FAILS)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "overlaps",
        "N101",
        Kind.SUM,
        _overlaps,
        (
            Example("党员30人，网格员40人，既是党员又是网格员的12人，共58人。", HOLDS, (), "30+40-12=58"),
            Example("既是党员又是网格员的12人，党员30人，网格员40人，共61人。", FAILS, (), "30+40-12=58"),
            Example("党员30人，网格员40人，共走访70人。", None),
        ),
    ),
)
