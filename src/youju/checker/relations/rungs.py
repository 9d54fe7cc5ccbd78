"""Levels against how many they are said to be (N201): 市县乡三级, “政产学研”四位一体, 1市、5县…三级."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.listing import count, range_of, value_of, weigh
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.sentences import Items, Range

_LEVELS: Final = re.compile(
    r"(?P<list>[国省市州区县乡镇街村社组户部园校站]{2,6})[”\"]?(?:[一-鿿]{0,4}?)[“\"]?(?P<n>[二两三四五六])级"
)

_LEVEL, _UNITED = re.compile(r"[二两三四五六]级"), re.compile(r"[三四五六七八九]位一体")
_LETTERS: Final = 13
"""Characters before the number in which a list of single characters stands."""

_UNITY: Final = re.compile(r"[“\"]?(?P<list>[一-鿿]{3,9})[”\"]\s*[“\"]?(?P<n>[三四五六七八九])位一体")


def _levels(passage: Passage) -> Iterator[Relation]:
    """市县乡三级: one character a level."""
    text = passage.text
    for pattern, sign in ((_LEVELS, _LEVEL), (_UNITY, _UNITED)):
        for place in sign.finditer(text, passage.start, passage.end):
            match = pattern.search(text, max(passage.start, place.start() - _LETTERS), place.end())
            if match is None:
                continue
            letters = match["list"]
            stated = value_of(match["n"])
            span = match.span("list")
            if pattern is _LEVELS and len(set(letters)) != len(letters):
                continue
            pieces = tuple(Range(place, place + 1) for place in range(*span))
            adjacent = match.start("n") - span[1] <= 1
            found = Items(len(pieces), len(pieces), pieces)
            verdict = weigh(stated, found)
            if verdict is HOLDS or (
                adjacent and pattern is _LEVELS and text[span[0] - 1] in "“，、的" and len(pieces) > 2
            ):
                yield count(passage, match.start("n"), match.end("n") + 1, stated, found, verdict)


_LADDER: Final = re.compile(
    r"\d(?<!\d\d)\d{0,3}[省市县区](?:（[^）]{1,10}）)?(?:、\d{1,5}[县区镇乡街村社](?:（[^）]{1,10}）)?){1,4}[^。\n]{0,80}?(?P<n>[二三四五])级"
)


def _ladders(passage: Passage) -> Iterator[Relation]:
    """1市、7县、71镇…四级."""
    text = passage.text
    for match in _LADDER.finditer(text, passage.start, passage.end):
        rungs = re.compile(r"(?<!\d)\d{1,5}[省市县区镇乡街村社]").finditer(
            text, match.start(), match.start("n")
        )
        pieces = tuple(range_of(one) for one in rungs)
        if len(pieces) == value_of(match["n"]):
            found = Items(len(pieces), len(pieces), pieces)
            yield count(passage, match.start("n"), match.end(), len(pieces), found, HOLDS)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "levels",
        "N201",
        Kind.COUNT,
        _levels,
        (
            Example("健全市县乡三级网络。", HOLDS),
            Example("健全“省市县乡”三级网络。", FAILS, (), "列出4"),
            Example("推进“政产学研”四位一体。", HOLDS),
            Example("评为三级单位。", None),
        ),
    ),
    Pattern(
        "ladder",
        "N201",
        Kind.COUNT,
        _ladders,
        (
            Example("建成“1市、5县、60镇”服务平台，三级贯通。", HOLDS),
            Example("建成“1市、5县、60镇”服务平台。", None),
        ),
    ),
)
