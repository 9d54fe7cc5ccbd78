"""By how much something grew since a year that is named sentences later (N103).

常住人口为751389人 and, a heading later, 与2010年的725482人相比，增加25907人 tell one difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import difference
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import one_slip

_SINCE: Final = re.compile(r"相[比较]|比较")
_FAR: Final = 12
"""Numbers between a figure and the sentence that compares it with what it was."""


def _since(passage: Passage) -> Iterator[Relation]:
    """常住人口为751389人。/ 常住人口与2010年的725482人相比，增加25907人."""
    if not _SINCE.search(passage.text, passage.start, passage.end):
        return
    mentions = [one for one in passage.mentions if one.measured]
    for at, (old, change) in enumerate(pairwise(mentions)):
        aspect = aspect_of(passage, change)
        told = _SINCE.match(passage.text, old.end) and aspect in CHANGES
        near = told and "。" not in passage.between(old, change) and similar(old, change)
        if not near or old.hedge or change.hedge or old.percent or change.percent:
            continue
        want = old.base + change.base if aspect is Aspect.GAIN else old.base - change.base
        before = [one for one in mentions[max(0, at - _FAR) : at] if similar(one, old) and not one.hedge]
        now = next((one for one in reversed(before) if one.base == want), None)
        now = now or next((one for one in reversed(before) if _misprinted(passage, one, old, want)), None)
        if now is not None:
            yield difference(now, old, change, falling=aspect is Aspect.LOSS)


def _misprinted(passage: Passage, one: Mention, old: Mention, want: Decimal) -> bool:
    """Whether a figure of the same name is what it should be but for one digit."""
    words = re.sub(r"[与同和比较]?(?:19|20)\d\d年.*|[与同和]第.*", "", passage.before(old, 36))[-4:]
    named = len(words) == 4 and words in passage.text[max(passage.start, one.start - 16) : one.start]
    digits = str(int(one.base)), str(int(want))
    return named and len(digits[0]) > 3 and one.half == 0 and one_slip(*digits)


_THEN: Final = "常住人口为{}人。\n二、人口增长\n全市常住人口与2010年普查的725482人相比，增加25907人。"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "grown since",
        "N103",
        Kind.DIFFERENCE,
        _since,
        (
            Example(_THEN.format("751389"), HOLDS, ("751389人", "725482人", "25907人")),
            Example(_THEN.format("751889"), FAILS, (), "相差26407人"),
            Example("走访居民75人。\n常住人口与2010年普查的725482人相比，增加25907人。", None),
        ),
    ),
)
