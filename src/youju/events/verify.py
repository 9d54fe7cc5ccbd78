"""Verifying the store: every chain, every head, every seal, in parallel and with bounded memory.

Finds any edited byte in any column of an event, swapped, dropped and inserted events, cut ends, vanished
streams and forged seals, and names the record. Enter at `verify`. All reading happens in one snapshot, so
that people can go on working meanwhile.

What it cannot find by itself: an owner of the database who recomputes *everything*, seals included.
Against that a seal's hash is kept outside and given as `expected`.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection as django_connection

from youju.errors import CODES, Problem
from youju.events import scan, seals
from youju.events.scan import Finding, Outcome, Part
from youju.events.witnesses import witnesses

STREAMS_PER_PART = 500_000
"""Streams followed at a time by one process: about 100 MB."""

ALONE = 50_000
"""Up to so many events one process is quicker than starting others."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found.

    Attributes:
        events: Events read.
        streams: Streams followed.
        seals: Seals checked.
        unsealed: Events after the last seal.
        findings: Everything that is wrong; empty for a sound store.
        more: Findings beyond those listed.
    """

    events: int
    streams: int
    seals: int
    unsealed: int
    findings: list[Problem] = field(default_factory=list)
    more: int = 0

    @property
    def sound(self) -> bool:
        """True when nothing is wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class _Range:
    """One task: the root of one seal."""

    conninfo: str
    search_path: str
    snapshot: str
    seal: seals.Seal


