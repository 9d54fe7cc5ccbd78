"""The hash of an event, and the bytes it is taken over.

    hash = SHA-256(previous hash ‖ column ‖ column ‖ …)

The previous hash is that of the event before in the same stream, 32 zero bytes for the first. The columns
are position, stream, seq, kind, type, business date, recorded time, actor, payload, each preceded by its
length in four bytes, big-endian, so that no two different events share their bytes. Values are written as
PostgreSQL's binary format has them: integers big-endian (8, 4 bytes), the UUID's 16 bytes, text in UTF-8,
the date as days since 2000-01-01 (4 bytes), the time as microseconds since 2000-01-01 UTC (8 bytes), the
payload as the text that is stored. These are exactly the bytes of a row of ``COPY … (FORMAT binary)``
without its column count, so that appending writes and verifying reads them without a conversion.

Pure: no database here.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

GENESIS = bytes(32)
"""What the first event of a stream has for a previous hash."""

COLUMNS = "position, stream, seq, kind, type, business_date, recorded_at, actor, payload, hash"
"""The columns in the order of their bytes; the hash itself comes last."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(2000, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_LENGTH = struct.Struct(">i").pack
_START = struct.Struct(">iqi16sii").pack
_TIMES = struct.Struct(">iiiq").pack


def canonical(payload: dict[str, Any]) -> bytes:
    """The one text of a payload: JSON in UTF-8, keys sorted, no spaces.

    Raises:
        TypeError: A value that JSON does not have, such as a Decimal.
    """
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)


def microseconds(at: datetime) -> int:
    """An aware time as PostgreSQL counts it: microseconds since 2000-01-01 UTC."""
    return (at - _EPOCH) // _MICROSECOND


def body(
    position: int,
    stream: UUID,
    seq: int,
    kind: bytes,
    type_: bytes,
    business_date: date,
    recorded_us: int,
    actor: bytes,
    payload: bytes,
) -> bytes:
    """The bytes of an event's columns, lengths included, without the hash.

    Args:
        recorded_us: From `microseconds`; a bulk append computes it once.
    """
    middle = words(kind, type_, business_date, recorded_us, actor)
    return b"".join((_START(8, position, 16, stream.bytes, 4, seq), middle, _LENGTH(len(payload)), payload))


def words(kind: bytes, type_: bytes, business_date: date, recorded_us: int, actor: bytes) -> bytes:
    """The columns of a body between those that number it and its payload."""
    return b"".join(
        (
            _LENGTH(len(kind)),
            kind,
            _LENGTH(len(type_)),
            type_,
            _TIMES(4, business_date.toordinal() - _EPOCH_DAY, 8, recorded_us),
            _LENGTH(len(actor)),
            actor,
        )
    )


def first_links(
    streams: Iterable[bytes], positions: Iterable[int], middles: Iterable[bytes], payloads: Iterable[bytes]
) -> Iterator[tuple[bytes, bytes]]:
    """Bodies and hashes of events that begin their streams: `body` and `link` without a call for each.

    Args:
        middles: Of each event the `words`.
    """
    sha256, start, length = hashlib.sha256, _START, _LENGTH
    for stream, position, middle, payload in zip(streams, positions, middles, payloads, strict=True):
        content = start(8, position, 16, stream, 4, 1) + middle + length(len(payload)) + payload
        yield content, sha256(GENESIS + content).digest()


def link(previous: bytes, content: bytes) -> bytes:
    """The hash of an event from the hash before it and its `body`."""
    return hashlib.sha256(previous + content).digest()
