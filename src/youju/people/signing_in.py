"""Logging in with a password: failures are counted, and each further one makes the wait longer.

The failures are kept in the database, so that several processes count together. An unknown name takes as
long and gets the same answer as a wrong password, so that nobody learns which accounts exist.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Count, Max

from youju.errors import fail
from youju.people import auditing, limits
from youju.people.models import Account, LoginFailure, SecondFactor
from youju.people.outside import directory

FREE = 5
"""Failures of one name before the first wait; then the wait doubles from one minute to an hour."""
LONGEST = 60
"""Minutes of the longest wait."""
FROM_ONE_ADDRESS = 50
"""Failures from one address within `WINDOW`, whatever the names, before it must wait."""
WINDOW = timedelta(hours=24)

_nobody = ""


def sign_in(username: str, password: str, *, address: str, at: datetime) -> Account:
    """The account of somebody who gave the right password; the attempt is in the audit trail either way.

    Must run outside a transaction that would be rolled back with the refusal.

    Args:
        address: Network address of the client.
        at: When; aware.

    Raises:
        YoujuError: P620 wrong name or password, P621 too many failures, P641 where the directory that knows
            the passwords does not answer, P643 too many attempts within a minute.
    """
    check_rate(address, at)
    name = username.strip()[:64]
    try:
        check_wait(name, address, at)
    except Exception:
        auditing.record("login_refused", actor=auditing.NOBODY, at=at, name=name, address=address)
        raise
    account = Account.objects.filter(username=name, is_active=True).first()
    matches = _matches(account, password)
    if not matches and directory.is_used() and (account is None or account.kind == "user"):
        # Asked for unknown names too, so that the time tells nothing.
        matches = directory.accepts(name, password)
        if account is not None:
            account.outside = matches
    if not matches or account is None:
        LoginFailure.objects.create(username=name, address=address, at=at)
        auditing.record("login_failed", actor=auditing.NOBODY, at=at, name=name, address=address)
        raise fail("P620")
    if not awaits_code(account):
        completed(account, address=address, at=at, way="ldap" if account.outside else "")
    return account


def awaits_code(account: Account) -> bool:
    """Whether the account logs in with a one-time code besides the password (`second_factor`)."""
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists()


def completed(account: Account, *, address: str, at: datetime, way: str = "") -> None:
    """Somebody has shown everything that was asked for: the failures before are forgotten.

    Args:
        way: ``oidc``, ``cas`` or ``ldap`` where an outside service said who it is.
    """
    LoginFailure.objects.filter(username=account.username).delete()
    facts = {"address": address} | ({"way": way} if way else {})
    auditing.record("login", actor=account.actor_id, at=at, subject=account.username, **facts)


def _matches(account: Account | None, password: str) -> bool:
    """Whether the password is right; as slow for a name that does not exist."""
    global _nobody  # noqa: PLW0603 - made once, because making it is slow on purpose
    if account is None:
        _nobody = _nobody or make_password("nobody")
        check_password(password, _nobody)
        return False
    return check_password(password, account.password)


def check_rate(address: str, at: datetime) -> None:
    """Refuse an address that asks too often, before a password is worked on or an outside service is asked.

    This machine itself is let through: a proxy that stands here says for whom it asks, and then that counts.

    Raises:
        YoujuError: P643.
    """
    if not limits.is_here(address) and not limits.logins.allows(address, limits.LOGINS, at=at):
        raise fail("P643", limit=limits.LOGINS)


def check_wait(name: str, address: str, at: datetime) -> None:
    """Refuse an attempt that comes too soon after too many failures.

    Raises:
        YoujuError: P621.
    """
    recent = LoginFailure.objects.filter(at__gt=at - WINDOW)
    for found, free in (
        (recent.filter(username=name), FREE),
        (recent.filter(address=address), FROM_ONE_ADDRESS),
    ):
        seen = found.aggregate(count=Count("id"), last=Max("at"))
        if seen["count"] < free:
            continue
        wait = timedelta(minutes=min(LONGEST, 2 ** (seen["count"] - free)))
        left = seen["last"] + wait - at
        if left > timedelta(0):
            minutes = math.ceil(left / timedelta(minutes=1))
            raise fail("P621", count=seen["count"], minutes=minutes)
