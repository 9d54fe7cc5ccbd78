"""By how much two figures differ that stand side by side (N103): 两者相差12个百分点; 收入A，支出B，缺口D."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations
from typing import Final

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import difference
from youju.checker.relations.flows import SPENT
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern

_MORE: Final = re.compile(
    r"(?P<a>[一-鿿])[一-鿿]{0,3}比(?P<b>[一-鿿])[一-鿿]{0,3}(?:多|少|高|低|快|慢|大|小)[出了]{0,2}$"
)
_GAP: Final = re.compile(
    r"(?:相[差距]|差[距额值]|落差|[级极]差|前者比后者[多少高低]|后者比前者[多少高低])(?:缩小|扩大|拉大|收窄)?[为达有仅只约近了出到至]*$"
)
_OF_BOTH: Final = re.compile(r"分别|[两二]者|之间|前者|[两二][一-鿿]{1,6}(?:相差|差[距额值])")
_BESIDE: Final = 24
"""Characters between two of the three, at most."""


def _between(more: Mention, less: Mention, gap: Mention) -> Relation:
    more, less = sorted((more, less), key=lambda one: -one.base)
    return difference(more, less, gap, falling=False)


def _apart(passage: Passage) -> Iterator[Relation]:
    """男性723人，女性689人，男比女多34人; 分别为83.6%和71.2%，两者相差12.4个百分点."""
    for sentence in passage.sentences_with("比较差距", "多少高低快慢大小差距增减"):
        numbers = [one for one in sentence.mentions if one.measured and not one.spelled]
        for one, other, gap in zip(numbers, numbers[1:], numbers[2:], strict=False):
            points = one.percent and gap.unit == "百分点"
            alike = similar(one, other) and (points or (similar(other, gap) and not one.percent))
            if alike and exact(one, other, gap):
                found = _between(one, other, gap)
                if _compared(passage, one, other, gap) or (
                    found.verdict is HOLDS and _GAP.search(passage.before(gap))
                ):
                    yield found


_OF_TWO_YEARS: Final = re.compile(r"(?:今年|本年)?[比较][去上]年(?:净?增加?|多|净?减少?|少)了?$")


def _compared(passage: Passage, one: Mention, other: Mention, gap: Mention) -> bool:
    """Whether the gap can only be that of the two: both are named again, or are the only ones told."""
    if passage.between(one, other) in {"、", "和"} and _OF_TWO_YEARS.search(passage.before(gap)):
        return passage.text.rfind("分别", max(passage.start, one.start - _BESIDE), one.start) >= 0
    if match := _MORE.search(passage.before(gap)):
        heads = passage.before(one, 10), passage.before(other, 10)
        named = match["a"] in heads[0] and match["b"] in heads[1]
        return named or (match["b"] in heads[0] and match["a"] in heads[1])
    lead = passage.text[max(passage.start, one.start - _BESIDE) : gap.start].rpartition("。")[2]
    near = max(other.start - one.end, gap.start - other.end) <= _BESIDE
    told = near and _GAP.search(passage.before(gap)) and _OF_BOTH.search(lead)
    return bool(told) and "最" not in lead and "；" not in passage.text[one.end : gap.start]


_INCOME: Final = re.compile(r"收入|[收征]缴|筹集|征收|收取|收款|入库|出口")
_SPENT: Final = re.compile(rf"{SPENT}|进口")
_LEFT: Final = re.compile(
    r"(?:(?P<more>结余|盈余|结存|余额|顺差)|(?P<less>(?<!资金)(?<!投资)缺口|赤字|亏损|超支|透支|逆差|倒挂|收不抵支))[^，。；、\d]{0,4}$"
)
_ALL_TIME: Final = re.compile(r"累计|滚存|历年|[年期]末|尚有")
"""Before what is left of all years, or of this one and what there was."""


def _balances(passage: Passage) -> Iterator[Relation]:
    """收入7.42亿元，支出6.85亿元，当期结余0.57亿元; 征收6.85亿元，支出7.42亿元，缺口0.57亿元."""
    for sentence in passage.sentences_with("余存差缺赤亏超透倒抵", "收筹库出"):
        numbers = [one for one in sentence.mentions if one.measured and not one.percent]
        for *both, left in zip(numbers, numbers[1:], numbers[2:], strict=False):
            told = _LEFT.search(passage.before(left))
            if told is None or _ALL_TIME.search(passage.before(left)) or not exact(*both, left):
                continue
            for income, spent in permutations(both):
                named = _INCOME.search(passage.before(income)) and _SPENT.search(passage.before(spent))
                alike = similar(income, spent) and similar(spent, left)
                if named and alike and (income.base >= spent.base) == bool(told["more"]):
                    yield _between(income, spent, left)
                    break


_SHARE: Final = r"\d{1,2}(?:\.\d+)?"
_SHIFTED: Final = re.compile(
    rf"(?<![\d.])(?P<old>{_SHARE}(?:[:：∶]{_SHARE}){{2}})[^，。；\d]{{0,8}}[为到至]"
    rf"(?P<new>{_SHARE}(?:[:：∶]{_SHARE}){{2}})(?![\d.])"
)
_SECTOR: Final = re.compile(r"(?:第(?P<n>[一二三])产业|(?P<short>[一二三])产)[^，。；、\d]{0,12}$")
_FIGURE: Final = re.compile(r"[\d.]+")


def _shifted(passage: Passage) -> Iterator[Relation]:
    """三次产业结构由15.1∶40.2∶44.7调整为14.4∶40.9∶44.7，第二产业比重上升0.7个百分点."""
    for sentence in passage.sentences_with(":：∶", "点", "产"):
        match = _SHIFTED.search(passage.text, sentence.start, sentence.end)
        for points in sentence.mentions if match else ():
            told = _SECTOR.search(passage.before(points)) if points.unit == "百分点" else None
            if match is None or told is None or points.start < match.end() or points.hedge:
                continue
            at = "一二三".index(told["n"] or told["short"])
            old, now = (
                passage.first_from([*_FIGURE.finditer(passage.text, *match.span(side))][at].start())
                for side in ("old", "new")
            )
            if old is not None and now is not None and aspect_of(passage, points) in CHANGES:
                yield difference(now, old, points, falling=aspect_of(passage, points) is Aspect.LOSS)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "balance",
        "N103",
        Kind.DIFFERENCE,
        _balances,
        (
            Example("基金收入7.42亿元，支出6.85亿元，当期结余0.57亿元。", HOLDS),
            Example("基金收入7.42亿元，支出6.85亿元，当期结余0.61亿元。", FAILS, (), "相差0.57亿元"),
            Example("征缴保费6.85亿元，支付待遇7.42亿元，当期收支缺口0.57亿元。", HOLDS),
            Example("征缴保费6.85亿元，支出7.42亿元，当期收支缺口0.67亿元。", FAILS, (), "相差0.57亿元"),
            Example("支出7.42亿元，收入6.85亿元，收支倒挂0.57亿元。", HOLDS),
            Example("全年出口7.42亿元，进口6.85亿元，实现顺差0.75亿元。", FAILS, (), "相差0.57亿元"),
            Example("基金收入7.42亿元，支出6.85亿元，累计结余3.61亿元。", None),
            Example("基金收入7.42亿元，支出6.85亿元，年末滚存结余3.61亿元。", None),
            Example("上年结转1.2亿元，收入6.85亿元，支出7.42亿元，资金缺口3亿元。", None),
        ),
    ),
    Pattern(
        "structure shifted",
        "N103",
        Kind.DIFFERENCE,
        _shifted,
        (
            Example("产业结构由15.1∶40.2∶44.7调整为14.4∶40.9∶44.7，第二产业比重上升0.7个百分点。", HOLDS),
            Example(
                "产业结构由15.1:40.2:44.7优化为14.4:40.9:44.7，一产占比下降0.9个百分点。", FAILS, (), "0.7"
            ),
            Example("产业结构由15.1∶40.2∶44.7调整为14.4∶40.9∶44.7，工业增速上升0.9个百分点。", None),
        ),
    ),
    Pattern(
        "apart",
        "N103",
        Kind.DIFFERENCE,
        _apart,
        (
            Example("男性723人，女性689人，男比女多34人。", HOLDS),
            Example("近两年分别验收耕地842亩、1127亩，今年比去年净增285亩。", HOLDS),
            Example("近两年分别验收耕地842亩、1127亩，今年比去年净增258亩。", FAILS, (), "285亩"),
            Example("男性723人，女性689人，女性比男性少33人。", FAILS, (), "相差34人"),
            Example("城区、乡村覆盖率分别为84.5%和70.2%，两者相差14.3个百分点。", HOLDS),
            Example("城区、乡村覆盖率分别为84.5%和70.2%，相差13.4个百分点。", FAILS, (), "相差14.3个百分点"),
            Example("城区覆盖率84.5%，乡村覆盖率70.2%，二者差距达14.8个百分点。", FAILS, (), "相差14.3"),
            Example("甲乡入户率98.1%，乙乡仅为85.4%，两乡相差13.7个百分点。", FAILS, (), "相差12.7"),
            Example("甲片区完成312户，乙片区完成287户，前者比后者多25户。", HOLDS),
            Example("最高的甲镇97.2%，最低的乙镇81.5%，相差15.7个百分点。", HOLDS),
            Example("甲镇97.2%，乙镇81.5%，与先进地区相差5.7个百分点。", None),
            Example("男性723人，女性689人，党员比上年多34人。", None),
        ),
    ),
)
