"""Personal data is nowhere to be read, until somebody who works on the record says why; and that is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from tests import logins, scopes
from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, county
from tests.scopes import OFFICER, Theirs
from tests.web.test_scopes_by_url import unpacked
from youju.web import database

__all__ = ["county"]

SECRET = ("赤岩反映人", "赤岩联络人")
"""A field and a column of a table that hold personal data."""


@pytest.fixture
def theirs(county: Any, tmp_path: Path) -> Iterator[Theirs]:
    with override_settings(
        HOME=tmp_path,
        EVIDENCE_ROOT=tmp_path / "evidence",
        SNAPSHOT_ROOT=tmp_path / "snapshots",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        from youju.ledger import actions

        found = scopes.theirs(county)
        more = {"reason": "改正", "actor": AUDITOR, "on": county.today}
        actions.amend(found.record, {"reporter": "赤岩反映人乙"}, at=county.at(), **more)
        actions.index()
        scopes.count(found, tmp_path / "snapshots")
        yield found


def browser(person: str) -> Client:
    """Somebody who has logged in; afterwards the process answers under the role of the pages."""
    database.take_role("job")
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    logins.log_in(client, person)
    database.take_role("application")
    return client


@pytest.fixture(autouse=True)
def _role() -> Iterator[None]:
    yield
    database.take_role("job")


def read(answer: Any) -> str:
    """All that an answer says, as text; a PDF by its words."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:4] == b"%PDF":
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return unpacked(content)


def places(theirs: Theirs) -> list[str]:
    """Every page on which something of the record may stand."""
    record = f"/records/{theirs.record}/"
    columns = "?columns=number,title,f.reporter,f.plan,f.code"
    return [
        record,
        f"{record}?as_of=2023-12-31",
        f"{record}amend/",
        f"{record}act/accept/",
        f"{record}act/visit/",
        f"{record}link/",
        f"{record}merge/",
        f"{record}sheet.docx",
        f"{record}sheet.pdf",
        "/",
        "/ledgers/",
        "/ledgers/findings/",
        f"/ledgers/findings/{columns}",
        f"/ledgers/findings/export/{columns}",
        f"/ledgers/findings/export/{columns}&kind=csv",
        "/ledgers/findings/?q=赤岩",
        "/search/?q=赤岩",
        "/notices/",
        "/figures/",
        f"/figures/{theirs.observation}/",
        "/pick/organisation/?q=赤",
    ]


@pytest.mark.parametrize("who", [AUDITOR, FINANCE, OFFICER], ids=lambda one: one.id)
def test_it_is_masked_everywhere(theirs: Theirs, who: Any) -> None:
    client = browser(who.id)
    shown = 0
    for place in places(theirs):
        answer = client.get(place)
        text = read(answer)
        assert not [one for one in SECRET if one in text], place
        shown += "赤岩溪账实不符" in text
    assert shown >= 10, "the record itself is shown"


def test_it_cannot_be_found_out_by_asking(theirs: Theirs) -> None:
    client = browser(AUDITOR.id)
    assert "赤岩溪账实不符" not in read(client.get("/search/", {"q": "赤岩反映人乙"}))
    assert "赤岩溪账实不符" not in read(client.get("/ledgers/findings/", {"q": "赤岩联络人"}))
    for query in ({"f.reporter": "赤岩反映人乙"}, {"sort": "f.reporter"}, {"where": "reporter is not null"}):
        text = read(client.get("/ledgers/findings/", query))
        assert not [one for one in SECRET if one in text.replace("赤岩反映人乙", "")], query
        assert client.get("/ledgers/findings/export/", query).status_code == 400, query


def test_a_change_is_told_without_what_it_was(theirs: Theirs) -> None:
    text = read(browser(AUDITOR.id).get(f"/records/{theirs.record}/"))
    assert "反映人" in text
    assert "改正" in text
    assert not [one for one in SECRET if one in text]


def unmasked() -> list[dict[str, Any]]:
    """What the audit trail holds of it."""
    from youju.events.models import EventRow

    database.take_role("job")
    found = EventRow.objects.filter(kind="audit", type="unmasked").order_by("position")
    entries = [{"actor": one.actor, **one.payload} for one in found]
    database.take_role("application")
    return entries


def test_it_is_shown_once_with_a_reason_that_is_kept(theirs: Theirs) -> None:
    client = browser(AUDITOR.id)
    address = f"/records/{theirs.record}/reveal/"
    assert client.get(address).status_code == 405
    without = client.post(address, {"field": "reporter", "reason": " "})
    assert without.status_code == 422
    assert "赤岩反映人" not in without.text
    assert unmasked() == []
    answer = client.post(address, {"field": "reporter", "reason": "电话核实"})
    assert answer.status_code == 200
    assert "赤岩反映人乙" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    (entry,) = unmasked()
    assert (entry["actor"], entry["record"], entry["field"]) == (AUDITOR.id, str(theirs.record), "reporter")
    assert entry["reason"] == "电话核实"
    assert "赤岩" not in str(entry), "the trail holds that it was read, not what"
    assert "赤岩反映人" not in client.get(f"/records/{theirs.record}/").text
    assert client.post(address, {"field": "title", "reason": "x"}).status_code == 400
    assert len(unmasked()) == 1
    answer = client.post(address, {"field": "plan", "reason": "联系"})
    assert "赤岩联络人" in answer.text
    assert "赤岩反映人" not in answer.text
    assert [one["field"] for one in unmasked()] == ["reporter", "plan"]


def test_only_who_works_on_the_record(theirs: Theirs) -> None:
    from youju.people.actors import Actor

    database.take_role("job")
    from youju.people import actions

    known = {"actor": Actor.system(), "on": date(2023, 3, 6), "at": theirs.desk.at()}
    actions.save_person("xu", name="徐九", **known)
    actions.grant("xu", "county", "member", **known)  # sees the record, has nothing to do with it
    client = browser("xu")
    address = f"/records/{theirs.record}/"
    assert "赤岩溪账实不符" in client.get(address).text
    refused = client.post(f"{address}reveal/", {"field": "reporter", "reason": "好奇"})
    assert refused.status_code == 403
    assert "赤岩反映人" not in refused.text
    stranger = browser(SCHOOL.id)
    assert stranger.post(f"{address}reveal/", {"field": "reporter", "reason": "好奇"}).status_code == 404
    assert unmasked() == []


def test_a_form_leaves_what_is_not_shown_as_it_is(theirs: Theirs) -> None:
    from tests.ledger.browsing import inputs
    from youju.ledger.models import LedgerRecord

    client = browser(AUDITOR.id)
    address = f"/records/{theirs.record}/amend/"
    form = inputs(client.get(address).text)
    assert form["f.reporter"] == [""]
    answer = client.post(address, {**form, "f.title": ["赤岩溪账实相符"], "reason": ["写错"]})
    database.take_role("job")
    row = LedgerRecord.objects.get(id=theirs.record)
    assert row.values["title"] == "赤岩溪账实相符", answer.content.decode()[:3000]
    assert row.values["reporter"] == "赤岩反映人乙"
    assert row.values["plan"][0]["who"] == "赤岩联络人"


@pytest.mark.parametrize("on", [True, False])
def test_the_watermark_names_the_reader_and_the_time(theirs: Theirs, on: bool) -> None:
    from django.utils import timezone

    with override_settings(WATERMARK=on):
        text = browser(AUDITOR.id).get("/").text
    assert ("watermark" in text) is on
    if on:
        mark = text.split("watermark", 1)[1].split("</div>")[0]
        assert AUDITOR.name in mark
        assert f"{timezone.localtime():%Y-%m-%d}" in mark
