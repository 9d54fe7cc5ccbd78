"""Coefficients and indices, which have no unit (N103): 利用系数由0.52提高到0.56，提高0.04."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.mentions import Mention, Role, exact
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import difference
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern

_TO: Final = re.compile(r"[^，。；\d]{0,8}(?:至|到|为)")
_AGAINST: Final = re.compile(r"，?[比较][上去]年(?:同期)?的?")
_GAP: Final = 20


def _changed(passage: Passage) -> Iterator[Relation]:
    """由0.52提高到0.56，提高0.04; 降至1.80，上年同期为1.83，缩小0.03."""
    for sentence in passage.sentences_with(".", "增减升降提高低缩小扩大多少"):
        bare = [one for one in sentence.mentions if _is_bare(one)]
        for first, second, change in zip(bare, bare[1:], bare[2:], strict=False):
            aspect = aspect_of(passage, change)
            near = len(passage.between(first, second)) <= _GAP >= len(passage.between(second, change))
            if aspect not in CHANGES or not near or not exact(first, second, change):
                continue
            between = passage.between(first, second)
            to = _TO.fullmatch(between)
            told = to or _AGAINST.fullmatch(between)
            now, old = (second, first) if to else (first, second)
            found = difference(now, old, change, falling=aspect is Aspect.LOSS)
            if found.verdict is HOLDS or told:
                yield found


def _is_bare(one: Mention) -> bool:
    return one.role is Role.QUANTITY and not one.unit and not one.percent and "." in one.text


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "coefficients",
        "N103",
        Kind.DIFFERENCE,
        _changed,
        (
            Example("灌溉水利用系数由0.52提高到0.56，提高0.04。", HOLDS, ("0.52", "0.56", "0.04")),
            Example("灌溉水利用系数由0.52提高到0.56，提高0.06。", FAILS, (), "相差0.04"),
            Example("城乡居民收入比降至1.80，上年同期为1.83，缩小0.03。", HOLDS, ("1.80", "1.83", "0.03")),
            Example("城乡居民收入比降至1.80，上年同期为1.83，缩小0.05。", None),
            Example("城乡居民收入比为1.80，比上年的1.83缩小0.05。", FAILS, (), "相差0.03"),
            Example("系数0.52，指数提高1.56，其中价格提高0.04。", None),
        ),
    ),
)
