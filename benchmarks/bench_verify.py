"""Verification of 5,000,000 events in 1,000,000 streams, sealed: chains, heads and Merkle roots.

Promise: at least 200,000 events a second on 2 cores. Beside it stand, over a part of the same store, the
obvious ways to do the same: fetch rows in chain order and hash them one by one in Python; psycopg's
``copy()``; everything inside PostgreSQL with ``lag`` and ``sha256`` in two connections at once.

    python benchmarks/bench_verify.py [--events 5000000] [--peer-events 5000000] [--home DIR]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from uuid_utils.compat import uuid7

from county import county, machine
from results import write

AT = datetime(2024, 6, 1, 4, tzinfo=UTC)
EVENTS_A_STREAM = 5


def fill(events: int) -> None:
    """Events on streams of five, round after round as a year of work would bring them, each round sealed."""
    from django.db import transaction

    from youju.events import actions, bulk, queries
    from youju.events.actions import Draft

    if queries.latest_position() >= events:  # a home that is kept from the last run
        return
    streams = [uuid7() for _ in range(events // EVENTS_A_STREAM)]

    def drafts(number: int) -> Iterator[Draft]:
        for index, stream in enumerate(streams):
            values = {
                "title": f"第{index}号问题：资料不完整",
                "amount": "12.50",
                "unit": f"town{index % 40:02}",
            }
            payload = {"act": "accept", "set": values, "state": "rectifying", "comment": "已核实，按期整改"}
            yield Draft(stream, "ledger", "acted", date(2024, 1, 1 + number), "wang", payload)

    for number in range(EVENTS_A_STREAM):
        began = time.perf_counter()
        with transaction.atomic():
            done = bulk.append_bulk(drafts(number), recorded_at=AT + timedelta(days=number))
        actions.seal(at=AT + timedelta(days=number, hours=1))
        rate = done.events / (time.perf_counter() - began)
        sys.stderr.write(f"round {number + 1}: {rate:,.0f} events a second appended and sealed\n")


def server_cpu() -> float:
    """Processor time of all server processes that have ended, and of the postmaster (proc(5), 14 to 17)."""
    from youju.web import database

    stat = Path(f"/proc/{database.server().postmaster()}/stat").read_text().rpartition(")")[2].split()
    return sum(int(stat[field]) for field in range(11, 15)) / os.sysconf("SC_CLK_TCK")


def measured(label: str, events: int, work: Callable[[], int]) -> tuple[str, float]:
    """A row of the table, and the rate."""
    own, served, began = sum(os.times()[:4]), server_cpu(), time.perf_counter()
    checked = work()
    seconds = time.perf_counter() - began
    time.sleep(0.2)  # until the postmaster has counted the backends that just ended
    cpu, database_cpu = sum(os.times()[:4]) - own, server_cpu() - served
    assert checked == events, f"{label}: {checked} of {events}"
    row = (
        f"| {label} | {events:,} | {seconds:.1f} | {events / seconds:,.0f} | {cpu:.1f} | {database_cpu:.1f} |"
    )
    sys.stderr.write(row + "\n")
    return row, events / seconds


def ours() -> int:
    """The whole verification, as ``youju audit verify`` does it."""
    from youju.events.verify import verify

    report = verify(workers=2)
    assert report.sound
    assert report.unsealed == 0
    return report.events


def _part(connection: Any, events: int) -> Any:
    """Greatest stream such that so many events lie at or below it."""
    query = "SELECT stream FROM events_event ORDER BY stream, seq OFFSET %s LIMIT 1"
    return connection.execute(query, [events - 1]).fetchone()[0]


def naive(events: int) -> int:
    """Rows in chain order through a server-side cursor, the documented hash one by one; no seals."""
    import psycopg

    from youju.events import chain
    from youju.web import database

    columns = chain.COLUMNS.replace("payload", "payload::text")
    count, last, previous = 0, None, b""
    with psycopg.connect(database.conninfos()["job"]) as connection:
        cursor = connection.cursor("naive")
        cursor.itersize = 5000
        cursor.execute(f"SELECT {columns} FROM events_event WHERE stream <= %s ORDER BY stream, seq",
                       [_part(connection, events)])  # fmt: skip
        for position, stream, seq, kind, type_, day, at, actor, payload, digest in cursor:
            if stream != last:
                last, previous = stream, chain.GENESIS
            content = chain.body(
                position, stream, seq, kind.encode(), type_.encode(), day, chain.microseconds(at),
                actor.encode(), payload.encode(),
            )  # fmt: skip
            assert chain.link(previous, content) == digest
            previous, count = digest, count + 1
    return count


def by_copy(events: int) -> int:
    """Our loop over psycopg's own ``copy()`` instead of libpq; no seals."""
    import psycopg

    from youju.events import chain
    from youju.web import database

    count, tips = 0, {}
    with psycopg.connect(database.conninfos()["job"]) as connection:
        query = (
            f"COPY (SELECT {chain.COLUMNS} FROM events_event WHERE stream <= '{_part(connection, events)}'"
        )
        with connection.cursor().copy(query + " ORDER BY position) TO STDOUT (FORMAT binary)") as copy:
            for index, block in enumerate(copy):
                row = bytes(block)[19:] if index == 0 else bytes(block)
                if len(row) > 2:
                    stream, digest = row[18:34], row[-32:]
                    assert hashlib.sha256(tips.get(stream, chain.GENESIS) + row[2:-36]).digest() == digest
                    tips[stream], count = digest, count + 1
    return count


