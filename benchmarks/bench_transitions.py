"""Transitions through the service, each with a photo of 50 kB: one client, 200 a second from 8, flat out.

Promises: p95 of one transition under 15 ms; 200 transitions a second sustained from 8 client processes
without one lost or doubled. The peer, in the same run, is a bare INSERT and UPDATE in one transaction by
psycopg, with no rules, no chain and no file. The database is durable: every commit and file is flushed.

    python benchmarks/bench_transitions.py [--seconds 20] [--clients 8] [--rate 200]
"""

from __future__ import annotations

import argparse
import io
import itertools
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from county import auditor, county, machine
from results import write

ON = date(2023, 3, 6)
WAY = ("accept", "submit", "clear")
PHOTO_BYTES = 50_000


def photo() -> bytes:
    """A JPEG of about 50 kB."""
    from PIL import Image

    noise = Image.effect_noise((400, 300), 90).convert("RGB")
    for quality in range(30, 96, 5):
        out = io.BytesIO()
        noise.save(out, "JPEG", quality=quality)
        if out.tell() >= PHOTO_BYTES:
            break
    return out.getvalue()


def another(base: bytes, mark: bytes) -> io.BytesIO:
    """The photo with a comment in it, so that no two are the same file."""
    comment = b"\xff\xfe" + (len(mark) + 2).to_bytes(2, "big") + mark
    return io.BytesIO(base[:2] + comment + base[2:])


def transition(record: UUID, act: str, base: bytes) -> tuple[float, int]:
    """One act with evidence; its seconds and the number of its event."""
    from django.db import transaction

    from youju.ledger import actions, evidence

    mark = uuid4().bytes
    begin = time.perf_counter()
    with transaction.atomic():
        stored = evidence.store(another(base, mark), "现场.jpg")
        at = datetime(2023, 3, 6, 4, tzinfo=UTC)
        done = actions.perform(record, act, actor=auditor(), on=ON, at=at, evidence=[stored])
    return time.perf_counter() - begin, done.head_seq


def open_some(count: int) -> list[UUID]:
    """Fresh records for one client."""
    from youju.ledger import actions

    at = datetime(2023, 3, 6, 4, tzinfo=UTC)
    found = []
    for _ in range(count):
        values = {"title": "未按规定程序办理", "code": uuid4().hex, "unit": f"town{random.randrange(40):02}"}
        found.append(actions.open_record("findings", values, actor=auditor(), on=ON, at=at).id)
    return found


def moments(rate: float, together: bool) -> Iterator[float]:
    """Seconds after the start at which a client acts: all at the same times, or each at his own (Poisson)."""
    choice, moment = random.Random(os.getpid()), 0.0
    while True:
        yield moment
        moment += 1 / rate if together else choice.expovariate(rate)


def client(
    home: str, seconds: float, rate: float, together: bool, records: int, start: Barrier, results: Any
) -> None:
    """One client process: as many transitions as the rate asks for, or as it can when the rate is 0.

    With a rate, a transition takes from the moment at which it was due, so that waiting counts too.
    """
    os.environ["YOUJU_HOME"] = home
    from youju.web.setup import django_setup

    django_setup()
    base = photo()
    own = open_some(records)
    work = [
        (record, act) for part in range(0, len(own), 20) for act in WAY for record in own[part : part + 20]
    ]
    transition(open_some(1)[0], WAY[0], base)  # warm: definitions parsed, statements prepared
    done: list[tuple[UUID, str, int, float]] = []
    start.wait()
    begin = time.perf_counter()
    times = moments(rate, together) if rate else itertools.repeat(None)
    for (record, act), moment in zip(work, times, strict=False):
        waited = 0.0
        if moment is not None:
            waited = time.perf_counter() - begin - moment
            time.sleep(max(0.0, -waited))
        if time.perf_counter() - begin >= seconds:
            break
        took, seq = transition(record, act, base)
        done.append((record, act, seq, took + max(0.0, waited)))
    results.put((time.perf_counter() - begin, done))


def bare_client(conninfo: str, seconds: float, start: Barrier, results: Any) -> None:
    """The peer: insert an event and update a row, by hand."""
    import psycopg

    payload = '{"act":"accept","state":"rectifying","comment":"' + "x" * 300 + '"}'
    with psycopg.connect(conninfo) as connection:
        own = [uuid4() for _ in range(100)]
        for record in own:
            connection.execute("INSERT INTO bare_record VALUES (%s, 'dispatched', 0)", [record])
        connection.commit()
        taken = []
        start.wait()
        begin = time.perf_counter()
        number = 0
        while time.perf_counter() - begin < seconds:
            record = own[number % 100]
            number += 1
            moment = time.perf_counter()
            connection.execute(
                "INSERT INTO bare_event (record, on_day, payload) VALUES (%s, %s, %s)", [record, ON, payload]
            )
            connection.execute(
                "UPDATE bare_record SET state = 'rectifying', events = events + 1 WHERE id = %s", [record]
            )
            connection.commit()
            taken.append(time.perf_counter() - moment)
    results.put((time.perf_counter() - begin, [(None, "", 0, one) for one in taken]))


