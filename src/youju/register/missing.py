"""How many units no list has, group by group, so that a field walk can be sent where it pays.

Enter at `missing`. The estimates are those of `youju.linkage.coverage`; here the units of the register are
put into groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F
from django.db.models.fields.json import KT
from django.db.models.functions import Left

from youju.errors import YoujuError
from youju.linkage.coverage import Estimate, History, estimate
from youju.people.actors import Actor
from youju.register import queries

GROUPS: Final = {
    "town": Left("division", 9),
    "county": Left("division", 6),
    "kind": F("kind"),
    "industry": Left(KT("values__industry__value"), 2),
}
"""By what units can be put together."""
FEWEST: Final = 10
"""Units of a group below which nothing is estimated."""
WIDEST: Final = 3
"""Upper end of the interval, in units that are seen, beyond which the lists say too little of a group: few
units stand in several of them."""


@dataclass(frozen=True, slots=True)
class Group:
    """Units together.

    Attributes:
        key: Beginning of the code of a division or industry, or a kind; empty where units say nothing.
        seen: How many the register has.
        estimate: Of all that there are; None where the lists say too little.
    """

    key: str
    seen: int
    estimate: Estimate | None

    @property
    def missed(self) -> float:
        """How many are estimated to be in no list; 0 where nothing is estimated."""
        return self.estimate.total - self.estimate.seen if self.estimate else 0.0


def missing(actor: Actor, by: str) -> list[Group]:
    """Groups of the units that an actor sees and that exist, those that lack most first.

    Args:
        by: One of `GROUPS`.
    """
    units = queries.visible_to(actor).filter(closed_on=None).order_by()
    rows = units.annotate(group=GROUPS[by]).values_list("group", "lists").annotate(many=Count("id"))
    counted: dict[str, dict[tuple[str, ...], int]] = {}
    for key, lists, many in rows:
        group = counted.setdefault(key or "", {})
        group[tuple(lists)] = group.get(tuple(lists), 0) + many
    names = sorted({name for group in counted.values() for lists in group for name in lists})
    found = [_group(key, group, names) for key, group in counted.items()]
    return sorted(found, key=lambda one: (-one.missed, one.key))


def _group(key: str, counted: dict[tuple[str, ...], int], names: list[str]) -> Group:
    seen = sum(counted.values())
    used = [name for name in names if any(name in lists for lists in counted)]
    histories: dict[History, int] = {
        tuple(name in lists for name in used): many for lists, many in counted.items()
    }
    if seen < FEWEST:
        return Group(key, seen, None)
    try:
        found = estimate(histories)
    except YoujuError:  # fewer than two lists, or no unit in two of them
        return Group(key, seen, None)
    return Group(key, seen, found if found.high <= WIDEST * seen else None)
