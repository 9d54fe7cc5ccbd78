"""Import, export, mapping and snapshot from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.ledger.conftest import Desk
from youju.ledger.commands import app
from youju.ledger.models import LedgerRecord
from youju.people.actions import import_directory
from youju.people.actors import Actor


@pytest.fixture
def office(county: Desk) -> Desk:
    """The county with a person who may register."""
    import_directory(
        {},
        {"wang": {"name": "王一", "of": "audit", "roles": ["auditor"]}},
        actor=Actor.system(),
        on=county.today,
        at=county.at(),
    )
    return county


def book(path: Path, rows: list[list[Any]]) -> str:
    found = openpyxl.Workbook()
    for row in rows:
        found.active.append(row)
    found.save(path)
    return str(path)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_dry_run_import_export_snapshot(office: Desk, tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", [["问题", "责任单位"], ["甲", "finance"], ["乙", "school"]])
    dry = run("import", "findings", file, "--as", "wang", "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, "")
    assert "将登记2件" in dry.stderr
    assert LedgerRecord.objects.count() == 0
    done = run("import", "findings", file, "--as", "wang", "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["added"] == 2
    out = run("export", "findings", str(tmp_path / "b.csv"))
    assert out.exit_code == 0
    assert "已导出2行" in out.stderr
    assert "云溪县第一中学" in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")
    shot = run("snapshot", "findings")
    assert shot.exit_code == 0
    assert shot.stdout.startswith("findings\t")
    assert "2件记录的2条事件" in shot.stderr


@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_problems_go_to_standard_output(office: Desk, tmp_path: Path, option: list[str]) -> None:
    file = book(tmp_path / "a.xlsx", [["问题", "责任单位"], ["甲", "没有"]])
    found = run("import", "findings", file, "--as", "wang", *option)
    assert found.exit_code == 1
    assert found.stdout.splitlines()[0].startswith("第2行：“责任单位”为“没有”")
    assert found.stdout.splitlines()[-1].startswith("共1行有问题，其余0行无问题。未导入任何一行")
    listed = run("import", "findings", file, "--as", "wang", "--format", "json", *option)
    assert json.loads(listed.stdout)["problems"][0]["where"] == {"row": 2}


def test_mapping_is_proposed_and_used(office: Desk, tmp_path: Path) -> None:
    file = book(
        tmp_path / "a.xlsx", [["清单"], ["问题", "责任单位", "金额(元)", "电话"], ["甲", "finance", 5000, 1]]
    )
    proposed = run("mapping", "findings", file, "--header-row", "2")
    assert proposed.exit_code == 0
    (tmp_path / "m.yaml").write_text(proposed.stdout, encoding="utf-8")
    done = run("import", "findings", file, "--as", "wang", "--mapping", str(tmp_path / "m.yaml"))
    assert done.exit_code == 0, done.stdout
    assert LedgerRecord.objects.get().values["amount"] == "0.5"
