"""Checks of reported series: kind and way of reporting fit, code lists and roles exist, limits are numbers.

Enter at `check_series`.
"""

from __future__ import annotations

from decimal import Decimal

from youju.definitions.assemble import Place
from youju.definitions.check_fields import STANDARD_LISTS
from youju.definitions.context import Context
from youju.definitions.series_models import IN_YEAR, Period, SeriesDef
from youju.definitions.values import written_value
from youju.errors import YoujuError
from youju.standards.units import unit


def check_series(context: Context) -> None:
    """Check all series of the pack."""
    labels: dict[str, str] = {}
    for name, series in context.pack.series.items():
        place = context.draft.places["series", name]
        if series.label in labels:
            context.report("D356", place, "label", label=series.label, first=labels[series.label])
        labels.setdefault(series.label, name)
        for other in context.depends.values():
            if name in other.series:
                context.report("D345", place, "series", name=name, pack=other.header.pack)
        _check_kind(context, series, place)
        _check_unit(context, series, place)
        _check_dimensions(context, series, place)
        if context.roles_are_known():
            context.known_each("角色", series.by, context.pack.header.roles, place, "by")
        for text in series.breaks:
            period = Period.parse(text)
            if period is not None and period.frequency != series.frequency:
                wanted = f"{Period(series.frequency, period.year, 1)!s} 那样的一期"
                context.report("D349", place, "breaks", text, key=True, value=text, wanted=wanted)


def _check_kind(context: Context, series: SeriesDef, place: Place) -> None:
    told = {"stock": "时点数", "rate": "比率", "index": "指数"}
    if series.reported == "cumulative" and series.kind == "stock":
        context.report("D394", place, "reported", label=series.label, what="是时点数，不能自年初累计")
    if series.reported == "cumulative" and series.frequency == "year":
        context.report("D394", place, "reported", label=series.label, what="一年报一次，没有累计数")
    if (series.kind == "index") != (series.base is not None):
        kind = told.get(series.kind, "时期数")
        what = "是指数，必须写 base" if series.base is None else f"是{kind}，不写 base"
        context.report("D394", place, "base" if series.base else "kind", label=series.label, what=what)
    if series.first > IN_YEAR[series.frequency] or (series.first > 1 and series.reported != "cumulative"):
        what = "的 first 有误：只有报累计数的才可以不从第一期报起，且不能超过一年的期数"
        context.report("D394", place, "first", label=series.label, what=what)


def _check_unit(context: Context, series: SeriesDef, place: Place) -> None:
    try:
        ratio = unit(series.unit).dimension == unit("percent").dimension
    except YoujuError:
        context.report("D349", place, "unit", value=series.unit, wanted="计量单位，如 万元、户、percent")
        return
    if ratio and series.kind in ("flow", "stock"):
        context.report("D394", place, "kind", label=series.label, what="的单位是百分比，kind 应写 rate")
    limits: dict[str, Decimal] = {}
    for key in ("min", "max"):
        text = getattr(series, key)
        if text is None:
            continue
        try:
            written_value("number", text)
            limits[key] = Decimal(text)
        except (ValueError, ArithmeticError):
            context.report("D349", place, key, value=text, wanted="数，如 0 或 100.5")
    if len(limits) == 2 and limits["min"] > limits["max"]:
        context.report("D394", place, "min", label=series.label, what="的 min 大于 max")


def _check_dimensions(context: Context, series: SeriesDef, place: Place) -> None:
    if "sector" in series.dimensions and series.sectors is None:
        what = "按 sector 分，必须写 sectors"
        context.report("D394", place, "dimensions", label=series.label, what=what)
    elif "sector" not in series.dimensions and series.sectors is not None:
        what = "写了 sectors，dimensions 中应有 sector"
        context.report("D394", place, "sectors", label=series.label, what=what)
    elif series.sectors is not None and context.roles_are_known():
        options = [*context.pack.header.code_lists, *STANDARD_LISTS]
        context.known("代码表", series.sectors, options, place, "sectors")
