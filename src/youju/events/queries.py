"""Reading events: one stream, everything since a position, and how far the store is settled.

Does not belong here: folding events into records (the ledger does), verifying them (`verify`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from youju.events import chain, cursors
from youju.events.records import Event, Head

_SELECT = f"SELECT {chain.COLUMNS.replace('payload', 'payload::text')} FROM events_event"  # noqa: S608


def of_stream(stream: UUID) -> list[Event]:
    """All events of one stream, in the order of their numbers."""
    return list(_rows(f"{_SELECT} WHERE stream = %b ORDER BY seq", [stream]))


def of_streams(streams: Iterable[UUID]) -> dict[UUID, list[Event]]:
    """All events of several streams, each in order; streams without events are absent."""
    found: dict[UUID, list[Event]] = {}
    wanted = list(set(streams))
    for event in _rows(f"{_SELECT} WHERE stream = ANY (%b) ORDER BY stream, seq", [wanted]) if wanted else ():
        found.setdefault(event.stream, []).append(event)
    return found


def since(
    position: int, kind: str | None = None, *, upto: int | None = None, batch: int = 10_000
) -> Iterator[Event]:
    """Events after a position in the order of positions, fetched in batches as the caller goes on.

    Args:
        upto: Last position wanted; take it from `latest_position` when nothing may be missed.
        batch: Events held in memory at a time.
    """
    limit = upto if upto is not None else latest_position()
    condition = "position > %s AND position <= %s" + ("" if kind is None else " AND kind = %s")
    query = f"{_SELECT} WHERE {condition} ORDER BY position LIMIT {int(batch)}"
    while True:
        events = list(_rows(query, [position, limit, *([] if kind is None else [kind])]))
        yield from events
        if len(events) < batch:
            return
        position = events[-1].position


def latest_position() -> int:
    """The position up to which the store is settled; 0 for an empty store.

    No event at or below it can appear any more: writers still at work hold higher positions. Reading it
    blocks nobody, also while an import runs. In a transaction of isolation REPEATABLE READ ask before
    the transaction begins, since its picture of the table is older than the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT events_settled()")
        return int(cursor.fetchone()[0])


def tip(position: int) -> str:
    """Hash (hex) of the last event up to a position; empty when there is none. Tells two stores apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(hash, 'hex') FROM events_event WHERE position <= %s"
            " ORDER BY position DESC LIMIT 1",
            [position],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def heads(streams: Iterable[UUID]) -> dict[UUID, Head]:
    """The heads of streams that exist, without locking them."""
    rows = cursors.reading().execute(
        "SELECT stream, kind, head_seq, head_hash FROM events_stream WHERE stream = ANY (%b)",
        [list(set(streams))],
    )
    return {row[0]: Head(*row) for row in rows}


def _rows(query: str, parameters: Sequence[Any]) -> Iterator[Event]:
    rows = cursors.reading().execute(query, parameters).fetchall()
    for position, stream, seq, kind, type_, business_date, recorded_at, actor, payload, digest in rows:
        yield Event(
            position,
            stream,
            seq,
            kind,
            type_,
            business_date,
            recorded_at,
            actor,
            orjson.loads(payload),
            digest,
        )
