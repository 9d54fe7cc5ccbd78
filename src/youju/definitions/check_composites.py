"""Checks of figures over series and over other figures: the operand exists, the measure suits it, units fit.

Enter at `check_composed`. What is wrong by nature is refused here and not at night: the growth of a rate, the
sum of what is no flow, a figure that is made of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from youju.definitions.assemble import Place
from youju.definitions.check_expressions import Checked
from youju.definitions.context import Context
from youju.definitions.figure_models import UNITS, Figure
from youju.definitions.models import SeriesDef
from youju.definitions.register_units import LEDGER
from youju.definitions.series_models import Period
from youju.definitions.symbols import alert_symbols
from youju.errors import YoujuError
from youju.language import Kind
from youju.standards.units import unit

POINTS = "个百分点"
_TAKEN: dict[str, tuple[str, ...]] = {
    "against": ("growth", "change", "contribution", "index"),
    "over": ("share", "ratio", "contribution", "structure"),
    "base": ("index",),
    "periods": ("average",),
    "order": ("rank",),
    "to": ("distance",),
}
"""Keys, and the measures that take them."""
_OWN = ("where", "value", "numerator", "denominator")
"""Keys of figures that count."""


def check_composed(context: Context, figure: Figure, place: Place) -> None:
    """Check a figure over a series or over another figure; measure, unit and target are checked already."""
    figures, series = _figures(context), _series(context)
    one = _Composed(context, figure, place, figures, series)
    kind, options = ("数列", series) if figure.of.kind == "series" else ("指标", figures)
    known: list[str] = [*options]
    whole = "series" if figure.of.kind == "series" else "figures"
    one.check_keys()
    found = context.known(kind, figure.of.name, known, place, "of", whole=whole)
    if figure.over is not None:
        found = context.known(kind, figure.over, known, place, "over", whole=whole) and found
    if not found:
        return
    if figure.of.kind == "figure" and one.is_circular():
        context.report("D398", place, "of", name=figure.figure)
        return
    one.check_operand()
    one.check_groups()
    one.check_unit()


def _figures(context: Context) -> dict[str, Figure]:
    merged = {name: one for other in context.depends.values() for name, one in other.figures.items()}
    return merged | dict(context.pack.figures)


def _series(context: Context) -> dict[str, SeriesDef]:
    merged = {name: one for other in context.depends.values() for name, one in other.series.items()}
    return merged | dict(context.pack.series)


class _Composed:
    """One such figure under check."""

    def __init__(
        self,
        context: Context,
        figure: Figure,
        place: Place,
        figures: Mapping[str, Figure],
        series: Mapping[str, SeriesDef],
    ) -> None:
        self.context, self.figure, self.place = context, figure, place
        self.figures, self.series = figures, series

    def check_keys(self) -> None:
        """Every key belongs to the measure or the source."""
        figure, report = self.figure, self.context.report
        for key in _OWN:
            if getattr(figure, key) is not None:
                report("D378", self.place, key, key=True, measure=figure.measure, name=key)
        for key, measures in _TAKEN.items():
            if getattr(figure, key) is not None and figure.measure not in measures:
                report("D378", self.place, key, key=True, measure=figure.measure, name=key)
        if figure.measure in ("share", "ratio") and figure.over is None:
            report("D374", self.place, key=True, measure=figure.measure, name="over")
        if figure.measure in ("structure", "contribution") and not self._is_part:
            report("D374", self.place, key=True, measure=figure.measure, name="over")
        only_series = figure.basis != "reported" or figure.sector is not None
        if figure.of.kind == "figure" and only_series:
            key = "sector" if figure.sector is not None else "basis"
            report("D378", self.place, key, key=True, measure="（of 为 figure）", name=key)
        if figure.of.kind == "series" and figure.every is not None:
            report("D378", self.place, "every", key=True, measure="（of 为 series）", name="every")
        if figure.alert is not None:
            try:
                names = alert_symbols(figure)
            except YoujuError:  # the unit itself is reported where it is written
                return
            Checked(self.context, self.place).read(figure.alert, names, Kind.BOOLEAN, "alert")

    @property
    def _is_part(self) -> bool:
        """Whether there is a whole of which it can be a part."""
        return bool(self.figure.over or self.figure.by or self.figure.sector)

    def is_circular(self) -> bool:
        """Whether the figure comes back to itself."""
        waiting, seen = [self.figure.of.figure, self.figure.over or ""], set[str]()
        while waiting:
            name = waiting.pop()
            if name == self.figure.figure:
                return True
            found = self.figures.get(name)
            if found is not None and name not in seen:
                seen.add(name)
                waiting += [found.of.figure, (found.over or "") if found.of.kind == "figure" else ""]
        return False

    def _root(self) -> Figure:
        """The figure at the bottom, which counts or reads a series."""
        found = self.figure
        while found.of.kind == "figure" and found.of.figure in self.figures:
            found = self.figures[found.of.figure]
        return found

    @property
    def _operand_unit(self) -> str:
        if self.figure.of.kind == "series":
            return self.series[self.figure.of.series].unit
        return self.figures[self.figure.of.figure].unit

    def check_operand(self) -> None:
        """What is measured can be measured so."""
        for what in self._unsuitable():
            self.context.report("D399", self.place, "measure", label=self.figure.label, what=what)

    def _unsuitable(self) -> Iterator[str]:
        figure = self.figure
        one = self.series.get(figure.of.series)
        if figure.measure == "growth" and self._operand_unit == "percent" and not _as_index(one, figure):
            yield "比率不能再算增速，请用 change（增减几个百分点）"
        indexed = one is not None and one.kind == "index"
        if figure.measure == "growth" and indexed and not _as_index(one, figure):
            yield f"这一指数不是以{'上期' if figure.against == 'previous' else '上年同期'}为100"
        if figure.measure in ("contribution", "structure", "share") and one is not None and one.kind in (
            "rate", "index",
        ):  # fmt: skip
            yield "比率和指数不能作为总体的一部分"
        if one is None:
            return
        if figure.basis == "cumulative" and not one.cumulates:
            yield "只有时期数（flow）有累计数"
        if figure.basis == "period" and one.reported == "cumulative" and not one.cumulates:
            yield "只有时期数（flow）能由累计数求当期数"
        if figure.measure == "average" and one.reported == "cumulative" and figure.basis != "period":
            yield "累计数不能求平均，请写 basis: period"
        base = Period.parse(figure.base) if figure.base else None
        if base is not None and base.frequency not in (one.frequency, "year"):
            yield f"base 应是 {Period(one.frequency, base.year, 1)} 那样的一期，或一年"

    def check_groups(self) -> None:
        """Groupings, the sector, and areas to be compared exist in the source."""
        figure, root = self.figure, self._root()
        one = self.series.get(root.of.series) if root.of.kind == "series" else None
        if root.of.kind == "series" and one is None:
            return
        options = _dimensions(root, one)
        for index, name in enumerate(figure.by):
            if options is None:
                break
            if name not in options:
                what = f"数列 {one.series} 没有这一分组" if one else "来源没有这一分组"
                self.context.report("D376", self.place, "by", index, name=name, what=what)
            elif figure.by.index(name) != index:
                self.context.report("D376", self.place, "by", index, name=name, what="写了两次")
        if figure.measure in ("rank", "distance") and options is not None and "division" not in options:
            what = "没有地区可比：数列的 dimensions 中没有 area" if one else "没有地区可比"
            self.context.report("D399", self.place, "measure", label=figure.label, what=what)
        if figure.sector is not None and one is not None:
            self._check_sector(one, figure.sector)

    def _check_sector(self, one: SeriesDef, sector: str) -> None:
        if one.sectors is None:
            self.context.report(
                "D376", self.place, "sector", name=sector, what=f"数列 {one.series} 不分行业或类别"
            )
            return
        for pack in (self.context.pack, *self.context.depends.values()):
            codes = pack.header.code_lists.get(one.sectors)
            if codes is not None and pack.series.get(one.series) is one:
                self.context.known("行业或类别", sector, codes.codes, self.place, "sector")

    def check_unit(self) -> None:
        """The unit is what the measure gives."""
        wanted = self._wanted()
        if wanted is None:
            return
        own = self.figure.unit
        try:
            same = unit(own).symbol == wanted
            fits = same if wanted in ("percent", POINTS, "index") else unit(own).compatible(unit(wanted))
        except YoujuError:  # an empty unit is reported where it is written
            return
        if not fits:
            told = "percent（百分比）" if wanted == "percent" else wanted
            self.context.report(
                "D397", self.place, "unit", measure=self.figure.measure, value=own, wanted=told
            )

    def _wanted(self) -> str | None:
        measure, operand = self.figure.measure, self._operand_unit
        if measure in ("growth", "structure", "share"):
            return "percent"
        if measure == "contribution":
            return POINTS
        if measure == "rank":
            return "位"
        if measure in ("change", "distance"):
            return POINTS if operand in ("percent", POINTS) else operand
        if measure == "index":
            return "index"
        return None if measure == "ratio" else operand


def _as_index(one: SeriesDef | None, figure: Figure) -> bool:
    """Whether the growth is what an index says itself: 103.2 with last year as 100 is 3.2 %."""
    return one is not None and one.kind == "index" and one.base == (figure.against or "last_year")


def _dimensions(root: Figure, one: SeriesDef | None) -> list[str] | None:
    """What a figure can be grouped by; None when its ledger's own check will say."""
    if one is not None:
        return [{"area": "division", "sector": "sector"}[name] for name in one.dimensions]
    if root.of.ledger == UNITS:
        return [*LEDGER.fields, "state", "division"]
    return None
