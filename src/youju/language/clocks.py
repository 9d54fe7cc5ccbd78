"""How a time limit reads as at a day: overdue, remaining, running, paused, stopped.

A clock that starts after the day has not started yet. It stands still from the day it was paused or
stopped, whichever came first; a stop or pause after the day has not happened yet. What a clock that
has not started says about days is unknown; whether it runs, is paused or stopped is known: no.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from youju.language import days


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What a record knows of one of its clocks.

    Attributes:
        started: Day it started; None before.
        due: Last day in time, already moved by pauses and extensions.
        stopped: Day the matter was finished.
        paused_since: Day since which it stands still (补正).
        workdays: Whether it counts working days.
    """

    started: dt.date | None = None
    due: dt.date | None = None
    stopped: dt.date | None = None
    paused_since: dt.date | None = None
    workdays: bool = False


def started(clock: ClockReading, as_of: dt.date) -> dt.date | None:
    """Day it started; unknown when it had not by then."""
    return clock.started if clock.started is not None and clock.started <= as_of else None


def due(clock: ClockReading, as_of: dt.date) -> dt.date | None:
    """Day it falls due; unknown when it has not started."""
    return clock.due if started(clock, as_of) is not None else None


def stopped_on(clock: ClockReading, as_of: dt.date) -> dt.date | None:
    """Day it stopped; unknown when it has not."""
    if started(clock, as_of) is None or clock.stopped is None or clock.stopped > as_of:
        return None
    return clock.stopped


def stopped(clock: ClockReading, as_of: dt.date) -> bool:
    """Whether it has stopped."""
    return stopped_on(clock, as_of) is not None


def paused(clock: ClockReading, as_of: dt.date) -> bool:
    """Whether it stands still for now."""
    return (
        started(clock, as_of) is not None
        and not stopped(clock, as_of)
        and clock.paused_since is not None
        and clock.paused_since <= as_of
    )


def running(clock: ClockReading, as_of: dt.date) -> bool:
    """Whether it runs."""
    return started(clock, as_of) is not None and not stopped(clock, as_of) and not paused(clock, as_of)


def remaining(clock: ClockReading, as_of: dt.date) -> Decimal | None:
    """Days from where it stands to the day it falls due, in the clock's own days; negative when overdue.

    Example:
        >>> remaining(ClockReading(dt.date(2024, 1, 1), dt.date(2024, 3, 1)), dt.date(2024, 3, 11))
        Decimal('-10')
    """
    last = due(clock, as_of)
    if last is None:
        return None
    here = min(day for day in (as_of, clock.stopped, clock.paused_since) if day is not None)
    return days.workdays_between(here, last) if clock.workdays else days.between(here, last)


def overdue(clock: ClockReading, as_of: dt.date) -> Decimal | None:
    """Days past due, in the clock's own days; 0 when it is in time.

    Example:
        >>> overdue(ClockReading(dt.date(2024, 1, 1), dt.date(2024, 3, 1)), dt.date(2024, 3, 11))
        Decimal('10')
    """
    left = remaining(clock, as_of)
    return None if left is None else max(-left, Decimal(0))


READINGS: dict[str, Callable[[ClockReading, dt.date], Decimal | dt.date | bool | None]] = {
    "overdue": overdue,
    "remaining": remaining,
    "due": due,
    "started": started,
    "stopped_on": stopped_on,
    "running": running,
    "paused": paused,
    "stopped": stopped,
}
"""What an expression can ask a clock, by the name of the function."""
