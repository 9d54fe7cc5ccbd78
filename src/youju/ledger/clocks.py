"""Time limits: when a clock starts, stands still, is extended, falls due and stops. Pure.

A clock object, as it is stored in the payload of events and in the projection (dates as ISO text):

================  =========================================================================================
``started``       day zero of the period
``due``           the last day on which the matter is in time; it ends at midnight
``warn_from``     the first day on which it is shown as about to fall due, or null
``stopped``       the day on which it stopped, or null
``paused_since``  the day on which it began to stand still, or null
``workdays``      whether the period, and so what is overdue, is counted in working days
``shifts``        what pauses and extensions added, in order: ``[[count, unit], …]``
``extensions``    how many times it was extended
``started_by``    the state, act or date field that started it; ``stopped_by`` likewise
``steps``         ``{step: due}``: escalation steps taken, with the due date for which each was taken
================  =========================================================================================

The law behind the counting: the Civil Code (民法典, in force from 2021-01-01), article 201, leaves out the
day on which a period begins; article 202 ends a period of months or years on the same day of the month, or
on its last day when there is none; article 203 moves an end that falls on a public holiday to the day
after it and ends the day at midnight. The Administrative Licensing Law (行政许可法), article 82, counts
in working days, and article 45 leaves out the time of hearings, tests and expert review, which is what
`ClockDef.pauses` is for. Known dispute: whether 补正 (having the applicant complete the papers) suspends a
period or lets it begin anew. The Regulation on Open Government Information (政府信息公开条例, 2019),
article 30, counts from the day on which the completed request arrives, so a pack for it writes ``restarts``,
not ``pauses``. Article 203 speaks of holidays of civil periods; many internal time limits (交办期限) are
not moved, so rolling is the pack's choice (`Due.roll`) and off by default.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from youju.definitions.models import ClockDef, Due, Duration, EscalationStep
from youju.errors import YoujuError
from youju.standards import calendar

Clock = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event as the clocks of its record see it.

    Attributes:
        on: Business date.
        values: Values of the record after the event, as stored.
        changed: Field codes whose value the event changed.
        state: State after the event.
        entered: The state that the event moved the record to, None when it did not move it.
        final: Whether that state is final: every running clock stops.
        act: Name of the act done, None for openings and amendments.
        extends: Clock and the time that the act gives it.
        restarts: Clocks that the act starts anew.
    """

    on: date
    values: Mapping[str, Any]
    changed: frozenset[str] = frozenset()
    state: str = ""
    entered: str | None = None
    final: bool = False
    act: str | None = None
    extends: tuple[str, Duration] | None = None
    restarts: tuple[str, ...] = field(default=())


def advance(
    definitions: Mapping[str, ClockDef], clocks: Mapping[str, Clock], occasion: Occasion
) -> dict[str, Clock | None]:
    """What an event does to the clocks of its record: the clocks that change, whole; None removes one.

    Args:
        definitions: Clocks of the ledger.
        clocks: Clock objects before the event.
        occasion: The event.

    Raises:
        YoujuError: S140 when a working day beyond the known calendar is needed.
    """
    changed: dict[str, Clock | None] = {}
    for name, definition in definitions.items():
        before = clocks.get(name)
        after = _advance(name, definition, before, occasion)
        if after != before:
            changed[name] = after
    return changed


def _advance(name: str, definition: ClockDef, before: Clock | None, occasion: Occasion) -> Clock | None:
    if name in occasion.restarts and not occasion.final:
        return _paused(definition, start(definition, occasion.on, occasion.act, occasion.values), occasion)
    clock = _follow_fields(definition, before, occasion)
    if clock is not None and occasion.extends and occasion.extends[0] == name:
        duration = occasion.extends[1]
        clock = _shifted(definition, clock, duration.count, duration.unit, occasion.values)
        clock["extensions"] = clock.get("extensions", 0) + 1
    stops = _trigger(definition.stops, occasion)
    if clock is not None and not clock["stopped"] and (stops or occasion.final):
        clock = stop(definition, clock, occasion.on, stops or occasion.state, occasion.values)
    clock = _paused(definition, clock, occasion)
    starts = _trigger(definition.starts, occasion)
    if starts and not occasion.final and (clock is None or clock["stopped"]):
        clock = _paused(definition, start(definition, occasion.on, starts, occasion.values), occasion)
    return clock


