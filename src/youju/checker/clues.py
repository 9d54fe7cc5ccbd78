"""What a sentence with masked values says, and what one of them must be: shared by the ways of solving.

`Clues` is the sentence while it is being solved; `given` makes a solution of what a way has computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, Role
from youju.checker.passage import Paragraph, Passage, Sentence
from youju.checker.relations.pattern import number

HUNDRED: Final = Interval(Decimal(100), Decimal(100))
ONE: Final = Interval(Decimal(1), Decimal(1))


@dataclass(frozen=True, slots=True)
class Solved:
    """What a masked value must be.

    Attributes:
        operands: Printed quantities by their names in the formula.
        formula: The right side of ``x == ...``.
        words: The sum as a person would write it.
    """

    value: Interval
    operands: Mapping[str, Mention]
    formula: str
    words: str


@dataclass(slots=True)
class Clues:
    """A sentence while it is being solved."""

    passage: Passage
    paragraph: Paragraph
    sentence: Sentence
    solved: dict[Mention, Solved] = field(default_factory=dict)

    @property
    def masked(self) -> list[Mention]:
        return [one for one in self.sentence.mentions if one.role is Role.MASKED and one not in self.solved]

    @property
    def printed(self) -> list[Mention]:
        return [one for one in self.sentence.mentions if one.role is Role.QUANTITY]

    def after(self, mention: Mention, most: int) -> list[Mention]:
        """The next quantities of the sentence."""
        place = self.sentence.mentions.index(mention)
        return list(self.sentence.mentions[place + 1 : place + 1 + most])

    def label(self, mention: Mention) -> str:
        """What its clause says before a quantity."""
        return self.passage.before(mention)

    def since(self, mention: Mention) -> str:
        """What stands between the quantity before it (or the sentence's begin) and a quantity."""
        place = self.sentence.mentions.index(mention)
        start = self.sentence.mentions[place - 1].end if place else self.sentence.start
        return self.passage.text[max(start, mention.start - 30) : mention.start]


def _solution(masked: Mention, base: Interval, scale: Decimal, words: str) -> tuple[Interval, str]:
    """A value in the unit of the masked one, and the words with it, with 万 or 亿 where the mask has it."""
    factor = scale / masked.scale
    value = Interval(base.low * factor, base.high * factor)
    multiple = next((mark for mark in ("亿", "万") if mark in masked.text), "")
    times = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8)}[multiple]
    unit = multiple + masked.unit
    low, middle, high = (_short(one / times) for one in (value.low, (value.low + value.high) / 2, value.high))
    if low == high:
        return value, f"{words}={low}{unit}"
    return value, f"{words}≈{middle}{unit}（{low}至{high}）"


def _short(value: Decimal) -> str:
    """Five significant digits, or all before the point."""
    places = max(0, 4 - max(0, value.adjusted()))
    return number(round(value, places) if places else value.quantize(Decimal(1)))


def quantity(one: Mention) -> str:
    """A printed value in words for a sum."""
    return one.text


def share(one: Mention) -> Interval:
    return one.interval / HUNDRED


def given(
    masked: Mention, base: Interval, scale: Decimal, operands: dict[str, Mention], formula: str, words: str
) -> tuple[Mention, Solved] | None:
    """A solution, when it says something: finite, positive, narrower than its value."""
    if not (base.low.is_finite() and base.high.is_finite()) or base.high <= 0:
        return None
    if base.high - base.low > abs(base.high) / 2:
        return None
    value, said = _solution(masked, base, scale, words)
    return masked, Solved(value, operands, formula, said)


def middle(one: Mention) -> Interval:
    """The printed value without what 左右 leaves open: the solved one is as vague as the printed one."""
    return Interval(one.value - one.half, one.value + one.half)
