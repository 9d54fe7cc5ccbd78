"""The investment projects that an office hands in: the whole list, or those that are new and changed.

Enter at `take_projects`. Each is tied to the unit that builds it: by its code, else by a name that one unit
alone has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from youju.errors import Problem, YoujuError
from youju.linkage.config import Source
from youju.people.actors import Actor
from youju.register import projects, queries, wording
from youju.register.actions import beginning, receiving
from youju.register.models import Delivery, ProjectRow, Unit
from youju.register.projects import Project

_SAID = ("name", "owner", "owner_code", "unit", "planned", "began_on", "ended_on", "division")
"""What a project may change in."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list of projects.

    Attributes:
        delivery: As it was kept.
        held: What stands against it.
        counts: Projects that were ``added``, ``changed``, ``same`` and ``gone``.
    """

    delivery: Delivery
    held: tuple[Problem, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


def take_projects(
    source: Source, *, actor: Actor, on: date, at: datetime, partial: bool = False, accepted: bool = False
) -> Taken:
    """Take a list of projects in, or keep it with what stands against it.

    Args:
        source: The file and what its columns mean (`youju.register.projects.described`).
        actor: Must see the whole register.
        on: Business date: the day as at which the list was handed in.
        at: When we were told.
        partial: The list holds new and changed projects only; without it, others are no more.
        accepted: Somebody has seen that it is not like the last delivery, and is right.

    Raises:
        YoujuError: K803 for a day before the last list or that has not come, K804 for somebody who may not.
    """
    with transaction.atomic():
        beginning.begin_projects(actor, on=on, at=at)
        kept, found = receiving.one(source, None, projects.read, as_at=on, alone=partial or accepted)
        if isinstance(found, YoujuError):
            return Taken(kept, tuple(found.problems))
        counts = _stored(_rows(found.projects, on), partial=partial)
        receiving.taken_in(kept, found.delivery, counts, partial=partial)
        return Taken(kept, counts=counts)


def _rows(found: Sequence[Project], on: date) -> list[ProjectRow]:
    places = wording.Divisions(queries.rules_in_force().region)
    return [
        ProjectRow(
            code=one.code, name=one.name, owner=one.owner, owner_code=one.owner_code,
            unit=unit.id if unit else None, planned=one.planned, began_on=one.began, ended_on=one.ended,
            division=places.of(one.address, one.name) or (unit.division if unit else ""), on=on,
        )
        for one, unit in zip(found, _owners(found), strict=True)
    ]  # fmt: skip


def _stored(rows: Sequence[ProjectRow], *, partial: bool) -> dict[str, int]:
    """Put projects into those that are there; how many are new, changed, the same, gone."""
    before = {one.code: one for one in ProjectRow.objects.all()}
    gone = [] if partial else list(before.keys() - {one.code for one in rows})
    told = Counter(
        "added"
        if (old := before.get(one.code)) is None
        else "same"
        if _said(old) == _said(one)
        else "changed"
        for one in rows
    )
    ProjectRow.objects.filter(code__in=gone).delete()
    ProjectRow.objects.bulk_create(
        rows, batch_size=5_000, update_conflicts=True, unique_fields=["code"], update_fields=[*_SAID, "on"]
    )
    return {name: told[name] for name in ("added", "changed", "same")} | {"gone": len(gone)}


def _said(one: ProjectRow) -> list[object]:
    return [getattr(one, name) for name in _SAID]


def _owners(found: Sequence[Project]) -> list[Unit | None]:
    """The unit that builds each."""
    units = Unit.objects.filter(merged_into=None)
    coded = {one.code: one for one in units.filter(code__in={one.owner_code for one in found} - {""})}
    named: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.filter(name__in={one.owner for one in found} - {""}):
        named[unit.name].append(unit)
    alone = {name: same[0] for name, same in named.items() if len(same) == 1}
    return [coded.get(one.owner_code) or alone.get(one.owner) for one in found]
