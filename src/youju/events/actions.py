"""Every way to write events: `append` in a transaction, `append_bulk` for imports, `lock` before reading.

All of them belong inside the caller's transaction: an event and the projection that it changes are
committed together or not at all. Streams are locked in one order, so that two writers wait for each other
instead of deadlocking.

Does not belong here: what events mean. Seals are made by `youju.events.seals`.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

import psycopg
from django.db import transaction
from psycopg.types.numeric import Int4, Int8

from youju.errors import CODES, Problem, YoujuError
from youju.events import chain, checks, scan, seals
from youju.events.records import Appended, Draft, Event, Head

__all__ = ["Appended", "Draft", "Event", "Head", "append", "append_bulk", "lock", "seal"]

_LOCK = (
    "SELECT stream, kind, head_seq, head_hash FROM events_stream WHERE stream = ANY (%b)"
    " ORDER BY stream FOR NO KEY UPDATE"
)
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
    " FROM unnest(%b::int8[], %b::uuid[], %b::int4[], %s::text[], %s::text[], %s::date[], %s::text[],"
    " %s::text[], %b::bytea[])"
    " AS u (position, stream, seq, kind, type, business_date, actor, payload, hash)"
)
_HEADS = (
    "UPDATE events_stream AS h SET head_seq = u.seq, head_hash = u.hash"
    " FROM unnest(%b::uuid[], %b::int4[], %b::bytea[]) AS u (stream, seq, hash) WHERE h.stream = u.stream"
)
_POSITIONS = "SELECT array_agg(nextval('events_position')) FROM generate_series(1, %b)"
_COPY_STREAMS = "COPY events_stream (stream, kind, head_seq, head_hash) FROM STDIN (FORMAT binary)"
_COPY = f"COPY events_event ({chain.COLUMNS}) FROM STDIN (FORMAT binary)"

_SEALING = 0x5345_414C  # key of the lock that lets one sealer work at a time
_LAST_SEAL = "SELECT number, upto, hash FROM events_seal ORDER BY number DESC LIMIT 1"
_ADD_SEAL = (
    "INSERT INTO events_seal (number, after, upto, events, root, sealed_at, previous, hash)"
    " VALUES (%s, %s, %s, %s, %b, %s, %b, %b)"
)

_COPY_START = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_END = b"\xff\xff"
_ROW = b"\x00\x0a"  # ten columns
_HASH = b"\x00\x00\x00\x20"  # of 32 bytes
_HEAD_START = struct.Struct(">hi16si").pack
_HEAD_END = struct.Struct(">ii").pack

BATCH = 20_000
"""Drafts of a bulk append that are hashed, copied and forgotten together; bounds the memory."""


class _Session(NamedTuple):
    """A cursor that binds on the server, and the translation of its errors into Django's."""

    cursor: psycopg.Cursor[Any]
    errors: AbstractContextManager[Any]


def lock(streams: Iterable[UUID]) -> dict[UUID, Head]:
    """Lock streams until the transaction ends; call it before reading the projection that will change.

    Returns:
        The heads of the streams that exist.
    """
    session = _session()
    with session.errors:
        session.cursor.execute(_LOCK, [sorted(set(streams))])
        return {row[0]: Head(*row) for row in session.cursor.fetchall()}


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
    session = _session()
    if expected and expected.keys() - {draft.stream for draft in drafts}:
        raise ValueError("expected names a stream without a draft")
    if not drafts:
        return []
    payloads = checks.payloads(drafts, day=checks.recorded_day(recorded_at))
    heads, positions = _open(session, drafts)
    _check_heads(drafts, heads, expected or {})
    tips = {stream: (head.seq, head.hash) for stream, head in heads.items()}
    links = _link(drafts, payloads, positions, tips, recorded_at)
    events = [
        Event(
            position, draft.stream, seq, draft.kind, draft.type, draft.business_date, recorded_at,
            draft.actor, draft.payload, digest,
        )
        for draft, position, (seq, digest, _) in zip(drafts, positions, links, strict=True)
    ]  # fmt: skip
    with session.errors:
        if len(events) == 1:
            _add_one(session.cursor, events[0], payloads[0])
        else:
            _add_many(session.cursor, events, payloads, tips)
    return events


