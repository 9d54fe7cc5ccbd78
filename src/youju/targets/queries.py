"""Every read of targets that another room may use, seen by an actor and as at a date.

Enter at `visible_to` and `get_for`; `standings` is the progress of targets, `compare` what became of a year's
targets for the opening of a summary. Who holds a role of the plan's ``by`` sees all its targets; everybody
else those of his organisation and of the ones below it. The database says the same.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from youju.engine.aggregates import rounded
from youju.errors import YoujuError, fail
from youju.figures.models import ObservationRow
from youju.figures.queries import home_of, reading
from youju.figures.queries import visible_to as observations
from youju.people.actors import Actor
from youju.people.queries import subtree
from youju.standards.units import convert
from youju.targets.models import Target
from youju.targets.pace import Goal, Progress, judge

YEARS = 3
"""Past years whose season counts."""


def visible_to(actor: Actor | None) -> QuerySet[Target]:
    """The targets that somebody may see, in the order of their plans.

    Args:
        actor: Who looks; None for commands, which see all.
    """
    found = Target.objects.order_by("-year", "plan", "place")
    if actor is None or "system" in actor.roles:
        return found
    own = subtree(actor.organisation) if actor.organisation else []
    return found.filter(Q(readers__overlap=sorted(actor.roles)) | Q(organisation__in=own))


def is_shown_to(account: Any, actor: Actor | None) -> bool:
    """Whether somebody finds targets in the left column."""
    if account is None or actor is None or not Target.objects.exists():  # on every page: ask little
        return False
    return visible_to(actor).exists()


def get_for(actor: Actor | None, plan: str, name: str) -> Target:
    """One target.

    Raises:
        YoujuError: O102 when there is none, or none that the actor may see.
    """
    found = visible_to(actor).filter(plan=plan, name=name).first()
    if found is None:
        raise fail("O102", name=f"{plan}/{name}")
    return found


def years(actor: Actor | None) -> list[int]:
    """Years that have targets, the latest first."""
    return list(visible_to(actor).order_by("-year").values_list("year", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Standing:
    """A target and how far it is.

    Attributes:
        target: The target.
        progress: In its unit.
        address: Address of the observation that says so; empty when there is none.
        as_of: Cut-off.
        decimals: To which the figure is printed.
    """

    target: Target
    progress: Progress
    address: str
    as_of: dt.date
    decimals: int = 2

    @property
    def aim(self) -> str:
        """What was aimed at: 不低于90%, 不高于5000万元, 3—8件."""
        low, high = self.target.low, self.target.high
        if low is not None and high is not None:
            return f"{plain(low)}—{plain(high)}{self.unit}"
        return f"{'不低于' if high is None else '不高于'}{plain(low if high is None else high)}{self.unit}"

    @property
    def unit(self) -> str:
        """The unit as it is printed behind a number."""
        return "%" if self.target.unit == "percent" else self.target.unit

    def printed(self, value: Decimal | None) -> str:
        """A number of the target with its unit: as the figure is printed, finer where that would mislead.

        89.96 against a target of 90 is not printed as 90.0.
        """
        if value is None:
            return "—"
        bounds = [one for one in (self.target.low, self.target.high) if one is not None]
        for digits in range(self.decimals, 11):
            shown = rounded(value, digits)
            if all((value < one) == (shown < one) and (value > one) == (shown > one) for one in bounds):
                break
        return f"{shown:f}{self.unit}"


def goal_of(target: Target) -> Goal:
    """A target as numbers."""
    steps = {dt.date.fromisoformat(one["by"]): Decimal(one["value"]) for one in target.milestones}
    return Goal(target.year, target.low, target.high, target.pace, steps)  # type: ignore[arg-type]


def standings(
    targets: Iterable[Target], *, as_of: dt.date, actor: Actor | None, known_at: dt.date | None = None
) -> list[Standing]:
    """How far targets are as at a date, by the observations that were kept for it.

    Args:
        targets: Any.
        as_of: Cut-off date, exactly that of the observations.
        actor: Who looks: an observation that he may not see counts as none.
        known_at: Day of knowledge of the observations.
    """
    found = []
    for target in targets:
        row = _reading(target, as_of=as_of, actor=actor, known_at=known_at)
        value = _in_unit(row, target)
        past = _past(target, as_of, actor) if target.pace == "seasonal" else []
        progress = judge(goal_of(target), value, as_of=as_of, past=past)
        decimals = row.decimals if row and row.unit == target.unit else 2
        found.append(Standing(target, progress, row.address if row else "", as_of, decimals))
    return found


def days(targets: Sequence[Target], *, actor: Actor | None) -> list[dt.date]:
    """Cut-offs for which the figures of targets were counted, the latest first."""
    seen = observations(actor).filter(figure__in=figures_of(targets))
    return list(seen.order_by("-as_of").values_list("as_of", flat=True).distinct())


def _reading(
    target: Target, *, as_of: dt.date, actor: Actor | None, known_at: dt.date | None = None
) -> ObservationRow | None:
    if actor is not None and "system" in actor.roles:
        actor = None
    try:
        return reading(target.figure, as_of=as_of, key=target.key, known_at=known_at, actor=actor)
    except YoujuError:  # not counted for this day, not for this reader, or no longer defined
        return None


def _in_unit(row: ObservationRow | None, target: Target) -> Decimal | None:
    if row is None or row.value is None:
        return None
    return row.value if row.unit == target.unit else convert(row.value, row.unit, target.unit)


def _past(target: Target, as_of: dt.date, actor: Actor | None) -> list[tuple[Decimal, Decimal]]:
    """Of past years: what the figure was on the same day, and at the end of the year."""
    found = []
    for back in range(1, YEARS + 1):
        year = as_of.year - back
        same = _same_day(as_of, year)
        then = _in_unit(_reading(target, as_of=same, actor=actor), target)
        whole = _in_unit(_reading(target, as_of=dt.date(year, 12, 31), actor=actor), target)
        if then is not None and whole is not None:
            found.append((then, whole))
    return found


def _same_day(day: dt.date, year: int) -> dt.date:
    """The same day of another year; the last of a month is the last of that month."""
    last = monthrange(year, day.month)[1]
    ends = (day + dt.timedelta(1)).day == 1
    return dt.date(year, day.month, last if ends else min(day.day, last))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a target, as the opening of a summary tells it.

    Attributes:
        standing: The target and its progress as at the day.
        state: ``kept``, ``missed``, ``dropped``, or ``open`` while nobody has decided it.
        sentence: 规模以上工业总产值目标不低于650亿元，完成660.3亿元，完成率101.6%，已完成。
        following: The target of the next year for the same figure, if there is one.
    """

    standing: Standing
    state: str
    sentence: str
    following: Target | None