def in_sql(events: int) -> int:
    """Window function and ``sha256`` inside PostgreSQL, two connections with half of the streams each."""
    import psycopg

    from youju.web import database

    texts = "".join(f" || int4send(octet_length({one})) || textsend({one})" for one in ("kind", "type"))
    query = (
        "SELECT count(*), count(*) FILTER (WHERE hash = sha256("
        "coalesce(previous, decode(repeat('00', 32), 'hex'))"
        " || '\\x00000008'::bytea || int8send(position) || '\\x00000010' || uuid_send(stream)"
        f" || '\\x00000004' || int4send(seq){texts} || '\\x00000004' || date_send(business_date)"
        " || '\\x00000008' || timestamptz_send(recorded_at)"
        " || int4send(octet_length(actor)) || textsend(actor)"
        " || int4send(octet_length(payload::text)) || json_send(payload)))"
        " FROM (SELECT *, lag(hash) OVER (PARTITION BY stream ORDER BY seq) AS previous FROM events_event"
        " WHERE stream <= %s AND uuid_hash(stream) & 1 = %s) AS e"
    )

    def half(number: int) -> int:
        with psycopg.connect(database.conninfos()["job"]) as connection:
            connection.execute("SET work_mem = '256MB'")
            count, right = connection.execute(query, [_part(connection, events), number]).fetchone() or (
                0,
                -1,
            )
            assert count == right
            return int(count)

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(half, (0, 1)))


def main() -> None:
    """Fill, verify, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--peer-events", type=int, default=5_000_000)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    with county(given.home) as _:
        fill(given.events)
        events = count_events()
        part = min(given.peer_events, events)
        rows = []
        row, rate = measured("`youju audit verify`, 2 processes, seals included", events, ours)
        rows.append(row)
        for label, work in (
            ("rows fetched and hashed one by one", naive),
            ("psycopg's `copy()`, one process", by_copy),
            ("inside PostgreSQL, 2 connections", in_sql),
        ):
            row, peer = measured(label, part, lambda work=work: work(part))
            rows.append(f"{row} {rate / peer:.1f} |")
        rows[0] += " 1 |"
    text = "\n".join(
        [
            "Promise: 200,000 events a second. The peers check chains only, over a part of the same store.",
            "",
            "| way | events | seconds | events/s | CPU s, Python | CPU s, PostgreSQL | ours is faster by |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            machine(),
        ]
    )
    write("Verification", text, f"python benchmarks/bench_verify.py --events {given.events}")


def count_events() -> int:
    """Events in the store."""
    from youju.events.models import EventRow

    return EventRow.objects.count()


if __name__ == "__main__":
    main()
