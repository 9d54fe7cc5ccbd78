"""Every change of targets: taking a plan over, dropping, deciding at the end of the year.

Enter at `load` (a plan of a pack, of a file, or of another room), `drop` and `close`. A plan is taken over
whole or not at all, and everything that is wrong with it is said at once. Taking the same plan over again
changes nothing; one that was adjusted (调整) leaves a ``changed`` event for each target that it changes. A
target that no longer stands in the plan is not dropped by that: dropping wants a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from uuid_utils.compat import uuid7

from youju.definitions import target_models as defined
from youju.errors import CODES, Problem, YoujuError, fail
from youju.events.actions import Draft, append
from youju.figures.queries import home_of
from youju.people.actors import Actor
from youju.people.models import Organisation, Person
from youju.standards.units import unit as unit_of
from youju.targets import queries
from youju.targets.models import Target

KIND: Final = "targets"
STATES: Final = {"kept": "认定为完成", "missed": "认定为未完成", "dropped": "撤销"}
_FACTS: Final = (
    *("plan_label", "year", "label", "figure", "key", "unit", "low", "high", "weight", "organisation"),
    *("person", "pace", "milestones", "source", "note", "readers", "place"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a plan over changed: names of targets."""

    fresh: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    left: tuple[str, ...]


@transaction.atomic
def load(plan: defined.Plan, *, actor: Actor, on: dt.date, at: dt.datetime) -> Taken:
    """Take the targets of a plan over as objects.

    Args:
        plan: Checked by its model.
        actor: The system, or somebody with a role of `plan.by`.
        on: Day on which they were set.
        at: When we were told.

    Raises:
        YoujuError: O101; O103 to O106 for what the plan names; O107 for a changed target that is decided.
    """
    _require(actor, plan.by, plan.label)
    rows = {name: _row(plan, name, place) for place, name in enumerate(plan.targets)}
    known = {row.name: row for row in Target.objects.select_for_update().filter(plan=plan.plan)}
    if known:
        _require(actor, next(iter(known.values())).readers, plan.label)
    problems = [one for row in rows.values() for one in _problems(row)]
    drafts: list[Draft] = []
    fresh, changed, same = [], [], []
    for name, row in rows.items():
        before = known.get(name)
        if before is None:
            row.id = uuid7()
            fresh.append(row)
            facts = _told(row)
            drafts.append(Draft(row.id, KIND, "set", on, actor.id, {"plan": row.plan, "name": name, **facts}))
            continue
        told, old = _told(row), _told(before)
        differences = {key: told[key] for key in told if told[key] != old[key]}
        if not differences:
            same.append(name)
            continue
        if before.state != "open":
            problems.append(Problem(CODES["O107"], {"label": before.label, "state": STATES[before.state]}))
        for key in _FACTS:
            setattr(before, key, getattr(row, key))
        before.head_seq += 1
        changed.append(before)
        drafts.append(Draft(before.id, KIND, "changed", on, actor.id, differences))
    if problems:
        raise YoujuError(problems)
    Target.objects.bulk_create(fresh)
    if changed:
        Target.objects.bulk_update(changed, [*_FACTS, "head_seq"])
    append(drafts, recorded_at=at)
    return Taken(
        tuple(row.name for row in fresh),
        tuple(row.name for row in changed),
        tuple(same),
        tuple(sorted(known.keys() - rows.keys())),
    )


@transaction.atomic
def drop(plan: str, name: str, reason: str, *, actor: Actor, on: dt.date, at: dt.datetime) -> Target:
    """Drop a target: it is no longer asked for, and the record says why.

    Raises:
        YoujuError: O102, O101, O107 when it is decided, O109 without a reason.
    """
    target = queries.get_for(actor, plan, name)
    target = Target.objects.select_for_update().get(id=target.id)
    _require(actor, target.readers, target.plan_label)
    if target.state != "open":
        raise fail("O107", label=target.label, state=STATES[target.state])
    if not reason.strip():
        raise fail("O109", label=target.label)
    target.state, target.decided_on, target.reason = "dropped", on, reason.strip()
    target.head_seq += 1
    target.save(update_fields=["state", "decided_on", "reason", "head_seq"])
    append([Draft(target.id, KIND, "dropped", on, actor.id, {"reason": target.reason})], recorded_at=at)
    return target


