"""Every address of the platform, asked for by somebody of another organisation: nothing of theirs appears.

`ADDRESSES` says of every URL pattern what it is; a pattern that stands there no longer, or not yet, fails.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tests import logins, scopes
from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, county
from tests.scopes import OFFICER, Theirs
from youju.web import database

__all__ = ["county"]

THEIRS, LIST, OPEN, ADMIN = "theirs", "list", "open", "admin"

ADDRESSES: dict[str, str] = {
    # Named by something of theirs: 404, as if it did not exist.
    "records/<uuid:record>/": THEIRS,
    "records/<uuid:record>/act/<str:act>/": THEIRS,
    "records/<uuid:record>/amend/": THEIRS,
    "records/<uuid:record>/void/<int:seq>/": THEIRS,
    "records/<uuid:record>/link/": THEIRS,
    "records/<uuid:record>/unlink/<str:link>/<uuid:other>/": THEIRS,
    "records/<uuid:record>/merge/": THEIRS,
    "records/<uuid:record>/comments/": THEIRS,
    "records/<uuid:record>/people/": THEIRS,
    "records/<uuid:record>/reveal/": THEIRS,
    "records/<uuid:record>/files/<str:sha256>/": THEIRS,
    "records/<uuid:record>/files/<str:sha256>/preview/": THEIRS,
    "records/<uuid:record>/sheet.<str:kind>": THEIRS,
    "ledgers/<slug:name>/views/<int:view>/delete/": THEIRS,
    "ledgers/<slug:name>/import/<uuid:job>/": THEIRS,
    "ledgers/<slug:name>/import/<uuid:job>/check/": THEIRS,
    "ledgers/<slug:name>/import/<uuid:job>/confirm/": THEIRS,
    "ledgers/<slug:name>/import/<uuid:job>/discard/": THEIRS,
    "notices/<uuid:id_>/": THEIRS,
    "figures/<slug:address>/": THEIRS,
    "targets/<slug:plan>/<slug:name>/": THEIRS,
    "monitoring/alerts/<uuid:alert>/": THEIRS,
    "monitoring/rules/<slug:rule>/": LIST,
    "register/units/<uuid:unit>/": THEIRS,
    "reports/<uuid:report>/": THEIRS,
    "reports/<uuid:report>/edit/": THEIRS,
    "reports/<uuid:report>/comments/": THEIRS,
    "reports/<uuid:report>/review/": THEIRS,
    "reports/<uuid:report>/file.<str:kind>": THEIRS,
    "reports/<uuid:report>/charts/<slug:name>.png": THEIRS,
    "api/records/<id_>": THEIRS,
    "api/records/<id_>/acts/<act>": THEIRS,
    "api/records/<id_>/amendments": THEIRS,
    "api/records/<id_>/timeline": THEIRS,
    "api/records/<id_>/evidence": THEIRS,
    "api/records/<id_>/evidence/<sha256>": THEIRS,
    "api/observations/<address>": THEIRS,
    # Shows what the reader may see.
    "": LIST,
    "ledgers/": LIST,
    "ledgers/<slug:name>/": LIST,
    "ledgers/<slug:name>/export/": LIST,
    "ledgers/<slug:name>/bulk/": LIST,
    "ledgers/<slug:name>/columns/": LIST,
    "ledgers/<slug:name>/views/": LIST,
    "ledgers/<slug:name>/new/": LIST,
    "ledgers/<slug:name>/import/": LIST,
    "search/": LIST,
    "notices/": LIST,
    "notices/read/": LIST,
    "notices/settings/": LIST,
    "series/": LIST,
    "series/<slug:name>/": LIST,
    "series/<slug:name>.csv": LIST,
    "figures/": LIST,
    "targets/": LIST,
    "monitoring/": LIST,
    "monitoring/races/": LIST,
    "targets/scores/<slug:table>/": LIST,
    "targets/scores/<slug:table>.xlsx": LIST,
    "register/": LIST,
    "reports/": LIST,
    "reports/reported/": LIST,
    "register/review/": LIST,
    "register/deliveries/": LIST,
    "register/deliveries/new/": LIST,
    "register/deliveries/columns/": LIST,
    "register/deliveries/columns/reasons/": LIST,
    "register/deliveries/<uuid:delivery>/reasons/": LIST,
    "register/items/": LIST,
    "register/entries/": LIST,
    "register/missing/": LIST,
    "pick/<slug:kind>/": LIST,
    "api/ledgers": LIST,
    "api/ledgers/<name>": LIST,
    "api/ledgers/<name>/records": LIST,
    "api/evidence": LIST,
    "api/figures": LIST,
    "api/figures/<name>/observations": LIST,
    "api/organisations": LIST,
    # Says nothing about records.
    "login/": OPEN,
    "login/code/": OPEN,
    "login/oidc/": OPEN,
    "login/oidc/back/": OPEN,
    "login/cas/": OPEN,
    "logout/": OPEN,
    "password/": OPEN,
    "second-factor/": OPEN,
    "organisation/": OPEN,
    "static/ui/<str:name>": OPEN,
    "preferences/": OPEN,
    "ui/components/": OPEN,
    "check/": OPEN,
    "help/": OPEN,
    "api/openapi.json": OPEN,
    "api/docs": OPEN,
    "api/<path:address>": OPEN,
    "api/": OPEN,
    # Pages of the three administrators.
    "administration/organisations/": ADMIN,
    "administration/organisations/<str:code>/": ADMIN,
    "administration/accounts/": ADMIN,
    "administration/accounts/<str:username>/": ADMIN,
    "administration/roles/": ADMIN,
    "administration/locks/": ADMIN,
    "administration/locks/<str:username>/": ADMIN,
    "administration/tokens/": ADMIN,
    "administration/announcements/": ADMIN,
    "administration/policies/": ADMIN,
    "administration/trail/": ADMIN,
    "packs/": ADMIN,
    "packs/<str:name>/": ADMIN,
}


def patterns() -> list[str]:
    """Every URL pattern of the project, with its parameters."""
    from django.urls import URLResolver, get_resolver

    def walk(found: Any, before: str = "") -> Iterator[str]:
        for one in found:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            else:
                yield before + str(one.pattern)

    return list(dict.fromkeys(walk(get_resolver().url_patterns)))


def test_every_pattern_is_classified() -> None:
    found = set(patterns())
    assert len(found) > 60
    assert found == set(ADDRESSES), found ^ set(ADDRESSES)


class Browser:
    """Somebody who has logged in, and a token of the API in the same name."""

    def __init__(self, client: Client, token: str, theirs: Theirs) -> None:
        self.client, self.token, self.theirs = client, token, theirs

    def address(self, pattern: str, **parts: str) -> str:
        """An address of a pattern with what is theirs in its parameters."""
        theirs = self.theirs
        given = {
            "record": theirs.record,
            "id_": theirs.record,
            "other": theirs.other,
            "sha256": theirs.sha256,
            "act": "accept",
            "seq": 1,
            "link": "shared",
            "kind": "docx",
            "name": "findings",
            "view": theirs.view,
            "job": theirs.job,
            "address": theirs.observation,
            "unit": theirs.unit,
            "delivery": theirs.delivery,
            "report": theirs.report,
            "plan": "county_2023",
            "alert": theirs.alert,
            "rule": "findings",
            "table": "assessment",
            "code": "finance",
            "username": "zhang",
            **parts,
        }
        if "/charts/" in pattern:
            given["name"] = scopes.CHART.tag.removeprefix("chart:")
        if pattern == "notices/<uuid:id_>/":
            given["id_"] = theirs.notice
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given[found[1]]), pattern)

    def ask(self, method: str, address: str, given: Any = None, query: str = "") -> tuple[int, str]:
        """Status and everything that was answered, archives unpacked."""
        extra: dict[str, Any] = {}
        if address.startswith("/api/"):
            extra = {"headers": {"Authorization": f"Bearer {self.token}"}}
            if method == "POST" and not isinstance(given, dict | None):
                extra["content_type"] = "application/json"
        send = getattr(self.client, method.lower())
        if method == "POST":
            answer = send(f"{address}{query}", given or {}, **extra)
        else:
            answer = send(f"{address}{query}", **extra)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
        return answer.status_code, f"{headers}\n{unpacked(content)}"

    def shown(self, text: str, *, asked: str = "") -> list[str]:
        """What of theirs is in an answer, apart from what the question itself held."""
        return [
            word
            for word in self.theirs.words
            if word in text.replace("赤岩溪问题数", "") and word not in asked
        ]


def unpacked(content: bytes) -> str:
    """The text of an answer; that of all parts when it is a workbook or a document."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            return "\n".join(container.read(name).decode(errors="replace") for name in container.namelist())
    return content.decode(errors="replace")


