"""The investment projects that an office hands in, in the place of those before.

Enter at `take_projects`. Each is tied to the unit that builds it: by its code, else by a name that one unit
alone has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from youju.errors import fail
from youju.ledger.fold import known_on
from youju.people.actors import Actor
from youju.register import projects, queries, wording
from youju.register.models import ProjectRow, Unit
from youju.register.projects import Project


def take_projects(path: Path, *, actor: Actor, on: date, at: datetime) -> int:
    """Keep a list of projects.

    Args:
        path: CSV or Excel, as `youju.register.projects` reads it.
        actor: Must see the whole register.
        on: Business date: the day as at which the list was handed in.
        at: When we were told.

    Returns:
        How many there are.

    Raises:
        YoujuError: K803 for a day that has not come, K804 for somebody who may not; what
            `youju.register.projects.read` raises.
    """
    if not queries.sees_all(actor):
        raise fail("K804", actor=actor.name)
    if on > known_on(at):
        raise fail("K803", on=on, expected=f"{known_on(at)}或以前的日期")
    found = projects.read(path)
    owners = _owners(found)
    places = wording.Divisions(queries.rules_in_force().region)
    rows = []
    for one, unit in zip(found, owners, strict=True):
        division = places.of(one.address, one.name) or (unit.division if unit else "")
        rows.append(
            ProjectRow(
                code=one.code, name=one.name, owner=one.owner, owner_code=one.owner_code,
                unit=unit.id if unit else None, planned=one.planned, began_on=one.began, ended_on=one.ended,
                division=division, on=on,
            )
        )  # fmt: skip
    with transaction.atomic():
        ProjectRow.objects.all().delete()
        ProjectRow.objects.bulk_create(rows, batch_size=5_000)
    return len(rows)


def _owners(found: Sequence[Project]) -> list[Unit | None]:
    """The unit that builds each."""
    units = Unit.objects.filter(merged_into=None)
    coded = {one.code: one for one in units.filter(code__in={one.owner_code for one in found} - {""})}
    named: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.filter(name__in={one.owner for one in found} - {""}):
        named[unit.name].append(unit)
    alone = {name: same[0] for name, same in named.items() if len(same) == 1}
    return [coded.get(one.owner_code) or alone.get(one.owner) for one in found]
