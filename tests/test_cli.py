"""The command line: lazy, in Chinese, with an example each, and errors as sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import typer.core
import typer.testing

from tests.conftest import SERVER
from tests.events.conftest import committed, draft
from youju import cli
from youju.errors import CODES, YoujuError, fail
from youju.events import commands
from youju.web import database

HEAVY = ("django", "duckdb", "psycopg", "pyarrow", "pyspark", "uvicorn")


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=120,
    )  # fmt: skip


def youju(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "youju", *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=120,
    )  # fmt: skip


def leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All commands that do something, with the words that call them."""
    if isinstance(command, typer.core.TyperGroup):
        for name, child in command.commands.items():
            yield from leaves(child, (*path, name))
    else:
        yield path, command


def all_leaves() -> list[tuple[tuple[str, ...], Any]]:
    found = [leaf for name, entry in cli.COMMANDS.items() for leaf in leaves(cli._load(name, entry), (name,))]
    assert len(found) >= len(cli.COMMANDS)
    return found


def test_help_loads_nothing_heavy():
    """Every help page, one after the other in one process: neither Django nor an engine is loaded."""
    pages = [[], *[list(path) for path, _ in all_leaves()], *[[name] for name in cli.COMMANDS]]
    done = python(f"""
        import contextlib, io, sys
        from youju.cli import main
        for words in {pages!r}:
            sys.argv = ["youju", *words, "--help"]
            out = io.StringIO()
            with contextlib.suppress(SystemExit), contextlib.redirect_stdout(out):
                main()
            assert "用法：" in out.getvalue() and "--help" in out.getvalue(), words
            assert "Usage" not in out.getvalue(), words
            loaded = [name for name in {HEAVY!r} if name in sys.modules]
            assert not loaded, (words, loaded)
        print("checked", len({pages!r}))
    """)
    assert done.stdout.split() == ["checked", str(len(pages))], done.stderr


def test_every_help_page_has_an_example_that_calls_it():
    for path, command in all_leaves():
        example = f"例：youju {' '.join(path)}"
        assert example in " ".join((command.help or "").split()), f"{path}: no example “{example}”"


def test_a_slip_of_the_hand_gets_a_suggestion():
    done = youju("migrat")
    assert done.returncode == 2
    assert "是否要写 migrate？" in done.stderr


def test_what_a_user_can_mend_is_a_sentence_and_exit_code_2(monkeypatch, capsys):
    def broken(_: object) -> None:
        raise YoujuError([fail("W920", file="a").problems[0], fail("W902").problems[0]])

    monkeypatch.setattr(cli.usage, "run", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert said.err.splitlines() == [
        fail("W920", file="a").problems[0].sentence(),
        fail("W902").problems[0].sentence(),
    ]


def test_what_nobody_can_mend_keeps_its_traceback(monkeypatch):
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli.usage, "run", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_a_database_without_tables_is_named(_worker_database):
    name = f"{_worker_database.name}_bare"
    database.create(SERVER, name)
    try:
        done = youju(
            "audit", "verify",
            DATABASE_URL=SERVER.conninfo(name, database.APPLICATION),
            DATABASE_JOB_URL=SERVER.conninfo(name, database.JOB),
            DATABASE_OWNER_URL=SERVER.conninfo(name, database.OWNER),
        )  # fmt: skip
    finally:
        with psycopg.connect(SERVER.conninfo(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert done.returncode == 2, done.stderr
    assert CODES["W906"].sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"DATABASE_JOB_URL": "host=/nowhere dbname=x"}, "W903"),
        ({"DATABASE_URL": "postgresql://a:b@[c"}, "W905"),
        ({"DATABASE_JOB_URL": ""}, "W907"),
        ({"DATABASE_OWNER_URL": ""}, "W902"),
    ],
)
def test_a_database_out_of_reach_is_a_sentence(_worker_database, environment, code):
    done = youju("migrate", **environment)
    assert done.returncode == 2
    assert f"〔{code}〕" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_is_no_failure(db):
    script = f"{sys.executable} -m youju audit verify --format json | true"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr


def test_the_audit_commands(db):
    """Seal, verify, tamper, verify again: exit codes, and what goes to which stream."""
    run = typer.testing.CliRunner()
    assert run.invoke(commands.app, ["seal"]).stdout == ""
    stream = uuid4()
    committed([draft(stream), draft(stream, 2)])
    digest = run.invoke(commands.app, ["seal"]).stdout.strip()
    assert len(digest) == 64
    sound = run.invoke(commands.app, ["verify", "--expect", digest])
    assert (sound.exit_code, sound.stdout) == (0, "")
    assert "2条事件" in sound.stderr
    assert run.invoke(commands.app, ["verify", "--expect", "00" * 32]).exit_code == 1
    assert run.invoke(commands.app, ["verify", "--expect", "xyz"]).exit_code == 2
    assert run.invoke(commands.app, ["verify", "--format", "xml"]).exit_code == 2
    with db.tampering() as connection:
        connection.execute("DELETE FROM events_event WHERE seq = 1")
    found = run.invoke(commands.app, ["verify", "--format", "json"])
    assert found.exit_code == 1
    report = json.loads(found.stdout)
    assert report["events"] == 1
    assert str(stream) in {finding["fields"].get("stream") for finding in report["findings"]}
    whole = youju("audit", "verify")
    assert whole.returncode == 1
    assert str(stream) in whole.stdout
