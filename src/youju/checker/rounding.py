"""How an office rounds its rates: one that was cut off passes where the report always cuts off.

Enter at `as_the_office_rounds`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Final, TypeVar

from youju.checker.model import Relation
from youju.checker.relations.pattern import FAILS, HOLDS, against

_HABIT: Final = 3
"""Rates cut off in one report, none of them rounded up, that are no slips."""
_HALF: Final = Decimal("0.5")
_SLACK: Final = Decimal("1.1")
"""Of half the last place, so that 49.5853 passes for 49.58."""
_Key = TypeVar("_Key", bound=Hashable)


def as_the_office_rounds(kept: Mapping[_Key, Relation]) -> Mapping[_Key, Relation]:
    """Rates that were cut off instead of rounded (62% for 62.8%) hold where the office always does so."""
    off = {key: _off(one) for key, one in kept.items()}
    cut = sum(one > 0 for one in off.values())
    if not cut or (cut >= _HABIT and all(one >= 0 for one in off.values())):
        return kept
    return {key: _failing(one) if off[key] > 0 else one for key, one in kept.items()}


def _failing(relation: Relation) -> Relation:
    told = relation.operands["r"].text
    message = relation.message.replace(against(told, HOLDS), against(told, FAILS))
    return relation._replace(verdict=FAILS, message=message)


def _off(relation: Relation) -> int:
    """Whether a rate that holds was cut off (1), rounded up (-1), or may have been either (0)."""
    rate, low, high = relation.operands.get("r"), relation.low, relation.high
    if rate is None or low is None or high is None or relation.verdict is not HOLDS:
        return 0
    if not 0 < rate.half <= _HALF:
        return 0
    if high < rate.value:
        return -1
    slack = rate.half * _SLACK
    return int(rate.value + slack < low < rate.value + rate.half * 2)
