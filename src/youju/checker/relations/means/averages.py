"""Averages (N104): a total, a number and what comes to each; `products` has what each is said to get.

The unit of which there are so many is named by the words: 户均, 每件, 亩均, 人均. What is printed without
digits after the point may be cut off instead of rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, Role, exact, similar
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    Example,
    Pattern,
    against,
    in_scale,
    number,
    relation,
)
from youju.standards import units

_MEAN: Final = re.compile(
    r"(?:平均[每单]一?(?:个家庭)?(?P<each>[一-鿿])|(?P<per>[人户村校亩笔件宗项场家头镇期企次份床站所台辆套店院馆园班组]|台（套）)均|"
    r"每一?(?P<all>[一-鿿])[^，。；、\d]{0,4}平均|均价每一?(?P<price>[一-鿿]{1,2})|"
    r"(?:平均|折合)(?P<yield>亩产|单产))[^，。；、\d]{0,10}$"
)
_PER: Final = {
    "人": ("人", "人次", "名"),
    "名": ("人",),
    "户": ("户", "户次", "家"),
    "次": ("次", "人次", "场次"),
    "队": ("支", "个"),
    "企": ("家",),
    "校": ("所",),
    "亩": ("area",),
    **dict.fromkeys("村镇乡地县区市点", ("个", "村", "镇", "处")),
    **dict.fromkeys("站店园院馆", ("个", "所", "家", "处")),
    "所": ("个", "所"),
    "台（套）": ("台", "套", "台套"),
}
_LONG: Final = {"公": "公里", "千": "千米", "平": "平方米"}
"""Units of which a mean names the first character: 平均每公里."""
_NUMBERS_MOST: Final = 14
"""Numbers of a sentence that can be told apart."""
_INCOME: Final = re.compile(r"可支配|收入水平|纯收入|GDP|生产总值|预期寿命|面积|床位|拥有")


def _quantities(sentence: Sentence) -> list[Mention]:
    amounts = (one for one in sentence.mentions if one.measured and not one.percent)
    return [one for one in amounts if one.unit != "百分点" and one.value > 0]


def counted(mention: Mention, each: str) -> bool:
    """Whether a quantity is a number of what a mean is of each: 312家 of 企均."""
    names = _PER.get(each, (each,))
    alike = {each, each + "次", _LONG.get(each)}
    return mention.unit in names or mention.dimension in names or mention.unit in alike


def around(passage: Passage, clues: str) -> Iterator[tuple[Mention, list[Mention], list[Mention]]]:
    """Each quantity of a sentence with a clue, the quantities of it and those of the sentence before."""
    for paragraph in passage.paragraphs_with(clues):
        for last, sentence in zip((None, *paragraph.sentences), paragraph.sentences, strict=False):
            numbers = _quantities(sentence) if not sentence.characters.isdisjoint(clues) else []
            if 0 < len(numbers) <= _NUMBERS_MOST:
                before = _quantities(last)[-_NUMBERS_MOST:] if last else []
                for number_ in numbers:
                    yield number_, numbers, before


_NEAR, _NEARER = Decimal("0.1"), Decimal("0.01")
"""A mean that is off by no more was meant to be that of the pair: the only one, or one of several."""


_COMPARED: Final = re.compile(r"超|[高低]于|[比较]")


def each_of(passage: Passage, mean: Mention) -> str:
    """Of what each a mean is: 人 of 人均, 户 of 平均每户; empty where it is none, or compared with one."""
    match = _MEAN.search(head := passage.before(mean, 20))
    if match is None or _COMPARED.search(head):
        return ""
    return match["each"] or match["per"] or match["all"] or match["price"] or "亩"


_OF_EACH: Final = re.compile(r"最[高低]|平均|[人户亩]均|单产|亩产")


def _of_each(passage: Passage, mention: Mention) -> bool:
    """Whether a quantity is itself what comes to each, or the most of these, and no total: 最高单产."""
    return bool(_OF_EACH.search(passage.before(mention, 12)))


def _averages(passage: Passage) -> Iterator[Relation]:
    """312家, 24个社区, 平均每个社区13家; 送审2.4亿元, 12万亩, 亩均2000元."""
    for mean, numbers, last in around(passage, "均产"):
        each = each_of(passage, mean)
        if not each:
            continue
        before = [one for one in numbers if one.start < mean.start and not _of_each(passage, one)]
        after = [one for one in numbers if one.start > mean.end][:_AFTER]
        earlier = [one for one in last if not _of_each(passage, one)]
        own = [*_pairs(before, before, mean, each), *_pairs(after[:1], before, mean, each)]
        far = [
            *_pairs(before, earlier, mean, each),
            *_pairs(earlier, before, mean, each),
            *_pairs(earlier, earlier, mean, each),
        ]
        counted = _counted_before(passage, mean)
        spread = [(one, counted) for one in reversed(before) if counted and same_kind(one, mean)]
        spread += _pairs(before, after[:1], mean, each)  # a number that follows the mean may be another one
        fit = next((pair for pair in (*own, *far, *spread) if _fits(mean, *pair)), None)
        if fit is None and each == "亩":  # of fields: of a territory told in 平方公里 only where it fits
            own, far = [one for one in own if _fields(one)], [one for one in far if _fields(one)]
        later = [] if before else [*_pairs(after, after, mean, each)]
        fit = fit or _meant(passage, mean, own, far, later)
        if fit is not None:
            yield average_of(mean, *fit)


def _fits(mean: Mention, total: Mention, count: Mention) -> bool:
    """Whether the mean is the quotient, and where a figure is open above (突破2000万元), nearly so."""
    near = exact(total, count) or _off(mean, total, count) <= Decimal("0.5")
    return near and _divided(mean, total, count)[0] is HOLDS


_Pair = tuple[Mention, Mention]


def _meant(
    passage: Passage, mean: Mention, own: Sequence[_Pair], far: Sequence[_Pair], later: Sequence[_Pair]
) -> _Pair | None:
    """The total and the number that a mean contradicts: named by it, or the only ones that come near."""
    named = [pair for pair in (*own, *far, *later) if _told_by(passage, mean, *pair)]
    if len(named) == 1 and exact(mean, *named[0]) and _off(mean, *named[0]) <= 1:
        return named[0]
    if _INCOME.search(passage.before(mean, 20)):
        return None
    slip = (mean.half * 2 or Decimal(1)) * Decimal("4.5") / mean.value
    own = [pair for pair in own if _likely(mean, *pair)] or own
    alone = len(own) == 1 or len(own) + len(far) == 1
    near = _NEAR if alone else min(max(_NEARER, slip), _NEAR)
    meant = [pair for pair in own or far if _off(mean, *pair) <= near]
    meant = meant or [pair for pair in far if _off(mean, *pair) <= near]
    meant = meant or [pair for pair in own if len(own) == 1 and pair[0].start < mean.start]
    most = 2 if mean.value < _SMALL else 1
    return meant[0] if len(meant) == 1 and exact(mean, *meant[0]) and _off(mean, *meant[0]) <= most else None


_SMALL, _FAR_OFF = 10, 10


def _likely(mean: Mention, total: Mention, count: Mention) -> bool:
    """Whether a total is spread over a number at all: no 限额2000元 over 1386人次, 1350元 each."""
    ratio = total.base / times(count) / mean.base
    return ratio <= _FAR_OFF and ratio * _FAR_OFF >= 1


def _fields(pair: _Pair) -> bool:
    return not pair[1].unit.startswith("平方")


_EACH_NAMED: Final = re.compile(r"平均每一?[个家所户处](?P<noun>[一-鿿]{3,6}?)(?:年|月|日|拥?有|[^一-鿿])")


def _counted_before(passage: Passage, mean: Mention) -> Mention | None:
    """How many there are of what a mean names, wherever it was told: 5586个村卫生室 … 平均每个村卫生室."""
    each = _EACH_NAMED.search(passage.before(mean, 24) + "#")
    if each is None:
        return None
    told = (one for one in passage.mentions if one.end < mean.start and one.role is Role.QUANTITY)
    named = [one for one in told if passage.text.startswith(each["noun"], one.end) and exact(one)]
    return named[-1] if named else None


_AFTER: Final = 3
"""Numbers after a mean that stands first: 人均救助5200元，惠及10250人，救助资金5330万元."""
_ANY: Final = frozenset({"收入", "支出", "面积", "生产", "总值", "可支", "支配", "消费", "床位", "拥有"})
"""What many totals are called: a mean does not name one of them by it."""


def _told_by(passage: Passage, mean: Mention, total: Mention, count: Mention) -> bool:
    """Whether a mean names what it is spread over (每个社区 … 24个社区), or what (救助 … 救助金)."""
    words = passage.before(mean, 20)
    noun = passage.text[count.end : count.end + 2]
    said = words[max(words.rfind("均"), 0) + 1 :].rstrip("约为达到")
    spent = passage.before(total, 8)
    return (len(noun) == 2 and noun.isalpha() and noun in words) or (
        any(two in spent for at in range(len(said) - 1) if (two := said[at : at + 2]) not in _ANY)
    )


def _pairs(
    totals: Sequence[Mention], counts: Sequence[Mention], mean: Mention, each: str
) -> Iterator[tuple[Mention, Mention]]:
    """A total in the unit of the mean and a number of what it is spread over, nearest first."""
    for total in reversed(totals):
        if not same_kind(total, mean) or total.base <= mean.base:
            continue
        for count in reversed(counts):
            if count is not total and counted(count, each):
                yield total, count


def same_kind(total: Mention, mean: Mention) -> bool:
    """Whether a total is in the unit of a mean: 3480人次 of 每家3人, 1.43万人次 of 人均50次."""
    if similar(total, mean) or mean.dimension.startswith(total.dimension + "/"):
        return True
    return total.unit == mean.unit + "次" or total.unit.endswith("人" + mean.unit)


def _divided(mean: Mention, total: Mention, count: Mention) -> tuple[Verdict, Interval]:
    """Whether the mean can be the quotient, rounded or cut off in its last printed place."""
    spread = number_of(count)
    reach = Interval(total.interval.low * total.scale, total.interval.high * total.scale)
    if spread.low <= 0:
        return HOLDS, reach
    quotient = reach / spread
    printed = Interval(mean.interval.low * mean.scale, mean.interval.high * mean.scale)
    place = (mean.half * 2 or Decimal(1)) * mean.scale
    if not mean.hedge:
        printed = Interval(printed.low, mean.base + place * _CUT_OFF)
    return (HOLDS if printed.meets(quotient) else FAILS), quotient


_CUT_OFF: Final = Decimal("0.999")
"""Just short of the next printed figure."""

_MU: Final = units.unit("亩").factor
"""亩均 and 亩产 are of one 亩, whatever the area is printed in."""


def number_of(count: Mention) -> Interval:
    return in_scale(count, _MU) if count.dimension == "area" else count.interval


def times(count: Mention) -> Decimal:
    """By what a total is divided: 亩 of an area, whatever it is printed in."""
    return count.base / _MU if count.dimension == "area" else count.value


def average_of(mean: Mention, total: Mention, count: Mention) -> Relation:
    """Whether a mean is a total spread over a number."""
    verdict, quotient = _divided(mean, total, count)
    shown = total.base / mean.scale / times(count)
    if re.search("万", mean.text):
        shown /= 10000
    unit = mean.unit.partition("/")[0]
    message = f"{total.text}÷{count.text}={number(round(shown, 2))}{'万' if '万' in mean.text else ''}{unit}"
    message += f"，{against(mean.text, verdict)}"
    parts = {"m": mean, "t": total, "n": count}
    low, high = quotient.low / mean.scale, quotient.high / mean.scale
    return relation("N104", Kind.AVERAGE, "m == t / n", parts, verdict, low, high, message)


def _off(mean: Mention, total: Mention, count: Mention) -> Decimal:
    """By which part of it the mean differs from what the total and the number give."""
    return abs(total.base / times(count) / mean.base - 1)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "average",
        "N104",
        Kind.AVERAGE,
        _averages,
        (
            Example("全县24个社区有社团312家，平均每个社区13家。", HOLDS, ("24个", "312家", "13家")),
            Example("全县24个社区有社团312家，平均每个社区15家。", FAILS, (), "=13"),
            Example(
                "建设农田12万亩，总投资2.4亿元，亩均投资2000元。", HOLDS, ("12万亩", "2.4亿元", "2000元")
            ),
            Example("350个大棚销售突破2000万元。11个村收入742.5万元，村均57.5万元。", FAILS, (), "=67.5万元"),
            Example("发放贷款218笔4360万元，笔均24万元。", FAILS, (), "=20万元"),
            Example("交易326笔，成交额7498万元，平均单笔23万元。", HOLDS, ("326笔", "7498万元", "23万元")),
            Example("烟叶收购44.8万公斤，收入1433.6万元，均价每公斤34元。", FAILS, (), "=32元"),
            Example("播种面积40.5万亩。粮食总产17.82万吨，折合亩产440公斤。", HOLDS),
            Example("限额提到2000元以下，救助1625人次，支出资金341.25万元，次均救助1850元。", FAILS),
            Example("实施救助1625人次，支出资金341.25万元，次均救助2200元。", FAILS, (), "=2100元"),
            Example("供水工程31处，投资6.48亿元，受益村平均每处约2090人。", None),
            Example("实施救助1860人次，支出资金372万元，人均救助2000元。", HOLDS),
            Example("播种86.4万亩。总产38.02万吨，平均亩产440公斤。", HOLDS),
            Example("共有家庭户409户，人口1269人，平均每个家庭户的人口为3.10人。", HOLDS),
            Example("共有家庭户409户，人口1269人，平均每个家庭户的人口为3.20人。", FAILS, (), "=3.1"),
            Example("全县共有24个社区。成立服务队312支，平均每个社区15支。", FAILS, (), "=13"),
            Example("发放救助金1200万元。惠及群众6000人次，人均救助1500元。", FAILS, (), "=2000元"),
            Example("播种52万亩，长势好，平均亩产428公斤，总产22.6万吨，居前。", FAILS, (), "=434.62公斤"),
            Example("新增充电口1640个，平均每个小区新增约20个，覆盖小区82个。", HOLDS),
            Example("选派86支工作队，平均每支3人，并对其中9名轮换。", None),
            Example("护林员420名，人均管护面积500亩，管护总面积25万亩。", FAILS, (), "=595.24亩"),
            Example("人均救助5200元，惠及10250人，救助资金5125万元。", FAILS, (), "=5000元"),
            Example(
                "全省共设5586个村卫生室，人员9613人。\n村卫生室诊疗106513人次，平均每个村卫生室年诊疗19.07人次。",
                HOLDS,
            ),
            Example("全县24个社区，平均每个社区15家。", None),
            Example("全县总面积1200平方公里，水资源总量1.2亿立方米，亩均水资源量97立方米。", None),
            Example("常住人口4.2万人，居民人均可支配收入2.1万元，财政收入3亿元。", None),
        ),
    ),
)
