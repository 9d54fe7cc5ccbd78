"""Appending events: one at a time from 1 and 8 clients, and in bulk, beside plain rows without a chain.

The peer writes the same rows with the same indexes and no hash, head or seal: INSERT for single events,
COPY for bulk. The database is durable: every commit is flushed.

    python benchmarks/bench_events.py [--seconds 10] [--bulk 1000000]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from uuid_utils.compat import uuid7

from county import county, machine
from results import write

AT = datetime(2024, 6, 1, 4, tzinfo=UTC)
DAY = date(2024, 1, 1)
PAYLOAD = {
    "act": "accept",
    "set": {"title": "第1号问题：资料不完整、程序不到位", "amount": "12.50", "unit": "town01"},
    "state": "rectifying",
    "comment": "已核实，按期整改",
}
CLIENTS = 8


def chained(home: str, seconds: float, start: Barrier, results: Any) -> None:
    """One client: lock a stream, append to it, commit."""
    os.environ["YOUJU_HOME"] = home
    from youju.web.setup import django_setup

    django_setup()
    from django.db import transaction

    from youju.events import actions

    streams = [uuid7() for _ in range(50)]

    def one(number: int) -> None:
        stream = streams[number % 50]
        with transaction.atomic():
            actions.lock([stream])
            actions.append([actions.Draft(stream, "ledger", "acted", DAY, "wang", PAYLOAD)], recorded_at=AT)

    _repeat(one, seconds, start, results)


def plain(conninfo: str, seconds: float, start: Barrier, results: Any) -> None:
    """One client of the peer."""
    import orjson
    import psycopg

    streams = [uuid7() for _ in range(50)]
    payload = orjson.dumps(PAYLOAD).decode()
    with psycopg.connect(conninfo) as connection:

        def one(number: int) -> None:
            connection.execute(
                "INSERT INTO plain_event"
                " (stream, seq, kind, type, business_date, recorded_at, actor, payload)"
                " VALUES (%s, %s, 'ledger', 'acted', %s, %s, 'wang', %s)",
                [streams[number % 50], number // 50 + 1, DAY, AT, payload],
            )
            connection.commit()

        _repeat(one, seconds, start, results)


def _repeat(one: Any, seconds: float, start: Barrier, results: Any) -> None:
    one(0)
    start.wait()
    began, times, number = time.perf_counter(), [], 1
    while time.perf_counter() - began < seconds:
        moment = time.perf_counter()
        one(number)
        times.append(time.perf_counter() - moment)
        number += 1
    results.put(times)


def run(target: Any, place: str, seconds: float, clients: int) -> list[float]:
    """Clients side by side; the times of all their events."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(clients), context.Queue()
    arguments = (place, seconds, start, results)
    processes = [context.Process(target=target, args=arguments) for _ in range(clients)]
    for process in processes:
        process.start()
    times = [one for _ in processes for one in results.get(timeout=300)]
    for process in processes:
        process.join()
    return times


def bulk(count: int) -> float:
    """Seconds for that many events on new streams, through the store's import path."""
    from django.db import transaction

    from youju.events import bulk
    from youju.events.records import Draft

    def drafts() -> Iterator[Draft]:
        for _ in range(count):
            yield Draft(uuid7(), "ledger", "opened", DAY, "wang", PAYLOAD)

    began = time.perf_counter()
    with transaction.atomic():
        assert bulk.append_bulk(drafts(), recorded_at=AT).events == count
    return time.perf_counter() - began


def bare_copy(conninfo: str, count: int) -> float:
    """The peer: COPY of the same columns without hashes."""
    import orjson
    import psycopg

    began = time.perf_counter()
    columns = "stream, seq, kind, type, business_date, recorded_at, actor, payload"
    with (
        psycopg.connect(conninfo) as connection,
        connection.cursor().copy(f"COPY plain_event ({columns}) FROM STDIN") as copy,
    ):
        for _ in range(count):
            payload = orjson.dumps(PAYLOAD, option=orjson.OPT_SORT_KEYS).decode()
            copy.write_row((uuid7(), 1, "ledger", "opened", DAY, AT, "wang", payload))
    return time.perf_counter() - began


def prepare_peer() -> str:
    """The peer's table; how to connect to it."""
    import psycopg

    from youju.web import database

    conninfo = database.conninfos()["owner"]
    with psycopg.connect(conninfo) as connection:
        connection.execute(
            "CREATE TABLE plain_event (position bigserial PRIMARY KEY, stream uuid, seq integer, kind text,"
            " type text, business_date date, recorded_at timestamptz, actor text, payload json,"
            " UNIQUE (stream, seq))"
        )
    return conninfo


def row(label: str, times: list[float], seconds: float) -> str:
    """One line: events a second and percentiles in milliseconds."""
    cuts = statistics.quantiles([one * 1000 for one in times], n=100, method="inclusive")
    return f"| {label} | {len(times) / seconds:,.0f} | {cuts[49]:.1f} | {cuts[94]:.1f} | {cuts[98]:.1f} |"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--bulk", type=int, default=1_000_000)
    given = parser.parse_args()
    with county() as home:
        conninfo = prepare_peer()
        lines = []
        for clients in (1, CLIENTS):
            for label, target, place in (("chained", chained, str(home)), ("plain INSERT", plain, conninfo)):
                times = run(target, place, given.seconds, clients)
                lines.append(row(f"{label}, {clients} clients", times, given.seconds))
                sys.stderr.write(lines[-1] + "\n")
        ours, peer = bulk(given.bulk), bare_copy(conninfo, given.bulk)
        from youju.events.verify import verify

        report = verify()
        assert report.sound, report.findings[:3]
    text = "\n".join(
        [
            "| single events | a second | p50 ms | p95 ms | p99 ms |",
            "|---|---|---|---|---|",
            *lines,
            "",
            "| in bulk | events | seconds | events/s |",
            "|---|---|---|---|",
            f"| chained, new streams | {given.bulk:,} | {ours:.1f} | {given.bulk / ours:,.0f} |",
            f"| psycopg COPY, no chain | {given.bulk:,} | {peer:.1f} | {given.bulk / peer:,.0f} |",
            "",
            f"The chain costs {ours / peer:.2f} times the bare copy. {report.events:,} events verified.",
            machine(),
        ]
    )
    write("Appending events", text, f"python benchmarks/{Path(__file__).name} --bulk {given.bulk}")


if __name__ == "__main__":
    main()
