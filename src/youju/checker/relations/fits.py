"""Figures near each other of which one comes out of two others (N102 to N104), in whatever words.

Three figures of which one is the product, the share or the growth of the others, and that would hardly be so
by chance: the odds are a score whose weights logistic regression finds on the labelled reports
(`relations.scores`). These only confirm; what another pattern has explained is left alone. Those that all but
come out are in `nearly`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import log, log10
from typing import Final, NamedTuple

from youju.checker.mentions import Mention
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import grown
from youju.checker.relations.computed import Fit, fits_of
from youju.checker.relations.means.averages import average_of
from youju.checker.relations.pattern import HOLDS, Example, Pattern
from youju.checker.relations.scores import Weights, odds
from youju.checker.relations.shares.rating import rate_of
from youju.checker.relations.twice.likeness import Place

_STATEMENT: Final = re.compile(r"[。；！？\n\r]")
_ASIDE: Final = CHANGES | {Aspect.MEAN, Aspect.ELSEWHERE}


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
        named: Whether the words of one name another: 每队3人 and 64支队, 办结率 and 办结61件.
        all_of: Whether the words before the largest say that it is all, or before the older that it is older.
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
    named: float
    all_of: float


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
        named=_named(passage, fit),
        all_of=_ALL_OF.search(passage.before(result if not result.percent else other, 10)) is not None,
    )


_PER: Final = re.compile(r"[每各](?P<of>[一-鿿]{1,3})|(?P<mean>[一-鿿])均")
_STEM: Final = re.compile(
    r"(?P<done>[一-鿿]{2})(?:率|的?比例|的?比重|进度)|占(?P<of>[^，。；、\d]{2,12}?)的?(?:比例|比重)?[为达到约]*$"
)
_ALL_OF: Final = re.compile(r"共|合计|总|累计|全|应|任务|计划|目标|[比较由从]")


def _named(passage: Passage, fit: Fit) -> bool:
    """Whether what is told of the mean or the rate names what it is of."""
    result, one, other = fit.given
    if not result.percent:
        per = _PER.search(passage.before(one, 10))
        around = passage.before(other, 8) + other.unit + passage.after(other, 8)
        return per is not None and any(
            each in around for each in (per["of"] or per["mean"]) if each not in _EMPTY
        )
    stem = _STEM.search(passage.before(result, 16))
    if stem is None:
        return False
    if stem["done"]:
        return stem["done"] in passage.before(one, 16)
    return stem["of"][-2:] in passage.before(other, 16) + passage.after(other, 12)


_EMPTY: Final = frozenset("个名次的平约可能配有发月年日天")


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
    "exact": 1.36,
    "between": -0.38,
    "ends": -0.57,
    "length": -0.48,
    "words": 0.30,
    "others": 0.47,
    "first": -1.28,
    "order": -3.63,
    "cue": 0.00,
    "size": 0.08,
    "target": 0.92,
    "old": 0.00,
    "aside": -1.18,
    "risen": -0.54,
    "named": 1.27,
    "all_of": 0.81,
    "": 1.04,
}
SHARES: Final[Weights] = {
    "exact": 0.75,
    "between": -0.29,
    "ends": -0.48,
    "length": -0.79,
    "words": 0.72,
    "others": 0.01,
    "first": -2.70,
    "order": -1.90,
    "cue": 1.68,
    "size": 0.61,
    "target": 2.54,
    "old": -1.02,
    "aside": -2.92,
    "risen": -4.16,
    "named": 1.15,
    "all_of": 1.66,
    "": -0.73,
}
GROWTHS: Final[Weights] = {
    "exact": 0.51,
    "between": 0.07,
    "ends": -0.53,
    "length": -1.70,
    "words": 0.41,
    "others": -0.05,
    "first": -2.30,
    "order": 2.05,
    "cue": 2.04,
    "size": 0.10,
    "target": 0.64,
    "old": 0.98,
    "aside": -0.00,
    "risen": 1.68,
    "named": 1.27,
    "all_of": 0.65,
    "": -0.54,
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
