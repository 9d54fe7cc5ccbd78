"""One-time codes besides the password: set up by their owner, taken once, and guessing is slowed down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from tests.people.test_administration import PASSWORD, QUICK, log_in
from youju.errors import YoujuError

AT = datetime(2023, 11, 1, 1, tzinfo=UTC)
HERE = "192.0.2.1"


@pytest.fixture
def account(db: Any) -> Iterator[Any]:
    """An account without a second factor."""
    from django.test.utils import override_settings

    from youju.people import accounts
    from youju.people.models import Account

    with override_settings(PASSWORD_HASHERS=QUICK):
        once = accounts.create_account("auditor", actor="system", at=AT, kind="audit_admin")
        yield accounts.change_password(Account.objects.get(), once, PASSWORD, at=AT)


def add(account: Any, *, at: datetime = AT) -> pyotp.TOTP:
    """Set a second factor up, and give the telephone's side of it."""
    from youju.people.second_factor import actions

    totp = pyotp.TOTP(actions.begin(account, at=at).secret)
    actions.confirm(account, totp.at(at), at=at)
    return totp


def refused(code: str, act: Any, *args: Any, **kwargs: Any) -> None:
    """Check that something is refused with a code."""
    with pytest.raises(YoujuError) as raised:
        act(*args, **kwargs)
    assert raised.value.code == code


def test_a_code_works_once_and_soon(account: Any) -> None:
    from youju.people.second_factor import actions

    totp = add(account)
    later = AT + timedelta(minutes=5)
    code = totp.at(later)
    refused("P628", actions.check, account, code, address=HERE, at=later - timedelta(minutes=2))
    actions.check(account, f"{code[:3]} {code[3:]}", address=HERE, at=later)
    refused("P628", actions.check, account, code, address=HERE, at=later)
    refused("P628", actions.check, account, totp.at(later - timedelta(seconds=30)), address=HERE, at=later)
    actions.check(account, totp.at(later + timedelta(seconds=30)), address=HERE, at=later)


def test_the_secret_is_not_in_the_database(account: Any) -> None:
    from youju.people.models import SecondFactor
    from youju.people.second_factor import actions

    setup = actions.begin(account, at=AT)
    assert setup.secret == actions.begin(account, at=AT).secret
    assert setup.secret not in SecondFactor.objects.get().secret
    assert setup.picture.startswith("<svg")
    refused("P628", actions.confirm, account, "000000", at=AT)
    actions.confirm(account, pyotp.TOTP(setup.secret).at(AT), at=AT)
    refused("P629", actions.begin, account, at=AT)
    refused("P629", actions.confirm, account, "000000", at=AT)


def test_guessing_is_slowed_down_whoever_knows_the_password(account: Any) -> None:
    from youju.people import signing_in
    from youju.people.second_factor import actions

    add(account)
    for second in range(5):
        at = AT + timedelta(minutes=2, seconds=second)
        signing_in.sign_in("auditor", PASSWORD, address=HERE, at=at)  # which forgets no failure
        refused("P628", actions.check, account, "000000", address=HERE, at=at)
    refused("P621", actions.check, account, "000000", address=HERE, at=AT + timedelta(minutes=2, seconds=9))


def test_only_the_owner_gives_it_up(account: Any) -> None:
    from youju.people import signing_in
    from youju.people.second_factor import actions

    add(account)
    refused("P620", actions.remove, account, "wrong", at=AT)
    assert signing_in.awaits_code(account)
    actions.remove(account, PASSWORD, at=AT)
    assert not signing_in.awaits_code(account)


def test_the_pages_ask_for_the_code(account: Any) -> None:
    client = log_in("auditor", PASSWORD)
    page = client.get("/second-factor/")
    secret = page.text.split("密钥：<code>")[1].split("<")[0]
    assert client.post("/second-factor/", {"do": "confirm", "code": "1"}).status_code == 403
    now = datetime.now(UTC)
    code = pyotp.TOTP(secret).at(now)
    assert "已启用" in client.post("/second-factor/", {"do": "confirm", "code": code}).text
    fresh = log_in("auditor", PASSWORD)
    assert fresh.answer.headers["Location"] == "/login/code/"
    assert fresh.get("/administration/trail/").headers["Location"].startswith("/login/")
    assert fresh.post("/login/code/", {"code": code}).status_code == 403  # it was taken already
    code = pyotp.TOTP(secret).at(now + timedelta(seconds=30))
    assert fresh.post("/login/code/", {"code": code}).headers["Location"] == "/"
    assert fresh.get("/administration/trail/").status_code == 200
    assert client.post("/second-factor/", {"do": "remove", "password": PASSWORD}).status_code == 302
    assert log_in("auditor", PASSWORD).answer.headers["Location"] == "/"


def test_nobody_comes_to_the_second_page_first(db: Any) -> None:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    assert client.post("/login/code/", {"code": "000000"}).headers["Location"] == "/login/"
