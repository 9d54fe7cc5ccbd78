"""Figures that would be equal but for a slip of the pen: off by a few, a digit wrong, two out of order.

Enter at `slips_of`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, exact
from youju.checker.passage import Passage
from youju.checker.relations.pattern import in_scale
from youju.checker.relations.sums.summing import one_slip

SLIP: Final = 3
"""Last places by which a slip of the pen is off at most."""
ASKED: Final = 20
"""Earlier figures that one is compared with, nearest first, so that the cost stays linear."""


def is_figure(one: Mention) -> bool:
    """Whether a number is an exact figure of something, not of a few, of which another may be a misprint."""
    return one.measured and exact(one) and not one.spelled and len(digits_of(one)) > 1


def slips_of(passage: Passage) -> Iterator[tuple[Mention, Mention]]:
    """Figures that would be equal but for a slip of the pen."""
    known: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    figures = list(filter(is_figure, passage.mentions))
    often = Counter(one.dimension for one in figures)
    for one in figures:
        if often[one.dimension] == 1:
            continue
        seen: set[Mention] = set()
        for key in _keys(one):
            near = known[one.dimension, key]
            for other in near[-ASKED:]:
                if other not in seen and is_slip(other, one):
                    seen.add(other)
                    yield other, one
            near.append(one)


def _keys(one: Mention) -> Iterator[str]:
    """What a figure shares with every other that is a slip away: all digits but one, or the digits in another
    order, or the value but for its last place."""
    digits, step = digits_of(one), _step(one)
    yield from (f"{digits[:at]}?{digits[at + 1 :]}" for at in range(len(digits)))
    yield "".join(sorted(digits))
    places = int(one.base / step) // (SLIP + 1)
    yield from (f"{step.normalize()}:{places}", f"{step.normalize()}:{places + 1}")


def digits_of(one: Mention) -> str:
    return "".join(filter(str.isdigit, one.text))


def _step(one: Mention) -> Decimal:
    """One of its last printed place, in base units."""
    return (one.half * 2 or Decimal(1)) * one.scale


def is_slip(a: Mention, b: Mention) -> bool:
    """Whether two figures are off by a few, or printed alike but for one digit or the order of two."""
    gap = abs(a.base - b.base)
    if not gap:
        return False
    if gap <= SLIP * max(_step(a), _step(b)):
        return not in_scale(a, _ONE).meets(in_scale(b, _ONE))
    if len(a.text) != len(b.text) or _DIGIT.sub("#", a.text) != _DIGIT.sub("#", b.text):
        return False
    return one_slip(digits_of(a), digits_of(b))


def is_transposed(a: Mention, b: Mention) -> bool:
    """Whether the digits of one are those of the other in another order: 236家 and 263家."""
    return a.unit == b.unit and a.base != b.base and sorted(a.text) == sorted(b.text)


_ONE: Final = Decimal(1)
_DIGIT: Final = re.compile(r"\d")
