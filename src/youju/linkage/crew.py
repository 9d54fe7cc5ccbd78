"""Processes that work beside this one.

Enter at `Crew`. They are started anew, not forked: whoever links may have threads and connections of his own.
What a process that links need not import is kept from it by `prepare`.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from importlib.abc import MetaPathFinder
from typing import Any


def paying(rows: int) -> int:
    """How many processes save time with so many rows: a second one takes a while to start."""
    return min(os.cpu_count() or 1, 2) if rows >= 100_000 else 1


def prepare() -> None:
    """Import pyarrow alone: it imports pandas, for half a second, when it makes its first array."""
    refusal = _Refusal()
    sys.meta_path.insert(0, refusal)
    try:
        import pyarrow as pa

        pa.array([0])
    finally:
        sys.meta_path.remove(refusal)


class _Refusal(MetaPathFinder):
    """Finds no pandas."""

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


class Crew:
    """Processes that work at once, or this one alone; results come in order, few tasks wait."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        spawn = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, spawn, prepare) if workers > 1 else None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def aside(self, task: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Have a task done while this process goes on; alone, it is done when its result is asked for."""
        if self._pool is None:
            return partial(task, *arguments)
        return self._pool.submit(task, *arguments).result

    def each(self, task: Callable[..., Any], wanted: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """What a task gives for each of some arguments."""
        if self._pool is None:
            for arguments in wanted:
                yield task(*arguments)
            return
        waiting: deque[Future[Any]] = deque()
        for arguments in wanted:
            waiting.append(self._pool.submit(task, *arguments))
            if len(waiting) > self._workers + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
