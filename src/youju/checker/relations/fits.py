"""Figures near each other of which one comes out of two others (N102 to N104), in whatever words.

Three figures of which one is the product, the share or the growth of the others, and that would hardly be so
by chance: the odds are a score whose weights logistic regression finds on the labelled reports
(`relations.scores`). These only confirm; what another pattern has explained is left alone. Those that all but
come out are in `nearly`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, permutations
from math import log, log10
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role, kind_of
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import grown
from youju.checker.relations.means.averages import average_of, same_kind, times
from youju.checker.relations.pattern import HOLDS, Example, Pattern
from youju.checker.relations.scores import Weights, odds
from youju.checker.relations.shares.rating import rate_of
from youju.checker.relations.twice.likeness import Place

_REACH: Final = 9
"""Figures before and after one within which the two others stand."""
_STATEMENT: Final = re.compile(r"[。；！？\n\r]")
_EACH: Final = re.compile(r"每|[均各按]|标准|单价")
_RATE: Final = re.compile(r"率|占|比例|比重|[为是的]$|任务|目标|计划")
_GROWTH: Final = re.compile(r"[增降减升涨跌下]|提高|翻")
_NO_AMOUNT: Final = frozenset({"百分点", "岁", "周岁", "年", "月", "日", "天", "季度", "小时"})


_ASIDE: Final = CHANGES | {Aspect.MEAN, Aspect.ELSEWHERE}


class Fit(NamedTuple):
    """Three figures of which the first comes out of the others, or all but does, as told by its formula.

    Attributes:
        given: In the order of the formula: total, each, number; rate, part, whole; rate, now, old.
        chance: How likely a figure of its size would come out so by accident.
        near: How likely it would come as near as a slip of the pen.
        fits: Whether it comes out, as printed.
        cue: Whether the words say what the formula says.
    """

    given: tuple[Mention, Mention, Mention]
    chance: float
    near: float
    fits: bool
    cue: bool


class Fits(NamedTuple):
    """All that come out of each other, or all but do."""

    products: list[Fit]
    shares: list[Fit]
    growths: list[Fit]


class Signs(NamedTuple):
    """What speaks for three figures that come out.

    Attributes:
        exact: How unlikely they do so by chance, as the negative logarithm to the base of ten.
        between: Other figures between them, up to 8.
        ends: Ends of statements between them, up to 4.
        length: Logarithm of the characters from the first to the last.
        words: Pairs of characters that the first two of the formula are told with, up to 4.
        others: The same of the last two.
        first: Whether the one that comes out stands first.
        order: Whether the others stand in the order of the formula.
        cue: Whether the words say what the formula says.
        size: Logarithm of the one that comes out to the base of ten: small ones come out more often.
        target: Whether the last of the formula is told as a target.
        old: Whether it is told as what was before.
        aside: How many of the others are told as means, as of elsewhere, or as what came or went.
        risen: Whether the one that comes out is told as what came or went.
    """

    exact: float
    between: float
    ends: float
    length: float
    words: float
    others: float
    first: float
    order: float
    cue: float
    size: float
    target: float
    old: float
    aside: float
    risen: float


def fits_of(passage: Passage) -> Fits:
    """Those of a report that nothing explains yet; looked for once."""
    if not passage.fits:
        told = ((one, _Size(one)) for one in passage.mentions if _is_figure(one))
        passage.fits.append(_found(passage, list(told)))
    return passage.fits[0]


class _Size:
    """A figure in floating point, and which part of it a slip of the pen is."""

    __slots__ = ("base", "off")

    def __init__(self, one: Mention) -> None:
        self.base = float(one.base)
        self.off = (RATE_SLIP if one.percent else SLIP) * float((one.half * 2 or 1) / one.value)


_Sized = tuple[Mention, _Size]


def _is_figure(one: Mention) -> bool:
    told = one.role is Role.QUANTITY and one.measured and one.value > 0 and not one.span
    return told and one.hedge in {"", "约", "近"} and one.unit not in _NO_AMOUNT


def _found(passage: Passage, figures: Sequence[_Sized]) -> Fits:
    found = Fits([], [], [])
    for at, (one, _) in enumerate(figures):
        if one.start in passage.explained:
            continue
        before, after = figures[max(0, at - _REACH) : at], figures[at + 1 : at + 1 + _REACH]
        if one.percent:
            near = [*before, *after[: _REACH // 2]]
            words = passage.before(one, 10)
            cues = bool(_RATE.search(words)), bool(_GROWTH.search(words))
            for share, growth in _rated(figures[at], near, cues):
                found.shares.extend(share)
                found.growths.extend(growth)
        elif one.countable and _EACH.search(words := passage.before(one, 14)):
            found.products.extend(_multiplied(figures[at], [*before, *after], mean="均" in words))
    return found


def _multiplied(each: _Sized, near: Sequence[_Sized], *, mean: bool) -> Iterator[Fit]:
    """每队3人，64支，共192名; 1264万元，8个县，平均每个县158万元: a mean may be rounded."""
    one, size = each
    place = float((one.half * 2 or 1) * one.scale)
    totals = [
        (total, spread)
        for total, spread in near
        if spread.base > size.base and total.countable and same_kind(total, one)
    ]
    numbers = [(number, of) for number, of in near if number.countable and number.value > 1] if totals else []
    for total, spread in totals:
        for number, of in numbers:
            if number is total:
                continue
            by = size.base * float(times(number))
            slip = max(spread.base * spread.off, by * size.off, by * of.off)
            loose = float(total.half * total.scale) + (by * place / 2 / size.base if one.half else 0.0)
            loose += by * float(number.half / number.value)
            if mean and (one.half or total.base % one.base):
                loose = max(loose, by * place / size.base)
            gap = abs(spread.base - by)
            if gap <= loose + slip:
                chance, near_by = (
                    min(1.0, max(2 * each, place) / spread.base) for each in (loose, loose + slip)
                )
                yield Fit((total, one, number), chance, near_by, gap <= loose, cue=True)


def _rated(
    sized: _Sized, near: Sequence[_Sized], cues: tuple[bool, bool]
) -> Iterator[tuple[list[Fit], list[Fit]]]:
    """251个 of 268个, 93.7%; 由112张减少到35张，减幅68.8%."""
    rate, size = sized
    scale = float(rate.scale)
    told, half = float(rate.value) * scale, float(rate.half or 0.5) * scale * 1.02
    half = max(half, 0.5) if rate.spelled else half
    rooms = min(told, 100 - told) if told < 100 else told, told
    alike: dict[str, list[_Sized]] = defaultdict(list)
    for each in near:
        if each[0].countable:
            alike[kind_of(each[0])].append(each)
    for (part, one), (whole, other) in chain.from_iterable(permutations(some, 2) for some in alike.values()):
        value = 100 * one.base / other.base
        if value > _MOST or value == _ALL:
            continue
        slip = max(told * size.off, value * max(one.off, other.off))
        gaps = abs(value - told), abs(abs(value - 100) - told)
        if min(gaps) > half + slip:
            continue
        found: tuple[list[Fit], list[Fit]] = [], []
        for into, room, cue, gap in zip(found, rooms, cues, gaps, strict=True):
            if gap <= half + slip:
                chance, near_by = (min(1.0, 2 * loose / max(room, 0.5)) for loose in (half, half + slip))
                into.append(Fit((rate, part, whole), chance, near_by, gap <= half, cue))
        yield found


SLIP, RATE_SLIP = 3, 5
"""Last places by which a misprinted figure is off, at most, and a rate, which is rounded, too."""
_MOST, _ALL = 400, 100


def signs_of(passage: Passage, fit: Fit, chance: float) -> Signs:
    """What speaks for a fit.

    Args:
        chance: How likely an accident is.
    """
    result, one, other = fit.given
    first, _, last = sorted(fit.given, key=lambda each: each.start)
    between = passage.at(last.start) - passage.at(first.start) - 2
    span = passage.text[first.end : last.start]
    told = [Place(passage, each).told.words for each in fit.given]
    aspects = [aspect_of(passage, each) for each in fit.given]
    return Signs(
        exact=-log10(max(chance, 1e-5)),
        between=min(between, 8),
        ends=min(len(_STATEMENT.findall(span)), 4),
        length=log(len(span) + 1),
        words=min(len(told[0] & told[1]), 4),
        others=min(len(told[1] & told[2]), 4),
        first=result is first,
        order=one.start < other.start,
        cue=fit.cue,
        size=log10(float(result.base) + 1),
        target=aspects[2] is Aspect.TARGET,
        old=aspects[2] is Aspect.OLD,
        aside=sum(each in _ASIDE for each in aspects[1:]),
        risen=aspects[0] in CHANGES,
    )


def likeliest(
    passage: Passage, found: Iterable[tuple[Fit, float]], weights: Weights, key: int, least: float = 0.0
) -> Iterator[tuple[Mention, Mention, Mention]]:
    """The likeliest fit of each figure, if it is likely.

    Args:
        found: Fits, and how likely an accident is.
        key: Which of the three comes out.
        least: What the score must exceed.
    """
    best: dict[Mention, tuple[float, Fit]] = {}
    for fit, chance in found:
        figure = fit.given[key]
        score = odds(weights, signs_of(passage, fit, chance))
        if score > best.get(figure, (least, fit))[0]:
            best[figure] = score, fit
    yield from (fit.given for _, fit in best.values())


def fitting(passage: Passage, found: Iterable[Fit], key: int) -> Iterator[tuple[Fit, float]]:
    """Those that come out and of which no figure that does is explained."""
    for fit in found:
        if fit.fits and fit.given[key].start not in passage.explained:
            yield fit, fit.chance


def _holding(found: Relation) -> Iterator[Relation]:
    if found.verdict is HOLDS:
        yield found


def _products(passage: Passage) -> Iterator[Relation]:
    found = fitting(passage, fits_of(passage).products, 1)
    for total, each, number in likeliest(passage, found, PRODUCTS, 1):
        yield from _holding(average_of(each, total, number))


def _shares(passage: Passage) -> Iterator[Relation]:
    found = fitting(passage, fits_of(passage).shares, 0)
    for rate, part, whole in likeliest(passage, found, SHARES, 0):
        yield from _holding(rate_of(rate, part, whole, Kind.SHARE, HOLDS))


def _growths(passage: Passage) -> Iterator[Relation]:
    found = fitting(passage, fits_of(passage).growths, 0)
    for rate, now, old in likeliest(passage, found, GROWTHS, 0):
        yield from _holding(grown(now, old, rate, falling=now.base < old.base))


PRODUCTS: Final[Weights] = {
    "exact": 1.20,
    "between": -0.22,
    "ends": -0.71,
    "length": -0.36,
    "words": 0.40,
    "others": 0.46,
    "first": -1.08,
    "order": -3.69,
    "cue": 0.00,
    "size": 0.12,
    "target": 0.98,
    "old": 0.00,
    "aside": -1.12,
    "risen": -0.41,
    "": 0.76,
}
SHARES: Final[Weights] = {
    "exact": 0.54,
    "between": -0.15,
    "ends": -0.44,
    "length": -1.07,
    "words": 0.86,
    "others": -0.05,
    "first": -2.90,
    "order": -2.26,
    "cue": 2.15,
    "size": 0.86,
    "target": 3.44,
    "old": -0.16,
    "aside": -2.49,
    "risen": -3.64,
    "": -0.14,
}
GROWTHS: Final[Weights] = {
    "exact": 0.60,
    "between": 0.05,
    "ends": -0.38,
    "length": -1.80,
    "words": 0.37,
    "others": -0.07,
    "first": -2.42,
    "order": 1.41,
    "cue": 1.09,
    "size": -0.16,
    "target": 1.12,
    "old": 1.11,
    "aside": -0.15,
    "risen": 2.30,
    "": 1.06,
}

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "fitting product",
        "N104",
        Kind.AVERAGE,
        _products,
        (
            Example("选派工作队64支，每队3人，共192名驻村干部。", HOLDS, ("64支", "3人", "192名")),
            Example("8个县（市、区）全部组建机构，共落实经费1264万元，平均每个县（市、区）158万元。", HOLDS),
            Example("为14个乡镇各配发卫星电话2部，共28部。", HOLDS, ("14个", "2部", "28部")),
            Example("选派工作队64支，每队3人，共196名驻村干部。", None),
        ),
    ),
    Pattern(
        "fitting share",
        "N102",
        Kind.SHARE,
        _shares,
        (
            Example("抽查机构14家，占全县28家养老机构的五成，发现问题9个。", HOLDS, ("14家", "28家", "五成")),
            Example("抽查机构14家，占全县40家养老机构的五成，发现问题9个。", None),
        ),
    ),
    Pattern(
        "fitting growth",
        "N103",
        Kind.GROWTH,
        _growths,
        (
            Example("审批表单由过去的112张减少到35张，减幅68.8%。", HOLDS, ("112张", "35张", "68.8%")),
            Example("审批表单由过去的112张减少到35张，减幅66.2%。", None),
        ),
    ),
)
