"""Where a template's values come from: observations, counted now or kept before.

Enter at `Counted` (commands: what is missing is counted and kept) and `Kept` (pages: only what was counted).
Both remember what they gave, so that a report knows what it stands on.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

from youju.errors import fail
from youju.figures import queries
from youju.figures.actions import observe
from youju.figures.count import Counter
from youju.figures.models import ObservationRow
from youju.people.actors import Actor

Key = tuple[tuple[str, str | None], ...]


class Observations(ABC):
    """Observations of one division as known on one day.

    Args:
        division: Subtree that is counted; empty for everything.
        known_at: Last day of knowledge that counts; None for everything recorded.
    """

    def __init__(self, *, division: str = "", known_at: dt.date | None = None) -> None:
        self.division = division
        self.known_at = known_at
        self.actor: Actor | None = None
        self.given: dict[str, ObservationRow] = {}
        self._totals: dict[tuple[str, dt.date], ObservationRow] = {}
        self._groups: dict[tuple[str, str, dt.date], list[ObservationRow]] = {}

    def total(self, name: str, *, as_of: dt.date) -> ObservationRow:
        """The observation of a figure as a whole."""
        if (name, as_of) not in self._totals:
            self.prepare([name], as_of=as_of)
        row = self._totals[name, as_of]
        self.given[row.address] = row
        return row

    def groups(self, name: str, by: str, *, as_of: dt.date) -> list[ObservationRow]:
        """The observations of its groups, in the order of the definition."""
        if (name, by, as_of) not in self._groups:
            self._groups[name, by, as_of] = self._grouped(name, by, as_of)
        rows = self._groups[name, by, as_of]
        self.given.update((row.address, row) for row in rows)
        return rows

    def group(self, name: str, key: Mapping[str, str | None], *, as_of: dt.date) -> ObservationRow:
        """The observation of one group.

        Raises:
            YoujuError: B107 when there is none.
        """
        (by,) = key
        rows = self.groups(name, by, as_of=as_of)
        found = next((row for row in rows if row.key == dict(key)), None)
        if found is None:
            names = "、".join(str(row.key[by]) for row in rows) or "（无）"
            label = rows[0].label if rows else queries.home_of(name).pack.figures[name].label
            raise fail("B107", figure=label, key=key[by], names=names)
        return found

    def prepare(self, names: Iterable[str], *, as_of: dt.date) -> None:
        """Have totals at hand, all at once."""
        wanted = [name for name in dict.fromkeys(names) if (name, as_of) not in self._totals]
        for row in self._total_rows(wanted, as_of) if wanted else ():
            self._totals[row.figure, as_of] = row

    @abstractmethod
    def _total_rows(self, names: Sequence[str], as_of: dt.date) -> Iterable[ObservationRow]: ...

    @abstractmethod
    def _grouped(self, name: str, by: str, as_of: dt.date) -> list[ObservationRow]: ...


class Counted(Observations):
    """Counts what is asked for, and keeps it. In a ``with``: all that is counted sees the same data.

    Args:
        at: When it is counted.
        counted_by: Who asked; empty for the system.
        scope: As `Observations`.
    """

    def __init__(self, *, at: dt.datetime, counted_by: str = "", **scope: Any) -> None:
        super().__init__(**scope)
        self._at, self._counted_by = at, counted_by
        self._counter = Counter()

    def __enter__(self) -> Counted:
        self._counter.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._counter.__exit__(kind, error, trace)

    def _total_rows(self, names: Sequence[str], as_of: dt.date) -> Iterable[ObservationRow]:
        return self._observed(names, as_of=as_of)

    def _grouped(self, name: str, by: str, as_of: dt.date) -> list[ObservationRow]:
        return self._observed([name], as_of=as_of, by=[by])

    def _observed(
        self, names: Sequence[str], *, as_of: dt.date, by: Sequence[str] = ()
    ) -> list[ObservationRow]:
        return observe(
            names,
            as_of=as_of,
            at=self._at,
            by=by,
            division=self.division,
            known_at=self.known_at,
            counted_by=self._counted_by,
            counter=self._counter,
        )


class Kept(Observations):
    """Reads what was kept last.

    Args:
        actor: Who reads; None for commands.
        scope: As `Observations`.
    """

    def __init__(self, *, actor: Actor | None, **scope: Any) -> None:
        super().__init__(**scope)
        self.actor = actor

    def _total_rows(self, names: Sequence[str], as_of: dt.date) -> Iterable[ObservationRow]:
        for name in names:
            yield queries.reading(
                name, as_of=as_of, division=self.division, known_at=self.known_at, actor=self.actor
            )

    def _grouped(self, name: str, by: str, as_of: dt.date) -> list[ObservationRow]:
        found = queries.visible_to(self.actor).filter(
            figure=name, by=[by], as_of=as_of, division=self.division, known_at=self.known_at
        )
        latest: dict[str, ObservationRow] = {}
        for row in found.order_by("counted_at", "address"):
            latest[str(row.key.get(by))] = row
        if not latest:
            label = queries.home_of(name).pack.figures[name].label
            raise fail("F808", figure=label, name=name, as_of=as_of)
        return list(latest.values())
