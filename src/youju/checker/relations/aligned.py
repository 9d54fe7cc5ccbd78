"""Figures in the same order (N103): 97件134人，去年同期197件375人，分别下降50.8%、64.3%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.mentions import PERCENT, Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.growing import grown
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
)
