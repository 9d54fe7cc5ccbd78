"""Figures in the same order (N103): 97件134人，去年同期197件375人，分别下降50.8%、64.3%.

So do 12宗339人，同比减少5宗86人，下降29%和20%, where both changes are told instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.mentions import PERCENT, Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.changes.growing import by_change, grown
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern

_TOLD: Final = re.compile(r"去年|上年|上一年|同期|(?:19|20)\d\d年")
_DOWN: Final = re.compile(r"下降|减少|降低|下滑|回落|减")
_UP: Final = re.compile(r"增长|上升|增加|提高|增")
_NEAR: Final = 40
"""Characters between the figures of the two years, and to their rates."""


def _aligned(passage: Passage) -> Iterator[Relation]:
    for sentence in passage.sentences_with("去上同年", PERCENT):
        if len(sentence.mentions) < 6 or not _TOLD.search(passage.text, sentence.start, sentence.end):
            continue
        numbers = [one for one in sentence.mentions if one.measured]
        for at in range(len(numbers) - 5):
            yield from _at(passage, numbers[at : at + 6])


def _at(passage: Passage, six: Sequence[Mention]) -> Iterator[Relation]:
    now, old, rates = six[:2], six[2:4], six[4:]
    counted = not any(one.percent for one in (*now, *old)) and all(one.percent for one in rates)
    if not counted or not all(similar(a, b) for a, b in zip(now, old, strict=True)) or similar(*now):
        return
    if not exact(*six) or any(one.value == 0 for one in old):
        return
    gaps = passage.between(now[1], old[0]), passage.between(old[1], rates[0])
    told = aspect_of(passage, old[0]) is Aspect.OLD or _TOLD.search(gaps[0])
    if not told or max(map(len, gaps)) > _NEAR or re.search(r"[。；]", "".join(gaps)):
        return
    if not (_DOWN.search(gaps[1]) or _UP.search(gaps[1])):
        return
    for a, b, r in zip(now, old, rates, strict=True):
        words = gaps[1] + (passage.between(*rates) if r is rates[1] else "")
        falls = _last(_DOWN, words) > _last(_UP, words)
        yield grown(a, b, r, falling=falls)


def _changes(passage: Passage) -> Iterator[Relation]:
    """12宗339人，同比减少5宗、86人，下降29%和20%: each figure, its change and its rate."""
    for sentence in passage.sentences_with("降减增升", PERCENT):
        numbers = [one for one in sentence.mentions if one.measured]
        for at in range(len(numbers) - 5):
            six = numbers[at : at + 6]
            now, change, rates = six[:2], six[2:4], six[4:]
            counted = not any(one.percent for one in (*now, *change)) and all(one.percent for one in rates)
            paired = all(similar(a, b) for a, b in zip(now, change, strict=True)) and not similar(*now)
            if not counted or not paired or not exact(*six) or now[0].end != now[1].start:
                continue
            gaps = passage.between(now[1], change[0]), passage.between(change[1], rates[0])
            if max(map(len, gaps)) > _NEAR or re.search(r"[。；）]", "".join(gaps)):
                continue
            falls = _DOWN.search(gaps[0]) is not None
            if not (falls or _UP.search(gaps[0])) or not (_DOWN if falls else _UP).search(gaps[1]):
                continue
            if not falls and any(b.base >= a.base for a, b in zip(now, change, strict=True)):
                continue
            rows = zip(now, change, rates, strict=True)
            yield from (by_change(a, b, r, falling=falls) for a, b, r in rows)


def _last(words: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in words.finditer(text)), default=-1)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "aligned",
        "N103",
        Kind.GROWTH,
        _aligned,
        (
            Example("受理97件134人，去年同期为197件375人，分别同比下降50.76%、64.27%。", HOLDS),
            Example("受理95件134人，去年同期为200件377人，分别同比下降50.76%、64.46%。", FAILS, (), "52.5%"),
            Example("受理120件，培训80人，上年为100件、64人，同比件数增长20%、人数增长25%。", HOLDS),
            Example("受理97件134人，去年同期为197件375人，办结率、满意率分别为90%、95%。", None),
            Example("受理97件134人，办结97件，去年同期办结率为90%。", None),
        ),
    ),
    Pattern(
        "aligned changes",
        "N103",
        Kind.GROWTH,
        _changes,
        (
            Example(
                "来访12宗339人，同比减少5宗、人数减少86人，下降29%和20%。", HOLDS, ("12宗", "5宗", "29%")
            ),
            Example("来访12宗339人（重访3宗9人，减少2宗6人），减少5宗86人，下降29%和20%。", None),
            Example("来访12宗339人，同比减少4宗86人，分别下降29%和20%。", FAILS, (), "=25%"),
            Example("来访12宗339人，同比减少5宗、人数减少86人，办结率为29%和20%。", None),
        ),
    ),
)