@pytest.fixture
def theirs(county: Any, tmp_path: Path) -> Iterator[Theirs]:
    with override_settings(
        HOME=tmp_path,
        EVIDENCE_ROOT=tmp_path / "evidence",
        SNAPSHOT_ROOT=tmp_path / "snapshots",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        found = scopes.theirs(county)
        scopes.count(found, tmp_path / "snapshots")
        yield found


def browser(theirs: Theirs, person: str, organisation: str) -> Browser:
    """Somebody's browser and token, made by commands."""
    from youju.people.tokens import actions

    now = datetime.now(UTC)
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    logins.log_in(client, person)
    token = actions.issue(
        "另一系统", person=person, organisation=organisation,
        scopes=["read:*", "write:*", "figures"], until=timezone.localdate(now),
        by="account:x", at=now,
    )  # fmt: skip
    return Browser(client, token, theirs)


@pytest.fixture
def school(theirs: Theirs) -> Iterator[Browser]:
    """Somebody of the school, while the process answers under the role of the pages."""
    made = browser(theirs, SCHOOL.id, "school")
    database.take_role("application")
    try:
        yield made
    finally:
        database.take_role("job")


def of(kind: str) -> list[str]:
    """The patterns of a kind."""
    return [pattern for pattern, one in ADDRESSES.items() if one == kind]


BODIES = {
    "api/records/<id_>/acts/<act>": b"{}",
    "api/records/<id_>/amendments": b'{"values": {"title": "x"}, "reason": "x"}',
}


def test_what_is_theirs_does_not_exist(school: Browser) -> None:
    for pattern in of(THEIRS):
        address = school.address(pattern)
        body = BODIES.get(pattern, {"text": "x", "field": "reporter", "reason": "x", "do": "x"})
        answered = {}
        for method in ("GET", "POST", "HEAD"):
            given = body if method == "POST" else None
            status, text = school.ask(method, address, given)
            answered[method] = status
            assert status in (403, 404, 405), (method, address, status)
            assert not school.shown(text, asked=address), (method, address)
        assert {403, 404} & {answered["GET"], answered["POST"]}, address


def test_it_does_exist_for_the_owners(theirs: Theirs) -> None:
    """Or the test above would pass for addresses that nobody can open."""
    persons = ((FINANCE.id, "finance"), (AUDITOR.id, "audit"), (OFFICER.id, "county"))
    owners = [browser(theirs, *one) for one in persons]
    database.take_role("application")
    try:
        for pattern in of(THEIRS):
            address = owners[0].address(pattern)
            body = BODIES.get(pattern, {"text": "好", "do": "x"})
            found = {
                owner.ask(method, address, body if method == "POST" else None)[0]
                for owner in owners
                for method in ("GET", "POST")
            }
            assert found - {404, 405}, address
    finally:
        database.take_role("job")


ASKING = (
    *("ledgers/<slug:name>/", "ledgers/<slug:name>/export/", "search/", "pick/<slug:kind>/"),
    "api/ledgers/<name>/records",
)
"""Addresses whose query says what to show."""


def test_lists_show_nothing_of_theirs(school: Browser) -> None:
    theirs = school.theirs
    filters = [
        "",
        "?state=dispatched",
        "?org=finance",
        "?org=county",
        "?q=赤岩溪",
        "?q=审改",
        f"?q={theirs.number}",
        "?f.code=赤岩外码",
        "?sort=-opened",
        "?group=org",
        "?group=state",
        f"?view={theirs.view}",
        "?kind=csv",
        "?where=amount is null",
        f"?after={theirs.record}",
        "?as_of=2023-12-31",
    ]
    kinds = {"pick/<slug:kind>/": ("organisation", "division", "industry", "person")}
    for pattern in of(LIST):
        parts = [{"kind": one} for one in kinds.get(pattern, ("docx",))]
        names = ("findings", "feedback") if "<slug:name>" in pattern or "<name>" in pattern else ("findings",)
        for part in parts:
            for name in names:
                address = school.address(
                    pattern, name=name if "figures" not in pattern else "findings_all", **part
                )
                asking = name != "feedback" and pattern in ASKING
                for query in filters if asking else filters[:1]:
                    status, text = school.ask("GET", address, query=query)
                    assert status in (200, 302, 400, 403, 404, 405, 422), (address, query, status)
                    assert not school.shown(text, asked=query), (address, query)
    # Seen, so that the lists are not simply empty.
    assert str(theirs.own) in school.ask("GET", "/ledgers/findings/")[1]
    assert str(theirs.own) in school.ask("GET", "/api/ledgers/findings/records")[1]
    assert "学校的问题" in school.ask("GET", "/ledgers/findings/export/")[1]
    assert "学校的问题" in school.ask("GET", "/ledgers/findings/export/?kind=csv")[1]


def test_numbers_count_only_what_is_seen(school: Browser) -> None:
    import orjson

    from youju.ledger import catalogue, queries
    from youju.ledger.listing import counting
    from youju.ledger.listing.asking import Asked

    status, text = school.ask("GET", "/api/ledgers/findings/records")
    assert status == 200
    assert len(orjson.loads(text[text.index("{") :])["records"]) == 1
    from youju.people import tickets

    now = datetime.now(UTC)
    tickets.show(tickets.sign(at=now, actor=SCHOOL))
    rules = catalogue.current("findings")
    total = counting.total(SCHOOL, Asked(rules, timezone.localdate(now), timezone.localdate(now)))
    assert (total.count, total.exact) == (1, True)
    assert sum(queries.state_counts(SCHOOL, "findings").values()) == 1
    # Even where the service forgets to ask, as here, the database counts one.
    from youju.ledger.models import LedgerRecord

    assert LedgerRecord.objects.count() == 1


def test_sending_reaches_nothing_of_theirs(school: Browser) -> None:
    from youju.events.models import EventRow
    from youju.ledger.models import LedgerRecord

    theirs = school.theirs
    sent = [
        ("/ledgers/findings/bulk/", {"chosen": str(theirs.record), "act": "visit", "confirm": "1"}),
        ("/ledgers/findings/bulk/", {"all": "1", "query": "org=finance", "act": "visit", "confirm": "1"}),
        ("/notices/read/", {"notice": str(theirs.notice)}),
        ("/notices/read/", {}),
        ("/organisation/", {"organisation": "finance"}),
        ("/api/ledgers/findings/records", b'{"values": {"title": "x", "unit": "finance"}}'),
        (
            "/api/ledgers/feedback/records",
            b'{"values": {"title": "x"}, "parent": "%s"}' % str(theirs.other).encode(),
        ),
    ]
    database.take_role("job")
    before = (
        EventRow.objects.filter(kind="ledger").count(),
        list(LedgerRecord.objects.order_by("id").values()),
    )
    database.take_role("application")
    for address, given in sent:
        status, text = school.ask("POST", address, given)
        assert status < 500, (address, status, text[:500])
        asked = str(given) + (given.decode() if isinstance(given, bytes) else "")
        assert not school.shown(text, asked=asked), address
    database.take_role("job")
    after = (
        EventRow.objects.filter(kind="ledger").count(),
        list(LedgerRecord.objects.order_by("id").values()),
    )
    assert after == before
    from youju.notices.models import Notice

    assert Notice.objects.get(id=theirs.notice).read_at is None


def test_administrators_pages_are_closed_to_users(school: Browser) -> None:
    for pattern in of(ADMIN):
        address = school.address(pattern)
        for method in ("GET", "POST"):
            status, text = school.ask(method, address)
            assert status in (404, 405), (method, address, status)
            assert not school.shown(text, asked=address)


def test_what_says_nothing_about_records_does_not(school: Browser) -> None:
    for pattern in of(OPEN):
        if pattern in ("logout/",):
            continue
        address = school.address(pattern, address="nowhere", name="none.css")
        for method in ("GET", "POST"):
            status, text = school.ask(method, address)
            assert status < 500, (method, address, status)
            assert not school.shown(text, asked=address), (method, address)


def test_nobody_is_sent_to_the_login(theirs: Theirs) -> None:
    """Without a session and without a token."""
    nobody = Browser(Client(headers={"host": "localhost"}), "", theirs)
    database.take_role("application")
    try:
        for pattern in ADDRESSES:
            address = nobody.address(
                pattern, address="nowhere" if ADDRESSES[pattern] == OPEN else theirs.observation
            )
            for method in ("GET", "POST"):
                status, text = nobody.ask(method, address)
                assert not nobody.shown(text, asked=address + text.split("Location: ")[-1][:400]), address
                if ADDRESSES[pattern] != OPEN:
                    expected = (401, 405) if address.startswith("/api/") else (302,)
                    assert status in expected, (method, address, status)
    finally:
        database.take_role("job")


@pytest.mark.parametrize("kind", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_open_no_business_address(theirs: Theirs, kind: str) -> None:
    """Nor does their session open the API, which asks for tokens; and no token can be theirs."""
    from youju.errors import YoujuError
    from youju.people.tokens import actions

    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.force_login(logins.account(kind, kind=kind))
    admin = Browser(client, "", theirs)
    database.take_role("application")
    try:
        for pattern, what in ADDRESSES.items():
            if what not in (THEIRS, LIST):
                continue
            address = admin.address(pattern)
            for method in ("GET", "POST"):
                status, text = admin.ask(method, address)
                assert status in ((302,) if address == "/" else (404, 401, 405)), (method, address, status)
                assert not admin.shown(text, asked=address)
        assert admin.ask("POST", "/organisation/", {"organisation": "finance"})[0] == 404
    finally:
        database.take_role("job")
    now = datetime.now(UTC)
    given = {"scopes": ["read:*"], "until": timezone.localdate(now), "by": "x", "at": now}
    with pytest.raises(YoujuError) as raised:
        actions.issue("x", person=f"account:{kind}", organisation="finance", **given)
    assert raised.value.code == "P633"


def test_a_record_tells_figures_of_its_ledger_to_those_who_may_see_them(theirs: Theirs) -> None:
    """Counted last, as a whole, as at the date of the page; a figure tells how many records others have."""
    shown = {}
    for person in (AUDITOR.id, SCHOOL.id):
        client = Client(headers={"host": "localhost"})
        logins.log_in(client, person)
        shown[person] = client.get(f"/records/{theirs.own}/").text
        before = client.get(f"/records/{theirs.own}/", {"as_of": theirs.desk.today - timedelta(days=1)}).text
        assert "相关指标" not in before, "nothing was counted until then"
    assert "相关指标" in shown[AUDITOR.id]
    assert f"/figures/{theirs.observation}/" in shown[AUDITOR.id]
    assert "相关指标" not in shown[SCHOOL.id]
