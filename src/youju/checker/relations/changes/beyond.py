"""What was aimed at, what was reached, and by how much it is more or less (N103).

任务100户，完成115户，超额15户; 目标5000吨，已完成3200吨，还差1800吨.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.changes.growing import difference
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern

_AIM: Final = re.compile(r"(?:计划|任务|目标|指标|预算|应[有到收配]|需要?|核定)[^，。；、\d]{0,10}$")
_REACHED: Final = re.compile(r"(?:完成|实际|实[有到收配]|达到?|实现|已)[^，。；、\d]{0,14}$")
_MORE: Final = re.compile(r"超出?(?:额|收|支|产|任务|计划|目标|预算)?(?:完成|安排)?了?$")
_LESS: Final = re.compile(r"(?:[还尚仍]差|缺口|短收|缺额|[还尚仍]缺)(?:为|有|达)?$")
_NEAR: Final = 60
"""Characters between two of the three."""


def _beyond(passage: Passage) -> Iterator[Relation]:
    for sentence in passage.sentences_with("超差缺短"):
        numbers = [one for one in sentence.mentions if one.countable]
        for aim, reached, gap in zip(numbers, numbers[1:], numbers[2:], strict=False):
            less = _LESS.search(passage.before(gap, 12)) is not None
            if not less and _MORE.search(passage.before(gap, 12)) is None:
                continue
            if _told(passage, aim, reached, gap) and less == (reached.base < aim.base):
                found = difference(reached, aim, gap, falling=less)
                off = abs(abs(reached.base - aim.base) - gap.base)
                if found.verdict is HOLDS or off * 2 <= gap.base:
                    yield found


_ABOVE: Final = re.compile(r"(?:[高超多]出|[高超]过)[^，。；\d]{0,10}$")
_OF_AIM: Final = re.compile(r"的?(?:计划|任务|目标|指标|预算)数?")


def _above(passage: Passage) -> Iterator[Relation]:
    """完成40.5万亩，高出市下达的39.9万亩任务0.6万亩."""
    for sentence in passage.sentences_with("高超多", "出过", "计任目指预"):
        numbers = [one for one in sentence.mentions if one.countable]
        for reached, aim, gap in zip(numbers, numbers[1:], numbers[2:], strict=False):
            alike = similar(aim, reached) and similar(reached, gap) and exact(aim, reached, gap)
            told = alike and _ABOVE.search(passage.before(aim)) and reached.start - aim.end <= _NEAR
            if told and _OF_AIM.fullmatch(passage.between(aim, gap)) and reached.base > aim.base:
                yield difference(reached, aim, gap, falling=False)


def _told(passage: Passage, aim: Mention, reached: Mention, gap: Mention) -> bool:
    alike = similar(aim, reached) and similar(reached, gap) and exact(aim, reached, gap)
    near = max(reached.start - aim.end, gap.start - reached.end) <= _NEAR
    return (
        alike
        and near
        and _AIM.search(passage.before(aim, 20)) is not None
        and _REACHED.search(passage.before(reached, 20)) is not None
    )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "beyond",
        "N103",
        Kind.DIFFERENCE,
        _beyond,
        (
            Example("年初下达任务120所，建立月调度机制，全年实际新改扩建村卫生室126所，超任务6所。", HOLDS),
            Example("计划任务100户，实际完成115户，超额15户。", HOLDS, ("100户", "115户", "15户")),
            Example("耕地保护目标175.5万亩，年末实有176.4万亩，超出目标0.9万亩。", HOLDS),
            Example("计划任务100户，实际完成115户，超额完成20户。", FAILS, (), "相差15户"),
            Example("预算收入100亿元，实际收入112亿元，超收10亿元。", FAILS, (), "相差12亿元"),
            Example("全年目标5000吨，已完成3200吨，还差1800吨。", HOLDS),
            Example("应配教师100名，实有80名，缺口25名。", FAILS, (), "相差20名"),
            Example("计划任务100户，实际完成115户，超限3户。", None),
        ),
    ),
    Pattern(
        "above",
        "N103",
        Kind.DIFFERENCE,
        _above,
        (
            Example("播种面积完成40.5万亩，高出市下达的39.9万亩任务0.6万亩。", HOLDS),
            Example("播种面积完成40.5万亩，高出市下达的39.9万亩任务0.9万亩。", FAILS, (), "相差0.6万亩"),
            Example("播种面积完成40.5万亩，高出全市平均水平39.9万亩，单产0.6万亩。", None),
        ),
    ),
)
