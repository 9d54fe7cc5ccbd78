"""Checking and writing a file beside the requests, in a thread with a connection of its own.

Enter at `start`; the page then asks `is_alive`. While it works, a thread holds an advisory lock of the
database, so that every process sees whether the work still goes on; after a kill nobody holds it, and nothing
was written, because all is one transaction. A connection goes back to a pool when the thread ends and lives
on: what the thread has of it, lock and ticket, it gives back itself.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection

from youju.ledger.actions import uploading
from youju.ledger.models import ImportJob
from youju.people import tickets
from youju.people.actors import Actor

_LOG = logging.getLogger(__name__)
_LOCK = 0x59_4A_49_4D
"""First key of the locks of this room's imports."""


def start(job: ImportJob, *, actor: Actor, at: datetime) -> threading.Thread:
    """Begin the work that was planned.

    Args:
        job: At stage ``checking`` or ``writing``.
        actor: Whose it is.
        at: When we were told.
    """
    held = threading.Event()
    thread = threading.Thread(
        target=_run, args=(job.id, actor, at, held.set), name=f"import-{job.id}", daemon=True
    )
    thread.start()
    held.wait(10)  # so that whoever asks next finds the lock held
    return thread


def is_alive(job: ImportJob) -> bool:
    """Whether somebody is at work on a file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, _key(job.id)])
        return not cursor.fetchone()[0]


def _key(id_: UUID) -> int:
    return int.from_bytes(id_.bytes[:4], "big", signed=True)


def _run(id_: UUID, actor: Actor, at: datetime, held: Callable[[], None]) -> None:
    """The thread: its connection shows the ticket of whoever asked."""
    try:
        with _lock(id_), _ticket(actor, at):
            held()
            uploading.work(ImportJob.objects.get(id=id_), actor=actor, at=at)
    except Exception:
        # Whoever waits sees that nobody is at work any more; the cause is for the operator.
        _LOG.exception("an import ended unexpectedly")
    finally:
        connection.close()


@contextmanager
def _lock(id_: UUID) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCK, _key(id_)])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, _key(id_)])


@contextmanager
def _ticket(actor: Actor, at: datetime) -> Iterator[None]:
    tickets.show(tickets.sign(at=at, actor=actor, backend=tickets.backend()))
    try:
        yield
    finally:
        tickets.show("")
