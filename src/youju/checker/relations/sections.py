"""Totals of a paragraph and their parts in the paragraphs after it (N101).

高中段学校6所；招生3133人, then 普通高中5所；招生2500人 and 职业学校1所；招生633人: a label of the first
paragraph that all others have too. Where two labels add up, a third that misses by a slip of the pen is
wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Paragraph, Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, UNKNOWN, Example, Pattern
from youju.checker.relations.summing import gap_of, sum_of, summed

_MOST: Final = 6
"""Paragraphs of parts."""
_LINK: Final = re.compile(r"(?:共?有|共计?|总数|总|为|达到?|是|[人件个]?数)$")
_HEAD: Final = 2
_LARGE: Final = Decimal(10)
_SLIP: Final = Decimal("0.05")
_DIGITS: Final = 4
"""Digits of a total that is not made up of two numbers by chance."""
Labels = Mapping[tuple[str, str], Mention]


def _sections(passage: Passage) -> Iterator[Relation]:
    labels = [_labels(passage, one) for one in passage.paragraphs]
    for at, whole in enumerate(labels[:-2]):
        if len(whole) < _HEAD:
            continue
        for size in range(2, _MOST + 1):
            parts = labels[at + 1 : at + 1 + size]
            if len(parts) < size or not parts[-1].keys() & whole.keys():
                break
            found = list(_added(whole, parts))
            holds = sum(one is HOLDS for _, _, one in found)
            if holds:
                yield from (
                    sum_of(total, plus, (), verdict)
                    for total, plus, verdict in found
                    if verdict is HOLDS or (verdict is FAILS and holds >= _HEAD)
                )
                break


def _labels(passage: Passage, paragraph: Paragraph) -> Labels:
    """Plain quantities of a paragraph by the last words before them; what has a label twice is left out."""
    found: dict[tuple[str, str], Mention] = {}
    twice = set()
    for one in paragraph.mentions:
        told = one.role is Role.QUANTITY and one.unit and not (one.percent or one.hedge or one.span)
        if not told or one.unit == "百分点" or aspect_of(passage, one) is not Aspect.PLAIN:
            continue
        head = _LINK.sub("", passage.before(one, 12))
        head = (head[:-1] if head.endswith("生") and len(head) > _HEAD else head)[-_HEAD:]
        if len(head) == _HEAD:
            twice |= {(head, one.dimension)} & found.keys()
            found[head, one.dimension] = one
    return {key: one for key, one in found.items() if key not in twice}


def _added(whole: Labels, parts: Sequence[Labels]) -> Iterator[tuple[Mention, list[Mention], Verdict]]:
    for key, total in whole.items():
        plus = [one[key] for one in parts if key in one]
        if len(plus) < len(parts) or (total.value < _LARGE and total.half):
            continue
        if max(one.base for one in plus) > total.base:
            continue
        holds = summed(total, plus)[0] is HOLDS
        near = abs(gap_of(total, plus)) <= total.base * _SLIP
        yield total, plus, HOLDS if holds else FAILS if near else UNKNOWN


def _told_before(passage: Passage) -> Iterator[Relation]:
    """收入94887.14亿元, and in the next paragraph 税收89977.07亿元, 非税4910.07亿元."""
    for first, second in zip(passage.paragraphs, passage.paragraphs[1:], strict=False):
        lead = _VIEWED.match(passage.text, second.start, second.end)
        if lead is None:
            continue
        plus = [
            one
            for one in second.mentions
            if one.role is Role.QUANTITY
            and one.unit
            and not (one.percent or one.hedge)
            and aspect_of(passage, one) is Aspect.PLAIN
        ]
        for total in first.mentions:
            digits = sum(one.isdigit() for one in total.text)
            if total.role is not Role.QUANTITY or digits < _DIGITS or total.percent or total.hedge:
                continue
            alike = [one for one in plus if one.dimension == total.dimension]
            if len(alike) > 1 and summed(total, alike)[0] is HOLDS:
                yield sum_of(total, alike, (), HOLDS)


_VIEWED: Final = re.compile(
    r"[ \t\u3000]*(?:（[一二三四五六七八九十]）|[①-⑩])?[从按分][^，。；\n]{1,14}[，：]"
)

_SCHOOLS: Final = (
    "高中段共有学校6所；招生3133人；在校生8637人。\n普通高中学校5所；招生2500人；在校生6747人。\n"
    "职业教育学校1所；招生{}人；在校生1890人。"
)

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "sections",
        "N101",
        Kind.SUM,
        _sections,
        (
            Example(_SCHOOLS.format(633), HOLDS, ("6所", "5所", "1所")),
            Example("受理30件，办结28件。\n培训20人，走访12户。\n受理5件，办结4件。", None),
        ),
    ),
    Pattern(
        "told before",
        "N101",
        Kind.SUM,
        _told_before,
        (
            Example(
                "全年收入94887.14亿元，增长3.8%。\n从收入结构看，税收89977.07亿元，增长1.2%；非税4910.07亿元。",
                HOLDS,
                ("94887.14亿元", "89977.07亿元", "4910.07亿元"),
            ),
            Example("全年收入94887.14亿元。\n从收入结构看，税收89977.07亿元，增长1.2%。", None),
        ),
    ),
)
