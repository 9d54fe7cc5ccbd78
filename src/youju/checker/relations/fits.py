"""Figures near each other of which one comes out of two others (N102 to N104), in whatever words.

Three figures of which one is the product, the share or the growth of the others, and that would hardly be so
by chance: the odds are a score whose weights logistic regression finds on the labelled reports of
tests/checker/reports (`python tools/fit_scores.py`, decision 0031). These only confirm; what another pattern
has explained is left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, permutations
from math import log, log10
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role, kind_of
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
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


class Fit(NamedTuple):
    """Three figures of which the first comes out of the others, as told by its formula.

    Attributes:
        given: In the order of the formula: total, each, number; rate, part, whole; rate, now, old.
        chance: How likely a figure of its size would come out so by accident.
        cue: Whether the words say what the formula says.
    """

    given: tuple[Mention, Mention, Mention]
    chance: float
    cue: bool


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


def _figures(passage: Passage) -> list[Mention]:
    return [one for one in passage.mentions if _is_figure(one)]


def _is_figure(one: Mention) -> bool:
    told = one.role is Role.QUANTITY and one.measured and one.value > 0 and not one.span
    return told and one.hedge in {"", "约", "近"} and one.unit not in _NO_AMOUNT


def products(passage: Passage) -> Iterator[Fit]:
    """每队3人，64支，共192名; 1264万元，8个县，平均每个县158万元."""
    figures = _figures(passage)
    for at, each in enumerate(figures):
        if not each.countable or each.start in passage.explained:
            continue
        if not _EACH.search(passage.before(each, 14)):
            continue
        mean = "均" in passage.before(each, 14)
        near = [*figures[max(0, at - _REACH) : at], *figures[at + 1 : at + 1 + _REACH]]
        totals = [one for one in near if one.base > each.base and one.countable and same_kind(one, each)]
        for total in totals:
            for number in near:
                if number is not total and number.countable and number.value > 1:
                    fit = _multiplied(total, each, number, mean=mean)
                    if fit is not None:
                        yield fit


def _multiplied(total: Mention, each: Mention, number: Mention, *, mean: bool) -> Fit | None:
    """Whether so many times what comes to each is the total, as printed; a mean may be rounded."""
    spread, by = float(total.base), float(each.base) * float(times(number))
    place = float((each.half * 2 or 1) * each.scale)
    loose = float(total.half * total.scale) + (by * place / 2 / float(each.base) if each.half else 0.0)
    loose += by * float(number.half / number.value)
    if mean and (each.half or total.base % each.base):
        loose = max(loose, by * place / float(each.base))
    if abs(spread - by) > loose:
        return None
    return Fit((total, each, number), min(1.0, max(2 * loose, place) / spread), cue=True)


def shares(passage: Passage) -> Iterator[Fit]:
    """251个 of 268个, 93.7%."""
    yield from _rated(passage, growth=False)


def growths(passage: Passage) -> Iterator[Fit]:
    """由112张减少到35张，减幅68.8%."""
    yield from _rated(passage, growth=True)


def _rated(passage: Passage, *, growth: bool) -> Iterator[Fit]:
    figures = _figures(passage)
    for at, rate in enumerate(figures):
        if not rate.percent or rate.start in passage.explained:
            continue
        cue = bool((_GROWTH if growth else _RATE).search(passage.before(rate, 10)))
        alike: dict[str, list[Mention]] = defaultdict(list)
        for one in (*figures[max(0, at - _REACH) : at], *figures[at + 1 : at + 1 + _REACH // 2]):
            if one.countable:
                alike[kind_of(one)].append(one)
        for pair in chain.from_iterable(permutations(each, 2) for each in alike.values()):
            fit = _rate_fits(rate, *pair, growth=growth, cue=cue)
            if fit is not None:
                yield fit


def _rate_fits(rate: Mention, part: Mention, whole: Mention, *, growth: bool, cue: bool) -> Fit | None:
    scale = float(rate.scale)
    told, half = float(rate.value) * scale, float(rate.half or 0.5) * scale * 1.02
    half = max(half, 0.5) if rate.spelled else half
    value = 100 * float(part.base) / float(whole.base)
    if growth:
        value = abs(value - 100)
    if abs(value - told) > half or value > _MOST or part.base == whole.base:
        return None
    room = told if growth else min(told, 100 - told) if told < 100 else told
    return Fit((rate, part, whole), min(1.0, 2 * half / max(room, 0.5)), cue=cue)


_MOST: Final = 400


def signs_of(passage: Passage, fit: Fit) -> Signs:
    """What speaks for a fit."""
    result, one, other = fit.given
    first, _, last = sorted(fit.given, key=lambda each: each.start)
    between = passage.at(last.start) - passage.at(first.start) - 2
    span = passage.text[first.end : last.start]
    told = [Place(passage, each).told.words for each in fit.given]
    return Signs(
        exact=-log10(max(fit.chance, 1e-5)),
        between=min(between, 8),
        ends=min(len(_STATEMENT.findall(span)), 4),
        length=log(len(span) + 1),
        words=min(len(told[0] & told[1]), 4),
        others=min(len(told[1] & told[2]), 4),
        first=result is first,
        order=one.start < other.start,
        cue=fit.cue,
        size=log10(float(result.base) + 1),
    )


def _likely(
    passage: Passage, fits: Iterator[Fit], weights: Weights, key: int
) -> Iterator[tuple[Mention, Mention, Mention]]:
    """The likeliest fit of each figure, if it is likely.

    Args:
        key: Which of the three comes out.
    """
    best: dict[Mention, tuple[float, Fit]] = {}
    for fit in fits:
        figure = fit.given[key]
        score = odds(weights, signs_of(passage, fit))
        if score > best.get(figure, (0.0, fit))[0]:
            best[figure] = score, fit
    yield from (fit.given for _, fit in best.values())


def _holding(found: Relation) -> Iterator[Relation]:
    if found.verdict is HOLDS:
        yield found


def _products(passage: Passage) -> Iterator[Relation]:
    for total, each, number in _likely(passage, products(passage), PRODUCTS, 1):
        yield from _holding(average_of(each, total, number))


def _shares(passage: Passage) -> Iterator[Relation]:
    for rate, part, whole in _likely(passage, shares(passage), SHARES, 0):
        yield from _holding(rate_of(rate, part, whole, Kind.SHARE, HOLDS))


def _growths(passage: Passage) -> Iterator[Relation]:
    for rate, now, old in _likely(passage, growths(passage), GROWTHS, 0):
        yield from _holding(grown(now, old, rate, falling=now.base < old.base))


PRODUCTS: Final[Weights] = {
    "exact": 1.23,
    "between": -0.21,
    "ends": -0.63,
    "length": -0.46,
    "words": 0.18,
    "others": 0.51,
    "first": -1.34,
    "order": -3.27,
    "cue": 0.00,
    "size": 0.13,
    "": 0.29,
}
SHARES: Final[Weights] = {
    "exact": 0.08,
    "between": -0.36,
    "ends": -0.58,
    "length": -0.04,
    "words": 0.98,
    "others": -0.22,
    "first": -3.06,
    "order": -0.61,
    "cue": 4.16,
    "size": 2.62,
    "": -7.52,
}
GROWTHS: Final[Weights] = {
    "exact": 0.35,
    "between": 0.14,
    "ends": -0.33,
    "length": -2.00,
    "words": 0.44,
    "others": -0.11,
    "first": -1.99,
    "order": 2.22,
    "cue": 2.58,
    "size": -0.56,
    "": 2.68,
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
