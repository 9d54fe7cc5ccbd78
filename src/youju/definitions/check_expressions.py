"""Checks of every expression of a pack: it parses, its names exist, its result is of the type that is needed.

Enter at `check_expressions` (a ledger's) and `check_figure_expressions`. Mistakes are placed at the very
character in the YAML file, however the text is quoted or folded there.
"""

from __future__ import annotations

from youju.definitions.assemble import Place
from youju.definitions.context import Context
from youju.definitions.models import Figure, Ledger
from youju.definitions.symbols import (
    alert_symbols,
    column_symbols,
    figure_symbols,
    measured_type,
    record_symbols,
)
from youju.errors import Problem, YoujuError
from youju.language import Kind, Symbol, Symbols, Type, parse


def check_expressions(context: Context, ledger: Ledger, place: Place) -> None:
    """Check guards, computed fields, required-when, lights and priority of a ledger."""
    names = record_symbols(context.pack, ledger)
    checked = Checked(context, place)
    for field_name, one in ledger.fields.items():
        path = ("fields", field_name)
        checked.read(one.required_when, names, Kind.BOOLEAN, *path, "required_when")
        if one.type == "table" and one.columns:
            columns = column_symbols(context.pack, ledger, field_name)
            for name, column in one.columns.items():
                checked.read(
                    column.required_when, columns, Kind.BOOLEAN, *path, "columns", name, "required_when"
                )
    for section, acts in (("transitions", ledger.transitions), ("activities", ledger.activities)):
        for name, act in acts.items():
            checked.read(act.guard, names, Kind.BOOLEAN, section, name, "guard")
            for target, text in act.sets.items():
                symbol = names.field(target)
                if symbol is not None and symbol.type.kind is not Kind.OTHER:
                    checked.read(text, names, symbol, section, name, "sets", target)
    for colour, light in ledger.lights.items():
        checked.read(light.when, names, Kind.BOOLEAN, "lights", colour, "when")
    checked.read(ledger.priority, names, Kind.NUMBER, "priority")


def check_figure_expressions(context: Context, figure: Figure, ledger: Ledger, place: Place) -> None:
    """Check what a figure counts, what it adds up and when it alerts, units included."""
    names = figure_symbols(context.owner(ledger), figure, ledger)
    checked = Checked(context, place)
    checked.read(figure.where, names, Kind.BOOLEAN, "where")
    checked.read(figure.numerator, names, Kind.BOOLEAN, "numerator")
    checked.read(figure.denominator, names, Kind.BOOLEAN, "denominator")
    try:
        wanted = None if figure.measure == "distinct" else measured_type(figure)
        alert_names = alert_symbols(figure)
    except YoujuError:  # the unit itself is reported where it is written
        return
    checked.read(figure.value, names, wanted, "value")
    checked.read(figure.alert, alert_names, Kind.BOOLEAN, "alert")


class Checked:
    """Reads the expressions of one part of a pack and reports what the language says."""

    def __init__(self, context: Context, place: Place) -> None:
        self.context = context
        self.place = place

    def read(
        self, text: str | None, names: Symbols, expects: Kind | Type | Symbol | None, *path: str | int
    ) -> None:
        """Parse an expression, if there is one, and note its mistakes at their places."""
        if text is None:
            return
        try:
            parse(text, names, expects=expects)
        except YoujuError as error:
            for problem in error.problems:
                if problem.fields.get("name") not in self.context.draft.broken:
                    self._report(problem, text, path)

    def _report(self, problem: Problem, text: str, path: tuple[str | int, ...]) -> None:
        source = self.context.draft.sources.of(self.place.file)
        whole = (*self.place.path, *path)
        line, column = problem.where.line or 1, problem.where.column or 1
        where = source.inside(whole, text, line, column)
        self.context.draft.problems.append(Problem(problem.code, problem.fields, where))
