"""Tampering of every kind is found, and the record is named."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.events.conftest import AT, committed, draft
from youju.events import actions, chain, queries, scan, seals, verify, witnesses

COLUMNS = chain.COLUMNS.split(", ")
LATER = AT + dt.timedelta(hours=1)
# How the bytes of a column come back into it. A cast of the test's own lets even invalid UTF-8 and broken
# JSON in, as a change of the data files would.
RAW = {
    "position": "('x' || encode(%b, 'hex'))::bit(64)::bigint",
    "seq": "('x' || encode(%b, 'hex'))::bit(32)::integer",
    "business_date": "'2000-01-01'::date + ('x' || encode(%b, 'hex'))::bit(32)::integer",
    "recorded_at": "'2000-01-01Z'::timestamptz"
    " + ('x' || encode(%b, 'hex'))::bit(64)::bigint * interval '1 us'",
    "stream": "encode(%b, 'hex')::uuid",
    "kind": "%b::bytea::text",
    "type": "%b::bytea::text",
    "actor": "%b::bytea::text",
    "payload": "%b::bytea::json",
    "hash": "%b",
}


def streams_named(report) -> set[str]:
    return {problem.fields["stream"] for problem in report.findings if "stream" in problem.fields}


def codes(report) -> set[str]:
    return {problem.code.id for problem in report.findings}


@pytest.fixture(scope="session")
def _raw_casts(_worker_database):
    with _worker_database.superuser() as connection:
        for type_ in ("text", "json"):
            connection.execute(f"CREATE CAST (bytea AS {type_}) WITHOUT FUNCTION")
    yield
    with _worker_database.superuser() as connection:
        for type_ in ("text", "json"):
            connection.execute(f"DROP CAST (bytea AS {type_})")


@pytest.fixture
def store(streams, _raw_casts, db):
    """Sound, partly sealed, and free of constraints, so that any change can be made."""
    actions.seal(at=LATER)
    committed(draft(stream, 6) for stream in streams[:2])
    assert verify.verify().sound
    with db.superuser() as connection:
        constraints = connection.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'events_event'::regclass AND contype IN ('c', 'u')"
        ).fetchall()
        assert len(constraints) == 4
        for name, _ in constraints:
            connection.execute(f"ALTER TABLE events_event DROP CONSTRAINT {name}")
    yield streams
    db.clear()
    with db.superuser() as connection:
        for name, definition in constraints:
            connection.execute(f"ALTER TABLE events_event ADD CONSTRAINT {name} {definition}")


def raw_row(connection, position: int) -> dict[str, bytes]:
    """The stored bytes of an event, by column."""
    query = f"SELECT {chain.COLUMNS} FROM events_event WHERE position = {position}"
    (row,) = scan.rows(connection, query)
    found, offset = {}, 2
    for column in COLUMNS:
        length = int.from_bytes(row[offset : offset + 4], "big")
        found[column] = row[offset + 4 : offset + 4 + length]
        offset += 4 + length
    return found


@settings(max_examples=100)
@given(data=st.data())
def test_any_flipped_byte_is_found(store, db, data):
    """Any byte of any column of any event, sealed or not, changed to any other value, and back again."""
    import psycopg

    position = data.draw(st.integers(1, 23), "position")
    column = data.draw(st.sampled_from(COLUMNS), "column")
    with db.superuser() as connection:
        before = raw_row(connection, position)
    old = before[column]
    index = data.draw(st.integers(0, len(old) - 1), "byte")
    new = bytearray(old)
    new[index] ^= data.draw(st.integers(1, 255), "flipped bits")
    where = {"position": position}
    if column == "position":
        where["position"] = int.from_bytes(new, "big", signed=True)
    try:
        _put(db, column, bytes(new), position)
    except (psycopg.errors.DatetimeFieldOverflow, psycopg.errors.NumericValueOutOfRange):
        return  # no such date or time can be stored through SQL
    except psycopg.errors.UniqueViolation:
        assert column == "position"  # the primary key; two events cannot share a place
        return
    report = verify.verify()
    assert str(UUID(bytes=before["stream"])) in streams_named(report)
    _put(db, column, old, where["position"])
    assert verify.verify().sound


def _put(db, column: str, value: bytes, position: int) -> None:
    with db.tampering() as connection:
        connection.execute(
            f"UPDATE events_event SET {column} = {RAW[column]} WHERE position = %s", [value, position]
        )


@settings(max_examples=30)
@given(data=st.data())
def test_any_two_swapped_are_found(store, db, data):
    """Two events exchange any of their columns: their places, their contents, their hashes, or several."""
    events = list(queries.since(0))
    one, other = data.draw(
        st.lists(st.sampled_from(events), min_size=2, max_size=2, unique_by=lambda event: event.position)
    )
    columns = data.draw(st.sets(st.sampled_from([c for c in COLUMNS if c != "position"]), min_size=1))
    values = [[getattr(event, column) for column in columns] for event in (one, other)]
    if values[0] == values[1] or columns == set(COLUMNS) - {"position"}:
        columns = {"hash"}
    _exchange(db, one, other, columns)
    report = verify.verify()
    assert streams_named(report) & {str(one.stream), str(other.stream)}
    _exchange(db, one, other, columns)
    assert verify.verify().sound


def _exchange(db, one, other, columns) -> None:
    listed = ", ".join(columns)
    with db.tampering() as connection:
        connection.execute(
            f"UPDATE events_event AS e SET ({listed}) = (SELECT {listed} FROM events_event AS o"
            " WHERE o.position = %s + %s - e.position) WHERE e.position IN (%s, %s)",
            [one.position, other.position, one.position, other.position],
        )


def test_swapped_places_are_found(store, db):
    """Two events of one stream exchange positions, or positions and numbers."""
    for columns in ("position", "position, seq", "seq"):
        events = queries.of_stream(store[0])
        swap = {events[1].position: events[2], events[2].position: events[1]}
        with db.tampering() as connection:
            connection.execute(
                "UPDATE events_event SET position = -position, seq = -seq WHERE stream = %s", [store[0]]
            )
            for event in events:
                to = swap.get(event.position, event)
                connection.execute(
                    "UPDATE events_event SET position = %s, seq = %s WHERE position = %s",
                    [
                        to.position if "position" in columns else event.position,
                        to.seq if "seq" in columns else event.seq,
                        -event.position,
                    ],
                )
        assert streams_named(verify.verify()) == {str(store[0])}
        with db.tampering() as connection:
            connection.execute("DELETE FROM events_event WHERE stream = %s", [store[0]])
            _insert(connection, events)
        assert verify.verify().sound


def _insert(connection, events) -> None:
    for event in events:
        connection.execute(
            f"INSERT INTO events_event ({chain.COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                event.position, event.stream, event.seq, event.kind, event.type, event.business_date,
                event.recorded_at, event.actor, chain.canonical(event.payload).decode(), event.hash,
            ],
        )  # fmt: skip


def test_every_single_dropped_event_is_found(store, db):
    for event in list(queries.since(0)):
        with db.tampering() as connection:
            connection.execute("DELETE FROM events_event WHERE position = %s", [event.position])
        report = verify.verify()
        assert streams_named(report) == {str(event.stream)}
        sealed = event.position <= 21
        assert ("E525" in codes(report)) == sealed
        with db.tampering() as connection:
            _insert(connection, [event])
    assert verify.verify().sound


def test_a_dropped_stream_is_found(store, db):
    """With its head left; with its head gone too, by the seal; and by what the upper room counted."""
    with db.tampering() as connection:
        connection.execute("DELETE FROM events_event WHERE stream = %s", [store[4]])
    assert streams_named(verify.verify()) == {str(store[4])}
    with db.superuser() as connection:
        connection.execute("DELETE FROM events_stream WHERE stream = %s", [store[4]])
    report = verify.verify()
    assert codes(report) == {"E525"}
    (problem,) = report.findings
    assert problem.fields["number"] == 1
    assert "封存了21条事件，现有20条" in problem.message
    query = f"SELECT '{store[4]}'::uuid AS stream, 1 AS seq, '审改〔2024〕5号' AS label"
    witnesses.register(witnesses.Witness("test", query))
    try:
        named = [p for p in verify.verify().findings if p.code.id == "E527"]
        assert [problem.fields["record"] for problem in named] == [f"审改〔2024〕5号（{store[4]}）"]
    finally:
        del witnesses._WITNESSES["test"]


def test_a_cut_end_is_found_even_with_the_head_put_back(store, db):
    events = queries.of_stream(store[2])
    with db.tampering() as connection:
        connection.execute("DELETE FROM events_event WHERE position = %s", [events[-1].position])
        connection.execute(
            "UPDATE events_stream SET head_seq = %s, head_hash = %s WHERE stream = %s",
            [events[-2].seq, events[-2].hash, store[2]],
        )
    assert codes(verify.verify()) == {"E525"}


def test_heads_that_were_tampered_with(store, db):
    for change, code in (
        ("UPDATE events_stream SET head_hash = sha256('x') WHERE stream = %s", "E524"),
        ("UPDATE events_stream SET head_seq = 9 WHERE stream = %s", "E522"),
        ("DELETE FROM events_stream WHERE stream = %s", "E523"),
    ):
        head = queries.heads([store[3]])[store[3]]
        with db.superuser() as connection:
            connection.execute(change, [store[3]])
        report = verify.verify()
        assert (codes(report), streams_named(report)) == ({code}, {str(store[3])})
        with db.superuser() as connection:
            connection.execute("DELETE FROM events_stream WHERE stream = %s", [store[3]])
            connection.execute(
                "INSERT INTO events_stream VALUES (%s, %s, %s, %s)",
                [store[3], head.kind, head.seq, head.hash],
            )
    assert verify.verify().sound


def test_a_forged_continuation_is_found(store, db):
    """An event that leaves a number out but chains correctly, as the application itself could write it."""
    head = queries.heads([store[3]])[store[3]]
    content = chain.body(
        900,
        store[3],
        head.seq + 2,
        b"ledger",
        b"act",
        dt.date(2024, 6, 1),
        chain.microseconds(AT),
        b"x",
        b"{}",
    )
    digest = chain.link(head.hash, content)
    with db.superuser() as connection:
        connection.execute(
            f"INSERT INTO events_event ({chain.COLUMNS})"
            " VALUES (900, %s, %s, 'ledger', 'act', '2024-06-01', %s, 'x', '{}', %s)",
            [store[3], head.seq + 2, AT, digest],
        )
        connection.execute(
            "UPDATE events_stream SET head_seq = %s, head_hash = %s WHERE stream = %s",
            [head.seq + 2, digest, store[3]],
        )
    assert (codes(verify.verify()), streams_named(verify.verify())) == ({"E521"}, {str(store[3])})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events_seal SET root = sha256('x') WHERE number = 1",
        "UPDATE events_seal SET events = 22 WHERE number = 1",
        "UPDATE events_seal SET upto = 22 WHERE number = 1",
        "UPDATE events_seal SET sealed_at = sealed_at + interval '1 us' WHERE number = 1",
        "UPDATE events_seal SET previous = sha256('x') WHERE number = 1",
        "UPDATE events_seal SET number = 5 WHERE number = 1",
        "UPDATE events_seal SET hash = sha256('x') WHERE number = 1",
        "DELETE FROM events_seal WHERE number = 1",
    ],
)
def test_forged_seals_are_found(store, db, change):
    actions.seal(at=LATER)
    assert verify.verify().seals == 2
    with db.tampering() as connection:
        connection.execute(change)
    assert codes(verify.verify()) == {"E525"}


def test_a_wholly_recomputed_store_is_found_by_a_seal_kept_outside(store, db):
    kept = actions.seal(at=LATER)
    with db.tampering() as connection:
        connection.execute("DELETE FROM events_event")
        connection.execute("DELETE FROM events_stream")
        connection.execute("DELETE FROM events_seal")
    committed([draft(uuid4())])
    forged = actions.seal(at=LATER)
    assert verify.verify().sound
    assert verify.verify(expected=[forged.hash]).sound
    report = verify.verify(expected=[kept.hash])
    assert codes(report) == {"E508"}
    assert kept.hash.hex() in report.findings[0].message


def test_several_processes_and_passes_find_the_same(store, db, monkeypatch):
    with db.tampering() as connection:
        connection.execute("UPDATE events_event SET actor = 'x' WHERE position IN (2, 7, 20)")
        connection.execute("DELETE FROM events_event WHERE position IN (9, 23)")
    alone = verify.verify()
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(verify, "ALONE", 0)
    monkeypatch.setattr(verify, "STREAMS_PER_PART", 1)
    together = verify.verify(progress=lambda done, total: seen.append((done, total)))
    assert (together.events, together.streams, together.seals, together.unsealed) == (21, 5, 1, 1)
    assert sorted(map(str, together.findings)) == sorted(map(str, alone.findings))
    assert len(alone.findings) == 6
    assert seen[-1][0] == 21 + 20


def test_what_cannot_be_read_is_a_finding(store, monkeypatch):
    """A damaged page makes PostgreSQL stop in the middle of the answer."""
    broken = chain.COLUMNS.replace("payload", "(payload::text || CASE position WHEN 11 THEN 1 / 0 END)::json")
    monkeypatch.setattr(chain, "COLUMNS", broken)
    report = verify.verify()
    assert "E526" in codes(report)
    assert "division by zero" in next(p for p in report.findings if p.code.id == "E526").message


def test_findings_are_counted_beyond_a_limit(store, db, monkeypatch):
    monkeypatch.setattr(scan, "MOST", 2)
    with db.tampering() as connection:
        connection.execute("UPDATE events_event SET actor = 'x'")
    report = verify.verify()
    assert (len(report.findings), report.more) == (2, 3)


def test_seal_columns_are_those_of_the_value():
    assert seals.COLUMNS.split(", ") == list(seals.Seal.__dataclass_fields__)
