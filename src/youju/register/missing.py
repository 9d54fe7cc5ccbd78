"""How many units no list has, group by group, so that a field walk can be sent where it pays.

Enter at `missing`. The estimates are those of `youju.linkage.coverage`; here the units of the register are
put into groups.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from django.db.models import Count, F
from django.db.models.fields.json import KT
from django.db.models.functions import Left
from django.utils.translation import gettext

from youju.errors import YoujuError
from youju.linkage.coverage import Estimate, History, estimate
from youju.people.actors import Actor
from youju.register import queries
from youju.standards import divisions, industries

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
        keys: For each way of grouping the beginning of the code of a division or industry, or a kind; empty
            where units say nothing.
        seen: How many the register has.
        estimate: Of all that there are; None where the lists say too little, or nothing was asked.
    """

    keys: tuple[str, ...]
    seen: int
    estimate: Estimate | None

    @property
    def missed(self) -> float:
        """How many are estimated to be in no list; 0 where nothing is estimated."""
        return self.estimate.total - self.estimate.seen if self.estimate else 0.0


def missing(actor: Actor, *by: str, most: int | None = None) -> list[Group]:
    """Groups of the units that an actor sees and that exist, those that lack most first, then the largest.

    Args:
        by: Names in `GROUPS`; of several, each combination is a group, such as an industry of a township.
        most: Estimate only so many groups, those with most units; each takes some milliseconds.
    """
    units = queries.visible_to(actor).filter(closed_on=None).order_by()
    ways = {f"by_{name}": GROUPS[name] for name in by}
    rows = units.annotate(**ways).values_list(*ways, "lists").annotate(many=Count("id"))
    counted: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}
    for *keys, lists, many in rows:
        group = counted.setdefault(tuple(key or "" for key in keys), {})
        group[tuple(lists)] = group.get(tuple(lists), 0) + many
    names = sorted({name for group in counted.values() for lists in group for name in lists})
    groups = sorted((Group(keys, sum(group.values()), None) for keys, group in counted.items()), key=_order)
    judged = [replace(one, estimate=_estimated(counted[one.keys], one.seen, names)) for one in groups[:most]]
    return sorted([*judged, *groups[len(judged) :]], key=_order)


def group_name(by: str, key: str) -> str:
    """What people call a group: the name of a division or industry, or the kind."""
    if not key:
        return gettext("没有写明")
    if by in ("town", "county"):
        division = divisions.get(key)
        return division.name if division else key
    if by == "industry":
        industry = industries.get(key)
        return industry.name if industry else key
    return key


def _order(one: Group) -> tuple[float, int, tuple[str, ...]]:
    return (-one.missed, -one.seen, one.keys)


def _estimated(counted: dict[tuple[str, ...], int], seen: int, names: list[str]) -> Estimate | None:
    """Of one group, from how many of its units are in which lists."""
    if seen < FEWEST:
        return None
    used = [name for name in names if any(name in lists for lists in counted)]
    histories = {tuple(name in lists for name in used): many for lists, many in counted.items()}
    found = _judged(frozenset(histories.items()))
    return found if found is not None and found.high <= WIDEST * seen else None


@lru_cache(maxsize=20_000)
def _judged(histories: frozenset[tuple[History, int]]) -> Estimate | None:
    """An estimate, which takes some milliseconds, kept; None where the lists say too little."""
    try:
        return estimate(dict(sorted(histories, reverse=True)))
    except YoujuError:  # fewer than two lists, or no unit in two of them
        return None
