"""One thing told with two values (N202): 非遗项目68项 … 66项非遗项目中; 收入3150万元 … 在今年3510万元基础上.

Two figures contradict each other where one would be the other but for a slip of the pen (`slips`), or where
the later one is what the text itself calls the old value; where they are told alike and nothing tells them
apart (`rivals`); and where the words leave no doubt. That is a sum of weights, found by logistic regression
on the labelled reports (tools/fit_scores.py), as in `likeness`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice, pairwise
from typing import Final, NamedTuple

from youju.checker.mentions import Mention
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.indicators import indicators_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, relation
from youju.checker.relations.scores import Weights, odds
from youju.checker.relations.twice.likeness import Place, same_thing
from youju.checker.relations.twice.rivals import accounted, alike, beginning, beside, noun_of, told_apart
from youju.checker.relations.twice.slips import ASKED, digits_of, is_figure, slips_of
from youju.checker.relations.twice.telling import Report, Telling


class Signs(NamedTuple):
    """What speaks for two figures with two values that they are told of one thing.

    Attributes:
        words: Pairs of characters that both are told with, up to 8.
        rare: The same, each divided by how many figures of the report are told with it, up to 2.
        noun: Characters of the noun that both count, up to 8.
        head: Characters before both that are the same, up to 12.
        back: Whether one points back to the other.
        digits: Figures that both are printed with, up to 5: the more, the less they are alike by chance.
    """

    words: float
    rare: float
    noun: float
    head: float
    back: float
    digits: float


WEIGHTS: Final[Weights] = {
    "words": 0.17,
    "rare": 4.36,
    "noun": 1.81,
    "head": 0.26,
    "back": 1.44,
    "digits": 0.86,
    "": -6.09,
}
LEAST: Final = 2.0
"""The score from which two figures contradict each other: no pair that the labels deny has as much."""


def _rivals(passage: Passage) -> Iterator[tuple[Telling, Telling]]:
    """Pairs of figures with two values that may be told of one thing, the earlier one first."""
    report = Report(passage)
    told: dict[Mention, Telling] = {}
    equal: dict[tuple[str, Decimal], list[Mention]] = defaultdict(list)
    for one in passage.mentions:
        if is_figure(one):
            equal[one.dimension, one.base].append(one)

    def telling(one: Mention) -> Telling:
        if one not in told:
            told[one] = Telling(report, one)
        return told[one]

    def rivals(a: Mention, b: Mention) -> bool:
        return alike(telling(a), telling(b)) and not told_apart(telling(a), telling(b))

    for a, b in slips_of(passage):
        if (
            rivals(a, b)
            and not accounted(passage, a, b)
            and not _again(telling(b), map(telling, equal[b.dimension, b.base]))
        ):
            yield telling(a), telling(b)
    for a, b in _outdated(passage, equal.values(), telling):
        if rivals(a, b):
            yield telling(a), telling(b)


def _outdated(
    passage: Passage, equal: Iterable[Sequence[Mention]], telling: Callable[[Mention], Telling]
) -> Iterator[tuple[Mention, Mention]]:
    """引进203名，较上年的156名增长 … 全年引进的156名中: what was last year's is told as what there is."""
    for figures in equal:
        for old, one in pairwise(figures):
            if not telling(one).back or telling(one).when:
                continue
            for new in beside(passage, old):
                was = aspect_of(passage, old) is Aspect.OLD or _AT_END.search(telling(new).lead)
                if was and new.base != one.base and old.base > 1 and new.unit == old.unit:
                    yield new, one


_AT_END: Final = re.compile(r"[年期月]末|[年月]底|实有")


def _again(one: Telling, equal: Iterable[Telling]) -> bool:
    """Whether another place of the report repeats a figure, of the same time."""
    known = [each for each in islice(equal, ASKED) if each.when == one.when]
    places = [Place(each.passage, each.mention) for each in known]
    here = Place(one.passage, one.mention)
    others = (each for each in places if each.mention is not one.mention)
    ordered = ((each, here) if each.mention.start < here.mention.start else (here, each) for each in others)
    return any(same_thing(first, second, len(places)) for first, second in ordered)


