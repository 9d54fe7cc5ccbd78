"""A list right before its total, with no word that says so (N101): 甲类215户、乙类340户，实现555户全覆盖."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of, complementary, label_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, slip_of, sum_of, summed
from youju.checker.relations.sums.totals import LEAST, LINKED, RUN_MOST, SHORT


def _lists(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs:
        numbers = [one for one in paragraph.mentions if one.countable]
        for index in range(2, len(numbers)):
            total = numbers[index]
            if total.base >= LEAST and not total.hedge and aspect_of(passage, total) is Aspect.PLAIN:
                yield from _led_up(passage, total, numbers[max(0, index - RUN_MOST) : index])


_HALF: Final = re.compile(r"[上下]半年|季度|[前后]者")
_YEARLY: Final = re.compile(r"(?:全年|年度)(?:累计|共|合计)?[^，。；\d]{0,8}$")


def _led_up(passage: Passage, total: Mention, before: Sequence[Mention]) -> Iterator[Relation]:
    """产业帮扶215户、就业帮扶340户、综合保障131户，实现686户全覆盖: a list right before its total."""
    run: list[Mention] = []
    following = total
    for part in reversed(before):
        most = SHORT if run else 2 * SHORT
        if not similar(part, total) or following.start - part.end > most or not exact(part):
            break
        gap = passage.between(part, following)
        if "。" in gap or "其中" in gap:
            break
        if run and not LINKED.search(gap) and not _HALF.search(passage.before(part, 16)):
            break
        run.insert(0, part)
        following = part
    if len(run) < 2:
        return
    halves = _YEARLY.search(passage.before(total, 16)) and complementary(
        [label_of(passage, one) for one in run]
    )
    if summed(total, run) is HOLDS:
        yield sum_of(total, run, (), HOLDS)
    elif (halves and abs(gap_of(total, run)) * 4 <= total.base) or (
        len(run) > 2 and abs(gap_of(total, run)) <= slip_of(total) <= total.base / 30
    ):  # 上半年30亿元，下半年45亿元，全年80亿元
        yield sum_of(total, run, (), FAILS)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "led up",
        "N101",
        Kind.SUM,
        _lists,
        (
            Example("产业帮扶215户、就业帮扶340户、综合保障131户，实现686户全覆盖。", HOLDS),
            Example("产业帮扶215户、就业帮扶340户、综合保障131户，实现689户全覆盖。", FAILS, (), "少3户"),
            Example(
                "设立1个县级服务中心、15个乡镇服务站、213个村级服务点和6个流动性服务点，全县各类服务阵地达到236个。",
                FAILS,
                (),
                "少1个",
            ),
            Example("上半年投资30.2亿元，下半年投资45.1亿元，全年投资75.3亿元。", HOLDS),
            Example("上半年投资30.2亿元，下半年投资45.1亿元，全年投资80.3亿元。", FAILS, (), "少5亿元"),
            Example("前三季度产值85.6亿元，第四季度产值30.2亿元，全年产值120.8亿元。", FAILS, (), "少5亿元"),
            Example("前者管辖分院9家，后者管辖8家，17家分院全部联网。", HOLDS),
            Example("走访企业215户、商户340户、农户131户，发放宣传单689份。", None),
        ),
    ),
)
