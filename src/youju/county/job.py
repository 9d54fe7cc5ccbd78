"""The main job: the whole year of the county, with bars while it is worked and one screen at the end.

Enter at `work`, which ``./start`` and ``youju demo`` call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime

from youju.county import screen, stages
from youju.county.steps import REAL, STEPS
from youju.county.year import Year, ready


def work(year: Year, *, clock: Callable[[], datetime]) -> list[stages.Done]:
    """Work the year from where it stood; talk goes to standard error, the screen to standard output.

    Args:
        year: What to work on.
        clock: Says when a step is recorded.

    Returns:
        All steps, those done earlier included.
    """
    ready(year)
    steps = REAL if year.real else STEPS
    with screen.Bars(len(steps)) as bars:
        done = list(stages.run(steps, year, clock=clock, progress=bars))
    fresh = sum(one.new for one in done)
    sys.stderr.write(f"做完{fresh}步。\n" if fresh else "各步都已做完，数据保持不变。\n")
    sys.stderr.flush()
    for line in screen.told(year.title, done):
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    return done
