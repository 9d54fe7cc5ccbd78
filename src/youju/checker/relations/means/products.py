"""Products (N104): what each gets, how many there are, what it comes to: 每户500元, 20户, 共1万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.means.averages import around, counted, number_of, times
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

_EACH: Final = re.compile(
    r"每一?(?P<each>[人户个家名亩头只队所场次期班套村校项件吨张台条批辆份地镇乡县区市点站处店园院支])(?:每年)?(?:租金|补[助贴]|奖[励补]|收[入益费]|增收|培训|发放|按|标准|可?获|计|给予|约|为|的)*"
    r"[^，。；、\d年月天季日周]{0,12}$"
)
_PERIODIC: Final = re.compile(r"[年月天季日周]|至|起|最高|以上")
_POSTS: Final = re.compile(r"岗位?$")
"""What each has one person: 公益性岗位65个，每人6000元."""


def _products(passage: Passage) -> Iterator[Relation]:
    """每户500元, 20户, 共1万元; 6期, 每期50人, 共300人."""
    for price, numbers, _ in around(passage, "每"):
        match = _EACH.search(passage.before(price, 14))
        if match is None or len(numbers) < 3:
            continue
        at = numbers.index(price)
        others = [one for one in numbers[max(0, at - 3) : at + 4] if one is not price]
        each = match["each"]
        counts = [
            one
            for one in others
            if counted(one, each)
            or passage.text.startswith(each, one.end)
            or (each == "人" and _POSTS.search(passage.before(one, 6)))
        ]
        totals = [
            one for one in others if similar(one, price) and one.base >= price.base and one not in counts
        ]
        pairs = [(count, total) for count in counts for total in totals if count is not total]
        fit = next((pair for pair in pairs if _multiplied(price, *pair)), None)
        if fit is not None:
            yield _product(price, *fit)
            continue
        told = passage.before(price, 14) + passage.text[price.end : price.end + 4]
        if len(pairs) > 1:  # 每个小区10户，在全县14个小区落实120户，其中城镇50户
            pairs = [pair for pair in pairs if _told_together(passage, price, *pair)]
        if len(pairs) != 1 or _PERIODIC.search(told):
            continue
        count, total = pairs[0]
        ratio = price.base * times(count) / total.base
        if exact(price, count, total) and Decimal("0.5") <= ratio <= 2:
            yield _product(price, count, total)


_OFFICERS: Final = re.compile(r"[^，。；\d]{0,3}责任人")


def _of_officers(passage: Passage) -> Iterator[Relation]:
    """“三个责任人”，全县93座水库共落实责任人279名: so many for each, by their name."""
    for sentence in passage.sentences_with("责"):
        numbers = [one for one in sentence.mentions if one.countable]
        each = next((one for one in numbers if one.spelled and _OFFICERS.match(passage.text, one.end)), None)
        persons = [one for one in numbers if one.dimension == "人" and _TOTAL.search(passage.before(one, 12))]
        places = [one for one in numbers if one is not each and one.unit in _PLACES and exact(one)]
        if each is not None and len(persons) == 1 and exact(*persons) and each.value > 1:
            found = [_product(each, one, persons[0]) for one in places if one.value < persons[0].value]
            fit = next((one for one in found if one.verdict is HOLDS), None)
            if fit or (
                len(found) == 1 and abs(each.value * places[0].value - persons[0].value) <= _FEW * each.value
            ):
                yield fit or found[0]


_PLACES: Final = frozenset({"座", "处", "个", "条", "所", "口", "家"})
_FEW: Final = 3


_TOTAL: Final = re.compile(r"(?:共|合计|总|落实|累计)[^，。；、\d]{0,8}$")
_ALL: Final = re.compile(r"(?:全|共|在)[^，。；、\d]{0,4}$")


def _told_together(passage: Passage, price: Mention, count: Mention, total: Mention) -> bool:
    """Whether three figures stand side by side, and two are said to be all there are."""
    places = sorted(passage.at(one.start) for one in (price, count, total))
    beside = places[-1] - places[0] == _BESIDE and "。" not in passage.text[price.start : total.end]
    said = _TOTAL.search(passage.before(total, 12)) and _ALL.search(passage.before(count, 6))
    return bool(beside and said and total.start > max(price.start, count.start))


_BESIDE: Final = 2


def _multiplied(price: Mention, count: Mention, total: Mention) -> bool:
    return (in_scale(price, total.scale) * number_of(count)).meets(total.interval)


_EACH_TIME: Final = re.compile(r"每[一-鿿]?(?P<each>[人生名户个所])每(?P<time>[天日月年])[^，。；、\d]{0,6}$")
_TIMES: Final = {"天": {"天", "日"}, "日": {"天", "日"}, "月": {"个月", "月"}, "年": {"年"}}


def _for_times(passage: Passage) -> Iterator[Relation]:
    """学生21640人，每生每天5元、全年200天，共2164万元: so much for each, so many times."""
    for price, numbers, _ in around(passage, "每"):
        each = _EACH_TIME.search(passage.before(price, 14))
        often = [one for one in numbers if each and one.unit in _TIMES[each["time"]] and exact(one)]
        if each is None or len(often) != 1:
            continue
        persons = "人" if each["each"] in "人生名" else each["each"]
        alike = [one for one in numbers if similar(one, price) and one.base > price.base and exact(one)]
        counts = [
            one for one in numbers if (counted(one, persons) or one.dimension == persons) and exact(one)
        ]
        found = [_product(price, count, total, *often) for count in counts for total in alike]
        fit = next((one for one in found if one.verdict is HOLDS), None)
        if fit or len(found) == 1:
            yield fit or found[0]


def _product(price: Mention, count: Mention, total: Mention, often: Mention | None = None) -> Relation:
    parts = {"t": total, "p": price, "n": count}
    reach = in_scale(price, total.scale) * number_of(count)
    computed, shown, formula = price.base * times(count), f"{price.text}×{count.text}", "t == p * n"
    if often is not None:
        parts["d"] = often
        fixed = Interval(price.base / total.scale, price.base / total.scale)  # so much for each is exact
        reach, computed = fixed * number_of(count) * often.interval, computed * often.value
        shown, formula = f"{shown}×{often.text}", "t == p * n * d"
    verdict = HOLDS if reach.meets(total.interval) else FAILS
    message = f"{shown}={number(computed / total.scale)}{total.unit}，{against(total.text, verdict)}"
    return relation("N104", Kind.PRODUCT, formula, parts, verdict, reach.low, reach.high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "product",
        "N104",
        Kind.PRODUCT,
        _products,
        (
            Example("按每户500元标准，补助20户，共1万元。", HOLDS),
            Example("按每户500元标准，补助20户，共1.5万元。", FAILS, (), "500元×20户=10000"),
            Example(
                "开发岗位65个，按每人每年6000元标准，共发放39万元。", HOLDS, ("65个", "6000元", "39万元")
            ),
            Example("培训6期，每期50人，共培训300人。", HOLDS, ("6期", "50人", "300人")),
            Example("流转土地5400亩，每亩租金800元，收入432万元。", HOLDS),
            Example("设9个班，每班30个学位，可提供学位270个。", HOLDS, ("9个", "30个", "270个")),
            Example("奖扶对象2416人，按每人每年960元的标准，发放231.936万元。", HOLDS),
            Example("奖扶对象2416人，按每人每年960元的标准，发放131.936万元。", None),
            Example("划分为69个网格，每个网格配备专兼职网格员2名，共配备网格员136名。", FAILS, (), "=138"),
            Example("选派工作队66支，每队3人，共192名驻村干部。", FAILS, (), "3人×66支=198"),
            Example("按每个小区10户的要求，在全县14个小区落实记账户120户，其中城镇50户。", FAILS, (), "=140"),
            Example("按每户每月500元标准，补助20户，共11.5万元。", None),
        ),
    ),
    Pattern(
        "product for so many times",
        "N104",
        Kind.PRODUCT,
        _for_times,
        (
            Example("享受学生21640人，按照每生每天5元、全年200天的标准，落实补助资金2164万元。", HOLDS),
            Example(
                "享受学生21640人，按照每生每天5元、全年200天的标准，落实补助资金2364万元。",
                FAILS,
                (),
                "=2164",
            ),
            Example("护理员120人，每人每月600元，12个月共支出86.4万元。", HOLDS),
            Example("护理员120人，每人每月600元，共支出86.4万元。", None),
        ),
    ),
    Pattern(
        "officers for each",
        "N104",
        Kind.PRODUCT,
        _of_officers,
        (
            Example(
                "逐库落实“三个责任人”，全县93座水库共落实责任人279名。",
                HOLDS,
                ("三个", "93座", "279名"),
            ),
            Example("每座水库均落实“三个责任人”，全县93座水库共落实责任人276名。", FAILS, (), "=279"),
            Example("逐库落实“三个责任人”，全县93座水库共落实责任人186名。", None),
        ),
    ),
)