def signs_of(one: Telling, other: Telling) -> Signs:
    """What speaks for two figures with two values, the earlier one first."""
    shared = one.words & other.words
    told = indicators_of(one.passage).told_with
    heads = beginning(one.head[::-1], other.head[::-1])
    return Signs(
        min(len(shared), 8),
        min(sum(1 / max(told(word), 2) for word in shared), 2),
        min(len(noun_of(one, other)), 8),
        min(len(heads), 12),
        one.back or other.back,
        min(len(digits_of(one.mention)), 5),
    )


def score(one: Telling, other: Telling) -> float:
    """Logarithm of the odds that two figures are of one thing.

    Example:
        >>> from youju.checker.passage import read
        >>> text = "全市现有文保单位84处。\\n82处文保单位中，三成年久失修。"
        >>> [score(*both) > LEAST for both in _rivals(read(text, 0, len(text)))]
        [True]
    """
    return odds(WEIGHTS, signs_of(one, other))


def _contradictions(passage: Passage) -> Iterator[Relation]:
    told: set[int] = set()
    for one, other in _rivals(passage):
        if other.mention.start not in told and score(one, other) > LEAST:
            told.add(other.mention.start)
            what = noun_of(one, other).removesuffix("中") or other.head or one.head
            yield two_values(one.mention, other.mention, one.when + what)


