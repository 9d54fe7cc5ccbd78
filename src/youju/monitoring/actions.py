"""Judging rules period by period, raising and ending alerts, and acknowledging them.

Enter at `run` and `acknowledge`. Running twice changes nothing; what was judged stays judged, also when a
value is revised later.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid_utils.compat import uuid7

from youju.definitions.model_base import Duration
from youju.errors import fail
from youju.events.actions import Draft, append
from youju.events.checks import recorded_day
from youju.ledger.fold import known_on
from youju.monitoring import queries
from youju.monitoring.analysis.levels import moved, step
from youju.monitoring.models import Acknowledgement, Alert, Reading
from youju.monitoring.telling import tell
from youju.monitoring.watching import Rule, Watched, rules
from youju.notices.actions import advance, told_upto
from youju.people.actors import Actor
from youju.standards.calendar import add_workdays

KIND: Final = "monitoring"


@dataclass(slots=True)
class Ran:
    """What a run did.

    Attributes:
        judged: Periods that were judged.
        moves: Alerts with what happened to them, in order.
    """

    judged: int = 0
    moves: list[tuple[Alert, str, str]] = field(default_factory=list)


@transaction.atomic
def run(*, as_of: dt.date, at: dt.datetime) -> Ran:
    """Judge every rule in every period that was reported by a day and has not been judged.

    Those who acknowledge the alerts that were raised, or have risen, and still stand are told of them.

    Args:
        as_of: Day; what became known later is left for later.
        at: When it is judged.
    """
    ran = Ran()
    for rule in rules().values():
        _run(rule, Watched.of(rule.one), ran, as_of=as_of, at=at)
    worse = {alert.id: alert for alert, what, _ in ran.moves if what in ("raised", "risen")}
    tell(worse.values(), at=at)
    return ran


@transaction.atomic
def run_daily(*, at: dt.datetime) -> Ran:
    """`run` once a day, for the periodic work."""
    today = known_on(at)
    told = told_upto(KIND, begin=0)
    if told.position >= today.toordinal():
        return Ran()
    ran = run(as_of=today, at=at)
    advance(told, today.toordinal())
    return ran


def _run(rule: Rule, watched: Watched, ran: Ran, *, as_of: dt.date, at: dt.datetime) -> None:
    judged = Reading.objects.filter(rule=rule.one.warning, subject=rule.subject).order_by("-ordinal").first()
    last, level = (judged.ordinal, min(judged.level, len(rule.labels))) if judged else (None, 0)
    alert = Alert.objects.filter(rule=rule.one.warning, subject=rule.subject, ended_on=None).first()
    readings = []
    for ordinal, day in watched.days(upto=as_of):
        if last is not None and ordinal <= last:
            continue
        measures = watched.measures(rule.one, day, upto=ordinal)
        after = step(rule.watch, level, list(measures.values()))
        measure, period = measures.get(ordinal), str(watched.period(ordinal))
        readings.append(
            Reading(
                rule=rule.one.warning, subject=rule.subject, area=rule.area, readers=rule.readers,
                ordinal=ordinal, period=period, on=day, measure=measure, level=after, at=at,
            )
        )  # fmt: skip
        what = moved(level, after)
        if what is not None and measure is not None:
            alert = _move(rule, alert, what, after, period=period, measure=measure, day=day, at=at)
            ran.moves.append((alert, what, alert.level_label))
            alert = None if what == "ended" else alert
        elif alert is not None and measure is not None:
            Alert.objects.filter(id=alert.id).update(last_period=period, measure=measure)
        level = after
    Reading.objects.bulk_create(readings)
    ran.judged += len(readings)


def _move(
    rule: Rule,
    alert: Alert | None,
    what: str,
    level: int,
    *,
    period: str,
    measure: Decimal,
    day: dt.date,
    at: dt.datetime,
) -> Alert:
    """Raise an alert or move it, with its event."""
    label = rule.labels[level - 1] if level else ""
    facts: dict[str, Any] = {"level": level, "label": label, "period": period, "measure": f"{measure:f}"}
    if alert is None:
        alert = Alert(
            id=uuid7(), rule=rule.one.warning, pack=rule.pack, label=rule.one.label, subject=rule.subject,
            area=rule.area, level=level, level_label=label, highest=level, period=period, last_period=period,
            measure=measure, raised_on=day, due_on=_due(rule, day), readers=rule.readers, why=rule.one.why,
            advice=rule.one.advice,
        )  # fmt: skip
        alert.save(force_insert=True)
        facts |= {"rule": alert.rule, "subject": alert.subject}
    else:
        if level > alert.highest:
            alert.highest, alert.due_on = level, _due(rule, day)
        alert.level, alert.last_period, alert.measure = level, period, measure
        alert.level_label = label or alert.level_label
        alert.ended_on = day if what == "ended" else None
        alert.head_seq += 1
        alert.save()
    append([Draft(alert.id, KIND, what, day, Actor.system().id, facts)], recorded_at=at)
    return alert


def _due(rule: Rule, day: dt.date) -> dt.date | None:
    """Day by which an alert is to be acknowledged."""
    if rule.one.acknowledge is None or rule.one.acknowledge.within is None:
        return None
    within: Duration = rule.one.acknowledge.within
    if within.unit == "workdays":
        return add_workdays(day, within.count)
    days = {"days": 1, "months": 30, "years": 365}[within.unit]
    return day + dt.timedelta(days=days * within.count)


@transaction.atomic
def acknowledge(alert: UUID, note: str, *, actor: Actor, on: dt.date, at: dt.datetime) -> Acknowledgement:
    """Say that one has seen an alert at its highest level so far, and what follows.

    Raises:
        YoujuError: M108 when there is none that the actor may see; M109 when he may not acknowledge it; M110
            without a note; M111 when that level has been acknowledged already.
    """
    found = queries.get_for(actor, alert)
    if "system" not in actor.roles and not actor.roles & set(found.readers):
        raise fail("M109", who=actor.name, label=found.label)
    if not note.strip():
        raise fail("M110", label=found.label)
    made = Acknowledgement(
        id=uuid7(), alert=found, level=found.highest, note=note.strip(), by=actor.id, on=on, at=at
    )
    if found.acknowledgements.filter(level=found.highest).exists():
        raise fail("M111", label=found.label)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise fail("M111", label=found.label) from error
    facts = {"alert": str(found.id), "level": made.level, "note": made.note}
    append([Draft(made.id, KIND, "acknowledged", min(on, recorded_day(at)), actor.id, facts)], recorded_at=at)
    return made
