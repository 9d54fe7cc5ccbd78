"""``youju scenario`` as people call it: output, exit codes, sentences instead of tracebacks."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.scenarios.stories import EXPECTED, ISSUED, OPENED, written
from youju.errors import YoujuError
from youju.ledger.models import LedgerRecord
from youju.scenarios.commands import app


def called(*arguments: object):
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_run(tmp_path, db) -> None:
    done = called("run", written(tmp_path, OPENED, ISSUED, EXPECTED))
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "全部相符" in done.stderr
    assert not LedgerRecord.objects.exists()


def test_run_with_a_difference(tmp_path, db) -> None:
    path = written(tmp_path, OPENED, ISSUED, EXPECTED.replace("rules_made: 3", "rules_made: 4"))
    done = called("run", path, "--keep")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[1:] == ["    应为：4", "    实为：3"]
    assert done.stdout.startswith(f"{path}:")
    assert "Traceback" not in done.stderr
    assert not LedgerRecord.objects.exists()


def test_run_as_json(tmp_path, db) -> None:
    path = written(tmp_path, OPENED, ISSUED, EXPECTED.replace("rules_made: 3", "rules_made: 4"))
    found = json.loads(called("run", path, "--format", "json").stdout)
    assert found["differences"] == 1
    (scenario,) = found["scenarios"]
    assert scenario["scenario"] == "small"
    assert scenario["differences"][0]["expected"] == "4"
    assert scenario["differences"][0]["on"] == "2023-03-31"


def test_keep_and_load(tmp_path, db) -> None:
    path = written(tmp_path, OPENED, ISSUED, EXPECTED)
    done = called("run", path, "--keep")
    assert done.exit_code == 0
    assert "装入3件记录" in done.stderr
    assert LedgerRecord.objects.count() == 3
    assert "已经装入过" in called("load", path).stderr
    assert LedgerRecord.objects.count() == 3


def test_nothing_to_run(tmp_path, db) -> None:
    done = called("run", tmp_path)
    assert isinstance(done.exception, YoujuError)
    with pytest.raises(YoujuError, match="C850"):
        raise done.exception
