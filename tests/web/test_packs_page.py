"""The system administrator reads what packs say, tries upgrades and installs them; nobody else does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import logins
from youju.errors import YoujuError
from youju.ledger import actions, catalogue
from youju.ledger.actions import packing
from youju.ledger.models import LedgerRecord, PackWork
from youju.people.actors import Actor
from youju.web import environment, pack_work

AT = datetime(2023, 3, 6, 4, tzinfo=UTC)
CLERK = Actor("wang", "王一", "bureau", frozenset({"clerk"}))

HEADER = """
pack: visits
label: 走访
version: {version}
roles: {{clerk: 经办人员}}
"""
LEDGER = """
ledger: visits
label: 走访台账
record_label: 走访
open_by: clerk
belongs_to: unit
fields:
  title: {{label: 问题, type: text, required: true}}
  unit: {{label: 承办单位, type: organisation, required: true}}
  {field}
states:
  open: 办理中
  solved: {{label: 已解决, final: true}}
transitions:
  solve: {{label: 解决, from: open, to: solved, by: clerk}}
"""

STORY = """
scenario: one
label: 一次走访
pack: visits
organisations:
  bureau: {name: 云溪县统计局}
people:
  wang: {name: 王一, of: bureau, roles: clerk}
story:
  - on: 2023-03-01
    by: wang
    do: open
    ledger: visits
    record: v1
    values: {title: 路灯不亮, unit: bureau}
  - on: 2023-03-03
    by: wang
    do: solve
    record: v1
  - on: 2023-03-04
    expect: {states: {v1: solved}}
"""


@pytest.fixture
def folder(db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's own packs, with one in it."""
    monkeypatch.setattr(environment, "home", lambda: tmp_path)
    return write(tmp_path / "packs" / "visits")


@pytest.fixture
def admin(folder: Path) -> Iterator[Any]:
    """The browser of the system administrator, under the role of the pages."""
    from django.test import Client

    from youju.web import database

    account = logins.account("sysadmin", kind="system_admin")
    client = Client(headers={"host": "localhost"})
    client.force_login(account)
    database.take_role("application")
    try:
        yield client
    finally:
        database.take_role("job")


def write(folder: Path, version: str = "1.0.0", field: str = "note: {label: 备注, type: text}") -> Path:
    (folder / "ledgers").mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(HEADER.format(version=version))
    (folder / "ledgers" / "visits.yaml").write_text(LEDGER.format(field=field))
    return folder


def worked(at: datetime = AT) -> str:
    """A round of the worker."""
    from youju.web import database

    database.take_role("job")
    try:
        return pack_work.round_of_packs(at)
    finally:
        database.take_role("application")


