"""Parts, or what was and what came to it, apart from their total (N101): 再建3个，总数达到8个, of 5 before.

The parts stand in one statement, or one after the other; the total may stand wherever. As in `fits` a score
tells what would hardly add up so by chance and has words in common. These only confirm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from math import log, log10
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role, kind_of
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, aspect_of
from youju.checker.relations.pattern import HOLDS, Example, Pattern
from youju.checker.relations.scores import Weights, odds
from youju.checker.relations.sums.summing import sum_of
from youju.checker.relations.twice.likeness import Place, longest

_PARTS_MOST: Final = 8
_FAR: Final = 200
_OFTEN: Final = 12
_GAP: Final = 60
"""Characters between the parts of one run, at most."""
_NEAR: Final = 4
"""Figures after one within which what is taken from it, or was before, stands."""
_REACHED: Final = re.compile(r"共|计|总|[增升扩降减升达]至?到?为?|累计|实现|全|各|两|三|余|剩")
_CHANGED: Final = re.compile(r"新|再|增|减|净|扩|退|核销|剩|余|多|少|高|尚|还|未|另")
_SUM: Final = re.compile(r"[共计总到为达]|任务|目标")
_BOTH: Final = re.compile(r"[一-鿿]{1,4}（[一-鿿、]{1,4}）")
_STATEMENT: Final = re.compile(r"[。；！？\n\r]")


class Total(NamedTuple):
    """A total with its parts, or the larger of two with the smaller and what is between them.

    Attributes:
        rest: Whether two of them stand together and the third is their difference.
        whole: Whether the list of parts neither begins before nor goes on.
    """

    total: Mention
    parts: tuple[Mention, ...]
    far: Mention
    rest: bool
    whole: bool


class Signs(NamedTuple):
    """What speaks for a total with its parts.

    Attributes:
        exact: How many figures of its size there are, as the logarithm to the base of ten.
        often: Logarithm of how many figures of the report are equal to the one that stands apart.
        words: Pairs of characters that it and the others are told with, up to 8.
        unit: Whether all are printed with one unit, or are persons.
        apart: Logarithm of the characters between it and the others.
        ends: Ends of statements among the others, up to 3.
        whole: Whether the list of parts is told to its end.
        reached: Whether the words before the total say that it is one.
        changed: Whether the words before a part say that it came, went, or is left.
        last: Whether the total stands last.
        spelled: Whether one is in Chinese numerals.
        both: Whether the total is of two things at once: 13个村（社区）, 181名孤儿和困境儿童.
        kin: Longest piece of the statements of the others, each and the next, up to 6 characters.
    """

    exact: float
    often: float
    words: float
    unit: float
    apart: float
    ends: float
    whole: float
    reached: float
    changed: float
    last: float
    spelled: float
    both: float
    kin: float


def _is_figure(one: Mention) -> bool:
    return one.role is Role.QUANTITY and one.countable and one.value > 0 and not (one.hedge or one.span)


class Figures:
    """The figures of a report by their kind, in order, and by their value."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.of_kind: dict[str, list[Place]] = defaultdict(list)
        self.equal: dict[tuple[Decimal, str], list[Place]] = defaultdict(list)
        for one in passage.mentions:
            if _is_figure(one):
                place = Place(passage, one)
                self.of_kind[kind_of(one)].append(place)
                self.equal[one.base, kind_of(one)].append(place)

    def of_value(self, value: Decimal, kind: str) -> Sequence[Place]:
        """The figures of a value, unless they are so many that it says nothing."""
        found = self.equal.get((value, kind), ())
        return found if len(found) <= _OFTEN else ()


def totals(passage: Passage) -> Iterator[tuple[Total, Signs]]:
    """All totals of runs of figures, and all differences of two, that stand somewhere."""
    known = Figures(passage)
    for kind, places in known.of_kind.items():
        for at in range(len(places)):
            yield from _of_run(known, kind, places, at)
            yield from _of_two(known, kind, places, at)


def _apart(passage: Passage, found: Total) -> bool:
    """Whether they are in one unit and not yet tied, and stand apart or the total is told as one.

    Items of one list add up by accident.
    """
    figures = (found.total, *found.parts)
    alike = len({one.unit for one in figures}) == 1 or not any(one.spelled for one in figures)
    if not alike or _told(passage, found):  # 案件47件，三类各为19件、22件
        return False
    if _SUM.search(passage.before(found.total, 8)):
        return True
    places = [one.start for one in figures]
    return _STATEMENT.search(passage.text, min(places), max(places)) is not None


def _gap(a: Place, b: Place) -> str:
    return a.passage.text[a.mention.end : b.mention.start]


def _of_run(known: Figures, kind: str, places: Sequence[Place], at: int) -> Iterator[tuple[Total, Signs]]:
    total = places[at].mention.base
    for stop in range(at + 1, min(at + _PARTS_MOST, len(places))):
        gap = _gap(places[stop - 1], places[stop])
        if len(gap) > _GAP or "\n" in gap:
            return
        total += places[stop].mention.base
        run = places[at : stop + 1]
        if len(run) > 2 and any(aspect_of(known.passage, one.mention) in CHANGES for one in run):
            return  # 76家，服务机构67家，新增团体5家、机构4家
        for far in known.of_value(total, kind):
            begun = at > 0 and places[at - 1] is not far and _listed(places[at - 1], places[at])
            goes_on = (
                len(places) > stop + 1
                and places[stop + 1] is not far
                and _listed(places[stop], places[stop + 1])
            )
            parts = tuple(one.mention for one in run)
            found = Total(far.mention, parts, far.mention, rest=False, whole=not (begun or goes_on))
            if _apart(known.passage, found):
                yield found, _signs(known, found, far, run)


