"""How far a target is: completion, pace (序时进度), kept or missed. Numbers only; knows no database.

Enter at `judge`. What was agreed, word by word:

* **completion** (完成率): of a target *not below*, value over target; of one *not above* (逆向指标), two
  minus value over target, so that a tenth too much is 90 per cent as a tenth too little is; of one
  *between*, by the bound that is broken. Without a positive target there is no rate, and the reason says so.
* **due** (序时应完成): by ``time`` the share of the year's days that have passed; by ``milestones`` the last
  one that has come; ``seasonal`` the share of the whole year that the same day had on average in past years;
  ``level`` the target itself all year round.
* a target is **kept** when the value as it is, not as it is printed, fulfils it at the end of the year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Direction = Literal["at_least", "at_most", "between"]
Manner = Literal["time", "milestones", "seasonal", "level"]
Standing = Literal["reached", "on_pace", "behind", "beyond", "unknown"]

HUNDRED = Decimal(100)
NO_VALUE = "没有完成值"
NO_BASE = "目标不是正数，不计算完成率"
NO_PAST = "没有往年同期数，不计算序时进度"
NOT_DUE = "第一个节点还没有到"


@dataclass(frozen=True, slots=True)
class Goal:
    """What was aimed at, in one unit.

    Attributes:
        year: Calendar year.
        low: Lower bound; None for a target not above.
        high: Upper bound; None for a target not below.
        manner: How the pace is reckoned.
        milestones: Day to value.
    """

    year: int
    low: Decimal | None
    high: Decimal | None
    manner: Manner = "time"
    milestones: Mapping[date, Decimal] | None = None

    @property
    def direction(self) -> Direction:
        """Which side counts."""
        if self.high is None:
            return "at_least"
        return "at_most" if self.low is None else "between"

    @property
    def aim(self) -> Decimal:
        """The number that it is measured by: the bound, or the lower one of two."""
        aim = self.low if self.low is not None else self.high
        assert aim is not None, "a goal has a bound"  # noqa: S101 - both None is no goal
        return aim

    def fulfilled(self, value: Decimal) -> bool:
        """Whether a value is what was aimed at."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a target is on a day.

    Attributes:
        value: What was reached; None when it is not known.
        completion: In per cent; None with `why_none`.
        due: What should have been reached by the day; None with `why_no_pace`.
        pace: `due` in per cent of the target; None where that has none.
        gap: How far the value is from fulfilling the target, in its unit; 0 when it does.
        standing: ``reached`` (已完成; of a target not above: 控制在目标内, at the end of the year),
            ``on_pace`` (达到序时), ``behind`` (落后序时), ``beyond`` (已突破) or ``unknown``.
        fulfilled: Whether the value as it is fulfils the target; None when there is none.
    """

    value: Decimal | None
    completion: Decimal | None
    due: Decimal | None
    pace: Decimal | None
    gap: Decimal | None
    standing: Standing
    fulfilled: bool | None
    why_none: str = ""
    why_no_pace: str = ""


def judge(
    goal: Goal, value: Decimal | None, *, as_of: date, past: Sequence[tuple[Decimal, Decimal]] = ()
) -> Progress:
    """How far a goal is.

    Args:
        goal: What was aimed at.
        value: What was reached by the day, in the goal's unit.
        as_of: The day.
        past: Of past years: what had been reached by the same day, and by the end of that year.
    """
    due, no_pace = _due(goal, as_of, past)
    pace = HUNDRED * due / goal.aim if due is not None and goal.aim > 0 else None
    if value is None:
        return Progress(None, None, due, pace, None, "unknown", None, NO_VALUE, no_pace)
    completion = _completion(goal, value)
    return Progress(
        value=value,
        completion=completion,
        due=due,
        pace=pace,
        gap=_gap(goal, value),
        standing=_standing(goal, value, due, over=as_of >= date(goal.year, 12, 31)),
        fulfilled=goal.fulfilled(value),
        why_none="" if completion is not None else NO_BASE,
        why_no_pace=no_pace,
    )


def _completion(goal: Goal, value: Decimal) -> Decimal | None:
    if goal.direction == "between" and goal.fulfilled(value):
        return HUNDRED
    rates = []
    if goal.low is not None and (goal.high is None or value < goal.low):
        rates.append(value / goal.low if goal.low > 0 else None)
    if goal.high is not None and (goal.low is None or value > goal.high):
        rates.append(max(Decimal(0), 2 - value / goal.high) if goal.high > 0 else None)
    rate = rates[0]
    return None if rate is None else HUNDRED * rate


def _gap(goal: Goal, value: Decimal) -> Decimal:
    if goal.low is not None and value < goal.low:
        return goal.low - value
    if goal.high is not None and value > goal.high:
        return value - goal.high
    return Decimal(0)


def _due(goal: Goal, as_of: date, past: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal | None, str]:
    first, last = date(goal.year, 1, 1), date(goal.year, 12, 31)
    if goal.manner == "level" or goal.direction == "between" or as_of >= last:
        return goal.aim, ""
    if goal.manner == "time":
        days = Decimal((as_of - first).days + 1) / Decimal((last - first).days + 1)
        return max(Decimal(0), days) * goal.aim, ""
    if goal.manner == "milestones":
        come = [day for day in goal.milestones or {} if day <= as_of]
        return ((goal.milestones or {})[max(come)], "") if come else (None, NOT_DUE)
    shares = [then / whole for then, whole in past if whole > 0]
    return (sum(shares, Decimal(0)) / len(shares) * goal.aim, "") if shares else (None, NO_PAST)


def _standing(goal: Goal, value: Decimal, due: Decimal | None, *, over: bool) -> Standing:
    if goal.direction == "at_least":
        if goal.fulfilled(value):
            return "reached"
        if over:
            return "behind"
        return "unknown" if due is None else "on_pace" if value >= due else "behind"
    if goal.direction == "between":
        if not goal.fulfilled(value):
            return "behind"
        return "reached" if over else "on_pace"
    if not goal.fulfilled(value):
        return "beyond"
    if over:
        return "reached"
    return "on_pace" if due is None or value <= due else "behind"
