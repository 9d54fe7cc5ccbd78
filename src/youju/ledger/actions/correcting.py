"""Put right what was recorded wrongly: amend values, void an event. Nothing that was recorded is touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from youju.errors import YoujuError, fail
from youju.events.actions import Event
from youju.events.queries import of_stream
from youju.ledger import histories
from youju.ledger.actions import committing
from youju.ledger.actions.checks import check_allowed, check_date
from youju.ledger.actions.committing import Change
from youju.ledger.actions.linking import restore_links
from youju.ledger.actions.performing import definitions_of, recomputed, rewritten
from youju.ledger.fold import apply, known_on
from youju.ledger.lights import situation_of
from youju.ledger.models import LedgerRecord, RecordLink
from youju.ledger.replaying import Entry, clock_effects, is_worked
from youju.ledger.rules import Situation
from youju.people.actors import Actor

VOIDABLE = frozenset({"opened", "acted", "amended", "linked", "unlinked", "merged", "escalated"})
"""Event types that a person may take back; the rest follow from others."""


@transaction.atomic
def amend(
    record: UUID,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    on: date,
    at: datetime,
    reason: str,
    expected: int | None = None,
) -> LedgerRecord:
    """Correct values of a record (更正), with a reason; clocks that hang on them are worked out again.

    Args:
        record: Id of the record.
        values: Field code to the right value; None clears a field.
        actor: Must hold a role that may open records of the ledger.
        on: From which business date the value is right; the opening's date when it never was.
        at: When we were told.
        reason: Why; kept with the event.
        expected: Number of events that the actor saw; refused when something has been added since.

    Raises:
        YoujuError: K710, K711, K720, K722, K723, K726, K733, or what is wrong with the values.
    """
    ((row, rules),) = committing.locked([record])
    if expected is not None and expected != row.head_seq:
        raise fail("K723", number=row, actual=row.head_seq)
    check_allowed(row, rules, rules.ledger.open_by, actor, "更正记录")
    check_date(on, at=at)
    if on < row.opened_on:
        raise fail("K722", on=on)
    if not reason.strip():
        raise fail("K726", what="更正")
    read, problems = rules.reader.read(values, on=on)
    if problems:
        raise YoujuError(problems)
    entries = histories.entries_of(of_stream(row.id)) if on < row.head_date else []
    before = histories.before(entries, on) if entries else committing.folded_of(row)
    changes = {name: value for name, value in read.items() if before.values.get(name) != value}
    if not changes:
        raise fail("K733")
    merged = {name: v for name, v in {**before.values, **changes}.items() if v is not None}
    situation = situation_of(before)
    after = Situation(merged, situation.clocks, situation.state, situation.level, situation.number)
    problems = [p for p in rules.lacking(after, on=on) if p not in rules.lacking(situation, on=on)]
    if problems:
        raise YoujuError(problems)
    payload: dict[str, Any] = {"set": changes, "reason": reason.strip(), "version": rules.version}
    entry = Entry(row.head_seq + 1, "amended", on, payload)
    if is_worked(rules.ledger, row.level or None):
        clocks = clock_effects(
            rules.ledger,
            before.clocks,
            entry,
            state=before.state,
            values=merged,
            changed=frozenset(changes),
        )
        if clocks:
            payload["clocks"] = clocks
    if entries:
        change = rewritten(row, rules, entries, entry, actor=actor)
    else:
        draft = committing.draft(row, "amended", on=on, actor=actor.id, payload=payload)
        change = Change(row, rules, [draft], apply(before, payload, on=on), on)
    committing.commit([change], at=at)
    return row


@transaction.atomic
def void(record: UUID, seq: int, *, actor: Actor, at: datetime, reason: str) -> LedgerRecord:
    """Take back an event that should not have been recorded (作废): an act, an amendment, a link, a merge.

    What was recorded stays; from now on it does not count. Voiding the opening, when nothing else is left,
    takes the whole record out of all counts.

    Args:
        record: Id of the record.
        seq: Number of the event within the record.
        actor: Who did the voided thing, or a holder of a role that may open records.
        at: When we were told.
        reason: Why; kept with the event.

    Raises:
        YoujuError: K710, K711, K721, K725, K726.
    """
    ((row, rules),) = committing.locked([record])
    if not reason.strip():
        raise fail("K726", what="作废")
    events = of_stream(row.id)
    event = _voidable(row, events, seq)
    if actor.id != event.actor or "system" in actor.roles:
        check_allowed(row, rules, rules.ledger.open_by, actor, "作废他人的记载")
    entries = histories.entries_of(events)
    if event.type == "opened":
        _check_last(row, seq, entries)
    result = histories.without(entries, seq, definitions_of(row, rules))
    payload = {"voids": seq, "reason": reason.strip()}
    drafts = [committing.draft(row, "voided", on=known_on(at), actor=actor.id, payload=payload)]
    drafts += recomputed(row, result, actor=actor, because=row.head_seq + 1)
    folded = result.folded
    if not folded.exists:
        folded = committing.folded_of(row)._replace(exists=False)
    committing.commit([Change(row, rules, drafts, folded, result.head_date)], at=at)
    if event.type in ("linked", "unlinked"):
        restore_links(row, result.folded.links)
    return row


def _voidable(row: LedgerRecord, events: list[Event], seq: int) -> Event:
    """The event, when it can be taken back.

    Raises:
        YoujuError: K725.
    """
    event = next((event for event in events if event.seq == seq), None)
    if event is None:
        raise fail("K725", seq=seq, reason="没有这一条", expected=f"记载从1到{row.head_seq}")
    if any(one.payload.get("voids") == seq for one in events):
        raise fail("K725", seq=seq, reason="已经作废", expected="不必再次作废")
    if event.type not in VOIDABLE:
        raise fail("K725", seq=seq, reason="它由系统随其他记载产生", expected="请作废引起它的记载")
    return event


def _check_last(row: LedgerRecord, seq: int, entries: list[Entry]) -> None:
    """The opening can be voided only when nothing hangs on it.

    Raises:
        YoujuError: K725.
    """
    others = [entry.seq for entry in entries if entry.seq != seq and entry.type != "recomputed"]
    if others:
        raise fail("K725", seq=seq, reason="登记之后还有办理", expected="请先从后往前作废后面的记载")
    below = LedgerRecord.objects.filter(parent=row.id, voided=False).exists()
    merged = LedgerRecord.objects.filter(merged_into=row.id).exists()
    if below or merged or RecordLink.objects.filter(other=row.id).exists():
        reason = "还有下级、并入或关联的记录"
        raise fail("K725", seq=seq, reason=reason, expected="请先处理这些记录")
