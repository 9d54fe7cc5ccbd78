"""Three figures of which one misses what the others give by a slip of the pen (N102 to N104).

As in `fits`, but by a score that weighs the words alone, since the figures do not agree: what it says of a
misprinted rate is what it says of the rate before the misprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from youju.checker.mentions import Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import grown
from youju.checker.relations.computed import Fit, fits_of
from youju.checker.relations.fits import likeliest
from youju.checker.relations.indicators import words_in
from youju.checker.relations.means.averages import average_of
from youju.checker.relations.pattern import FAILS, Example, Pattern
from youju.checker.relations.scores import Weights
from youju.checker.relations.shares.rating import rate_of

LEAST: Final = 1.6
"""So much likelier than not, since most lists and rates of a report are right."""
_PER: Final = re.compile(r"每[百千万]")
_NEXT: Final = re.compile(r"[；。\n]")
_EXCEPT: Final = re.compile(r"[（(](?:不[含包]|扣除|剔除|除|按)")
_ALL: Final = 100


def nearly(passage: Passage, found: Iterable[Fit], key: int) -> Iterator[tuple[Fit, float]]:
    """Those that may be a misprint: what comes out is not yet explained, not in words and not 100 %."""
    for fit in found:
        one = fit.given[key]
        loose = one.spelled or (one.percent and one.value == _ALL)  # 建议11件、提案15件，满意率100%
        if loose or one.start in passage.explained or _PER.search(passage.before(one, 14)):
            continue
        if one.percent and "分别" in passage.before(one, 16):
            continue  # 规上12家、限上8家，分别增长9%、5%: each of its own
        if _EXCEPT.match(passage.text, one.end):
            continue  # 3.6万人，参保3.4万人，参保率98%（不含参军人员）
        first, last = (pick(fit.given, key=_place) for pick in (min, max))
        if any(each.spelled for each in fit.given) or "\n" in passage.between(first, last):
            continue  # 两项补贴由80元提高到90元
        if _NEXT.search(passage.text, one.end, max(last.start, one.end)) is None:
            yield fit, fit.near  # but not 共9945家，占22%；新增2182家


def _place(one: Mention) -> int:
    return one.start


def nearly_products(passage: Passage, found: Iterable[Fit], key: int) -> Iterator[tuple[Fit, float]]:
    """Those whose total is the last amount before the mean: 产值3100万元，税收680万元，户均收入5万元."""
    for fit, chance in nearly(passage, found, key):
        total, mean, _ = fit.given
        between = passage.mentions[passage.at(total.end) : passage.at(mean.start)]
        if not any(similar(one, total) for one in between) and "每" not in passage.before(total, 8):
            yield fit, chance


def nearly_shares(passage: Passage, found: Iterable[Fit], key: int) -> Iterator[tuple[Fit, float]]:
    """Those whose rate is told as a share, and of nothing that stands between."""
    for fit, chance in nearly(passage, found, key):
        rate, part, whole = fit.given
        told = aspect_of(passage, rate) not in CHANGES and not _DENIED.search(passage.before(rate, 10))
        if told and not _of_the_last(passage, rate, part) and not _together(passage, part, whole):
            yield fit, chance


def nearly_growths(passage: Passage, found: Iterable[Fit], key: int) -> Iterator[tuple[Fit, float]]:
    """Those whose rate comes after one of the two, or by how much they are apart, and rises if they do."""
    for fit, chance in nearly(passage, found, key):
        rate, now, old = fit.given
        last = _last_before(passage, rate)
        beside = last is None or last in (now, old) or aspect_of(passage, last) in CHANGES
        told = aspect_of(passage, rate)
        against = told in CHANGES and (told is Aspect.LOSS) != (now.base < old.base)
        if beside and not against and not _together(passage, now, old):
            yield fit, chance


def _last_before(passage: Passage, one: Mention) -> Mention | None:
    """The last amount before a rate."""
    before = reversed(passage.mentions[max(0, passage.at(one.start) - _BACK) : passage.at(one.start)])
    amounts = (each for each in before if each.measured or each.role is Role.MASKED)
    return next((each for each in amounts if not each.percent), None)


def _of_the_last(passage: Passage, rate: Mention, part: Mention) -> bool:
    """Whether a rate is of the last amount by its name: 养老院15家，总床位3126张，护理型床位占比58%."""
    last = _last_before(passage, rate)
    if last is None or similar(last, part):
        return False
    return bool(words_in(passage.before(last, 8)) & words_in(passage.before(rate, 16)))


def _together(passage: Passage, one: Mention, other: Mention) -> bool:
    """Whether a relation found before has both figures, so that the rate is of something else."""
    return any(other.start in places for places in passage.tied.get(one.start, ()))


_BACK: Final = 4
_DENIED: Final = re.compile(r"[不未][一-鿿]{1,4}率|平均[一-鿿]{1,6}率")
"""Rates of both together, and means of rates."""


def _failing(found: Relation) -> Iterator[Relation]:
    if found.verdict is FAILS:
        yield found


def _products(passage: Passage) -> Iterator[Relation]:
    found = nearly_products(passage, fits_of(passage).products, 1)
    for total, each, number in likeliest(passage, found, PRODUCTS, 1, LEAST):
        yield from _failing(average_of(each, total, number))


def _shares(passage: Passage) -> Iterator[Relation]:
    found = nearly_shares(passage, fits_of(passage).shares, 0)
    for rate, part, whole in likeliest(passage, found, SHARES, 0, LEAST):
        yield from _failing(rate_of(rate, part, whole, Kind.SHARE, FAILS))


def _growths(passage: Passage) -> Iterator[Relation]:
    found = nearly_growths(passage, fits_of(passage).growths, 0)
    for rate, now, old in likeliest(passage, found, GROWTHS, 0, LEAST):
        yield from _failing(grown(now, old, rate, falling=now.base < old.base))


PRODUCTS: Final[Weights] = {
    "exact": 2.77,
    "between": -0.41,
    "ends": -0.66,
    "length": -0.29,
    "words": 0.67,
    "others": 0.43,
    "first": 0.84,
    "order": -0.49,
    "cue": 0.00,
    "size": 0.57,
    "target": 0.25,
    "old": -2.21,
    "aside": 1.66,
    "risen": -0.01,
    "named": 2.53,
    "all_of": -0.04,
    "": -5.28,
}
SHARES: Final[Weights] = {
    "exact": 6.15,
    "between": -0.15,
    "ends": -0.02,
    "length": -2.04,
    "words": 0.83,
    "others": 0.13,
    "first": 0.11,
    "order": -0.92,
    "cue": -0.32,
    "size": 0.85,
    "target": -0.92,
    "old": -2.25,
    "aside": -1.55,
    "risen": 0.00,
    "named": 2.74,
    "all_of": 2.51,
    "": 1.86,
}
GROWTHS: Final[Weights] = {
    "exact": 1.10,
    "between": 0.13,
    "ends": -0.63,
    "length": -1.74,
    "words": 0.86,
    "others": 0.21,
    "first": -5.64,
    "order": 2.26,
    "cue": 0.32,
    "size": -4.24,
    "target": -2.69,
    "old": 1.68,
    "aside": -1.19,
    "risen": 2.24,
    "named": 0.53,
    "all_of": 1.79,
    "": 6.85,
}

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "nearly a product",
        "N104",
        Kind.AVERAGE,
        _products,
        (
            Example("衬砌渠道38公里，投入资金2160万元，每公里造价60万元。", FAILS),
            Example("衬砌渠道48公里，投入资金2160万元，每公里造价60万元。", None),
        ),
    ),
    Pattern(
        "nearly a share",
        "N102",
        Kind.SHARE,
        _shares,
        (
            Example("改造农村户厕2300户，全年目标完成率为118%（年度目标2000户）。", FAILS),
            Example("全镇3.6万人，参保3.4万人，参保率98%（不含参军人员）。", None),
            Example("办理建议11件、提案12件，满意率100%。", None),
        ),
    ),
    Pattern(
        "nearly a growth",
        "N103",
        Kind.GROWTH,
        _growths,
        (
            Example("工业总产值9.2亿元，同比增长15%，上年这一数字为8.3亿元。", FAILS),
            Example("审批表单112张，受理事项35项，办理时限压缩68.6%。", None),
        ),
    ),
)
