"""Parts that a word or a bracket introduces (N101): 其中…, （…）, 分别为…, ：…, 20个村中，….

A sum fails only where the parts are said, or all but said, to be complete: 其中 often names a few parts
of many. Parts that stay below their total are then a bound (N205), which holds. Of several quantities
before the cue the total is the one to which the parts add up, or else come nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of, complementary, label_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.columns import apart_by_aspect, in_columns, one_row, same_saying
from youju.checker.relations.sums.cues import cues, fills, introduces
from youju.checker.relations.sums.inner_lists import begun, inner
from youju.checker.relations.sums.placing import Placed, placed_in
from youju.checker.relations.sums.summing import (
    PARTS_MOST,
    TOLD_NEXT,
    bounded,
    gap_of,
    mismatch,
    slip_of,
    step_of,
    sum_of,
    summed,
)

_BOTH: Final = re.compile(r"既[^，。；]{1,20}[又也]|兼任|兼有")
_MEAN: Final = re.compile(
    r"[人户亩月日年次生件笔床]均|平均|每[人户亩]|均价|单价|单产|单位[^，。；\d]{0,4}产量|[时流]速|最[高低大小](?!生活|人民)|万元[^，。；\d]{2,10}(?:量|耗)"
)
_MACHINES: Final = frozenset("台套座组辆")
_REACH: Final = 400
"""Characters between a cue and the numbers that it ties together, at most."""
_TOTALS_MOST: Final = 4
_WIDER: Final = re.compile(r"全[国省市区县][仅共有]?")
_STOP: Final = re.compile(
    r"其中|[，；]按[^，。；\d]{2,12}分|[，；](?:共|累计|总计|合计|全年|同时|此外|另|目前)"
)
_NO_PART: Final = frozenset({Aspect.GAIN, Aspect.LOSS, Aspect.OLD, Aspect.MEAN, Aspect.ELSEWHERE})


def _parts(passage: Passage, placed: Sequence[Placed], cue: int, bracket: int, first: int) -> list[Mention]:
    """Quantities that a cue introduces, up to the end of its bracket or sentence."""
    found: list[Mention] = []
    previous, within = cue, bracket
    for mention, inside in placed[first : first + PARTS_MOST]:
        gap = passage.text[previous : mention.start]
        if "。" in gap or (found and inside == bracket and _STOP.search(gap)):
            break
        if bracket >= 0 and inside != bracket and ("）" in gap or ")" in gap) and inside < bracket:
            break
        if found and inside == within == bracket and "）" in gap and "（" not in gap:
            break  # of a bracket that was never opened
        told = inside == bracket and mention.role is not Role.RANK
        if told and not _WIDER.search(passage.text, mention.start - 4, mention.start):
            found.append(mention)
        previous, within = mention.end, inside
    return found


def _partitions(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs:
        if len(paragraph.mentions) < 2:
            continue
        found = list(cues(passage.text, paragraph.mentions[0].end, paragraph.mentions[-1].start))
        if not found:
            continue
        placed = placed_in(passage, paragraph)
        starts = [one.mention.start for one in placed]
        index = 0
        for match in found:
            while index < len(starts) and starts[index] < match.start():
                index += 1
            if index == len(starts):
                break
            if index:
                yield from _at_cue(passage, placed, match, index)


def _at_cue(
    passage: Passage, placed: Sequence[Placed], match: re.Match[str], first: int
) -> Iterator[Relation]:
    """Sums and bounds that a cue introduces, one for each unit that the total has too."""
    word = match[0]
    if placed[first].mention.start - match.end() > _REACH:
        return
    outside = placed[first - 1].bracket
    bracket = placed[first].bracket
    if word in "（(" and bracket != match.start():
        return
    gap = passage.text[placed[first - 1].mention.end : match.start()]
    if not introduces(passage, match, placed[first - 1].mention, placed[first].mention):
        return
    if bracket != outside and word not in "（(" and re.search(r"[）)]", gap):
        outside = bracket  # 职工607人（在编501人），其中…: of what stands before the bracket
    parts = _parts(passage, placed, match.start(), bracket, first)
    complete = word.startswith("分别") or word in "（(：:"
    most = 1 if word in "（(：:" or word[0] in "中里" else _TOTALS_MOST
    seen: set[str] = set()
    for part in parts[:2] if word.startswith("分别") else parts:
        if part.dimension in seen:
            continue
        seen.add(part.dimension)
        totals = _totals(passage, placed, part, first, {outside, bracket}, match.start())[:most]
        alike = [one for one in parts if similar(one, part)]
        if complete and _of_each(passage, [one.mention for one in placed[:first]][-len(alike) :], alike):
            continue
        if (totals and word not in "：:" and word[0] not in "中里") or (totals and len(alike) > 1):
            whole = complete or fills(passage, match, totals, alike)
            found = _decided(passage, totals, alike, match, complete=whole)
            own = word.startswith("分别") and "。" in gap and "其中" not in gap  # it has subjects of its own
            viewed = word[-2:-1] == "看"  # 从年龄看，…: of something told before, it is not said of what
            yield from (
                one
                for one in found
                if one.verdict is HOLDS or not (own or (viewed and not _all_but_adds_up(one)))
            )


def _of_each(passage: Passage, before: Sequence[Mention], parts: Sequence[Mention]) -> bool:
    """Whether each part has a total of its own: 受理刑事、民事案件120件、80件，分别审结110件、78件."""
    lists = [passage.between(*two)[:1] for row in (before, parts) for two in pairwise(row)]
    alike = len(before) == len(parts) > 1 and all(similar(*two) for two in zip(before, parts, strict=True))
    return alike and all(mark in {"、", "和", "与", "及"} for mark in lists)


def _all_but_adds_up(one: Relation) -> bool:
    """Whether a sum is missed by no more than a misprint would make it."""
    total = one.operands["t"].value
    parts = sum((part.value for name, part in one.operands.items() if name != "t"), Decimal(0))
    return abs(total - parts) * 100 <= total


def _totals(
    passage: Passage, placed: Sequence[Placed], part: Mention, first: int, brackets: set[int], cue: int
) -> list[Mention]:
    """Quantities before the cue of which it may be a part, nearest first, at most one sentence back."""
    found: list[Mention] = []
    most = 2 if passage.text[cue] in "按由从分" else 1
    for mention, inside in reversed(placed[max(0, first - 8) : first]):
        if cue - mention.end > _REACH or passage.text.count("。", mention.end, cue) > most:
            break
        nothing = mention.role is Role.QUANTITY and not mention.value
        if nothing or inside not in brackets or mention.role is Role.RANK or not similar(mention, part):
            continue
        mean = _MEAN.search(passage.before(mention, 24))
        if mean and (mention.unit != part.unit or part.base > _LARGE * mention.base):
            continue  # 总产量5万吨，亩产250公斤。其中，夏粮3万吨…
        mean = mean or _MEAN.search(passage.before(part, 24))
        if mention.role is not Role.QUANTITY or mention.percent or mention.unit in {"", "百分点"} or mean:
            break
        if "/" in mention.unit or _each(placed, mention):
            break
        found.append(mention)
    return found


def _each(placed: Sequence[Placed], mention: Mention) -> bool:
    """Whether another number stands right before it, so that it is the size of each: 两台33万千瓦机组."""
    return any(one.mention.end == mention.start and one.mention.unit in _MACHINES for one in placed)


def _fitting(passage: Passage, total: Mention, parts: Sequence[Mention]) -> list[Mention]:
    """Parts that can be parts of this total: gains of gains, else no gains and no figures of last year."""
    if aspect_of(passage, total) in CHANGES:
        gains = [one for one in parts if aspect_of(passage, one) is aspect_of(passage, total)]
        if gains:
            return gains
    if complementary([label_of(passage, one) for one in parts]):
        return list(parts)  # 上半年 and 下半年
    plain = [one for one in parts if one.role is Role.MASKED or aspect_of(passage, one) not in _NO_PART]
    return plain or list(parts)


class _Reading(NamedTuple):
    """A total with so many of the parts that may make it up."""

    total: Mention
    plus: Sequence[Mention]
    minus: Sequence[Mention]


def _readings(passage: Passage, total: Mention, parts: Sequence[Mention]) -> Iterator[_Reading]:
    """The longest list first, then shorter ones that end where the list changes."""
    minus = [one for one in parts if _BOTH.search(passage.before(one, 30))]
    plus = [one for one in parts if one not in minus] if minus else parts
    for length in range(_one_list(passage, plus), 1, -1):
        ends = length == len(plus) or not _goes_on(passage, plus, length)
        if ends or _full(passage, total, plus[:length], plus[length]):
            yield _Reading(total, plus[:length], minus)


def _full(passage: Passage, total: Mention, parts: Sequence[Mention], after: Mention) -> bool:
    """Whether parts all but make up the total, so that the next one of the list is of something else."""
    slip = slip_of(total)
    gap = abs(gap_of(total, parts))
    whole = complementary([label_of(passage, one) for one in parts])
    if not exact(total, *parts) or gap > slip or total.base < (_SMALL if whole else _LARGE) * step_of(total):
        return False
    return whole or (len(parts) > 2 and after.base > 2 * slip)


_SMALL, _LARGE = 20, 100


def _one_list(passage: Passage, plus: Sequence[Mention]) -> int:
    """How many come before a ； after which something else is told: 省级40个，市级50个；创建乡镇2个."""
    for place, gap in enumerate(passage.between(*two) for two in pairwise(plus)):
        if TOLD_NEXT.search(gap):
            return place + 1
    return len(plus)


def _decided(
    passage: Passage,
    totals: Sequence[Mention],
    parts: Sequence[Mention],
    match: re.Match[str],
    *,
    complete: bool,
) -> Iterator[Relation]:
    if (split := apart_by_aspect(passage, totals, parts)) is not None:
        for some, theirs in split:
            yield from _decided(passage, some, theirs, match, complete=complete)
        return
    nearest = totals[0]
    known = same_saying(passage, parts, nearest)
    if any(one.role is Role.MASKED for one in known):
        printed = [one for one in known if one.role is Role.QUANTITY]
        if printed:
            yield from bounded(passage, nearest, printed, passage.text[match.start() : printed[-1].end])
        return
    columns = list(in_columns(passage, totals, known))
    if columns:
        yield from columns
        return
    tried = [one for total in totals for one in _readings(passage, total, _fitting(passage, total, known))]
    fits = [one for one in tried if summed(*one) is HOLDS]
    if fits:  # of two the exact one, or else the first: the nearest total with the longest list
        yield sum_of(*min(fits, key=lambda one: abs(gap_of(*one))), HOLDS)
        return
    within = inner(passage, totals, known) or begun(passage, totals, _fitting(passage, nearest, known))
    if within is not None:
        yield within
        return
    row = list(one_row(passage, totals, known))
    if row:
        yield from row
        return
    chosen = _likeliest(passage, totals, tried)
    if aspect_of(passage, chosen) is Aspect.OLD and _left_open(passage, totals, tried):
        return
    for one in tried:
        span = passage.text[match.start() : one.plus[-1].end]
        if one.total is chosen and mismatch(passage, *one, span, complete=complete) is FAILS:
            yield sum_of(*one, FAILS)
            return
    fit = _fitting(passage, chosen, known)
    span = passage.text[match.start() : fit[-1].end]
    doubted = len(totals) > 1 and "。" in passage.text[chosen.end : match.start()]  # 育苗3亩。其中造林4亩
    yield from (one for one in bounded(passage, chosen, fit, span) if one.verdict is HOLDS or not doubted)


def _left_open(passage: Passage, totals: Sequence[Mention], tried: Sequence[_Reading]) -> bool:
    """Whether the parts of this year leave something out, so that those of last year do too."""
    now = [one for one in tried if one.total in totals and aspect_of(passage, one.total) is Aspect.PLAIN]
    return bool(now) and all(abs(gap_of(*one)) > slip_of(one.total) for one in now)


def _likeliest(passage: Passage, totals: Sequence[Mention], tried: Sequence[_Reading]) -> Mention:
    """The total that was meant where none fits: the one all but reached, else the nearest that is no gain."""
    close = [
        (abs(gap_of(*one)) / one.total.base, index)
        for index, one in enumerate(tried)
        if one.total.base > 0 and abs(gap_of(*one)) * 20 <= one.total.base
    ]
    if close:
        return tried[min(close)[1]].total
    plain = [one for one in totals if aspect_of(passage, one) is Aspect.PLAIN]
    return plain[0] if plain else totals[0]


def _goes_on(passage: Passage, plus: Sequence[Mention], length: int) -> bool:
    """Whether the quantity after so many is one more item of the same list."""
    gap = passage.between(plus[length - 1], plus[length])
    usual = passage.between(plus[0], plus[1])
    marks = [re.sub(r"[^，；。、（）和及]", "", each)[-1:] for each in (gap, usual)]
    return marks[0] == marks[1] and len(gap) <= len(usual) + 12


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "parts",
        "N101",
        Kind.SUM,
        _partitions,
        (
            Example(
                "发布解读5篇，其中图片3篇、文字1篇、视频2篇。",
                FAILS,
                ("5篇", "3篇", "1篇", "2篇"),
                "3+1+2=6，多1篇",
            ),
            Example("受理申请30件（网上18件、窗口12件）。", HOLDS, ("30件", "18件", "12件")),
            Example("受理申请30件（网上18件、窗口11件）。", FAILS, (), "少1件"),
            Example("选派专员75名，分别为一队15名、二队30名、三队30名。", HOLDS),
            Example(
                "配备协管员80人（巡查员50人、登记员40人、既是巡查员又是登记员10人）。",
                HOLDS,
                (),
                "50+40-10=80",
            ),
            Example("办理案件90件：诉讼70件，仲裁15件，复议5件。", HOLDS),
            Example("办理案件90件：诉讼70件，仲裁15件，复议6件。", FAILS, (), "多1件"),
            Example("全镇20个村中，收入较高的7个、居中的9个、较低的4个。", HOLDS),
            Example(
                "受理来信120件，已办结100件，办结率83.3%。其中，民生类70件，城建类50件。",
                HOLDS,
                ("120件", "70件", "50件"),
            ),
            Example(
                "受理来信120件，比上年增加20件，其中民生类70件，城建类50件。",
                HOLDS,
                ("120件", "70件", "50件"),
            ),
            Example("创新平台216个，其中国家级12个，省级214个。", FAILS, (), "多10个"),
            Example("党员38名，其中女党员14名、男党员23名。", FAILS, (), "少1名"),
            Example("共有合作社600家（其中国家级2家，省级7家）。", HOLDS, ("600家", "2家", "7家"), "不超过"),
            Example("现有职工50人，其中女职工30人、党员28人。", HOLDS, ("50人", "30人"), "不超过"),
            Example("现有职工22人，其中副高以上职称12人、女职工9人。", HOLDS, (), "不超过"),
            Example(
                "收入77万元，其中：税收59万元、其他16万元）、补助20万元（上级15万元）。", FAILS, (), "少2万元"
            ),
            Example("批70元，已用60元。其中：县批39元，已用32元，结余7元；镇批31元，已用28元。", HOLDS),
            Example("林网20万亩，其中新建8万亩，补植12万亩，退耕还林3.6万亩，其他0.5万亩。", HOLDS),
            Example("最低生活保障居民238人，其中城镇17人、农村225人。", FAILS, (), "多4人"),
            Example("处置突发事件6起（其中未分级事件4起、一般事件1起）。", FAILS, (), "少1起"),
            Example("规章13件（含新制定5件，修改4件，废止2件）。", FAILS, (), "少2件"),
            Example("依申请公开9件。处理结果中，部分公开2件，不存在的5件，结转4件。", FAILS, (), "多2件"),
            Example("居民人均收入3万元，其中城镇4万元，农村2万元。", None),
            Example("申请专利66件，其中发明20件；授权专利111件。", HOLDS, (), "不超过"),
            Example("教师8229人，其中中学2741人、小学3057人、幼儿园2000人、特教21人。", HOLDS, (), "不超过"),
            Example("实施建设点90个，其中省级点38个，自建点50个；创建美丽乡镇2个。", FAILS, (), "少2个"),
            Example("受案增加167件，结案增加34件。其中：受理刑事案件68件，结案10件。", HOLDS),
            Example("结案440件（调解211件，撤诉97件）。", HOLDS, (), "不超过"),
            Example("审结9882件，比上年分别上升1.8%和1.7%；上年受理11016件，审结9716件。", None),
            Example("性别比为104.88（以女性为100）。", None),
            Example("受理刑事、民事案件120件、80件，分别审结110件、78件。", None),
            Example(
                "受理1803件，结案894件，其中：民事受理993件，结案478件；行政受理810件，结案416件。",
                HOLDS,
                ("1803件", "993件", "810件"),
            ),
            Example(
                "受理1803件，结案894件，其中：民事受理993件，结案479件；行政受理810件，结案415件。", HOLDS
            ),
            Example(
                "受理1803件，结案894件，其中：民事受理993件，结案479件；行政受理811件，结案415件。", FAILS
            ),
            Example("年末人口1411人，减少8人。出生9人。从性别看，男性722人，女性688人。", FAILS, (), "少1人"),
            Example(
                "收入2470万元，减收100万元，其中税收810万元，增收120万元；非税1656万元，减收220万元。", FAILS
            ),
            Example("新收各类案件240件，下降6.7%。收案中，一审215件，下降5.4%；二审25件，下降17%。", HOLDS),
            Example("受理292件。其中：刑事141件，逮捕41件；起诉99件；延押1件。", HOLDS, (), "41+99+1=141"),
            Example("不起诉118人（不含附条件5人），其中法定9人、轻微93人、存疑16人、附条件5人。", HOLDS),
            Example(
                "学校325所。其中，高中3所、中等职业1所；初中28所、小学164所、幼儿园126所。", FAILS, (), "少3"
            ),
            Example("毕业生1036人，其中大专生177人，本科生850人，研究生9人。", HOLDS),
            Example("毕业生1036人，其中大专生177人，本科生848人，研究生9人。", FAILS, (), "少2人"),
            Example("受理879件，结案700件。其中：民事受理755件，结案600件。", HOLDS, ("879件", "755件")),
            Example("受理879件，结案700件。其中：民事受理755件，结案710件。", HOLDS, ("879件", "755件")),
            Example(
                "共有党员 100 人，其中男 60 人，女 45 人。", FAILS, ("100 人", "60 人", "45 人"), "多5人"
            ),
            Example("分成6个检查组检查企业。在检查中，发现隐患12个、整改3个。", None),
            Example("粮食面积351亩，其中夏粮94亩；秋粮257亩；油料面积28亩。", HOLDS, (), "94+257=351"),
            Example(
                "新收案件1642件，比上年下降3.2%；审结1625件，下降2.8%。"
                "收案中，一审1420件，下降4.1%；二审205件，上升2.5%；再审15件，下降6.3%。",
                FAILS,
                (),
                "少2件",
            ),
            Example("新设主体1845户，增长3%。其中，新设企业590户；新设个体户1243户。", HOLDS, (), "不超过"),
            Example("医护人员607人（在编501人，外聘106人），其中医师370人、护士237人。", HOLDS),
        ),
    ),
)
