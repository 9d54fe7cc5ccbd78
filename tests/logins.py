"""Logging in for tests: an account for a person, and a client with its session."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

AT = datetime(2023, 1, 1, tzinfo=UTC)


def account(username: str, *, person: str | None = None, kind: str = "user") -> Any:
    """An account whose owner has changed the one-time password already."""
    from youju.people import accounts
    from youju.people.models import Account

    found = Account.objects.filter(username=username).first()
    if found is None:
        accounts.create_account(username, actor="system", at=AT, kind=kind, person=person)
        Account.objects.filter(username=username).update(must_change=False)
        found = Account.objects.get(username=username)
    return found


def log_in(client: Any, person: str) -> Any:
    """Give a client the session of a person's account; made when there is none."""
    client.force_login(account(person, person=person))
    return client
