"""Units that merge into others, and part again.

Enter at `Lineage`. Who merged is kept in the unit (`Unit.merged_into`); which rows it brought, its last event
says. A unit that was merged comes back under its number when rows that it brought part from the other again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from youju.events.queries import of_streams
from youju.register.models import Unit
from youju.register.rowsets import Kept, Key


def with_merged(units: Mapping[UUID, Unit]) -> dict[UUID, Unit]:
    """Units, and all that have merged into them."""
    found = dict(units)
    wanted = list(found)
    while wanted:
        below = Unit.objects.filter(merged_into__in=wanted).exclude(id__in=found)
        wanted = [one.id for one in below]
        found |= {one.id: one for one in below}
    return found


def roots(units: Collection[Unit]) -> dict[UUID, Unit]:
    """What became of units: by the id of each the unit that it is now."""
    known = {unit.id: unit for unit in units}
    while missing := {one.merged_into for one in known.values() if one.merged_into} - known.keys():
        known |= {one.id: one for one in Unit.objects.filter(id__in=missing)}
    found = {}
    for unit in units:
        last = unit
        while last.merged_into is not None:
            last = known[last.merged_into]
        found[unit.id] = last
    return found


class Lineage:
    """Which unit merged into which, of those that are known."""

    def __init__(self, known: Mapping[UUID, Unit]) -> None:
        self._known = known
        self._below: dict[UUID, list[UUID]] = defaultdict(list)
        for unit in known.values():
            if unit.merged_into is not None:
                self._below[unit.merged_into].append(unit.id)
        self._into: dict[UUID, UUID] = {}
        self._coming: dict[UUID, list[UUID]] = defaultdict(list)
        self._back: set[UUID] = set()

    def origins(self, rows: Iterable[Kept]) -> dict[Key, UUID]:
        """Of rows whose units have taken in others: which of these brought each; the last where several did.

        Args:
            rows: With the units that they were.
        """
        by: dict[UUID, set[Key]] = defaultdict(set)
        for row in rows:
            if row.unit in self._below:
                by[row.unit].add(row.key)
        under = {id_: self._under(id_) for id_ in by}
        brought = _brought({one for below in under.values() for one in below})
        return {
            key: below
            for id_, keys in by.items()
            for below in under[id_]
            for key in keys & brought.get(below, set())
        }

    def come_back(self, units: Iterable[UUID]) -> None:
        """Say which units have rows from now on."""
        self._back = {id_ for id_ in units if id_ in self._known and self._known[id_].merged_into is not None}

    def _under(self, id_: UUID) -> list[UUID]:
        """All that had merged into a unit, the nearest first."""
        found: list[UUID] = []
        wanted = [id_]
        while wanted:
            wanted = [below for one in wanted for below in self._below.get(one, ())]
            found += wanted
        return found

    def merge(self, left: Mapping[UUID, Collection[Key]], rows: Mapping[Key, Kept]) -> None:
        """Say where the rows went of units that have none any more."""
        for id_, keys in left.items():
            owners = Counter(owner for key in keys if (owner := rows[key].unit) and owner != id_)
            if owners:
                into = self._into[id_] = owners.most_common(1)[0][0]
                self._coming[into].append(id_)

    def into(self, id_: UUID) -> UUID | None:
        """The unit into which another merges now; None where its rows have gone from all lists."""
        return self._into.get(id_)

    def brought(self, id_: UUID) -> list[Unit]:
        """The units that merge into one now."""
        return [self._known[one] for one in self._coming.get(id_, ())]

    def merged(self, id_: UUID) -> set[int]:
        """Numbers of all units that have merged into one, now or before."""
        return {self._known[one].number for one in self._all(id_)}

    def _all(self, id_: UUID) -> Iterator[UUID]:
        before = (one for one in self._below.get(id_, ()) if one not in self._back)
        for one in (*self._coming.get(id_, ()), *before):
            yield one
            yield from self._all(one)


def _brought(units: Collection[UUID]) -> dict[UUID, set[Key]]:
    """The rows that each of some units had when it merged."""
    found = {}
    for id_, events in of_streams(units).items():
        last = next((one for one in reversed(events) if one.type == "merged"), None)
        if last is not None:
            found[id_] = {(name, row) for name, row in last.payload.get("left", ())}
    return found
