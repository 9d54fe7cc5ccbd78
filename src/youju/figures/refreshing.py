"""Bringing all snapshots that figures read up to date at once, before many of them are counted.

Enter at `at_once`. Reading events waits for the database, and writing Parquet for the disk, so that two
snapshots are built in little more than the time of the greater. A `youju.figures.count.Counter` builds what
is missing by itself, one after the other, when a figure first needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from django.db import connection, connections

from youju.definitions.models import Figure
from youju.ledger import snapshots
from youju.register import snapshots as register_snapshots
from youju.series import catalogue as series_catalogue
from youju.series import snapshots as series_snapshots

WORKERS = 2


def at_once(figures: Iterable[Figure], *, root: Path | None = None) -> None:
    """Bring the snapshots up to date that some figures read; for commands, which see every record.

    Within a transaction they are built one after the other: other connections do not see what it did.

    Args:
        figures: Those that are about to be counted.
        root: Folder of all snapshots.
    """
    sources = [one.of for one in figures]
    ledgers = sorted({one.ledger for one in sources if one.kind == "ledger"})
    # The register first: it is the greatest, and half of it is done by the engine.
    tasks: list[Callable[[], object]] = []
    if any(one.kind == "register" for one in sources):
        tasks.append(lambda: register_snapshots.refresh(root=root))
    tasks += [partial(snapshots.refresh, name, root=root) for name in ledgers]
    if any(one.kind == "series" for one in sources):
        tasks.append(lambda: series_snapshots.refresh(list(series_catalogue.all_series()), root=root))
    if connection.in_atomic_block:
        for task in tasks:
            task()
        return
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(_alone, task) for task in tasks]:
            done.result()


def _alone(task: Callable[[], object]) -> None:
    """Work on a connection of one's own, and close it."""
    try:
        task()
    finally:
        connections.close_all()
