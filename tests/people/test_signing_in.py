"""Passwords, locks, sessions: what classified protection asks of a login (GB/T 22239-2019, 8.1.4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from tests.people.test_administration import PASSWORD, QUICK, Office, log_in, office
from youju.errors import YoujuError

__all__ = ["office"]

AT = datetime(2023, 11, 1, 1, tzinfo=UTC)
HERE = "192.0.2.1"


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("", False),
        ("a1-short", False),
        ("onlyletters", False),
        ("1234567890", False),
        ("aaaaaaaaa1", False),
        ("xx-Auditor-2023", False),
        ("old password 1", False),
        ("a long-enough 1", True),
        ("一段足够长的密码也可以用9", True),
        ("correct horse battery", True),
    ],
)
def test_passwords_that_are_easily_guessed_are_refused(password: str, good: bool) -> None:
    from youju.people import accounts

    try:
        accounts.check_suitable(password, username="auditor", old="old password 1")
    except YoujuError as error:
        assert not good, error.problems[0].message
        assert error.code == "P622"
    else:
        assert good


@pytest.fixture
def account(db: Any) -> Iterator[Any]:
    from youju.people import accounts
    from youju.people.models import Account

    with override_settings(PASSWORD_HASHERS=QUICK):
        once = accounts.create_account("auditor", actor="system", at=AT, kind="audit_admin")
        yield accounts.change_password(Account.objects.get(), once, PASSWORD, at=AT)


def sign_in(password: str, *, at: datetime, address: str = HERE, name: str = "auditor") -> str:
    """Try a password; gives the code with which it was refused, or ``ok``."""
    from youju.people import signing_in

    try:
        signing_in.sign_in(name, password, address=address, at=at)
    except YoujuError as error:
        return str(error.code)
    return "ok"


def test_each_further_failure_makes_the_wait_longer(account: Any) -> None:
    """Five failures are free; then 1, 2, 4 … 60 minutes, in which not even the right password helps."""
    at = AT
    for _ in range(5):
        assert sign_in("wrong", at=at) == "P620"
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        assert sign_in(PASSWORD, at=at + timedelta(minutes=minutes, seconds=-1)) == "P621"
        at += timedelta(minutes=minutes)
        assert sign_in("wrong", at=at) == "P620"
    assert sign_in(PASSWORD, at=at + timedelta(minutes=60)) == "ok"
    assert sign_in("wrong", at=at + timedelta(minutes=61)) == "P620"  # counted anew
    assert sign_in(PASSWORD, at=at + timedelta(minutes=61)) == "ok"


def test_failures_are_forgotten_after_a_day(account: Any) -> None:
    for _ in range(5):
        sign_in("wrong", at=AT)
    assert sign_in(PASSWORD, at=AT + timedelta(hours=24, seconds=1)) == "ok"


def test_one_address_cannot_try_many_names(account: Any) -> None:
    for number in range(50):
        assert sign_in("wrong", name=f"n{number}", at=AT) == "P620"
    assert sign_in(PASSWORD, at=AT) == "P621"
    assert sign_in(PASSWORD, at=AT, address="192.0.2.2") == "ok"


def test_an_address_asks_only_so_often(account: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a password is worked on, which is slow on purpose."""
    from youju.people import limits, signing_in

    monkeypatch.setattr(limits, "logins", limits.PerMinute())
    monkeypatch.setattr(limits, "LOGINS", 3)
    minute = AT.replace(second=0)
    assert [sign_in(PASSWORD, at=minute) for _ in range(5)] == ["ok", "ok", "ok", "P643", "P643"]
    assert sign_in(PASSWORD, at=minute, address="192.0.2.2") == "ok"
    assert sign_in(PASSWORD, at=minute + timedelta(minutes=1)) == "ok"
    monkeypatch.setattr(signing_in, "_matches", lambda *_: pytest.fail("it was worked on"))
    monkeypatch.setattr(limits, "LOGINS", 0)
    assert sign_in(PASSWORD, at=minute) == "P643"


def test_the_limit_counts_by_minute_and_forgets_the_oldest() -> None:
    from youju.people.limits import PerMinute, is_here

    counter = PerMinute()
    assert [counter.allows("a", 2, at=AT) for _ in range(3)] == [True, True, False]
    assert counter.allows("a", 2, at=AT + timedelta(minutes=1))
    for number in range(10_001):
        counter.allows(str(number), 1, at=AT)
    assert counter.allows("0", 1, at=AT), "forgotten, as more than ten thousand have asked since"
    assert not counter.allows("10000", 1, at=AT)
    assert is_here("127.0.0.1")
    assert is_here("::1")
    assert not is_here("10.0.0.1")
    assert not is_here("")


def test_an_unknown_name_gets_the_same_answer_after_the_same_work(account: Any) -> None:
    from youju.people import signing_in

    worked = []

    def counting(password: str, encoded: str) -> bool:
        worked.append(encoded)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing_in, "check_password", counting)
        assert sign_in("wrong", name="auditor", at=AT) == sign_in("wrong", name="nobody", at=AT) == "P620"
    assert len(worked) == 2


