"""The light and the priority of a record as at any date. Pure.

Both follow from values, state and clocks by the ledger's expressions, so they are never stored: the same
record is green today and yellow tomorrow without anybody touching it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from youju.ledger import clocks
from youju.ledger.fold import Folded
from youju.ledger.rules import Rules, Situation


def situation_of(folded: Folded) -> Situation:
    """What expressions see of a folded record."""
    return Situation(folded.values, folded.clocks, folded.state, folded.level, folded.number)


def light(rules: Rules, situation: Situation, *, as_of: date) -> str | None:
    """The first light whose condition is true; None when none is (unknown is not true)."""
    for name, condition in rules.lights.items():
        if condition.holds(situation, as_of=as_of):
            return name
    return None


def priority(rules: Rules, situation: Situation, *, as_of: date) -> Decimal | None:
    """What to do first, greatest first; None when the ledger has none or it is unknown."""
    if rules.priority is None:
        return None
    value: Decimal | None = rules.priority.value(situation, as_of=as_of)
    return value


def warnings(situation: Situation, *, as_of: date) -> list[str]:
    """Names of the clocks that are about to fall due (将到期), in the order of their due dates."""
    soon = [
        (clock["due"], name)
        for name, clock in situation.clocks.items()
        if clocks.is_warning(clock, as_of=as_of)
    ]
    return [name for _, name in sorted(soon)]