def seen(client: Any, path: str = "/packs/visits/", status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def asked(client: Any, work: str, status: int = 302) -> str:
    answer = client.post("/packs/visits/", {"work": work})
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def test_a_pack_is_installed_and_read(admin: Any) -> None:
    assert "可以安装" in seen(admin, "/packs/")
    asked(admin, "preview")
    assert "排队中" in seen(admin)
    assert worked() == "办理业务包事项1件。"
    assert not catalogue.installed(), "a preview changes nothing"
    asked(admin, "install")
    worked()
    html = seen(admin)
    assert "已安装 visits 1.0.0" in html
    assert "走访台账（visits）" in html
    assert "<svg" in html, "its states as a picture"
    assert "已是最新" in seen(admin, "/packs/")


def test_an_upgrade_shows_first_what_it_changes_and_what_is_in_the_way(admin: Any, folder: Path) -> None:
    asked(admin, "install")
    worked()
    with_a_record()
    write(folder, "1.1.0", "remark: {label: 附记, type: text}")
    html = seen(admin)
    assert "可以升级" in html
    assert "<ins>附记" in html
    assert "<del>备注" in html
    asked(admin, "install")
    worked()
    html = seen(admin)
    assert "K731" in html, "the record has data in the field that would go"
    (row,) = catalogue.installed()
    assert row.version == "1.0.0"


def with_a_record() -> None:
    from youju.people import actions as people
    from youju.web import database

    database.take_role("job")
    on = date(2023, 3, 1)
    people.import_directory({"bureau": "云溪县统计局"}, {}, actor=Actor.system(), on=on, at=AT)
    values = {"title": "路灯不亮", "unit": "bureau", "note": "急"}
    actions.open_record("visits", values, actor=CLERK, on=on, at=AT)
    database.take_role("application")


def test_what_changed_since_it_was_looked_at_is_not_installed(admin: Any, folder: Path) -> None:
    asked(admin, "install")
    write(folder, "1.0.1")
    worked()
    assert "W930" in seen(admin)
    assert not catalogue.installed()


def test_the_same_is_not_asked_twice_and_a_dead_worker_loses_nothing(admin: Any) -> None:
    asked(admin, "install")
    assert "正在排队或办理" in asked(admin, "install", 409)
    from youju.web import database

    database.take_role("job")
    taken = packing.take(at=AT)
    assert taken is not None
    assert packing.take(at=AT + timedelta(minutes=5)) is None, "somebody is at it"
    assert packing.take(at=AT + timedelta(hours=2)) == taken
    database.take_role("application")


def test_scenarios_are_run_and_their_differences_told(
    admin: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"line": 7, "on": "2023-03-01", "what": "v1的状态", "expected": "已解决", "got": "办理中"}
    said = {"scenarios": [{"scenario": "one", "differences": [wrong]}]}

    def run(words: list[str], **_: Any) -> Any:
        import json
        import subprocess

        assert words[1:5] == ["-m", "youju", "scenario", "run"]
        assert words[5] == str(folder)
        return subprocess.CompletedProcess(words, 1, json.dumps(said), "一次走访（one）：1处不符。\n")

    monkeypatch.setattr(pack_work.subprocess, "run", run)
    asked(admin, "scenarios")
    worked()
    html = seen(admin)
    assert "one第7行，2023-03-01，v1的状态：应为已解决，实为办理中" in html
    assert "1处不符" in html


def test_scenarios_that_never_end_are_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    def run(words: list[str], **given: Any) -> Any:
        raise subprocess.TimeoutExpired(words, given["timeout"])

    monkeypatch.setattr(pack_work.subprocess, "run", run)
    one = packing.ask("visits", "scenarios", str(folder), account="sysadmin", at=AT)
    pack_work.round_of_packs(AT)
    one.refresh_from_db()
    assert "W931" in str(one.outcome)


def test_a_broken_pack_says_what_is_wrong_and_is_not_installed(admin: Any, folder: Path) -> None:
    (folder / "ledgers" / "visits.yaml").write_text("ledger: visits\nlabel: [走访\n")
    html = seen(admin)
    assert "不能安装" in html
    assert "visits.yaml" in html
    asked(admin, "install", 404)
    shutil.rmtree(folder)
    seen(admin, status=404)


@pytest.mark.parametrize("kind", ["security_admin", "audit_admin", "user"])
def test_nobody_else_comes_here(folder: Path, kind: str) -> None:
    from django.test import Client

    from youju.people.actions import save_person

    if kind == "user":
        save_person("wang", name="王一", actor=Actor.system(), on=AT.date(), at=AT)
    client = Client(headers={"host": "localhost"})
    client.force_login(logins.account("one", kind=kind, person="wang" if kind == "user" else None))
    for path in ("/packs/", "/packs/visits/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"work": "install"}).status_code == 404
    assert not PackWork.objects.exists()


def test_the_database_itself_refuses_answers_of_pages(admin: Any) -> None:
    from django.db import ProgrammingError, transaction

    asked(admin, "install")
    with pytest.raises((ProgrammingError, YoujuError)), transaction.atomic():
        PackWork.objects.update(done_at=AT)
    assert not PackWork.objects.exists(), "without a ticket nothing is seen"


def test_scenarios_come_out_in_a_place_of_their_own(folder: Path) -> None:
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "one.yaml").write_text(STORY)
    one = packing.ask("visits", "scenarios", str(folder), account="sysadmin", at=AT)
    pack_work.round_of_packs(AT)
    one.refresh_from_db()
    assert not one.outcome["problems"], one.outcome
    assert "全部相符" in str(one.outcome["said"])
    assert not LedgerRecord.objects.exists()