def append_bulk(drafts: Iterable[Draft], *, recorded_at: dt.datetime) -> Appended:
    """Append any number of events by COPY, for imports; memory holds `BATCH` drafts at a time.

    New streams and existing ones may mix. A caller whose drafts touch many existing streams locks them
    first (`lock`), so that two imports wait for each other instead of deadlocking.

    Args:
        drafts: Consumed once; the events of a stream keep their order.
        recorded_at: When we are told; aware, the same for all.

    Raises:
        YoujuError: As `append`, with all problems of the first faulty batch; the caller's transaction
            must then end, since earlier batches are already in it.
        TransactionManagementError: Called outside a transaction.
    """
    session = _session()
    day = checks.recorded_day(recorded_at)
    count = streams = first = last = 0
    with session.errors:
        session.cursor.execute("SELECT events_enter()")
    for batch in _batches(drafts, BATCH):
        payloads = checks.payloads(batch, day=day, first=count + 1)
        kinds = {draft.stream: draft.kind for draft in batch}
        with session.errors:
            session.cursor.execute(_POSITIONS, [Int4(len(batch))])
            (positions,) = session.cursor.fetchone() or ([],)
            session.cursor.execute(_LOCK, [sorted(kinds)])
            heads = {row[0]: Head(*row) for row in session.cursor.fetchall()}
        _check_heads(batch, heads, {})
        tips = dict.fromkeys(kinds, (0, chain.GENESIS))
        tips.update((stream, (head.seq, head.hash)) for stream, head in heads.items())
        with session.errors:
            _copy_events(session.cursor, _link(batch, payloads, positions, tips, recorded_at))
            _copy_heads(
                session.cursor, {stream: kinds[stream] for stream in kinds if stream not in heads}, tips
            )
            if heads:
                session.cursor.execute(_HEADS, _tip_arrays({stream: tips[stream] for stream in heads}))
        streams += len(kinds) - len(heads)
        count += len(batch)
        first, last = first or positions[0], positions[-1]
    return Appended(count, streams, first, last)


def seal(*, at: dt.datetime) -> seals.Seal | None:
    """Seal all settled events that no seal covers yet; blocks no writer, not even an import under way.

    Args:
        at: When it is sealed; aware.

    Returns:
        The new seal, or None when there is nothing new.
    """
    checks.recorded_day(at)
    with transaction.atomic():
        session = _session()
        with session.errors:
            session.cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALING])
            session.cursor.execute(_LAST_SEAL)
            last = session.cursor.fetchone() or (0, 0, chain.GENESIS)
            session.cursor.execute("SELECT events_settled()")
            (upto,) = session.cursor.fetchone() or (0,)
        number, after, previous = last[0] + 1, last[1], last[2]
        query = f"SELECT position, hash FROM events_event WHERE position > {int(after)}"  # noqa: S608
        query += f" AND position <= {int(upto)} ORDER BY position"
        count, root = seals.root_of(scan.rows(session.cursor.connection, query))
        if not count:
            return None
        digest = seals.seal_hash(number, after, upto, count, root, at, previous)
        made = seals.Seal(number, after, upto, count, root, at, previous, digest)
        with session.errors:
            session.cursor.execute(_ADD_SEAL, [number, after, upto, count, root, at, previous, digest])
    return made


_Link: TypeAlias = tuple[int, bytes, bytes]
"""Sequence number, hash and body of one event."""


