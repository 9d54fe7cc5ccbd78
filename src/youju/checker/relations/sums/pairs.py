"""Two parts that leave no third, and their total before them (N101): 总人口52人…男性26人，女性26人."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, exact, loosely_similar, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of, complementary, label_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import (
    accounted,
    also_off,
    gap_of,
    slip_of,
    step_of,
    sum_of,
    summed,
    taken_up,
)
from youju.checker.relations.sums.totals import WHOLES


def _pairs(passage: Passage) -> Iterator[Relation]:
    """…T, 男A, 女B; 批捕A件X人, 不批捕B件Y人: two that leave no third, and the total before them."""
    for paragraph in passage.paragraphs:
        numbers = [one for one in paragraph.mentions if one.countable]
        if len(numbers) < 3:
            continue
        for index, first in enumerate(numbers[1:-1], 1):
            if aspect_of(passage, first) in CHANGES:
                continue
            second = _partner(passage, first, numbers[index + 1 : index + 4])
            if second is None or _parted(passage, first, second):
                continue
            labels = [label_of(passage, one) for one in (first, second)]
            if labels[0] == labels[1]:  # 新建91个，到位4.64亿元；续建204个，到位17.77亿元: of the two before
                labels = [label_of(passage, numbers[numbers.index(one) - 1]) for one in (first, second)]
            if not complementary(labels):
                continue
            totals = [
                one
                for one in reversed(numbers[max(0, index - _TOTAL_BACK) : index])
                if loosely_similar(one, first) and passage.text.count("。", one.end, first.start) <= 1
            ]
            near = numbers[max(0, index - _NEAR)].start
            paired = list(_paired(passage, totals, first, second, near))
            yield from paired or _far(
                passage, numbers[max(0, index - _BACK) : max(0, index - 1)], first, second
            )


def _parted(passage: Passage, first: Mention, second: Mention) -> bool:
    """Whether a sentence ends between two, unless the second denies the first: 批捕79件。不批捕16件。"""
    gap = passage.between(first, second)
    return "。" in gap and not re.search(r"。(?:决定|共)?[不未][一-鿿]{1,6}$", gap)


def _partner(passage: Passage, first: Mention, after: Sequence[Mention]) -> Mention | None:
    """The next quantity of the same unit that is no change: 城镇91人，增加5人；乡村49人; a target is none."""
    alike = (one for one in after if similar(one, first))
    found = next((one for one in alike if aspect_of(passage, one) not in CHANGES), None)
    return found if found is None or aspect_of(passage, found) is not Aspect.TARGET else None


def _paired(
    passage: Passage, totals: Sequence[Mention], first: Mention, second: Mention, close: int
) -> Iterator[Relation]:
    """The total that a pair makes up; one before `close` is missed only where it is no small number."""
    parts = (first, second)
    larger = [one for one in totals if one.base > max(first.base, second.base)]
    for total in larger:
        if summed(total, parts) is HOLDS:
            yield sum_of(total, parts, (), HOLDS)
            return
    for total in larger:
        more = passage.mentions[passage.at(total.end) : passage.at(first.start)][:_ADDED_MOST]
        for one in more:  # 安排32个，追加2个，已完成31个，其余3个
            if _ADDED.search(passage.before(one, 8)) and summed(total, parts, (one,)) is HOLDS:
                yield sum_of(total, parts, (one,), HOLDS)
                return
    for total in sorted(larger, key=lambda one: abs(gap_of(one, parts))):
        step = step_of(total)
        off = abs(gap_of(total, parts))
        decided = _DECIDED.search(label_of(passage, second))  # what came in may still be waiting
        near = (
            off <= max(slip_of(total), Decimal(0) if decided else total.base / 50) and off * 5 <= total.base
        )
        least = 5 if total.start >= close else _FAR_LEAST
        if not near or total.base < least * step or not exact(total, *parts):
            continue
        between = passage.text[total.end : first.start]
        inner = max(between.rfind("其中"), between.rfind("（"))
        open_list = inner >= 0 and not re.search(r"[；。]", between[inner:])
        if any(doubted(passage, total, parts) for doubted in (also_off, taken_up, accounted)):
            continue
        if passage.text[total.end] == "、":  # an item of a list: 咨询267件、揭发87件、意见53件、其他210件
            continue
        if similar(total, first) and aspect_of(passage, total) in WHOLES and not open_list:
            yield sum_of(total, parts, (), FAILS)
            return


_ADDED: Final = re.compile(r"(?:追加|调增|增补|增列)(?:了|安排|下达|项目)?$")
_ADDED_MOST: Final = 3
_DECIDED: Final = re.compile(r"[不未](?:予|批准?|决定)?(?:逮捕|捕|起诉|诉|立案|受理)")


_ALL: Final = re.compile(r"城[镇市]|[农乡]村|男|女|第[一三]产业")


def _far(passage: Passage, before: Sequence[Mention], first: Mention, second: Mention) -> Iterator[Relation]:
    """年末人口T… and, some sentences on, 城镇人口A…，乡村人口B: the same noun tells the total."""
    labels = [label_of(passage, one) for one in (first, second)]
    if not all(map(_ALL.search, labels)):
        return
    noun = labels[0].rstrip("为有达到约共")[-2:]
    for total in reversed(before):
        larger = similar(total, first) and total.base > max(first.base, second.base)
        if not larger or not exact(total, first, second) or aspect_of(passage, total) not in WHOLES:
            continue
        if summed(total, (first, second)) is HOLDS:
            yield sum_of(total, (first, second), (), HOLDS)
            return
        head = passage.before(total, 16).rstrip("为有达到约共")
        named = (head.endswith(noun) and noun in labels[1]) or head.endswith("人口")
        if named and abs(gap_of(total, (first, second))) <= min(slip_of(total), total.base / 30):
            yield sum_of(total, (first, second), (), FAILS)
            return


_BACK: Final = 30
"""Numbers looked back over."""
_TOTAL_BACK, _NEAR = 10, 6
"""The same for a total in the sentence before; those that are near."""
_FAR_LEAST: Final = 100
_INDUSTRY: Final = re.compile(r"第?(?P<n>[一二三])(?:次)?产业?(?:增加值|实现|完成|达到?|为|[一-鿿]{0,4})$")
_PRODUCT: Final = re.compile(
    r"(?:生产总值|GDP|增加值|总产值)(?:（[^（）]{1,10}）|\([^()]{1,10}\))?[^，。；、\d]{0,8}$"
)


def _industries(passage: Passage) -> Iterator[Relation]:
    """地区生产总值244亿元。其中：第一产业…；第二产业…，其中工业…。第三产业…: the three make up the whole."""
    for paragraph in passage.paragraphs_with("产", "一", "二", "三"):
        numbers = [one for one in paragraph.mentions if one.countable and exact(one)]
        named: dict[str, Mention] = {}
        for one in numbers:
            match = _INDUSTRY.search(passage.before(one, 16))
            if match and one.dimension == "money":
                named.setdefault(match["n"], one)
        if len(named) < 3:
            continue
        parts = [named["一"], named["二"], named["三"]]
        before = [one for one in numbers if one.end < parts[0].start and similar(one, parts[0])]
        total = next((one for one in before if _PRODUCT.search(passage.before(one, 24))), None)
        in_order = parts[0].start < parts[1].start < parts[2].start
        if total is None or not in_order or total.base <= max(one.base for one in parts):
            continue
        verdict = summed(total, parts)
        if verdict is HOLDS or abs(gap_of(total, parts)) <= total.base / 20:
            yield sum_of(total, parts, (), verdict)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "industries",
        "N101",
        Kind.SUM,
        _industries,
        (
            Example(
                "生产总值244394万元，增长13.1%。其中：第一产业增加值62857万元，增长6.3%；第二产业增加值65585万元，"
                "其中工业40653万元。第三产业增加值115952万元，增长18.0%。",
                HOLDS,
                ("244394万元", "62857万元", "65585万元", "115952万元"),
            ),
            Example(
                "生产总值244394万元。第一产业增加值62857万元；第二产业增加值65585万元；第三产业增加值115992万元。",
                FAILS,
                (),
                "多40万元",
            ),
            Example("分类：求决1878件、咨询267件、意见53件、其他210件。", None),
            Example("一产投资62万元，二产投资65万元，三产投资115万元。", None),
        ),
    ),
    Pattern(
        "pair",
        "N101",
        Kind.SUM,
        _pairs,
        (
            Example("总人口52.6万人，人均绿地9平方米；男性26.9万人，女性25.7万人。", HOLDS),
            Example("总人口52.6万人，人均绿地9平方米；男性26.9万人，女性25.5万人。", FAILS, (), "少0.2"),
            Example("核定编制58名，实有52名，空编6名。", HOLDS),
            Example("核定编制58名，实有52名，空编5名。", FAILS, (), "少1名"),
            Example("受理案件168件236人，批捕121件159人，不批捕46件77人。", FAILS, (), "少1件"),
            Example(
                "年末人口14126人，增加5人。出生106人。老人267人。城镇人口9142人，乡村人口4984人。", HOLDS
            ),
            Example(
                "年末人口14126人，增加5人。出生106人。老人267人。城镇人口9142人，乡村人口4982人。", FAILS
            ),
            Example("男性723人，女性689人；上年男性723人，女性688人，这意味着男性下降了46人。", None),
            Example("受理审查逮捕55379人，经审查，批准逮捕27208人，不批准逮捕27673人。", None),
            Example("审结逮捕案件95件。批准逮捕79件。不批捕16件。", HOLDS, ("95件", "79件", "16件")),
            Example(
                "共办理工单2495件。交办单位2388件；按期回复2424件、逾期回复71件。",
                HOLDS,
                ("2495件", "2424件", "71件"),
            ),
            Example(
                "登记对象1386户4127人，其中甲类512户1498人，乙类603户1816人，丙类271户813人。"
                "目前，已消除风险928户2764人，未消除风险458户1363人。",
                HOLDS,
                ("1386户", "928户", "458户"),
            ),
            Example(
                "登记对象1386户4127人，其中甲类512户1498人，乙类603户1816人，丙类271户813人。"
                "目前，已消除风险928户2764人，未消除风险456户1363人。",
                FAILS,
                (),
                "少2户",
            ),
            Example("供地2871亩，均价47万元。处置批而未供土地1534亩，完成年度任务1300亩。", None),
            Example("走访男职工18名，女职工20名。", None),
        ),
    ),
)
