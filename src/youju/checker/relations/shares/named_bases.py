"""Shares of a whole that is named and printed somewhere before (N102): 占总起数的58.3%, and once 火灾396起.

The words name the whole only loosely (总起数 is of what is counted in 起, 财政总收入 of 公共财政预算总收入),
so a share that comes out exactly is a relation, and one that does not is a contradiction only where others of
the same words are borne out by the same whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from youju.checker.mentions import PERCENT, Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.shares.rating import common_ending, near, quantity, rate_of, rated
from youju.checker.relations.sums.totals import WHOLES

_OF: Final = re.compile(
    r"(?:占|^(?=总[一-鿿]{1,4}$))(?:到|了)?(?:全[国省市县区州旗院局镇乡年]|本[级院局县市区])?(?P<of>[^，。；\d]{2,12}?)的?"
    r"(?:比重|比例|百分比|份额)?(?:约?为|达到?)?$"
)
"""Also a clause that is one more share of a list: 分别占总起数的33.4%，总损失39.7%."""
_BARE: Final = re.compile(r"占(?:比)?(?:约?为|达到?)?")
"""A share of what the one before it was of: 占外贸总值的15.2%。…，占13.6%."""
_EXACT: Final = Decimal("0.05")
_ROUGH: Final = Decimal("0.5")
_BACK: Final = 160
"""Numbers before a share among which its whole is looked for."""
_PARTS: Final = 4
_PART_NEAR: Final = 60
_ANNOUNCED: Final = re.compile(r"(?:共|总|合计|累计|全[国省市县区])[^，。；、]{0,14}$")
_SLIP: Final = 8
"""A misprinted share is off by less than this part of it, or by two points."""


class _Share(NamedTuple):
    """A share, what it says it is of, and the quantities that it may be a share of."""

    rate: Mention
    of: str
    parts: tuple[Mention, ...]


class _Fit(NamedTuple):
    """A whole that makes a part just so many percent of it."""

    share: _Share
    part: Mention
    whole: Mention


def _named_bases(passage: Passage) -> Iterator[Relation]:
    """Shares by what they are of; for each the one whole that most of them come out with."""
    groups: dict[str, list[_Share]] = defaultdict(list)
    for share in _shares(passage):
        groups[_key(share)].append(share)
    if not groups:
        return
    numbers = [one for one in passage.mentions if quantity(one) and not one.hedge]
    for shares in groups.values():
        fits = [fit for share in shares for fit in _fits(passage, share, numbers)]
        whole = _borne_out(passage, fits)
        if whole is None:
            yield from _of_its_name(passage, shares, numbers)
        else:
            yield from sorted(_of_one(passage, shares, fits, whole), key=lambda one: one.operands["r"].start)


def _of_one(
    passage: Passage, shares: Sequence[_Share], fits: Sequence[_Fit], whole: Mention
) -> Iterator[Relation]:
    """The shares of one whole: those that come out, and misprinted ones where it is beyond doubt."""
    good: dict[Mention, _Fit] = {}
    for fit in fits:
        if fit.whole is whole:
            good.setdefault(fit.share.rate, fit)
    yield from (rate_of(fit.share.rate, fit.part, whole, Kind.SHARE, HOLDS) for fit in good.values())
    if len(good) > 1 or _ending(shares[0].of, passage.before(whole, 16)) == len(shares[0].of):
        missed = (one for one in shares if one.rate not in good and one.rate.start > whole.end)
        yield from (found for one in missed if (found := _misprinted(passage, one, whole)))


_NUMBER_OF: Final = re.compile(r"总?(?:数量?|量)$")
_NAME_LEAST: Final = 4


def _of_its_name(
    passage: Passage, shares: Sequence[_Share], numbers: Sequence[Mention]
) -> Iterator[Relation]:
    """占村卫生室总数的95.1%, where one number of 村卫生室 is told, and the share all but comes out."""
    for share in shares:
        name = _NUMBER_OF.sub("", share.of)
        wholes = [
            one
            for one in numbers
            if one.start < share.rate.start
            and one not in share.parts
            and len(name) >= _NAME_LEAST
            and similar(one, share.parts[0])
            and passage.before(one, 16).endswith(name)
        ]
        if len({one.base for one in wholes}) == 1 and aspect_of(passage, wholes[-1]) in WHOLES:
            direct = passage.between(share.parts[0], share.rate).startswith(("，占", "占"))
            parts = share.parts[:1] if direct else share.parts
            found = _misprinted(passage, share._replace(parts=parts), wholes[-1])
            if found is not None:
                yield found


_SOME_TOTAL: Final = re.compile(r"(?:总|全部)[一-鿿]{0,2}[数量额]")


def _key(share: _Share) -> str:
    """What a share is of, by the unit where the words name no more: 占总数, 占总起数."""
    if not _SOME_TOTAL.fullmatch(share.of):
        return share.of
    told = next((one for one in share.parts if one.unit[0] in share.of), share.parts[0])
    return f"总{told.dimension}"


def _shares(passage: Passage) -> Iterator[_Share]:
    for paragraph in passage.paragraphs_with("占", PERCENT):
        of = ""
        for sentence in paragraph.sentences:
            told: list[Mention] = []
            listed = False
            for mention in sentence.mentions:
                if not mention.percent or mention.role is not Role.QUANTITY:
                    told += [mention] if quantity(mention) and not mention.hedge else []
                    continue
                head = passage.before(mention, 20)
                found = _OF.search(head) if "占" in head or head[:1] == "总" else None
                listed = bool(found and (listed or found[0][0] == "占"))
                of = found["of"] if found and listed else of
                share = of and (listed or _BARE.fullmatch(head))
                parts = [one for one in told[-_PARTS:] if aspect_of(passage, one) in WHOLES]
                if share and parts and not (mention.hedge or mention.span):
                    yield _Share(mention, of, tuple(reversed(parts)))


def _fits(passage: Passage, share: _Share, numbers: Sequence[Mention]) -> Iterator[_Fit]:
    """Pairs that come out: the nearest part first, and for each the nearest whole before its sentence."""
    rate = share.rate
    before = [one for one in numbers if one.end <= share.parts[-1].start][-_BACK:]
    for part in share.parts:
        for whole in reversed(before):
            if part.base > whole.base or not similar(part, whole) or not near(rate, part, whole):
                continue
            if rated(rate, part, whole)[0] is HOLDS and aspect_of(passage, whole) in WHOLES:
                yield _Fit(share, part, whole)


def _borne_out(passage: Passage, fits: Sequence[_Fit]) -> Mention | None:
    """The whole of most shares, where that is no chance: of two, or of one that means it by name."""
    shares: dict[Mention, set[Mention]] = defaultdict(set)
    for fit in fits:
        shares[fit.whole].add(fit.share.rate)
    if not shares:
        return None
    whole = max(shares, key=lambda one: (len(shares[one]), one.start))
    rates = shares[whole]
    exact = sum(rate.half <= _EXACT for rate in rates)
    if len(rates) > 1 and exact:
        return whole
    of = next(fit.share.of for fit in fits if fit.whole is whole)
    head = passage.before(whole, 16)
    length = _ending(of, head)
    said = length > 1 or (_counted(of, whole) and _ANNOUNCED.search(head))
    told = length == len(of) or all(rate.half < _ROUGH for rate in rates)
    return whole if said and told else None


def _counted(of: str, whole: Mention) -> bool:
    """Whether a whole is named by what it is counted in: 总起数 of 396起."""
    return of.startswith("总") and whole.unit[:1] in of


_SIZE: Final = re.compile(r"总?[值额量数]$")


def _ending(of: str, head: str) -> int:
    """How many characters at their ends the name of a whole and the words before it have in common."""
    head = re.sub(r"(?:累计|共|已)?(?:完成|实现|达到?|为|有|是)?$", "", head)
    short = _SIZE.sub("", of)
    if len(short) > 1 and head.endswith(short):
        return 0 if head.endswith("进" + short) else len(of)  # 出口总值 is of 出口, not of 进出口
    return common_ending(of, head)


def _misprinted(passage: Passage, share: _Share, whole: Mention) -> Relation | None:
    """The share of the one part that stands right before it, where it all but comes out."""
    alike = [one for one in share.parts if similar(one, whole)]
    if not alike or any(one.base > whole.base for one in alike):
        return None
    part = alike[0]
    gap = passage.between(part, share.rate)
    if len(gap) > _PART_NEAR or "。" in gap or aspect_of(passage, part) is not Aspect.PLAIN:
        return None
    off = abs(part.base / whole.base * 100 - share.rate.value)
    found = rate_of(share.rate, part, whole, Kind.SHARE, rated(share.rate, part, whole)[0])
    near = off <= max(Decimal(2), share.rate.value / _SLIP) and off > share.rate.half * 2
    return found if near and len(alike) == 1 and found.verdict is FAILS else None


_FIRES: Final = (
    "全市共发生火灾396起，损失695.26万元。\n一是第三季度发生火灾133起，死亡2人，占总起数的{}。\n"
    "二是东片发生火灾231起，占总起数的58.3%。\n三是住宅与厂房火灾229起，占总起数的57.8%。"
)
_TAXES: Final = (
    "一、累计完成公共财政预算总收入67949万元，增长10.61%。\n二、完成税收36552万元，增长6.91%，税收占财政总收入的"
    "比重为53.79%；非税收入31397万元，增长15.25%，非税占财政总收入的比重为{}。"
)

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "named bases",
        "N102",
        Kind.SHARE,
        _named_bases,
        (
            Example(_FIRES.format("33.6%"), HOLDS),
            Example(_TAXES.format("46.21%"), HOLDS, ("67949万元", "36552万元", "53.79%")),
            Example(
                "共受理案件198件。\n1.受理诉讼类123件，上升7%；受案数占全院总收案数的62.12%。\n"
                "2.受理执行类71件，下降16%；受案数占全院总收案数的35.86%。",
                HOLDS,
                ("198件", "123件", "62.12%"),
            ),
            Example(_FIRES.format("33.4%"), FAILS, ("396起", "133起", "33.4%"), "=33.59%"),
            Example(
                "建成标准化卫生室268个。\n能看中医的251个，占标准化卫生室总数的95.1%。", FAILS, (), "=93.66%"
            ),
            Example("共受理案件198件。\n受理诉讼类案件100件，占全市诉讼类案件的62.12%。", None),
            Example("全市共发生火灾396起。\n住宅火灾229起，占比60%。", None),
            Example(
                "出口15.47万亿元，增长0.8%。\n民营企业进出口14.33万亿元。其中，出口9.74万亿元，占出口总值的63%。",
                HOLDS,
                ("15.47万亿元", "9.74万亿元", "63%"),
            ),
        ),
    ),
)
