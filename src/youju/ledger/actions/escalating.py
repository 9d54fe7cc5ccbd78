"""Take the escalation steps that have come due: 提醒函, 催办函, 约谈 as events, each once for a due date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from youju.events.actions import Draft
from youju.ledger import clocks as time_limits
from youju.ledger import projection
from youju.ledger.actions import committing
from youju.ledger.actions.committing import Change
from youju.ledger.fold import Folded, apply, known_on
from youju.ledger.models import LedgerRecord
from youju.ledger.replaying import Entry, clock_effects
from youju.ledger.rules import Rules
from youju.people.actors import Actor

BATCH = 500
"""Records worked on in one transaction, so that people never wait long for a lock."""


@dataclass(frozen=True, slots=True)
class Escalated:
    """A step that was taken.

    Attributes:
        record: Id of the record.
        number: Its number.
        ledger: Its ledger.
        clock: Name of the clock.
        step: Name of the step.
        label: 催办函, as people call it.
        due: The due date for which it was taken.
        to: Roles and organisation codes to which it goes.
    """

    record: UUID
    number: str | None
    ledger: str
    clock: str
    step: str
    label: str
    due: date
    to: tuple[str, ...]


def escalate(ledger: str | None = None, *, at: datetime) -> list[Escalated]:
    """Take every step whose day has come, for one ledger or all; doing it again changes nothing.

    The business date is the day on which it runs, because a letter is sent on the day it is sent. A step
    belongs to a due date: when the due date moves (延期, 补正, 重新起算), it can come again.

    Args:
        ledger: Name of a ledger; None for all.
        at: When it runs.
    """
    today = known_on(at)
    found: list[Escalated] = []
    after: UUID | None = None
    while True:
        batch = _candidates(ledger, today, after)
        if not batch:
            return found
        found += _escalate_batch(batch, today, at=at)
        after = batch[-1]


def _candidates(ledger: str | None, today: date, after: UUID | None) -> list[UUID]:
    query = LedgerRecord.objects.filter(next_step_on__lte=today, voided=False, merged_into=None)
    if ledger is not None:
        query = query.filter(ledger=ledger)
    if after is not None:
        query = query.filter(id__gt=after)
    return list(query.order_by("id").values_list("id", flat=True)[:BATCH])


@transaction.atomic
def _escalate_batch(ids: Sequence[UUID], today: date, *, at: datetime) -> list[Escalated]:
    actor = Actor.system()
    found: list[Escalated] = []
    changes: list[Change] = []
    still = LedgerRecord.objects.filter(id__in=ids, voided=False).values_list("id", flat=True)
    for row, rules in committing.locked(sorted(still)):
        if row.merged_into is not None or row.head_date > today:
            continue
        drafts, folded = _steps(row, rules, today, actor, found)
        if drafts:
            changes.append(Change(row, rules, drafts, folded, today))
        else:
            _postpone(row, rules, today)
    if changes:
        committing.commit(changes, at=at)
    return found


def _postpone(row: LedgerRecord, rules: Rules, today: date) -> None:
    """Nothing was due after all (a reminder whose day is over, a changed definition): look again later."""
    columns = projection.columns(
        rules, committing.folded_of(row), created_organisation=row.created_organisation, as_of=today
    )
    if columns["next_step_on"] != row.next_step_on:
        LedgerRecord.objects.filter(id=row.id).update(next_step_on=columns["next_step_on"])


def _recipients(row: LedgerRecord, rules: Rules, names: Sequence[str]) -> tuple[str, ...]:
    """Roles as they are; organisation fields by the organisation that the record names, if any."""
    found = [row.values.get(name) if name in rules.ledger.fields else name for name in names]
    return tuple(dict.fromkeys(name for name in found if name))


def _steps(
    row: LedgerRecord, rules: Rules, today: date, actor: Actor, found: list[Escalated]
) -> tuple[list[Draft], Folded]:
    """Events of the steps that are due on one record, and the record after them."""
    folded = committing.folded_of(row)
    drafts: list[Draft] = []
    for name, definition in rules.ledger.clocks.items():
        clock = folded.clocks.get(name)
        if clock is None or not definition.escalation:
            continue
        for step_name, step, day in time_limits.steps_due(definition, clock, as_of=today):
            to = _recipients(row, rules, step.to)
            escalation = {
                "clock": name,
                "step": step_name,
                "label": step.label,
                "due": clock["due"],
                "day": day.isoformat(),
                "to": list(to),
            }
            payload: dict[str, Any] = {
                "act": step_name,
                "escalation": escalation,
                "version": rules.version,
            }
            payload["clocks"] = clock_effects(
                rules.ledger,
                folded.clocks,
                Entry(0, "escalated", today, payload),
                state=folded.state,
                values=folded.values,
                changed=frozenset(),
            )
            folded = apply(folded, payload, on=today)
            drafts.append(committing.draft(row, "escalated", on=today, actor=actor.id, payload=payload))
            due = date.fromisoformat(clock["due"])
            found.append(Escalated(row.id, row.number, row.ledger, name, step_name, step.label, due, to))
    return drafts, folded
