"""Figures of one indicator told paragraphs apart (N101 to N104): 收入2.31亿元 … 达到2.5亿元，增长8.2%.

Words say only loosely which figures belong together. So these only confirm, and only what would hardly fit by
chance: the more figures were tried before, and the fewer words agree, the more exact it must be printed
(decision 0029). What another pattern has explained is left alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain, pairwise
from typing import Final, NamedTuple

from youju.checker.mentions import PERCENT, Mention, Role, loosely_similar, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import by_change, difference, grown, of_base
from youju.checker.relations.indicators import Alike, indicators_of, words_in
from youju.checker.relations.means.averages import average_of, counted, each_of, same_kind, times
from youju.checker.relations.means.per_head import is_of_people
from youju.checker.relations.pattern import HOLDS, Example, Pattern
from youju.checker.relations.shares.rating import RATE, rate_of
from youju.checker.relations.sums.summing import sum_of

_RISKS: Final = (0.01, 0.1, 0.3, 0.5)
"""How likely a fit may be by chance, by how many words agree; measured on reports with scrambled digits."""
_NEAR: Final = 5
"""Figures before a rate in its sentence from which it may come."""
_AFTER, _NAMED = 12, 3
"""Characters after a rate within which its part may stand; parts that are known by its words."""
_BACK: Final = 40
"""Figures before it that are tried where no words agree."""
_NO_AMOUNT: Final = frozenset({"百分点", "岁", "周岁", "年", "月", "日", "天", "季度", "小时"})
_DECADE: Final = math.log(10)


class _Reading(NamedTuple):
    """What a printed figure would be, by how many words it is so read, and the relation that says it."""

    value: float
    shared: int
    relation: Callable[[], Relation]


def _no_accident(printed: Mention, readings: Iterator[_Reading], *, half: float) -> Relation | None:
    """The first reading that comes out as printed and would hardly do so by chance."""
    likely = _by_chance(printed)
    for tried, reading in enumerate(readings, 1):
        if likely * tried > _RISKS[-1]:
            return None
        risk = _RISKS[min(reading.shared, len(_RISKS) - 1)]
        if likely * tried <= risk and abs(reading.value - float(printed.value)) <= half:
            found = reading.relation()
            if found.verdict is HOLDS:
                return found
    return None


def _by_chance(printed: Mention) -> float:
    """How likely any figure of its size is printed like it, as first digits fall: round ones are likelier."""
    place, value = printed.half * 2 or Decimal(1), printed.value
    while not value % (place * 10) and place * 10 <= value:
        place *= 10
    return float(place / value) / _DECADE


def _half_of(rate: Mention) -> float:
    return float(rate.half) * 1.02


def _figures(sentence: Sentence) -> list[Mention]:
    return [one for one in sentence.mentions if _is_figure(one)]


def _is_figure(one: Mention) -> bool:
    exact = one.role is Role.QUANTITY and one.measured and one.value > 0 and not (one.hedge or one.span)
    return exact and one.unit not in _NO_AMOUNT and not (one.spelled and one.value < 10)


def _elsewhere(sentence: Sentence, told: Sequence[Alike]) -> Iterator[Alike]:
    """Figures of other sentences."""
    return (one for one in told if _is_figure(one.figure) and not _stands_in(sentence, one.figure))


def _stands_in(sentence: Sentence, figure: Mention) -> bool:
    return sentence.start <= figure.start < sentence.end


def _rates(passage: Passage) -> Iterator[tuple[Sentence, Mention, list[Mention]]]:
    """Percentages that nothing explains, and the amounts before each in its sentence, nearest first."""
    for sentence in passage.sentences_with(PERCENT):
        figures = _figures(sentence)
        for at, rate in enumerate(figures):
            if not rate.percent or rate.start in passage.explained or _of_masked(sentence, rate):
                continue
            yield sentence, rate, [one for one in figures[max(0, at - _NEAR) : at][::-1] if one.countable]


def _of_masked(sentence: Sentence, rate: Mention) -> bool:
    """Whether the figure right before a rate is masked: 集中供养XX人，占46.0%."""
    before = [one for one in sentence.mentions if one.start < rate.start]
    return bool(before) and before[-1].role is Role.MASKED


def _growth(passage: Passage) -> Iterator[Relation]:
    """力争收入达到2.5亿元，增长8.2%: of 2.31亿元 before; 较上年的16.38亿元增长14.3%: of 18.72亿元."""
    for sentence, rate, near in _rates(passage):
        if aspect_of(passage, rate) in CHANGES:
            readings = chain.from_iterable(_grown(passage, sentence, rate, one) for one in near[:3])
            found = _no_accident(rate, readings, half=_half_of(rate))
            if found is not None:
                yield found


def _grown(passage: Passage, sentence: Sentence, rate: Mention, near: Mention) -> Iterator[_Reading]:
    told = aspect_of(passage, near)
    falling = aspect_of(passage, rate) is Aspect.LOSS
    sign = -1 if falling else 1
    for far, shared in _elsewhere(sentence, indicators_of(passage).alike(near)):
        aspect = aspect_of(passage, far)
        if not similar(near, far) or far.percent or aspect in CHANGES or near.base == far.base:
            continue
        this, other = float(near.base), float(far.base)
        if told in CHANGES and aspect is Aspect.OLD:
            yield _Reading(100 * this / other, shared, partial(of_base, near, far, rate))
        elif told in CHANGES:
            before = other - sign * this
            value = 100 * this / before if before > 0 else 0.0
            yield _Reading(value, shared, partial(by_change, far, near, rate, falling=falling))
        else:
            now, old = (far, near) if told is Aspect.OLD else (near, far)
            value = sign * 100 * (float(now.base) / float(old.base) - 1)
            yield _Reading(value, shared, partial(grown, now, old, rate, falling=falling))


_OF: Final = re.compile(r"占(?:到|了)?(?P<of>[^，。；\d]{2,14})$")
_SHARE: Final = re.compile(rf"{RATE.pattern}|\d[^，。；、\d]{{1,3}}的$")
"""What tells a rate: 办结率, 占…, 任务7500人的110.2%."""
_AIM: Final = re.compile(r"任务|目标|计划|预算|指标")


def _shares(passage: Passage) -> Iterator[Relation]:
    """假期接待198.6万人次，占全年接待总量的29.1%: of 682.4万人次 that the first lines tell."""
    for sentence, rate, near in _rates(passage):
        if aspect_of(passage, rate) not in CHANGES and _SHARE.search(passage.before(rate, 20)):
            parts = near or _parts_of(passage, sentence, rate)
            readings = chain.from_iterable(_shared(passage, sentence, rate, one) for one in parts)
            found = _no_accident(rate, readings, half=_half_of(rate))
            if found is not None:
                yield found


def _parts_of(passage: Passage, sentence: Sentence, rate: Mention) -> list[Mention]:
    """What a rate may be of that no figure stands before: told right after it, or elsewhere in its words."""
    after = [one for one in _figures(sentence) if 0 < one.start - rate.end <= _AFTER and one.countable]
    told = _elsewhere(sentence, indicators_of(passage).alike(rate))
    return after[:1] or [one for one, shared in told if one.countable and shared > 1][:_NAMED]


def _shared(passage: Passage, sentence: Sentence, rate: Mention, near: Mention) -> Iterator[_Reading]:
    """Near is the part, or the whole where it is aimed at."""
    if aspect_of(passage, near) in CHANGES:
        return
    aimed = bool(_AIM.search(passage.before(near, 14)))
    kind = Kind.COMPLETION if aimed else Kind.SHARE
    for far, shared in _elsewhere(sentence, _wholes(passage, rate, near, aimed=aimed)):
        if far.percent or aspect_of(passage, far) in CHANGES or not _comparable(near, far, shared):
            continue
        part, whole = (far, near) if aimed else (near, far)
        if aimed or whole.base > part.base:
            value = 100 * float(part.base / whole.base)
            yield _Reading(value, shared, partial(rate_of, rate, part, whole, kind, HOLDS))


def _comparable(near: Mention, far: Mention, shared: int) -> bool:
    return similar(near, far) or (shared > 1 and loosely_similar(near, far))


def _wholes(passage: Passage, rate: Mention, near: Mention, *, aimed: bool) -> Sequence[Alike]:
    """Of what a rate says that it is, then what has the words of the part, then what stands before it."""
    known = indicators_of(passage)
    of = _OF.search(passage.before(rate, 20))
    named = [Alike(one, shared + 1) for one, shared in known.alike(rate, words_in(of["of"]))] if of else []
    found = {one.figure: one for one in [*known.alike(near), *named][::-1]}
    if not aimed:
        at, line = passage.at(rate.start), passage.text.rfind("\n", passage.start, rate.start)
        for one in passage.mentions[max(0, at - _BACK) : at][::-1]:
            found.setdefault(one, Alike(one, int(one.start > line or is_of_people(passage, one))))
    return sorted(found.values(), key=lambda one: -one.shared)


_NEWLY: Final = re.compile(r"[新增再][^，。；、\d]{0,8}$")
_REACHED: Final = re.compile(r"(?:总[数量额]?|累计|达到?|共|增[至加]到?|届时|现有|实有)[^，。；、\d]{0,10}$")


def _stocks(passage: Passage) -> Iterator[Relation]:
    """新建5个，总数达到26个: 21个 before; 中等路率88.7%，提高2.6个百分点: 86.1% elsewhere."""
    for sentence in passage.sentences_with("新增再提升降减多少", "总累达共增届现实提升降减多少"):
        figures = [one for one in sentence.mentions if one.measured and not (one.hedge or one.span)]
        for first, second in pairwise(figures):
            for stock, change in ((first, second), (second, first)):
                found = _before_it(passage, sentence, stock, change)
                if found is not None:
                    yield found
                    break


def _before_it(passage: Passage, sentence: Sentence, stock: Mention, change: Mention) -> Relation | None:
    """A figure and its change in one sentence, and what it was before in another one."""
    told = aspect_of(passage, change)
    newly = told is Aspect.PLAIN and change.start < stock.start and _NEWLY.search(passage.before(change, 14))
    if newly and not _REACHED.search(passage.before(stock, 16)):
        return None
    points = stock.percent and change.unit == "百分点"
    if not (newly or told in CHANGES) or not (points or (stock.countable and similar(stock, change))):
        return None
    if aspect_of(passage, stock) in CHANGES or {stock.start, change.start} & passage.explained:
        return None
    falling = told is Aspect.LOSS
    old = stock.base + change.base if falling else stock.base - change.base
    for far, shared in _elsewhere(sentence, indicators_of(passage).alike(stock)):
        if far.base == old and similar(far, stock) and _by_chance(far) <= _RISKS[min(shared, 3)]:
            if newly:
                return sum_of(stock, (far, change), (), HOLDS)
            found = difference(stock, far, change, falling=falling)
            return found if found.verdict is HOLDS else None
    return None


def _means(passage: Passage) -> Iterator[Relation]:
    """游客人均消费702元: 接待游客682.4万人次，旅游收入47.9亿元, pages before."""
    for sentence in passage.sentences_with("均产"):
        for mean in _figures(sentence):
            each = each_of(passage, mean) if mean.start not in passage.explained else ""
            if each:
                half = float(mean.half or Decimal(1))
                found = _no_accident(mean, _spread(passage, mean, each), half=half)
                if found is not None:
                    yield found


_PAIRED: Final = 6


def _spread(passage: Passage, mean: Mention, each: str) -> Iterator[_Reading]:
    """Totals in the unit of a mean over numbers of what it names, those whose words agree first."""
    shared = {one.figure: one.shared for one in indicators_of(passage).alike(mean)}
    at = passage.at(mean.start)
    told = [one for one in passage.mentions[max(0, at - 2 * _BACK) : at][::-1] if _is_figure(one)]
    told.sort(key=lambda one: -shared.get(one, 0))
    totals = [one for one in told if same_kind(one, mean) and one.base > mean.base][:_PAIRED]
    counts = [one for one in told if counted(one, each)][:_PAIRED]
    for total in totals:
        for count in counts:
            if count is not total:
                value = float(total.base / mean.scale / times(count))
                yield _Reading(
                    value,
                    min(shared.get(total, 0) + shared.get(count, 0), 2),
                    partial(average_of, mean, total, count),
                )


_TRADE: Final = (
    "全年完成外贸进出口{}亿元，其中出口9.6亿元。\n二、下步打算\n力争外贸进出口达到{}亿元，增长8.2%。"
)
_LIBRARIES: Final = (
    "全县农家书屋由上年的12个增加到21个。\n二、下步打算\n实施农家书屋提升工程，新建{}个，总数达到26个。"
)
_VISITORS: Final = "全年接待研学团队682.4万人次，研学综合收入47.9亿元。\n二、结构\n{}"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "grown, far apart",
        "N103",
        Kind.GROWTH,
        _growth,
        (
            Example(_TRADE.format("23.1", "25.0"), HOLDS, ("23.1亿元", "25.0亿元", "8.2%")),
            Example(
                "完成水利投资18.72亿元，占计划的104%。\n不足：水利投资虽比2022年的16.38亿元增长14.3%，但缺口仍大。",
                HOLDS,
                ("18.72亿元", "16.38亿元", "14.3%"),
            ),
            Example(_TRADE.format("23.1", "26.0"), None),
            Example("完成水利投资18.72亿元。\n不足：粮食收购款虽比2022年的16.5亿元增长14.3%。", None),
        ),
    ),
    Pattern(
        "shared, far apart",
        "N102",
        Kind.SHARE,
        _shares,
        (
            Example(
                _VISITORS.format("暑期接待研学团队198.6万人次，占全年研学总量的29.1%。"),
                HOLDS,
                ("682.4万人次", "198.6万人次", "29.1%"),
            ),
            Example(
                "全县城镇新增就业8263人，技能培训1200人。\n城镇新增就业完成年度任务7500人的110.2%。",
                HOLDS,
                ("8263人", "7500人", "110.2%"),
            ),
            Example(_VISITORS.format("暑期接待研学团队198.6万人次，占全年研学总量的31.4%。"), None),
        ),
    ),
    Pattern(
        "stocks, far apart",
        "N101",
        Kind.SUM,
        _stocks,
        (
            Example(_LIBRARIES.format("5"), HOLDS, ("21个", "5个", "26个")),
            Example(
                "全县公路优良中等路率88.7%，较上年提高2.6个百分点。\n不足：2022年公路优良中等路率仅86.1%。",
                HOLDS,
            ),
            Example(_LIBRARIES.format("6"), None),
        ),
    ),
    Pattern(
        "means, far apart",
        "N104",
        Kind.AVERAGE,
        _means,
        (
            Example(_VISITORS.format("研学人均消费702元。"), HOLDS, ("682.4万人次", "47.9亿元", "702元")),
            Example(_VISITORS.format("研学人均消费802元。"), None),
        ),
    ),
)
