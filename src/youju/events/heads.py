"""Heads of streams while something is appended: the locks, the chaining of drafts to heads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from psycopg.types.numeric import Int4

from youju.errors import CODES, Problem, YoujuError
from youju.events import chain, cursors
from youju.events.records import Draft, Head

_LOCK = (
    "SELECT stream, kind, head_seq, head_hash FROM events_stream WHERE stream = ANY (%b)"
    " ORDER BY stream FOR NO KEY UPDATE"
)

Link: TypeAlias = tuple[int, bytes, bytes]
"""Sequence number, hash and body of one event."""

Tips: TypeAlias = dict[UUID, tuple[int, bytes]]
"""Number of events and last hash, by stream."""


def lock(streams: Iterable[UUID]) -> dict[UUID, Head]:
    """Lock streams until the transaction ends; call it before reading the projection that will change.

    Returns:
        The heads of the streams that exist.
    """
    rows = cursors.writing().execute(_LOCK, [sorted(set(streams))])
    return {row[0]: Head(*row) for row in rows}


def check_heads(drafts: Iterable[Draft], heads: Mapping[UUID, Head], expected: Mapping[UUID, int]) -> None:
    """Kinds must agree, and streams must stand where the caller believes.

    Raises:
        YoujuError: E503, E504, one problem for each stream.
    """
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


def link(
    drafts: Sequence[Draft],
    payloads: Sequence[bytes],
    positions: Iterable[int],
    tips: Tips,
    recorded_at: dt.datetime,
) -> Iterator[Link]:
    """Number and chain drafts; `tips` moves along."""
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


def tip_arrays(tips: Mapping[UUID, tuple[int, bytes]]) -> list[list[Any]]:
    """Streams, their numbers of events and their last hashes, as three arrays."""
    return [list(tips), [Int4(seq) for seq, _ in tips.values()], [digest for _, digest in tips.values()]]
