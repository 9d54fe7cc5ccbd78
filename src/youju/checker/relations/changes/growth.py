"""A quantity, what it was, by how much and by how many percent it changed (N103).

`_groups` gathers the figures that one clause gives of one indicator; each two of them decide a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import PERCENT, Mention, Role, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import by_change, change_of, difference, grown, of_base
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    Example,
    Pattern,
)

_APART: Final = re.compile(r"其中|[；。]")
_TOLD: Final = re.compile(
    r"[增减升降提扩加回落缩放去上年同多高少低快慢](?:(?<=[增减升降提扩加回落缩放])|(?<=[多高少低快慢])[出了]?\d|"
    r"(?<=去)年|(?<=上)(?:年|一年|半年)|(?<=年)初|(?<=同)期)"
)
_CLOSE: Final = 24
"""Characters between two figures of one indicator."""
_LOOKED_AT: Final = 4
_OTHER_BASE: Final = re.compile(
    r"(?<!自然)口径|可比|不变价|现价|剔除|扣除|名义|实际增|年均|翻|环比|百分点|"
    r"生产总值|(?<!单位)GDP(?!能耗|[水电])|增加值(?!能耗)|总产值"
)
"""Growth of these is told at comparable prices, not from the printed figures."""
_NOT_OWN: Final = re.compile(r"全[国省市州区县]|计划|目标|进度")
_STATEMENT: Final = re.compile(r"[。；\n]")


@dataclass(slots=True)
class Group:
    """What a sentence says of one indicator.

    Attributes:
        now: The figure itself.
        old: What it was before.
        change: By how much it changed; its aspect says in which direction.
        rate: By how many percent.
    """

    now: Mention
    old: Mention | None = None
    change: Mention | None = None
    rate: Mention | None = None


def _groups(passage: Passage) -> list[Group]:
    """Indicators of which more than the figure itself is told; looked for once."""
    if not passage.groups:
        passage.groups.extend(_over_a_stop(passage))
        passage.groups.extend(_in_sentences(passage))
    return passage.groups


def _in_sentences(passage: Passage) -> Iterator[Group]:
    for sentence in passage.sentences:
        if len(sentence.mentions) < 3 or not _TOLD.search(passage.text, sentence.start, sentence.end):
            continue
        numbers = [one for one in sentence.mentions if one.role is Role.QUANTITY]
        for index, now in enumerate(numbers):
            aspect = aspect_of(passage, now)
            leading = aspect in {Aspect.PLAIN, Aspect.MEAN} or (now.percent and aspect in CHANGES)
            if not now.unit or now.unit == "百分点" or not leading:
                continue
            group = Group(now)
            _fill(passage, group, numbers[index + 1 : index + 1 + _LOOKED_AT])
            before = numbers[index - 1] if index else None
            if group.old is None and before is not None and _just_before(passage, before, now):
                group.old = before
            if sum(one is not None for one in (group.old, group.change, group.rate)) >= 2:
                yield _of_whole(passage, numbers[:index], group)


_GOES_ON: Final = re.compile(
    r"\s*(?:同比|环比|(?:比|较|与)(?:[上去]年|同期|年初)[^，。；\d]{0,6}?)[，,]?[增减升降提扩下上多少净]"
)
_LAST_YEAR, _THIS_YEAR = re.compile(r"\s*(?:去年|上年|20\d\d年)"), re.compile(r"\s*(?:今年|本年|20\d\d年)")


def _over_a_stop(passage: Passage) -> Iterator[Group]:
    """收入120亿元。比上年增加20亿元，增长20%. And: 去年登记3200户。今年登记4000户，增长25%."""
    for paragraph in passage.paragraphs:
        for first, second in pairwise(paragraph.sentences):
            told = [one for one in first.mentions if one.measured and not one.percent]
            if len(told) != 1 or second.start - first.end > 1:
                continue
            after = [one for one in second.mentions if one.role is Role.QUANTITY]
            if not after:
                continue
            if _GOES_ON.match(passage.text, second.start) and aspect_of(passage, told[0]) is Aspect.PLAIN:
                group = Group(told[0])
                _fill(passage, group, after[:_LOOKED_AT], start=second.start)
                yield group
            elif _THIS_YEAR.match(passage.text, second.start) and _LAST_YEAR.match(passage.text, first.start):
                group = Group(after[0], old=told[0])
                _fill(passage, group, after[1:_LOOKED_AT])
                if (
                    similar(told[0], after[0])
                    and passage.before(told[0], 4)[-2:] == passage.before(after[0], 4)[-2:]
                ):
                    yield group


def _of_whole(passage: Passage, before: Sequence[Mention], group: Group) -> Group:
    """Of the total, where the change is told after its parts: 46万起，其中…、…，较上年增加4万起，增长10%."""
    listed = [one for one in before if similar(one, group.now)]
    if not listed:
        return group
    cut = max(passage.text.rfind(mark, listed[0].end, group.now.start) for mark in ("其中", "（", "："))
    whole = next((one for one in reversed(listed) if one.end <= cut), None)
    if whole is None or aspect_of(passage, whole) is not Aspect.PLAIN:
        return group
    other = Group(whole, group.old, group.change, group.rate)
    return other if _off(other) < _off(group) else group


def _off(group: Group) -> Decimal:
    """How far the figures of a group are from one another, in the unit of what is computed."""
    now, old, change, rate = group.now.base, group.old, group.change, group.rate
    if old is not None and change is not None:
        return abs(abs(now - old.base) - change.base)
    if rate is None:
        return Decimal(0)
    signed = change.base if change else Decimal(0)
    bases = [old.base] if old else [now - signed, now + signed]
    found = [abs(abs(now - base) / base * 100 - rate.value) for base in bases if base > 0]
    return min(found, default=Decimal("Infinity"))


def _just_before(passage: Passage, before: Mention, now: Mention) -> bool:
    """去年100件，今年120件."""
    gap = passage.between(before, now)
    old = aspect_of(passage, before) is Aspect.OLD and similar(before, now)
    return old and len(gap) <= _CLOSE and not _APART.search(gap)


def _fill(passage: Passage, group: Group, after: Sequence[Mention], *, start: int | None = None) -> None:
    """Take what follows the figure, or a place after it, as long as it is said of it."""
    previous = group.now
    for mention in after:
        gap = passage.between(previous, mention) if start is None else passage.text[start : mention.start]
        start = None
        if _ASIDE.search(gap):
            continue
        year = _year_before(passage, group, mention)
        if (len(gap) > _CLOSE or _APART.search(gap)) and not year:
            return
        aspect = aspect_of(passage, mention)
        points = group.now.percent and mention.unit == "百分点"
        old = (aspect is Aspect.OLD or year) and similar(mention, group.now) and group.old is None
        if old and _of_one_size(mention, group.now):
            group.old = mention
        elif aspect in CHANGES and points and group.change is None and not _elsewhere(passage, mention):
            group.change = mention
        elif aspect in CHANGES and mention.percent and not group.now.percent and group.rate is None:
            group.rate = mention
        elif (
            aspect in CHANGES and not mention.percent and similar(mention, group.now) and group.change is None
        ):
            group.change = mention
        elif not (
            points
            or aspect in {Aspect.ELSEWHERE, Aspect.TARGET, Aspect.MEAN}
            or (mention.percent and not group.now.percent)
            or (not gap and not mention.percent)  # 486户1320人
        ):
            return
        previous = mention


_TIMES_MOST: Final = 30


def _of_one_size(one: Mention, other: Mention) -> bool:
    """Whether two figures may be of one indicator: no 440公斤 and 17.3万吨."""
    return one.base <= other.base * _TIMES_MOST and other.base <= one.base * _TIMES_MOST


_ASIDE: Final = re.compile(r"（(?:不含|含|包括|其中|除|扣除|不包括|另有)[^（）]*$")
"""Before what a bracket tells of something else: 120件（不含旧存20件）."""
_BRACKETED_YEAR: Final = re.compile(r"[（(](?:20\d\d|[去上])年(?:同期)?(?:为|是)?")
"""Before what a bracket tells of the year before: 23.92亿元（2020年22.15亿元）."""
_NAMED_YEAR: Final = re.compile(r"(20\d\d)年(?![末底以])")


def _year_before(passage: Passage, group: Group, mention: Mention) -> bool:
    """2023年总产25.6万吨，增长2.4%；2022年总产24.0万吨: the same of the year before."""
    own = _NAMED_YEAR.search(passage.before(mention, 20))
    if _BRACKETED_YEAR.fullmatch(passage.between(group.now, mention)) and passage.text[mention.end] in "）)":
        return group.old is None and similar(mention, group.now)
    start = max(passage.text.rfind(mark, passage.start, group.now.start) for mark in "。；\n") + 1
    now = _NAMED_YEAR.findall(passage.text[start : group.now.start]) if own and group.old is None else []
    if own is None or len(now) != 1 or int(now[0]) != int(own[1]) + 1 or not similar(mention, group.now):
        return False
    words = passage.before(mention, 4)[-2:]
    near = mention.start - group.now.end <= 2 * _CLOSE
    return (
        near
        and words == passage.before(group.now, 4)[-2:]
        and "。" not in passage.between(group.now, mention)
    )


def _elsewhere(passage: Passage, mention: Mention) -> bool:
    return bool(_NOT_OWN.search(passage.before(mention)))


def _falling(passage: Passage, mention: Mention) -> bool:
    return aspect_of(passage, mention) is Aspect.LOSS


def _changes(passage: Passage) -> Iterator[Relation]:
    """T, B a year ago, D more: D is T - B; both in percent, D in percentage points."""
    for group in _groups(passage):
        now, old, change = group.now, group.old, group.change
        if old is None or change is None or not exact(now, old, change):
            continue
        yield difference(now, old, change, falling=_falling(passage, change))


_CAME: Final = re.compile(r"，其中(?:今年|本年|当年|全年)?(?:新增|增加)")


def _by_what_came(passage: Passage) -> Iterator[Relation]:
    """累计46.2亿条，其中今年新增11.8亿条，比上年末增长34.3%."""
    for sentence in passage.sentences_with("其", "增", PERCENT):
        for now, change, rate in zip(
            sentence.mentions, sentence.mentions[1:], sentence.mentions[2:], strict=False
        ):
            if not (similar(now, change) and rate.percent and exact(now, change, rate) and now.countable):
                continue
            came = _CAME.fullmatch(passage.between(now, change))
            if came and _GOES_ON.match(passage.text, change.end + 1) and change.base < now.base:
                yield by_change(now, change, rate, falling=False)


def _growth(passage: Passage) -> Iterator[Relation]:
    """T, D more than before, growth of R %: R is D over T - D."""
    for group in _groups(passage):
        t, d, r = group.now, group.change, group.rate
        if d is None or r is None or not exact(t, d, r) or d.unit == "百分点":
            continue
        falling = _falling(passage, d)
        if falling != _falling(passage, r) or (d.base >= t.base and not falling) or _rebased(passage, t, r):
            continue
        found = by_change(t, d, r, falling=falling)
        base = t.base + d.base if falling else t.base - d.base
        if found.verdict is not FAILS or (base > 0 and _plausible(d.base / base * 100, r.value)):
            yield found


def _rebased(passage: Passage, t: Mention, r: Mention) -> bool:
    """Whether the growth is not that of the printed figures: 按可比价格增长."""
    told = _STATEMENT.split(passage.text[max(passage.start, t.start - 40) : r.start])[-1]
    if _PERIOD_BEFORE.search(told):
        told = told.replace("环比", "")
    return bool(_OTHER_BASE.search(told))


_PERIOD_BEFORE: Final = re.compile(r"[比较]上(?:一?[周月]|季度)的?\d")
"""What is compared with the period before by its figure: 较上周的81起减少19起，环比下降23.5%."""


_TIMES: Final = 4
_POINTS: Final = Decimal(3)


def _plausible(computed: Decimal, printed: Decimal) -> bool:
    """Whether a rate can be a misprint of another; else the figures are not those that it is of."""
    near = abs(computed - printed) <= _POINTS
    return near or (computed > 0 and printed <= computed * _TIMES and computed <= printed * _TIMES)


def _compared(passage: Passage) -> Iterator[Relation]:
    """T now, B a year ago, growth of R %; or D more than B, growth of R %."""
    for group in _groups(passage):
        now, old, rate = group.now, group.old, group.rate
        if old is None or rate is None or old.value == 0:
            continue
        falling = _falling(passage, rate)
        other = _rebased(passage, now, rate)
        if exact(now, old, rate):
            ratio = change_of(now, old)
            found = grown(now, old, rate, falling=falling)
            meant = not other and _plausible(-ratio if falling else ratio, rate.value)
            if found.verdict is HOLDS or meant:
                yield found
        if other:
            continue
        change = group.change
        if change is not None and exact(change, old, rate) and falling == _falling(passage, change):
            yield of_base(change, old, rate)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "grown by what came",
        "N103",
        Kind.GROWTH,
        _by_what_came,
        (
            Example("累计归集46.2亿条，其中今年新增11.8亿条，比上年末增长34.3%。", HOLDS),
            Example("累计归集46.2亿条，其中今年新增11.8亿条，比上年末增长32.3%。", FAILS),
            Example("累计归集46.2亿条，其中今年新增11.8亿条，共享率34.3%。", None),
        ),
    ),
    Pattern(
        "growth",
        "N103",
        Kind.GROWTH,
        _growth,
        (
            Example("登记企业120户，比上年增加20户，增长20%。", HOLDS, ("120户", "20户", "20%")),
            Example("登记企业120户，比上年增加20户，增长25%。", FAILS, (), "=20%"),
            Example("登记企业80户，比上年减少20户，下降20%。", HOLDS),
            Example("财政收入21.36亿元，同比增收1.26亿元，增长8.3%。", FAILS, (), "=6.27%"),
            Example("查处46.2万起，其中现场8.6万起、非现场37.6万起，较上年增加4.2万起，增长10%。", HOLDS),
            Example("收入246万元，完成预算609万元的40.4%，比上年减收10万元，下降3.9%。", HOLDS),
            Example("收入1297万元，为预算数的100.7%，比2017年增收124万元，增长10.6%。", HOLDS),
            Example("完成产值120亿元。比上年增加20亿元，增长20%。", HOLDS, ("120亿元", "20亿元", "20%")),
            Example("接待游客150万人次。同比增长60%，增加50万人次。", FAILS, (), "=50%"),
            Example("登记企业120户，新增就业20人，增长25%。", None),
            Example("走访企业80家。办结案件比上年增加20件，增长25%。", None),
            Example("总产值120万元，比上年增加20万元，按可比价格增长15%。", None),
        ),
    ),
    Pattern(
        "compared",
        "N103",
        Kind.GROWTH,
        _compared,
        (
            Example("平均降雨量1386毫米，较多年平均的1542毫米偏少10.1%。", HOLDS),
            Example("登记企业239家（2020年221家），比上年增长8.1%。", HOLDS, ("239家", "221家", "8.1%")),
            Example("本周接警62起，较上周的81起减少19起，环比下降23.5%。", HOLDS, ("62起", "81起", "23.5%")),
            Example("收入已达4.8万元，比之2009年的1.2万元，增长幅度达400%。", FAILS, (), "增长300%"),
            Example("登记企业239家（2020年221家），比上年增长9.1%。", FAILS, (), "增长8.14%"),
            Example("办件120件，去年同期100件，增长20%。", HOLDS),
            Example("办件120件，去年同期100件，增长30%。", FAILS, (), "增长20%"),
            Example("办件96件，较去年同期的100件下降4.0%。", HOLDS),
            Example("存栏28.6万头，同比增长4.0%，去年同期为27.5万头；出栏45.3万头。", HOLDS),
            Example("去年办件100件，今年办件120件，增长25%。", FAILS, (), "增长20%"),
            Example("共登记单位744家，比普查时的621家增长19.8%。", HOLDS, ("744家", "621家", "19.8%")),
            Example("平均浓度33微克每立方米，上年同期为36微克每立方米，下降8.3%。", HOLDS),
            Example(
                "粮食总产17.82万吨，折合亩产440公斤，总产比2023年（17.30万吨）增产0.52万吨，增3.0%。", HOLDS
            ),
            Example("总产值9.2亿元，同比增长15%，上年这一数字为8.0亿元。", HOLDS),
            Example("总产值9.2亿元，同比增长12%，上年这一数字为8.0亿元。", None),
            Example("去年登记商户3200户。今年登记商户4000户，同比增长30%。", FAILS, (), "增长25%"),
            Example("能耗0.45吨标准煤/万元，比上年的0.50吨标准煤/万元下降15%。", FAILS, (), "下降10%"),
            Example(
                "常住人口120人，与2010年的100人相比，增加20人，增长20%。", HOLDS, ("120人", "100人", "20%")
            ),
            Example("2023年粮食总产25.6万吨，增长2.4%；2022年粮食总产24.0万吨。", FAILS, (), "增长6.67%"),
            Example("2023年粮食总产25.6万吨，增长2.4%；2022年油料总产量24.0万吨。", None),
            Example("办件120件，办结100件，增长30%。", None),
        ),
    ),
    Pattern(
        "change",
        "N103",
        Kind.DIFFERENCE,
        _changes,
        (
            Example("募捐收入586.5万元，比上年的521.2万元增加65.3万元。", HOLDS),
            Example("募捐收入586.5万元，比上年的521.2万元增加56.3万元。", FAILS, (), "相差65.3万元"),
            Example("编发专报31期，比去年的24期多出7期。", HOLDS, ("31期", "24期", "7期")),
            Example("进驻事项1482项，比搬迁前的1305项多出177项。", HOLDS),
            Example("编发专报31期，比去年的24期多出9期。", FAILS, (), "相差7期"),
            Example("普及率13.9%，较“十三五”末的10.2%提升3.7个百分点。", HOLDS),
            Example("优良天数312天，同比增加8天，去年为304天。", HOLDS),
            Example("合格率96.5%，去年同期94.5%，提高2.0个百分点。", HOLDS),
            Example("合格率96.5%，去年同期94.5%，提高3.0个百分点。", FAILS, (), "相差2个百分点"),
            Example("投资增长9.2%，增速较上半年的7.5%加快1.9个百分点。", FAILS, (), "相差1.7个百分点"),
            Example("合格率96.5%，提高2.0个百分点。", None),
            Example("编发专报31期，比去年24个单位多出7篇。", None),
        ),
    ),
)
