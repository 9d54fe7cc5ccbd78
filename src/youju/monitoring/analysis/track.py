"""The track record of a rule: what it would have said on past days, and whether it was right.

Enter at `replay`, then `judge`. Alerts are made from what was known on each day; events are read from the
values as they are known now. A rule that looks good on revised data only is thereby found out (the signals
approach of Kaminsky, Lizondo and Reinhart, IMF Staff Papers 45, 1998, on data in real time).

An event counts from its first period. It is *foreseen* when the alert stood in one of the `horizon` periods
before it; its lead is the number of periods from the first of those. A spell of alerts is a *false alarm*
when no event stands in it or begins within `horizon` periods of its last one; a spell that still has time
is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from youju.monitoring.analysis.levels import Watch, step


@dataclass(frozen=True, slots=True)
class Spell:
    """Periods running in which something stood: first and last position."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Track:
    """How a rule did.

    Attributes:
        periods: Periods looked at.
        alerts: Spells of alerts.
        events: Spells of events.
        foreseen: Position of each event that was foreseen to the lead in periods.
        missed: Positions of events that were not.
        false: Spells of alerts that nothing followed.
        open: Spells of alerts of which one cannot say yet.
        under_alert: Share of periods under alert, 0 to 1; by chance alone so many events would meet an alert.
    """

    periods: int
    alerts: tuple[Spell, ...]
    events: tuple[Spell, ...]
    foreseen: dict[int, int]
    missed: tuple[int, ...]
    false: tuple[Spell, ...]
    open: tuple[Spell, ...]
    under_alert: float

    @property
    def hit_rate(self) -> float | None:
        """Share of events that were foreseen; None when there was none."""
        told = len(self.foreseen) + len(self.missed)
        return len(self.foreseen) / told if told else None

    @property
    def false_rate(self) -> float | None:
        """Share of decided alerts that were false; None when none is decided."""
        decided = len(self.alerts) - len(self.open)
        return len(self.false) / decided if decided else None

    @property
    def lead(self) -> float | None:
        """Median lead in periods; None when nothing was foreseen."""
        return float(median(self.foreseen.values())) if self.foreseen else None


def replay(watch: Watch, known: Sequence[Sequence[Decimal | None]]) -> list[int]:
    """The level after each period.

    Args:
        watch: The rule.
        known: For each period, the measures up to it as they were known when it was reported.
    """
    levels: list[int] = []
    current = 0
    for measures in known:
        current = step(watch, current, measures)
        levels.append(current)
    return levels


def spells(stands: Sequence[bool]) -> list[Spell]:
    """Where something stood, period after period."""
    found: list[Spell] = []
    for at, one in enumerate(stands):
        if one and found and found[-1].last == at - 1:
            found[-1] = Spell(found[-1].first, at)
        elif one:
            found.append(Spell(at, at))
    return found


def judge(levels: Sequence[int], events: Sequence[bool], *, horizon: int) -> Track:
    """Hold alerts against events.

    Args:
        levels: Level after each period.
        events: Whether the event stood in each period, by final values.
        horizon: Periods ahead within which an alert counts as having foreseen.

    Raises:
        ValueError: The two are of different length.
    """
    if len(levels) != len(events):
        raise ValueError("levels and events must be of the same periods")
    alerts, happened = spells([level > 0 for level in levels]), spells(events)
    foreseen: dict[int, int] = {}
    missed: list[int] = []
    for event in happened:
        if event.first == 0:  # nothing can have stood before it
            continue
        before = [at for at in range(max(0, event.first - horizon), event.first) if levels[at] > 0]
        if before:
            foreseen[event.first] = event.first - before[0]
        else:
            missed.append(event.first)
    useless = [one for one in alerts if not _followed(one, happened, horizon)]
    waiting = [one for one in useless if one.last + horizon >= len(levels)]
    return Track(
        periods=len(levels),
        alerts=tuple(alerts),
        events=tuple(happened),
        foreseen=foreseen,
        missed=tuple(missed),
        false=tuple(one for one in useless if one not in waiting),
        open=tuple(waiting),
        under_alert=sum(level > 0 for level in levels) / len(levels) if levels else 0.0,
    )


def _followed(alert: Spell, events: Sequence[Spell], horizon: int) -> bool:
    return any(one.first <= alert.last + horizon and one.last >= alert.first for one in events)
