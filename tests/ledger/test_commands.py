"""The commands of ``youju ledger``: they parse, call one function and print."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.ledger.conftest import Desk, moment
from youju.errors import YoujuError
from youju.ledger.commands import app
from youju.people import actions as people
from youju.people.actors import Actor


@pytest.fixture
def cli(county: Desk) -> Any:
    """Runs a command; people wang (auditor) and zhang (clerk of finance) are registered."""
    given: dict[str, Any] = {
        "actor": Actor.system(),
        "on": date(2023, 1, 1),
        "at": moment(date(2023, 1, 1), seconds=9),
    }
    for person, name, organisation, role in (
        ("wang", "王一", "audit", "auditor"),
        ("zhang", "张三", "finance", "clerk"),
    ):
        people.save_person(person, name=name, **given)
        people.grant(person, organisation, role, **given)

    def run(*arguments: str) -> Any:
        result = CliRunner().invoke(app, list(arguments))
        if isinstance(result.exception, YoujuError):
            raise result.exception
        return result

    return run


OPEN = (
    "open",
    "findings",
    "--as",
    "wang",
    "--set",
    "title=账实不符",
    "--set",
    "unit=finance",
    "--on",
    "2023-03-06",
)


def test_a_record_is_opened_worked_listed_and_shown(cli: Any, tmp_path: Path) -> None:
    opened = json.loads(cli(*OPEN, "--format", "json").stdout)
    assert (opened["number"], opened["state"]) == ("审改〔2023〕0001", "dispatched")
    assert cli("do", opened["number"], "accept", "--as", "zhang", "--on", "2023-03-07").exit_code == 0
    report = tmp_path / "报告.txt"
    report.write_text("已整改", encoding="utf-8")
    done = cli("do", opened["id"], "上报", "--as", "zhang", "--on", "2023-03-08", "--evidence", str(report))
    assert "submitted" in done.stdout
    lines = cli("list", "findings", "--as-of", "2023-05-06").stdout.splitlines()
    assert lines == ["审改〔2023〕0001\t已上报\tyellow\t账实不符"]
    shown = cli("show", "审改〔2023〕0001", "--as-of", "2023-03-08").stdout
    assert "登记" in shown and "签收" in shown and "（补录）" in shown
    machine = json.loads(cli("show", "审改〔2023〕0001", "--format", "json").stdout)
    assert [one["type"] for one in machine["timeline"]] == ["opened", "acted", "acted"]


def test_ledgers_are_listed_with_their_counts(cli: Any) -> None:
    cli(*OPEN)
    assert "findings\t问题台账\t1件" in cli("list").stdout.splitlines()
    states = {row["ledger"]: row["states"] for row in json.loads(cli("list", "--format", "json").stdout)}
    assert states["findings"]["dispatched"] == 1


def test_steps_are_taken_at_a_given_time(cli: Any) -> None:
    cli(*OPEN)
    assert "催办函" in cli("escalate", "--at", "2026-01-05 09:00:00").stdout
    again = cli("escalate", "findings", "--at", "2026-01-05 10:00:00", "--format", "json")
    assert json.loads(again.stdout) == []


def test_evidence_is_verified_and_derived(cli: Any, tmp_path: Path) -> None:
    report = tmp_path / "报告.txt"
    report.write_text("已整改", encoding="utf-8")
    cli(*OPEN, "--evidence", str(report))
    assert cli("derive").exit_code == 0
    result = cli("verify", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["checked"] >= 1) == (0, True)


def test_what_is_not_visible_is_not_found(cli: Any) -> None:
    cli(*OPEN)
    with pytest.raises(YoujuError, match="K710"):
        cli("show", "审改〔2023〕0009")
    with pytest.raises(YoujuError, match="K700"):
        cli("list", "nothing")


def test_a_value_without_sign_is_a_usage_error(cli: Any) -> None:
    result = cli("open", "findings", "--as", "wang", "--set", "title")
    assert result.exit_code == 2


@pytest.mark.parametrize("command", ["install", "list", "show", "open", "do", "escalate", "derive", "verify"])
def test_every_help_has_an_example(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0 and "youju ledger" in result.stdout
