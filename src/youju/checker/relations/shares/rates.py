"""Rates (N102): A of T is R %, also where the whole stands in the sentence before; completion of a target.

A rate fails where the words name its whole (占应检人数52000人的92.7%), where it is named after its numerator
(办结 … 办结率), or where it is all but that of the figures beside it. Rates within a time limit (按期办结率)
have another denominator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, exact, loosely_similar, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of, complementary, label_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.shares.lists import balanced, full, list_with
from youju.checker.relations.shares.numerators import CLOSE, numerators, of_another, shared
from youju.checker.relations.shares.rates_together import (
    DENIED,
    DUE,
    LATER,
    LESS,
    called,
    may_follow,
    of_both,
    of_list,
    of_other_times,
    paired,
    slipped,
    told_later,
    two_kinds,
    unnamed,
)
from youju.checker.relations.shares.rating import (
    Around,
    common_ending,
    near,
    rate_of,
    rated,
    rates_in,
    told_of,
)

_OF: Final = re.compile(
    r"）?(?:(?!已|实现|完成)[一-鿿]{0,6}(?:任务|目标|计划|指标))?(?:的|总数的|总量的)?(?:比例|比重)?(?:约?为|达到?)?"
)
_NAMED_WHOLE: Final = re.compile(r"(?:占|完成|达到?|是|为|相当于)[^，。；、\d]{0,14}$")
_AIMED: Final = re.compile(r"任务|目标|计划|预算(?!收入|支出)")


def _shares(passage: Passage) -> Iterator[Relation]:
    """A rate with its part and its whole: what fits, else what the words tie together."""
    for around in rates_in(passage):
        named = _named_whole(passage, around)
        if named is not None:
            yield named
        if named is not None or around.match is None:
            continue
        later = told_later(passage, around)
        if later is not None:
            yield later
            continue
        fit = _fitting(passage, around) or _named_before(passage, around) or of_both(passage, around)
        fit = fit or of_list(passage, around)
        if fit is not None:
            yield fit
            continue
        missed = list(two_kinds(passage, around.rate, around.here, around.kind))
        missed += _contradicted(passage, around)
        yield from missed or unnamed(passage, around)


def _named_whole(passage: Passage, around: Around) -> Relation | None:
    """占应检人数52000人的92.7%, 完成年度任务3000户的106.7%."""
    rate, here = around.rate, around.here
    if len(here) + len(around.earlier) < 2 or not here:
        return None
    whole = here[-1]
    if not _OF.fullmatch(passage.between(whole, rate)) or not _NAMED_WHOLE.search(passage.before(whole, 20)):
        return None
    parts = [one for one in reversed([*around.earlier, *here[:-1]]) if loosely_similar(one, whole)]
    done = around.kind is Kind.COMPLETION or aspect_of(passage, whole) is Aspect.TARGET
    kind = Kind.COMPLETION if done or "完成" in passage.before(whole, 20) else Kind.SHARE
    aimed = aspect_of(passage, whole) is Aspect.TARGET and "." not in whole.text
    for part in parts:
        if rated(rate, part, whole, aimed=aimed)[0] is HOLDS:
            return rate_of(rate, part, whole, kind, HOLDS)
    last = here[-2:-1] if kind is Kind.COMPLETION else []  # 净增6.7万人，完成目标7万人的96%
    near = [one for one in parts if one in last or (one in here and aspect_of(passage, one) not in CHANGES)][
        :1
    ]
    for part in near:
        share = part.base / whole.base * 100
        plausible = rate.value / 2 <= share <= rate.value * 2 and exact(rate, part, whole)
        if plausible and similar(part, whole) and not _excused(passage, around, part, whole):
            return rate_of(rate, part, whole, kind, FAILS)
    return None


def _excused(passage: Passage, around: Around, part: Mention, whole: Mention) -> bool:
    """Whether the list of shares, or the time that is told, says that no error is meant.

    Of shares that make up a hundred none is the whole of another, and one of them may have been rounded the
    other way so that they do.
    """
    if of_other_times(passage, around, part, whole):
        return True
    listed = list_with(passage, around.sentence, around.rate)
    if full(listed) and any(one.part is whole for one in listed):
        return True
    off = abs(part.base / whole.base * 100 - around.rate.value) if similar(part, whole) else None
    return off is not None and off < around.rate.half * 2 and balanced(listed)


def _fitting(passage: Passage, around: Around) -> Relation | None:
    """The nearest pair of quantities whose quotient is the rate."""
    rate = around.rate
    for parts, wholes in (
        (around.here, around.here),
        (around.here, around.earlier),
        (around.here, around.after),
        (around.after, around.here[-1:]),
        (around.earlier, around.earlier) if not around.here else ([], []),
        (_spoken_of(passage, around), around.far) if _told_exactly(around) else ([], []),
    ):
        for part in reversed(parts):
            for whole in reversed(wholes) if wholes is not around.here else wholes:
                if whole is part or (not loosely_similar(part, whole) and not paired(part, whole)):
                    continue
                if wholes in (around.earlier, around.far) and not exact(whole):
                    continue
                if part.start > around.rate.start and not _may_come_after(part, whole):
                    continue
                if whole.start > part.start and not may_follow(passage, part, whole):
                    continue
                if not near(rate, part, whole) or _by_chance(around, part, whole):
                    continue
                if rated(rate, part, whole)[0] is HOLDS:
                    return rate_of(rate, part, whole, around.kind, HOLDS)
    return None


def _may_come_after(part: Mention, whole: Mention) -> bool:
    """Whether a figure after a rate may be its part; 突破900人 would fit any."""
    return exact(part) and similar(part, whole) and part.base <= whole.base


def _told_exactly(around: Around) -> bool:
    """占16.52%: so exact that no whole fits by chance."""
    return around.rate.half < _EXACT and not around.rate.hedge


_EXACT: Final = Decimal("0.5")


def _spoken_of(passage: Passage, around: Around) -> list[Mention]:
    """The last quantity before a rate, and those named like it: 城镇人口…，城镇人口占…的64.72%."""
    said = _pairs_of(passage.before(around.rate, 20))
    named = [one for one in around.here[:-1] if said & _pairs_of(passage.before(one, 10))]
    return [*named, *around.here[-1:]]


def _pairs_of(words: str) -> set[str]:
    return {words[place : place + 2] for place in range(len(words) - 1)}


_OF_NAMED: Final = re.compile(
    r"占(?:到|了)?(?P<words>[^，。；\d]{2,14}?)的?(?:比重|比例|百分比|份额)?(?:（[^（）]{1,10}）)?(?:约?为|达到?|的)?$"
)
_REACHED: Final = re.compile(r"(?:累计|共|总数|总额|总量|决算数)?(?:完成|实现|达到?|为|有|是)?$")


def _named_before(passage: Passage, around: Around) -> Relation | None:
    """占总人口的16.7%, and before: 年末总人口138271万人."""
    named = _OF_NAMED.search(passage.before(around.rate, 24))
    words = named["words"] if named else ""
    if len(words) < 2 or not around.here or not exact(around.rate):
        return None
    part = _spoken_of(passage, around)[0]
    best: tuple[int, Mention] | None = None
    later = [one for one in around.after if one.start - around.rate.end <= LATER]
    for whole in [*around.far, *around.earlier, *around.here[:-1], *later]:
        length = common_ending(words, _REACHED.sub("", passage.before(whole, 16)))
        larger = similar(part, whole) and whole.base > part.base and exact(whole, part)
        if larger and length >= 2 and (best is None or length >= best[0]):
            best = length, whole
    if best is None or aspect_of(passage, part) in CHANGES or aspect_of(passage, best[1]) in CHANGES:
        return None
    length, whole = best
    verdict = rated(around.rate, part, whole)[0]
    gap = abs(part.base / whole.base * 100 - around.rate.value)
    meant = length == len(words) and length > 2 and gap <= max(Decimal(2), around.rate.value / 8)
    meant = meant and not _excused(passage, around, part, whole)
    return rate_of(around.rate, part, whole, around.kind, verdict) if verdict is HOLDS or meant else None


def _by_chance(around: Around, part: Mention, whole: Mention) -> bool:
    """Whether the rate is so roughly printed that many pairs would fit, and there are several."""
    open_ended = bool(around.rate.hedge) and around.rate.interval.high.is_infinite()
    return open_ended and part.value != whole.value and around.here != [whole, part]


def _contradicted(passage: Passage, around: Around) -> Iterator[Relation]:
    """A rate that no pair fits, where one pair is meant by the words: the nearest to it of those."""
    rate = around.rate
    if around.said("stem").endswith("失业"):  # 登记失业率: of a whole that no report prints
        return
    if rate.span or rate.hedge not in _JUDGED or "分别" in passage.before(rate, 20):
        return
    if LESS.match(passage.text, rate.end):
        return
    found: list[tuple[Decimal, Mention, Mention]] = []
    for part in numerators(passage, around):
        if of_another(passage, around, part):
            continue
        if not exact(part) or aspect_of(passage, part) in {*CHANGES, Aspect.TARGET}:
            continue
        for whole in _wholes(passage, around, part):
            if told_of(passage, whole, part, rate, around.said("stem")):
                continue
            gap = abs(part.base / whole.base * 100 - rate.value)
            near = gap <= _reach(passage, around, part, whole) or slipped(passage, rate, part, whole)
            if near and not _excused(passage, around, part, whole):
                found.append((gap, part, whole))
    if found:
        _, part, whole = min(found, key=lambda one: (one[0], one[2].start))
        if rated(rate, part, whole)[0] is HOLDS:
            return
        yield rate_of(rate, part, whole, around.kind, FAILS)


_JUDGED: Final = frozenset({"", "左右", "约", "以上", "超过", "超", "不低于"})
"""Words about a rate that leave it judgeable."""


def _wholes(passage: Passage, around: Around, part: Mention) -> list[Mention]:
    """What the part may be a part of: of its unit, before it, and the target where one is spoken of."""
    stem = around.said("stem")
    at = around.here.index(part) if part in around.here else len(around.here)
    after = [one for one in around.after if one is not part and one.start - around.rate.end <= CLOSE]
    found = []
    aims = [one for one in around.here[at + 1 :] if aspect_of(passage, one) is Aspect.TARGET]
    for whole in (*around.earlier, *around.here[:at], *aims, *after):
        alike = similar(part, whole) or (loosely_similar(part, whole) and around.kind is Kind.SHARE)
        # 783件、579件、562件，占77%; 132个村、19个社区修订，修订率100%
        listed = whole.start < part.start and bool(_LISTED.fullmatch(passage.between(whole, part)))
        listed = listed and (part.spelled or shared(stem, passage.before(part, 16)) < 2)  # 立案64件、结案61件
        if {part.unit, whole.unit} in _UNLIKE or listed:
            continue  # 65家单位承办，…2件，占2.15%
        if not alike or not exact(whole) or aspect_of(passage, whole) in CHANGES:
            continue
        if not _may_be(passage, stem, whole):
            continue
        # 不捕率: of those who were and those who were not
        if not (DENIED.match(stem) and complementary([label_of(passage, whole), label_of(passage, part)])):
            found.append(whole)
    targets = [one for one in found if aspect_of(passage, one) is Aspect.TARGET]
    if _AIMED.search(around.said("whole")) or around.said("done"):
        planned = [one for one in found if _PLANNED.search(passage.before(one, 16))]
        return targets or planned
    if stem.endswith("完成") and (targets or aspect_of(passage, part) is Aspect.TARGET):
        return targets if aspect_of(passage, part) is not Aspect.TARGET else []
    if re.search(r"[核审]减|节[约支省]", stem):
        found = [one for one in found if _ASKED.search(passage.before(one, 16))]
    return [one for one in found if one.base * 10 >= part.base * 9]


_LISTED: Final = re.compile(r"[一-鿿]{0,6}、[^，。；]{0,12}", re.DOTALL)
_OF_WHOLE: Final = re.compile(r"占(?P<words>[^，。；\d]{4,}?)的?$")
_ALL_OF_IT: Final = re.compile(r"总[数量额体户人]|全|其|整|应|计划|任务|目标")


def _may_be(passage: Passage, stem: str, whole: Mention) -> bool:
    """Whether a rate may be of a whole by its name: no 占财政总收入比重 of 税收收入."""
    head = passage.before(whole, 24)
    if DENIED.match(stem) and re.search(r"[不未]", head):
        return False
    named = _OF_WHOLE.search(stem)
    return not named or bool(_ALL_OF_IT.search(named["words"])) or named["words"][-3:] in head


_UNLIKE: Final = ({"件", "家"}, {"项", "家"}, {"条", "家"}, {"起", "家"}, {"件", "所"}, {"项", "所"})
"""Units that counted things share, but not those of one kind."""
_PLANNED: Final = re.compile(r"总投[资入]|计划|概算|批复|下达")
_ASKED: Final = re.compile(r"送审|报审|申报|概算|预算|原报|上报|控制价|底价")


def _reach(passage: Passage, around: Around, part: Mention, whole: Mention) -> Decimal:
    """By how many percentage points the quotient may be off and still be meant by the words."""
    rate, here = around.rate, around.here
    if part in here and whole in around.after and aspect_of(passage, whole) is Aspect.TARGET:
        return rate.value / 8
    if part not in here or whole not in (*around.earlier, *here):
        return Decimal(4) if DUE.search(passage.before(whole, 16)) or part not in here else Decimal(1)
    if aspect_of(passage, whole) is Aspect.TARGET:
        return rate.value / (2 if around.said("stem") else 4)
    if not around.said("stem"):
        evident = whole is here[0] or "其中" in passage.text[whole.end : part.start]
        evident = evident or called(passage, around, whole)
        wide = re.search(r"全[国省市州区县部]", around.said("whole"))
        if wide or not (evident or _TOTAL.search(passage.before(whole, 16))):
            return max(Decimal("0.5"), rate.value / 50)
        return max(Decimal(1), rate.value / 8, rate.half * 10)
    if whole in around.earlier:
        return max(Decimal(1), rate.value / 20)
    earlier = [one for one in here[: here.index(part)] if loosely_similar(one, part)]
    at = passage.text.rfind("；", 0, part.start)
    earlier = [one for one in earlier if one.start > at] or earlier
    only = [whole] == [one for one in earlier if one.base * 10 >= part.base * 9]
    far = passage.text.count("；", whole.end, part.start) > 1  # something else is spoken of
    return Decimal(100) if only and not far else Decimal(4)


_TOTAL: Final = re.compile(r"(?:共|总|合计|累计|全)[^，。；、]{0,10}$")


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "share",
        "N102",
        Kind.SHARE,
        _shares,
        (
            Example("申请单据80条，办结80条，办结率100%。", HOLDS, ("80条", "80条", "100%")),
            Example("抽检4850批次，不合格96批次，总体合格率98.0%。", None),
            Example("土地消化1265亩，处置率26.4%，闲置土地处置318亩。", None),
            Example("申请单据80条，办结60条，办结率85%。", FAILS, (), "60条÷80条=75%"),
            Example("在编人员22人，持有执法证6人，占36.4%。", FAILS, (), "=27.27%"),
            Example("在编人员22人，持有执法证3人，占36.4%。", None),
            Example("纠纷7宗，化解6宗；积案5宗，已办结2宗，办结率为60。", FAILS, (), "=40%"),
            Example("受理纠纷139件，调解134件，成功率达97%左右。", HOLDS),
            Example("受理申请80件，办结60件，按期办结率100%。", None),
            Example("完成体检48210人，占应检人数52000人的92.7%。", HOLDS, ("48210人", "52000人", "92.7%")),
            Example("完成体检48210人，占应检人数52000人的93.2%。", FAILS, (), "=92.71%"),
            Example("入库企业214家，完成年度目标200家的107%。", HOLDS),
            Example("助餐点建设任务30个，已建成33个，完成率107%。", FAILS, (), "=110%"),
            Example("完成改造420户（任务400户），完成率105%。", HOLDS, ("420户", "400户", "105%")),
            Example("完成改造420户（任务400户），完成率108%。", FAILS, (), "420户÷400户=105%"),
            Example("务工1.37万人，与年初确定的1.35万人目标相比，完成101.5%。", HOLDS),
            Example("用水总量2.86亿立方米，其中农业1.92亿立方米，占67.9%。", FAILS, (), "=67.13%"),
            Example("重点项目120个，计划投资86亿元。年内开工112个，开工率93.3%。", HOLDS),
            Example("重点项目120个，计划投资86亿元。年内开工112个，开工率94.3%。", FAILS, (), "=93.33%"),
            Example("特困对象2317人，其中集中供养486人、分散供养1831人，集中供养率21%。", HOLDS),
            Example("特困对象2317人，其中集中供养486人、分散供养1831人，集中供养率23%。", FAILS),
            Example("办结率达九成以上，共受理投诉1000件，办结850件。", FAILS, (), "=85%"),
            Example("办结率85%，共受理投诉1000件，办结850件。", HOLDS, ("85%", "1000件", "850件")),
            Example("受理300件，其中来信150件，占50.6%；来访100件，占33.3%；网上50件，占16.7%。", FAILS),
            Example("新增就业1.2万人，完成年度目标1万人的110%。", FAILS, (), "=120%"),
            Example("完成投资156亿元，完成年度计划的92%，年度计划为180亿元。", FAILS, (), "=86.67%"),
            Example("23个断面22个达到Ⅲ类要求，水质优良率（Ⅲ类以上）91.7%。", FAILS, (), "=95.65%"),
            Example("23个断面20个达到Ⅲ类要求，满意率95.7%。", None),
            Example("治理28公里，超任务25公里的部分达到12%，水质保持率82.4%。", None),
            Example("建成站点64个，运行率98.9%，正常运行63个。", FAILS, (), "=98.44%"),
            Example("送审12.35亿元，审定11.62亿元，审减0.73亿元，审减率6.1%。", FAILS, (), "12.35亿元=5.91%"),
            Example("全镇3.6万人，参保3.4万人，参保率98%（不含参军人员）。", None),
            Example("实现务工12680人，是上年12100人的104.8%。", HOLDS),
            Example("年末总人口13827万人。出生178万人。老年人2309万人，占总人口的16.7%。", HOLDS),
            Example("年末总人口13827万人。出生178万人。老年人2309万人，占总人口的17.7%。", FAILS),
            Example("净增参保6.7万人，完成全年目标10万人的96%；培训5万人。", FAILS, (), "=67%"),
            Example("辖区人口13827人。出生178人。男性7056人，占51.03%。", HOLDS),
            Example("年末总人口13827人。60岁以上占16.7%，0—14岁占15%。", None),
            Example("共逮捕25人，不捕24人，不捕率为48.98%。", HOLDS, ("25人", "24人", "48.98%")),
            Example("逮捕158件196人，不捕33件40人，不捕率为16.95%。", HOLDS, ("196人", "40人", "16.95%")),
            Example("共逮捕128人，不捕52人，不捕率28.29%。", FAILS),
            Example("共逮捕22.2万人，不捕13.9万人，不捕率39.2%。", None),
            Example("参检率91.3%（应检263家，实检240家）。", HOLDS, ("91.3%", "263家", "240家")),
            Example("参检率93.1%（应检263家，实检240家）。", FAILS, (), "=91.25%"),
            Example("公共预算收入285万元，增收27万元。税务138万元，占公共预算收入的48.42%。", HOLDS),
            Example("公共预算收入完成285万元，增收27万元。税务138万元，占公共预算收入的49.42%。", FAILS),
            Example("总投资626.89万元；目前，已完成投资581.85万元，占计划的93.8%。", FAILS, (), "=92.82%"),
            Example("受理100件，办结85件，办结率达九成以上。", FAILS, (), "=85%"),
            Example("受理100件，办结95件，办结率达九成以上。", HOLDS),
            Example("抽查商户120家，不合格6家，不合格率为6%。", FAILS, (), "=5%"),
            Example("优良天数310天，优良率84.9%，全年监测365天。", HOLDS),
            Example("新增就业153万人，年末登记失业人数34.37万人，城镇登记失业率2.97%。", None),
            Example("造林22733亩，占省下达13000亩造林任务的175%。", HOLDS),
            Example("森林经营244131亩，其中财政抚育任务52000亩（任务完成率100%）。", None),
            Example("430件举报中，本级受理237件、占受理总量50%，上级交办193件、占45%。", FAILS, (), "55.12%"),
            Example("立刑事案件831起。破刑事案件464起，破案率56.2%。", FAILS, (), "55.84%"),
            Example("审查线索80件，立案64件、结案62件，结案率95.3%。", FAILS, (), "=96.88%"),
            Example("签约一人、履约一人、做实一人，重点人群签约率82.3%。", None),
            Example("132个村、19个社区修订村规民约，修订率100%。", None),
            Example("参考4126人，上线2558人，上线率61.7%，其中一本突破900人大关。", FAILS, (), "=62%"),
            Example("摸排97块，发现两块有损毁，整治率达100%。", None),
            Example("前三位：交通783件、城建579件、政法562件，占总量的77%。", None),
            Example("办理2495件。前三位：交通783件、城建579件、政法562件，占总量的77%。", HOLDS),
            Example("承办提案146件，满意率达100%（满意144件，基本满意2件）。", None),
            Example("代表建议93件，其中财经方面25件，占总数的26.8%。", HOLDS),
            Example("优良天数354天，占有效监测天数（366天）的96.7%。", HOLDS, ("354天", "366天", "96.7%")),
            Example("预算指标20.6亿元，已用20.4亿元，结余0.2亿元，总体执行率96%。", FAILS, (), "=99.03%"),
            Example("新增就业3.63万人；援助率65.1%；开发岗位2272个，上岗1118人，上岗率50.0%。", None),
            Example("农业人口68.8万人。“九五”初期，缺水人口62.58万人，占农业人口的92%。", None),
            Example("投资137亿元、完成率20.8%，其中堤防完成67亿元、完成率22.3%。", None),
        ),
    ),
)
