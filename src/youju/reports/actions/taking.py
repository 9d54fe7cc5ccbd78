"""Taking over the figures that a document of somebody else tells: with its name, and the sentence of each.

Enter at `take_over`; the same document taken over again for the same cut-off adds nothing. With `recognise` a
person says which figure a number tells that is called otherwise.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from uuid_utils.compat import uuid7

from youju.checker.reading import read
from youju.errors import fail
from youju.events.actions import Draft, append, lock
from youju.events.checks import recorded_day
from youju.figures.models import ObservationRow
from youju.people.actors import Actor
from youju.reports import queries
from youju.reports.actions.keeping import KIND
from youju.reports.models import Recognised, Reported
from youju.reports.reported import Said, extracted, match, observed

_NAMESPACE: Final = UUID("5d1a7c9e-6f0b-5d0e-9a53-0f5b7c2f2a66")


def take_over(file: Path, *, as_of: dt.date, actor: Actor, at: dt.datetime) -> list[Reported]:
    """Take over every quantity that a document tells.

    Args:
        file: Word, PDF, Markdown or text.
        as_of: Cut-off that the document tells of; its numbers are compared with figures of that day.
        actor: Who takes it over; his organisation sees it.
        at: When.

    Returns:
        Its numbers in their order, those taken over before included.

    Raises:
        YoujuError: H1xx when it cannot be read.
    """
    text = read(file).text
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    organisation = actor.organisation or ""
    stream = uuid5(_NAMESPACE, f"{sha256}:{as_of}:{organisation}")
    with transaction.atomic():
        if stream not in lock([stream]):
            rows = list(observed(None if "system" in actor.roles else actor, as_of=as_of))
            whole = Reported(
                source=stream, document=file.name[:250], sha256=sha256, as_of=as_of, organisation=organisation
            )
            found = [_row(one, rows, of=whole, actor=actor, at=at) for one in extracted(text)]
            Reported.objects.bulk_create(found)
            facts = {
                "document": file.name,
                "sha256": sha256,
                "as_of": as_of.isoformat(),
                "numbers": len(found),
            }
            append([Draft(stream, KIND, "taken_over", recorded_day(at), actor.id, facts)], recorded_at=at)
        return queries.reported(actor, as_of=as_of, sha256=sha256)


def recognise(said: Mapping[UUID, ObservationRow | None], *, actor: Actor, at: dt.datetime) -> int:
    """Keep which figures numbers tell; the last word of each counts.

    Args:
        said: By the id of a number: an observation of the figure, or None for: none of those here.
        actor: Who says it; a person of the organisation that took the document over.
        at: When.

    Returns:
        Of how many numbers something was said.

    Raises:
        YoujuError: B130 for a number that he does not see.
    """
    with transaction.atomic():
        rows = {one.id: one for one in queries.reported(actor) if one.id in said}
        if len(rows) < len(said):
            raise fail("B130")
        lock({one.source for one in rows.values()})
        found = [_word(rows[one], row, actor=actor, at=at) for one, row in said.items()]
        Recognised.objects.bulk_create(found)
        drafts = [
            Draft(
                rows[one.reported_id].source, KIND, "recognised", recorded_day(at), actor.id,
                {"number": str(one.reported_id), "figure": one.figure, "key": one.key},
            )
            for one in found
        ]  # fmt: skip
        append(drafts, recorded_at=at)
    return len(found)


def _word(reported: Reported, row: ObservationRow | None, *, actor: Actor, at: dt.datetime) -> Recognised:
    return Recognised(
        id=uuid7(), reported=reported, figure=row.figure if row else "", key=row.key if row else {}, at=at,
        by=actor.id,
    )  # fmt: skip


def _row(
    said: Said, rows: Sequence[ObservationRow], *, of: Reported, actor: Actor, at: dt.datetime
) -> Reported:
    """A number of a document, with what all of its numbers share."""
    row = match(said, rows)
    return Reported(
        id=uuid7(), source=of.source, document=of.document, sha256=of.sha256, as_of=of.as_of,
        organisation=of.organisation, place=said.place, sentence=said.sentence, text=said.text[:60],
        value=said.value, low=said.low, high=said.high, unit=said.unit[:40],
        figure=row.figure if row else "", key=row.key if row else {}, taken_at=at, taken_by=actor.id,
    )  # fmt: skip
