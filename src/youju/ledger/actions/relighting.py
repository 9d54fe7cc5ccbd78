"""Work out again the lights that a new day may have changed; part of the periodic work.

Pages are right without it, because what may have changed is judged when it is read; but then lists by light
are slower. No event is needed: a light follows from the record and the day.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from youju.events import cursors
from youju.ledger import catalogue, projection
from youju.ledger.actions import committing
from youju.ledger.fold import known_on
from youju.ledger.models import LedgerRecord

BATCH = 2000
"""Records of one transaction."""

_UPDATE = (
    "UPDATE ledger_record AS r SET light = new.light, light_until = new.until"
    " FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::date[]) AS new (id, position, light, until)"
    " WHERE r.id = new.id AND r.position = new.position"
)


def relight(*, at: datetime) -> int:
    """Bring every light up to the day of a moment.

    Args:
        at: Now.

    Returns:
        Number of records that were looked at.
    """
    done = 0
    for name in catalogue.names():
        while count := _batch(name, at=at):
            done += count
    return done


@transaction.atomic
def _batch(ledger: str, *, at: datetime) -> int:
    rules, today = catalogue.current(ledger), known_on(at)
    rows = list(LedgerRecord.objects.filter(ledger=ledger, light_until__lte=today)[:BATCH])
    if rows:
        found = [projection.light_columns(rules, committing.folded_of(row), today=today) for row in rows]
        # A record on which somebody has worked meanwhile has the light of that work.
        cursors.writing().execute(
            _UPDATE,
            [
                [row.id for row in rows],
                [row.position for row in rows],
                [one["light"] for one in found],
                [one["light_until"] for one in found],
            ],
        )
    return len(rows)
