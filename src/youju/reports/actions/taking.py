"""Taking over the figures that a document of somebody else tells: with its name, and the sentence of each.

Enter at `take_over`. The same document taken over again for the same cut-off adds nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from uuid_utils.compat import uuid7

from youju.checker.reading import read
from youju.events.actions import Draft, append, lock
from youju.events.checks import recorded_day
from youju.figures.models import ObservationRow
from youju.figures.queries import visible_to
from youju.people.actors import Actor
from youju.reports import queries
from youju.reports.actions.keeping import KIND
from youju.reports.models import Reported
from youju.reports.reported import Said, extracted, match

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
            seen = visible_to(None if "system" in actor.roles else actor)
            rows = list(seen.filter(as_of=as_of, known_at=None, division="", value__isnull=False))
            found = [
                _row(one, rows, document=file.name, sha256=sha256, as_of=as_of, actor=actor, at=at)
                for one in extracted(text)
            ]
            Reported.objects.bulk_create(found)
            facts = {
                "document": file.name,
                "sha256": sha256,
                "as_of": as_of.isoformat(),
                "numbers": len(found),
            }
            append([Draft(stream, KIND, "taken_over", recorded_day(at), actor.id, facts)], recorded_at=at)
        return queries.reported(actor, as_of=as_of, sha256=sha256)


def _row(
    said: Said,
    rows: Sequence[ObservationRow],
    *,
    document: str,
    sha256: str,
    as_of: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> Reported:
    row = match(said, rows)
    return Reported(
        id=uuid7(), document=document[:250], sha256=sha256, as_of=as_of, place=said.place,
        organisation=actor.organisation or "", sentence=said.sentence, text=said.text[:60], value=said.value,
        low=said.low, high=said.high, unit=said.unit[:40], figure=row.figure if row else "",
        key=row.key if row else {}, taken_at=at, taken_by=actor.id,
    )  # fmt: skip
