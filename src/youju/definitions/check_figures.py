"""Checks of figures: what is counted exists, the measure has what it needs, groupings and units fit.

Enter at `check_figures`. Expressions are checked by `check_expressions`.
"""

from __future__ import annotations

from youju.definitions.assemble import Place
from youju.definitions.check_composites import check_composed
from youju.definitions.check_expressions import check_figure_expressions
from youju.definitions.context import Context
from youju.definitions.figure_models import MEASURES
from youju.definitions.models import Figure, Ledger
from youju.definitions.register_units import LEDGER
from youju.definitions.values import written_value
from youju.errors import YoujuError
from youju.standards.units import unit

_NEEDS: dict[str, tuple[str, ...]] = {
    "count": (),
    "share": ("numerator", "denominator"),
    "sum": ("value",),
    "average": ("value",),
    "distinct": ("value",),
    "min": ("value",),
    "max": ("value",),
}
"""What each measure is computed from; it takes none of the others."""

GROUPINGS = ("state", "light", "level", "division")
"""What every figure over a ledger can be grouped by, besides fields; over acts also ``act``."""


_SOURCES = {"ledger": "台账", "register": "名录库", "series": "数列", "figure": "指标"}
_COMPOSING = ("sector", "against", "over", "base", "periods", "every", "order", "to")
"""Keys of figures over series and other figures."""


def check_figures(context: Context) -> None:
    """Check all figures of the pack."""
    ledgers = context.ledgers()
    labels: dict[str, str] = {}
    for name, figure in context.pack.figures.items():
        place = context.draft.places["figure", name]
        if figure.label in labels:
            context.report("D356", place, "label", label=figure.label, first=labels[figure.label])
        labels.setdefault(figure.label, name)
        if figure.measure not in MEASURES[figure.of.kind]:
            source = _SOURCES[figure.of.kind]
            context.report("D396", place, "measure", measure=figure.measure, source=source)
            continue
        if figure.of.kind in ("series", "figure"):
            _check_target(context, figure, place)
            check_composed(context, figure, place)
            continue
        _check_measure(context, figure, place)
        _check_unit(context, figure, place)
        if figure.of.kind == "register":
            _check_groups(context, figure, LEDGER, place)
            check_figure_expressions(context, figure, LEDGER, place)
            continue
        path = ("of", "ledger")
        if context.known("台账", figure.of.ledger, ledgers, place, *path, whole="ledgers"):
            ledger = ledgers[figure.of.ledger]
            if _check_source(context, figure, ledger, place):
                _check_groups(context, figure, ledger, place)
                check_figure_expressions(context, figure, ledger, place)


def _check_source(context: Context, figure: Figure, ledger: Ledger, place: Place) -> bool:
    source = figure.of
    if source.rows != "acts" and figure.period != "all":
        context.report("D375", place, "period", key=True)
    if (source.table is None) == (source.rows == "table"):
        context.report("D373", place, "of", key=True)
        return False
    if source.table is None:
        return True
    if not context.known("字段", source.table, ledger.fields, place, "of", "table"):
        return False
    if ledger.fields[source.table].type != "table":
        context.report("D360", place, "of", "table", name=source.table, wanted="table（表格）")
        return False
    return True


def _check_measure(context: Context, figure: Figure, place: Place) -> None:
    needed = _NEEDS[figure.measure]
    for key in ("value", "numerator", "denominator"):
        written = getattr(figure, key) is not None
        if key in needed and not written:
            context.report("D374", place, key=True, measure=figure.measure, name=key)
        elif written and key not in needed:
            context.report("D378", place, key, key=True, measure=figure.measure, name=key)
    for key in _COMPOSING:
        if getattr(figure, key) is not None:
            context.report("D378", place, key, key=True, measure=figure.measure, name=key)


def _check_unit(context: Context, figure: Figure, place: Place) -> None:
    try:
        dimension = unit(figure.unit).dimension
    except YoujuError:
        context.report("D349", place, "unit", value=figure.unit, wanted="计量单位，如 件、人、万元")
        return
    ratio = unit("percent").dimension
    if figure.measure == "share" and dimension != ratio:
        context.report("D377", place, "unit", value=figure.unit)
    elif figure.measure in ("count", "distinct") and dimension in (ratio, unit("元").dimension):
        context.report("D349", place, "unit", value=figure.unit, wanted="计数的单位，如 件、个、人次")
    _check_target(context, figure, place)


def _check_target(context: Context, figure: Figure, place: Place) -> None:
    if figure.target is not None:
        try:
            written_value("number", figure.target)
        except ValueError as error:
            context.report("D349", place, "target", value=figure.target, wanted=str(error))


def _check_groups(context: Context, figure: Figure, ledger: Ledger, place: Place) -> None:
    fields = [name for name, one in ledger.fields.items() if one.type not in ("file", "table")]
    columns = ledger.fields[figure.of.table].columns or {} if figure.of.table else {}
    options = [*fields, *columns, *GROUPINGS, *(["act"] if figure.of.rows == "acts" else [])]
    for index, name in enumerate(figure.by):
        path = ("by", index)
        if name == "division" and ledger.division is None and "division" not in ledger.fields:
            context.report("D376", place, *path, name=name, what=f"台账 {ledger.ledger} 没有写 division")
        elif name == "level" and ledger.levels is None:
            context.report("D376", place, *path, name=name, what=f"台账 {ledger.ledger} 没有写 levels")
        elif name == "light" and not ledger.lights:
            context.report("D376", place, *path, name=name, what=f"台账 {ledger.ledger} 没有写 lights")
        elif figure.by.index(name) != index:
            context.report("D376", place, *path, name=name, what="写了两次")
        else:
            context.known("分组", name, options, place, *path)
