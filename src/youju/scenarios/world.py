"""The records of a story as at a date, folded from their events: not read from any projection.

Enter at `World`. What the platform shows from its tables is thereby checked against the events themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from uuid import UUID

from youju.events.actions import Event
from youju.events.queries import since
from youju.ledger import catalogue
from youju.ledger.fold import Folded, effective, fold, known_on
from youju.ledger.lights import light, situation_of
from youju.ledger.projection import KIND
from youju.ledger.replaying import is_worked

NO_LIGHT = "无"


class World:
    """All records as at a business date, from what was known at the end of a day.

    Args:
        as_of: Business date.
        known_at: Day of knowledge; None for everything that was recorded.
    """

    def __init__(self, *, as_of: date, known_at: date | None) -> None:
        self.as_of = as_of
        self.known_at = known_at
        self._folded: dict[UUID, Folded] = {}

    @cached_property
    def _events(self) -> dict[UUID, list[Event]]:
        found: dict[UUID, list[Event]] = {}
        for event in since(0, KIND):
            found.setdefault(event.stream, []).append(event)
        return found

    @cached_property
    def _ledgers(self) -> dict[UUID, str]:
        return {record: events[0].payload["ledger"] for record, events in self._events.items()}

    def folded(self, record: UUID) -> Folded:
        """A record; one that did not exist by then does not ``exist``."""
        if record not in self._folded:
            events = self._events.get(record, [])
            self._folded[record] = fold(events, as_of=self.as_of, known_at=self.known_at)
        return self._folded[record]

    def ledger(self, record: UUID) -> str:
        """Ledger of a record."""
        return self._ledgers[record]

    def counted(self, ledger: str) -> list[UUID]:
        """Records that count: open by then and not merged into others."""
        return [
            record
            for record, name in self._ledgers.items()
            if name == ledger and self.folded(record).exists and self.folded(record).merged_into is None
        ]

    def worked(self, ledger: str) -> list[UUID]:
        """Of those, the ones on the level on which acts are done."""
        definition = catalogue.current(ledger).ledger
        return [record for record in self.counted(ledger) if is_worked(definition, self.folded(record).level)]

    def events(self, record: UUID) -> list[Event]:
        """What was done to a record, in the order in which it takes effect."""
        return [
            event
            for event in effective(self._events.get(record, []), as_of=self.as_of, known_at=self.known_at)
            if event.type != "recomputed"
        ]

    def timeline(self, record: UUID) -> int:
        """Number of entries on the record's page by then, voided ones and the voiding included."""
        return sum(
            event.type != "recomputed"
            and event.business_date <= self.as_of
            and (self.known_at is None or known_on(event.recorded_at) <= self.known_at)
            for event in self._events.get(record, [])
        )

    def light(self, record: UUID) -> str:
        """Light of a record."""
        rules = catalogue.current(self.ledger(record))
        return light(rules, situation_of(self.folded(record)), as_of=self.as_of) or NO_LIGHT

    def lights(self, ledger: str) -> Counter[str]:
        """Number of records by light."""
        return Counter(self.light(record) for record in self.worked(ledger))

    def states(self, ledger: str) -> Counter[str]:
        """Number of records by state."""
        return Counter(self.folded(record).state for record in self.worked(ledger))

    def below(self, record: UUID) -> Iterable[UUID]:
        """Records of the worked level under a record, at any depth."""
        ledger = self.ledger(record)
        parents = {one: self.folded(one).parent for one in self.counted(ledger)}
        for one in self.worked(ledger):
            above = parents[one]
            while above is not None and above != str(record):
                above = parents.get(UUID(above))
            if above is not None:
                yield one

    def done(self, record: UUID) -> str:
        """How many of the records below are in a final state, as ``23/24``."""
        rules = catalogue.current(self.ledger(record))
        below = list(self.below(record))
        final = sum(rules.is_final(self.folded(one).state) for one in below)
        return f"{final}/{len(below)}"
