"""The villages that an office hands in, in the place of those before.

Enter at `take_villages`.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from youju.errors import fail
from youju.people.actors import Actor
from youju.register import queries, villages
from youju.register.models import VillageRow


def take_villages(path: Path, *, actor: Actor) -> int:
    """Keep a table of villages; units get their codes when they are linked next.

    Args:
        path: CSV or Excel: code, name and, where it is known, the urban-rural class.
        actor: Must see the whole register.

    Returns:
        How many there are.

    Raises:
        YoujuError: K804 for somebody who may not, K812 and K813 for the table.
    """
    if not queries.sees_all(actor):
        raise fail("K804", actor=actor.name)
    found = villages.read(path)
    with transaction.atomic():
        VillageRow.objects.all().delete()
        VillageRow.objects.bulk_create(
            [VillageRow(code=one.code, name=one.name, kind=one.kind) for one in found], batch_size=5_000
        )
    return len(found)
