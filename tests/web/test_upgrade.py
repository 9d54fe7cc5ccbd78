"""A database as the first version left it, brought up to date, is as this version would have made it.

The oracle is the database of this version: records are written by its services, and only the tables and
columns that the first version had are copied into a database of the first migrations.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import override_settings
from psycopg import sql

from tests import scopes
from tests.conftest import DATABASE, SERVER, WORKER, _urls
from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, county
from tests.scopes import OFFICER, Theirs
from youju.people import tickets
from youju.web import database

__all__ = ["county"]

NAME = f"youju_upgrade_{WORKER}"
ROOMS = ("events", "people", "ledger", "figures")
"""Rooms that the first version had."""
FIRST = f"""
from django.core.management import call_command
from youju.web import database, setup
setup.django_setup()
with database.connect(database.require_owner()) as connection:
    database.grant_defaults(connection, database.application_roles())
for room in {ROOMS}:
    call_command("migrate", room, "0001_initial", database="owner", verbosity=0)
"""
LATEST = "from youju.web import database, setup; setup.django_setup(); database.migrate()"
VERIFY = """
from youju.web import setup
setup.django_setup()
from youju.events.verify import verify
found = verify()
assert found.sound and found.seals == 1, found
print(found.events)
"""


@pytest.fixture
def theirs(county: Any, tmp_path: Path) -> Iterator[Theirs]:
    from youju.events.actions import seal

    with override_settings(HOME=tmp_path, EVIDENCE_ROOT=tmp_path / "evidence"):
        found = scopes.theirs(county)
        county.do(found.record, "accept")
        scopes.count(found, tmp_path / "snapshots")
        seal(at=county.at())
        yield found


@pytest.fixture
def old(theirs: Theirs) -> Iterator[str]:
    """A database of the first migrations; gives the superuser's connection string."""
    with psycopg.connect(SERVER.conninfo(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
    database.create(SERVER, NAME)
    run(FIRST)
    yield SERVER.conninfo(NAME)
    with psycopg.connect(SERVER.conninfo(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))


def run(code: str) -> str:
    """Run some lines on the old database, in a process of their own; gives what they print."""
    environment = {**os.environ, **_urls(NAME)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def columns(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Columns by table."""
    rows = connection.execute(
        "SELECT relname, array_agg(attname::text ORDER BY attnum) FROM pg_class c JOIN pg_attribute a"
        " ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace"
        " AND relname ~ '^(events|people|ledger|figures|notices)_' GROUP BY 1"
    ).fetchall()
    return dict(rows)


def rows(connection: psycopg.Connection[Any], table: str, names: list[str]) -> list[str]:
    """The rows of a table as text, in order."""
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    query = sql.SQL("SELECT t::text FROM (SELECT {} FROM {}) t ORDER BY 1")
    found = connection.execute(query.format(listed, sql.Identifier(table)))
    return [row[0] for row in found]


def copy(source: psycopg.Connection[Any], target: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Copy what the first version knew; gives its columns by table."""
    had, has = columns(target), columns(source)
    shared = {table: [name for name in names if name in has[table]] for table, names in had.items()}
    target.execute("SET session_replication_role = replica")  # the order of tables does not matter then
    for table, names in shared.items():
        listed = sql.SQL(", ").join(map(sql.Identifier, names))
        out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(listed, sql.Identifier(table))
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), listed)
        with source.cursor().copy(out) as reading, target.cursor().copy(into) as writing:
            for block in reading:
                writing.write(block)
    position = source.execute("SELECT last_value FROM events_position").fetchone()
    assert position is not None
    target.execute("SELECT setval('events_position', %s)", position)
    target.commit()
    return shared


LATER = ("ledger_reach", "ledger_unsearched")
"""Tables of later versions that are filled from what was there."""


def test_everything_is_kept_and_what_is_new_is_filled(theirs: Theirs, old: str, db: Any) -> None:
    with db.superuser() as source, psycopg.connect(old) as target:
        shared = copy(source, target)
        assert {"events_event", "ledger_record", "people_membership", "figures_observation"} <= set(shared)
        before = {table: rows(target, table, names) for table, names in shared.items()}
    filled = {table for table, found in before.items() if found}
    assert len(filled) >= 10, filled
    run(LATEST)
    with db.superuser() as source, psycopg.connect(old) as target:
        for table, names in shared.items():
            assert rows(target, table, names) == before[table], table
            assert rows(target, table, names) == rows(source, table, names), table
        assert columns(target) == columns(source)
        for table in LATER:
            names = columns(source)[table]
            assert rows(target, table, names) == rows(source, table, names) != [], table
        uses = "SELECT sha256, record FROM ledger_evidence_use WHERE record IS NOT NULL"
        assert (
            target.execute(uses).fetchall()
            == source.execute(uses).fetchall()
            == [(theirs.sha256, theirs.record)]
        )
        assert described(target) == described(source)
    assert int(run(VERIFY)) == len(before["events_event"])


def described(connection: psycopg.Connection[Any]) -> list[Any]:
    """Policies, indexes, functions, triggers and privileges of all that there is."""
    queries = (
        "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
        "SELECT oid::regprocedure::text, prosrc, prosecdef, proconfig FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
        " WHERE NOT tgisinternal ORDER BY 1, 2",
        "SELECT relname, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(relacl) a) FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY 1",
    )
    return [connection.execute(query).fetchall() for query in queries]


def test_everybody_sees_what_he_saw(theirs: Theirs, old: str, db: Any) -> None:
    """The same ticket shows the same records, events and figures in both."""
    with db.superuser() as source, psycopg.connect(old) as target:
        copy(source, target)
    run(LATEST)
    seen = {}
    for name in (DATABASE, NAME):
        for actor in (AUDITOR, FINANCE, SCHOOL, OFFICER, None):
            given = tickets.sign(at=datetime.now(UTC), actor=actor) if actor else ""
            with psycopg.connect(SERVER.conninfo(name, "youju_app")) as connection:
                connection.execute("SELECT set_config('youju.ticket', %s, false)", [given])
                seen[name, actor.id if actor else ""] = [
                    connection.execute(query).fetchall()
                    for query in (
                        "SELECT id, state, values, light FROM ledger_record ORDER BY id",
                        "SELECT position, payload::text, actor FROM events_event ORDER BY position",
                        "SELECT address, value FROM figures_observation ORDER BY 1",
                        "SELECT sha256 FROM ledger_evidence ORDER BY 1",
                        "SELECT record, link, other FROM ledger_link ORDER BY 1",
                    )
                ]
    for actor_id in (AUDITOR.id, FINANCE.id, SCHOOL.id, OFFICER.id, ""):
        mine, theirs_ = seen[DATABASE, actor_id], seen[NAME, actor_id]
        for own, other in zip(mine, theirs_, strict=True):
            assert _plain(own) == _plain(other), actor_id
    assert len(seen[NAME, FINANCE.id][0]) == 1
    assert seen[NAME, ""] == [[], [], [], [], []]


def _plain(found: list[Any]) -> list[Any]:
    """Rows without the light, which the worker sets anew after an upgrade."""
    return [tuple(one for one in row[:3]) for row in found]
