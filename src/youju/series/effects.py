"""What a corrected value moves, told by the rooms above: this room does not know of figures.

Enter at `register`, `of` (before a delivery is taken in) and `follow` (after it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from youju.series.vintages import Change


class Effects(Protocol):
    """A room that knows what is made of series."""

    def before(self, changes: Sequence[Change]) -> Sequence[str]:
        """Sentences on what the changes would move."""

    def after(self, changes: Sequence[Change], *, cause: str, at: dt.datetime) -> Sequence[str]:
        """Do what follows from the changes; sentences on what was moved."""


_ROOMS: list[Effects] = []


def register(room: Effects) -> None:
    """Let a room tell; done when Django starts."""
    if room not in _ROOMS:
        _ROOMS.append(room)


def of(changes: Sequence[Change]) -> list[str]:
    """What some changes would move."""
    return [line for room in _ROOMS for line in room.before(changes)] if changes else []


def follow(changes: Sequence[Change], *, cause: str, at: dt.datetime) -> list[str]:
    """What some changes have moved."""
    return [line for room in _ROOMS for line in room.after(changes, cause=cause, at=at)] if changes else []
