"""A place of its own for stories: a schema that is made, migrated once, emptied between stories and dropped.

Enter at `scratch`. Django's two connections look into the schema by their search path, and evidence and
snapshots go to a temporary folder, so real records are out of reach while it is open. The schema is guarded
by a lock of the session that made it; what a killed process left behind is dropped by the next run.

Does not belong here: what happens in the story.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

from youju.errors import fail
from youju.scenarios import actions

PREFIX = "scenario_"
_GRANTS = ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES")


@dataclass(frozen=True, slots=True)
class Scratch:
    """An open scratch schema.

    Attributes:
        schema: Its name.
        files: Folder of its evidence and snapshots.
        keeper: Connection of the owner that guards and drops it.
    """

    schema: str
    files: Path
    keeper: psycopg.Connection[Any]

    def clear(self) -> None:
        """Empty every table and folder, and begin all counters anew."""
        actions.empty(self.keeper, self.schema)
        for entry in self.files.iterdir():
            shutil.rmtree(entry)


@contextlib.contextmanager
def scratch() -> Iterator[Scratch]:
    """Open a scratch schema for the stories of one run; it is gone afterwards, also after a failure.

    Raises:
        YoujuError: C856 when there is no connection of the owner, or it may not make a schema.
    """
    if "owner" not in connections.settings:
        raise fail("C856")
    name = PREFIX + secrets.token_hex(6)
    with psycopg.connect(**_parameters("owner"), autocommit=True) as keeper:
        _drop_left_behind(keeper)
        keeper.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        try:
            _create(keeper, name)
        except psycopg.errors.InsufficientPrivilege as error:
            raise fail("C856") from error
        try:
            with tempfile.TemporaryDirectory(prefix="youju-scenario-") as folder, _inside(name, Path(folder)):
                call_command("migrate", database="owner", verbosity=0, interactive=False)
                yield Scratch(name, Path(folder), keeper)
        finally:
            _drop(keeper, name)


def _parameters(alias: str) -> dict[str, Any]:
    """What psycopg needs to connect as Django would; without its row and cursor factories."""
    given = connections[alias].get_connection_params()
    ours = ("cursor_factory", "context", "prepare_threshold", "pool", "server_side_binding")
    return {name: value for name, value in given.items() if name not in ours}


def _create(keeper: psycopg.Connection[Any], name: str) -> None:
    schema = sql.Identifier(name)
    role = sql.SQL(", ").join(map(sql.Identifier, settings.APPLICATION_ROLES))
    keeper.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    keeper.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
    for what in _GRANTS:
        keeper.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT {} TO {}").format(
                schema, sql.SQL(what), role
            )
        )


def _drop(keeper: psycopg.Connection[Any], name: str) -> None:
    keeper.execute("SET client_min_messages = warning")
    keeper.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))
    keeper.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def _drop_left_behind(keeper: psycopg.Connection[Any]) -> None:
    """Drop scratch schemas whose session is gone: nobody holds their lock."""
    names = keeper.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname ~ %s AND pg_has_role(nspowner, 'MEMBER')",
        [f"^{PREFIX}[0-9a-f]{{12}}$"],
    ).fetchall()
    for (name,) in names:
        row = keeper.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]).fetchone()
        if row and row[0]:
            _drop(keeper, name)


@contextlib.contextmanager
def _inside(name: str, folder: Path) -> Iterator[None]:
    """Point Django's connections and folders at the scratch schema, and back."""
    kept = {alias: connections[alias].settings_dict["OPTIONS"] for alias in ("default", "owner")}
    roots = {key: getattr(settings, key) for key in ("EVIDENCE_ROOT", "SNAPSHOT_ROOT")}
    try:
        for alias, options in kept.items():
            search = f"{options.get('options', '')} -c search_path={name}".strip()
            fresh = {key: value for key, value in options.items() if key != "pool"}
            _reconnect(alias, {**fresh, "options": search})
        settings.EVIDENCE_ROOT = folder / "evidence"
        settings.SNAPSHOT_ROOT = folder / "snapshots"
        yield
    finally:
        for key, value in roots.items():
            setattr(settings, key, value)
        for alias, options in kept.items():
            _reconnect(alias, options)


def _reconnect(alias: str, options: dict[str, Any]) -> None:
    """Close what is open; the next query connects with the new options."""
    connection = connections[alias]
    connection.close()
    if isinstance(connection, DatabaseWrapper):
        connection.close_pool()
    connection.settings_dict["OPTIONS"] = options
