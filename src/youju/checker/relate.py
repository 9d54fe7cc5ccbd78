"""The relations of a report: runs every pattern and says what was not checked.

Enter at `relations_of` and `findings_of`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from youju.checker.grids import numbers_of
from youju.checker.mentions import Role
from youju.checker.model import Coverage, Finding, Kind, Relation, Verdict
from youju.checker.passage import Passage, read
from youju.checker.relations import PATTERNS

_SOFT: Final = frozenset({Kind.BOUND, Kind.DATE})
"""Kinds whose failures are warnings: words may be looser than numbers there."""

_ARITHMETIC: Final = frozenset(
    {Kind.SUM, Kind.DIFFERENCE, Kind.GROWTH, Kind.SHARE, Kind.COMPLETION, Kind.AVERAGE, Kind.PRODUCT}
)
_COUNTING: Final = frozenset({Kind.SUM, Kind.BOUND})
_WORD: Final = re.compile("[一二两三四五六七八九][^一二两三四五六七八九十百千万亿]")
_READ_LEAST: Final = 3
"""Numbers of a relation that is no accident."""


def relations_of(text: str, start: int, end: int) -> tuple[list[Relation], Coverage]:
    """All relations of a report, in the order of the text, and what was left out.

    Args:
        text: The whole text that was read; offsets of the result are into it.
        start: Where the report begins.
        end: Where it ends.

    Example:
        >>> found, coverage = relations_of("发布解读5篇，其中图片3篇、文字1篇、视频2篇。", 0, 24)
        >>> found[0].verdict.value, found[0].message
        ('fails', '合计5篇，分项3+1+2=6，多1篇')
    """
    passage = read(text, start, end)
    relations = related(passage)
    return relations, coverage_of(passage, relations)


def related(passage: Passage) -> list[Relation]:
    """Relations of a passage; of several over the same operands the first stays."""
    kept: dict[tuple[Kind, frozenset[int]], Relation] = {}
    for pattern in PATTERNS:
        for relation in pattern.find(passage):
            kept.setdefault((relation.kind, _places(relation)), relation)
    return sorted(_reasonable(_as_rounded(kept)), key=lambda one: (one.start, one.end, one.rule))


_Kept = dict[tuple[Kind, frozenset[int]], Relation]


def _as_rounded(kept: _Kept) -> _Kept:
    """Rates that were cut off instead of rounded (62% for 62.8%) hold where the office always does so."""
    cut = [key for key, one in kept.items() if _off(one) > 0]
    if cut and (len(cut) < _HABIT or any(_off(one) < 0 for one in kept.values())):
        for key in cut:
            one = kept[key]
            kept[key] = one._replace(verdict=Verdict.FAILS, message=one.message.replace("一致", "不符"))
    return kept


_HABIT: Final = 3
"""Rates cut off in one report, none of them rounded up, that are no slips."""


def _off(relation: Relation) -> int:
    """Whether a rate that holds was cut off (1), rounded up (-1), or may have been either (0)."""
    rate, low, high = relation.operands.get("r"), relation.low, relation.high
    if rate is None or low is None or high is None or relation.verdict is not Verdict.HOLDS:
        return 0
    if not 0 < rate.half <= _HALF:
        return 0
    if high < rate.value:
        return -1
    slack = rate.half * _SLACK
    return int(rate.value + slack < low < rate.value + rate.half * 2)


_HALF: Final = Decimal("0.5")
_SLACK: Final = Decimal("1.1")
"""Of half the last place, so that 49.5853 passes for 49.58."""


def _places(relation: Relation) -> frozenset[int]:
    return frozenset(one.start for one in relation.operands.values())


def _reasonable(kept: Mapping[tuple[Kind, frozenset[int]], Relation]) -> Iterator[Relation]:
    """All but the contradictions that another reading of the same numbers explains.

    A reading that fails goes when one that holds computes the same number, or the same sum of parts, from
    all but one of its numbers, or when one with more numbers contains it.
    """
    near: dict[tuple[Kind, int], list[frozenset[int]]] = defaultdict(list)
    for kind, places in kept:
        if kind in _ARITHMETIC and len(places) >= _READ_LEAST:
            for place in places:
                near[kind, place].append(places)
    for (kind, places), relation in kept.items():
        if relation.verdict is Verdict.FAILS and kind in _COUNTING and _in_words(relation):
            continue
        if relation.verdict is not Verdict.FAILS or kind not in _ARITHMETIC:
            yield relation
            continue
        others = {other for place in places for other in near.get((kind, place), ()) if other != places}
        if not any(places < other or _explains(kept[kind, other], relation) for other in others):
            yield relation


def _in_words(relation: Relation) -> bool:
    """Whether a number is a single numeral in words: 两个层面 is said in passing, no sum is meant."""
    return any(_WORD.match(one.text) for one in relation.operands.values())


def _explains(good: Relation, bad: Relation) -> bool:
    """Whether a reading that holds leaves no doubt that another one was not meant."""
    if good.verdict is not Verdict.HOLDS:
        return False
    meant, other = _places(good), _places(bad)
    left, right = _computed(good), _computed(bad)
    if meant < other:  # the list cut short where it happens to fit
        return False
    same_parts = good.kind is Kind.SUM and meant - {left} == other - {right}
    return same_parts or (left == right and len(other - meant) == 1)


def _computed(relation: Relation) -> int:
    """Where the number stands that the others give: the one on the left of the formula."""
    name = relation.formula.partition(" ")[0]
    return relation.operands[name].start if name in relation.operands else relation.start


def coverage_of(passage: Passage, relations: Iterable[Relation]) -> Coverage:
    """How many numbers were seen, understood and taken into some relation, and which were not."""
    taken = {
        place
        for one in relations
        for operand in one.operands.values()
        for place in (operand.start, operand.end)
    }
    understood = related_count = 0
    left: list[tuple[int, int]] = []
    values, names = numbers_of(passage.text, passage.start, passage.end)
    for mention in passage.mentions:
        cell = mention.start in values
        bare = mention.role is Role.QUANTITY and not mention.unit
        understood += not bare or cell or mention.start in names
        if mention.start in names or (mention.role is not Role.QUANTITY and not cell):
            continue
        if mention.start in taken or mention.end in taken:
            related_count += 1
        else:
            left.append((mention.start, mention.end))
    return Coverage(len(passage.mentions), understood, related_count, tuple(left))


def findings_of(relations: Iterable[Relation]) -> list[Finding]:
    """What cannot be true, as findings."""
    return [
        Finding(one.rule, "warning" if one.kind in _SOFT else "error", one.start, one.end, one.message)
        for one in relations
        if one.verdict is Verdict.FAILS
    ]
