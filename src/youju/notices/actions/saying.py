"""Telling persons, reading, and saying how one wishes to be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from uuid_utils.compat import uuid7

from youju.errors import CODES, Problem, YoujuError
from youju.notices import webhooks
from youju.notices.models import WHEN, Notice, Told, Wishes
from youju.people.models import Person


class Telling(NamedTuple):
    """Something of which one person is to be told; see `Notice`."""

    person: str
    kind: str
    text: str
    link: str
    key: str


def notify(tellings: Iterable[Telling], *, at: datetime) -> None:
    """Tell persons; whoever was told of the same before is not told again.

    Args:
        tellings: Each for one person; persons who are no longer active are left out.
        at: Now.
    """
    wanted = {(one.person, one.key): one for one in tellings}
    active = set(
        Person.objects.filter(id__in={person for person, _ in wanted}, active=True).values_list(
            "id", flat=True
        )
    )
    rows = [
        Notice(
            id=uuid7(), person=one.person, key=one.key[:120], kind=one.kind,
            text=one.text[:400], link=one.link[:300], at=at,
        )
        for one in wanted.values()
        if one.person in active
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def mark_read(person: str, notices: Iterable[UUID] | None = None, *, at: datetime) -> int:
    """Mark notices of a person as read; all when none are named.

    Returns:
        How many became read.
    """
    found = Notice.objects.filter(person=person, read_at=None)
    if notices is not None:
        found = found.filter(id__in=list(notices))
    return found.update(read_at=at)


@transaction.atomic
def wish(
    person: str, *, mail: str, address: str, webhook: str, url: str, secret: str | None = None
) -> Wishes:
    """Say how one wishes to be told.

    Args:
        mail: One of `WHEN`, as is ``webhook``.
        secret: Of the webhook; None keeps what was said before, empty means none.

    Raises:
        YoujuError: N970 for an address of a webhook that is not allowed, N971 for one of an e-mail, N972.
    """
    problems = [
        Problem(CODES["N972"], {"value": value[:40]}) for value in (mail, webhook) if value not in WHEN
    ]
    address, url = address.strip(), url.strip()
    if address or mail != "off":
        try:
            validate_email(address)
        except ValidationError:
            problems.append(Problem(CODES["N971"], {"address": address[:100]}))
    if (url or webhook != "off") and (reason := webhooks.refusal(url)):
        problems.append(Problem(CODES["N970"], {"address": url[:100], "reason": reason}))
    if problems:
        raise YoujuError(problems)
    given = {"mail": mail, "address": address, "webhook": webhook, "url": url}
    if secret is not None:
        given["secret"] = webhooks.sealed(secret) if secret else ""
    kept, _ = Wishes.objects.update_or_create(person=person, defaults=given)
    return kept


def told_upto(name: str, *, begin: int) -> Told:
    """How far a teller has come, locked until the transaction ends; the first time it begins here."""
    Told.objects.bulk_create([Told(name=name, position=begin)], ignore_conflicts=True)
    return Told.objects.select_for_update().get(name=name)


def advance(told: Told, position: int) -> None:
    """A teller has come to a position."""
    told.position = position
    told.save(update_fields=["position"])
