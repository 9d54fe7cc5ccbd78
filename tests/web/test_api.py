"""The API as another system uses it: a token and its end, and records from their opening to their history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from django.test import Client, override_settings

from tests import logins, scopes
from tests.ledger.conftest import AUDITOR, FINANCE, county
from tests.scopes import Theirs
from youju.web import database

__all__ = ["county"]

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class System:
    """Another system with its token."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, status: int = 200, **query: str) -> Any:
        """What is answered to a question."""
        answer = self.client.get(f"/api/{path}", query, headers=self.headers)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def post(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        """What is answered to something sent."""
        answer = self.client.post(
            f"/api/{path}", body, content_type="application/json", headers={**self.headers, **headers}
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


def browser() -> Client:
    """The browser of the auditor, who has logged in."""
    database.take_role("job")
    try:
        return cast("Client", logins.log_in(Client(headers={"host": "localhost"}), AUDITOR.id))
    finally:
        database.take_role("application")


def code(answer: Any) -> list[str]:
    """Codes of what is wrong; every problem says how to mend it."""
    assert all(one["message"] and one["mend"] for one in answer["problems"])
    return [one["code"] for one in answer["problems"]]


@pytest.fixture
def theirs(county: Any, tmp_path: Path) -> Iterator[Theirs]:
    with override_settings(
        HOME=tmp_path,
        EVIDENCE_ROOT=tmp_path / "evidence",
        SNAPSHOT_ROOT=tmp_path / "snapshots",
        PASSWORD_HASHERS=QUICK,
    ):
        found = scopes.theirs(county)
        database.take_role("application")
        try:
            yield found
        finally:
            database.take_role("job")


def issued(
    *held: str, person: str = AUDITOR.id, organisation: str = "audit", at: datetime | None = None
) -> str:
    """A token, issued by a command."""
    from youju.people.tokens import actions

    now = at or datetime.now(UTC)
    database.take_role("job")
    try:
        return actions.issue(
            "乡镇平台", person=person, organisation=organisation, scopes=list(held),
            until=now.date() + timedelta(days=1), by="account:x", at=now,
        )  # fmt: skip
    finally:
        database.take_role("application")


def test_a_record_from_its_opening_to_its_history(theirs: Theirs) -> None:
    auditor = System(issued("read:*", "write:findings"))
    values = {"title": "库存不符", "unit": "finance", "amount": "12.50"}
    opened = auditor.post("ledgers/findings/records", {"values": values}, 201)
    assert opened["state_label"] == "已交办"
    assert opened["values"]["amount"] == "12.5"
    unit = System(issued("read:findings", "write:findings", person=FINANCE.id, organisation="finance"))
    path = f"records/{opened['id']}"
    done = unit.post(f"{path}/acts/accept", {"expected": opened["seq"]})
    assert (done["state"], done["seq"]) == ("rectifying", opened["seq"] + 1)
    assert code(unit.post(f"{path}/acts/visit", {"expected": opened["seq"]}, 409)) == ["K723"]
    file = unit.client.post("/api/evidence", {"file": _file()}, headers=unit.headers)
    assert file.status_code == 201
    sent = unit.post(f"{path}/acts/submit", {"values": {"returned": "12.5"}, "evidence": [file.json()]})
    assert sent["state"] == "submitted"
    amended = auditor.post(f"{path}/amendments", {"values": {"title": "库存账实不符"}, "reason": "写错"})
    assert amended["values"]["title"] == "库存账实不符"
    history = unit.get(f"{path}/timeline")
    assert [one["act"] for one in history][:3] == [None, "accept", "submit"]
    assert [one["actor"] for one in history][:2] == [AUDITOR.id, FINANCE.id]
    (attached,) = unit.get(f"{path}/evidence")
    answer = unit.client.get(f"/api/{path}/evidence/{attached['sha256']}", headers=unit.headers)
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == attached["sha256"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert code(unit.get(f"{path}/evidence/{'0' * 64}", 404)) == ["K710"]


def _file() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.ledger.files import png

    return SimpleUploadedFile("现场.png", png().read())


def test_what_is_sent_twice_is_done_once(theirs: Theirs) -> None:
    auditor = System(issued("read:*", "write:*"))
    body = {"values": {"title": "一次", "unit": "finance"}}
    first = auditor.post("ledgers/findings/records", body, 201, **{"Idempotency-Key": "k1"})
    again = auditor.post("ledgers/findings/records", body, 201, **{"Idempotency-Key": "k1"})
    assert again == first
    other = {"values": {"title": "另一件", "unit": "finance"}}
    answer = auditor.post("ledgers/findings/records", other, 409, **{"Idempotency-Key": "k1"})
    assert code(answer) == ["P634"]
    wrong = auditor.post("ledgers/findings/records", body, 422, **{"Idempotency-Key": "k" * 101})
    assert code(wrong) == ["W940"]
    another = System(issued("write:*", "read:*"))
    mine = another.post("ledgers/findings/records", body, 201, **{"Idempotency-Key": "k1"})
    assert mine["id"] != first["id"]


def test_lists_in_pages_and_with_conditions(theirs: Theirs) -> None:
    auditor = System(issued("read:*", "write:*"))
    made = [
        auditor.post("ledgers/findings/records", {"values": {"title": f"第{n}件", "unit": "school"}}, 201)[
            "id"
        ]
        for n in range(5)
    ]
    seen, after = [], ""
    while True:
        page = auditor.get("ledgers/findings/records", size="2", after=after)
        assert len(page["records"]) <= 2
        seen += [one["id"] for one in page["records"]]
        after = page["next"]
        if not after:
            break
    assert set(made) < set(seen)
    assert len(seen) == len(set(seen)) == 7
    found = auditor.get("ledgers/findings/records", org="finance")["records"]
    assert [one["id"] for one in found] == [str(theirs.record)]
    assert code(auditor.get("ledgers/findings/records", 400, state="none"))
    assert code(auditor.get("ledgers/findings/records", 422, after="x")) == ["W940"]
    assert code(auditor.get("ledgers/findings/records", 422, as_of="1200-01-01")) == ["W940"]
    assert code(auditor.get("ledgers/findings/records", 422, size="0")) == ["W940"]
    assert code(auditor.get("ledgers/none/records", 404)) == ["K700"]


def test_a_token_may_what_its_scopes_say(theirs: Theirs) -> None:
    reader = System(issued("read:feedback"))
    assert [one["name"] for one in reader.get("ledgers")] == ["feedback"]
    assert code(reader.get("ledgers/findings/records", 403)) == ["P631"]
    assert code(reader.get(f"records/{theirs.record}", 403)) == ["P631"]
    assert code(reader.get("figures", 403)) == ["P631"]
    assert code(reader.post("ledgers/feedback/records", {"values": {"title": "x"}}, 403)) == ["P631"]
    upload = reader.client.post("/api/evidence", {"file": _file()}, headers=reader.headers)
    assert code(upload.json()) == ["P631"]
    # And not more than the person: the unit may not open a record, whatever the token says.
    unit = System(issued("read:*", "write:*", person=FINANCE.id, organisation="finance"))
    answer = unit.post("ledgers/findings/records", {"values": {"title": "x", "unit": "finance"}}, 403)
    assert code(answer) == ["K711"]


def test_personal_data_never_leaves_by_the_api(theirs: Theirs) -> None:
    auditor = System(issued("read:*"))
    told = [
        auditor.get(f"records/{theirs.record}"),
        auditor.get("ledgers/findings/records"),
        auditor.get(f"records/{theirs.record}/timeline"),
    ]
    assert "赤岩溪账实不符" in str(told)
    assert "赤岩步骤" in str(told[0])
    assert "赤岩反映人" not in str(told)
    assert "赤岩联络人" not in str(told)
    assert told[0]["masked"] == ["reporter"]
    # Nor can it be found out by asking.
    for query in ({"f.reporter": "赤岩反映人"}, {"where": "reporter = '赤岩反映人'"}, {"sort": "f.reporter"}):
        answer = auditor.client.get("/api/ledgers/findings/records", query, headers=auditor.headers)
        assert answer.status_code == 400, query
    assert not auditor.get("ledgers/findings/records", q="赤岩反映人")["records"]


def test_a_token_ends(theirs: Theirs) -> None:
    from youju.people.models import Membership
    from youju.people.tokens import actions
    from youju.people.tokens.models import ApiToken

    long_ago = datetime.now(UTC) - timedelta(days=30)
    assert code(System(issued("read:*", at=long_ago)).get("ledgers", 401)) == ["P630"]
    system = System(issued("read:*"))
    assert system.get("ledgers")
    database.take_role("job")
    actions.revoke(ApiToken.objects.latest("id").id, by="account:x", at=datetime.now(UTC))
    database.take_role("application")
    assert code(system.get("ledgers", 401)) == ["P630"]
    other = System(issued("read:*"))
    database.take_role("job")
    Membership.objects.filter(person=AUDITOR.id).delete()
    database.take_role("application")
    assert code(other.get("ledgers", 401)) == ["P630"]
    assert code(System("yj_guess").get("ledgers", 401)) == ["P630"]


def test_a_token_is_kept_as_its_digest_only(theirs: Theirs, db: Any) -> None:
    token = issued("read:*")
    System(token).get("ledgers")
    with db.superuser() as connection:
        rows = connection.execute("SELECT to_jsonb(t)::text FROM people_apitoken t").fetchall()
        events = connection.execute(
            "SELECT payload::text, type FROM events_event WHERE kind = 'audit'"
        ).fetchall()
    assert hashlib.sha256(token.encode()).hexdigest() in rows[0][0]
    assert token not in str(rows) + str(events)
    assert [one for _, one in events].count("token_used") == 1
    assert [one for _, one in events].count("token_issued") == 1


def test_a_token_asks_only_so_often(theirs: Theirs, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.people.tokens import auth

    monkeypatch.setattr(auth, "RATE", 3)
    monkeypatch.setattr(auth, "_LIMIT", auth.PerMinute())
    system = System(issued("read:*"))
    statuses = [
        system.client.get("/api/ledgers", headers=system.headers).status_code for _ in range(8)
    ]  # two minutes at the most
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses


def test_a_session_of_a_browser_is_no_token(theirs: Theirs) -> None:
    client = browser()
    assert client.get("/api/ledgers").status_code == 401
    assert (
        client.post("/api/ledgers/findings/records", {}, content_type="application/json").status_code == 401
    )


def test_an_unknown_address_answers_in_the_same_shape(theirs: Theirs) -> None:
    client = Client(headers={"host": "localhost"})
    for address in ("/api/nothing", "/api/records", "/api/ledgers/findings/nothing/at/all"):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert code(answer.json()) == ["W941"]


def test_the_documentation_is_a_page_of_ours(theirs: Theirs) -> None:
    import re

    client = browser()
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    for words in ("列出记录", "登记一条记录", "POST", "/api/ledgers/{name}/records", "Authorization"):
        assert words in answer.text, words
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
    assert loaded
    assert all(one.startswith("/") and not one.startswith("//") for one in loaded)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_security_administrator_issues_and_revokes(theirs: Theirs) -> None:
    database.take_role("job")
    client = Client(headers={"host": "localhost"})
    client.force_login(logins.account("secadmin", kind="security_admin"))
    database.take_role("application")
    address = "/administration/tokens/"
    page = client.get(address)
    assert 'value="read:findings"' in page.text
    assert "读取问题台账" in page.text
    until = date.today() + timedelta(days=30)
    sent = {
        "system": "乡镇平台",
        "person": AUDITOR.id,
        "organisation": "audit",
        "scope": ["read:findings"],
        "until": until.isoformat(),
    }
    answer = client.post(address, {**sent, "do": "issue"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    token = answer.text.split("<code>")[1].split("</code>")[0]
    assert token not in client.get(address).text
    system = System(token)
    assert [one["name"] for one in system.get("ledgers")] == ["findings"]
    mistakes: list[dict[str, Any]] = [
        *({"until": "2090-01-01"}, {"until": "x"}, {"person": "nobody"}),
        *({"scope": []}, {"scope": ["all"]}, {"system": " "}),
    ]
    for wrong in mistakes:
        refused = client.post(address, {**sent, **wrong, "do": "issue"})
        assert refused.status_code == 400, wrong
        assert "yj_" not in refused.text
    number = client.get(address).text.split('name="token" value="')[1].split('"')[0]
    assert client.post(address, {"do": "revoke", "token": number}).status_code == 302
    assert code(system.get("ledgers", 401)) == ["P630"]
    assert "已收回" in client.get(address).text
    assert client.post(address, {"do": "revoke", "token": number}).status_code == 400