def compare(
    year: int, *, as_of: dt.date, actor: Actor | None = None, plan: str | None = None
) -> list[Outcome]:
    """A year's targets with what became of them, in the order of their plans.

    Args:
        year: Year of the targets.
        as_of: Cut-off of the values, such as 31 December.
        actor: Who looks.
        plan: Only this plan.
    """
    targets = visible_to(actor).filter(year=year)
    if plan is not None:
        targets = targets.filter(plan=plan)
    later = {
        (one.figure, str(sorted(one.key.items()))): one for one in visible_to(actor).filter(year=year + 1)
    }
    found = []
    for one in standings(targets, as_of=as_of, actor=actor):
        following = later.get((one.target.figure, str(sorted(one.target.key.items()))))
        found.append(Outcome(one, one.target.state, sentence(one), following))
    return found


WORDS = {
    "reached": "已完成",
    "on_pace": "达到序时进度",
    "behind": "落后于序时进度",
    "beyond": "已突破",
    "unknown": "进度无法判断",
}


def sentence(one: Standing) -> str:
    """A target and how far it is, as a report tells it."""
    target, progress = one.target, one.progress
    told = f"{target.label}目标{one.aim}"
    if target.state == "dropped":
        return f"{told}，已撤销（{target.reason}）。"
    if progress.value is None:
        return f"{told}，没有截至{one.as_of.year}年{one.as_of.month}月{one.as_of.day}日的完成值。"
    parts = [told, f"完成{one.printed(progress.value)}"]
    if progress.completion is not None:
        parts.append(f"完成率{rounded(progress.completion, 1):f}%")
    if one.as_of >= dt.date(target.year, 12, 31):
        parts.append("已完成" if progress.fulfilled else "未完成")
    else:
        parts.append(WORDS[progress.standing])
    return "，".join(parts) + "。"


def plain(value: Decimal | None) -> str:
    """A number without the zeros that its type carries."""
    return "" if value is None else f"{value.normalize():f}"


def figures_of(targets: Sequence[Target]) -> list[str]:
    """The figures that must be counted for targets, each once."""
    return list(dict.fromkeys(one.figure for one in targets))


def label_of_figure(name: str) -> str:
    """What a figure is called; its code when no installed pack has it."""
    try:
        return home_of(name).pack.figures[name].label
    except YoujuError:
        return name
