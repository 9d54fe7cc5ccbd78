"""The periodic work, and the commands that run it, back up and restore."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from uuid import uuid4

import pytest
import typer
import typer.testing
from django.db import DatabaseError, connections

from tests.events.conftest import committed, draft
from tests.ledger.conftest import county, moment
from youju.errors import fail
from youju.events.queries import of_stream
from youju.events.verify import verify
from youju.web import commands, worker

__all__ = ["county"]  # a fixture

RUN = typer.testing.CliRunner()


def command(function) -> typer.Typer:
    app = typer.Typer()
    app.command()(function)
    return app


def test_a_round_seals_and_escalates(county):
    record = county.open()
    later = dt.date(2023, 6, 1)
    said = worker.round_of_work(at=moment(later))
    assert any(sentence.startswith("发出到期提醒") for sentence in said)
    assert any("号封存" in sentence for sentence in said)
    assert verify().sound
    assert len(of_stream(record.id)) > 1
    assert worker.round_of_work(at=moment(later, seconds=1)) == []


def test_a_piece_that_fails_leaves_the_others_alone(db, monkeypatch):
    def sentence(at):
        raise fail("W901", reason="磁盘已满")

    def broken(at):
        raise DatabaseError("connection lost")

    committed([draft(uuid4())])
    pieces = {"甲": sentence, "乙": broken, "封存": worker._UPKEEP["封存"]}
    monkeypatch.setattr(worker, "_UPKEEP", pieces)
    said = worker.round_of_work(at=moment(dt.date(2024, 6, 4)))
    assert [one[:5] for one in said] == ["甲没有完成", "乙没有完成", "第1号封存"]
    assert "磁盘已满" in said[0]
    assert "下一轮" in said[1]


def test_the_worker_does_one_round_or_stops_when_told(db):
    committed([draft(uuid4())])
    arguments = [sys.executable, "-m", "youju", "worker"]
    once = subprocess.run([*arguments, "--once"], capture_output=True, text=True, check=False, timeout=120)
    assert (once.returncode, once.stdout) == (0, "")
    assert "第1号封存" in once.stderr
    committed([draft(uuid4())])
    with subprocess.Popen([*arguments, "--every", "3600"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "第2号封存" in process.stderr.readline()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(60) == 0


def test_backup_and_restore_by_command(county, db, tmp_path):
    county.open()
    file = tmp_path / "x.youju"
    made = RUN.invoke(command(commands.backup), [str(file)])
    assert made.exit_code == 0, made.output
    digest = made.stdout.strip()
    assert len(digest) == 64
    connections.close_all()
    restored = RUN.invoke(command(commands.restore), [str(file), "--replace"])
    assert restored.exit_code == 0, restored.output
    assert restored.stdout == ""
    assert "核验无误" in restored.stderr
    assert verify(expected=[bytes.fromhex(digest)]).sound


@pytest.mark.parametrize("arguments", [[], ["--replace"]])
def test_a_broken_file_is_refused_by_command(county, tmp_path, arguments):
    file = tmp_path / "x.youju"
    file.write_bytes(b"not a backup")
    done = subprocess.run(
        [sys.executable, "-m", "youju", "restore", str(file), *arguments],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "〔W921〕" in done.stderr
    assert "Traceback" not in done.stderr
