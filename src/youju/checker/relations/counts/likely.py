"""A small number and the enumeration near it that is likeliest what it counts (N201): it only confirms.

What the other patterns of counts have found is passed over; of the rest `belonging` tells what is likely.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.belonging import belonging
from youju.checker.relations.counts.listing import MEASURING, count, statements
from youju.checker.relations.counts.nearby import EVENTS, Stated, stated_at, surroundings_of
from youju.checker.relations.pattern import HOLDS, Example, Pattern
from youju.checker.sentences import Items

LEAST, MOST = 2, 20
_LIKELY: Final = -0.9
"""Below nought, since what no label has here is mostly so, when it is read; not of events (会议3次)."""


def open_statements(passage: Passage) -> Iterator[Stated]:
    """The small numbers that may count something and that no pattern has found to."""
    text = passage.text
    for start, end, value in statements(passage):
        if not LEAST <= value <= MOST or start in passage.counted or text[start:end] == "二":
            continue
        if text[start].isdigit() and text[end] in EVENTS:
            continue  # 会议3次, 走访12户
        if text[end] not in "是要" and not MEASURING.match(text, end):
            yield stated_at(passage, start, end, value)


def _likeliest(passage: Passage) -> Iterator[Relation]:
    """“四乱”专项整治，排查乱占、乱采、乱堆、乱建问题: no pattern has words for each of these."""
    for stated in open_statements(passage):
        told = surroundings_of(passage).enumerations(stated)
        scored = [(belonging(passage, stated, one, rank), -rank) for rank, one in enumerate(told)]
        score, rank = max(scored, default=(_LIKELY, 0))
        if score > (0 if passage.text[stated.end] in EVENTS else _LIKELY):
            pieces = told[-rank].pieces
            found = Items(len(pieces), len(pieces), pieces)
            yield count(passage, stated.start, stated.unit_end, stated.value, found, HOLDS)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "likeliest enumeration",
        "N201",
        Kind.COUNT,
        _likeliest,
        (
            Example("发放残疾人“两项补贴”（困难残疾人生活补贴和重度残疾人护理补贴）。", HOLDS),
            Example("治理二期（东段、中段、西段）三个标段全部开工。", HOLDS, ("东段", "三个")),
            Example("推动种养联调、产销联调、科教联调有机衔接，健全“三联调”机制。", HOLDS),
            Example("选聘“两员”80名，其中普查指导员20名、普查员60名。", HOLDS),
            Example("整治河道“四乱”。排查乱占、乱采、乱堆、乱建问题33个。", HOLDS),
            Example("统筹县内县外两个市场。", HOLDS),
            Example("围绕“清河道、拆违建、净空间”开展三大攻坚。", HOLDS, ("清河道", "三大")),
            Example("以“种子、农药、化肥”为重点，开展了三大行动。", HOLDS),
            Example("今年召开会议3次，走访农户、企业、学校，覆盖面广。", None),
            Example("整治“三乱”。新建公园、广场、步道，改造老旧小区。", None),
            Example("道路、桥梁建设提速，全年2人获奖。", None),
        ),
    ),
)
