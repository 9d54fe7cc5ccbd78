"""Roles, settings, keys: what the application may be, and what an operator may choose."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from tests.conftest import SERVER
from youju.errors import YoujuError
from youju.web import database, environment, setup

ROOT = Path(__file__).parents[2]


def test_the_roles_are_what_they_should_be(db):
    with db.superuser() as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles"
            " WHERE rolname IN ('youju_app', 'youju_job', 'youju_owner') ORDER BY 1"
        ).fetchall()
        owners = connection.execute(
            "SELECT DISTINCT relowner::regrole::text FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace"
        ).fetchall()
    assert rows == [
        (role, False, role == "youju_job", False, False, False)
        for role in ("youju_app", "youju_job", "youju_owner")
    ]
    assert owners == [("youju_owner",)]
    for alias, role in (("default", "youju_job"), ("owner", "youju_owner")):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('TimeZone')")
            assert cursor.fetchone() == (role, "UTC")
    database.check_application_role()


def test_pages_connect_under_the_role_that_policies_hold(db):
    database.take_role("application")
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("youju_app",)
    finally:
        database.take_role("job")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("youju_job",)


@pytest.mark.parametrize(
    ("change", "undo", "excess"),
    [
        ("ALTER ROLE {app} SUPERUSER", "ALTER ROLE {app} NOSUPERUSER", "是超级用户"),
        ("ALTER ROLE {app} BYPASSRLS", "ALTER ROLE {app} NOBYPASSRLS", "可以绕过行级安全策略"),
        ("GRANT {owner} TO {app}", "REVOKE {owner} FROM {app}", "是表的属主"),
        ("GRANT DELETE ON events_event TO {app}", "REVOKE DELETE ON events_event FROM {app}", "可以修改事件"),
    ],
)
def test_an_application_that_may_too_much_is_refused(db, change, undo, excess, monkeypatch):
    """A role of this test's own, since roles are shared by all workers."""
    role = f"{db.name}_excess"
    names = {"app": sql.Identifier(role), "owner": sql.Identifier("youju_owner")}

    def run(statement: str) -> None:
        with db.superuser() as connection:
            connection.execute(sql.SQL(statement).format(**names))

    run("CREATE ROLE {app} LOGIN")
    run(f'GRANT CONNECT ON DATABASE "{db.name}" TO {{app}}')
    run("GRANT USAGE ON SCHEMA public TO {app}")  # a restored schema gives it to nobody by itself
    monkeypatch.setattr(database, "conninfos", lambda: {"default": db.conninfo(role)})
    try:
        database.check_application_role()
        run(change)
        with pytest.raises(YoujuError) as error:
            database.check_application_role()
        assert {problem.code.id for problem in error.value.problems} == {"W904"}
        assert excess in str(error.value)
        run(undo)
    finally:
        run("DROP OWNED BY {app}")
        run("DROP ROLE {app}")


def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, skip_checks=True, verbosity=0)


def test_no_other_variable_is_read():
    """Only `environment` looks at variables of ours, and it knows those of the list only."""
    pattern = re.compile(r"""["']((?:YOUJU|DATABASE)_[A-Z_]+)["']""")
    known = {setting.name for setting in environment.SETTINGS}
    found = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert found == known
    with pytest.raises(KeyError):
        environment.read("YOUJU_UNKNOWN")


def test_how_settings_are_read(monkeypatch):
    monkeypatch.setenv("YOUJU_PORT", "")
    assert environment.read("YOUJU_PORT") == "8000"
    monkeypatch.setenv("YOUJU_ALLOWED_HOSTS", " a , b,, ")
    assert environment.words("YOUJU_ALLOWED_HOSTS") == ["a", "b"]
    for text, on in (("1", True), ("YES", True), ("0", False), ("no", False), ("", False)):
        monkeypatch.setenv("YOUJU_DEBUG", text)
        assert environment.flag("YOUJU_DEBUG") is on
    monkeypatch.setenv("YOUJU_HOME", "~/x")
    assert environment.home() == Path.home() / "x"


def test_connection_strings_become_settings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:p%40ss@db.example:5433/bureau?sslmode=verify-full")
    monkeypatch.setenv(
        "DATABASE_JOB_URL", "postgresql://job:p%40ss@db.example:5433/bureau?sslmode=verify-full"
    )
    monkeypatch.setenv("DATABASE_OWNER_URL", "")
    monkeypatch.setenv("YOUJU_DATABASE_POOL", "7")
    aliases = database.aliases()
    assert list(aliases) == ["default"]
    given = aliases["default"]
    assert [given[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "bureau", "job", "p@ss", "db.example", "5433",
    ]  # fmt: skip
    assert given["OPTIONS"]["sslmode"] == "verify-full"
    assert given["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 7}
    with pytest.raises(YoujuError) as error:
        database.require_owner()
    assert error.value.code == "W902"
    monkeypatch.setenv("DATABASE_JOB_URL", "")
    with pytest.raises(YoujuError) as error:
        database.aliases()
    assert error.value.code == "W907"
    monkeypatch.setenv("DATABASE_URL", "")
    assert [one["USER"] for one in database.aliases().values()] == ["youju_job", "youju_owner"]


def test_the_signing_key_is_made_once_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("YOUJU_HOME", str(tmp_path))
    setup.ensure_secret_key()
    assert list(tmp_path.iterdir()) == []  # given by environment in these tests
    monkeypatch.setenv("YOUJU_SECRET_KEY", "")
    setup.ensure_secret_key()
    file = tmp_path / "secret_key"
    made = file.read_text()
    assert len(made) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    setup.ensure_secret_key()
    assert file.read_text() == made
    assert list(tmp_path.iterdir()) == [file]


def test_creating_a_database_twice_is_harmless(_worker_database):
    database.create(SERVER, _worker_database.name)
    with psycopg.connect(_worker_database.conninfo()) as connection:
        assert connection.execute(
            "SELECT has_database_privilege('public', current_database(), 'CONNECT')"
        ).fetchone() == (False,)
