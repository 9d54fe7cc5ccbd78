"""Events by the hundred thousand, for imports: positions, then blocks that are prepared and stored apart.

`append_bulk` does all of it for drafts of any streams. Who opens new streams only, and wants the database
to store one block while the next is prepared in a thread, takes the steps themselves: `reserve` positions,
`block` or `opening_block` (neither touches the database), `store`. All belong inside the caller's
transaction, as in `actions`.
"""

from __future__ import annotations

import datetime as dt
import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from psycopg.types.numeric import Int4

from youju.events import chain, checks, cursors, heads
from youju.events.heads import Tips
from youju.events.loading import load
from youju.events.records import Appended, Draft, Head, Openings

BATCH = 20_000
"""Drafts of a bulk append that are hashed, copied and forgotten together; bounds the memory."""

_POSITIONS = "SELECT array_agg(nextval('events_position')) FROM generate_series(1, %b)"
_STREAM_COLUMNS = "stream, kind, head_seq, head_hash"
_HEADS = (
    "UPDATE events_stream AS h SET head_seq = u.seq, head_hash = u.hash"
    " FROM unnest(%b::uuid[], %b::int4[], %b::bytea[]) AS u (stream, seq, hash) WHERE h.stream = u.stream"
)

_START = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
_ROW = b"\x00\x0a"  # ten columns
_HASH = b"\x00\x00\x00\x20"  # of 32 bytes
_HEAD_START = struct.Struct(">hi16si").pack
_HEAD_END = struct.Struct(">ii").pack


@dataclass(frozen=True, slots=True)
class Block:
    """Chained events, ready to be stored.

    Attributes:
        rows: The events in COPY's binary format.
        new: The heads of the streams that begin here, in the same format; empty when there are none.
        moved: The heads of the streams that go on.
    """

    rows: bytes
    new: bytes
    moved: Tips


def reserve(count: int) -> array[int]:
    """Positions for as many events, growing; with gaps where others write at the same time."""
    cursor = cursors.writing()
    found = array("q")
    cursor.execute("SELECT events_enter()")
    for start in range(0, count, BATCH):
        cursor.execute(_POSITIONS, [Int4(min(BATCH, count - start))])
        found.extend((cursor.fetchone() or ([],))[0])
    return found


def block(
    drafts: Sequence[Draft],
    positions: Sequence[int],
    *,
    recorded_at: dt.datetime,
    known: Mapping[UUID, Head] | None = None,
    first: int = 1,
) -> Block:
    """Check, number and chain drafts. Uses no database, so that it can run while another block is stored.

    Args:
        drafts: The events of a stream keep their order.
        positions: From `reserve`, one for each draft.
        recorded_at: When we are told; aware, the same for all.
        known: Heads of the streams that exist, locked; the others begin here.
        first: Number of the first draft, for messages.

    Raises:
        YoujuError: E501, E502, E504 to E507, all problems of the block.
    """
    known = known or {}
    payloads = checks.payloads(drafts, day=checks.recorded_day(recorded_at), first=first)
    kinds = {draft.stream: draft.kind for draft in drafts}
    tips: Tips = dict.fromkeys(kinds, (0, chain.GENESIS))
    if known:
        heads.check_heads(drafts, known, {})
        tips.update((stream, (head.seq, head.hash)) for stream, head in known.items())
    parts = [_START]
    for _, digest, content in heads.link(drafts, payloads, positions, tips, recorded_at):
        parts += (_ROW, content, _HASH, digest)
    parts.append(_END)
    new = {stream: kind for stream, kind in kinds.items() if stream not in known} if known else kinds
    heads_of_new = [(stream.bytes, kind, *tips[stream]) for stream, kind in new.items()]
    return Block(b"".join(parts), _head_rows(heads_of_new), {stream: tips[stream] for stream in known})


def opening_block(openings: Openings, positions: Sequence[int], *, recorded_at: dt.datetime) -> Block:
    """The `block` of events that begin as many streams, without a draft for each.

    Args:
        openings: The events; no stream twice.
        positions: From `reserve`, one for each.
        recorded_at: When we are told; aware.

    Raises:
        YoujuError: E501, E502, E505, E507, all problems of the block.
    """
    checks.openings(openings, day=checks.recorded_day(recorded_at))
    at = chain.microseconds(recorded_at)
    kind, type_, actor = openings.kind.encode(), openings.type.encode(), openings.actor.encode()
    middles = {day: chain.words(kind, type_, day, at, actor) for day in set(openings.dates)}
    rows, tips = [_START], []
    words = map(middles.__getitem__, openings.dates)
    linked = chain.first_links(openings.streams, positions, words, openings.payloads)
    for stream, (content, digest) in zip(openings.streams, linked, strict=True):
        rows += (_ROW, content, _HASH, digest)
        tips.append((stream, openings.kind, 1, digest))
    rows.append(_END)
    return Block(b"".join(rows), _head_rows(tips), {})


def store(ready: Block) -> None:
    """Write a block: events, heads of new streams, heads that moved on.

    Raises:
        IntegrityError: A stream that begins here exists already.
        TransactionManagementError: Called outside a transaction.
    """
    cursor = cursors.writing()
    load(cursor, "events_event", chain.COLUMNS, ready.rows, binary=True)
    if ready.new:
        load(cursor, "events_stream", _STREAM_COLUMNS, ready.new, binary=True)
    if ready.moved:
        cursor.execute(_HEADS, heads.tip_arrays(ready.moved))


def append_bulk(drafts: Iterable[Draft], *, recorded_at: dt.datetime) -> Appended:
    """Append any number of events; memory holds `BATCH` drafts at a time.

    New streams and existing ones may mix. A caller whose drafts touch many existing streams locks them
    first (`heads.lock`), so that two imports wait for each other instead of deadlocking.

    Args:
        drafts: Consumed once; the events of a stream keep their order.
        recorded_at: When we are told; aware, the same for all.

    Raises:
        YoujuError: As `actions.append`, with all problems of the first faulty batch; the caller's
            transaction must then end, since earlier batches are already in it.
        TransactionManagementError: Called outside a transaction.
    """
    cursors.writing()
    checks.recorded_day(recorded_at)
    count = streams = first = last = 0
    for batch in _batches(drafts):
        positions = reserve(len(batch))
        touched = {draft.stream for draft in batch}
        known = heads.lock(touched)
        store(block(batch, positions, recorded_at=recorded_at, known=known, first=count + 1))
        streams += len(touched) - len(known)
        count += len(batch)
        first, last = first or positions[0], positions[-1]
    return Appended(count, streams, first, last)


def _head_rows(tips: Sequence[tuple[bytes, str, int, bytes]]) -> bytes:
    """The heads of new streams (stream, kind, number, hash) in COPY's binary format."""
    if not tips:
        return b""
    parts = [_START]
    for stream, kind, seq, digest in tips:
        word = kind.encode()
        parts += (_HEAD_START(4, 16, stream, len(word)), word, _HEAD_END(4, seq), _HASH, digest)
    return b"".join([*parts, _END])


def _batches(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    iterator = iter(drafts)
    while batch := list(islice(iterator, BATCH)):
        yield batch
