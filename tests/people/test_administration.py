"""Three administrators: each in the own place only, none at any record, none able to act as another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

DAY = date(2023, 11, 1)
AT = datetime(2023, 11, 1, 1, tzinfo=UTC)
PASSWORD = "a long-enough 1"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
KINDS = ("system_admin", "security_admin", "audit_admin", "user")


class Office:
    """Four accounts and their browsers; the process serves pages under the application role."""

    def __init__(self) -> None:
        from youju.people import accounts, actions
        from youju.people.actors import Actor
        from youju.people.models import Account

        system = Actor.system()
        actions.save_organisation("county", name="县", actor=system, on=DAY, at=AT)
        actions.save_organisation("town", name="镇", parent="county", actor=system, on=DAY, at=AT)
        actions.save_person("wang", name="王一", actor=system, on=DAY, at=AT)
        actions.grant("wang", "town", "member", actor=system, on=DAY, at=AT)
        self.accounts = {}
        for kind in KINDS:
            person = "wang" if kind == "user" else None
            once = accounts.create_account(kind, actor="system", at=AT, kind=kind, person=person)
            account = Account.objects.get(username=kind)
            self.accounts[kind] = accounts.change_password(account, once, PASSWORD, at=AT)
        self.browsers: dict[str, Any] = {}

    def browser(self, kind: str) -> Any:
        """The browser in which somebody has logged in; without a CSRF check, as Django's client is."""
        if kind not in self.browsers:
            self.browsers[kind] = log_in(kind, PASSWORD)
        return self.browsers[kind]

    def post(self, who: str, address: str, /, **given: str) -> Any:
        """What an administrator sends."""
        return self.browser(who).post(f"/administration/{address}", given)


def log_in(username: str, password: str) -> Any:
    """A browser in which the login page was sent."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.answer = client.post("/login/", {"username": username, "password": password})  # type: ignore[attr-defined]
    return client


@pytest.fixture
def office(db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Made by the job role; from then on everything happens under the role of the pages."""
    from django.template import Template
    from django.test.utils import instrumented_test_render, override_settings

    from youju.web import database

    monkeypatch.setattr(Template, "_render", instrumented_test_render)  # answers tell what was on the page

    with override_settings(PASSWORD_HASHERS=QUICK):
        made = Office()
        database.take_role("application")
        try:
            yield made
        finally:
            database.take_role("job")


PLACES = {
    "organisations/": "system_admin",
    "organisations/town/": "system_admin",
    "accounts/": "system_admin",
    "announcements/": "system_admin",
    "roles/": "security_admin",
    "locks/": "security_admin",
    "tokens/": "security_admin",
    "policies/": "security_admin",
    "trail/": "audit_admin",
}
SENT = {"accounts/user/": "system_admin", "locks/user/": "security_admin"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_administrator_has_the_own_pages_only(office: Office, kind: str) -> None:
    for place, owner in PLACES.items():
        answer = office.browser(kind).get(f"/administration/{place}")
        assert answer.status_code == (200 if owner == kind else 404), (kind, place)
    for place, owner in SENT.items():
        answer = office.browser(kind).post(f"/administration/{place}", {"do": "nothing"})
        assert answer.status_code == (400 if owner == kind else 404), (kind, place)


def test_every_page_of_theirs_is_tried() -> None:
    from django.urls import URLResolver, get_resolver

    def walk(found: Any, before: str = "") -> Iterator[str]:
        for one in found:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            else:
                yield before + str(one.pattern)

    given = {"code": "town", "username": "user"}
    tried = set(PLACES) | set(SENT)
    pages = [one for one in walk(get_resolver().url_patterns) if one.startswith("administration/")]
    for address in pages:
        place = re.sub(r"<str:(\w+)>", lambda found: given[found[1]], address.removeprefix("administration/"))
        assert place in tried, f"no test says who may open {address}"
    assert len(pages) == len(tried)


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    """Every address of the platform, with something in the place of its parameters."""
    import re

    from django.urls import URLResolver

    for one in patterns:
        here = before + re.sub(r"<(?:(\w+):)?\w+>", _example, str(one.pattern))
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, here)
        else:
            yield f"/{here}"


def _example(found: Any) -> str:
    return {
        "uuid": "5d3a3c56-4f5e-5c0b-9a53-2f5b8d0f7c11",
        "int": "1",
    }.get(found[1] or "str", "something")


THEIRS = ("/login/", "/logout/", "/password/", "/second-factor/", "/preferences/", "/administration/")


