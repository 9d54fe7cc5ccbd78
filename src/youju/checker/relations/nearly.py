"""Three figures of which one misses what the others give by a slip of the pen (N102 to N104).

As in `fits`, but by a score that weighs the words alone, since the figures do not agree: what it says of a
misprinted rate is what it says of the rate before the misprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.changes.growing import grown
from youju.checker.relations.computed import Fit, fits_of
from youju.checker.relations.fits import likeliest
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
        after = max(each.start for each in fit.given)
        if _NEXT.search(passage.text, one.end, max(after, one.end)) is None:  # 共9945家，占22%；新增2182家
            yield fit, fit.near


def _failing(found: Relation) -> Iterator[Relation]:
    if found.verdict is FAILS:
        yield found


def _products(passage: Passage) -> Iterator[Relation]:
    found = nearly(passage, fits_of(passage).products, 1)
    for total, each, number in likeliest(passage, found, PRODUCTS, 1, LEAST):
        yield from _failing(average_of(each, total, number))


def _shares(passage: Passage) -> Iterator[Relation]:
    found = nearly(passage, fits_of(passage).shares, 0)
    for rate, part, whole in likeliest(passage, found, SHARES, 0, LEAST):
        yield from _failing(rate_of(rate, part, whole, Kind.SHARE, FAILS))


def _growths(passage: Passage) -> Iterator[Relation]:
    found = nearly(passage, fits_of(passage).growths, 0)
    for rate, now, old in likeliest(passage, found, GROWTHS, 0, LEAST):
        yield from _failing(grown(now, old, rate, falling=now.base < old.base))


PRODUCTS: Final[Weights] = {
    "exact": 3.07,
    "between": -0.63,
    "ends": -0.72,
    "length": 0.58,
    "words": 0.41,
    "others": 0.55,
    "first": -0.56,
    "order": -1.67,
    "cue": 0.00,
    "size": 0.08,
    "target": 0.38,
    "old": -2.01,
    "aside": 1.00,
    "risen": -0.67,
    "named": 0.88,
    "all_of": 0.89,
    "": -6.48,
}
SHARES: Final[Weights] = {
    "exact": 2.82,
    "between": -0.46,
    "ends": -0.33,
    "length": -0.95,
    "words": 0.66,
    "others": -0.04,
    "first": -2.40,
    "order": -0.91,
    "cue": -0.15,
    "size": 1.79,
    "target": 1.21,
    "old": -3.54,
    "aside": -1.00,
    "risen": -1.53,
    "named": 2.11,
    "all_of": 0.85,
    "": -2.88,
}
GROWTHS: Final[Weights] = {
    "exact": 0.55,
    "between": -0.05,
    "ends": -0.31,
    "length": -2.01,
    "words": 0.67,
    "others": -0.19,
    "first": -5.19,
    "order": 0.67,
    "cue": -0.42,
    "size": -1.33,
    "target": -0.44,
    "old": 1.27,
    "aside": -1.09,
    "risen": 2.76,
    "named": 0.03,
    "all_of": 1.08,
    "": 3.26,
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
