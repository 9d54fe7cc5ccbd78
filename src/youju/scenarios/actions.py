"""What this room writes itself: stories loaded as sample data, and scratch schemas emptied.

Enter at `load`, which puts the records of stories into the real database. Everything is recorded at the time
of loading, with the business dates of the story, as late entries are: a database never says that it knew
something before it did. So a count as at a day of the story is right, and what was known then is "nothing
yet". Steps that the story expects to be refused and letters that fall due are left out; the platform's own
worker sends letters from now on.

Does not belong here: telling a story in its own time (`running`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import psycopg
from django.db import transaction
from psycopg import sql

from youju.definitions.check_scenarios import days_of
from youju.errors import YoujuError, fail
from youju.events.actions import Draft, append, lock
from youju.ledger.fold import known_on
from youju.people.actors import Actor
from youju.scenarios.reading import Story
from youju.scenarios.stage import Stage, set_up
from youju.scenarios.steps import bring_files, parts_of, take

KIND = "scenario"
_NAMESPACE = UUID("2f0b7f0e-7f6f-5f0e-9a57-0d7f5a8f8c55")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a story.

    Attributes:
        story: The story.
        records: Records that were made; 0 when it had been loaded before.
        new: Whether it was loaded now.
    """

    story: Story
    records: int
    new: bool


def load(
    stories: Sequence[Story], *, at: datetime, progress: Callable[[Story], None] | None = None
) -> list[Loaded]:
    """Load stories; each wholly or not at all, and once only.

    Args:
        stories: What to load, in order.
        at: When they are recorded.
        progress: Told before each story.

    Raises:
        YoujuError: C858 when a step cannot be done here; that story and the later ones are not loaded.
    """
    loaded = []
    for story in stories:
        if progress is not None:
            progress(story)
        loaded.append(_load(story, at=at))
    return loaded


@transaction.atomic
def _load(story: Story, *, at: datetime) -> Loaded:
    scenario = story.scenario
    marker = uuid5(_NAMESPACE, f"{scenario.pack}:{scenario.scenario}")
    if marker in lock([marker]):
        return Loaded(story, 0, new=False)
    stage = Stage(story, now=at)
    set_up(stage, on=min(day for beat in scenario.story for day in days_of(beat)))
    for index, beat in enumerate(scenario.story):
        if beat.expect is not None or beat.refused is not None:
            continue
        parts = parts_of(beat)
        try:
            bring_files(stage, parts)
            take(stage, beat, parts)
        except YoujuError as error:
            place = f"{story.path}:{story.line('story', index, 'do')}"
            what = "；".join(problem.sentence() for problem in error.problems)
            raise fail("C858", scenario=scenario.label, place=place, what=what) from error
    payload = {"pack": scenario.pack, "scenario": scenario.scenario, "records": len(stage.records)}
    draft = Draft(marker, KIND, "loaded", known_on(at), Actor.system().id, payload)
    append([draft], recorded_at=at)
    return Loaded(story, len(stage.records), new=True)


def empty(keeper: psycopg.Connection[Any], schema: str) -> None:
    """Empty all tables of a scratch schema and begin its counters anew.

    Events can only be appended to, wherever they are; but a scratch schema is its maker's to throw away, and
    emptying it is quicker than making another.

    Args:
        keeper: Connection of the schema's owner.
        schema: A schema made by `youju.scenarios.scratch`.
    """
    rows = keeper.execute(
        "SELECT relname, relhastriggers FROM pg_class WHERE relnamespace = %s::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'django_migrations'",
        [schema],
    ).fetchall()
    tables = [sql.Identifier(schema, name) for name, _ in rows]
    guarded = [sql.Identifier(schema, name) for name, triggers in rows if triggers]
    with keeper.transaction():
        for table in guarded:
            keeper.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        keeper.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(tables)))
        for table in guarded:
            keeper.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
