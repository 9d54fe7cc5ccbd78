"""What goes into the store and what comes out of it, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID


class Draft(NamedTuple):
    """An event that is to be appended.

    Attributes:
        stream: What it is about; one record is one stream.
        kind: What sort of thing the stream is, such as ``ledger``; the same in all its events.
        type: What happened, such as ``act``.
        business_date: When it happened, a date in Asia/Shanghai.
        actor: Id of who did it.
        payload: What changed, ready for JSON: decimals and dates as text.
    """

    stream: UUID
    kind: str
    type: str
    business_date: date
    actor: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Openings:
    """The first events of as many new streams, alike but for their days and payloads.

    Attributes:
        streams: Ids of the streams, 16 bytes each.
        kind: As of `Draft`, also the next two.
        type: What happened.
        actor: Id of who did it.
        dates: When each happened.
        payloads: What each says, in its canonical text (`youju.events.chain.canonical`).
    """

    streams: Sequence[bytes]
    kind: str
    type: str
    actor: str
    dates: Sequence[date]
    payloads: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Event:
    """A stored event: a draft with its place in the store and in its stream.

    Attributes:
        position: Its place in the whole store; grows within a stream, has gaps where work was undone.
        seq: Its place in the stream, from 1 without gaps.
        recorded_at: When we were told, aware.
        hash: SHA-256 over the hash before it and all other columns (`youju.events.chain`).
    """

    position: int
    stream: UUID
    seq: int
    kind: str
    type: str
    business_date: date
    recorded_at: datetime
    actor: str
    payload: dict[str, Any]
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a stream's chain.

    Attributes:
        seq: Number of its events.
        hash: Hash of the last one.
    """

    stream: UUID
    kind: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Appended:
    """What a bulk append did.

    Attributes:
        events: How many events were appended.
        streams: How many new streams began with them.
        first_position: Position of the first event, 0 when there was none.
        last_position: Position of the last event, 0 when there was none.
    """

    events: int
    streams: int
    first_position: int
    last_position: int