@pytest.mark.parametrize("kind", KINDS[:3])
def test_no_administrator_opens_any_business_page(office: Office, kind: str) -> None:
    from django.urls import get_resolver

    found = [one for one in routes(get_resolver().url_patterns) if not one.startswith(THEIRS)]
    assert len(found) >= 5
    for address in found:
        answer = office.browser(kind).get(address)
        if address == "/":
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/administration/")
        elif address.startswith("/packs/") and kind == "system_admin":
            continue
        else:
            assert answer.status_code == 404, (kind, address)


def test_a_password_in_two_halves(office: Office) -> None:
    sent = {"username": "li", "kind": "user", "person": "li", "name": "李二"}
    answer = office.post("system_admin", "accounts/", **sent)
    first = answer.context["half"]["text"]
    assert first in answer.text
    assert answer.headers["Cache-Control"].count("no-store")
    assert log_in("li", first).answer.status_code == 403
    assert "li" in [
        one.username
        for one, _ in office.browser("security_admin").get("/administration/locks/").context["waiting"]
    ]
    second = office.post("security_admin", "locks/li/", do="complete").context["half"]["text"]
    for guess in (first, second, f"{second}-{first}"):
        assert log_in("li", guess).answer.status_code == 403
    client = log_in("li", f"{first}-{second}")
    assert client.answer.headers["Location"] == "/password/"
    assert client.get("/administration/accounts/").headers["Location"] == "/password/"
    other = log_in("li", f"{first}-{second}")
    own = {"old": f"{first}-{second}", "new": "Kuaile#2026-Youju", "again": "Kuaile#2026-Youju"}
    assert client.post("/password/", own).headers["Location"] == "/"
    assert client.get("/password/").status_code == 200, "the session in which it was changed goes on"
    assert other.get("/password/").headers["Location"].startswith("/login/"), "any other ends"
    again = office.post("security_admin", "locks/li/", do="complete")
    assert again.status_code == 409
    assert "没有等待发放" in again.text


def test_a_reset_ends_the_sessions_and_nobody_resets_himself(office: Office) -> None:
    user = office.browser("user")
    assert user.get("/password/").status_code == 200
    assert office.post("system_admin", "accounts/user/", do="reset").status_code == 200
    assert user.get("/password/").headers["Location"].startswith("/login/")
    own = office.post("system_admin", "accounts/system_admin/", do="reset")
    assert own.status_code == 409
    assert "本人的账号" in own.text


def test_disabled_and_enabled(office: Office) -> None:
    user = office.browser("user")
    office.post("system_admin", "accounts/user/", do="disable")
    assert user.get("/password/").headers["Location"].startswith("/login/")
    assert log_in("user", PASSWORD).answer.status_code == 403
    office.post("system_admin", "accounts/user/", do="enable")
    assert log_in("user", PASSWORD).answer.status_code == 302


def test_organisations_are_registered_changed_and_moved(office: Office) -> None:
    assert (
        office.post("system_admin", "organisations/", code="village", name="村", parent="town").status_code
        == 302
    )
    page = office.browser("system_admin").get("/administration/organisations/?under=town")
    assert [one.code for one, _ in page.context["rows"]] == ["village"]
    sent = {"name": "新村", "parent": "county"}
    assert office.post("system_admin", "organisations/village/", **sent).status_code == 302
    page = office.browser("system_admin").get("/administration/organisations/?q=新村")
    assert [one.path for one, _ in page.context["rows"]] == ["county/village/"]
    refused = office.post("system_admin", "organisations/county/", name="县", parent="village")
    assert refused.status_code == 400
    assert refused.context["given"]["parent"] == "village"
    assert office.browser("system_admin").get("/administration/organisations/none/").status_code == 404


def test_roles_are_given_and_taken(office: Office) -> None:
    sent = {"person": "wang", "organisation": "county", "role": "member"}
    assert office.post("security_admin", "roles/", **sent).status_code == 302
    page = office.browser("security_admin").get("/administration/roles/?q=wang")
    assert {one.organisation_id for one, _ in page.context["memberships"]} == {"county", "town"}
    assert office.post("security_admin", "roles/", do="revoke", **sent).status_code == 302
    refused = office.post("security_admin", "roles/", do="revoke", **sent)
    assert refused.status_code == 400
    assert "没有角色" in refused.text


