"""Every read of reported series that another room may use.

Enter at `values` (what we knew on a day), `revisions` (what became of it) and `visible_to`. Who holds a role
of a pack's series sees all of them; the organisation at the head of a division sees the values of its area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from youju.engine.aggregates import quotient
from youju.people.actors import Actor
from youju.people.queries import area_of
from youju.series import catalogue
from youju.series.models import Delivery, Value
from youju.series.vintages import Change, digest_of
from youju.standards import divisions

WHOLE = "series:"
"""How the name of a pack begins among what somebody sees whole (`youju.people.tickets`)."""


def seen_packs(actor: Actor) -> list[str]:
    """Packs of which somebody sees all series: by a role that delivers one of them."""
    roles: dict[str, set[str]] = {}
    for known in catalogue.all_series().values():
        roles.setdefault(known.pack, set()).update(known.series.by)
    return [pack for pack, names in roles.items() if actor.roles & (names | {"system"})]


def seen_whole(actor: Actor) -> list[str]:
    """What his ticket says that he sees whole."""
    return [f"{WHOLE}{pack}" for pack in seen_packs(actor)]


def visible_to(actor: Actor | None) -> QuerySet[Value]:
    """The values that somebody may see; the policy of the table says the same.

    Args:
        actor: Who looks; None for commands, which see all.
    """
    found = Value.objects.all()
    if actor is None:
        return found
    allowed = Q(pack__in=seen_packs(actor))
    area = area_of(actor.organisation) if actor.organisation else None
    if area is not None:
        allowed |= Q(area__startswith=area)
    return found.filter(allowed)


def is_shown_to(account: object, actor: Actor | None) -> bool:
    """Whether somebody finds series in the left column."""
    if account is None or actor is None or not catalogue.all_series():
        return False
    return bool(seen_packs(actor)) or bool(actor.organisation and area_of(actor.organisation) is not None)


def values(
    series: str,
    *,
    area: str | None = None,
    sector: str = "",
    known_at: date | None = None,
    actor: Actor | None = None,
) -> list[tuple[str, Decimal, int, date]]:
    """The values of a series as known on a day, period after period.

    Args:
        series: Its code.
        area: Division code; None for the area that this installation is for.
        sector: Its code; empty for the total.
        known_at: Only what was handed over by this day; None for everything.
        actor: Who reads; None for commands.

    Returns:
        Period, value, vintage, and the day from which it is known.

    Raises:
        YoujuError: I104 for a series that no installed pack has.
    """
    catalogue.get(series)
    place = catalogue.home() if area is None else divisions.prefix(area)
    found = visible_to(actor).filter(series=series, area=place, sector=sector)
    if known_at is not None:
        found = found.filter(on__lte=known_at)
    latest = found.order_by("period", "-vintage").distinct("period")
    return list(latest.values_list("period", "value", "vintage", "on"))


@dataclass(frozen=True, slots=True)
class Revised:
    """How one value was revised.

    Attributes:
        vintages: Day and value of each vintage, the first first.
        relative: Last over first less one, in per cent; None where the first was zero.
    """

    area: str
    sector: str
    period: str
    vintages: tuple[tuple[date, Decimal], ...]

    @property
    def first(self) -> Decimal:
        """What was published first."""
        return self.vintages[0][1]

    @property
    def last(self) -> Decimal:
        """What is known now."""
        return self.vintages[-1][1]

    @property
    def change(self) -> Decimal:
        """Last less first."""
        return self.last - self.first

    @property
    def relative(self) -> Decimal | None:
        """Last over first less one, in per cent; None where the first was zero."""
        return quotient(self.change, abs(self.first), times=100)


@dataclass(frozen=True, slots=True)
class Revisions:
    """How a series was revised: every value with its vintages, and the means.

    Attributes:
        values: All values, period after period.
        count: How many have been revised.
        mean: Mean of last less first over values of more than one vintage (mean revision).
        mean_absolute: Mean of the absolute revision.
        mean_relative: Mean of the revision in per cent of the first value.
    """

    values: Sequence[Revised]
    count: int
    mean: Decimal | None
    mean_absolute: Decimal | None
    mean_relative: Decimal | None


def revisions(
    series: str, *, area: str | None = None, sector: str | None = None, actor: Actor | None = None
) -> Revisions:
    """What became of the values of a series.

    Args:
        series: Its code.
        area: Only this division; None for all.
        sector: Only this sector, empty for the total; None for all.
        actor: Who reads; None for commands.

    Raises:
        YoujuError: I104.
    """
    catalogue.get(series)
    found = visible_to(actor).filter(series=series)
    if area is not None:
        found = found.filter(area=divisions.prefix(area))
    if sector is not None:
        found = found.filter(sector=sector)
    groups: dict[tuple[str, str, str], list[tuple[date, Decimal]]] = {}
    rows = found.order_by("period", "area", "sector", "vintage").values_list(
        "area", "sector", "period", "on", "value"
    )
    for place, one, period, on, value in rows:
        groups.setdefault((place, one, period), []).append((on, value))
    listed = [Revised(*key, tuple(vintages)) for key, vintages in groups.items()]
    again = [one for one in listed if len(one.vintages) > 1]
    shares = [one.relative for one in again if one.relative is not None]
    return Revisions(
        listed,
        len(again),
        quotient(sum((one.change for one in again), Decimal(0)), len(again)),
        quotient(sum((abs(one.change) for one in again), Decimal(0)), len(again)),
        quotient(sum(shares, Decimal(0)), len(shares)),
    )


def deliveries(actor: Actor | None = None, *, most: int = 200) -> list[Delivery]:
    """The last deliveries, the latest first; for those who see all series that they hold."""
    found = Delivery.objects.order_by("-id")
    if actor is not None:
        found = found.filter(packs__contained_by=seen_packs(actor))
        if not seen_packs(actor):
            return []
    return list(found[:most])


def tampered() -> list[Delivery]:
    """Deliveries whose values are no longer those that their events tell of."""
    wrong = []
    for delivery in Delivery.objects.filter(held=False).order_by("id"):
        rows = delivery.values.values_list("series", "area", "sector", "period", "vintage", "value", "base")
        if digest_of(Change(*row, None, None) for row in rows) != delivery.digest:
            wrong.append(delivery)
    return wrong
