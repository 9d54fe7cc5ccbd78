"""Enter whole lives of records at once: their opening and everything that was done to them since.

Enter at `enter`. For what happened before the platform came: records of an old system, a year of a sample.
Each act passes the checks that `perform` makes, judged by the record as it was then; what is written is what
`open_record` and `perform` would have written one after the other, in one event chain for each record. A test
does the same both ways and compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from youju.errors import Problem, Where, YoujuError, fail
from youju.ledger import catalogue, openings
from youju.ledger.actions import attaching, committing
from youju.ledger.actions.checks import check_allowed, check_date, check_role
from youju.ledger.actions.committing import Change
from youju.ledger.actions.judging import Request, effects
from youju.ledger.actions.opening import blank, reserve_numbers
from youju.ledger.actions.performing import check_open
from youju.ledger.fold import NOTHING, apply
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import Rules

TOGETHER = 1_000
"""Records that are written together; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Life:
    """A record from its opening on.

    Attributes:
        ledger: Name of the ledger.
        opening: Who registered it, on which day, with which values; its ``act`` is not looked at.
        acts: What was done to it, in order; no act lies before the one that it follows.
        level: Level, in a ledger with levels.
        parent: A record above that was entered in an earlier call, and its level.
        id: Of the new record; another can name it as its parent.
    """

    ledger: str
    opening: Request
    acts: Sequence[Request] = ()
    level: str | None = None
    parent: tuple[UUID, str] | None = None
    id: UUID = field(default_factory=uuid7)


@transaction.atomic
def enter(lives: Sequence[Life], *, at: datetime) -> list[LedgerRecord]:
    """Enter records, all or none.

    Args:
        lives: In the order in which they get their numbers.
        at: When we were told, of everything.

    Raises:
        YoujuError: As for `open_record` and `perform`, everything that is wrong with any of them; each
            problem's path says which record, counted from 1.
    """
    committing.hold_rules()
    numbers = _numbers(lives)
    rows: list[LedgerRecord] = []
    for start in range(0, len(lives), TOGETHER):
        changes, problems = [], []
        for place, life in enumerate(lives[start : start + TOGETHER], start + 1):
            try:
                changes.append(_lived(life, next(numbers[_scope(life)]), at))
            except YoujuError as error:
                where = Where(path=f"第{place}件")
                problems += [Problem(one.code, one.fields, where) for one in error.problems]
        if problems:
            raise YoujuError(problems)
        committing.commit(changes, at=at, new=True)
        rows += [change.record for change in changes]
    return rows


def _scope(life: Life) -> tuple[str, str]:
    pattern = catalogue.current(life.ledger).ledger.number
    return life.ledger, openings.number_scope(pattern, life.opening.on) if pattern else ""


def _numbers(lives: Sequence[Life]) -> dict[tuple[str, str], Iterator[int]]:
    """The numbers of each counter, in order; each counter is asked once."""
    counts: dict[tuple[str, str], tuple[Life, int]] = {}
    for life in lives:
        scope = _scope(life)
        counts[scope] = (life, counts[scope][1] + 1 if scope in counts else 1)
    found: dict[tuple[str, str], Iterator[int]] = {}
    for scope, (life, count) in sorted(counts.items(), key=lambda one: one[0]):
        rules = catalogue.current(life.ledger)
        first = reserve_numbers(rules, life.opening.on, count) if rules.ledger.number else 1
        found[scope] = iter(range(first, first + count))
    return found


def _lived(life: Life, number: int, at: datetime) -> Change:
    """The opening and all acts of one record, checked, as one change."""
    rules = catalogue.current(life.ledger)
    change = _opened(life, rules, number, at)
    row = change.record
    for request in life.acts:
        act = rules.act(request.act)
        row.values, row.parties = dict(change.folded.values), _parties(rules, change)
        check_allowed(row, rules, act.by, request.actor, f"办理“{act.label}”")
        check_open(row, rules)
        check_date(request.on, at=at)
        if request.on < change.head_date:
            raise fail("K722", on=request.on)
        payload = effects(row, rules, change.folded, request)
        change.drafts.append(
            committing.draft(row, "acted", on=request.on, actor=request.actor.id, payload=payload)
        )
        change.folded = apply(change.folded, payload, on=request.on)
        change.head_date = request.on
    return change


def _opened(life: Life, rules: Rules, number: int, at: datetime) -> Change:
    asked = life.opening
    check_role(rules, rules.ledger.open_by, asked.actor, f"登记{rules.ledger.record_label}")
    check_date(asked.on, at=at)
    opening = openings.prepare(
        rules,
        asked.values or {},
        on=asked.on,
        level=life.level,
        parent=str(life.parent[0]) if life.parent else None,
        parent_level=life.parent[1] if life.parent else None,
    )
    if problems := opening.problems + attaching.problems(asked.evidence):
        raise YoujuError(problems)
    pattern = rules.ledger.number
    text = openings.numbered(pattern, asked.on, number) if pattern else None
    payload: dict[str, Any] = openings.payload(rules, opening, number=text)
    if asked.comment:
        payload["comment"] = asked.comment
    if asked.evidence:
        payload["evidence"] = attaching.references(asked.evidence)
    row = blank(rules, actor=asked.actor, on=asked.on)
    row.id, row.number, row.level = life.id, text, life.level or ""
    draft = committing.draft(row, "opened", on=asked.on, actor=asked.actor.id, payload=payload)
    return Change(row, rules, [draft], apply(NOTHING, payload, on=asked.on), asked.on)


def _parties(rules: Rules, change: Change) -> list[str]:
    values = change.folded.values
    parties = {values[name] for name in rules.party_fields if values.get(name)}
    return sorted({*parties, change.record.created_organisation} - {""})
