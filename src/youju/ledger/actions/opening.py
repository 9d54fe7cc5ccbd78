"""Open a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from youju.errors import YoujuError, fail
from youju.events import cursors
from youju.ledger import catalogue, openings
from youju.ledger.actions import attaching, committing
from youju.ledger.actions.checks import check_date, check_role
from youju.ledger.fold import NOTHING, apply
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import Rules
from youju.people.actors import Actor


@transaction.atomic
def open_record(
    ledger: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    on: date,
    at: datetime,
    level: str | None = None,
    parent: UUID | None = None,
    evidence: Sequence[Any] = (),
    comment: str | None = None,
) -> LedgerRecord:
    """Register a record; it stands in the first state of its ledger.

    Args:
        ledger: Name of the ledger.
        values: Field code to what was typed; labels of codes and names of organisations are understood.
        actor: Must hold a role of ``open_by``.
        on: Business date: when it came to be.
        at: When we were told.
        level: Level, in a ledger with levels.
        parent: The record above.
        evidence: What `youju.ledger.evidence.store` returned.
        comment: Remark kept with the event.

    Raises:
        YoujuError: K700, K711, K720, or everything that is wrong with the values: K701 to K707, K729, K735.
    """
    committing.hold_rules()
    rules = catalogue.current(ledger)
    check_role(rules, rules.ledger.open_by, actor, f"登记{rules.ledger.record_label}")
    check_date(on, at=at)
    opening = openings.prepare(
        rules,
        values,
        on=on,
        level=level,
        parent=str(parent) if parent else None,
        parent_level=_level_of(parent, ledger, on) if parent else None,
    )
    problems = opening.problems + attaching.problems(evidence)
    if problems:
        raise YoujuError(problems)
    number = _next_number(rules, on)
    payload = openings.payload(rules, opening, number=number)
    if comment:
        payload["comment"] = comment
    if evidence:
        payload["evidence"] = attaching.references(evidence)
    record = blank(rules, actor=actor, on=on)
    change = committing.Change(
        record=record,
        rules=rules,
        drafts=[committing.draft(record, "opened", on=on, actor=actor.id, payload=payload)],
        folded=apply(NOTHING, payload, on=on),
        head_date=on,
    )
    committing.commit([change], at=at, new=True)
    return record


def blank(rules: Rules, *, actor: Actor, on: date) -> LedgerRecord:
    """A new row with what does not follow from its events' effects."""
    return LedgerRecord(
        id=uuid7(),
        ledger=rules.name,
        pack=rules.pack,
        pack_version=rules.version,
        opened_on=on,
        period=f"{on:%Y-%m}",
        created_by=actor.id,
        created_organisation=actor.organisation or "",
    )


def _level_of(parent: UUID, ledger: str, on: date) -> str:
    """Level of the record above, which stays until the transaction ends.

    Raises:
        YoujuError: K710 when it is not there; K729 of another ledger, merged, or opened later.
    """
    row = (
        cursors.writing()
        .execute(
            "SELECT ledger, level, opened_on, merged_into FROM ledger_record"
            " WHERE id = %b AND NOT voided FOR SHARE",
            [parent],
        )
        .fetchone()
    )
    if row is None:
        raise fail("K710", record=parent)
    if row[0] != ledger or row[3] is not None or row[2] > on:
        reason = "上级不在这个台账中，或已并入他件，或登记在后"
        raise fail("K729", level="下级", reason=reason, expected="请填写正确的上级")
    return str(row[1])


def _next_number(rules: Rules, on: date) -> str | None:
    """The next number of the ledger. The counter stays locked until the end, so that none is given twice."""
    pattern = rules.ledger.number
    if pattern is None:
        return None
    return openings.numbered(pattern, on, reserve_numbers(rules, on, 1))


def reserve_numbers(rules: Rules, on: date, count: int) -> int:
    """Give out so many numbers of one scope and return the first."""
    pattern = rules.ledger.number or "{seq}"
    row = (
        cursors.writing()
        .execute(
            "INSERT INTO ledger_counter (ledger, scope, value) VALUES (%s, %s, %b)"
            " ON CONFLICT (ledger, scope) DO UPDATE SET value = ledger_counter.value + excluded.value"
            " RETURNING value",
            [rules.name, openings.number_scope(pattern, on), count],
        )
        .fetchone()
    )
    if row is None:  # pragma: no cover - an upsert always returns its row
        raise RuntimeError("the counter gave no number")
    return int(row[0]) - count + 1
