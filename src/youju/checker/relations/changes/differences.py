"""What is left between two figures (N103): 由A增加到B，增加D; 新登记A，注销B，净增D; 送审A，审定B，核减D."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.mentions import PERCENT, Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import grown, of_base
from youju.checker.relations.flows import CAME, WENT
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    Example,
    Pattern,
    against,
    judge,
    number,
    printed_scale,
    relation,
    unit_of,
)

FROM: Final = re.compile(r"[由从自][^，；。\d]{0,10}$")
TO: Final = re.compile(
    r"^[^，；。\d]{0,8}(?:增加|增长|上升|提高|提升|扩大|减少|下降|降低|降|压减|压缩|缩短|[增升扩提变降减缩调达]|[一-鿿]{2})[到至为][^，；。\d]{0,4}$"
)
_NEAR: Final = 24


def _difference(more: Mention, less: Mention, gap: Mention, what: str) -> Relation:
    """`gap` is `more` less `less`, whichever of the two is the later one."""
    points = gap.unit == "百分点"
    scale = None if points else gap.scale
    shown = printed_scale(gap)
    parts = {"a": more, "b": less, "d": gap}
    verdict, low, high = judge("d == a - b", parts, scale=scale)
    left = (more.base - less.base) / shown
    message = f"{more.text}－{less.text}={number(left)}{unit_of(gap)}，{against(what + gap.text, verdict)}"
    return relation("N103", Kind.DIFFERENCE, "d == a - b", parts, verdict, low, high, message, scale=scale)


def _from_to(passage: Passage) -> Iterator[Relation]:
    """由12万亩增加到15万亩，增加3万亩; 由48%提高到60%，提高12个百分点; 由20户增加到30户，增长50%."""
    for sentence in passage.sentences_with("由从自", "到至为"):
        numbers = sentence.mentions
        for old, now, change in zip(numbers, numbers[1:], numbers[2:], strict=False):
            if (
                not TO.match(passage.between(old, now))
                or not similar(old, now)
                or not (old.measured and now.measured and change.measured)
            ):
                continue
            close = len(passage.between(now, change)) <= _NEAR and not re.search(
                r"[；。]|其中", passage.between(now, change)
            )
            new = re.search(r"(?:新增|净增)(?:了|加|的)?$", passage.before(change))
            told = (new or aspect_of(passage, change) in CHANGES) and FROM.search(passage.before(old))
            if not close or not told or not exact(old, now, change):
                continue
            falling = now.base < old.base
            if falling != (aspect_of(passage, change) is Aspect.LOSS):
                continue
            more, less = (old, now) if falling else (now, old)
            if (old.percent and change.unit == "百分点") or (similar(old, change) and not old.percent):
                yield _difference(more, less, change, "变化")
            elif change.percent and not old.percent and old.value:
                yield grown(now, old, change, falling=falling)


_NET: Final = re.compile(r"净(?:增加?|减少?|流[入出]|回笼)[^，；。、\d]{0,4}$")
_OUT: Final = re.compile(WENT)
_IN: Final = re.compile(rf"{CAME}|新|增|入|收|接")


_FLOWS: Final = 8


def _net(passage: Passage) -> Iterator[Relation]:
    """新登记21家，注销13家，净增8家."""
    for sentence in passage.sentences_with("净"):
        numbers = [one for one in sentence.mentions if one.measured and not one.percent]
        for index in range(2, len(numbers)):
            net = numbers[index]
            if not _NET.search(passage.before(net)):
                continue
            ins = numbers[max(0, index - _FLOWS) : index]
            while ins and not _OUT.search(passage.before(ins[-1], 16)):  # 实有920家，较上年底的912家净增8家
                ins.pop()
            out = ins[-1] if ins else net
            if not similar(out, net):
                continue
            beside = out is numbers[index - 1]
            for come in reversed(ins[:-1]):
                if not similar(come, net) or come.base < out.base:
                    continue
                holds = judge("d == a - b", {"a": come, "b": out, "d": net}, scale=net.scale)[0] is HOLDS
                holds = holds and (beside or _IN.search(passage.before(come, 16)) is not None)
                sure = beside and (come is ins[-2] or passage.text.find("其中", come.end, out.start) >= 0)
                firm = _IN.search(passage.before(come, 16)) and not (come.hedge or out.hedge or net.hedge)
                if holds or (sure and firm):
                    yield _difference(come, out, net, "净增")
                    break


_ASKED: Final = re.compile(r"送审|报审|申报|概算|预算|原报|上报|控制价|底价|原价")
_SETTLED: Final = re.compile(r"审定|核定|批复|评审后|中标|成交|审核后|实际")
_CUT: Final = re.compile(r"(?:核减|审减|减少|节约|节省|节支|压减|净核减)[^，；。\d]{0,8}$")


def _reviewed(passage: Passage) -> Iterator[Relation]:
    """送审金额8.65亿元，审定金额7.98亿元，核减0.67亿元."""
    for sentence in passage.sentences_with("减节", "审报算价"):
        amounts = [one for one in sentence.mentions if one.measured and not one.percent]
        for cut in amounts[2:]:
            if not _CUT.search(passage.before(cut)):
                continue
            before = [one for one in amounts if one.start < cut.start and similar(one, cut)]
            if len(before) < 2:
                continue
            asked, settled = before[-2:]
            named = _ASKED.search(passage.before(asked)) and _SETTLED.search(passage.before(settled))
            if named and not any(one.hedge for one in (cut, settled, asked)):
                yield _difference(asked, settled, cut, "核减")


_BORN, _DIED = re.compile(r"出生(?:率|人口|人数)"), re.compile(r"死亡(?:率|人口|人数)")
_NATURAL: Final = re.compile(r"自然增(?:长|加)|净增|比上年末?增加")


def _natural(passage: Passage) -> Iterator[Relation]:
    """出生率12.95‰；死亡率7.09‰；自然增长率5.86‰."""
    for sentence in passage.sentences_with("生", "亡"):
        numbers = [one for one in sentence.mentions if one.measured and not one.hedge]
        born = [one for one in numbers if _BORN.search(passage.before(one, 14))]
        died = [one for one in numbers if _DIED.search(passage.before(one, 14))]
        grown = [one for one in numbers if _NATURAL.search(passage.before(one, 14))]
        for one in grown:
            more = next((other for other in born if other.unit == one.unit), None)
            less = next((other for other in died if other.unit == one.unit), None)
            if more and less and (passage.text[one.start - 1] in _MINUS) == (more.base < less.base):
                more, less = sorted((more, less), key=lambda other: -other.base)
                yield _difference(more, less, one, "自然增长")


_MINUS: Final = "-－−–—"


_NOW: Final = re.compile(r"(?:今年|本年|现|目前|降[至为到]|增[至为到]|达到?)[^，。；\d]{0,6}$")


def _since(passage: Passage) -> Iterator[Relation]:
    """较去年同期的820件减少120件，今年为700件."""
    for sentence in passage.sentences_with("去上前初原比较", "今本现目降增达"):
        numbers = [one for one in sentence.mentions if one.measured and not one.percent]
        for old, change, now in zip(numbers, numbers[1:], numbers[2:], strict=False):
            aspect = aspect_of(passage, change)
            told = aspect in CHANGES and aspect_of(passage, old) is Aspect.OLD
            alike = similar(old, change) and similar(change, now) and len(passage.between(old, change)) <= 6
            near = len(passage.between(change, now)) <= _NEAR and _NOW.search(passage.before(now))
            if told and alike and near and exact(old, change, now):
                more, less = (old, now) if aspect is Aspect.LOSS else (now, old)
                yield _difference(more, less, change, "变化")


_TIMES: Final = frozenset({"年", "月", "天"})
_AGAINST: Final = re.compile(r"相比|比较|相较")


def _against(passage: Passage) -> Iterator[Relation]:
    """与2010年的133万人相比，增加3万人，增长2.3%."""
    for sentence in passage.sentences_with("相比", PERCENT):
        numbers = [one for one in sentence.mentions if one.measured and one.unit not in _TIMES]
        for old, change, rate in zip(numbers, numbers[1:], numbers[2:], strict=False):
            if not _AGAINST.match(passage.after(old)) or not rate.percent or not similar(old, change):
                continue
            aspects = {aspect_of(passage, one) for one in (change, rate)}
            if not exact(old, change, rate) or len(aspects) > 1 or not aspects <= CHANGES or old.value == 0:
                continue
            yield of_base(change, old, rate)


_AHEAD: Final = re.compile(r"(?P<how>高于|高出|快于|低于|慢于)(?P<who>全[国省市州区县])[^，；。、\d]{0,8}$")
_LOWER: Final = frozenset({"低于", "慢于"})


def _ahead(passage: Passage) -> Iterator[Relation]:
    """增长9.2%，高于全市平均2.1个百分点，全市增长7.1%."""
    for sentence in passage.sentences_with("点", "高快低慢", "全"):
        numbers = [one for one in sentence.mentions if one.measured]
        for index, points in enumerate(numbers):
            match = _AHEAD.search(passage.before(points)) if points.unit == "百分点" and index else None
            if match is None:
                continue
            own = next(
                (one for one in reversed(numbers[max(0, index - 3) : index]) if _own(passage, one)), None
            )
            whose = re.compile(rf"(?<!占){match['who']}[^，；。、\d]{{0,10}}$")
            other = next(
                (
                    one
                    for one in numbers[index + 1 : index + 3]
                    if one.percent and whose.search(passage.before(one))
                ),
                None,
            )
            if own is None or other is None or any(one.hedge for one in (own, points, other)):
                continue
            more, less = (other, own) if match["how"] in _LOWER else (own, other)
            yield _difference(more, less, points, match["how"])


_THAN: Final = re.compile(r"[比较][^，。；、\d]{0,12}$")
_BY: Final = re.compile(r"^(?:要|还)?(?P<how>低|高|快|慢)(?:出|了)?$")


def _than(passage: Passage) -> Iterator[Relation]:
    """登记失业率3.37%，比年目标任务4%低0.63个百分点."""
    for sentence in passage.sentences_with("点", "比较", "低高快慢"):
        numbers = [one for one in sentence.mentions if one.measured]
        for own, other, points in zip(numbers, numbers[1:], numbers[2:], strict=False):
            how = _BY.match(passage.between(other, points)) if points.unit == "百分点" else None
            if how is None or not (own.percent and other.percent) or len(passage.between(own, other)) > _NEAR:
                continue
            told = _THAN.search(passage.before(other)) and aspect_of(passage, own) not in CHANGES
            if told and exact(own, other, points):
                more, less = (other, own) if how["how"] in "低慢" else (own, other)
                yield _difference(more, less, points, "相差")


_MORE: Final = re.compile(r"^[^，。；、\d]{0,10}?(?P<how>多|少|高|低)(?:出|了|出了)?$")
_HALF_OFF: Final = 2


def _more_than(passage: Passage) -> Iterator[Relation]:
    """保有量52.36万亩，比51.90万亩的保护任务多0.46万亩."""
    for sentence in passage.sentences_with("比较", "多少高低"):
        numbers = [one for one in sentence.mentions if one.measured and not one.percent]
        for own, other, gap in zip(numbers, numbers[1:], numbers[2:], strict=False):
            how = _MORE.match(passage.between(other, gap)) if similar(other, gap) else None
            if how is None or not similar(own, other) or not exact(own, other, gap):
                continue
            beside = len(passage.between(own, other)) <= _NEAR and _THAN.search(passage.before(other))
            if beside and aspect_of(passage, own) not in CHANGES:
                more, less = (other, own) if how["how"] in "少低" else (own, other)
                if abs(more.base - less.base - gap.base) * _HALF_OFF <= gap.base:
                    yield _difference(more, less, gap, "相差")


def _own(passage: Passage, mention: Mention) -> bool:
    return mention.percent and aspect_of(passage, mention) not in {Aspect.OLD, Aspect.ELSEWHERE}


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "from to",
        "N103",
        Kind.DIFFERENCE,
        _from_to,
        (
            Example("面积由12万亩增加到15万亩，增加3万亩。", HOLDS, ("12万亩", "15万亩", "3万亩")),
            Example("面积由12.0万亩增加到15.0万亩，增加2.8万亩。", FAILS, (), "=3万亩"),
            Example("覆盖率由年初的62.5%提升到78.3%，提升15.3个百分点。", FAILS, (), "=15.8个百分点"),
            Example("线路由12条优化至15条，新增2条。", FAILS, (), "=3条"),
            Example("窗口由26个扩至40个，扩容14个。", HOLDS, ("26个", "40个", "14个")),
            Example("保障标准由每人每月718元提高到756元，提标48元。", FAILS, (), "=38元"),
            Example("商户由20户增加到30户，增长50%。", HOLDS),
            Example("面积由12万亩增加到15万亩，新建水渠3公里。", None),
        ),
    ),
    Pattern(
        "net",
        "N103",
        Kind.DIFFERENCE,
        _net,
        (
            Example("新登记21家，注销13家，净增8家。", HOLDS),
            Example("新登记21家，注销13家，净增9家。", FAILS, (), "=8家"),
            Example("新登记21家，其中外资2家，注销13家，实有920家，较上年底的912家净增8家。", HOLDS),
            Example("新登记21家，净增8家。", None),
        ),
    ),
    Pattern(
        "reviewed",
        "N103",
        Kind.DIFFERENCE,
        _reviewed,
        (
            Example("送审金额8.65亿元，审定金额7.98亿元，核减0.67亿元。", HOLDS),
            Example("送审金额8.65亿元，审定金额7.98亿元，核减0.76亿元。", FAILS),
            Example("受理37个，申报金额8640万元，通过29个，核定金额6910万元，核减1727万元。", FAILS),
            Example("核减金额0.67亿元。", None),
        ),
    ),
    Pattern(
        "since",
        "N103",
        Kind.DIFFERENCE,
        _since,
        (
            Example("较去年同期的820件减少120件，今年为700件。", HOLDS),
            Example("较去年同期的820件减少120件，今年为710件。", FAILS, (), "=110件"),
            Example("较去年同期的820件减少120件，办结700件。", None),
        ),
    ),
    Pattern(
        "natural growth",
        "N103",
        Kind.DIFFERENCE,
        _natural,
        (
            Example("人口出生率12.95‰；死亡率7.09‰；自然增长率5.86‰。", HOLDS),
            Example("出生人口106人，死亡人口101人，自然增长人口6人。", FAILS, (), "=5人"),
            Example("出生率5.3‰，死亡率6.5‰，自然增长率为-1.2‰。", HOLDS, ("5.3‰", "6.5‰", "1.2‰")),
            Example("出生率5.3‰，死亡率6.5‰，自然增长率为-1.8‰。", FAILS, (), "=1.2‰"),
            Example("出生人口106人，自然增长率5.86‰。", None),
        ),
    ),
    Pattern(
        "against",
        "N103",
        Kind.GROWTH,
        _against,
        (
            Example(
                "人口1373人。与2010年的1339人相比，五年增加34人，增长2.54%。",
                HOLDS,
                ("1339人", "34人", "2.54%"),
            ),
            Example("人口1373人。与2010年的1339人相比，增加34人，增长2.84%。", FAILS, (), "=2.54%"),
            Example("人口1373人。与2010年的1339人相比，变化明显，增长2.84%。", None),
        ),
    ),
    Pattern(
        "than",
        "N103",
        Kind.DIFFERENCE,
        _than,
        (
            Example(
                "登记失业率3.37%，比年目标任务4%低0.63个百分点。", HOLDS, ("3.37%", "4%", "0.63个百分点")
            ),
            Example("登记失业率3.37%，比年目标任务4.00%低0.73个百分点。", FAILS, (), "=0.63个百分点"),
            Example("登记失业率3.37%，低于省控线0.63个百分点。", None),
        ),
    ),
    Pattern(
        "more than",
        "N103",
        Kind.DIFFERENCE,
        _more_than,
        (
            Example(
                "耕地保有量52.36万亩，比市下达的51.90万亩任务多0.46万亩。",
                HOLDS,
                ("52.36万亩", "51.90万亩", "0.46万亩"),
            ),
            Example("办理时限7天，比规定的15天少8天。", HOLDS, ("7天", "15天", "8天")),
            Example("耕地保有量52.36万亩，比市下达的51.90万亩任务多0.64万亩。", FAILS, (), "=0.46万亩"),
            Example("耕地保有量52.36万亩，比上年新建水渠12.5万米多1.2万米。", None),
        ),
    ),
    Pattern(
        "ahead",
        "N103",
        Kind.DIFFERENCE,
        _ahead,
        (
            Example("投资增长9.2%，高于全市平均水平2.1个百分点，全市平均增速为7.1%。", HOLDS),
            Example("投资增长9.2%，高于全市平均水平2.4个百分点，全市平均增速为7.1%。", FAILS),
            Example("投资增长9.2%，高于全市平均水平2.1个百分点。", None),
        ),
    ),
)