def test_a_session_ends_when_nobody_works(office: Office) -> None:
    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    client = office.browser("user")
    session = Session.objects.get(session_key=client.session.session_key)
    left = session.expire_date - timezone.now()
    assert (
        timedelta(minutes=59) < left <= timedelta(seconds=settings.SESSION_COOKIE_AGE) == timedelta(hours=1)
    )
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5))
    stored = client.session
    stored["seen"] = int(timezone.now().timestamp()) - 120
    stored.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5))
    assert client.get("/password/").status_code == 200  # who works stays
    session = Session.objects.get(session_key=client.session.session_key)
    assert session.expire_date - timezone.now() > timedelta(minutes=59)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/password/").headers["Location"].startswith("/login/")


def test_the_minutes_are_a_setting() -> None:
    import os
    import subprocess
    import sys

    code = "from youju.web import settings as s; print(s.SESSION_COOKIE_AGE, s.SESSION_COOKIE_SECURE)"
    environment = {**os.environ, "YOUJU_SESSION_MINUTES": "10", "YOUJU_HTTPS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["600", "True"]


def test_a_login_begins_a_new_session_and_a_logout_ends_it(office: Office) -> None:
    from django.contrib.sessions.models import Session

    client = Client(headers={"host": "localhost"})
    client.get("/login/")
    planted = client.session
    planted["planted"] = "1"
    planted.save()
    client.cookies["sessionid"] = planted.session_key or ""
    before = planted.session_key
    client.post("/login/", {"username": "user", "password": PASSWORD})
    assert client.session.session_key != before
    key = client.session.session_key
    assert Session.objects.filter(session_key=key).exists()
    client.post("/logout/")
    assert not Session.objects.filter(session_key__in=[key, before]).exists()


def test_a_changed_password_ends_the_other_sessions(office: Office) -> None:
    here, there = log_in("user", PASSWORD), log_in("user", PASSWORD)
    new = "another long 2"
    assert here.post("/password/", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert here.get("/password/").status_code == 200
    assert there.get("/password/").headers["Location"].startswith("/login/")


def test_a_first_password_opens_nothing_but_its_change(office: Office) -> None:
    from django.urls import get_resolver

    from tests.people.test_administration import routes
    from youju.people import accounts
    from youju.web import database

    database.take_role("job")
    once = accounts.reset_password("user", actor="system", at=datetime.now(UTC))
    database.take_role("application")
    client = log_in("user", once)
    assert client.answer.headers["Location"] == "/password/"
    free = ("/password/", "/logout/", "/static/", "/preferences/")
    for address in routes(get_resolver().url_patterns):
        if not address.startswith(free):
            assert client.get(address).headers.get("Location") == "/password/", address
    assert client.post("/preferences/", {"language": "en", "next": "/password/"}).status_code == 302
    assert "Change password" in client.get("/password/").text
    client.cookies.pop("django_language")
    client = log_in("nobody", "wrong")
    wanted = client.post("/login/", {"username": "user", "password": once, "next": "/ledgers/?a=1"})
    assert wanted.headers["Location"] == "/password/?next=%2Fledgers%2F%3Fa%3D1"
    same = client.post("/password/", {"old": once, "new": once, "again": once})
    assert same.status_code == 400
    assert client.post("/password/", {"old": once, "new": PASSWORD, "again": "x"}).status_code == 400
    own = {"old": once, "new": PASSWORD, "again": PASSWORD}
    assert client.post(wanted.headers["Location"], own).headers["Location"] == "/ledgers/?a=1"
    assert client.get("/second-factor/").status_code == 200
    assert log_in("user", once).answer.status_code == 403


def test_cookies_are_out_of_reach(office: Office) -> None:
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        client = Client(headers={"host": "localhost"})
        client.get("/login/")
        client.post("/login/", {"username": "user", "password": PASSWORD})
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["httponly"], name
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
    assert client.cookies["sessionid"]["max-age"] == ""  # gone with the browser


def test_nothing_is_sent_without_the_form_of_ours(office: Office) -> None:
    """Every address that takes something asks for the CSRF token; only the API does not know sessions."""
    from django.urls import get_resolver

    from tests.people.test_administration import routes

    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.force_login(office.accounts["user"])
    tried = 0
    for address in routes(get_resolver().url_patterns):
        answer = client.post(address, {"x": "1"})
        if address.startswith("/api/"):
            assert answer.status_code in (401, 403, 404, 405), address
        else:
            assert answer.status_code == 403, (address, answer.status_code)
            tried += 1
    assert tried > 40


def test_pages_load_and_run_only_what_is_ours(office: Office) -> None:
    pages = {
        "user": (
            *("/", "/ledgers/", "/search/?q=x", "/notices/", "/notices/settings/", "/figures/", "/check/"),
            *("/help/", "/password/", "/second-factor/", "/api/docs", "/none/"),
        ),
        "system_admin": ("/administration/organisations/", "/administration/accounts/"),
        "security_admin": tuple(
            f"/administration/{one}/" for one in ("roles", "tokens", "policies", "locks")
        ),
        "audit_admin": ("/administration/trail/",),
    }
    for who, addresses in pages.items():
        for address in addresses:
            answer = office.browser(who).get(address)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, address
            assert "unsafe" not in policy, address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            text = answer.text
            assert not re.search(r"<script(?![^>]*\ssrc=)", text), address
            assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", text), address
            assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text), address
