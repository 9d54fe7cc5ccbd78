"""What administrators do to accounts beyond `youju.people.accounts`: passwords in two halves, second factors.

Whoever could hand out a whole password could log in with it. Therefore the system administrator gets the
first half and the security administrator the second, and only their owner ever holds both. The first half is
derived from the key of the installation, so that nothing of it is kept.
"""

from __future__ import annotations

import hmac
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from youju.errors import fail
from youju.people import accounts, auditing
from youju.people import actions as people
from youju.people.actors import Actor
from youju.people.models import Account, LoginFailure, SecondFactor

WAITING = "!half"
"""How the password of an account begins whose second half has not been given out; no password matches it."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_SIGNS = 8


@transaction.atomic
def open_account(
    username: str, *, kind: str, person: str | None, name: str, by: Account, on: date, at: datetime
) -> str:
    """Make an account, and the person where it does not exist yet; gives the first half of the password.

    Args:
        name: Name of the person; not used for administrators.
        by: The system administrator.

    Raises:
        YoujuError: P603 to P605, P623, P625.
    """
    if kind == "user" and person:
        people.save_person(person, name=name, actor=actor_of(by), on=on, at=at)
    accounts.create_account(username, actor=by.actor_id, at=at, kind=kind, person=person or None)
    return begin_reset(username, by=by, at=at)


@transaction.atomic
def begin_reset(username: str, *, by: Account, at: datetime) -> str:
    """Make the password of an account useless, and give the first half of a new one.

    Raises:
        YoujuError: P624, P627 for the own account.
    """
    account = _other(username, by)
    account.password = WAITING
    account.must_change = True
    account.password_at = at
    account.save(update_fields=["password", "must_change", "password_at"])
    auditing.record("password_first_half", actor=by.actor_id, at=at, subject=username)
    return _first_half(account)


@transaction.atomic
def complete_reset(username: str, *, by: Account, at: datetime) -> str:
    """Give the second half of a password whose first half was given out; both together open the account once.

    Raises:
        YoujuError: P624, P626 when nothing is waiting.
    """
    account = _other(username, by)
    if account.password != WAITING:
        raise fail("P626", username=username)
    second = accounts.one_time_password()[: _SIGNS + 1]
    account.password = make_password(f"{_first_half(account)}-{second}")
    account.save(update_fields=["password"])
    LoginFailure.objects.filter(username=username).delete()
    auditing.record("password_second_half", actor=by.actor_id, at=at, subject=username)
    return second


@transaction.atomic
def set_active(username: str, active: bool, *, by: Account, at: datetime) -> None:
    """Disable an account of somebody else, or enable it again.

    Raises:
        YoujuError: P624, P627.
    """
    _other(username, by)
    accounts.set_active(username, active, actor=by.actor_id, at=at)


@transaction.atomic
def remove_second_factor(username: str, *, by: Account, at: datetime) -> None:
    """Let somebody log in without the one-time codes of a telephone that is lost.

    Raises:
        YoujuError: P624, P627.
    """
    account = _other(username, by)
    gone, _ = SecondFactor.objects.filter(account=account).delete()
    if gone:
        auditing.record("second_factor_removed", actor=by.actor_id, at=at, subject=username)


def actor_of(account: Account) -> Actor:
    """An administrator as the one who changes organisations and roles; without any role of a pack."""
    return Actor(id=account.actor_id, name=accounts.KINDS[account.kind])


def _other(username: str, by: Account) -> Account:
    account = Account.objects.select_for_update().filter(username=username).first()
    if account is None:
        raise fail("P624", username=username)
    if account.pk == by.pk:
        raise fail("P627", username=username)
    return account


def _first_half(account: Account) -> str:
    text = f"first half:{account.username}:{account.password_at.timestamp()}"
    bits = hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256")
    signs = "".join(_ALPHABET[bit % len(_ALPHABET)] for bit in bits[:_SIGNS])
    return f"{signs[:4]}-{signs[4:]}"
