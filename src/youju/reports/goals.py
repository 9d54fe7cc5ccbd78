"""Targets of a year as templates see them: what was aimed at, what was reached, kept, missed or dropped.

Enter at `goals_of`. A target's aim is bound to the target, what was reached to its observation. A target that
nobody has decided is kept when the value as at the cut-off fulfils it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from youju.errors import YoujuError
from youju.people.actors import Actor
from youju.reports.document import Bound, Kind
from youju.reports.fields import Field, Word
from youju.reports.printing import factor, shown_unit
from youju.targets.models import Target
from youju.targets.queries import plain, visible_to


@dataclass(frozen=True)
class Goal:
    """A target in a template.

    Attributes:
        reached: The figure that says what was reached.
    """

    target: Target
    reached: Field

    OFFERED: ClassVar[frozenset[str]] = frozenset(
        {"label", "aim", "reached", "known", "kept", "missed", "dropped", "reason"}
    )

    @property
    def label(self) -> str:
        """What is aimed at."""
        return str(self.target.label)

    @property
    def aim(self) -> Word:
        """不低于90%, bound to the target."""
        ref = f"{self.target.id.hex}.aim"
        return Word(Bound(Kind.TARGET, ref, aim(self.target), label=f"目标：{self.target.label}"))

    @property
    def reason(self) -> str:
        """Why it was dropped."""
        return str(self.target.reason)

    @property
    def dropped(self) -> bool:
        """Whether it was given up."""
        return bool(self.target.state == "dropped")

    @property
    def known(self) -> bool:
        """Whether there is a value to hold against it."""
        return not self.dropped and self.reached.known

    @property
    def kept(self) -> bool:
        """Whether it was reached."""
        if self.target.state in ("kept", "missed"):
            return bool(self.target.state == "kept")
        return self.known and self._fulfilled()

    @property
    def missed(self) -> bool:
        """Whether it was not."""
        return self.known and not self.kept

    def _fulfilled(self) -> bool:
        value = self.reached.value * factor(self.reached.row.unit, self.target.unit, self.target.label)
        low, high = self.target.low, self.target.high
        return (low is None or value >= low) and (high is None or value <= high)


def goals_of(
    year: int, actor: Actor | None, field: Callable[[str, dict[str, str | None]], Field]
) -> list[Goal]:
    """The targets of a year, in the order of their plans.

    Args:
        year: Of the targets.
        actor: Who looks; None for commands.
        field: Gives the figure of a code, or of a group of it.
    """
    found = visible_to(actor).filter(year=year).order_by("plan", "place")
    return [Goal(one, field(one.figure, dict(one.key))) for one in found]


def aim(target: Target) -> str:
    """What is aimed at, in words: 不低于90%, 不高于5000万元, 3—8件."""
    low, high, unit = target.low, target.high, shown_unit(target.unit)
    if low is not None and high is not None:
        return f"{plain(low)}—{plain(high)}{unit}"
    bound: Decimal | None = low if high is None else high
    return f"{'不低于' if high is None else '不高于'}{plain(bound)}{unit}"


def aim_again(ref: str) -> str | None:
    """The aim that a reference means, as it is now; None when the target is gone."""
    try:
        found = Target.objects.filter(id=UUID(ref.partition(".")[0])).first()
    except (ValueError, YoujuError):
        return None
    return aim(found) if found is not None else None
