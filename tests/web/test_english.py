"""Every page in English: with a pack, persons and records written in ASCII, no Chinese is left on it.

Sentences of the registry of errors, what packs are told in words and the documentation of the API are Chinese
in either language; pages that consist of them are not asked for here.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tests import logins, scopes
from tests.ledger.conftest import Desk, moment, pack_of
from youju.people.actors import Actor

HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
WANG = Actor("wang", "Wang", "audit", frozenset({"auditor"}))
ZHANG = Actor("zhang", "Zhang", "finance", frozenset({"clerk"}))


def marked(tree: Any) -> Any:
    """Definitions whose words are ASCII, each its own; without what is computed with a unit."""
    if isinstance(tree, dict):
        return {key: marked(value) for key, value in tree.items() if key != "sets"}
    if isinstance(tree, list):
        return [marked(value) for value in tree]
    return HAN.sub(lambda found: f"w{found[0].encode().hex()[-8:]}", tree) if isinstance(tree, str) else tree


@dataclass
class Visit:
    """Somebody who reads English, and what was still Chinese, by address."""

    client: Client
    left: dict[str, set[str]] = field(default_factory=dict)

    def read(self, answer: Any, path: str, status: int = 200) -> str:
        """Look through an answer."""
        html = str(answer.content.decode())
        assert answer.status_code == status, (path, answer.status_code, re.sub(r"<[^>]+>", " ", html)[-600:])
        assert '<html lang="en">' in html, path
        text = re.sub(r'<(button|span)[^>]* lang="zh-Hans"[^>]*>[^<]*</\1>', "", html)
        found = {found[0] for found in re.finditer(rf".{{0,25}}{HAN.pattern}.{{0,10}}", text)}
        if found:
            self.left[path] = found
        return html

    def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        return self.read(self.client.get(path), path, status)

    def post(self, path: str, status: int = 200, **given: Any) -> str:
        """Send a form that is answered with a page."""
        return self.read(self.client.post(path, given), path, status)


def visit(username: str, *, person: str | None = None, kind: str = "user") -> Visit:
    """Log in and ask for English."""
    client = Client(headers={"host": "localhost"})
    client.force_login(logins.account(username, person=person, kind=kind))
    client.post("/preferences/", {"language": "en"})
    return Visit(client)


@pytest.fixture
def desk(db: Any, tmp_path: Path) -> Iterator[Desk]:
    from youju.ledger import actions
    from youju.people.actions import grant, import_directory, save_person

    start = date(2023, 1, 1)
    made = Desk()
    with override_settings(
        HOME=tmp_path,
        EVIDENCE_ROOT=tmp_path / "evidence",
        SNAPSHOT_ROOT=tmp_path / "snapshots",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        names = {"audit": "Audit Office", "finance": "Finance Bureau"}
        import_directory(names, {}, actor=Actor.system(), on=start, at=moment(start))
        for one in (WANG, ZHANG):
            known = {"actor": Actor.system(), "on": start, "at": made.at()}
            save_person(one.id, name=one.name, **known)
            for role in one.roles:
                grant(one.id, one.organisation or "", role, **known)
        actions.install_pack(pack_of(marked(scopes.files())), actor=Actor.system(), at=made.at())
        yield made


def busy(desk: Desk) -> Any:
    """A record with something of everything in it."""
    from youju.ledger import actions, evidence
    from youju.ledger.actions import desk as keeping

    file = evidence.store(io.BytesIO(b"number,name\n1,one\n"), "list.csv")
    record = desk.open(
        by=WANG,
        on=date(2023, 3, 1),
        title="Street lamp",
        amount="12.5",
        serious=True,
        grounds="size",
        given_on="2023-03-01",
        promised_on="2023-03-20",
        reporter="Li",
        plan=[{"step": "first", "by": "2023-04-01"}],
        evidence=[file],
    )
    desk.do(record.id, "extend", by=WANG, comment="more time")
    desk.do(record.id, "accept", by=ZHANG, on=date(2023, 3, 2))
    desk.do(record.id, "visit", by=WANG)
    actions.amend(record.id, {"amount": "13"}, actor=WANG, on=desk.today, at=desk.at(), reason="typing error")
    actions.void(record.id, 4, actor=WANG, at=desk.at(), reason="not done")
    other = desk.open("feedback", by=WANG, title="Aspect", level="aspect", parent=None)
    desk.open("feedback", by=WANG, title="Part", level="item", parent=other.id)
    actions.link(record.id, "shared", other.id, actor=WANG, at=desk.at(), on=desk.today)
    twin = desk.open(by=WANG, title="Twin")
    actions.merge(twin.id, record.id, actor=WANG, on=desk.today, at=desk.at(), reason="the same")
    keeping.comment(record.id, "see @Zhang", actor=WANG, at=desk.at())
    keeping.save_draft(f"amend:{record.id}", {"title": ["Lamp"]}, actor=WANG, at=desk.at())
    record.refresh_from_db()
    return record, other, twin


def test_pages_of_records(desk: Desk) -> None:
    record, other, twin = busy(desk)
    wang, zhang = visit("wang", person="wang"), visit("zhang", person="zhang")
    at = f"/records/{record.id}/"
    for reader in (wang, zhang):
        for query in ("", "?as_of=2023-03-02"):
            reader.get(f"{at}{query}")
    for id_ in (other.id, twin.id):
        wang.get(f"/records/{id_}/")
    for what in ("act/visit/", "act/extend/", "amend/", "void/1/", "void/2/", "link/", "merge/"):
        wang.get(f"{at}{what}")
    wang.get(f"{at}unlink/shared/{other.id}/")
    zhang.get(f"{at}act/submit/")
    for path in ("/ledgers/findings/new/", "/ledgers/feedback/new/"):
        wang.get(path)
    desk.do(record.id, "ask", by=WANG)
    wang.get(at)
    assert wang.left == zhang.left == {}


def test_pages_of_ledgers(desk: Desk) -> None:
    from youju.ledger.actions import saving

    record, *_ = busy(desk)
    for number in range(3):
        desk.open(by=WANG, title=f"Item {number}", amount="1")
    saving.save_view("findings", "Mine", "state=dispatched", actor=WANG, at=desk.at())
    wang = visit("wang", person="wang")
    lists = "/ledgers/findings/"
    for query in (
        *("", "?state=dispatched&light=green&org=finance&opened.from=2023-01-01&q=Item", "?q=nothing"),
        *("?where=amount > 100", "?f.amount.from=1&f.serious=true&c.rectify=running", "?f.code.empty=1"),
        *("?group=state", "?group=light", "?group=org", "?group=state&q=nothing", "?count=exact&sums=1"),
        *("?as_of=2023-12-01", "?done=2", "?sort=due"),
    ):
        wang.get(f"{lists}{query}")
    wang.get("/ledgers/feedback/?state=done")
    wang.post(f"{lists}bulk/", chosen=[str(record.id)])
    wang.post(f"{lists}bulk/", chosen=[str(record.id)], act="visit")
    visit("zhang", person="zhang").get(lists)
    wang.get(f"{lists}import/")
    assert wang.left == {}


def settled(visit: Visit, path: str, job: Any) -> str:
    """The page of a file when its work is over."""
    for thread in threading.enumerate():
        if thread.name == f"import-{job.id}":
            thread.join(30)
    return visit.get(path)


def test_pages_of_an_import(desk: Desk) -> None:
    from youju.ledger.actions import uploading

    wang = visit("wang", person="wang")
    header = f"{marked('问题')},{marked('责任单位')}"
    columns = {"column.0": "title", "column.1": "unit"}
    for unit, told in (("finance", "Import these 1 rows"), ("nobody", "Problem and remedy")):
        content = f"{header}\nLamp,{unit}\n".encode()
        job = uploading.begin("findings", "list.csv", [content], actor=WANG, on=desk.today, at=timezone.now())
        path = f"/ledgers/findings/import/{job.id}/"
        assert "Column mapping" in wang.get(path)
        wang.client.post(f"{path}check/", columns)
        assert told in settled(wang, path, job)
        if unit == "finance":
            wang.client.post(f"{path}confirm/")
            assert "Registered: 1" in settled(wang, path, job)
            assert wang.left == {}


def test_pages_of_figures_notices_and_searches(desk: Desk, tmp_path: Path) -> None:
    from youju.figures.actions import keep
    from youju.figures.count import Counter
    from youju.ledger import catalogue
    from youju.notices.actions import Telling, notify

    record, *_ = busy(desk)
    wang = visit("wang", person="wang")
    for path in ("/figures/", "/notices/", "/"):
        wang.get(path)
    with Counter(root=tmp_path / "snapshots") as counter:
        loaded = catalogue.loaded(catalogue.installed()[0].digest)
        rows = keep(
            counter.count(loaded, "findings_all", as_of=desk.today), actor=Actor.system(), at=desk.at()
        )
    notify([Telling(WANG.id, "mention", "Notice", f"/records/{record.id}/", "key")], at=desk.at())
    for path in (
        *("/", "/?as_of=2023-03-06", "/?as_of=2024-03-06", "/?as_of=wrong", "/ledgers/"),
        *("/figures/", "/figures/?as_of=2022-01-01", f"/figures/{rows[0].address}/"),
        *("/notices/", "/notices/?unread=1", "/notices/settings/", "/check/", "/help/", "/search/"),
        *(
            "/search/?q=Lamp",
            "/search/?q=Office",
            "/search/?q=x",
            "/search/?q=nothing",
            f"/records/{record.id}/",
        ),
        *("/password/", "/second-factor/", "/nothing/", "/administration/trail/"),
    ):
        answer = wang.client.get(path)
        wang.read(answer, path, answer.status_code)
    assert wang.left == {}


def test_what_is_refused(desk: Desk) -> None:
    record, *_ = busy(desk)
    wang = visit("wang", person="wang")
    given = {"f.title": "", "f.unit": "nobody", "f.amount": "many", "f.given_on": "some day", "on": "never"}
    html = wang.post("/ledgers/findings/new/", 422, **given)
    assert "is not a number" in html
    for what, data in (
        ("act/extend/", {"extend": "30 days", "on": "2023-03-06"}),
        ("amend/", {"f.title": "", "reason": "", "on": "2023-03-06"}),
        ("void/1/", {"reason": ""}),
        ("reveal/", {"field": "reporter", "reason": ""}),
        ("comments/", {"text": ""}),
    ):
        wang.post(f"/records/{record.id}/{what}", 422, **data)
    for path, status in (
        ("/ledgers/findings/?f.amount.from=many&opened.from=x&state=none", 200),
        ("/ledgers/findings/?as_of=wrong", 400),
    ):
        wang.get(path, status)
    assert wang.left == {}


def test_pages_before_the_login(db: Any) -> None:
    client = Client(headers={"host": "localhost"})
    client.post("/preferences/", {"language": "en"})
    stranger = Visit(client)
    stranger.get("/login/")
    client.cookies.clear()
    assert "登录" in client.get("/login/").content.decode()
    assert stranger.left == {}


@pytest.mark.parametrize(
    ("kind", "pages"),
    [
        (
            "system_admin",
            ("organisations/", "organisations/?q=x", "organisations/audit/", "accounts/", "accounts/?q=x"),
        ),
        ("security_admin", ("roles/", "roles/?q=x", "locks/", "policies/", "tokens/")),
        ("audit_admin", ("trail/", "trail/?who=x", "trail/?since=wrong")),
    ],
)
def test_pages_of_administrators(desk: Desk, kind: str, pages: tuple[str, ...]) -> None:
    for name in ("wang", "zhang"):
        logins.account(name, person=name)
    visit("other", kind="system_admin").client.post("/administration/accounts/wang/", {"do": "reset"})
    Client(headers={"host": "localhost"}).post("/login/", {"username": "zhang", "password": "wrong"})
    admin = visit("admin", kind=kind)
    for page in pages:
        admin.get(f"/administration/{page}")
    assert admin.left == {}


@pytest.mark.parametrize(
    ("definition", "value", "told"),
    [
        (
            {"type": "text", "max_length": "3"},
            "一二三四",
            "has 4 characters. Please give at most 3 characters.",
        ),
        ({"type": "money", "unit": "元", "decimals": "2"}, "1.234", "has 3 decimal places"),
        ({"type": "number", "min": "0.5"}, "0", "a number of 0.5 or more"),
        ({"type": "date"}, "1890-01-01", "a date from 1900-01-01 to 2200-12-31"),
    ],
)
def test_numbers_within_sentences(definition: dict[str, str], value: str, told: str) -> None:
    from django.utils import translation

    from youju.definitions.models import FieldDef
    from youju.ledger.coercing import Lookups
    from youju.ledger.values import Reader
    from youju.people.telling import sentence

    nobody = Lookups(lambda _: None, lambda _: None, lambda _: None)
    one = FieldDef.model_validate({"label": "field", **definition})
    _, problems = Reader({"f": one}, {}, nobody).read({"f": value})
    with translation.override("en"):
        assert told in sentence(problems[0])
    assert "characters" not in sentence(problems[0])
