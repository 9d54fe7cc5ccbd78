"""How the API knows who asks: by the token in the header ``Authorization: Bearer …``, and nothing else.

Sessions of browsers do not count, so no other site can make a browser write here.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from youju.errors import YoujuError, fail
from youju.people import queries, tickets
from youju.people.limits import PerMinute
from youju.people.tokens import actions
from youju.people.tokens.models import ApiToken

RATE = 600
"""Requests a minute that a process answers to one token."""


class Token(HttpBearer):
    """Finds the actor of a token and shows the database its ticket."""

    def __call__(self, request: HttpRequest) -> Any:
        """The token of a request.

        Raises:
            YoujuError: P630, P632.
        """
        found = super().__call__(request)
        if found is None:
            raise fail("P630", reason="写法不对")
        return found

    def authenticate(self, request: Any, token: str) -> ApiToken:
        """The row of a token; afterwards the request has its actor.

        Raises:
            YoujuError: P630 for an unknown token and one that holds no longer; P632.
        """
        now = timezone.now()
        found = _of_digest(actions.digest_of(token))
        if found is None:
            raise fail("P630", reason="无效")
        if found.revoked_at is not None:
            raise fail("P630", reason="已被收回")
        if found.expires_at <= now:
            raise fail("P630", reason="已经过期")
        if not _LIMIT.allows(str(found.id), RATE, at=now):
            raise fail("P632", limit=RATE)
        try:
            actor = queries.actor(found.person_id, organisation=found.organisation_id)
        except YoujuError:
            raise fail("P630", reason="所属人员已不再任职") from None
        request.account, request.actor = None, actor
        tickets.show(tickets.sign(at=now, actor=actor, backend=tickets.backend()))
        actions.note_use(found, actor, on=timezone.localdate(now), at=now)
        return found


def _of_digest(digest: str) -> ApiToken | None:
    names = ", ".join(f'"{field.column}"' for field in ApiToken._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM people_token(%s)", [digest])  # noqa: S608 - names of columns
        row = cursor.fetchone()
    return (
        None
        if row is None
        else ApiToken.from_db("default", [f.attname for f in ApiToken._meta.concrete_fields], row)
    )


def require(request: Any, scope: str) -> None:
    """Refuse what a token may not.

    Args:
        scope: ``read:LEDGER``, ``write:LEDGER`` or ``figures``.

    Raises:
        YoujuError: P631.
    """
    held = request.auth.scopes
    verb, _, name = scope.partition(":")
    if scope not in held and not (name and f"{verb}:*" in held):
        raise fail("P631", scope=scope)


_LIMIT = PerMinute()
