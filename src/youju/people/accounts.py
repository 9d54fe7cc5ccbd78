"""Every change to accounts: making, disabling, passwords, unlocking. Each leaves an entry in the audit trail.

Does not belong here: roles (`actions.grant`), logging in (`signing_in`).
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_noop

from youju.errors import fail
from youju.people import auditing
from youju.people.models import Account, LoginFailure, Person

KINDS = {
    "user": gettext_noop("普通用户"),
    "system_admin": gettext_noop("系统管理员"),
    "security_admin": gettext_noop("安全管理员"),
    "audit_admin": gettext_noop("审计管理员"),
}
LEAST = 10
"""Characters that a password must have at least."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def one_time_password() -> str:
    """A password to give out once: four groups of four, easy to read out."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


@transaction.atomic
def create_account(
    username: str, *, actor: str, at: datetime, kind: str = "user", person: str | None = None
) -> str:
    """Make an account and give its one-time password, which is kept nowhere.

    Args:
        actor: Who makes it, as events name them.
        person: Whom a user's account belongs to; None for administrators.

    Raises:
        YoujuError: P603, P623, P625.
    """
    if kind not in KINDS or (kind == "user") != (person is not None):
        reason = "没有对应的人员" if kind == "user" else "的类别不能对应人员"
        raise fail("P625", username=username, reason=reason)
    if person is not None and not Person.objects.filter(id=person).exists():
        raise fail("P603", id=person)
    if Account.objects.filter(username=username).exists():
        raise fail("P623", username=username)
    if person is not None and Account.objects.filter(person_id=person).exists():
        raise fail("P625", username=username, reason="对应的人员已有账号")
    password = one_time_password()
    Account.objects.create(
        username=username,
        kind=kind,
        person_id=person,
        password=make_password(password),
        must_change=True,
        password_at=at,
        created_at=at,
    )
    auditing.record("account_created", actor=actor, at=at, subject=username, kind=kind, person=person)
    return password


@transaction.atomic
def reset_password(username: str, *, actor: str, at: datetime) -> str:
    """Give a new one-time password; the account's other sessions end with the old one.

    Raises:
        YoujuError: P624.
    """
    account = _locked(username)
    password = one_time_password()
    _set(account, password, must_change=True, at=at)
    LoginFailure.objects.filter(username=username).delete()
    auditing.record("password_reset", actor=actor, at=at, subject=username)
    return password


@transaction.atomic
def change_password(account: Account, old: str, new: str, *, at: datetime) -> Account:
    """Change one's own password.

    Raises:
        YoujuError: P620 when the old one is wrong, P622 for an unsuitable new one.
    """
    stored = _locked(account.username)
    if not check_password(old, stored.password):
        raise fail("P620")
    check_suitable(new, username=account.username, old=old)
    _set(stored, new, must_change=False, at=at)
    auditing.record("password_changed", actor=account.actor_id, at=at, subject=account.username)
    return stored


@transaction.atomic
def set_active(username: str, active: bool, *, actor: str, at: datetime) -> None:
    """Disable an account, or enable it again.

    Raises:
        YoujuError: P624.
    """
    account = _locked(username)
    if account.is_active != active:
        account.is_active = active
        account.save(update_fields=["is_active"])
        auditing.record("enabled" if active else "disabled", actor=actor, at=at, subject=username)


@transaction.atomic
def unlock(username: str, *, actor: str, at: datetime) -> None:
    """Forget the failed logins of an account.

    Raises:
        YoujuError: P624.
    """
    _locked(username)
    LoginFailure.objects.filter(username=username).delete()
    auditing.record("unlocked", actor=actor, at=at, subject=username)


def check_suitable(password: str, *, username: str, old: str = "") -> None:
    """Refuse a password that is easily guessed (GB/T 22239-2019, 8.1.4.1 a: complexity).

    Raises:
        YoujuError: P622.
    """
    classes = (str.isalpha, str.isdigit, lambda sign: not sign.isalnum())
    used = sum(any(test(sign) for sign in password) for test in classes)
    reason = (
        f"不足{LEAST}个字符"
        if len(password) < LEAST
        else "含有账号名"
        if username.lower() in password.lower()
        else "与原密码相同"
        if password == old
        else "字符种类太少"
        if used < 2 or len(set(password)) < 5
        else ""
    )
    if reason:
        raise fail("P622", reason=reason, least=LEAST)


def _locked(username: str) -> Account:
    found = Account.objects.select_for_update().filter(username=username).first()
    if found is None:
        raise fail("P624", username=username)
    return found


def _set(account: Account, password: str, *, must_change: bool, at: datetime) -> None:
    account.password = make_password(password)
    account.must_change = must_change
    account.password_at = at
    account.save(update_fields=["password", "must_change", "password_at"])
