"""Appending: numbering, chaining, refusals, concurrency; the bulk way gives the same as the single one."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
from decimal import Decimal
from uuid import UUID, uuid4

import orjson
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.events.conftest import AT, DAY, committed, draft
from youju.errors import YoujuError
from youju.events import actions, bulk, chain, checks, queries
from youju.events.records import Draft, Openings
from youju.events.verify import verify


def oracle(event, previous: bytes) -> bytes:
    """The documented hash, written a second time and field by field."""
    epoch = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    values = [
        struct.pack(">q", event.position),
        event.stream.bytes,
        struct.pack(">i", event.seq),
        event.kind.encode(),
        event.type.encode(),
        struct.pack(">i", (event.business_date - epoch.date()).days),
        struct.pack(">q", (event.recorded_at - epoch) // dt.timedelta(microseconds=1)),
        event.actor.encode(),
        orjson.dumps(event.payload, option=orjson.OPT_SORT_KEYS),
    ]
    digest = hashlib.sha256(previous)
    for value in values:
        digest.update(struct.pack(">i", len(value)) + value)
    return digest.digest()


def assert_chained(events) -> None:
    assert events
    previous, position = bytes(32), 0
    for seq, event in enumerate(events, 1):
        assert event.seq == seq
        assert event.position > position
        assert event.hash == oracle(event, previous)
        previous, position = event.hash, event.position


def codes_of(error) -> list[str]:
    return [problem.code.id for problem in error.value.problems]


def test_events_come_back_as_they_went_in(db):
    stream = uuid4()
    payload = {"b": "12.50", "a": {"金额": None, "x": [1, True, "𠮷\u0000\n\"'"]}}
    at = dt.datetime(2024, 6, 3, 1, 30, 0, 123456, tzinfo=dt.UTC)
    made = committed([draft(stream, payload=payload), draft(stream, 2)], at)
    assert queries.of_stream(stream) == made
    assert made[0].payload == payload
    assert made[0].recorded_at == at
    assert_chained(made)
    assert queries.heads([stream])[stream] == actions.Head(stream, "ledger", 2, made[1].hash)
    assert queries.of_streams([stream, uuid4()]) == {stream: made}


def test_several_streams_in_one_call(streams):
    for stream in streams:
        assert_chained(queries.of_stream(stream))
    assert [event.position for event in queries.since(0)] == list(range(1, 22))


def test_nothing_to_append_is_no_mistake(db):
    assert committed([]) == []
    with transaction.atomic():
        assert bulk.append_bulk(iter(()), recorded_at=AT).events == 0


PAYLOADS = st.dictionaries(st.text(max_size=3), st.text(max_size=5), max_size=3)


@settings(max_examples=25)
@given(
    plan=st.lists(st.tuples(st.integers(0, 4), PAYLOADS), min_size=1, max_size=25),
    before=st.integers(0, 6),
    batch=st.integers(1, 7),
)
def test_bulk_gives_what_single_appends_give(db, plan, before, batch):
    """Oracle: the same drafts appended one by one to other streams."""
    pairs = [(uuid4(), uuid4()) for _ in range(5)]
    committed(draft(pairs[number % 5][side], number) for number in range(before) for side in (0, 1))
    for number, payload in plan:
        committed([draft(pairs[number][0], payload=payload)])
    original, bulk.BATCH = bulk.BATCH, batch
    try:
        with transaction.atomic():
            done = bulk.append_bulk(
                (draft(pairs[number][1], payload=payload) for number, payload in plan), recorded_at=AT
            )
    finally:
        bulk.BATCH = original
    assert done.events == len(plan)
    assert done.streams == len({number for number, _ in plan} - {number % 5 for number in range(before)})
    for one, other in pairs:
        singly, together = queries.of_stream(one), queries.of_stream(other)
        assert [(e.seq, e.payload, e.kind, e.recorded_at) for e in singly] == [
            (e.seq, e.payload, e.kind, e.recorded_at) for e in together
        ]
        if together:
            assert_chained(together)
            assert queries.heads([other])[other].hash == together[-1].hash


@pytest.mark.parametrize("way", ["single", "bulk"])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"business_date": dt.date(2024, 6, 4)}, "E501"),
        ({"payload": {"text": "长" * (checks.PAYLOAD_LIMIT // 3 + 1)}}, "E502"),
        ({"kind": "people"}, "E504"),
        ({"kind": ""}, "E505"),
        ({"type": "a\nb"}, "E505"),
        ({"actor": "\x00"}, "E505"),
        ({"actor": "a" * 201}, "E505"),
        ({"payload": {"amount": Decimal("1.5")}}, "E506"),
        ({"payload": {1: "x"}}, "E506"),
        ({"payload": {"text": "\ud800"}}, "E506"),
    ],
)
def test_refusals_leave_nothing(streams, way, changes, code):
    before, position = queries.of_stream(streams[0]), queries.latest_position()
    drafts = [draft(uuid4()), draft(streams[0], 6, **changes)]
    with pytest.raises(YoujuError) as error:
        if way == "single":
            committed(drafts)
        else:
            with transaction.atomic():
                bulk.append_bulk(drafts, recorded_at=AT)
    assert codes_of(error) == [code]
    assert queries.of_stream(streams[0]) == before
    assert list(queries.since(position)) == []
    assert verify().sound


def test_all_problems_are_reported_at_once(db):
    wrong = draft(uuid4(), kind="", business_date=dt.date(2030, 1, 1))
    with pytest.raises(YoujuError) as error:
        committed([draft(uuid4()), wrong, wrong])
    assert codes_of(error) == ["E505", "E501", "E505", "E501"]
    assert [problem.fields["number"] for problem in error.value.problems] == [2, 2, 3, 3]


def test_the_recorded_day_is_that_of_shanghai(db):
    late = dt.datetime(2024, 6, 3, 16, 30, tzinfo=dt.UTC)  # 00:30 on the 4th in Shanghai
    assert committed([draft(uuid4(), business_date=dt.date(2024, 6, 4))], late)
    with pytest.raises(YoujuError) as error:
        committed([draft(uuid4())], dt.datetime(2024, 6, 3))
    assert codes_of(error) == ["E507"]


def test_expected_number_of_events(streams):
    with transaction.atomic():
        actions.append([draft(streams[0], 6)], recorded_at=AT, expected={streams[0]: 5})
    with pytest.raises(YoujuError) as error, transaction.atomic():
        actions.append([draft(streams[0], 7)], recorded_at=AT, expected={streams[0]: 5})
    assert codes_of(error) == ["E503"]
    assert error.value.http == 409
    with pytest.raises(ValueError, match="without a draft"), transaction.atomic():
        actions.append([draft(uuid4())], recorded_at=AT, expected={uuid4(): 0})


def test_outside_a_transaction_nothing_is_appended(db):
    for call in (
        lambda: actions.append([draft(uuid4())], recorded_at=AT),
        lambda: bulk.append_bulk([draft(uuid4())], recorded_at=AT),
        lambda: actions.lock([uuid4()]),
    ):
        with pytest.raises(transaction.TransactionManagementError):
            call()


@pytest.mark.parametrize("known", [True, False], ids=["known stream", "new stream"])
def test_writers_of_one_stream_take_turns(db, in_threads, known):
    stream, other = uuid4(), uuid4()
    if known:
        committed([draft(stream, 0)])

    def write(writer: int):
        for number in range(15):
            pair = [draft(stream, number), draft(other, number)]
            committed(pair if writer % 2 else pair[::-1])

    in_threads(*[lambda writer=writer: write(writer) for writer in range(4)])
    assert len(queries.of_stream(stream)) == 60 + known
    assert_chained(queries.of_stream(stream))
    assert_chained(queries.of_stream(other))
    assert verify().sound


def test_a_lock_is_held_until_the_transaction_ends(db, in_threads):
    """Two counters that read, add and append: without the lock one count would be lost."""
    stream = uuid4()
    committed([draft(stream, 0)])

    def count():
        for _ in range(20):
            with transaction.atomic():
                actions.lock([stream])
                latest = queries.of_stream(stream)[-1].payload["number"]
                actions.append([draft(stream, latest + 1)], recorded_at=AT)

    in_threads(count, count)
    assert [event.payload["number"] for event in queries.of_stream(stream)] == list(range(41))


def test_undone_work_leaves_a_gap_in_positions_only(streams):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.append([draft(streams[0], 6)], recorded_at=AT)
        raise ZeroDivisionError
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            actions.append([draft(streams[0], 6)], recorded_at=AT)
            raise ZeroDivisionError
        actions.append([draft(streams[0], 6)], recorded_at=AT)
    assert_chained(queries.of_stream(streams[0]))
    assert queries.of_stream(streams[0])[-1].position > 22
    assert verify().sound


def test_body_is_the_row_of_a_binary_copy(streams):
    from django.db import connection

    from youju.events import scan

    connection.ensure_connection()
    rows = list(
        scan.rows(connection.connection, f"SELECT {chain.COLUMNS} FROM events_event ORDER BY position")
    )
    events = list(queries.since(0))
    assert len(rows) == len(events) == 21
    for row, event in zip(rows, events, strict=True):
        body = chain.body(
            event.position, event.stream, event.seq, event.kind.encode(), event.type.encode(),
            event.business_date, chain.microseconds(event.recorded_at), event.actor.encode(),
            chain.canonical(event.payload),
        )  # fmt: skip
        assert row == b"\x00\x0a" + body + b"\x00\x00\x00\x20" + event.hash


def test_reading_in_batches(streams):
    everything = list(queries.since(0))
    assert list(queries.since(0, batch=4)) == everything
    assert list(queries.since(7, "ledger", upto=12, batch=2)) == everything[7:12]
    assert list(queries.since(0, "people")) == []
    assert isinstance(everything[0].stream, UUID)
    assert everything[0].business_date == DAY


@given(
    plan=st.lists(
        st.tuples(st.binary(min_size=16, max_size=16), st.dates(max_value=DAY), PAYLOADS), max_size=9
    )
)
def test_a_block_of_openings_is_the_block_of_their_drafts(plan):
    plan = [*{one[0]: one for one in plan}.values()]
    positions = range(10, 10 + len(plan))
    drafts = [Draft(UUID(bytes=stream), "ledger", "opened", on, "某人", said) for stream, on, said in plan]
    openings = Openings(
        [stream for stream, _, _ in plan], "ledger", "opened", "某人",
        [on for _, on, _ in plan], [chain.canonical(said) for _, _, said in plan],
    )  # fmt: skip
    known = bulk.opening_block(openings, positions, recorded_at=AT)
    assert known == bulk.block(drafts, positions, recorded_at=AT)


def test_faulty_openings_are_all_named():
    late = DAY + dt.timedelta(days=9)
    large = b'"' + b"x" * checks.PAYLOAD_LIMIT + b'"'
    openings = Openings([bytes(16)] * 3, "ledger", "", "某人", [DAY, late, DAY], [b"{}", b"{}", large])
    with pytest.raises(YoujuError) as error:
        bulk.opening_block(openings, [1, 2, 3], recorded_at=AT)
    assert codes_of(error) == ["E505", "E501", "E502"]
    assert [one.fields["number"] for one in error.value.problems] == [1, 2, 3]
