"""Settled positions, seals and their Merkle tree."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from uuid import uuid4

import pytest
from django.db import connections, transaction
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.events.conftest import AT, committed, draft
from youju.errors import YoujuError
from youju.events import actions, queries, seals
from youju.events.models import SealRow
from youju.events.verify import verify

LATER = AT + dt.timedelta(hours=1)


def rfc6962(leaves: list[bytes]) -> bytes:
    """The tree hash as RFC 6962, section 2.1, defines it: recursively, split at the largest power of two."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + rfc6962(leaves[:split]) + rfc6962(leaves[split:])).digest()


@given(st.integers(0, 12), st.integers(0, seals.BLOCK - 1))
def test_the_root_is_that_of_the_rfc(blocks, rest):
    rows = [number.to_bytes(4, "big") for number in range(blocks * seals.BLOCK + rest)]
    leaves = [b"".join(rows[start : start + seals.BLOCK]) for start in range(0, len(rows), seals.BLOCK)]
    assert seals.root_of(iter(rows)) == (len(rows), rfc6962(leaves))


def test_seals_follow_on_one_another(streams):
    first = actions.seal(at=LATER)
    assert (first.number, first.after, first.upto, first.events) == (1, 0, 21, 21)
    assert actions.seal(at=LATER) is None
    committed([draft(streams[0], 6), draft(streams[1], 6)])
    second = actions.seal(at=LATER)
    assert (second.number, second.after, second.events, second.previous) == (2, 21, 2, first.hash)
    committed([draft(streams[0], 7)])
    report = verify(expected=[first.hash, second.hash])
    assert (report.seals, report.unsealed, report.findings) == (2, 1, [])
    stored = SealRow.objects.order_by("number").values_list("hash", flat=True)
    assert [bytes(digest) for digest in stored] == [first.hash, second.hash]


def test_nothing_to_seal(db):
    assert actions.seal(at=LATER) is None
    report = verify()
    assert report.sound
    assert (report.events, report.streams, report.seals) == (0, 0, 0)


def test_a_seal_needs_a_time_with_zone(streams):
    with pytest.raises(YoujuError) as error:
        actions.seal(at=dt.datetime(2024, 6, 3))
    assert error.value.code == "E507"


class Writer:
    """A transaction that appends and then waits to be told how to end."""

    def __init__(self, number: int) -> None:
        self.appended, self.go_on, self.commit = threading.Event(), threading.Event(), True
        self.thread = threading.Thread(target=self._run, args=(number,))
        self.thread.start()
        assert self.appended.wait(30)

    def _run(self, number: int) -> None:
        try:
            with transaction.atomic():
                self.position = actions.append([draft(uuid4(), number)], recorded_at=AT)[0].position
                self.appended.set()
                self.go_on.wait(30)
                if not self.commit:
                    transaction.set_rollback(True)
        finally:
            connections.close_all()

    def end(self, *, commit: bool) -> None:
        self.commit = commit
        self.go_on.set()
        self.thread.join(30)


@settings(max_examples=30)
@given(st.permutations(range(4)), st.lists(st.booleans(), min_size=4, max_size=4))
def test_settled_never_passes_a_writer_at_work(db, order, commits):
    """Writers begin in order and end in any order: no event may appear at or below a settled position."""
    assume(order[0] != 0)
    db.clear()
    committed([draft(uuid4())])
    writers = [Writer(number) for number in range(4)]
    try:
        seen: list[tuple[int, set[int]]] = []
        for index in order:
            settled = queries.latest_position()
            seen.append((settled, {event.position for event in queries.since(0, upto=settled)}))
            assert settled < min(writer.position for writer in writers if writer.thread.is_alive())
            actions.seal(at=LATER)
            writers[index].end(commit=commits[index])
    finally:
        for writer in writers:
            writer.end(commit=False)
    for settled, positions in seen:
        assert {event.position for event in queries.since(0, upto=settled)} == positions
    assert queries.latest_position() >= max(writer.position for writer in writers)
    actions.seal(at=LATER)
    report = verify()
    assert report.sound
    assert report.unsealed == 0
    assert report.events == 1 + sum(commits)


def test_a_writer_in_a_savepoint_that_is_undone_holds_nothing_back(streams):
    with transaction.atomic():
        sid = transaction.savepoint()
        actions.append([draft(streams[0], 6)], recorded_at=AT)
        transaction.savepoint_rollback(sid)
        actions.append([draft(streams[0], 6)], recorded_at=AT)
        assert queries.latest_position() < queries.of_stream(streams[0])[-1].position
    assert queries.latest_position() == queries.of_stream(streams[0])[-1].position
