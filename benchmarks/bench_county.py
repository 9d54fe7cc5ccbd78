"""The year of the made-up county: recounting all its figures, at any size; and making it.

Promise: all figures of the county-year recounted from scratch in under 2 seconds, at factor 100 (600,000
units and their ledgers) in under 60 seconds and 4 GiB; the generator takes time in proportion to the size,
and memory that does not grow with it. From scratch means: all snapshots are built from the events in an empty
folder, then every figure of every pack is counted, whole and by each of its groups.

    python benchmarks/bench_county.py [--factor 1] [--home DIR]

With ``--home`` the county is kept there, and what is done of it is not done again.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from county import Peak, machine, timed
from results import write

MADE = ("set_up", "lists", "link", "ledgers", "series")
"""Steps of the year that make what is counted."""


def generator(sizes: list[int]) -> list[str]:
    """One line a size: seconds, microseconds a unit, peak of the memory that Python allocated."""
    from youju.county import lists

    lines = []
    for units in sizes:
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            counts = lists.write(Path(folder), seed=2023, units=units)
            seconds = time.perf_counter() - begin
        with tempfile.TemporaryDirectory() as folder:
            tracemalloc.start()
            lists.write(Path(folder), seed=2023, units=min(units, 60_000))
            peak = tracemalloc.get_traced_memory()[1] / 1048576
            tracemalloc.stop()
        rows = sum(counts.values())
        lines.append(f"| {units:,} | {rows:,} | {seconds:.1f} | {seconds / units * 1e6:.0f} | {peak:.1f} |")
    return lines


def made(year: Any) -> list[Any]:
    """Work the steps that make what is counted."""
    from youju.county import stages
    from youju.county.steps import STEPS
    from youju.county.year import ready

    ready(year)
    steps = [step for step in STEPS if step.name in MADE]
    found = []
    for done in stages.run(steps, year, clock=lambda: datetime.now(UTC), progress=lambda *_: None):
        sys.stderr.write(f"{done.step.label}: {done.seconds:.1f} s. {done.said}\n")
        found.append(done)
    return found


def recount(*, scratch: bool) -> int:
    """Count every figure of every pack, whole and by each of its groups; how many values came out.

    Args:
        scratch: Build all snapshots from the events in an empty folder before.
    """
    from youju.county.steps.counting import counted

    if not scratch:
        return len(counted(lambda *_: None))
    with tempfile.TemporaryDirectory(dir=os.environ["YOUJU_HOME"]) as folder:
        return len(counted(lambda *_: None, root=Path(folder)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factor", type=float, default=1.0)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="youju-county-")))
        os.environ["YOUJU_HOME"] = str(home)
        from youju.web import database
        from youju.web.setup import django_setup

        django_setup()
        stack.callback(database.server().release)
        database.migrate()
        from django.db import connections

        stack.callback(connections.close_all)
        from youju.county.year import Year

        done = made(Year(home, factor=given.factor))
        counts = [timed("from scratch", lambda: recount(scratch=True)) for _ in range(given.rounds)]
        again = [timed("counting alone", lambda: recount(scratch=False)) for _ in range(given.rounds)]
        with Peak() as peak:
            lines = generator([round(6_000 * given.factor * share) for share in (0.1, 1.0)])
    scratch = min(counts, key=lambda one: one.seconds)
    best = min(one.seconds for one in again)
    table = [
        f"Factor {given.factor:g}: "
        + "; ".join(f"{one.step.label} {one.seconds:.1f} s" for one in done)
        + ".",
        "",
        f"| recount | seconds, best of {given.rounds} | values | peak MiB |",
        "|---|---|---|---|",
        f"| with new snapshots | {scratch.seconds:.1f} | {scratch.result:,} | {scratch.mib:.0f} |",
        f"| counting alone | {best:.1f} | {again[0].result:,} | {again[0].mib:.0f} |",
        "",
        "| units generated | rows of lists | seconds | µs a unit | peak MiB (of 60,000 at most) |",
        "|---|---|---|---|---|",
        *lines,
        "",
        f"Peak memory of the process while generating: {peak.mib:.0f} MiB. {machine()}",
    ]
    write(
        f"The county's year, factor {given.factor:g}",
        "\n".join(table),
        f"python benchmarks/bench_county.py --factor {given.factor:g}",
    )


if __name__ == "__main__":
    main()