def two_values(a: Mention, b: Mention, what: str) -> Relation:
    """Two values of one thing, which may be equal."""
    verdict, low, high = judge("a == b", {"a": a, "b": b}, scale=a.scale)
    message = f"“{what.strip('“”')}”两处分别为{a.text}和{b.text}"
    message += "，一致" if verdict is HOLDS else "，不一致，请核对"
    return relation(
        "N202", Kind.EQUALITY, "a == b", {"a": a, "b": b}, verdict, low, high, message, scale=a.scale
    )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "two values",
        "N202",
        Kind.EQUALITY,
        _contradictions,
        (
            Example(
                "2023年总结\n去年规上企业用电负荷占比为61%。\n2022年规上企业用电负荷占比为67%。",
                FAILS,
                (),
                "2022年",
            ),
            Example(
                "总结\n去年用电负荷占比为61%。\n2022年用电负荷占比为67%。\n二、2024年工作计划\n",
                FAILS,
                (),
                "2022年",
            ),
            Example("2022年全市投诉处理解决率为76%。\n2022年第三季度全市投诉处理解决率为79%。", None),
            Example("2022年受理执行类案件71件，结案率14%。\n2022年受理行政类案件80件，结案率75%。", None),
            Example("2023年总结\n2022年受理案件同比上升7%；2022年办结案件同比上升9%。", None),
            Example("2023年总结\n去年规上企业用电负荷占比为61%。\n今年规上企业用电负荷占比为67%。", None),
            Example("全县16个乡镇建会。全县16个乡镇通网。走遍全县17个乡镇。", FAILS, ("16个", "17个")),
            Example("全县16个乡镇建立机制。全县15个乡镇完成改造。", None),
            Example("建成118个村级文化中心。117个村级文化中心全部免费开放。", FAILS, ("118个", "117个")),
            Example("涉及95个行政村，已全部完成。全区97个行政村通网。", FAILS),
            Example("登记重度残疾人426名，为428名重度残疾人发放补贴。", FAILS, ("426名", "428名")),
            Example("三级河长共313名。312名河长全部上岗。", FAILS, ("313名", "312名")),
            Example("登记重度残疾人426名，为423名重度残疾人发放补贴。", None),
            Example("建成118个村级文化中心。其中117个村级文化中心设有书屋。", None),
            Example("监测336个地级城市的水源。全国337个地级城市平均优良天数比例为82.0%。", None),
            Example(
                "对全市318家定点零售药店检查全覆盖。人手紧张，要面对全市381家定点零售药店，点多面广。",
                FAILS,
                ("318家", "381家"),
            ),
            Example(
                "全镇157个村民小组中，设示范组9个。一是进度不一，159个村民小组中，仅有半数通路。",
                FAILS,
                ("157个", "159个"),
            ),
            Example("全市现有文保单位84处（国家级3处、省级81处）。82处文保单位中，三成年久失修。", FAILS),
            Example("全县共有公办幼儿园57所。56所公办幼儿园里尚无一所达标。", FAILS),
            Example("全县公办幼儿园57所。全县56所公办幼儿园改善了条件。", None),
            Example("我市现有充电站126座。\n对全市136座充电站全部检查。", FAILS, ("126座", "136座")),
            Example("我市现有充电站126座。\n对全市136座充电站，含在建10座，全部检查。", None),
            Example("甲镇全镇157个村民小组中，九成通路。2021年，全县159个村民小组中，半数通路。", None),
            Example("去年，全镇157个村民小组中，九成通路。159个村民小组中，半数亮灯。", None),
            Example(
                "我县现有定点零售药店236家。人手少，263家定点零售药店分布广。", FAILS, ("236家", "263家")
            ),
            Example("全镇辖16个行政村、3个社区。18个行政村中有5个薄弱。", FAILS, ("16个", "18个")),
            Example("全县登记在册社会组织317家。371家社会组织当中，行业协会占一成。", FAILS),
            Example("全街道划分网格112个。全街道121个网格中，有9个未达标。", FAILS),
            Example("我县现有定点零售药店263家。检查了236家，236家定点零售药店已整改。", None),
            Example(
                "县乡村三级林长318名，其中村级222名。\n管好用好全县316名林长。", FAILS, ("318名", "316名")
            ),
            Example("三级1163名协管员对商户开展督导。\n用好1136名协管员这支队伍。", FAILS, (), "协管员"),
            Example("组建78个社区服务小队，月月上门。\n把全区76个社区服务小队做实做细。", FAILS, (), "78个"),
            Example("推出企业开办、职工退休等13个“一次办”事项。\n在现有11个“一次办”基础上再加8个。", FAILS),
            Example("1-9月工业提质；规上家具企业达到163家。\n全县166家规上家具企业中，一成停产。", FAILS),
            Example("高新区规上家具企业达到163家。\n全县166家规上家具企业中，一成停产。", None),
            Example("全县登记法人单位和产业活动单位7436家。\n对7463家登记单位的资料进行开发。", FAILS),
            Example("全县志愿服务组织达到235个。\n让236个志愿服务组织活起来。", FAILS, ("235个", "236个")),
            Example("组建76个社区服务小队。\n把78个社区服务小队做实做细。", None),
            Example("建成示范社区25个。\n明年，在现有24个示范社区基础上再建3个。", None),
            Example("新建公园18个。\n让16个公园亮起来。", None),
            Example("检查化工企业68家。66家化工企业中，两成有隐患。", None),
            Example("全市规模以上工业企业136家。全市163家规模以上服务业企业实现增长。", None),
            Example(
                "排查隐患614处，完成整改597处，未完成整改17处。目前尚有27处安全隐患未完成整改。",
                FAILS,
                ("17处", "27处"),
            ),
            Example("受理信访件214件，办结193件，未办结21件。仍有12件信访件未办结。", FAILS),
            Example(
                "排查隐患614处，未完成整改17处；检查燃气用户，未完成整改10处。尚有27处隐患未完成整改。", None
            ),
            Example("排查隐患614处，未完成整改17处。尚有27处危房未完成整改。", None),
            Example(
                "获批全省首批企业研发中心42家。总之，获批全省首批企业研发中心43家。", FAILS, ("42家", "43家")
            ),
            Example("全年新增城镇就业5326人。新增城镇就业5329人。", FAILS),
            Example("全年接待游客356.8万人次。总之，全年接待游客365.8万人次。", FAILS),
            Example("税务48万元，占全部预算收入的48.5%；财政51万元，占全部预算收入的51.5%。", None),
            Example("2023年总结\n去年新增城镇就业5326人。\n2022年新增城镇就业5362人。", FAILS),
            Example("2023年总结\n去年新增城镇就业5326人。\n2023年新增城镇就业5362人。", None),
            Example("去年获批全省首批企业研发中心42家。今年获批全省首批企业研发中心43家。", None),
            Example(
                "新修机耕道路11.6公里。\n回顾一年来的工作，我们新修机耕道路16.1公里。",
                FAILS,
                ("11.6公里", "16.1公里"),
            ),
            Example("新修机耕道路11.6公里。\n回顾五年来的工作，累计新修机耕道路96.3公里。", None),
            Example("新修机耕道路126公里。\n总的来看，新修机耕道路162公里，其中续建36公里。", None),
            Example("东片新修机耕道路11.6公里，西片新修机耕道路16.1公里。", None),
            Example("新修机耕道路11.6公里。\n明年计划新修机耕道路16.1公里。", None),
            Example(
                "完成税收总收入3150万元。\n税收总收入在今年3510万元的基础上增长5%以上。",
                FAILS,
                ("3150万元", "3510万元"),
            ),
            Example("林下经济面积达到12.6万亩。\n林下经济面积由现有的16.2万亩扩大到18万亩。", FAILS),
            Example("电商交易额38.7亿元。\n电商交易额稳定在今年的37.8亿元水平。", FAILS, (), "电商交易额"),
            Example("接待学员总量4126人次。\n确保接待学员总量在今年4162人次基础上再增一成。", FAILS),
            Example("上半年税收总收入3150万元。\n税收总收入在今年3510万元的基础上增长5%。", None),
            Example("税收总收入任务3150万元。\n税收总收入在今年3510万元的基础上增长5%。", None),
            Example("税收总收入3150万元。\n税收总收入在今年4200万元的基础上增长5%。", None),
            Example("税收总收入3150万元。\n农业总产值在今年3510万元的基础上增长5%。", None),
            Example("税收总收入由去年的3150万元增加到3510万元。", None),
            Example("年末在册商户113家，比年初的126家减少。\n三是全县现有的126家商户大多规模不大。", FAILS),
            Example("引进人才203名，较上年的156名增长三成。\n引进的156名人才中，青年占多数。", FAILS),
            Example("总预算380万元，2023年安排150万元。\n2023年安排的120万元预算尚未拨付。", FAILS),
            Example(
                "新改扩建标准化村卫生室121所。\n年初任务120所，全年实际新改扩建标准化村卫生室126所。", FAILS
            ),
            Example(
                "上半年举办实用技术培训23期，培训农民3260人次。\n上半年23期实用技术培训共有3620人次参加。",
                FAILS,
            ),
            Example("1—11月调解矛盾纠纷3126件。\n前11个月调解的矛盾纠纷达3162件。", FAILS),
            Example("新建高标准农田2300亩，集中在北部。\n3200亩新建高标准农田的管护经费没有着落。", FAILS),
            Example("预算收入完成2.31亿元，增长8.5%。\n预算收入虽比上年的2.13亿元有所增加，但仍偏小。", None),
            Example("东河镇现有护林员128名。\n西河镇126名护林员中，党员占一成。", None),
            Example("登记残疾人4263名。\n为4236名残疾人发放补贴，其余27名不符合条件。", None),
            Example("工业投资增长7.8%，居全市第三。\n工业投资增长8.7%是市里下达的目标。", None),
            Example("市级龙头企业126家。\n全县162家省级以下龙头企业中，茶企占一成。", None),
        ),
    ),
)
