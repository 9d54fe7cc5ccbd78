"""What a correction of a record moves, told by the rooms above: this room does not know of figures.

Enter at `register` and `of`, which asks before the correction is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from youju.ledger.models import LedgerRecord
from youju.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is moved.

    Attributes:
        was: Its value as it is printed.
        now: What it will be.
        address: Where it is shown, a path of the site.
        note: What makes it weighty, such as that it has been published.
    """

    label: str
    was: str
    now: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What is moved, in a sentence and one by one."""

    sentence: str
    items: Sequence[Item] = ()


Weigh = Callable[[LedgerRecord, Callable[[], object], date, Actor], Effect | None]
"""Given a record, what would correct it, from which day, and who asks; nothing of it is kept."""
_ROOMS: list[Weigh] = []


def register(room: Weigh) -> None:
    """Let a room tell; done when Django starts."""
    if room not in _ROOMS:
        _ROOMS.append(room)


def of(row: LedgerRecord, change: Callable[[], object], *, on: date, actor: Actor) -> list[Effect]:
    """What a correction would move.

    Args:
        row: The record.
        change: Corrects it; called, and undone.
        on: From which business date it is right.
        actor: Who corrects.

    Raises:
        YoujuError: What `change` raises.
    """
    return [effect for room in _ROOMS if (effect := room(row, change, on, actor)) is not None]
