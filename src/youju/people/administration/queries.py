"""What administrators read: organisations, accounts, roles, what waits, and the audit trail. No records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from youju.people import signing_in
from youju.people.administration.actions import WAITING
from youju.people.models import Account, LoginFailure, Membership, Organisation, SecondFactor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit trail.

    Attributes:
        position: Where it stands in the store of events; grows with time.
        subject: Account, person or organisation that it concerns.
        facts: The rest of what was recorded.
    """

    position: int
    at: datetime
    kind: str
    type: str
    actor: str
    subject: str
    facts: dict[str, Any]


def organisations(*, under: str | None = None, words: str = "", after: str = "") -> list[Organisation]:
    """Organisations directly below another, or all whose name or code has the words; ordered by code."""
    found = Organisation.objects.annotate(below=Count("children")).select_related("parent")
    if words:
        found = found.filter(Q(name__contains=words) | Q(code__contains=words))
    else:
        found = found.filter(parent=under)
    return list(found.filter(code__gt=after).order_by("code")[: PAGE + 1])


def above(code: str | None) -> list[Organisation]:
    """An organisation and those above it, from the top."""
    path = Organisation.objects.filter(code=code).values_list("path", flat=True).first()
    codes = path.rstrip("/").split("/") if path else []
    return list(Organisation.objects.filter(code__in=codes).order_by("path"))


def accounts(*, words: str = "", after: str = "") -> list[Account]:
    """Accounts by name of the account or the person."""
    found = Account.objects.select_related("person")
    if words:
        found = found.filter(Q(username__contains=words) | Q(person__name__contains=words))
    return list(found.filter(username__gt=after).order_by("username")[: PAGE + 1])


def is_waiting(account: Account) -> bool:
    """Whether the second half of its password has not been given out yet."""
    return account.password == WAITING


def waiting() -> QuerySet[Account]:
    """Accounts that wait for the second half of their password."""
    return (
        Account.objects.filter(password=WAITING, is_active=True)
        .select_related("person")
        .order_by("password_at")
    )


def locked(*, at: datetime) -> list[dict[str, Any]]:
    """Names with so many failed logins within a day that they have to wait, the latest first."""
    recent = LoginFailure.objects.filter(at__gt=at - signing_in.WINDOW).values("username")
    counted = recent.annotate(count=Count("id"), last=Max("at"), addresses=Count("address", distinct=True))
    found = counted.filter(count__gte=signing_in.FREE).order_by("-last")[:PAGE]
    known = set(
        Account.objects.filter(username__in=[one["username"] for one in found]).values_list(
            "username", flat=True
        )
    )
    return [{**one, "known": one["username"] in known} for one in found]


def with_second_factor() -> list[str]:
    """Names of the accounts that log in with one-time codes."""
    found = SecondFactor.objects.filter(confirmed_at__isnull=False)
    return list(found.order_by("account__username").values_list("account__username", flat=True))


def memberships(*, words: str = "", after: int = 0) -> list[Membership]:
    """Roles that persons hold, by name or code of person, organisation or role."""
    found = Membership.objects.select_related("person", "organisation")
    if words:
        found = found.filter(
            Q(person__name__contains=words)
            | Q(person_id=words)
            | Q(organisation__name__contains=words)
            | Q(organisation_id=words)
            | Q(role=words)
        )
    return list(found.filter(id__gt=after).order_by("id")[: PAGE + 1])


def trail(
    *,
    type_: str = "",
    words: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
) -> list[Entry]:
    """Entries of the audit trail, the latest first; one more than a page holds when there are more.

    Args:
        words: The whole name of who did it, or of what it concerns, or as it was typed where a login failed.
        since: First day, in the time zone of the office.
        until: Last day.
        before: Position of the last entry of the page before.
    """
    conditions, values = ["kind IN ('audit', 'people')"], list[Any]()
    for condition, value in (
        ("type = %s", type_),
        ("position < %s", before),
        ("recorded_at >= %s", _midnight(since)),
        ("recorded_at < %s", _midnight(until + timedelta(days=1)) if until else None),
    ):
        if value:
            conditions.append(condition)
            values.append(value)
    if words:
        subject = "coalesce(payload ->> 'subject', payload ->> 'id', payload ->> 'code')"
        typed = "type IN ('login_failed', 'login_refused') AND payload ->> 'name' = %s"
        conditions.append(f"(actor = %s OR {subject} = %s OR {typed})")
        values += [words, words, words]
    query = (
        "SELECT position, recorded_at, kind, type, actor, payload::text FROM events_event"  # noqa: S608
        f" WHERE {' AND '.join(conditions)} ORDER BY position DESC LIMIT {PAGE + 1}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [_entry(*row) for row in cursor.fetchall()]


def types() -> list[str]:
    """Types of the entries that the audit trail has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT type FROM events_event WHERE kind IN ('audit', 'people') ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def _entry(position: int, at: datetime, kind: str, type_: str, actor: str, payload: str) -> Entry:
    facts = orjson.loads(payload)
    subject = facts.pop("subject", None) or facts.pop("id", None) or facts.pop("code", "")
    return Entry(position, at, kind, type_, actor, subject, facts)


def _midnight(day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())
