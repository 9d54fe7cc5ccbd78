"""Three figures near each other of which one comes out of the others, or all but does, by arithmetic alone.

Enter at `fits_of`. Which of them are meant the scores of `fits` and `nearly` tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, permutations
from typing import Final, NamedTuple

from youju.checker.mentions import LOOSE, Mention, Role, kind_of, similar
from youju.checker.passage import Passage
from youju.checker.relations.means.averages import same_kind, times

_REACH: Final = 9
"""Figures before and after one within which the two others stand."""
_EACH: Final = re.compile(r"每|[均各按]|(?<!高)标准|单价")
_RATE: Final = re.compile(r"率|占|比例|比重|[为是的]$|任务|目标|计划")
_GROWTH: Final = re.compile(r"[增降减升涨跌下]|提高|翻")
_NO_AMOUNT: Final = frozenset({"百分点", "岁", "周岁", "年", "月", "日", "天", "季度", "小时"})


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
            amounts = similar(number, total) and number.unit not in LOOSE and number.scale != 1
            if number is total or amounts:
                continue  # 3万亩、1.5万亩，共4.5万亩
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
