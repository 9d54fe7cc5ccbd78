"""What reviewers say of two rows: one unit, two, or not to be told.

Enter at `decide`. Decisions are kept for ever and applied at the next load.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from youju.errors import fail
from youju.events.actions import Draft, append
from youju.events.checks import recorded_day
from youju.people.actors import Actor
from youju.register import queries
from youju.register.folding import KIND
from youju.register.models import Decision
from youju.register.rowsets import Key

VERDICTS: Final = ("same", "different", "undecided")


@transaction.atomic
def decide(
    one: Key, two: Key, verdict: str, *, actor: Actor, at: datetime, record: UUID | None = None
) -> Decision:
    """Keep a decision about two rows, over whatever was decided of them before.

    Args:
        one: List and number of a row.
        two: The other.
        verdict: One of `VERDICTS`.
        actor: Must see both rows.
        at: When we were told.
        record: In which record of the ledger it was settled.

    Raises:
        YoujuError: K806, no such rows or one and the same; K807 no such verdict.
    """
    if verdict not in VERDICTS:
        raise fail("K807", verdict=verdict)
    if one == two or not queries.sees_rows(actor, (one, two)):
        raise fail("K806")
    first, second = sorted((one, two))
    made = Decision(
        id=uuid7(), one_list=first[0], one_row=first[1], two_list=second[0], two_row=second[1],
        verdict=verdict, by=actor.id, at=at, record=record,
    )  # fmt: skip
    made.save(force_insert=True)
    payload = {"one": list(first), "two": list(second), "verdict": verdict}
    if record:
        payload["record"] = str(record)
    append([Draft(made.id, KIND, "decided", recorded_day(at), actor.id, payload)], recorded_at=at)
    return made
