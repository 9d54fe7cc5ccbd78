"""A unit out of its events: as it was on a day, by what was known on another. Pure.

Enter at `fold`. Events say what changed: ``entered``, ``changed``, ``closed``, ``reopened``, ``merged``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from youju.events.records import Event

KIND: Final = "register"
"""Kind of the streams of units and of decisions."""
FACTS: Final = ("code", "name", "kind", "head", "address", "division", "closed_on", "merged_into")
"""Columns of a unit that an event's ``set`` may name; absent is unchanged, None is nothing."""


@dataclass(slots=True)
class State:
    """A unit as its events say.

    Attributes:
        facts: As in `FACTS`.
        values: Item to ``{"value", "list", "row", "on"}``.
        rows: (list, row) of what it stands on.
        on: Day of its entry; None before.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: set[tuple[str, str]] = field(default_factory=set)
    on: date | None = None

    def apply(self, payload: Mapping[str, Any], on: date) -> None:
        """Take one event in."""
        self.on = self.on or on
        self.facts |= payload.get("set", {})
        for item, value in payload.get("items", {}).items():
            if value is None:
                self.values.pop(item, None)
            else:
                self.values[item] = value
        self.rows |= {(one, row) for one, row in payload.get("joined", ())}
        self.rows -= {(one, row) for one, row in payload.get("left", ())}


def fold(events: Iterable[Event], *, as_of: date, known_at: datetime | None = None) -> State:
    """The unit as at a day.

    Args:
        events: Of its stream, in order.
        as_of: Events of later business dates do not count.
        known_at: Neither do those that were recorded later.
    """
    state = State()
    for event in events:
        if event.business_date <= as_of and (known_at is None or event.recorded_at <= known_at):
            state.apply(event.payload, event.business_date)
    return state


def difference(
    before: State, facts: Mapping[str, Any], values: Mapping[str, Any], rows: set[tuple[str, str]]
) -> dict[str, Any]:
    """What an event has to say so that a state becomes another; empty when it is already."""
    found: dict[str, Any] = {}
    blank = {"code": "", "name": "", "address": "", "division": ""}
    changed = {
        name: value for name, value in facts.items() if before.facts.get(name, blank.get(name)) != value
    }
    if changed:
        found["set"] = changed
    items = {item: value for item, value in values.items() if before.values.get(item) != value}
    items |= dict.fromkeys(before.values.keys() - values.keys())
    if items:
        found["items"] = items
    if joined := sorted(rows - before.rows):
        found["joined"] = [list(one) for one in joined]
    if left := sorted(before.rows - rows):
        found["left"] = [list(one) for one in left]
    return found
