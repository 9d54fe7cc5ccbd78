"""What a record's life is made of, and telling one step by step until the year is over. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from youju.county.world import LEADING, TOWNS, YEAR, Town, organisation
from youju.standards import calendar

LAST: Final = date(YEAR, 12, 31)


@dataclass(frozen=True, slots=True)
class Step:
    """An act.

    Attributes:
        act: Name.
        by: Code of the organisation whose clerk acts.
        on: Business date.
        files: Names of what is attached.
    """

    act: str
    by: str
    on: date
    values: dict[str, Any] = field(default_factory=dict)
    comment: str | None = None
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class Life:
    """A record and what was done to it until the end of the year.

    Attributes:
        key: Of this record among those of its ledger.
        opening: Its ``values`` are those of the record.
        parent: Key of the record above.
    """

    ledger: str
    key: str
    opening: Step
    steps: list[Step] = field(default_factory=list)
    level: str | None = None
    parent: str | None = None


class Telling:
    """Adds steps to a record as long as the year lasts."""

    def __init__(self, life: Life, dice: random.Random) -> None:
        self.life, self.dice, self.over = life, dice, False
        self.day = life.opening.on

    def then(self, act: str, by: str, after: tuple[int, int], **more: Any) -> bool:
        """The next act, some days later; False when the year is over before it."""
        day = workday(self.day + timedelta(days=self.dice.randint(*after)))
        self.over = self.over or day > LAST
        if not self.over:
            self.day = day
            self.life.steps.append(Step(act, by, day, **more))
        return not self.over


def workday(day: date) -> date:
    """The day, or the next on which offices are open."""
    return calendar.next_workday(day, included=True)


def town_of(dice: random.Random) -> Town:
    """A township, the large ones more often."""
    return dice.choices(TOWNS, [1000 // len(TOWNS) + town.share for town in TOWNS])[0]


def bureau_of(dice: random.Random) -> str:
    """A bureau that is told to mend something."""
    return organisation(dice.choice(LEADING))