def test_a_locked_account_is_unlocked(office: Office) -> None:
    for _ in range(5):
        assert log_in("user", "wrong").answer.status_code == 403
    assert log_in("user", PASSWORD).answer.status_code == 429
    page = office.browser("security_admin").get("/administration/locks/")
    assert [(one["username"], one["count"]) for one in page.context["locked"]] == [("user", 5)]
    office.post("security_admin", "locks/user/", do="unlock")
    assert log_in("user", PASSWORD).answer.status_code == 302


def test_kinds_of_organisations_are_told_in_words(office: Office) -> None:
    office.post("system_admin", "organisations/", code="hall", name="县政府", kind="government")
    office.post("system_admin", "organisations/", code="old", name="老单位", kind="自设")
    browser = office.browser("system_admin")
    page = browser.get("/administration/organisations/").text
    assert "<td>人民政府</td>" in page
    assert "<td>自设</td>" in page, "what was typed in earlier stays"
    assert 'value="自设" selected' in browser.get("/administration/organisations/old/").text
    trail = office.browser("audit_admin").get("/administration/trail/?type=organisation&who=hall").text
    assert "类别：人民政府" in trail


def test_the_trail_says_who_did_what(office: Office) -> None:
    log_in("user", "wrong")
    office.post("system_admin", "accounts/user/", do="disable")
    office.post("security_admin", "roles/", person="wang", organisation="county", role="member")
    page = office.browser("audit_admin").get("/administration/trail/")
    seen = {(one.type, one.actor, one.subject) for one, _, _ in page.context["entries"]}
    assert ("login_failed", "anonymous", "anonymous") in seen
    assert ("disabled", "account:system_admin", "user") in seen
    assert ("grant", "account:security_admin", "wang") in seen
    page = office.browser("audit_admin").get("/administration/trail/?type=disabled&who=user")
    assert [one.type for one, _, _ in page.context["entries"]] == ["disabled"]
    page = office.browser("audit_admin").get("/administration/trail/?who=user")
    assert "login_failed" in {one.type for one, _, _ in page.context["entries"]}, "by the name that was typed"
    page = office.browser("audit_admin").get("/administration/trail/?until=2001-01-01")
    assert not page.context["entries"]
    assert "不能识别" in office.browser("audit_admin").get("/administration/trail/?since=soon").text


def test_the_trail_has_pages(office: Office) -> None:
    for number in range(51):
        office.post("security_admin", "roles/", person="wang", organisation="county", role=f"r{number}")
    page = office.browser("audit_admin").get("/administration/trail/?type=grant")
    assert len(page.context["entries"]) == 50
    following = office.browser("audit_admin").get(f"/administration/trail/?{page.context['following']}")
    first = {one.position for one, _, _ in page.context["entries"]}
    rest = {one.position for one, _, _ in following.context["entries"]}
    assert not first & rest
    assert len(first | rest) == 52  # with the one that the town was given
    assert not following.context["following"]


def test_what_is_announced_reaches_everybody_and_the_trail(office: Office) -> None:
    given = {"title": "周五停机维护", "text": "自21时起。", "from_on": "2020-01-01", "until_on": "2199-12-31"}
    answer = office.post(
        "system_admin", "announcements/", do="announce", **given | {"until_on": "2019-01-01"}
    )
    assert answer.status_code == 400
    assert "公告的截止日期“2019-01-01”早于开始日期。" in answer.text
    assert 'value="周五停机维护"' in answer.text, "nothing typed is lost"
    for wrong in ({"title": " "}, {"text": "长" * 2001}, {"title": "长" * 61}, {"from_on": "今天"}):
        assert (
            office.post("system_admin", "announcements/", do="announce", **given | wrong).status_code == 400
        )
    assert "周五" not in office.browser("user").get("/").text
    assert office.post("system_admin", "announcements/", do="announce", **given).status_code == 302
    assert "周五停机维护" in office.browser("user").get("/").text
    page = office.browser("system_admin").get("/administration/announcements/")
    taken = {"do": "withdraw", "announcement": str(page.context["announcements"][0].id)}
    assert office.post("system_admin", "announcements/", **taken).status_code == 302
    assert office.post("system_admin", "announcements/", **taken).status_code == 404
    assert office.post("system_admin", "announcements/", do="withdraw", announcement="x").status_code == 404
    assert "周五" not in office.browser("user").get("/").text
    trail = office.browser("audit_admin").get("/administration/trail/").text
    assert "发布公告" in trail
    assert "撤下公告" in trail


