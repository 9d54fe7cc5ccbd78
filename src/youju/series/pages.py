"""What the pages of series show, in the reader's language.

Enter at `of_all` and `of_one`; `as_table` is one series for a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
from django.utils.translation import gettext as _

from youju.definitions.series_models import Period
from youju.engine.aggregates import rounded
from youju.people.actors import Actor
from youju.series import catalogue, queries
from youju.series.catalogue import Known, area_label
from youju.series.queries import Revised
from youju.ui.charts import Chart, Line

HEADINGS: Final = ("数列", "地区代码", "类别代码", "时期", "第几次", "称呼", "公布日期", "数值")
"""Of a file; it goes to people who work in Chinese, whatever the language of the page."""
NUMBER: Final = pa.decimal128(38, 10)


def of_all(actor: Actor) -> dict[str, Any]:
    """Every series that somebody may see, with its last value as a whole where there is one."""
    last = {
        (series, area, sector): (period, value)
        for series, area, sector, period, value in queries.visible_to(actor)
        .order_by("series", "area", "sector", "-period", "-vintage")
        .distinct("series", "area", "sector")
        .values_list("series", "area", "sector", "period", "value")
    }
    home = catalogue.home()
    shown: dict[str, list[dict[str, Any]]] = {}
    for name, known in catalogue.all_series().items():
        parts = [key for key in last if key[0] == name]
        if not parts:
            continue
        whole = (name, home, "") if (name, home, "") in last else min(parts, key=lambda key: key[1:])
        period, value = last[whole]
        shown.setdefault(known.series.department, []).append(
            {
                "name": name,
                "label": known.series.label,
                "unit": unit(known),
                "period": told(known, period),
                "value": _printed(value, known),
                "where": where(known, whole[1], whole[2]) if whole != (name, home, "") else "",
                "parts": len(parts),
            }
        )
    return {"departments": shown, "count": sum(map(len, shown.values()))}


def of_one(
    name: str, actor: Actor, *, area: str | None = None, sector: str | None = None
) -> dict[str, Any] | None:
    """One series of an area and a sector.

    Args:
        name: Code of the series.
        actor: Who looks.
        area: Beginning of a division's code; None for that of the installation, or the first there is.
        sector: Code; None for the total, or the first there is.

    Returns:
        None where there is nothing that somebody may see.
    """
    known = catalogue.all_series().get(name)
    if known is None:
        return None
    places = list(
        queries.visible_to(actor).filter(series=name).order_by("area", "sector")
        .values_list("area", "sector").distinct()
    )  # fmt: skip
    place = _chosen(places, catalogue.home(), area, sector)
    if place is None:
        return None
    found = queries.revisions(name, area=place[0], sector=place[1], actor=actor)
    values = [one for one in found.values if one.area == place[0]]
    return {
        "known": known,
        "name": name,
        "series": known.series,
        "unit": unit(known),
        "area": place[0],
        "sector": place[1],
        "where": where(known, *place),
        "areas": [(one, area_label(one)) for one in dict.fromkeys(one for one, _sector in places)],
        "sectors": [(one, known.sector_label(one)) for where_, one in places if where_ == place[0]],
        "values": values,
        "rows": [_row(known, one) for one in reversed(values)],
        "means": _means(known, found),
        "vintages": known.series.vintages,
        "chart": _chart(known, values, where(known, *place)),
    }


def as_table(found: dict[str, Any]) -> pa.Table:
    """All vintages, a row each."""
    known: Known = found["known"]
    rows = [
        (known.series.label, one.area, one.sector, one.period, number, label(known, number), on, value)
        for one in found["values"]
        for number, (on, value) in enumerate(one.vintages, 1)
    ]
    types = (*[pa.string()] * 4, pa.int32(), pa.string(), pa.date32(), NUMBER)
    columns = zip(*rows, strict=True) if rows else [() for _name in HEADINGS]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(arrays, names=list(HEADINGS))


def label(known: Known, vintage: int) -> str:
    """What the vintage of a number is called."""
    labels = known.series.vintages
    return labels[min(vintage, len(labels)) - 1]


def unit(known: Known) -> str:
    """The unit of a series as pages show it."""
    return {"percent": "%", "index": ""}.get(known.series.unit, known.series.unit)


def told(known: Known, period: str) -> str:
    """A period in words."""
    found = Period.parse(period)
    return period if found is None else found.told(cumulative=known.series.reported == "cumulative")


def where(known: Known, area: str, sector: str) -> str:
    """Area and sector in words."""
    parts = [area_label(area), *([known.sector_label(sector)] if sector else [])]
    return " ".join(parts)


def _chosen(
    places: Sequence[tuple[str, str]], home: str, area: str | None, sector: str | None
) -> tuple[str, str] | None:
    """What was asked for, or, where nothing was, the whole or the first there is."""
    fitting = [one for one in places if area in (None, one[0]) and sector in (None, one[1])]
    return min(fitting, key=lambda one: (one[0] != home, one[1] != "", one), default=None)


def _row(known: Known, one: Revised) -> dict[str, Any]:
    first, *others = one.vintages
    return {
        "period": told(known, one.period),
        "first": _printed(first[1], known),
        "first_on": first[0],
        "second": _printed(others[0][1], known) if others else "",
        "second_on": others[0][0] if others else None,
        "last": _printed(one.last, known),
        "times": len(one.vintages),
        "label": label(known, len(one.vintages)),
        "change": _signed(one.change, known.series.decimals) if others else "",
        "relative": "—" if one.relative is None else _signed(one.relative, 2) if others else "",
    }


def _means(known: Known, found: queries.Revisions) -> list[dict[str, str]]:
    """How much it is revised, as facts."""
    decimals = known.series.decimals + 1
    facts = [(_("修订过的数"), _("%(count)d个") % {"count": found.count})]
    if found.mean is not None:
        facts.append((_("平均修订"), f"{_signed(found.mean, decimals)} {unit(known)}"))
    if found.mean_absolute is not None:
        facts.append((_("平均绝对修订"), f"{rounded(found.mean_absolute, decimals):f} {unit(known)}"))
    if found.mean_relative is not None:
        facts.append((_("平均修订幅度"), f"{_signed(found.mean_relative, 2)}%"))
    return [{"label": one, "text": text} for one, text in facts]


def _chart(known: Known, values: Sequence[Revised], place: str) -> Chart | None:
    """What is known now beside what was published first."""
    if len(values) < 2:
        return None
    last = values[-1]
    title = _("%(place)s%(label)s：%(period)s为%(value)s%(unit)s") % {
        "place": place,
        "label": known.series.label,
        "period": told(known, last.period),
        "value": _printed(last.last, known),
        "unit": unit(known),
    }
    lines = [
        Line(_("现在的数"), [one.last for one in values]),
        Line(_("首次公布的数"), [one.first for one in values], "dashed"),
    ]
    return Chart(
        "vintages", title, unit(known), [one.period for one in values], lines, file=known.series.label,
        decimals=known.series.decimals,
    )  # fmt: skip


def _printed(value: Decimal, known: Known) -> str:
    return f"{rounded(value, known.series.decimals):,f}"


def _signed(value: Decimal, decimals: int) -> str:
    shown = rounded(value, decimals)
    return f"{'−' if shown < 0 else '+' if shown > 0 else ''}{abs(shown):f}"
