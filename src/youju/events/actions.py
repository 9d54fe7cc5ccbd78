"""Writing events: `append`, with `lock` before the caller reads; imports use `bulk`.

All of them belong inside the caller's transaction: an event and the projection that it changes are
committed together or not at all. Streams are locked in one order, so that two writers wait for each other
instead of deadlocking.

Does not belong here: what events mean. Seals are made by `youju.events.seals`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from psycopg.types.numeric import Int4, Int8

from youju.events import chain, checks, cursors, scan, seals
from youju.events.cursors import Cursor
from youju.events.heads import check_heads, link, lock, tip_arrays
from youju.events.records import Draft, Event, Head

__all__ = ["Draft", "Event", "Head", "append", "lock", "seal"]

_OPEN = "SELECT stream, kind, head_seq, head_hash, position FROM events_open(%b::uuid[], %s::text[], %b)"
_ADD_ONE = (
    "WITH head AS (UPDATE events_stream SET head_seq = %b, head_hash = %b WHERE stream = %b)"
    " INSERT INTO events_event"
    " (position, stream, seq, kind, type, business_date, recorded_at, actor, payload, hash)"
    " VALUES (%b, %b, %b, %s, %s, %s, %s, %s, %s::text::json, %b)"
)
_ADD_MANY = (
    "WITH head AS (UPDATE events_stream AS h SET head_seq = u.seq, head_hash = u.hash"
    " FROM unnest(%b::uuid[], %b::int4[], %b::bytea[]) AS u (stream, seq, hash) WHERE h.stream = u.stream)"
    " INSERT INTO events_event"
    " (position, stream, seq, kind, type, business_date, recorded_at, actor, payload, hash)"
    " SELECT position, stream, seq, kind, type, business_date, %s::timestamptz, actor, payload::json, hash"
    " FROM unnest(%b::int8[], %b::uuid[], %b::int4[], %b::text[], %b::text[], %b::date[], %b::text[],"
    " %b::text[], %b::bytea[])"
    " AS u (position, stream, seq, kind, type, business_date, actor, payload, hash)"
)

_SEALING = 0x5345_414C  # key of the lock that lets one sealer work at a time
_LAST_SEAL = "SELECT number, upto, hash FROM events_seal ORDER BY number DESC LIMIT 1"
_ADD_SEAL = (
    "INSERT INTO events_seal (number, after, upto, events, root, sealed_at, previous, hash)"
    " VALUES (%s, %s, %s, %s, %b, %s, %b, %b)"
)


def append(
    drafts: Sequence[Draft], *, recorded_at: dt.datetime, expected: Mapping[UUID, int] | None = None
) -> list[Event]:
    """Append events, in their order, each at the end of its stream; missing streams are created.

    Two round trips to the database, whatever the number of drafts.

    Args:
        recorded_at: When we are told; aware, the same for all.
        expected: Number of events that the caller believes a stream of the drafts to have.

    Raises:
        YoujuError: E501, E502, E504 to E507 for the drafts, E503 where a stream has moved on.
        TransactionManagementError: Called outside a transaction.
        ValueError: `expected` names a stream that no draft belongs to.
    """
    cursor = cursors.writing()
    if expected and expected.keys() - {draft.stream for draft in drafts}:
        raise ValueError("expected names a stream without a draft")
    if not drafts:
        return []
    payloads = checks.payloads(drafts, day=checks.recorded_day(recorded_at))
    heads, positions = _open(cursor, drafts)
    check_heads(drafts, heads, expected or {})
    tips = {stream: (head.seq, head.hash) for stream, head in heads.items()}
    links = link(drafts, payloads, positions, tips, recorded_at)
    events = [
        Event(
            position, draft.stream, seq, draft.kind, draft.type, draft.business_date, recorded_at,
            draft.actor, draft.payload, digest,
        )
        for draft, position, (seq, digest, _) in zip(drafts, positions, links, strict=True)
    ]  # fmt: skip
    if len(events) == 1:
        _add_one(cursor, events[0], payloads[0])
    else:
        _add_many(cursor, events, payloads, tips)
    return events


def seal(*, at: dt.datetime) -> seals.Seal | None:
    """Seal all settled events that no seal covers yet; blocks no writer, not even an import under way.

    Args:
        at: When it is sealed; aware.

    Returns:
        The new seal, or None when there is nothing new.
    """
    checks.recorded_day(at)
    with transaction.atomic():
        cursor = cursors.writing()
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALING])
        last = cursor.execute(_LAST_SEAL).fetchone() or (0, 0, chain.GENESIS)
        (upto,) = cursor.execute("SELECT events_settled()").fetchone() or (0,)
        number, after, previous = last[0] + 1, last[1], last[2]
        query = f"SELECT position, hash FROM events_event WHERE position > {int(after)}"  # noqa: S608
        query += f" AND position <= {int(upto)} ORDER BY position"
        count, root = seals.root_of(scan.rows(cursor.connection, query))
        if not count:
            return None
        digest = seals.seal_hash(number, after, upto, count, root, at, previous)
        made = seals.Seal(number, after, upto, count, root, at, previous, digest)
        cursor.execute(_ADD_SEAL, [number, after, upto, count, root, at, previous, digest])
    return made


def _open(cursor: Cursor, drafts: Sequence[Draft]) -> tuple[dict[UUID, Head], list[int]]:
    """Lock or create the heads of all streams, and get as many positions as there are drafts."""
    kinds = {draft.stream: draft.kind for draft in drafts}
    streams = sorted(kinds)
    cursor.execute(_OPEN, [streams, [kinds[stream] for stream in streams], Int4(len(drafts))])
    rows = cursor.fetchall()
    heads = {row[0]: Head(*row[:4]) for row in rows[: len(streams)]}
    return heads, [row[4] for row in rows[len(streams) :]]


def _add_one(cursor: Cursor, event: Event, payload: bytes) -> None:
    """Store one event and its head; the most frequent case, with scalars instead of arrays."""
    cursor.execute(
        _ADD_ONE,
        [
            Int4(event.seq), event.hash, event.stream, Int8(event.position), event.stream, Int4(event.seq),
            event.kind, event.type, event.business_date, event.recorded_at, event.actor, payload.decode(),
            event.hash,
        ],
    )  # fmt: skip


def _add_many(
    cursor: Cursor,
    events: Sequence[Event],
    payloads: Sequence[bytes],
    tips: Mapping[UUID, tuple[int, bytes]],
) -> None:
    """Store several events and the heads of their streams in one statement."""
    cursor.execute(
        _ADD_MANY,
        [
            *tip_arrays(tips),
            events[0].recorded_at,
            [Int8(event.position) for event in events],
            [event.stream for event in events],
            [Int4(event.seq) for event in events],
            [event.kind for event in events],
            [event.type for event in events],
            [event.business_date for event in events],
            [event.actor for event in events],
            [payload.decode() for payload in payloads],
            [event.hash for event in events],
        ],
    )
