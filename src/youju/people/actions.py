"""Every change to organisations, persons and roles. Each is an event of kind ``people`` as well.

An action that would change nothing appends nothing, so that importing the same list twice is harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from youju.errors import CODES, Problem, YoujuError, fail
from youju.events.actions import Draft, append
from youju.people.actors import Actor
from youju.people.models import Membership, Organisation, Person

KIND = "people"
_NAMESPACE = UUID("5d3a3c56-4f5e-5c0b-9a53-2f5b8d0f7c11")
_TREE = 0x5045_4F50_4C45  # key of the lock on the tree, in no other use
_CODE = re.compile(r"[\w-]{1,64}")


def organisation_stream(code: str) -> UUID:
    """Stream of an organisation's events."""
    return uuid5(_NAMESPACE, f"organisation:{code}")


def person_stream(person: str) -> UUID:
    """Stream of a person's events."""
    return uuid5(_NAMESPACE, f"person:{person}")


@transaction.atomic
def save_organisation(
    code: str,
    *,
    name: str,
    actor: Actor,
    on: date,
    at: datetime,
    short_name: str = "",
    kind: str = "",
    division: str = "",
    parent: str | None = None,
) -> Organisation:
    """Register an organisation, or change it; those below move along with a new parent.

    Args:
        code: Never changes; letters, digits, ``_``, ``-`` or Chinese characters.
        parent: Code of the organisation above; it must exist.

    Raises:
        YoujuError: P601 unknown parent, P602 a circle, P604 unusable code, P605 no name.
    """
    _check(code, name, "机构代码", 200)
    with connection.cursor() as cursor:  # two moves at once could close a circle
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE])
    above = Organisation.objects.select_for_update().filter(code=parent).first() if parent else None
    if parent and above is None:
        raise fail("P601", organisation=parent)
    if above is not None and f"/{code}/" in f"/{above.path}":
        raise fail("P602", organisation=code, parent=parent)
    values = {"name": name, "short_name": short_name, "kind": kind, "division": division, "parent": parent}
    path = f"{above.path if above else ''}{code}/"
    before = Organisation.objects.select_for_update().filter(code=code).first()
    changed = _changed(before, {**values, "parent_id": parent}, values)
    if before is not None and not changed:
        return before
    fields = {name: value for name, value in values.items() if name != "parent"}
    saved, _ = Organisation.objects.update_or_create(
        code=code, defaults={**fields, "parent_id": parent, "path": path}
    )
    if before is not None and before.path != path:
        Organisation.objects.filter(path__startswith=before.path).exclude(code=code).update(
            path=Concat(Value(path), Substr(F("path"), len(before.path) + 1))
        )
    _record(organisation_stream(code), "organisation", {"code": code, "set": changed}, actor, on, at)
    return saved


@transaction.atomic
def save_person(
    person: str, *, name: str, actor: Actor, on: date, at: datetime, active: bool = True
) -> Person:
    """Register a person, or change the name or whether they may act.

    Raises:
        YoujuError: P604 unusable id, P605 no name.
    """
    _check(person, name, "人员标识", 100)
    before = Person.objects.select_for_update().filter(id=person).first()
    values = {"name": name, "active": active}
    changed = _changed(before, values, values)
    if before is not None and not changed:
        return before
    saved, _ = Person.objects.update_or_create(id=person, defaults=values)
    _record(person_stream(person), "person", {"id": person, "set": changed}, actor, on, at)
    return saved


@transaction.atomic
def grant(person: str, organisation: str, role: str, *, actor: Actor, on: date, at: datetime) -> Membership:
    """Give a person a role in an organisation.

    Raises:
        YoujuError: P601 unknown organisation, P603 unknown person, P604 unusable role.
    """
    if not _CODE.fullmatch(role):
        raise fail("P604", name=role, what="角色")
    if not Person.objects.filter(id=person).exists():
        raise fail("P603", id=person)
    if not Organisation.objects.filter(code=organisation).exists():
        raise fail("P601", organisation=organisation)
    membership, new = Membership.objects.get_or_create(
        person_id=person, organisation_id=organisation, role=role
    )
    if new:
        payload = {"id": person, "organisation": organisation, "role": role}
        _record(person_stream(person), "grant", payload, actor, on, at)
    return membership


@transaction.atomic
def revoke(person: str, organisation: str, role: str, *, actor: Actor, on: date, at: datetime) -> None:
    """Take a role away again.

    Raises:
        YoujuError: P606, the person does not hold it.
    """
    gone, _ = Membership.objects.filter(person_id=person, organisation_id=organisation, role=role).delete()
    if not gone:
        raise fail("P606", id=person, organisation=organisation, role=role)
    payload = {"id": person, "organisation": organisation, "role": role}
    _record(person_stream(person), "revoke", payload, actor, on, at)


@transaction.atomic
def import_directory(
    organisations: Mapping[str, Any],
    people: Mapping[str, Any],
    *,
    actor: Actor,
    on: date,
    at: datetime,
) -> None:
    """Register a tree of organisations and their people, all or nothing.

    Args:
        organisations: Code to a name, or to a mapping of ``name``, ``short_name``, ``kind``, ``division``
            and ``under`` (the organisations below, of the same shape), as scenarios write it.
        people: Id to a mapping of ``name``, ``of`` (code of the organisation) and ``roles``.

    Raises:
        YoujuError: Every problem of the whole list.
    """
    problems: list[Problem] = []
    for code, entry, parent in _flatten(organisations, None):
        try:
            with transaction.atomic():
                save_organisation(code, parent=parent, actor=actor, on=on, at=at, **entry)
        except YoujuError as error:
            problems.extend(error.problems)
    for person, entry in people.items():
        try:
            with transaction.atomic():
                save_person(person, name=entry["name"], actor=actor, on=on, at=at)
                for role in entry.get("roles") or [MEMBER]:
                    grant(person, entry["of"], role, actor=actor, on=on, at=at)
        except YoujuError as error:
            problems.extend(error.problems)
    if problems:
        raise YoujuError(problems)


MEMBER = "member"
"""The role of someone who acts for an organisation and holds no particular role there."""


def _flatten(
    organisations: Mapping[str, Any], parent: str | None
) -> Iterator[tuple[str, dict[str, str], str | None]]:
    """Organisations from the root downwards, each with its parent."""
    for code, given in organisations.items():
        entry: dict[str, Any] = {"name": given} if isinstance(given, str) else dict(given)
        under = entry.pop("under", None) or {}
        yield code, {key: value for key, value in entry.items() if value is not None}, parent
        yield from _flatten(under, code)


def _check(code: str, name: str, what: str, longest: int) -> None:
    problems = []
    if not _CODE.fullmatch(code):
        problems.append(Problem(CODES["P604"], {"name": code, "what": what}))
    if not 0 < len(name.strip()) <= longest:
        problems.append(Problem(CODES["P605"], {"name": code, "what": what}))
    if problems:
        raise YoujuError(problems)


def _changed(before: Any, columns: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Which values differ from what is stored; all of them for something new."""
    if before is None:
        return dict(values)
    return {
        name: value
        for name, value in values.items()
        if getattr(before, f"{name}_id" if f"{name}_id" in columns else name) != value
    }


def _record(stream: UUID, type_: str, payload: dict[str, Any], actor: Actor, on: date, at: datetime) -> None:
    append([Draft(stream, KIND, type_, on, actor.id, payload)], recorded_at=at)