def _trigger(names: list[str], occasion: Occasion) -> str | None:
    """The first of the names that the event entered as a state or did as an act."""
    for name in names:
        if name in (occasion.entered, occasion.act):
            return name
    return None


def _follow_fields(definition: ClockDef, before: Clock | None, occasion: Occasion) -> Clock | None:
    """Start, move or stop the clock by the date fields that its definition names, after they changed."""
    clock = before
    changed, values = occasion.changed, occasion.values
    for name in definition.starts:
        if name in changed and (clock is None or clock.get("started_by") == name):
            if not values.get(name):
                clock = None
            elif clock is None:
                if occasion.final:
                    continue
                clock = start(definition, date.fromisoformat(values[name]), name, values)
                if occasion.state in definition.pauses:
                    clock["paused_since"] = occasion.on.isoformat()
            else:
                clock = _dated(definition, {**clock, "started": values[name]}, values)
    if clock is not None and definition.due.field in changed:
        clock = _dated(definition, dict(clock), values)
    for name in definition.stops:
        if clock is not None and name in changed:
            if values.get(name):
                day = date.fromisoformat(values[name])
                clock = stop(definition, {**clock, "stopped": None}, day, name, values)
            elif clock.get("stopped_by") == name:
                clock = {**clock, "stopped": None, "stopped_by": None}
    return clock


def start(definition: ClockDef, on: date, by: str | None, values: Mapping[str, Any]) -> Clock:
    """A clock that begins to run; the day on which it starts is day zero."""
    clock: Clock = {
        "started": on.isoformat(),
        "due": None,
        "warn_from": None,
        "stopped": None,
        "paused_since": None,
        "workdays": counts_workdays(definition),
        "shifts": [],
        "extensions": 0,
        "started_by": by,
        "stopped_by": None,
        "steps": {},
    }
    return _dated(definition, clock, values)


def stop(definition: ClockDef, clock: Clock, on: date, by: str, values: Mapping[str, Any]) -> Clock:
    """The clock stopped; a pause that is still open ends on that day and counts."""
    return {**_resumed(definition, clock, on, values), "stopped": on.isoformat(), "stopped_by": by}


def _paused(definition: ClockDef, clock: Clock | None, occasion: Occasion) -> Clock | None:
    """Let the clock stand still, or go on, by the state that was entered."""
    if clock is None or clock["stopped"] or occasion.entered is None:
        return clock
    pausing = occasion.entered in definition.pauses
    if pausing and not clock["paused_since"]:
        return {**clock, "paused_since": occasion.on.isoformat()}
    if not pausing and clock["paused_since"]:
        return _resumed(definition, clock, occasion.on, occasion.values)
    return clock


def _resumed(definition: ClockDef, clock: Clock, on: date, values: Mapping[str, Any]) -> Clock:
    """The due date moves by the days that passed in the pause, in the unit in which the clock counts."""
    if not clock["paused_since"]:
        return clock
    since = date.fromisoformat(clock["paused_since"])
    clock = {**clock, "paused_since": None}
    if on <= since:
        return clock
    if counts_workdays(definition):
        return _shifted(definition, clock, calendar.workdays_between(since, on), "workdays", values)
    return _shifted(definition, clock, (on - since).days, "days", values)


def _shifted(definition: ClockDef, clock: Clock, count: int, unit: str, values: Mapping[str, Any]) -> Clock:
    return _dated(definition, {**clock, "shifts": [*clock["shifts"], [count, unit]]}, values)


def _dated(definition: ClockDef, clock: Clock, values: Mapping[str, Any]) -> Clock:
    """Set due and warning dates from the start, the field and the shifts. Changes and returns ``clock``."""
    due = due_date(definition.due, date.fromisoformat(clock["started"]), values)
    if due is not None:
        for count, unit in clock["shifts"]:
            due = add(due, count, unit)
        due = _rolled(due, definition.due.roll)
    warn = add(due, -definition.warn.count, definition.warn.unit) if due and definition.warn else None
    clock["due"] = due.isoformat() if due else None
    clock["warn_from"] = warn.isoformat() if warn else None
    return clock


def counts_workdays(definition: ClockDef) -> bool:
    """Whether the period is set in working days."""
    spans = (definition.due.after, definition.due.after_quarter)
    return any(span is not None and span.unit == "workdays" for span in spans)


