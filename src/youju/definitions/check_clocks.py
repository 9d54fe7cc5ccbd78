"""Checks of a ledger's clocks: what starts, stops and pauses them, when they fall due, who is told.

Enter at `check_clocks`.
"""

from __future__ import annotations

from youju.definitions.assemble import Place
from youju.definitions.check_pack import is_date
from youju.definitions.context import Context
from youju.definitions.models import ClockDef, Due, Ledger


def check_clocks(context: Context, ledger: Ledger, place: Place) -> None:
    """Check all clocks of a ledger."""
    for name, clock in ledger.clocks.items():
        path = ("clocks", name)
        for key in ("starts", "stops"):
            for index, point in enumerate(getattr(clock, key)):
                _check_point(context, ledger, point, place, *path, key, index)
        context.known_each("状态", clock.pauses, ledger.states, place, *path, "pauses")
        for point in set(clock.starts) & set(clock.stops):
            context.report("D371", place, *path, "stops", name=point)
        _check_due(context, ledger, clock.due, place, *path, "due")
        _check_escalation(context, ledger, clock, place, path)


def _check_point(context: Context, ledger: Ledger, name: str, place: Place, *path: str | int) -> None:
    """A name stands for exactly one of: a state, an act, a date field."""
    meant = []
    if name in ledger.states:
        meant.append("状态")
    if name in ledger.acts:
        meant.append("动作")
    if name in ledger.fields:
        if ledger.fields[name].type == "date":
            meant.append("日期字段")
        elif not meant:
            context.report("D360", place, *path, name=name, wanted="date（日期）")
            return
    if len(meant) > 1:
        context.report("D370", place, *path, name=name, kinds="、".join(meant))
    elif not meant:
        dates = [field for field, one in ledger.fields.items() if one.type == "date"]
        options = [*ledger.states, *ledger.acts, *dates]
        context.known("状态、动作或日期字段", name, options, place, *path)


def _check_due(context: Context, ledger: Ledger, due: Due, place: Place, *path: str | int) -> None:
    if due.next_month and due.day_of_month is None:
        context.report("D372", place, *path, "next_month", key=True)
    if due.date_of_year is not None and not is_date(f"2001-{due.date_of_year}"):
        context.report(
            "D349", place, *path, "date_of_year", value=due.date_of_year, wanted="每年都有的月和日"
        )
    if due.field is None or not context.known("字段", due.field, ledger.fields, place, *path, "field"):
        return
    if ledger.fields[due.field].type != "date":
        context.report("D360", place, *path, "field", name=due.field, wanted="date（日期）")


def _check_escalation(
    context: Context, ledger: Ledger, clock: ClockDef, place: Place, path: tuple[str | int, ...]
) -> None:
    labels: dict[str, str] = {}
    for name, step in clock.escalation.items():
        here = (*path, "escalation", name)
        context.party_is_known(ledger, step.to, place, *here, "to")
        if step.label in labels:
            context.report("D356", place, *here, "label", label=step.label, first=labels[step.label])
        labels.setdefault(step.label, name)
