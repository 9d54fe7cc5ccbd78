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
from youju.checker.relations.sums.summing import gap_of, slip_of, sum_of, summed

_MOST: Final = 6
"""Paragraphs of parts."""
_LINK: Final = re.compile(r"(?:共?有|共计?|总数|总|为|达到?|是|[人件个]?数)$")
_LINKING: Final = frozenset("有共计数总为达到是")
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
        told = one.measured and not (one.percent or one.hedge or one.span)
        if not told or one.unit == "百分点" or aspect_of(passage, one) is not Aspect.PLAIN:
            continue
        head = passage.before(one, 12)
        head = _LINK.sub("", head) if head[-1:] in _LINKING else head
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
        holds = summed(total, plus) is HOLDS
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
            if one.measured and not (one.percent or one.hedge) and aspect_of(passage, one) is Aspect.PLAIN
        ]
        for total in first.mentions:
            digits = sum(one.isdigit() for one in total.text)
            if total.role is not Role.QUANTITY or digits < _DIGITS or total.percent or total.hedge:
                continue
            alike = [one for one in plus if one.dimension == total.dimension]
            if len(alike) > 1 and summed(total, alike) is HOLDS:
                yield sum_of(total, alike, (), HOLDS)


_VIEWED: Final = re.compile(
    r"[ \t\u3000]*(?:（[一二三四五六七八九十]）|[①-⑩])?[从按分][^，。；\n]{1,14}[，：]"
)

_ITEM: Final = re.compile(r"[ \t\u3000]*[（(]?(?P<n>\d{1,2})[、.．）)]")
_TOLD: Final = re.compile(r"(?:共计?|合计|总计|小计)(?:安排|投入|资金|投资)?$")


def _numbered(passage: Passage) -> Iterator[Relation]:
    """（一）补贴类项目，共1240万元, then 1、…180万元 to 6、…20万元: every item of a list has its amount."""
    for at, first in enumerate(passage.paragraphs[:-2]):
        told = [one for one in first.mentions if _TOLD.search(passage.before(one, 8))]
        if not told or passage.text[told[-1].end : first.end].strip("。：: \r"):
            continue
        total = told[-1]
        if total.role is not Role.QUANTITY or total.hedge or total.span or not total.unit:
            continue
        plus: list[Mention] = []
        for number, line in enumerate(passage.paragraphs[at + 1 :], 1):
            marker = _ITEM.match(passage.text, line.start, line.end)
            if marker is None or int(marker["n"]) != number:
                break
            amounts = [one for one in line.mentions if one.dimension == total.dimension and not one.hedge]
            if len(amounts) != 1:
                plus = []
                break
            plus += amounts
        if len(plus) < _HEAD:
            continue
        if summed(total, plus) is HOLDS:
            yield sum_of(total, plus, (), HOLDS)
        elif abs(gap_of(total, plus)) <= total.base * _SLIP:
            yield sum_of(total, plus, (), FAILS)


_CLASSIFIED: Final = re.compile(r"[一-鿿]{2,8}(?:分类|类别|类型|来源|构成|分布)[：:]")
_CLASSES: Final = 3
_SENTENCES: Final = 6
"""Sentences looked back over."""


def _classified(passage: Passage) -> Iterator[Relation]:
    """办理工单2495件。…。工单分类：求决1878件、咨询267件、…: classes of what was told sentences before."""
    for paragraph in passage.paragraphs:
        for place, sentence in enumerate(paragraph.sentences):
            if place == 0 or _CLASSIFIED.match(passage.text, sentence.start) is None:
                continue
            plus = [one for one in sentence.mentions if one.role is Role.QUANTITY and not one.hedge]
            near = paragraph.sentences[max(0, place - _SENTENCES) : place]
            before = [one for other in near for one in other.mentions]
            totals = [one for one in before if one.role is Role.QUANTITY and not (one.hedge or one.percent)]
            if len(plus) < _CLASSES or len({one.dimension for one in plus}) > 1:
                continue
            alike = [one for one in totals if one.dimension == plus[0].dimension]
            fit = next((one for one in alike if summed(one, plus) is HOLDS), None)
            if fit is not None:
                yield sum_of(fit, plus, (), HOLDS)
            elif alike and abs(gap_of(alike[0], plus)) <= slip_of(alike[0]) <= alike[0].base * _SLIP:
                yield sum_of(alike[0], plus, (), FAILS)


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
    Pattern(
        "numbered items",
        "N101",
        Kind.SUM,
        _numbered,
        (
            Example("（一）补贴项目，共240万元\n1、助学项目，安排180万元。\n2、培训，安排60万元。", HOLDS),
            Example("（一）补贴项目，共248万元\n1、助学项目，安排180万元。\n2、培训，安排60万元。", FAILS),
            Example("（一）补贴项目，共240万元\n1、助学项目，安排180万元。\n2、培训项目，培训60人。", None),
        ),
    ),
    Pattern(
        "classes told later",
        "N101",
        Kind.SUM,
        _classified,
        (
            Example("办理工单2495件。直办107件。工单分类：求决1878件、咨询407件、其他210件。", HOLDS),
            Example("办理工单2495件。直办107件。工单分类：求决1878件、咨询409件、其他210件。", FAILS),
            Example("办理工单2495件。直办107件。工单分类：求决1078件、咨询409件、其他210件。", None),
        ),
    ),
)
