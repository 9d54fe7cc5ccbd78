"""Computing with two figures, from their values as printed, so that what is read adds up.

Enter at `computed`. A difference of two printed numbers is that of the printed numbers: whoever subtracts
them on paper gets the same. A share is taken from the unrounded values.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Protocol

from youju.engine.aggregates import rounded
from youju.errors import fail

WORDS: Final = {"plus": "{one}＋{other}", "minus": "{one}－{other}", "over": "{one}÷{other}"}
SHARE_DECIMALS: Final = 2


class Observed(Protocol):
    """What is read of an observation."""

    label: str
    unit: str
    decimals: int
    value: Decimal | None


def computed(one: Observed, operation: str, other: Observed) -> tuple[Decimal, str, int]:
    """Value, unit and decimals of what is computed.

    Raises:
        YoujuError: B110 when units differ, B111 when the divisor is nought.
    """
    left, right = one.value or Decimal(0), other.value or Decimal(0)
    if one.unit != other.unit:
        raise fail("B110", one=one.label, other=other.label)
    if operation == "over":
        if right == 0:
            raise fail("B111", one=one.label, other=other.label)
        return left / right * 100, "percent", SHARE_DECIMALS
    decimals = max(one.decimals, other.decimals)
    left, right = rounded(left, one.decimals), rounded(right, other.decimals)
    unit = "百分点" if one.unit == "percent" else one.unit
    return (left + right if operation == "plus" else left - right), unit, decimals
