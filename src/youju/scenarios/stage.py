"""Who is who while a story runs: people, records by their alias, and the story's clock.

Does not belong here: what is done (`steps`), what is expected (`expecting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from youju.definitions.scenario_models import OF
from youju.errors import fail
from youju.ledger.actions import install_pack
from youju.ledger.evidence import Evidence
from youju.ledger.fold import CHINA
from youju.ledger.models import LedgerRecord
from youju.people.actions import import_directory
from youju.people.actors import Actor
from youju.people.queries import actor
from youju.scenarios.reading import Story

_MORNING = time(9, tzinfo=CHINA)


@dataclass(slots=True)
class Stage:
    """A story while it runs.

    Attributes:
        story: What is told.
        now: None in a story that is told in its own time; else the one time at which all of it is recorded.
        records: The latest row known of every record, by alias.
        people: Actors by alias.
        clerks: For every organisation, the actor of the person listed first.
        files: What was attached so far, by name and text.
    """

    story: Story
    now: datetime | None = None
    records: dict[str, LedgerRecord] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    clerks: dict[str, Actor] = field(default_factory=dict)
    files: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    _day: date = date.min
    _ticks: int = 0

    def moment(self, day: date) -> datetime:
        """The next moment at which something can be recorded on a day of the story."""
        if self.now is not None:
            return self.now
        self._ticks = self._ticks + 1 if day == self._day else 0
        self._day = day
        return datetime.combine(day, _MORNING) + timedelta(milliseconds=self._ticks)

    def actor(self, by: str, record: LedgerRecord | None) -> Actor:
        """The actor that a step names, or the clerk of the organisation in a field of its record.

        Raises:
            YoujuError: C857 when nobody is listed for the organisation.
        """
        if not by.startswith(OF):
            return self.people[by]
        name = by.removeprefix(OF)
        code = str(record.values.get(name) or "") if record is not None else ""
        if code not in self.clerks:
            raise fail("C857", name=code or name)
        return self.clerks[code]

    def remember(self, rows: Mapping[str, LedgerRecord]) -> None:
        """Keep what records have become."""
        self.records.update(rows)

    @property
    def aliases(self) -> dict[UUID, str]:
        """Alias of every record of the story, by its id."""
        return {row.id: alias for alias, row in self.records.items()}


def set_up(stage: Stage, *, on: date) -> None:
    """Install the packs of a story and register its organisations and people."""
    system = Actor.system()
    scenario = stage.story.scenario
    for loaded in stage.story.packs:
        install_pack(loaded, actor=system, at=stage.moment(on))
    import_directory(
        {code: one.model_dump(exclude_defaults=True) for code, one in scenario.organisations.items()},
        {name: one.model_dump() for name, one in scenario.people.items()},
        actor=system,
        on=on,
        at=stage.moment(on),
    )
    for alias, person in scenario.people.items():
        stage.people[alias] = actor(alias, organisation=person.of)
        stage.clerks.setdefault(person.of, stage.people[alias])
