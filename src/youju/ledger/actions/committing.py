"""The few statements by which everything is written: lock, append, project. One transaction, all or nothing.

Enter at `locked` (records that will change, with the rules in force), `Change` and `commit`. The statements
are raw and prepared because an act must take milliseconds.

An upgrade of a pack takes an exclusive lock on the table of records (`upgrading`); whoever writes touches
that table first, so nobody works under rules that are being replaced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from youju.errors import fail
from youju.events import cursors
from youju.events.actions import Draft, append
from youju.ledger import catalogue, projection
from youju.ledger.fold import Folded, known_on
from youju.ledger.models import LedgerRecord
from youju.ledger.projection import KIND
from youju.ledger.rules import Rules
from youju.ledger.values import unique_keys

COLUMNS = [field.attname for field in LedgerRecord._meta.concrete_fields]
"""Columns of the projection, in the order of the model."""

_JSON = ("values", "clocks")
_QUOTED = ", ".join(f'r."{name}"::text' if name in _JSON else f'r."{name}"' for name in COLUMNS)
_FROM = f"SELECT {_QUOTED}, p.digest FROM ledger_record r JOIN ledger_pack p ON p.name = r.pack AND p.current"  # noqa: S608
_LOCK = f"{_FROM} WHERE r.id = ANY (%b) ORDER BY r.id FOR NO KEY UPDATE OF r"
_LOCK_ONE = (
    f"{_FROM} WHERE r.id = %b FOR NO KEY UPDATE OF r"  # planned once, where many are planned each time
)
_CASTS = {"values": "::jsonb", "clocks": "::jsonb", "parties": "::varchar[]", "parent": "::uuid"}
_CASTS["merged_into"] = "::uuid"
_CHANGING = [
    *("version", "state", "final", "values", "clocks", "organisation", "parties", "division"),
    *("merged_into", "voided", "next_due", "next_step_on", "light", "light_until"),
    *("head_seq", "head_date", "position", "updated_at"),
]
_UPDATE = (
    "UPDATE ledger_record SET "  # noqa: S608 - names of columns only
    + ", ".join(f'"{name}" = %s{_CASTS.get(name, "")}' for name in _CHANGING)
    + " WHERE id = %s"
)
_INSERT = (
    "INSERT INTO ledger_record ("  # noqa: S608 - names of columns only
    + ", ".join(f'"{name}"' for name in COLUMNS)
    + ") VALUES ("
    + ", ".join(f"%s{_CASTS.get(name, '')}" for name in COLUMNS)
    + ")"
)
_CLAIM = (
    "INSERT INTO ledger_uniquekey (ledger, key, digest, record)"
    " VALUES (%s, %s, %b, %b) ON CONFLICT DO NOTHING"
)
_USED = (
    "INSERT INTO ledger_evidence_use (sha256, record)"
    " SELECT digest, %b FROM unnest(%s::text[]) AS u (digest) ON CONFLICT DO NOTHING"
)
_RELEASE = "DELETE FROM ledger_uniquekey WHERE ledger = %s AND key = %s AND digest = %b AND record = %b"


@dataclass(slots=True)
class Change:
    """One record, what is to be appended to its stream, and what it is afterwards.

    Attributes:
        record: The row, locked; `commit` brings it up to date.
        rules: The definition in force.
        drafts: New events, in order.
        folded: The record after them.
        head_date: Latest business date of an event that counts.
    """

    record: LedgerRecord
    rules: Rules
    drafts: list[Draft]
    folded: Folded
    head_date: date


def hold_rules() -> None:
    """Keep packs from being upgraded until this transaction ends."""
    cursors.writing().execute("LOCK TABLE ledger_record IN ROW EXCLUSIVE MODE")


def locked(ids: Iterable[UUID]) -> list[tuple[LedgerRecord, Rules]]:
    """Lock records until the transaction ends, in one order whatever the caller's.

    Returns:
        The records in the order of ``ids``, each with the rules in force.

    Raises:
        YoujuError: K710 when one does not exist.
    """
    wanted = list(ids)
    found = {}
    one = len(wanted) == 1
    for row in cursors.writing().execute(_LOCK_ONE if one else _LOCK, wanted if one else [wanted]).fetchall():
        values = dict(zip(COLUMNS, row, strict=False))
        for name in _JSON:
            values[name] = orjson.loads(values[name])
        record = LedgerRecord.from_db("default", COLUMNS, [values[name] for name in COLUMNS])
        found[record.id] = (record, catalogue.of_digest(row[-1], record.ledger))
    for record_id in wanted:
        if record_id not in found or found[record_id][0].voided:
            raise fail("K710", record=record_id)
    return [found[record_id] for record_id in wanted]


def folded_of(record: LedgerRecord) -> Folded:
    """The record as its row has it. Links are not among the columns and are left out."""
    return Folded(
        exists=not record.voided,
        state=record.state,
        values=record.values,
        clocks=record.clocks,
        number=record.number,
        level=record.level or None,
        parent=str(record.parent) if record.parent else None,
        merged_into=str(record.merged_into) if record.merged_into else None,
        links=frozenset(),
        pack=record.pack,
        version=record.version,
        opened_on=record.opened_on,
    )


def draft(record: LedgerRecord, kind: str, *, on: date, actor: str, payload: dict[str, Any]) -> Draft:
    """An event of a record."""
    return Draft(record.id, KIND, kind, on, actor, payload)


def commit(changes: Sequence[Change], *, at: datetime, new: bool = False) -> None:
    """Append the events of all changes and bring the rows and keys up to date.

    Args:
        changes: At most one for each record.
        at: When we were told.
        new: Whether the records are opened by these changes.

    Raises:
        YoujuError: K705 when a unique key is taken; those of `youju.events.actions.append`.
    """
    events = append([draft for change in changes for draft in change.drafts], recorded_at=at)
    last = {event.stream: event for event in events}
    rows = []
    for change in changes:
        record, head = change.record, last[change.record.id]
        before = {} if new else unique_keys(change.rules.ledger, record.values)
        columns = projection.columns(
            change.rules,
            change.folded,
            created_organisation=record.created_organisation,
            as_of=change.head_date,
        )
        today = max(known_on(at), change.head_date)
        # A light that still holds is left: to find out until when takes longer than all the rest.
        if (
            new
            or record.light_until <= today
            or not projection.hangs_on_same(change.rules, folded_of(record), change.folded)
        ):
            columns.update(projection.light_columns(change.rules, change.folded, today=today))
        columns.update(head_seq=head.seq, head_date=change.head_date, position=head.position, updated_at=at)
        for name, value in columns.items():
            setattr(record, name, value)
        after = unique_keys(change.rules.ledger, record.values) if change.folded.exists else {}
        if before != after:
            _rewrite_keys(change, before, after)
        rows.append(_parameters(record, COLUMNS) if new else [*_parameters(record, _CHANGING), record.id])
    statement = _INSERT if new else _UPDATE
    if len(rows) == 1:
        cursors.writing().execute(statement, rows[0])
    else:
        cursors.writing().executemany(statement, rows)
    for change in changes:
        _note_uses(change)


def _note_uses(change: Change) -> None:
    """Whoever sees a record may see the files to which its events refer."""
    attached = {one["sha256"] for draft in change.drafts for one in draft.payload.get("evidence", ())}
    if attached:
        cursors.writing().execute(_USED, [change.record.id, sorted(attached)])


def _parameters(record: LedgerRecord, names: Sequence[str]) -> list[Any]:
    return [
        orjson.dumps(getattr(record, name)).decode() if name in _JSON else getattr(record, name)
        for name in names
    ]


def _rewrite_keys(change: Change, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Give up the keys that no longer hold, and claim the new ones before anybody else can."""
    record, rules = change.record, change.rules
    for name, value in before.items():
        if after.get(name) != value:
            cursors.writing().execute(_RELEASE, [record.ledger, name, key_digest(value), record.id])
    fresh = {name: key_digest(value) for name, value in after.items() if before.get(name) != value}
    # One by one and told by their number: a key is shown to nobody who does not see its record.
    for name, digest in sorted(fresh.items()):
        if cursors.writing().execute(_CLAIM, [record.ledger, name, digest, record.id]).rowcount:
            continue
        labels = "、".join(rules.ledger.fields[field].label for field in name.split(","))
        raise fail(
            "K705",
            fields=labels,
            record=rules.ledger.record_label,
            number=_holder(record.ledger, name, digest),
        )


def key_digest(value: str) -> bytes:
    """What is stored of a key: its length is bounded whatever the values."""
    return hashlib.sha256(value.encode()).digest()


def _holder(ledger: str, key: str, digest: bytes) -> str:
    row = (
        cursors.writing()
        .execute(
            "SELECT coalesce(r.number, r.id::text) FROM ledger_uniquekey k JOIN ledger_record r"
            " ON r.id = k.record WHERE k.ledger = %s AND k.key = %s AND k.digest = %b",
            [ledger, key, digest],
        )
        .fetchone()
    )
    return str(row[0]) if row else "另一件"
