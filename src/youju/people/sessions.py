"""Whose session it is. Django's own sessions, without the tables of its permissions, which nobody uses here.

A session ends when the password of its account changes or the account is disabled.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, login
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from youju.people.backends import Accounts
from youju.people.models import Account

BACKEND = f"{Accounts.__module__}.{Accounts.__name__}"


OUTSIDE = "came_from_outside"
"""Key of the session: an outside service said whose it is."""


def begin(request: Any, account: Account) -> None:
    """Begin the session of somebody who has shown everything that was asked for; its key is a new one."""
    login(request, account, backend=BACKEND)
    request.session[OUTSIDE] = account.outside


def must_change(request: Any, account: Account) -> bool:
    """Whether the one-time password must be changed first; it was not used by who came from outside."""
    return account.must_change and not request.session.get(OUTSIDE)


def landing(request: Any, account: Account, back: str) -> str:
    """Where somebody is led who has logged in: to where he wanted to go, once the password is his own."""
    if not must_change(request, account):
        return back
    query = "" if back == "/" else f"?{urlencode({'next': back})}"
    return reverse("password") + query


def renew(request: Any, account: Account) -> None:
    """Go on with this session after its account has got a new password; its others end."""
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()


def end(request: Any) -> None:
    """End the session, and forget what it held."""
    request.session.flush()


def account_of(request: Any) -> Account | None:
    """The account of the session of a request; None for nobody."""
    session = request.session
    if session.get(BACKEND_SESSION_KEY) != BACKEND:
        return None
    account = Accounts().get_user(int(session[SESSION_KEY]))
    expected = account.get_session_auth_hash() if account is not None else ""
    if account is not None and constant_time_compare(session.get(HASH_SESSION_KEY, ""), expected):
        return account
    end(request)
    return None