def _listed(a: Place, b: Place) -> bool:
    gap = _gap(a, b)
    return len(gap) <= 20 and "。" not in gap and "\n" not in gap


def _of_two(known: Figures, kind: str, places: Sequence[Place], at: int) -> Iterator[tuple[Total, Signs]]:
    for other in places[at + 1 : at + 1 + _NEAR]:
        gap = _gap(places[at], other)
        if len(gap) > _GAP or "\n" in gap:
            return
        low, high = sorted((places[at], other), key=lambda one: one.mention.base)
        if low.mention.unit != high.mention.unit:
            continue
        left = high.mention.base - low.mention.base
        for far in known.of_value(left, kind) if left > 0 else ():
            if far is not low and far.mention.unit == low.mention.unit:
                found = Total(high.mention, (low.mention, far.mention), far.mention, rest=True, whole=False)
                if _apart(known.passage, found):
                    yield found, _signs(known, found, far, (low, high))


def _signs(known: Figures, found: Total, far: Place, near: Sequence[Place]) -> Signs:
    passage, one = known.passage, far.mention
    all_of = [far, *near]
    first = min(near, key=lambda each: each.mention.start).mention
    last = max(near, key=lambda each: each.mention.start).mention
    words = set[str]().union(*(each.told.words for each in near))
    apart = max(first.start - one.end, one.start - last.end, 0)
    text = passage.text
    step = max(each.mention.half * 2 * each.mention.scale or 1 for each in all_of)
    return Signs(
        exact=log10(float(max(each.mention.base for each in all_of) / step) + 1),
        often=log(len(known.equal[one.base, kind_of(one)])),
        words=min(len(far.told.words & words), 8),
        unit=len({each.mention.unit.removesuffix("次") for each in all_of}) == 1 or one.dimension == "人",
        apart=log(min(apart, _FAR) + 1),
        ends=min(len(_STATEMENT.findall(text[first.end : last.start])), 3),
        whole=found.whole,
        reached=bool(_REACHED.search(passage.before(found.total, 8))),
        changed=any(_CHANGED.search(passage.before(each, 10)) for each in found.parts),
        last=found.total.start > max(each.start for each in found.parts),
        spelled=any(each.mention.spelled for each in all_of),
        both=_of_both(passage, found),
        kin=min(longest(x.told.said, y.told.said, 6) for x, y in pairwise(near)),
    )


def _of_both(passage: Passage, found: Total) -> bool:
    """Whether the total is of what both parts are, by name: 13个村（社区）, 181名孤儿和困境儿童."""
    if _BOTH.match(passage.text, found.total.end):
        return True
    named = _AND.match(passage.text, found.total.end, passage.end)
    lead = [passage.before(one, 16) for one in found.parts]
    return named is not None and all(any(name[:_NAME] in words for words in lead) for name in named.groups())


_AND: Final = re.compile(r"([一-鿿]{2,8}?)[和及、与]([一-鿿]{2,8})")
_NAME: Final = 4


def _totals(passage: Passage) -> Iterator[Relation]:
    """The likeliest parts of each total, and the likeliest rest of each two, that nothing has tied yet."""
    best: dict[tuple[Mention, bool], tuple[float, Total]] = {}
    for found, signs in totals(passage):
        key = found.far, found.rest
        score = odds(RESTS if found.rest else RUNS, signs)
        if score > best.get(key, (_LIKELY, found))[0]:
            best[key] = score, found
    yield from (sum_of(found.total, found.parts, (), HOLDS) for _, found in best.values())


def _told(passage: Passage, found: Total) -> bool:
    """Whether a relation found before has all these figures, or says what the total is made of."""
    places = {one.start for one in (found.total, *found.parts)}
    return found.total.start in passage.explained or any(
        places <= known for known in passage.tied.get(found.total.start, ())
    )


_LIKELY: Final = 0.0
"""Below, one of four is an accident, which no label can say."""
RUNS: Final[Weights] = {
    "exact": 1.05,
    "often": -1.72,
    "words": 0.12,
    "unit": 3.72,
    "apart": -1.21,
    "ends": -1.08,
    "whole": 1.67,
    "reached": 0.65,
    "changed": -0.51,
    "last": -0.70,
    "spelled": 0.73,
    "both": 2.73,
    "kin": 0.84,
    "": -7.03,
}
RESTS: Final[Weights] = {
    "exact": 1.67,
    "often": -0.92,
    "words": 0.52,
    "unit": 0.00,
    "apart": -0.32,
    "ends": -2.77,
    "whole": 0.00,
    "reached": 0.54,
    "changed": 1.06,
    "last": 0.94,
    "spelled": -0.66,
    "both": 1.22,
    "kin": 0.09,
    "": -5.62,
}
"""Fitted apart: what is between two figures more often comes out by chance."""

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "totals apart",
        "N101",
        Kind.SUM,
        _totals,
        (
            Example(
                "全县累计建成通信基站1265个。\n二、下步打算\n新建通信基站150个，通信基站总数达到1415个。",
                HOLDS,
                ("1265个", "150个", "1415个"),
            ),
            Example(
                "被市两办采用65篇、省局采用28篇、国家局采用7篇，累计采用100篇次。",
                HOLDS,
                ("65篇", "28篇", "7篇", "100篇次"),
            ),
            Example(
                "全县累计建成通信基站1265个。\n二、下步打算\n新建通信基站150个，通信基站总数达到1425个。",
                None,
            ),
            Example("走访企业17家。\n二、下步打算\n培训会计12人，检查5次，力争新增规上企业5家。", None),
        ),
    ),
)
