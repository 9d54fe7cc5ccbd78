"""Taking in somebody whom an outside service has named."""

from __future__ import annotations

from datetime import datetime

from youju.errors import fail
from youju.people import auditing, signing_in
from youju.people.models import Account


def accept(name: str, *, way: str, address: str, at: datetime) -> Account:
    """The account of somebody who has logged in outside; the attempt is in the audit trail either way.

    Must run outside a transaction that would be rolled back with the refusal.

    Args:
        name: As the outside service gave it.
        way: ``oidc`` or ``cas``.
        address: Network address of the client.
        at: When.

    Raises:
        YoujuError: P642 when no user's account of that name may log in.
    """
    known = name.strip()[:64]
    account = Account.objects.filter(username=known, is_active=True, kind="user").first()
    if account is None:
        auditing.record("login_failed", actor=auditing.NOBODY, at=at, name=known, address=address, way=way)
        raise fail("P642", name=known)
    account.outside = True
    if not signing_in.awaits_code(account):
        signing_in.completed(account, address=address, at=at, way=way)
    return account


def refused(reason: str, *, way: str, address: str, at: datetime) -> None:
    """Write into the audit trail that an outside service's answer was not believed."""
    auditing.record(
        "login_failed", actor=auditing.NOBODY, at=at, address=address, way=way, reason=reason[:200]
    )