def run(target: Any, arguments: tuple[Any, ...], clients: int) -> tuple[float, list[Any]]:
    """Run client processes side by side; the longest time and everything they did."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(clients), context.Queue()
    processes = [context.Process(target=target, args=(*arguments, start, results)) for _ in range(clients)]
    for process in processes:
        process.start()
    answers = [results.get(timeout=600) for _ in processes]
    for process in processes:
        process.join()
    return max(answer[0] for answer in answers), [one for answer in answers for one in answer[1]]


def check(done: list[Any]) -> int:
    """Every acknowledged transition is there exactly once, and nothing else; the number checked."""
    from youju.events.queries import of_streams
    from youju.ledger.fold import fold
    from youju.ledger.models import EvidenceFile, LedgerRecord

    acknowledged: dict[UUID, list[tuple[int, str]]] = {}
    for record, act, seq, _ in done:
        acknowledged.setdefault(record, []).append((seq, act))
    streams = of_streams(acknowledged)
    for record, acts in acknowledged.items():
        stored = [(event.seq, event.payload["act"]) for event in streams[record] if event.type == "acted"]
        assert sorted(acts) == stored, f"{record}: acknowledged {acts}, stored {stored}"
    for row in LedgerRecord.objects.filter(id__in=list(acknowledged)):
        folded = fold(streams[row.id])
        assert (row.state, row.clocks) == (folded.state, folded.clocks)
    files = Counter(
        one["sha256"]
        for events in streams.values()
        for event in events
        for one in event.payload.get("evidence", ())
    )
    assert EvidenceFile.objects.filter(sha256__in=list(files)).count() == len(files) == len(done)
    return len(done)


def row(label: str, seconds: float, done: list[Any]) -> str:
    """One line of the table: rate and percentiles in milliseconds."""
    times = statistics.quantiles([one[3] * 1000 for one in done], n=100, method="inclusive")
    cells = [label, f"{len(done)}", f"{len(done) / seconds:.0f}", *(f"{times[n]:.1f}" for n in (49, 94, 98))]
    return f"| {' | '.join(cells)} |"


def prepare_peer() -> str:
    """Tables of the peer; how to connect to them."""
    import psycopg

    from youju.web import database

    conninfo = database.conninfos()["owner"]
    with psycopg.connect(conninfo) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bare_event"
            " (id bigserial PRIMARY KEY, record uuid, on_day date, payload json)"
        )
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bare_record (id uuid PRIMARY KEY, state text, events integer)"
        )
    return conninfo


def verify_chains() -> str:
    """The chains of the whole store, by the same check as ``youju audit verify``."""
    from youju.events.verify import verify

    report = verify()
    assert report.sound, report.findings[:3]
    return "chains verified"


def main() -> None:
    """Measure, check, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rate", type=float, default=200)
    given = parser.parse_args()
    with county() as home:
        rows, done = [], []
        records = int(given.seconds * given.rate / given.clients / len(WAY)) + 40
        each_rate = given.rate / given.clients
        wanted = f"{given.clients} clients, {given.rate:.0f} a second wanted"
        phases = [
            ("one client, one after the other", 1, 0.0, False, 200),
            (f"{wanted}, each at his own times", given.clients, each_rate, False, records),
            (f"{wanted}, all at the same times", given.clients, each_rate, True, records),
            (f"{given.clients} clients, flat out", given.clients, 0.0, False, records * 2),
        ]
        for label, clients, rate, together, each in phases:
            seconds, found = run(client, (str(home), given.seconds, rate, together, each), clients)
            rows.append(row(label, seconds, found))
            sys.stderr.write(rows[-1] + "\n")
            done += found
        conninfo = prepare_peer()
        for label, clients in (
            ("peer, one client", 1),
            (f"peer, {given.clients} clients, flat out", given.clients),
        ):
            seconds, found = run(bare_client, (conninfo, given.seconds / 2), clients)
            rows.append(row(label, seconds, found))
            sys.stderr.write(rows[-1] + "\n")
        checked = check(done)
        text = "\n".join(
            [
                f"{machine()}; PostgreSQL 18 on the same machine, every commit flushed;",
                f"a photo of {PHOTO_BYTES // 1000} kB with each transition, none with the peer.",
                f"{checked} acknowledged transitions: none lost, none doubled,",
                f"projections equal their folds, {verify_chains()}.",
                "",
                "| what | transitions | a second | p50 ms | p95 ms | p99 ms |",
                "|---|---|---|---|---|---|",
                *rows,
            ]
        )
    write("Transitions", text, f"python benchmarks/{Path(__file__).name} --seconds {given.seconds:.0f}")


if __name__ == "__main__":
    main()