def verify(
    *,
    expected: Collection[bytes] = (),
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Verify everything that is committed.

    Args:
        expected: Hashes of seals that were kept outside the database; each must be in the chain.
        workers: Processes that read at the same time.
        progress: Told now and then how many rows are done, of how many (an estimate).
    """
    conninfo, search_path = _place()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SELECT set_config('search_path', %s, false)", [search_path])
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = _one(connection, "SELECT pg_export_snapshot()")
        streams, events = _one(connection, "SELECT count(*), coalesce(sum(head_seq), 0) FROM events_stream")
        chain_of_seals, outcome = _check_seal_chain(connection, expected)
        parts = 1 if events <= ALONE else workers
        while streams > parts * STREAMS_PER_PART:
            parts *= 2
        tasks: list[Part | _Range] = [
            Part(conninfo, search_path, snapshot, index, parts) for index in range(parts)
        ]
        tasks += [_Range(conninfo, search_path, snapshot, seal) for seal in chain_of_seals]
        outcomes = list(_run(tasks, workers if events > ALONE else 0, _Progress(progress, events)))
        upto = chain_of_seals[-1].upto if chain_of_seals else 0
        (unsealed,) = _one(connection, "SELECT count(*) FROM events_event WHERE position > %s", [upto])
        outcomes += [outcome, _ask_witnesses(connection)]
        findings = [finding for one in outcomes for finding in one.findings]
        labels = _labels(connection, [finding.stream for finding in findings if finding.stream])
    return Report(
        events=sum(one.events for one in outcomes),
        streams=sum(one.streams for one in outcomes),
        seals=len(chain_of_seals),
        unsealed=unsealed,
        findings=[_in_words(finding, labels) for finding in findings],
        more=sum(one.more for one in outcomes),
    )


def _place() -> tuple[str, str]:
    """Connection string and search path of Django's connection."""
    with django_connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        (search_path,) = cursor.fetchone()
    given = django_connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey")
    return psycopg.conninfo.make_conninfo(**{n: given[n] for n in names if given.get(n)}), search_path


def _one(connection: psycopg.Connection[Any], query: str, values: list[Any] | None = None) -> Any:
    return connection.execute(query, values).fetchone()


def _check_seal_chain(
    connection: psycopg.Connection[Any], expected: Collection[bytes]
) -> tuple[list[seals.Seal], Outcome]:
    """Check that the seals follow on one another and hold those that were kept outside."""
    outcome = Outcome()
    query = f"SELECT {seals.COLUMNS} FROM events_seal ORDER BY number"  # noqa: S608 - constant
    found = [seals.Seal(*row) for row in connection.execute(query)]
    before = None
    for seal in found:
        if reason := seals.faults(seal, before):
            _blame(outcome, seal, reason)
        before = seal
    known = {seal.hash for seal in found}
    for digest in expected:
        if digest not in known:
            outcome.add("E508", None, expected=digest.hex())
    return found, outcome


def _blame(outcome: Outcome, seal: seals.Seal, reason: str) -> None:
    outcome.add("E525", None, number=seal.number, after=seal.after, upto=seal.upto, reason=reason)


def _check_range(task: _Range, advance: Callable[[int], None]) -> Outcome:
    """Recompute the root of one seal."""
    outcome, seal = Outcome(), task.seal
    with scan.connect(task.conninfo, task.search_path, task.snapshot) as connection:
        query = "SELECT position, hash FROM events_event"
        query += f" WHERE position > {seal.after} AND position <= {seal.upto} ORDER BY position"
        try:
            count, root = seals.root_of(scan.rows(connection, query))
        except scan.Unreadable as error:
            outcome.add("E526", None, reason=str(error))
            return outcome
    advance(count)
    if count != seal.events:
        _blame(outcome, seal, f"封存了{seal.events}条事件，现有{count}条")
    elif root != seal.root:
        _blame(outcome, seal, "之后有事件被改动")
    return outcome


def _do(task: Part | _Range, advance: Callable[[int], None]) -> Outcome:
    return scan.check_part(task, advance) if isinstance(task, Part) else _check_range(task, advance)


class _Progress:
    """Adds up what the tasks report; every row is read twice, for its chain and for its seal."""

    def __init__(self, told: Callable[[int, int], None] | None, events: int) -> None:
        self._told, self._total, self.done = told, 2 * events, 0

    def show(self, done: int) -> None:
        """Pass on how much is done."""
        self.done = done
        if self._told is not None:
            self._told(min(done, self._total), self._total)

    def advance(self, more: int) -> None:
        """As `show`, by the difference."""
        self.show(self.done + more)


def _run(tasks: list[Part | _Range], workers: int, progress: _Progress) -> Iterator[Outcome]:
    """Run tasks here, or in so many processes."""
    if not workers or not _can_spawn():
        yield from (_do(task, progress.advance) for task in tasks)
        return
    context = multiprocessing.get_context("spawn")  # a fork would share our connections
    counter = context.Value("q", 0)
    with ProcessPoolExecutor(workers, context, initializer=_share, initargs=(counter,)) as pool:
        waiting: set[Future[Outcome]] = {pool.submit(_in_child, task) for task in tasks}
        while waiting:
            done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            progress.show(counter.value)
            for future in done:
                yield future.result()


def _can_spawn() -> bool:
    """Whether children can begin as this process did; a program read from standard input cannot be again."""
    file = getattr(sys.modules["__main__"], "__file__", None)
    return file is None or Path(file).exists()


_COUNTER: Any = None


def _share(counter: Any) -> None:
    """Keep the shared counter of rows in a child process."""
    global _COUNTER  # noqa: PLW0603 - the way a pool hands a counter to its children
    _COUNTER = counter


def _count(rows: int) -> None:
    with _COUNTER.get_lock():
        _COUNTER.value += rows


def _in_child(task: Part | _Range) -> Outcome:
    return _do(task, _count)


def _ask_witnesses(connection: psycopg.Connection[Any]) -> Outcome:
    """Compare what projections count with the heads."""
    outcome = Outcome()
    for witness in witnesses():
        for stream, seq, head in connection.execute(
            f"SELECT w.stream, w.seq, coalesce(h.head_seq, 0) FROM ({witness.query}) AS w"  # noqa: S608
            " LEFT JOIN events_stream AS h USING (stream)"
            " WHERE w.seq IS NOT NULL AND w.seq IS DISTINCT FROM h.head_seq"
        ):
            outcome.add("E527", stream.bytes, expected=seq, actual=head)
    return outcome


def _labels(connection: psycopg.Connection[Any], streams: list[UUID]) -> dict[UUID, str]:
    """What people call the streams: the witness's label, or the kind that the head knows."""
    if not streams:
        return {}
    heads = "SELECT stream, kind AS label FROM events_stream WHERE stream = ANY (%s)"
    found = dict(connection.execute(heads, [streams]).fetchall())
    for witness in witnesses():
        query = f"SELECT stream, label FROM ({witness.query}) AS w WHERE stream = ANY (%s)"  # noqa: S608
        found.update((stream, label) for stream, label in connection.execute(query, [streams]) if label)
    return found


def _in_words(finding: Finding, labels: dict[UUID, str]) -> Problem:
    """The problem of a finding, naming the record."""
    fields = dict(finding.fields)
    if finding.stream is not None:
        label = labels.get(finding.stream)
        fields["stream"] = str(finding.stream)
        fields["record"] = f"{label}（{finding.stream}）" if label else str(finding.stream)
    return Problem(CODES[finding.code], fields)