def test_every_kind_of_entry_has_words() -> None:
    import ast
    from pathlib import Path

    import youju
    from youju.people.administration.words import TYPES

    used: set[str] = set()
    for path in Path(youju.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr == "record" and getattr(node.func.value, "id", "") == "auditing":
                parts = [node.args[0]]
                if isinstance(node.args[0], ast.IfExp):
                    parts = [node.args[0].body, node.args[0].orelse]
                used |= {one.value for one in parts if isinstance(one, ast.Constant)}
    assert len(used) >= 10
    assert used <= set(TYPES)


WRITES = {
    "INSERT INTO people_membership (person_id, organisation_id, role) VALUES ('wang', 'county', 'x')": {
        "security_admin"
    },
    "DELETE FROM people_membership": {"security_admin"},
    "INSERT INTO people_person (id, name, active) VALUES ('x', 'x', true)": {"system_admin"},
    "UPDATE people_person SET name = 'x'": {"system_admin"},
    "UPDATE people_organisation SET name = 'x'": {"system_admin"},
    "UPDATE people_account SET is_active = false WHERE username = 'audit_admin'": {
        "system_admin",
        "security_admin",
        "audit_admin",
    },
    "UPDATE people_account SET password = 'x' WHERE username = 'user'": {
        "system_admin",
        "security_admin",
        "user",
    },
    "UPDATE people_account SET kind = 'audit_admin', person_id = NULL WHERE username = 'user'": {
        "system_admin",
        "security_admin",
    },
    "INSERT INTO people_account (username, password, kind, is_active, must_change, password_at, created_at)"
    " VALUES ('x', 'x', 'audit_admin', true, false, now(), now())": {"system_admin"},
    "DELETE FROM people_account": set(),
}


@pytest.mark.parametrize("statement", WRITES)
@pytest.mark.parametrize("kind", [*KINDS, "nobody"])
def test_the_database_keeps_them_apart(office: Office, statement: str, kind: str, db: Any) -> None:
    from django.utils import timezone

    from youju.people import tickets

    account = office.accounts.get(kind)
    ticket = tickets.sign(at=timezone.now(), kind=kind, person=account.actor_id) if account else ""
    with psycopg.connect(db.conninfo("youju_app")) as connection:
        connection.execute("SELECT set_config('youju.ticket', %s, false)", [ticket])
        try:
            changed = connection.execute(statement).rowcount > 0
        except psycopg.errors.InsufficientPrivilege:
            changed = False
        connection.rollback()
    assert changed == (kind in WRITES[statement])


def test_events_of_the_trail_are_written_in_the_own_name(office: Office) -> None:
    from django.utils import timezone

    from youju.people import auditing, tickets

    account = office.accounts["user"]
    tickets.show(tickets.sign(at=timezone.now(), person=account.actor_id))
    auditing.record("export", actor="wang", at=timezone.now(), rows=1)
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError, match="row-level security"):
        auditing.record("export", actor="li", at=timezone.now(), rows=1)
    tickets.show("")
    with pytest.raises(ProgrammingError, match="row-level security"):
        auditing.record("disabled", actor="anonymous", at=timezone.now())


ROLES = {
    "pack.yaml": {
        "pack": "visits",
        "label": "走访",
        "version": "1.0.0",
        "roles": {"clerk": {"label": "经办人员"}},
    }
}


def test_the_roles_of_packs_are_offered(office: Office) -> None:
    from youju.definitions.load import from_canonical
    from youju.ledger.actions import install_pack
    from youju.people.actors import Actor
    from youju.web import database

    text = json.dumps({"format": 1, "files": ROLES}, ensure_ascii=False)
    database.take_role("job")
    install_pack(from_canonical(text), actor=Actor.system(), at=AT)
    database.take_role("application")
    page = office.browser("security_admin").get("/administration/roles/")
    assert dict(page.context["offered"]) == {"member": "成员（不担任具体角色）", "clerk": "经办人员（走访）"}
    assert '<option value="clerk">' in page.text


def test_the_policies_say_what_is_in_force(office: Office) -> None:
    from django.test.utils import override_settings

    with override_settings(CAS_ADDRESS="https://sso.example.cn/cas", SESSION_COOKIE_AGE=600):
        page = office.browser("security_admin").get("/administration/policies/")
    rules = {name: rule for name, rule, _ in page.context["rules"]}
    assert rules["外部登录"] == "CAS"
    assert rules["会话时限"].startswith("10分钟")
    assert rules["登录频率"] == "同一地址每分钟最多120次"
    assert rules["接口令牌"] == "最长366天，每分钟最多600次"
