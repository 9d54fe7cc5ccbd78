"""Logging in by OpenID Connect, CAS and a directory: who is named outside must be known here, as a user."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.test import Client, override_settings
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.people.test_administration import Office, log_in, office

__all__ = ["office"]

Answer = Callable[[str, dict[str, str]], tuple[int, str, str]]
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A service on this machine; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, body: str) -> None:
            parts = urlsplit(self.path)
            given = {name: values[0] for name, values in parse_qs(body or parts.query).items()}
            status, kind, text = answer(parts.path, given)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Provider:
    """A service of OpenID Connect, which says what a test wants it to say.

    Attributes:
        changes: Claims that differ from the right ones; None leaves one out.
        asked: What was last sent for a token.
    """

    def __init__(self) -> None:
        self.address = ""
        self.issuer: str | None = None
        self.nonce = ""
        self.challenge = ""
        self.changes: dict[str, Any] = {}
        self.key = KEY
        self.algorithm = "RS256"
        self.token_status = 200
        self.asked: dict[str, str] = {}

    def __call__(self, path: str, given: dict[str, str]) -> tuple[int, str, str]:
        found: Any = {}
        if path == "/.well-known/openid-configuration":
            found = {
                "issuer": self.issuer or self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
            }
        elif path == "/keys":
            found = {"keys": [KEY.as_dict(private=False)]}
        elif path == "/token":
            self.asked = given
            right = create_s256_code_challenge(given["code_verifier"]) == self.challenge
            found = {"id_token": self._token(), "token_type": "Bearer", "access_token": "x"}
            if not right or self.token_status != 200:
                return 400, "application/json", '{"error": "invalid_grant"}'
        return 200, "application/json", json.dumps(found)

    def _token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": "1",
            "aud": "youju",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "preferred_username": "user",
        } | self.changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, kept, self.key)


@pytest.fixture
def provider(office: Office) -> Iterator[Provider]:
    made = Provider()
    with (
        serving(made) as made.address,
        override_settings(
            OIDC_ISSUER=made.address,
            OIDC_CLIENT="youju",
            OIDC_SECRET="secret",
            PUBLIC_ADDRESS="http://localhost",
        ),
    ):
        yield made


def go(provider: Provider, *, back: str = "/password/", code: str = "abc", state: str | None = None) -> Any:
    """A browser that goes to the service and comes back; its last answer is in ``answer``."""
    client = Client(headers={"host": "localhost"})
    sent = client.get("/login/oidc/", {"next": back})
    assert sent.status_code == 302, sent.text
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["Location"]).query).items()}
    assert sent.headers["Location"].startswith(f"{provider.address}/authorize?")
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://localhost/login/oidc/back/"
    provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
    client.answer = client.get(  # type: ignore[attr-defined]
        "/login/oidc/back/", {"code": code, "state": asked["state"] if state is None else state}
    )
    return client


def trail(type_: str) -> list[dict[str, Any]]:
    """What the audit trail holds of a type."""
    from youju.events.models import EventRow
    from youju.web import database

    database.take_role("job")
    try:
        found = EventRow.objects.filter(kind="audit", type=type_).order_by("position")
        return [{"actor": one.actor, **one.payload} for one in found]
    finally:
        database.take_role("application")


def test_the_login_page_offers_what_is_set(provider: Provider) -> None:
    page = Client(headers={"host": "localhost"}).get("/login/?next=/figures/").text
    assert "/login/oidc/?next=/figures/" in page
    assert "/login/cas/" not in page
    with override_settings(OIDC_ISSUER="", CAS_ADDRESS=""):
        client = Client(headers={"host": "localhost"})
        assert "/login/oidc/" not in client.get("/login/").text
        assert client.get("/login/oidc/").status_code == 404
        assert client.get("/login/cas/").status_code == 404


def test_openid_connect_logs_a_user_in(provider: Provider) -> None:
    client = go(provider)
    assert client.answer.status_code == 302
    assert client.answer.headers["Location"] == "/password/"
    assert client.get("/password/").status_code == 200
    assert provider.asked["client_secret"] == "secret"
    (entry,) = [one for one in trail("login") if one.get("way") == "oidc"]
    assert (entry["actor"], entry["subject"]) == ("wang", "user")


def test_it_leads_nowhere_else(provider: Provider) -> None:
    assert go(provider, back="https://evil.example/").answer.headers["Location"] == "/"


WRONG: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "for another application": {"aud": "other"},
    "expired": {"exp": 1},
    "no expiry": {"exp": None},
    "issued in the future": {"iat": int(time.time()) + 3600, "nbf": int(time.time()) + 3600},
    "no name": {"preferred_username": None},
    "name is no text": {"preferred_username": ["user"]},
}


@pytest.mark.parametrize("kind", WRONG)
def test_tokens_that_are_not_right(provider: Provider, kind: str) -> None:
    provider.changes = WRONG[kind]
    client = go(provider)
    assert client.answer.status_code == 403
    assert "P640" in client.answer.text or "统一认证的答复" in client.answer.text
    assert client.get("/password/").headers["Location"].startswith("/login/")
    assert trail("login_failed")[-1]["way"] == "oidc"


def test_tokens_signed_otherwise(provider: Provider) -> None:
    provider.key = OTHER_KEY
    assert go(provider).answer.status_code == 403
    provider.key, provider.algorithm = KEY, "none"
    from joserfc.errors import UnsupportedAlgorithmError

    with pytest.raises(UnsupportedAlgorithmError):
        jwt.encode({"alg": "none"}, {}, KEY)  # this library makes none; so by hand
    import base64

    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    provider._token = lambda: f"{part({'alg': 'none'})}.{part({'sub': '1'})}."  # type: ignore[method-assign]
    assert go(provider).answer.status_code == 403
    provider._token = lambda: "not.a.token"  # type: ignore[method-assign]
    assert go(provider).answer.status_code == 403


def test_answers_that_nobody_asked_for(provider: Provider) -> None:
    assert go(provider, state="guess").answer.status_code == 403
    assert go(provider, code="").answer.status_code == 403
    client = go(provider)
    again = client.get("/login/oidc/back/", {"code": "abc", "state": "x"})
    assert again.status_code == 403
    fresh = Client(headers={"host": "localhost"})
    assert fresh.get("/login/oidc/back/", {"code": "abc", "state": ""}).status_code == 403


def test_a_service_that_does_not_answer(provider: Provider) -> None:
    provider.token_status = 500
    assert go(provider).answer.status_code == 503
    provider.issuer = "https://evil.example"
    client = Client(headers={"host": "localhost"})
    assert client.get("/login/oidc/").status_code == 503
    for address in ("http://127.0.0.1:9", "http://sso.example.cn"):  # nobody listens; not encrypted
        with override_settings(OIDC_ISSUER=address):
            answer = client.get("/login/oidc/")
        assert answer.status_code == 503
        assert "统一认证没有正常答复" in answer.text


@pytest.mark.parametrize("name", ["nobody", "system_admin", "security_admin", "audit_admin", "", " "])
def test_only_users_who_are_known_here(provider: Provider, name: str) -> None:
    """No right comes from outside, and no administrator either."""
    provider.changes = {"preferred_username": name or "x"}
    client = go(provider)
    assert client.answer.status_code == 403
    assert client.get("/password/").headers["Location"].startswith("/login/")
    assert len(trail("login_failed")) == 1


def test_disabled_accounts_stay_out(provider: Provider, office: Office) -> None:
    office.post("system_admin", "accounts/user/", do="disable")
    assert go(provider).answer.status_code == 403


def test_the_second_factor_is_still_asked_for(provider: Provider, office: Office) -> None:
    import pyotp

    from youju.people.second_factor import actions
    from youju.web import database

    database.take_role("job")
    now = datetime.now(UTC)
    account = office.accounts["user"]
    totp = pyotp.TOTP(actions.begin(account, at=now).secret)
    actions.confirm(account, totp.at(now), at=now)
    database.take_role("application")
    client = go(provider)
    assert client.answer.headers["Location"] == "/login/code/"
    assert client.get("/password/").headers["Location"].startswith("/login/")
    code = totp.at(int(now.timestamp()) + 30)
    assert client.post("/login/code/", {"code": code}).headers["Location"] == "/password/"


def test_who_comes_from_outside_need_not_change_a_password_never_used(
    provider: Provider, office: Office
) -> None:
    office.post("system_admin", "accounts/user/", do="reset")  # the account now waits for the second half
    client = go(provider, back="/second-factor/")
    assert client.answer.headers["Location"] == "/second-factor/"
    assert client.get("/second-factor/").status_code == 200


SUCCESS = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>'
    "<cas:user>{user}</cas:user></cas:authenticationSuccess></cas:serviceResponse>"
)
FAILURE = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">'
    '<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure></cas:serviceResponse>'
)
BOMB = '<!DOCTYPE x [<!ENTITY a "user">]><x>&a;</x>'


class Single:
    """A service of CAS."""

    def __init__(self) -> None:
        self.user = "user"
        self.text = ""
        self.service = ""

    def __call__(self, path: str, given: dict[str, str]) -> tuple[int, str, str]:
        right = (
            path == "/cas/serviceValidate"
            and given.get("ticket") == "ST-1"
            and given["service"] == self.service
        )
        text = self.text or (SUCCESS.format(user=self.user) if right else FAILURE)
        return 200, "text/xml", text


def enter(service: Single, address: str, ticket: str = "ST-1", state: str = "") -> Any:
    """A browser that goes to CAS and comes back."""
    client = Client(headers={"host": "localhost"})
    sent = client.get("/login/cas/", {"next": "/second-factor/"})
    assert sent.headers["Location"].startswith(f"{address}/cas/login?service=")
    service.service = parse_qs(urlsplit(sent.headers["Location"]).query)["service"][0]
    given = parse_qs(urlsplit(service.service).query)["state"][0]
    client.answer = client.get("/login/cas/", {"ticket": ticket, "state": state or given})  # type: ignore[attr-defined]
    return client


def test_cas(office: Office) -> None:
    service = Single()
    with (
        serving(service) as address,
        override_settings(CAS_ADDRESS=f"{address}/cas", PUBLIC_ADDRESS="http://localhost"),
    ):
        client = enter(service, address)
        assert client.answer.headers["Location"] == "/second-factor/"
        assert client.get("/second-factor/").status_code == 200
        assert [one["way"] for one in trail("login") if "way" in one] == ["cas"]
        assert enter(service, address, ticket="ST-2").answer.status_code == 403
        assert enter(service, address, state="guess").answer.status_code == 403
        fresh = Client(headers={"host": "localhost"})
        assert fresh.get("/login/cas/", {"ticket": "ST-1", "state": ""}).status_code == 403
        service.user = "nobody"
        assert enter(service, address).answer.status_code == 403
        for text in (BOMB, "no xml", "<a/>"):
            service.text = text
            assert enter(service, address).answer.status_code == 403
    with override_settings(CAS_ADDRESS="http://sso.example.cn/cas"):
        assert Client(headers={"host": "localhost"}).get("/login/cas/").status_code == 503


@pytest.fixture
def directory(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A directory in which `user` and `system_admin` have passwords; gives the names that were bound."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import ldap3

        from youju.people.outside import directory as asked

    bound: list[str] = []
    people = "ou=people,dc=example,dc=cn"

    def connect(user: str, password: str) -> Any:
        bound.append(user)
        made = ldap3.Connection(
            ldap3.Server("mock", get_info=ldap3.NONE),
            user=user, password=password, client_strategy=ldap3.MOCK_SYNC,
        )  # fmt: skip
        for name in ("user", "system_admin", "unknown"):
            entry = {"userPassword": "in the directory", "sn": name, "objectClass": "person"}
            made.strategy.add_entry(f"uid={name},{people}", entry)
        return made

    monkeypatch.setattr(asked, "connect", connect)
    with override_settings(LDAP_ADDRESS="ldaps://ldap.example.cn", LDAP_NAME=f"uid={{name}},{people}"):
        yield bound


def test_a_directory_knows_the_passwords_of_users(directory: list[str]) -> None:
    from tests.people.test_administration import PASSWORD

    client = log_in("user", "in the directory")
    assert client.answer.headers["Location"] == "/"
    assert [one["way"] for one in trail("login") if "way" in one] == ["ldap"]
    assert log_in("user", "wrong").answer.status_code == 403
    assert log_in("user", "").answer.status_code == 403
    assert log_in("unknown", "in the directory").answer.status_code == 403  # no account here
    before = len(directory)
    assert log_in("system_admin", "in the directory").answer.status_code == 403
    assert log_in("user", PASSWORD).answer.headers["Location"] == "/"  # the own password still works
    assert len(directory) == before, "passwords of administrators do not leave the house"


def test_names_are_escaped_before_the_directory_is_asked(directory: list[str]) -> None:
    assert log_in("user,ou=people+x=1", "in the directory").answer.status_code == 403
    assert directory[-1] == r"uid=user\,ou\=people\+x\=1,ou=people,dc=example,dc=cn"


def test_failures_at_the_directory_count(directory: list[str]) -> None:
    for _ in range(5):
        assert log_in("user", "wrong").answer.status_code == 403
    before = len(directory)
    assert log_in("user", "in the directory").answer.status_code == 429
    assert len(directory) == before


def test_a_directory_that_does_not_answer(office: Office) -> None:
    for address in ("ldap://127.0.0.1:9", "ldap://ldap.example.cn"):
        with override_settings(LDAP_ADDRESS=address, LDAP_NAME="uid={name}"):
            answer = log_in("user", "in the directory").answer
            assert answer.status_code == 503
            assert "统一认证没有正常答复" in answer.text
            assert log_in("user", "a long-enough 1").answer.status_code == 302
