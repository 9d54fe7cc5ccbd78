"""Preparing the next while the present one is written: an iterator that runs ahead in a thread of its own.

Enter at `ahead`. Waiting for the database and Arrow's work leave the interpreter free, so two cores are used.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

Item = TypeVar("Item")

SWITCH = 0.0002
"""Seconds after which a busy thread lets another in. Sending to the database is a thousand small waits, and
with Python's five milliseconds after each of them the database would idle half of its time."""


def ahead(items: Iterator[Item], *, by: int = 1) -> Generator[Item, None, None]:
    """The same items, each prepared before it is asked for; what it raises is raised here.

    Close it when you stop early: the thread then ends after the item at hand.

    Args:
        items: Must not use the database: its connection belongs to the caller's thread.
        by: How many finished items may wait; bounds the memory.
    """
    waiting: queue.Queue[tuple[bool, Item | BaseException | None]] = queue.Queue(maxsize=by)
    stopped = threading.Event()

    def put(entry: tuple[bool, Item | BaseException | None]) -> None:
        while not stopped.is_set():
            try:
                waiting.put(entry, timeout=0.1)
            except queue.Full:
                continue
            return

    def run() -> None:
        try:
            for item in items:
                put((True, item))
                if stopped.is_set():
                    return
        except BaseException as error:  # handed to the caller whatever it is
            put((False, error))
        else:
            put((False, None))

    thread = threading.Thread(target=run, name="import-ahead", daemon=True)
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    thread.start()
    try:
        while True:
            more, item = waiting.get()
            if not more:
                if isinstance(item, BaseException):
                    raise item
                return
            yield item  # type: ignore[misc]
    finally:
        stopped.set()
        thread.join()
        sys.setswitchinterval(before)
