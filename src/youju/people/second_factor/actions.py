"""Setting a second factor up, checking its codes, giving it up again.

Every code works once: the time step of the last one is kept, and an older or equal one is refused
(RFC 6238, section 5.2). Wrong codes count as failed logins.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import segno
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction

from youju.errors import fail
from youju.people import auditing, signing_in
from youju.people.models import Account, LoginFailure, SecondFactor

ISSUER = "有据"
STEP = 30
"""Seconds that a code holds; those of the step before and after are taken too, for clocks that differ."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a telephone needs to know.

    Attributes:
        secret: For typing, base 32.
        picture: A QR code, as SVG.
    """

    secret: str
    picture: str


@transaction.atomic
def begin(account: Account, *, at: datetime) -> Setup:
    """Make a secret that counts once it is confirmed; asked again before that, the same one.

    Raises:
        YoujuError: P629, there is a confirmed one already.
    """
    known = SecondFactor.objects.select_for_update().filter(account=account).first()
    if known is not None and known.confirmed_at is not None:
        raise fail("P629")
    if known is None:
        sealed = _box().encrypt(pyotp.random_base32().encode()).decode()
        known = SecondFactor.objects.create(account=account, secret=sealed, created_at=at)
    secret = _open(known)
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)
    return Setup(secret, segno.make(uri, error="m").svg_inline(scale=5, dark="#000", light="#fff"))


@transaction.atomic
def confirm(account: Account, code: str, *, at: datetime) -> None:
    """Take the secret into use, since the telephone shows the right codes.

    Raises:
        YoujuError: P628 wrong code, P629 nothing to confirm.
    """
    factor = SecondFactor.objects.select_for_update().filter(account=account, confirmed_at=None).first()
    if factor is None:
        raise fail("P629")
    factor.last_step = _step_of(factor, code, at)
    factor.confirmed_at = at
    factor.save(update_fields=["last_step", "confirmed_at"])
    auditing.record("second_factor_added", actor=account.actor_id, at=at, subject=account.username)


def check(account: Account, code: str, *, address: str, at: datetime) -> None:
    """Take a code at the login; it does not work twice.

    Must run outside a transaction that would be rolled back with the refusal.

    Raises:
        YoujuError: P621 too many failures, P628 wrong code, P643.
    """
    signing_in.check_rate(address, at)
    signing_in.check_wait(account.username, address, at)
    try:
        with transaction.atomic():
            factor = SecondFactor.objects.select_for_update().get(account=account)
            factor.last_step = _step_of(factor, code, at)
            factor.save(update_fields=["last_step"])
    except Exception:
        LoginFailure.objects.create(username=account.username, address=address, at=at)
        auditing.record(
            "login_failed", actor=auditing.NOBODY, at=at, name=account.username, address=address, step=2
        )
        raise


@transaction.atomic
def remove(account: Account, password: str, *, at: datetime) -> None:
    """Give the own second factor up; asks for the password again.

    Raises:
        YoujuError: P620 wrong password.
    """
    if not check_password(password, account.password):
        raise fail("P620")
    gone, _ = SecondFactor.objects.filter(account=account).delete()
    if gone:
        auditing.record("second_factor_removed", actor=account.actor_id, at=at, subject=account.username)


def _step_of(factor: SecondFactor, code: str, at: datetime) -> int:
    """The time step to which a code belongs.

    Raises:
        YoujuError: P628.
    """
    totp = pyotp.TOTP(_open(factor))
    digits = "".join(code.split())
    for moment in (at, at - timedelta(seconds=STEP), at + timedelta(seconds=STEP)):
        step = int(moment.timestamp()) // STEP
        if step > factor.last_step and hmac.compare_digest(totp.at(moment).encode(), digits.encode()):
            return step
    raise fail("P628")


def _open(factor: SecondFactor) -> str:
    return _box().decrypt(factor.secret.encode()).decode()


def _box() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"youju second factor", "sha256")
    return Fernet(base64.urlsafe_b64encode(key))
