"""Doing the year step by step, from where it stood: each step wholly or not at all, and remembered when done.

Enter at `run`. A step is one transaction with an event that says that it is done, how long it took and what
came of it; so an interrupted one leaves nothing behind and is done again, and a second run finds all done.

Does not belong here: what the steps do (`year`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from django.db import connection, transaction

from youju.county.year import NAMES, Step, Year
from youju.errors import fail
from youju.events.actions import Draft, append, lock
from youju.events.queries import of_stream
from youju.ledger.fold import known_on
from youju.people.actors import Actor

KIND: Final = "county"
_NAMESPACE: Final = UUID("7b0f3f7c-0d0a-5c43-9d3e-6a4b7b6a8f11")
_LOCK: Final = 0x434F_554E
"""Key of the lock that lets one run do a step at a time."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is done.

    Attributes:
        step: Which.
        said: What came of it, in one sentence.
        seconds: How long it took when it was done.
        new: Whether that was now.
    """

    step: Step
    said: str
    seconds: float
    new: bool


Progress = Callable[[Step, str, float], None]
"""Told of a step: what is going on, and which part of it is done, from 0 to 1."""


def _only(year: Year) -> None:
    """One database holds one year: of the sample, or of real lists."""
    others = [name for name in NAMES if name != year.name]
    markers = [uuid5(_NAMESPACE, f"{name}:set_up") for name in others]
    with transaction.atomic():
        if lock(markers):
            raise fail("Y103", home=year.home)


def run(
    steps: Sequence[Step], year: Year, *, clock: Callable[[], datetime], progress: Progress
) -> Iterator[Done]:
    """Do the steps that are not done yet, in order.

    Args:
        steps: All of them.
        year: What they work on.
        clock: Says when a step is recorded.
        progress: Told while a step goes on.

    Raises:
        YoujuError: Y103 where another year is worked in this database; whatever a step raises.
    """
    _only(year)
    for step in steps:
        begin = time.perf_counter()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            marker = uuid5(_NAMESPACE, f"{year.name}:{step.name}")
            if marker in lock([marker]):
                payload = next(iter(of_stream(marker))).payload
                done = Done(step, payload["said"], float(payload["seconds"]), new=False)
            else:
                progress(step, "", 0.0)
                at = clock()
                year.begin()
                said = step.work(year, at, partial(progress, step))
                seconds = f"{time.perf_counter() - begin:.1f}"
                payload = {"step": step.name, "said": said, "seconds": seconds, "seed": year.seed}
                append(
                    [Draft(marker, KIND, "done", known_on(at), Actor.system().id, payload)], recorded_at=at
                )
                done = Done(step, said, float(seconds), new=True)
        progress(step, "", 1.0)
        yield done
