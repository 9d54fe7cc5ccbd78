"""The timeline of a record with what each entry changed: the value before and the value after it.

Enter at `history`. What was taken back stays, marked; what was told late says when it was told. Values
before an entry are those in force on its business date by what is known now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from youju.ledger.fold import known_on
from youju.ledger.pages.words import Fact, Words
from youju.ledger.timelines import Moment

HIDDEN = frozenset({"recomputed"})
"""Entries that only bring clocks right after a late one; people see the entry itself."""
VOIDABLE = frozenset({"opened", "acted", "amended", "linked", "unlinked", "merged"})
"""Entries that a person may take back from the page."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that an entry changed."""

    before: Fact
    after: Fact


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline.

    Attributes:
        seq: Its number within the record.
        moved: The state to which it moved the record.
        recorded: Day on which it was recorded.
        voids: Number of the entry that it takes back.
        voided_by: Number of the entry that took it back.
        voidable: Whether somebody may take it back.
        actor_id: Id of who did it.
    """

    seq: int
    type: str
    label: str
    moved: str
    on: date
    recorded: date
    recorded_at: datetime
    late: bool
    actor: str
    comment: str
    changes: Sequence[Changed] = ()
    files: Sequence[Mapping[str, Any]] = field(default=())
    voids: int | None = None
    voided_by: int | None = None
    voidable: bool = False
    actor_id: str = ""


def history(moments: Iterable[Moment], words: Words, *, as_of: date) -> list[Entry]:
    """What happened up to a date, the latest first."""
    known = list(moments)
    before = _before(known)
    told = [one for one in known if one.on <= as_of and one.type not in HIDDEN]
    told.sort(key=lambda one: (one.on, one.seq), reverse=True)
    return [_entry(one, before.get(one.seq, {}), words) for one in told]


def _before(moments: Sequence[Moment]) -> dict[int, dict[str, Any]]:
    """For each entry that counts, the values in force before it of the fields that it changed."""
    running: dict[str, Any] = {}
    found: dict[int, dict[str, Any]] = {}
    for one in sorted(moments, key=lambda moment: (moment.on, moment.seq)):
        if one.voided_by is None:
            found[one.seq] = {name: running.get(name) for name in one.changes}
            running.update(one.changes)
    return found


def _entry(one: Moment, before: Mapping[str, Any], words: Words) -> Entry:
    fields = words.rules.ledger.fields
    opening = one.type == "opened"
    changes = [
        Changed(words.fact(name, before.get(name)), words.fact(name, value))
        for name, value in one.changes.items()
        if name in fields and not opening and before.get(name) != value
    ]
    return Entry(
        seq=one.seq,
        type=one.type,
        label=one.label,
        moved=one.state if one.state and not opening else "",
        on=one.on,
        recorded=known_on(one.recorded_at),
        recorded_at=one.recorded_at,
        late=one.late,
        actor=words.person(one.actor),
        comment=one.comment or "",
        changes=changes,
        files=one.evidence,
        voids=one.voids,
        voided_by=one.voided_by,
        actor_id=one.actor,
        voidable=one.type in VOIDABLE and one.voided_by is None,
    )