def _session() -> _Session:
    """The raw connection behind Django's, whose transaction must be open.

    Raises:
        TransactionManagementError: There is no transaction; a lock would be gone at once.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("events are appended inside transaction.atomic()")
    connection.ensure_connection()
    return _Session(psycopg.Cursor(connection.connection), connection.wrap_database_errors)


def _open(session: _Session, drafts: Sequence[Draft]) -> tuple[dict[UUID, Head], list[int]]:
    """Lock or create the heads of all streams, and get as many positions as there are drafts."""
    kinds = {draft.stream: draft.kind for draft in drafts}
    streams = sorted(kinds)
    with session.errors:
        session.cursor.execute(_OPEN, [streams, [kinds[stream] for stream in streams], Int4(len(drafts))])
        rows = session.cursor.fetchall()
    heads = {row[0]: Head(*row[:4]) for row in rows[: len(streams)]}
    return heads, [row[4] for row in rows[len(streams) :]]


def _check_heads(drafts: Sequence[Draft], heads: Mapping[UUID, Head], expected: Mapping[UUID, int]) -> None:
    """Kinds must agree, and streams must stand where the caller believes."""
    problems = [
        Problem(
            CODES["E504"],
            {"stream": draft.stream, "actual": heads[draft.stream].kind, "kind": draft.kind},
        )
        for draft in drafts
        if draft.stream in heads and draft.kind != heads[draft.stream].kind
    ]
    problems += [
        Problem(CODES["E503"], {"stream": stream, "actual": heads[stream].seq, "expected": seq})
        for stream, seq in expected.items()
        if heads[stream].seq != seq
    ]
    if problems:
        raise YoujuError(problems)


def _link(
    drafts: Sequence[Draft],
    payloads: Sequence[bytes],
    positions: Sequence[int],
    tips: dict[UUID, tuple[int, bytes]],
    recorded_at: dt.datetime,
) -> Iterator[_Link]:
    """Number and chain drafts; `tips` (events and last hash by stream) moves along."""
    recorded_us = chain.microseconds(recorded_at)
    for draft, payload, position in zip(drafts, payloads, positions, strict=True):
        stream = draft.stream
        seq, previous = tips[stream]
        seq += 1
        content = chain.body(
            position, stream, seq, draft.kind.encode(), draft.type.encode(), draft.business_date,
            recorded_us, draft.actor.encode(), payload,
        )  # fmt: skip
        digest = chain.link(previous, content)
        tips[stream] = (seq, digest)
        yield seq, digest, content


def _add_one(cursor: psycopg.Cursor[Any], event: Event, payload: bytes) -> None:
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
    cursor: psycopg.Cursor[Any],
    events: Sequence[Event],
    payloads: Sequence[bytes],
    tips: Mapping[UUID, tuple[int, bytes]],
) -> None:
    """Store several events and the heads of their streams in one statement."""
    cursor.execute(
        _ADD_MANY,
        [
            *_tip_arrays(tips),
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


def _tip_arrays(tips: Mapping[UUID, tuple[int, bytes]]) -> list[list[Any]]:
    """Streams, their numbers of events and their last hashes, as three arrays."""
    return [list(tips), [Int4(seq) for seq, _ in tips.values()], [digest for _, digest in tips.values()]]


def _copy_events(cursor: psycopg.Cursor[Any], links: Iterable[_Link]) -> None:
    """Write events by COPY; their bodies already are rows of its binary format.

    Small writes let the server store rows while the next ones are still being hashed.
    """
    with cursor.copy(_COPY) as copy:
        copy.write(_COPY_START)
        parts: list[bytes] = []
        for _, digest, content in links:
            parts += (_ROW, content, _HASH, digest)
            if len(parts) >= 1024:
                copy.write(b"".join(parts))
                parts.clear()
        copy.write(b"".join([*parts, _COPY_END]))


def _copy_heads(
    cursor: psycopg.Cursor[Any], kinds: Mapping[UUID, str], tips: Mapping[UUID, tuple[int, bytes]]
) -> None:
    """Write the heads of new streams by COPY."""
    if not kinds:
        return
    parts = [_COPY_START]
    for stream, kind in kinds.items():
        seq, digest = tips[stream]
        word = kind.encode()
        parts += (_HEAD_START(4, 16, stream.bytes, len(word)), word, _HEAD_END(4, seq), _HASH, digest)
    with cursor.copy(_COPY_STREAMS) as copy:
        copy.write(b"".join([*parts, _COPY_END]))


def _batches(drafts: Iterable[Draft], size: int) -> Iterator[list[Draft]]:
    iterator = iter(drafts)
    while batch := list(islice(iterator, size)):
        yield batch
