"""Units at one place: in the same house, along the same road, in the same village; and how many each part of
a county has.

Enter at `around` and `counted`. The database proposes units whose words hold the road or the village, within
what the reader may see; the address of each, taken apart, decides.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Left

from youju.ledger.listing.searching import normal, pieces
from youju.people.actors import Actor
from youju.register import queries, sites
from youju.register.models import Unit
from youju.register.sites import Site
from youju.standards import divisions

MOST: Final = 500
"""Units along a road or in a village that are looked at."""
_CITY, _COUNTY, _TOWN = 4, 6, 9


class Near(NamedTuple):
    """A unit near another, and where."""

    unit: Unit
    site: Site


class Around(NamedTuple):
    """What stands near a unit, itself not among it.

    Attributes:
        house: Units in the same house, in the order of their numbers.
        way: All along the same road, or in the same village where the address names no road.
        cut: Whether there are more than were looked at.
    """

    house: list[Unit]
    way: list[Near]
    cut: bool


def together(one: str, other: str) -> bool:
    """Whether a road or village of one name is the same in two divisions, which may be named less far.

    A road goes through several 街道 of a city and its numbers with it; every town has a 建设路 of its own.

    Example:
        >>> together("341802", "341800"), together("341802", "341881"), together("341802001", "341802002")
        (True, False, True)
        >>> together("341802001", "341802100")
        False
    """
    first, second = divisions.prefix(one), divisions.prefix(other)
    if first.startswith(second) or second.startswith(first):
        return True
    both = (divisions.name_of(first), divisions.name_of(second))
    return first[:_COUNTY] == second[:_COUNTY] and all(name.endswith("街道") for name in both)


def around(actor: Actor, unit: Unit, site: Site) -> Around:
    """Units near one, of those that exist and that an actor may see.

    Args:
        actor: Who looks.
        unit: The unit.
        site: Where it is.
    """
    word = site.road or site.village
    if not word or not unit.division:
        return Around([], [], cut=False)
    key = divisions.prefix(unit.division)[:_CITY]
    with closing(connection.cursor()) as cursor:
        given: list[Any] = [key, pieces(normal(word)), [normal(word)], MOST + 1]
        cursor.execute("SELECT register_near(%s, %s::bigint[], %s::text[], %s)", given)
        ids = [row[0] for row in cursor.fetchall() if row[0] != unit.id]
    found = queries.visible_to(actor).filter(id__in=ids[:MOST], closed_on=None, merged_into=None)
    home = divisions.prefix(unit.division)[:_COUNTY]
    near = [Near(one, sites.read(one.address, inside=home)) for one in found]
    way = [one for one in near if _is_on(one, unit, site)]
    house = [one.unit for one in way if site.spot and one.site.spot == site.spot]
    return Around(house, way, cut=len(ids) > MOST)


def counted(actor: Actor, frame: str) -> Counter[str]:
    """Units that exist in a county by town, or in a city by county; what is not named further, by the whole.

    Args:
        frame: Code of the county or city.
    """
    key = divisions.prefix(frame)
    digits = _TOWN if len(key) >= _COUNTY else _COUNTY
    found = queries.within(actor, divisions.get(frame)).filter(closed_on=None, merged_into=None).order_by()
    rows = found.annotate(part=Left("division", digits)).values_list("part").annotate(many=Count("division"))
    return Counter(dict(rows))


def _is_on(one: Near, unit: Unit, site: Site) -> bool:
    """Whether a unit is along the same road, or in the same village."""
    same = one.site.road == site.road if site.road else one.site.village == site.village
    return same and together(one.unit.division, unit.division)
