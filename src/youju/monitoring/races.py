"""Comparing areas (赛马) on what was counted or reported.

Enter at `of_figure` (a share by a dimension) and `of_series` (growth on the year before, by area).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from youju.definitions.series_models import Period
from youju.figures import queries as figures
from youju.monitoring.analysis.ranking import Growth, Place, Share, compare_growth, compare_shares
from youju.people.actors import Actor
from youju.series import catalogue
from youju.series import queries as series
from youju.series.catalogue import area_label

LEAST = 20
"""Smallest base of a share that is ranked."""


@dataclass(frozen=True, slots=True)
class Race:
    """Areas in their order.

    Attributes:
        label: What they are compared by.
        when: Cut-off or period, in words.
        places: Best first; `Place.area` is what people call the area.
        least: Smallest base that is ranked.
        shares: Whether shares are compared, otherwise growth.
    """

    label: str
    when: str
    places: list[Place]
    least: Decimal
    shares: bool


def of_figure(
    name: str,
    *,
    by: str,
    as_of: dt.date,
    least: int = LEAST,
    high_is_good: bool = True,
    actor: Actor | None = None,
) -> Race:
    """Compare the groups of a share by the observations of a cut-off.

    Args:
        name: Code of the figure.
        by: Dimension, such as ``division`` or ``unit``.
        as_of: Cut-off date.
        least: Smallest denominator that is ranked.
        high_is_good: Whether the highest is first.
        actor: Who looks: groups that he may not see do not run.

    Raises:
        YoujuError: F801 for an unknown figure.
    """
    figure = figures.home_of(name).pack.figures[name]
    rows = figures.visible_to(actor).filter(figure=name, as_of=as_of, by=[by], denominator__isnull=False)
    latest = {row.key_labels.get(by) or row.key.get(by) or "": row for row in rows.order_by("counted_at")}
    shares = [
        Share(area, int(row.numerator or 0), int(row.denominator or 0))
        for area, row in sorted(latest.items())
    ]
    places = compare_shares(shares, least=least, high_is_good=high_is_good, decimals=figure.decimals)
    return Race(figure.label, as_of.isoformat(), places, Decimal(least), True)


def of_series(
    name: str,
    *,
    period: str,
    sector: str = "",
    least: Decimal = Decimal(0),
    high_is_good: bool = True,
    actor: Actor | None = None,
) -> Race:
    """Compare the growth of areas on the same period of the year before, by the values known now.

    An area that holds others of them, such as the city above its counties, does not run against its parts.

    Args:
        name: Code of the series.
        period: Such as ``2023-12``.
        sector: Its code; empty for the total.
        least: Smallest base that is ranked.
        high_is_good: Whether the highest is first.
        actor: Who looks: areas that he may not see do not run.

    Raises:
        YoujuError: I104 for an unknown series.
    """
    known = catalogue.get(name).series
    now = Period.parse(period)
    growths = []
    if now is not None:
        before = str(now._replace(year=now.year - 1))
        rows = series.visible_to(actor).filter(series=name, sector=sector, period__in=[period, before])
        values: dict[tuple[str, str], Decimal] = {}
        for area, one, value in rows.order_by("vintage").values_list("area", "period", "value"):
            values[area, one] = value
        areas = {area for area, one in values if one == period and (area, before) in values}
        growths = [
            Growth(area_label(area), values[area, before], values[area, period])
            for area in sorted(areas)
            if not any(other != area and other.startswith(area) for other in areas)
        ]
    when = now.told(cumulative=known.reported == "cumulative") if now else period
    return Race(
        known.label, when, compare_growth(growths, least=least, high_is_good=high_is_good), least, False
    )
