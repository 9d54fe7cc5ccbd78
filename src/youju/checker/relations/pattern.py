"""What a pattern of a relation is: how it is found, and the examples that show and test it.

A pattern is written in one place, in the module of its family: a function that finds relations in a
`Passage`, and a `Pattern` with examples beside it. The examples are run by
tests/checker/test_relations.py. `relations.PATTERNS` lists all patterns.

All patterns look at all sentences, so each passes quickly over those that cannot be meant:
`Passage.sentences_with` names characters that its words have, and a regular expression for a whole report
begins with a character or a class of them; one that begins with an assertion, an option or a repeat is
tried at every place of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval, decide
from youju.checker.mentions import Mention
from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage

_MULTIPLIER: Final = re.compile(r"万亿|亿|万")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what the pattern must say of it.

    Attributes:
        verdict: Of the first relation found; None when nothing must be found.
        operands: Printed operands that the relation must have, in order of the text; not compared when empty.
        message: A piece that the message must contain.
    """

    text: str
    verdict: Verdict | None
    operands: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way in which texts tie quantities together.

    Attributes:
        name: Short, unique.
        rule: Rule that its failures are reported under.
        find: All such relations of a passage.
        examples: At least one that holds and one with nothing to find.
    """

    name: str
    rule: str
    kind: Kind
    find: Callable[[Passage], Iterator[Relation]]
    examples: tuple[Example, ...]


HOLDS, FAILS, UNKNOWN = Verdict.HOLDS, Verdict.FAILS, Verdict.UNKNOWN


def judge(
    formula: str,
    parts: Mapping[str, Mention],
    *,
    scale: Decimal | None = None,
    values: Mapping[str, Interval] | None = None,
) -> tuple[Verdict, Decimal | None, Decimal | None]:
    """Verdict of a formula over mentions, in the unit of the given scale.

    Args:
        values: Intervals that replace those of the mentions.
    """
    ranges = {name: in_scale(mention, scale) for name, mention in parts.items()}
    if values:
        ranges.update(values)
    decision = decide(formula, ranges)
    return decision.verdict, decision.low, decision.high


def in_scale(mention: Mention, scale: Decimal | None) -> Interval:
    """The interval of a mention in a unit of another scale."""
    reach = mention.interval
    if scale is None or scale is mention.scale or scale == mention.scale:
        return reach
    factor = mention.scale / scale
    return Interval(reach.low * factor, reach.high * factor)


def cut_off(printed: Mention, computed: Decimal) -> bool:
    """Whether a number was cut off in its last printed place instead of rounded: 93.5 for 93.56.

    Some offices always do so; it is no contradiction. More than all is.
    """
    step = printed.half * 2
    whole = printed.hedge or printed.span or not step or printed.value == 100
    return not whole and printed.value <= computed < printed.value + step


def relation(
    pattern_rule: str,
    kind: Kind,
    formula: str,
    parts: Mapping[str, Mention],
    verdict: Verdict,
    low: Decimal | None,
    high: Decimal | None,
    message: str,
    *,
    scale: Decimal | None = None,
) -> Relation:
    """A relation over mentions, from the first to the last of them."""
    operands: dict[str, Operand] = {name: mention.operand(scale=scale) for name, mention in parts.items()}
    return Relation(
        pattern_rule,
        kind,
        verdict,
        min(one.start for one in operands.values()),
        max(one.end for one in operands.values()),
        formula,
        operands,
        low,
        high,
        message,
    )


def printed_scale(mention: Mention) -> Decimal:
    """The scale in which a quantity is printed, multiplier included: 3.5万亩 is shown in 万亩."""
    multiplier = _MULTIPLIER.search(mention.text)
    factor = {"万亿": 10**12, "亿": 10**8, "万": 10**4}[multiplier[0]] if multiplier else 1
    return mention.scale * factor


def unit_of(mention: Mention) -> str:
    """The unit of a quantity as it is printed, multiplier included."""
    return re.sub(r"^[\d.,\s余多十百千一二两三四五六七八九]+", "", mention.text)


def against(told: str, verdict: Verdict) -> str:
    """The end of a message: whether what was computed is what is written."""
    return f"与写明的{told}{'一致' if verdict is HOLDS else '不符'}"


def number(value: Decimal) -> str:
    """A number for a message: at most four digits after the point, no exponent, no needless nought.

    Example:
        >>> number(Decimal("63.82978")), number(Decimal("12.50")), number(Decimal(35000))
        ('63.8298', '12.5', '35000')
    """
    rounded = round(value, 4) if value % 1 else value
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
