"""Do an act on records: one, or many at once of which none is done unless all can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from youju.definitions.models import Duration
from youju.errors import Problem, Where, YoujuError, fail
from youju.events.actions import Draft
from youju.events.queries import of_stream
from youju.ledger import catalogue, histories
from youju.ledger.actions import committing
from youju.ledger.actions.checks import check_allowed, check_date, is_allowed
from youju.ledger.actions.committing import Change
from youju.ledger.actions.judging import Request, effects
from youju.ledger.fold import apply
from youju.ledger.models import LedgerRecord
from youju.ledger.replaying import Definitions, Entry, is_worked, state_refusal
from youju.ledger.rules import Rules
from youju.people.actors import Actor


@transaction.atomic
def perform(
    record: UUID,
    act: str,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    comment: str | None = None,
    values: Mapping[str, Any] | None = None,
    evidence: Sequence[Any] = (),
    extend: Duration | str | None = None,
    expected: int | None = None,
) -> LedgerRecord:
    """Do an act on a record: a transition to another state, or an activity that leaves the state alone.

    An act dated before the record's last one is a late entry (补录). It is judged by the state in which the
    record was then, and refused when what was done later would not have been allowed after it.

    Args:
        record: Id of the record.
        act: Name (or label) of the act.
        actor: Must be one of those named by the act's ``by``.
        on: Business date: when it was done.
        at: When we were told.
        comment: Opinion.
        values: Values of the act's fields.
        evidence: What `youju.ledger.evidence.store` returned.
        extend: For extending acts: such as ``15 workdays``; None for the most that is allowed.
        expected: Number of events that the actor saw; refused when something has been added since.

    Raises:
        YoujuError: K710 to K726, K734, K735 and the mistakes of values K701 to K707.
    """
    request = Request(act, actor, on, at, comment, values, evidence, extend)
    ((row, rules),) = committing.locked([record])
    if expected is not None and expected != row.head_seq:
        raise fail("K723", number=row, actual=row.head_seq)
    committing.commit([_planned(row, rules, request)], at=at)
    return row


@transaction.atomic
def perform_many(
    records: Sequence[UUID],
    act: str,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    comment: str | None = None,
    values: Mapping[str, Any] | None = None,
    evidence: Sequence[Any] = (),
    extend: Duration | str | None = None,
) -> list[LedgerRecord]:
    """Do one act on many records (批量办理): all, or none with everything that stands against it.

    Args:
        records: Ids, without repetition; the records come back in this order.
        act: As for `perform`, as are the others.

    Raises:
        YoujuError: As for `perform`; the path of each problem is the number of its record.
    """
    request = Request(act, actor, on, at, comment, values, evidence, extend)
    problems: list[Problem] = []
    changes: list[Change] = []
    for row, rules in committing.locked(dict.fromkeys(records)):
        try:
            changes.append(_planned(row, rules, request))
        except YoujuError as error:
            problems += [
                Problem(problem.code, problem.fields, Where(path=str(row))) for problem in error.problems
            ]
    if problems:
        raise YoujuError(problems)
    if changes:
        committing.commit(changes, at=at)
    return [change.record for change in changes]


@transaction.atomic
def judge_many(records: Sequence[UUID], request: Request) -> dict[UUID, tuple[Problem, ...]]:
    """What stands against an act, record by record; nothing is done.

    Args:
        records: Ids, without repetition.
        request: What somebody wants to do to each of them.

    Returns:
        By record in the given order what stands against it; nothing where the act can be done.

    Raises:
        YoujuError: K710 when a record does not exist.
    """
    found: dict[UUID, tuple[Problem, ...]] = {}
    for row, rules in committing.locked(dict.fromkeys(records)):
        try:
            _planned(row, rules, request)
        except YoujuError as error:
            found[row.id] = tuple(error.problems)
        else:
            found[row.id] = ()
    transaction.set_rollback(True)  # the locks go
    return found


@transaction.atomic
def perform_series(record: UUID, series: Sequence[Request]) -> LedgerRecord:
    """Enter several acts on one record together (补录), such as a 补正 and its end.

    What was done after them is judged when all are in, so that a pair that belongs together can be entered
    even where its first half alone would contradict what followed.

    Args:
        record: Id of the record.
        series: The acts in the order in which they were done, by one actor and recorded at one time.

    Raises:
        YoujuError: As for `perform`.
    """
    ((row, rules),) = committing.locked([record])
    for request in series:
        _check_request(row, rules, request)
    if series:
        committing.commit([_late(row, rules, *series)], at=series[0].at)
    return row


def _check_request(row: LedgerRecord, rules: Rules, request: Request) -> None:
    """Who, what and when: what needs no look at the record's values."""
    act = rules.act(request.act)
    check_allowed(row, rules, act.by, request.actor, f"办理“{act.label}”")
    check_open(row, rules)
    check_date(request.on, at=request.at)


