"""What a delivery says of values, and the digest by which a changed one is seen. No database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """What a delivery says of one value that is new or another than before.

    Attributes:
        vintage: Which it becomes.
        former: The value before; None where there was none.
    """

    series: str
    area: str
    sector: str
    period: str
    vintage: int
    value: Decimal
    base: Decimal | None
    former: Decimal | None
    former_base: Decimal | None


def digest_of(changes: Iterable[Change]) -> str:
    """SHA-256 over the values of a delivery, in a fixed order; `queries.tampered` computes it again."""
    lines = sorted(
        f"{one.series}\t{one.area}\t{one.sector}\t{one.period}\t{one.vintage}\t{_plain(one.value)}\t{_plain(one.base)}"
        for one in changes
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
