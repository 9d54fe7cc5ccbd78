"""Reading the whole store fast: rows of binary COPY straight from libpq, chains of one part of the streams.

This is the inner loop of `verify`; it runs in processes of its own and knows no Django. A row costs one
call into libpq, one SHA-256 and two look-ups; psycopg's own ``copy()`` would make it half as much again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from youju.events import chain

_SIGNATURE = len(b"PGCOPY\n\xff\r\n\x00") + 8
"""Bytes before the first row: signature, flags, length of the header's extension."""

_STREAM = slice(18, 34)
"""Where the stream lies in a row: after the column count, the position and two lengths."""
_SEQ = slice(38, 42)
_POSITION = slice(6, 14)
_BODY = slice(2, -36)
_HASH = slice(-32, None)
_EMPTY = bytes(4) + chain.GENESIS

MOST = 1000
"""Findings that one part lists; more are only counted."""

STEP = 20_000
"""Rows between two reports of progress."""


class Unreadable(Exception):
    """The database could not read its own pages."""


@dataclass(frozen=True, slots=True)
class Part:
    """One task: the chains of the streams whose hash ends in given bits.

    Attributes:
        conninfo: Where to connect.
        search_path: Schema of the tables, as PostgreSQL writes it.
        snapshot: Exported snapshot that all parts share, so that heads and events belong together.
        index: Which part, from 0.
        parts: How many parts; a power of two.
    """

    conninfo: str
    search_path: str
    snapshot: str
    index: int
    parts: int


@dataclass(slots=True)
class Finding:
    """A broken place, not yet in words.

    Attributes:
        code: Error code.
        stream: The stream it is in; None where unknown.
        fields: Values for the sentence.
    """

    code: str
    stream: UUID | None
    fields: dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """What a part found.

    Attributes:
        events: Rows read.
        streams: Streams seen.
        findings: At most `MOST`.
        more: Findings beyond those.
    """

    events: int = 0
    streams: int = 0
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    def add(self, code: str, stream: bytes | None, **fields: Any) -> None:
        """Note a finding, or count it when there are too many."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(code, UUID(bytes=stream) if stream else None, fields))
        else:
            self.more += 1


def rows(connection: psycopg.Connection[Any], query: str) -> Iterator[bytes]:
    """Rows of a query in the binary format of COPY, each with its column count in front.

    Raises:
        Unreadable: The server stopped in the middle, with its message.
    """
    pgconn = connection.pgconn
    result = pgconn.exec_(f"COPY ({query}) TO STDOUT (FORMAT binary)".encode())
    if result.status != psycopg.pq.ExecStatus.COPY_OUT:
        raise Unreadable(result.error_message.decode(errors="replace").strip())
    receive = pgconn.get_copy_data
    length, data = receive(0)
    row = bytes(data)[_SIGNATURE:]
    while length > 0:
        if len(row) > 2:  # the last message is only the end mark
            yield row
        length, data = receive(0)
        row = bytes(data)
    while ended := pgconn.get_result():
        if ended.status not in (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.COPY_OUT):
            raise Unreadable(ended.error_message.decode(errors="replace").strip())


def connect(conninfo: str, search_path: str, snapshot: str) -> psycopg.Connection[Any]:
    """A read-only connection that sees exactly the shared snapshot."""
    connection = psycopg.connect(conninfo, autocommit=True)
    connection.execute("SELECT set_config('search_path', %s, false)", [search_path])
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
    return connection


def check_part(part: Part, advance: Callable[[int], None]) -> Outcome:
    """Follow every chain of a part from its first event to its head.

    Memory: one entry (about 200 bytes) for each stream of the part.

    Args:
        advance: Told after every `STEP` rows how many more were read.
    """
    outcome = Outcome()
    with connect(part.conninfo, part.search_path, part.snapshot) as connection:
        mine = f"uuid_hash(stream) & {part.parts - 1} = {part.index}"
        try:
            tips = _follow(connection, mine, outcome, advance)
            outcome.streams = len(tips)
            _check_heads(connection, mine, tips, outcome)
        except Unreadable as error:
            outcome.add("E526", None, reason=str(error))
    return outcome


def _follow(
    connection: psycopg.Connection[Any], mine: str, outcome: Outcome, advance: Callable[[int], None]
) -> dict[bytes, bytes]:
    """Check every event against the one before it in its stream.

    Returns:
        The last sequence number (4 bytes) and hash of every stream.
    """
    sha256, number = hashlib.sha256, int.from_bytes
    tips: dict[bytes, bytes] = {}
    tip_of = tips.get
    faulty: set[bytes] = set()
    count = 0
    query = f"SELECT {chain.COLUMNS} FROM events_event WHERE {mine} ORDER BY position"  # noqa: S608 - constants
    for row in rows(connection, query):
        stream = row[_STREAM]
        tip = tip_of(stream, _EMPTY)
        seq = row[_SEQ]
        digest = row[_HASH]
        expected = number(tip[:4], "big") + 1
        if (
            sha256(tip[4:] + row[_BODY]).digest() != digest or number(seq, "big") != expected
        ) and stream not in faulty:
            faulty.add(stream)
            code = "E520" if number(seq, "big") == expected else "E521"
            position = number(row[_POSITION], "big", signed=True)
            outcome.add(
                code, stream, seq=number(seq, "big", signed=True), expected=expected, position=position
            )
        tips[stream] = seq + digest
        count += 1
        if count % STEP == 0:
            advance(STEP)
    advance(count % STEP)
    outcome.events = count
    return tips


def _check_heads(
    connection: psycopg.Connection[Any], mine: str, tips: dict[bytes, bytes], outcome: Outcome
) -> None:
    """Compare the end of every chain with the stream's head; `tips` is used up."""
    query = f"SELECT stream, head_seq, head_hash FROM events_stream WHERE {mine}"  # noqa: S608 - constants
    for row in rows(connection, query):
        stream, seq, digest = row[6:22], row[26:30], row[34:]
        tip = tips.pop(stream, _EMPTY)
        if tip == seq + digest:
            continue
        expected, actual = (
            int.from_bytes(seq, "big", signed=True),
            int.from_bytes(tip[:4], "big", signed=True),
        )
        outcome.add("E522" if expected != actual else "E524", stream, expected=expected, actual=actual)
    for stream, tip in tips.items():
        outcome.add("E523", stream, actual=int.from_bytes(tip[:4], "big", signed=True))