def _planned(row: LedgerRecord, rules: Rules, request: Request) -> Change:
    """Everything that is checked and worked out before anything is written."""
    _check_request(row, rules, request)
    if request.on < row.head_date:
        return _late(row, rules, request)
    before = committing.folded_of(row)
    payload = effects(row, rules, before, request)
    return Change(
        record=row,
        rules=rules,
        drafts=[committing.draft(row, "acted", on=request.on, actor=request.actor.id, payload=payload)],
        folded=apply(before, payload, on=request.on),
        head_date=request.on,
    )


def is_possible(row: LedgerRecord, rules: Rules, act: str, *, actor: Actor) -> bool:
    """Whether somebody may do an act on a record as it stands, what the act asks for aside."""
    worked = row.merged_into is None and is_worked(rules.ledger, row.level)
    return (
        worked
        and state_refusal(rules.ledger, act, row.state) is None
        and is_allowed(row, rules, rules.acts[act].by, actor)
    )


def check_open(row: LedgerRecord, rules: Rules) -> None:
    """Refuse acts on a duplicate that was merged, and on levels that only gather those below.

    Raises:
        YoujuError: K717, K713.
    """
    if row.merged_into is not None:
        kept = LedgerRecord.objects.filter(id=row.merged_into).first()
        raise fail("K717", number=row, other=kept)
    levels = rules.ledger.levels
    if levels is not None and not is_worked(rules.ledger, row.level):
        level = levels.names[row.level].label if row.level in levels.names else row.level
        raise fail("K713", number=row, level=level, worked=levels.names[levels.worked].label)


def definitions_of(row: LedgerRecord, current: Rules) -> Definitions:
    """The ledger of a record in any version of its pack."""
    return lambda version: (
        (
            current if version == current.version else catalogue.at_version(row.pack, version, row.ledger)
        ).ledger
    )


def _late(row: LedgerRecord, rules: Rules, *requests: Request) -> Change:
    """Entries into the past of a record; what follows is judged when all of them are in."""
    entries = recorded = histories.entries_of(of_stream(row.id))
    fresh: list[Entry] = []
    for request in requests:
        if request.on < row.opened_on:
            raise fail("K722", on=request.on)
        version = histories.ruling_version(entries, request.on, rules.version)
        ruling = rules if version == rules.version else catalogue.at_version(row.pack, version, row.ledger)
        payload = effects(row, ruling, histories.before(entries, request.on), request)
        entry = Entry(row.head_seq + 1 + len(fresh), "acted", request.on, payload)
        fresh.append(entry)
        entries = histories.inserted(entries, entry)
    return rewritten(row, rules, recorded, *fresh, actor=requests[0].actor)


def rewritten(
    row: LedgerRecord, rules: Rules, entries: Sequence[Entry], *fresh: Entry, actor: Actor
) -> Change:
    """The change that puts entries into the past of a record and brings right what follows from them."""
    result = histories.with_entries(entries, fresh, definitions_of(row, rules))
    drafts = [
        committing.draft(row, entry.type, on=entry.business_date, actor=actor.id, payload=entry.payload)
        for entry in fresh
    ]
    drafts += recomputed(row, result, actor=actor, because=fresh[0].seq)
    return Change(row, rules, drafts, result.folded, result.head_date)


def recomputed(row: LedgerRecord, result: histories.Rewritten, *, actor: Actor, because: int) -> list[Draft]:
    """Events with the corrected effects."""
    return [
        committing.draft(
            row, "recomputed", on=fix.on, actor=actor.id, payload={**fix.payload, "because": because}
        )
        for fix in result.corrections
    ]
