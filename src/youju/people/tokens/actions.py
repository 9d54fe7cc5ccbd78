"""Issuing tokens and revoking them, noting their use, and doing a write with a key once."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from youju.errors import CODES, Problem, YoujuError, fail
from youju.events.checks import recorded_day
from youju.people import auditing
from youju.people.actors import Actor
from youju.people.models import Membership
from youju.people.tokens.models import ApiAnswer, ApiToken

PREFIX = "yj_"
"""How a token begins, so that one that was published by mistake can be found."""
LONGEST = timedelta(days=366)
_SCOPE = re.compile(r"(?:read|write):(?:\*|[a-z][a-z0-9_]{0,47})|figures")


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue(
    system: str, *, person: str, organisation: str, scopes: Sequence[str], until: date, by: str, at: datetime
) -> str:
    """Issue a token; this is the only time that it can be read.

    Args:
        system: Name of the system that will use it.
        person: Must hold a role in the organisation; it acts in their names.
        scopes: See `ApiToken`.
        until: Last day on which it holds.
        by: Actor id of the security administrator.
        at: Now.

    Raises:
        YoujuError: P633 for everything that is wrong.
    """
    problems = []
    if not 1 <= len(system.strip()) <= 60:
        problems.append(_wrong("系统名称", system[:20], "没有填写或者过长"))
    if not Membership.objects.filter(person_id=person, organisation_id=organisation).exists():
        problems.append(_wrong("人员", person[:40], "在所填机构没有角色"))
    if not scopes:
        problems.append(_wrong("权限", "", "没有填写"))
    problems += [_wrong("权限", one[:80], "看不懂") for one in scopes if not _SCOPE.fullmatch(one)]
    left = until - recorded_day(at)
    if not timedelta(0) <= left <= LONGEST:
        problems.append(_wrong("有效期", str(until), f"不在今天起{LONGEST.days}天之内"))
    if problems:
        raise YoujuError(problems)
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        system=system.strip(),
        digest=digest_of(token),
        person_id=person,
        organisation_id=organisation,
        scopes=list(dict.fromkeys(scopes)),
        created_by=by,
        created_at=at,
        expires_at=at + left + timedelta(days=1),
    )
    facts = {"name": system.strip(), "organisation": organisation, "scopes": list(scopes)}
    auditing.record("token_issued", actor=by, at=at, subject=person, **facts)
    return token


def _wrong(what: str, value: str, reason: str) -> Problem:
    return Problem(CODES["P633"], {"what": what, "value": value, "reason": reason})


@transaction.atomic
def revoke(id_: int, *, by: str, at: datetime) -> None:
    """Let a token hold no longer.

    Raises:
        YoujuError: P633 when there is none that still holds.
    """
    token = ApiToken.objects.filter(id=id_, revoked_at=None).first()
    if token is None:
        raise fail("P633", what="编号", value=id_, reason="不存在或已经收回")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    auditing.record("token_revoked", actor=by, at=at, subject=token.person_id, name=token.system)


def note_use(token: ApiToken, actor: Actor, *, on: date, at: datetime) -> None:
    """Write the first use of a day into the audit trail; the ticket must have been shown."""
    if token.used_on == on:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT people_token_used(%s, %s)", [token.digest, on])
        row = cursor.fetchone()
        if row is not None and row[0]:
            auditing.record("token_used", actor=actor.id, at=at, name=token.system)


@transaction.atomic
def once(
    token: ApiToken, key: str, asked: bytes, do: Callable[[], dict[str, Any]], *, at: datetime
) -> dict[str, Any]:
    """Do a write, unless the same one with this key was done before: then what was answered is said again.

    Of two at the same time the second waits for the first; a write that fails leaves the key free.

    Args:
        asked: What was asked, wholly.
        do: Does it, and gives the answer ready for JSON.

    Raises:
        YoujuError: P634 when the key came with another request; whatever ``do`` raises.
    """
    request = hashlib.sha256(asked).hexdigest()
    mine = ApiAnswer(person=token.person_id, token=token.id, key=key, request=request, at=at)
    ApiAnswer.objects.bulk_create([mine], ignore_conflicts=True)
    kept = ApiAnswer.objects.select_for_update().get(token=token.id, key=key)
    if kept.request != request:
        raise fail("P634", key=key)
    if kept.body is None:
        kept.body = do()
        kept.save(update_fields=["body"])
    return dict(kept.body)