def due_date(due: Due, started: date, values: Mapping[str, Any]) -> date | None:
    """The last day in time, before pauses, extensions and rolling; None when its date field is empty.

    ``day_of_month`` is clamped to the last day of a short month. With ``next_month`` (次月8日前) it is that
    day of the month after the one in which the clock started.
    """
    if due.after is not None:
        return add(started, due.after.count, due.after.unit)
    if due.day_of_month is not None:
        month = date(started.year, started.month, 1)
        if due.next_month:
            return _day_of(add_months(month, 1), due.day_of_month)
        this = _day_of(month, due.day_of_month)
        return this if started <= this else _day_of(add_months(month, 1), due.day_of_month)
    if due.after_quarter is not None:
        return add(quarter_end(started), due.after_quarter.count, due.after_quarter.unit)
    if due.date_of_year is not None:
        month_number, day = (int(part) for part in due.date_of_year.split("-"))
        return _day_of(date(started.year + 1, month_number, 1), day)
    value = values.get(due.field or "")
    return date.fromisoformat(value) if value else None


def add(day: date, count: int, unit: str) -> date:
    """The day so many days, workdays, months or years later; a negative count goes back.

    Example:
        >>> add(date(2024, 1, 31), 1, "months"), add(date(2024, 2, 29), 1, "years")
        (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    """
    if unit == "days":
        return day + timedelta(days=count)
    if unit == "workdays":
        return calendar.add_workdays(day, count)
    return add_months(day, count if unit == "months" else 12 * count)


def add_months(day: date, count: int) -> date:
    """The same day so many months later, or the last day of a shorter month (Civil Code, article 202)."""
    months = day.year * 12 + day.month - 1 + count
    return _day_of(date(months // 12, months % 12 + 1, 1), day.day)


def _day_of(month: date, day: int) -> date:
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def quarter_end(day: date) -> date:
    """Last day of the quarter.

    Example:
        >>> quarter_end(date(2023, 11, 2))
        datetime.date(2023, 12, 31)
    """
    return _day_of(date(day.year, (day.month - 1) // 3 * 3 + 3, 1), 31)


def _rolled(day: date, roll: str) -> date:
    if roll == "none":
        return day
    if roll == "next_workday":
        return calendar.next_workday(day, included=True)
    return calendar.previous_workday(day, included=True)


def is_running(clock: Clock, *, as_of: date) -> bool:
    """Started, not stopped and not standing still."""
    return not clock["stopped"] and not clock["paused_since"] and clock["started"] <= as_of.isoformat()


def is_warning(clock: Clock, *, as_of: date) -> bool:
    """Running, not yet overdue, and within the warning time (将到期)."""
    today = as_of.isoformat()
    warned = clock["warn_from"] and clock["warn_from"] <= today <= clock["due"]
    return bool(warned and is_running(clock, as_of=as_of))


def step_day(step: EscalationStep, due: date) -> date | None:
    """The day on which an escalation step comes due: so long before or after the due date.

    None while it lies in a year whose working days are not published; nothing may stop for that.
    """
    try:
        return add(due, -step.after.count if step.before else step.after.count, step.after.unit)
    except YoujuError:
        return None


def steps_due(
    definition: ClockDef, clock: Clock, *, as_of: date
) -> Iterator[tuple[str, EscalationStep, date]]:
    """Escalation steps whose day has come and that were not yet taken for this due date, in order of day.

    A reminder before due is left out once the due date has passed: the later steps speak then.
    """
    if clock["due"] and is_running(clock, as_of=as_of):
        for name, step, day in _pending(definition, clock, as_of=as_of):
            if day is not None and day <= as_of:
                yield name, step, day


def next_step_day(definition: ClockDef, clock: Clock, *, as_of: date) -> date | None:
    """The first day on which to look for `steps_due` again; None when there is nothing to come.

    For a step whose day cannot be told yet, that is the day after the due date.
    """
    if not clock["due"] or clock["stopped"] or clock["paused_since"]:
        return None
    later = date.fromisoformat(clock["due"]) + timedelta(days=1)
    return min((day or later for _, _, day in _pending(definition, clock, as_of=as_of)), default=None)


def _pending(
    definition: ClockDef, clock: Clock, *, as_of: date
) -> list[tuple[str, EscalationStep, date | None]]:
    due, taken = date.fromisoformat(clock["due"]), clock["steps"]
    pending = [
        (name, step, step_day(step, due))
        for name, step in definition.escalation.items()
        if taken.get(name) != clock["due"] and not (step.before and as_of > due)
    ]
    return sorted(pending, key=lambda entry: entry[2] or date.max)
