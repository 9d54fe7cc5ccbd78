"""Points: what a target or item is worth, what is taken and added, each with a sentence. No database.

Enter at `score_item` for one, `total` for what an organisation gets. The steps' conditions and points are
expressions of `youju.language`. Rules that hold everywhere: a step that cannot be decided, because a number
is missing, leaves the item without points (无法计分) instead of giving or taking them by chance; deductions
never exceed what the item is worth, unless it is worth nothing and only takes (those are limited in sum);
points are rounded half away from zero to two decimals, each step by itself, so that what is printed adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from youju.definitions.symbols import score_symbols
from youju.definitions.target_models import Item, Manner, Scoring, Step
from youju.language import Kind, Type, evaluate, parse

CENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One step that applied.

    Attributes:
        points: What it takes (below zero) or adds.
        because: Why, as the table says.
    """

    points: Decimal
    because: str


@dataclass(frozen=True, slots=True)
class Scored:
    """What one target or item gives.

    Attributes:
        worth: Points that it is worth.
        points: Points without bonuses, from 0 to `worth`; below zero only where it is worth nothing; None
        when
            it cannot be scored.
        bonus: Points added.
        lines: Every step that applied.
        missing: What could not be decided.
    """

    worth: Decimal
    points: Decimal | None
    bonus: Decimal
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """What an organisation gets.

    Attributes:
        worth: Sum of what could be scored.
        base: Points for it; scaled where the table says so.
        bonus: Bonuses, within their limit.
        deduction: Points taken by items that are worth nothing, within their limit; not above zero.
        points: The sum of the three; None when nothing could be scored.
        unscored: Number of items that could not be.
    """

    worth: Decimal
    base: Decimal | None
    bonus: Decimal
    deduction: Decimal
    points: Decimal | None
    unscored: int


def score_item(manner: Manner | Item, worth: Decimal, facts: Mapping[str, Any], *, as_of: date) -> Scored:
    """Score one target or item.

    Args:
        manner: How points are taken and added.
        worth: What it is worth.
        facts: Values of the names of `youju.definitions.symbols.score_symbols`; None for what is unknown.
        as_of: Cut-off date.
    """
    facts = {**facts, "worth": worth}
    lines: list[Line] = []
    missing: list[str] = []
    taken = added = ZERO
    for step in manner.deduct:
        points = _points(step, facts, as_of)
        if points is None:
            missing.append(step.because)
        elif points > 0:
            points = min(points, worth - taken) if worth > 0 else points
            taken += points
            if points > 0:
                lines.append(Line(-points, step.because))
    for step in manner.bonus:
        points = _points(step, facts, as_of)
        if points is None:
            missing.append(step.because)
        elif points > 0:
            added += points
            lines.append(Line(points, step.because))
    if missing or (worth > 0 and facts.get("value") is None):
        return Scored(worth, None, ZERO, (), tuple(missing))
    return Scored(worth, worth - taken, added, tuple(lines))


def total(table: Scoring, items: Sequence[Scored]) -> Total:
    """Add up what an organisation gets, with the limits and the scale of the table."""
    scored = [one for one in items if one.points is not None]
    if not scored:
        return Total(ZERO, None, ZERO, ZERO, None, len(items))
    worth = _sum(one.worth for one in scored)
    base = _sum(one.points or ZERO for one in scored if one.worth > 0)
    if table.scale is not None and worth > 0:
        base = (base / worth * table.scale).quantize(CENT, rounding=ROUND_HALF_UP)
    bonus = _sum(one.bonus for one in scored)
    if table.most_bonus is not None:
        bonus = min(bonus, table.most_bonus)
    deduction = _sum(one.points or ZERO for one in scored if one.worth == 0)
    if table.most_deduction is not None:
        deduction = max(deduction, -table.most_deduction)
    return Total(worth, base, bonus, deduction, base + bonus + deduction, len(items) - len(scored))


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, ZERO)


def _points(step: Step, facts: Mapping[str, Any], as_of: date) -> Decimal | None:
    """Points of a step, rounded and within its limit; 0 when it does not apply; None when one cannot tell."""
    names = score_symbols()
    applies = evaluate(parse(step.when, names, expects=Kind.BOOLEAN), facts, as_of=as_of)
    if applies is None:
        return None
    if not applies:
        return ZERO
    value = evaluate(parse(step.points, names, expects=Type.of("number")), facts, as_of=as_of)
    if value is None:
        return None
    points = max(ZERO, Decimal(value)).quantize(CENT, rounding=ROUND_HALF_UP)
    return points if step.most is None else min(points, step.most)