@transaction.atomic
def close(plan: str, *, as_of: dt.date, actor: Actor, at: dt.datetime) -> list[Target]:
    """Decide every open target of a plan by the observations of a cut-off: kept or missed.

    Args:
        plan: Code of the plan.
        as_of: Cut-off, on or after the last day of its year.

    Raises:
        YoujuError: O102 for an unknown plan; O101; O108 before the year is over; O110 for each target without
            a value, and then none is decided.
    """
    targets = list(queries.visible_to(actor).filter(plan=plan).select_for_update())
    if not targets:
        raise fail("O102", name=plan)
    first = targets[0]
    _require(actor, first.readers, first.plan_label)
    if as_of < dt.date(first.year, 12, 31):
        raise fail("O108", year=first.year, plan=first.plan_label)
    standings = queries.standings([one for one in targets if one.state == "open"], as_of=as_of, actor=actor)
    problems = [
        Problem(CODES["O110"], {"label": one.target.label, "as_of": as_of})
        for one in standings
        if one.progress.value is None
    ]
    if problems:
        raise YoujuError(problems)
    drafts = []
    for one in standings:
        target, value = one.target, one.progress.value
        target.state = "kept" if one.progress.fulfilled else "missed"
        target.decided_on, target.result, target.observation = as_of, value, one.address
        target.head_seq += 1
        told = {"result": _text(value), "observation": one.address}
        drafts.append(Draft(target.id, KIND, target.state, as_of, actor.id, told))
    decided = [one.target for one in standings]
    Target.objects.bulk_update(decided, ["state", "decided_on", "result", "observation", "head_seq"])
    append(drafts, recorded_at=at)
    return decided


def _require(actor: Actor, roles: list[str], plan: str) -> None:
    if "system" not in actor.roles and not actor.roles & set(roles):
        raise fail("O101", who=actor.name, plan=plan)


def _row(plan: defined.Plan, name: str, place: int) -> Target:
    """A target of a plan as it is to stand."""
    one = plan.targets[name]
    low, high = {
        "at_least": (one.value, None),
        "at_most": (None, one.value),
        "between": (one.low, one.high),
    }[one.direction]
    return Target(
        plan=plan.plan,
        plan_label=plan.label,
        name=name,
        year=plan.year,
        label=one.label,
        figure=one.figure,
        key=dict(one.key),
        unit=one.unit or "",
        low=low,
        high=high,
        weight=one.weight,
        organisation=one.organisation,
        person=one.person or "",
        pace=_pace(one),
        milestones=[
            {"by": f"{plan.year}-{step.by}", "value": _text(step.value), "label": step.label or ""}
            for step in one.milestones
        ],
        source=f"{plan.source}，{one.source}" if one.source else plan.source,
        note=one.note or "",
        readers=list(plan.by),
        place=place,
    )


def _pace(one: defined.Target) -> str:
    """How the pace is reckoned when the plan does not say."""
    if one.pace is not None:
        return one.pace
    if one.milestones:
        return "milestones"
    return "level" if one.unit == "percent" or one.direction == "between" else "time"


def _problems(row: Target) -> Iterator[Problem]:
    """What a target names that is not there."""
    if not Organisation.objects.filter(code=row.organisation).exists():
        yield Problem(CODES["O103"], {"label": row.label, "organisation": row.organisation})
    if row.person and not Person.objects.filter(id=row.person).exists():
        yield Problem(CODES["O104"], {"label": row.label, "person": row.person})
    try:
        figure = home_of(row.figure).pack.figures[row.figure]
    except YoujuError:
        yield Problem(CODES["O105"], {"label": row.label, "figure": row.figure})
        return
    if unit_of(row.unit).dimension != unit_of(figure.unit).dimension:
        yield Problem(CODES["O106"], {"label": row.label, "unit": row.unit, "other": figure.unit})


def _told(row: Target) -> dict[str, Any]:
    """The facts of a target as its events carry them."""
    return {key: _text(getattr(row, key)) for key in _FACTS}


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value
