"""The relations of a report: runs every pattern and says what was not checked.

Enter at `relations_of` and `findings_of`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from youju.checker.grids import numbers_of
from youju.checker.mentions import Role
from youju.checker.model import Coverage, Finding, Kind, Relation, Verdict
from youju.checker.passage import Passage, read
from youju.checker.relations import PATTERNS
from youju.checker.relations.changes.growing import told_once
from youju.checker.relations.pattern import Pattern
from youju.checker.rounding import as_the_office_rounds

_SOFT: Final = frozenset({Kind.BOUND, Kind.DATE})
"""Kinds whose failures are warnings: words may be looser than numbers there."""

ARITHMETIC: Final = frozenset(
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


def related(passage: Passage, patterns: Iterable[Pattern] = PATTERNS) -> list[Relation]:
    """Relations of a passage; of several over the same operands the first stays."""
    kept: dict[tuple[Kind, frozenset[int]], Relation] = {}
    for pattern in patterns:
        for relation in pattern.find(passage):
            places = _places(relation)
            kept.setdefault((relation.kind, places), relation)
            if relation.kind in ARITHMETIC:
                passage.explained.add(_computed(relation))
                for place in places:
                    passage.tied.setdefault(place, []).append(places)
            elif relation.kind is Kind.COUNT:
                passage.counted.add(_computed(relation))
    found = told_once(_reasonable(passage, as_the_office_rounds(kept)))
    return sorted(found, key=lambda one: (one.start, one.end, one.rule))


def _places(relation: Relation) -> frozenset[int]:
    return frozenset(one.start for one in relation.operands.values())


def _reasonable(passage: Passage, kept: Mapping[tuple[Kind, frozenset[int]], Relation]) -> Iterator[Relation]:
    """All but the contradictions that another reading of the same numbers explains.

    A reading that fails goes when one that holds computes the same number, or the same sum of parts, from
    all but one of its numbers, or when one with more numbers contains it.
    """
    near: dict[tuple[Kind, int], list[tuple[Kind, frozenset[int]]]] = defaultdict(list)
    for kind, places in kept:
        if kind in ARITHMETIC and len(places) >= _READ_LEAST:
            for place in places:
                near[_FAMILY.get(kind, kind), place].append((kind, places))
    for (kind, places), relation in kept.items():
        if relation.verdict is Verdict.FAILS and kind in _COUNTING and _in_words(passage, relation):
            continue
        if relation.verdict is not Verdict.FAILS or kind not in ARITHMETIC:
            yield relation
            continue
        family = _FAMILY.get(kind, kind)
        others = {other for place in places for other in near.get((family, place), ()) if other[1] != places}
        if not any(
            (other[0] is kind and places < other[1]) or _explains(kept[other], relation) for other in others
        ):
            yield relation


_FAMILY: Final = {Kind.DIFFERENCE: Kind.SUM, Kind.COMPLETION: Kind.SHARE}
"""Kinds that compute in one way, so that one of them may explain what another seems to contradict."""


def _in_words(passage: Passage, relation: Relation) -> bool:
    """Whether a number is a single numeral in words: 两个层面 is said in passing; 剩余两个 is not."""
    spelled = (one for one in relation.operands.values() if _WORD.match(one.text))
    return any(not _LEFT.search(passage.text, max(0, one.start - 4), one.start) for one in spelled)


_LEFT: Final = re.compile(r"(?:剩[余下]|[其剩]余|余下)的?$")


def _explains(good: Relation, bad: Relation) -> bool:
    """Whether a reading that holds leaves no doubt that another one was not meant."""
    if good.verdict is not Verdict.HOLDS:
        return False
    meant, other = _places(good), _places(bad)
    left, right = _computed(good), _computed(bad)
    shared = len(meant & other) == 2 and len(meant) == len(other) == _READ_LEAST
    if shared and good.end - good.start <= _CLOSE:
        # 431家 and 净增82家 make 513家, so 173家 is something else; the first rate is theirs
        difference, rate = bad.kind is Kind.DIFFERENCE, bad.kind in _RATES
        if (difference and right in meant) or (rate and left < right not in meant):
            return True
    if good.kind is not bad.kind or meant < other:  # the list cut short where it happens to fit
        return False
    same_parts = good.kind is Kind.SUM and meant - {left} == other - {right}
    return same_parts or (left == right and len(other - meant) == 1)


_CLOSE: Final = 100
"""Characters that a reading has at most which explains another with two of its numbers."""
_RATES: Final = frozenset({Kind.SHARE, Kind.COMPLETION})


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
