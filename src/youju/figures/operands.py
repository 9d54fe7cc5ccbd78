"""What computing figures over series and over figures shares: areas, digests, units, and what comes out.

Enter at `Found`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from youju.engine.composites import Outcome
from youju.errors import YoujuError, fail
from youju.figures.plan import Scope
from youju.series import catalogue as series_catalogue
from youju.standards import divisions
from youju.standards.units import ratio, unit

LEVELS = (2, 4, 6, 9, 12)
"""Digits of the codes of provinces, cities, counties, towns, villages."""


@dataclass(frozen=True, slots=True)
class Found:
    """One group as it was computed.

    Attributes:
        key: Dimension to code.
        inputs: Operands: role and address.
        digest: SHA-256 of the snapshots that were read.
    """

    key: Mapping[str, str | None]
    outcome: Outcome
    reason: str
    inputs: tuple[tuple[str, str], ...]
    digest: str
    sql: str


def combined(digests: Sequence[str]) -> str:
    """The digest of several snapshots; that of one is itself."""
    unique = sorted(set(digests))
    return unique[0] if len(unique) == 1 else hashlib.sha256("\n".join(unique).encode()).hexdigest()


def own_area(scope: Scope) -> str:
    """Beginning of the code of the area that a figure without groups is of."""
    return divisions.prefix(scope.division) if scope.division else series_catalogue.home()


def below(area: str, level_digits: int) -> int:
    """Digits of the areas that lie below one, by the wanted level."""
    return level_digits if level_digits > len(area) else next((d for d in LEVELS if d > len(area)), 12)


def parent(area: str) -> str:
    """Beginning of the codes of an area's peers."""
    return area[: max((d for d in LEVELS if d < len(area)), default=0)]


def factor(own: str, wanted: str) -> Fraction:
    """Units that are not converted (points, ranks, indices) count one to one."""
    try:
        return ratio(own, wanted)
    except YoujuError:
        return Fraction(1)


def ratio_factor(own: str, other: str, wanted: str) -> Fraction:
    """What one of ``own`` by one of ``other`` is in the wanted unit.

    Raises:
        YoujuError: F809 when the units do not fit.
    """
    above, under, whole = unit(own), unit(other), unit(wanted)
    if whole.dimension == f"{above.dimension}/{under.dimension}":
        return above.scale / under.scale / whole.scale
    if above.dimension != under.dimension:
        raise fail("F809", unit=wanted, one=own, other=other)
    return above.scale / under.scale / (whole.scale if wanted == "percent" else 1)
