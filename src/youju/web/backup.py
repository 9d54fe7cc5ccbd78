"""Backing up and restoring everything that cannot be derived: the database and the evidence files.

A backup seals what is new, then dumps the database and copies the evidence of *one* moment (an exported
snapshot), while people go on working. Restoring checks the whole file first, puts the present tables
aside in a schema of their own, restores, verifies every chain and the seal that the backup names, and only
then drops what was put aside. Whatever goes wrong before, also a loss of power, ends with the tables as
they were. Snapshots for counting are derived from events and are made anew.

Enter at `make` and `restore`. The file's format is in `archive`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from youju.errors import CODES, Problem, YoujuError, fail
from youju.web import archive, database, environment, privileges
from youju.web.archive import Manifest, Member
from youju.web.embedded import programs

ASIDE = "youju_before_restore"
"""Schema that holds the present tables while a restore is under way."""

KEY_TABLE = "people_ticketkey"
"""Holds the key of this installation; a backup goes without it, and `database.migrate` puts it in again."""

_RESTORING = 0x5245_5354  # key of the lock that a restore holds


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup.

    Attributes:
        file: Where it is.
        manifest: What it holds.
        damaged: Evidence that is not in it, W927 each.
    """

    file: Path
    manifest: Manifest
    damaged: list[Problem]


def make(file: Path, *, at: datetime) -> Made:
    """Back up into a new file; needs `django_setup`.

    Raises:
        YoujuError: W920 the file exists, W925 the dump failed, W902, W903.
    """
    from youju.events import actions

    if file.exists():
        raise fail("W920", file=file)
    actions.seal(at=at)
    with _workplace(file.parent) as work:
        dump = work / archive.DUMP
        with database.connect(database.require_owner()) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            (snapshot,) = _one(connection, "SELECT pg_export_snapshot()")
            manifest = _describe(connection, at)
            wanted = _evidence(connection)
            _program("pg_dump", "--format=custom", "--compress=1", "--schema=public", "--no-owner",
                     "--no-privileges", f"--exclude-table-data={KEY_TABLE}",
                     f"--snapshot={snapshot}", f"--file={dump}")  # fmt: skip
        members, sources, damaged = _gather(dump, wanted)
        manifest = replace(manifest, members=members, lost=[p.fields["sha256"] for p in damaged])
        part = work / "backup"
        with part.open("xb") as out:
            os.fchmod(out.fileno(), 0o600)  # all data are in it
            archive.write(out, manifest, sources)
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(part, file)  # unlike a rename never replaces a file that has appeared meanwhile
        except FileExistsError as error:
            raise fail("W920", file=file) from error
    return Made(file, manifest, damaged)


def _describe(connection: psycopg.Connection[Any], at: datetime) -> Manifest:
    """The manifest without its members."""
    from youju import __version__

    (events,) = _one(connection, "SELECT count(*) FROM events_event")
    last = _one(connection, "SELECT hash FROM events_seal ORDER BY number DESC LIMIT 1")
    migrations = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return Manifest(
        made_at=at.isoformat(),
        version=__version__,
        migrations=[name for (name,) in migrations],
        privileges=privileges.held(connection, "application"),
        job_privileges=privileges.held(connection, "job"),
        events=events,
        seal=bytes(last[0]).hex() if last else "",
    )


def _evidence(connection: psycopg.Connection[Any]) -> list[str]:
    """Digests of all files that the database speaks of."""
    rows = connection.execute(
        "SELECT sha256 FROM ledger_evidence"
        " UNION SELECT thumbnail FROM ledger_evidence WHERE thumbnail <> '' ORDER BY 1"
    )
    return [digest for (digest,) in rows]


def _gather(dump: Path, wanted: Sequence[str]) -> tuple[list[Member], list[Path], list[Problem]]:
    """The members with their sources, and what is missing or damaged."""
    from youju.ledger import filestore

    members = [Member(archive.DUMP, dump.stat().st_size, filestore.digest_of(dump))]
    sources, damaged = [dump], []
    for digest in wanted:
        path = filestore.path_of(_evidence_root(), digest)
        if not path.is_file():
            damaged.append(Problem(CODES["W927"], {"sha256": digest, "reason": "不在数据目录中"}))
        elif filestore.digest_of(path) != digest:
            damaged.append(Problem(CODES["W927"], {"sha256": digest, "reason": "的内容已被改动或损坏"}))
        else:
            members.append(Member(f"evidence/{digest}", path.stat().st_size, digest))
            sources.append(path)
    return members, sources, damaged


def restore(file: Path, *, replacing: bool = False) -> Manifest:
    """Restore a backup and verify it; needs `django_setup`.

    Args:
        replacing: Replace a database that holds data.

    Raises:
        YoujuError: W921 to W926; the data are as they were.
    """
    environment.home().mkdir(parents=True, exist_ok=True)
    with _workplace(environment.home()) as work:
        staged = work / "staged"
        staged.mkdir()
        manifest = archive.read(file, staged)
        _check_version(manifest)
        with _alone() as connection:
            undo_interrupted(connection)
            if not replacing and (tables := _used_tables(connection)):
                raise fail("W922", tables="、".join(tables[:5]))
            placed = _place_evidence(manifest, staged)
            try:
                _put_aside(connection)
                _program("pg_restore", "--single-transaction", "--exit-on-error", "--schema=public",
                         "--no-owner", "--no-privileges", str(staged / archive.DUMP))  # fmt: skip
                privileges.grant(connection, manifest)
                database.migrate()
                _verify(manifest)
            except BaseException:
                _close_django()
                undo_interrupted(connection)
                for path in placed:
                    path.unlink(missing_ok=True)
                raise
            _close_django()
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(ASIDE)))
    shutil.rmtree(_snapshot_root(), ignore_errors=True)
    return manifest


def recover() -> None:
    """Undo a restore that a crash interrupted; leaves one that is under way alone."""
    with database.connect(database.require_owner()) as connection:
        (locked,) = _one(connection, "SELECT pg_try_advisory_lock(%s)", [_RESTORING])
        if locked:
            undo_interrupted(connection)


def undo_interrupted(connection: psycopg.Connection[Any]) -> None:
    """Put back the tables that an unfinished restore left aside; nothing to do otherwise.

    Args:
        connection: As owner, holding the lock of a restore.
    """
    if _one(connection, "SELECT to_regnamespace(%s)", [ASIDE]) == (None,):
        return
    with connection.transaction():
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
        connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(sql.Identifier(ASIDE)))


def _put_aside(connection: psycopg.Connection[Any]) -> None:
    """Rename the schema of the present tables and begin an empty one."""
    roles = _roles()
    with connection.transaction():
        connection.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(sql.Identifier(ASIDE)))
        connection.execute("CREATE SCHEMA public")
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(roles))


def _roles() -> sql.Composed:
    """The application and job roles, for a GRANT."""
    return sql.SQL(", ").join(map(sql.Identifier, database.application_roles()))


def _verify(manifest: Manifest) -> None:
    """Verify what was restored against its seals and the manifest."""
    from youju.events.verify import verify

    report = verify(expected=[bytes.fromhex(manifest.seal)] if manifest.seal else [])
    problems = [Problem(CODES["W926"], {"reason": problem.message}) for problem in report.findings]
    if report.events != manifest.events:
        reason = f"应有{manifest.events}条事件，实有{report.events}条。"
        problems.append(Problem(CODES["W926"], {"reason": reason}))
    if problems:
        raise YoujuError(problems)


def _check_version(manifest: Manifest) -> None:
    """Refuse tables that this version does not know."""
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = [name for name in manifest.migrations if name not in known]
    if unknown:
        raise fail("W923", version=manifest.version, names="、".join(unknown[:5]))


def _used_tables(connection: psycopg.Connection[Any]) -> list[str]:
    """Tables that hold rows, those of Django apart."""
    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition AND NOT starts_with(relname, 'django_')"
        " AND relname <> %s ORDER BY 1",
        [KEY_TABLE],
    ).fetchall()
    probe = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})")
    return [
        name
        for (name,) in names
        if connection.execute(probe.format(sql.Identifier("public", name))).fetchone() == (True,)
    ]


def _place_evidence(manifest: Manifest, staged: Path) -> list[Path]:
    """Add the evidence to the store; gives the files that were not there before."""
    from youju.ledger import filestore

    placed = []
    for member in manifest.members:
        if member.name == archive.DUMP:
            continue
        path = filestore.path_of(_evidence_root(), member.sha256)
        if path.is_file() and filestore.digest_of(path) != member.sha256:
            path.unlink()
        elif not path.exists():
            placed.append(path)
        filestore.keep(
            _evidence_root(), filestore.Incoming(staged / member.sha256, member.sha256, member.size)
        )
    return placed


@contextlib.contextmanager
def _alone() -> Iterator[psycopg.Connection[Any]]:
    """A connection as owner while nobody else works with the database.

    Raises:
        YoujuError: W924, somebody does.
    """
    _close_django()
    with database.connect(database.require_owner()) as connection:
        for _ in range(40):  # a connection that was just closed takes a moment to end
            # The kind of another role's backend is hidden from us; only background ones have no user.
            (others,) = _one(
                connection,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND usename IS NOT NULL",
            )
            if not others:
                break
            time.sleep(0.05)
        (locked,) = _one(connection, "SELECT pg_try_advisory_lock(%s)", [_RESTORING])
        if others or not locked:
            raise fail("W924", count=max(others, 1))
        yield connection


def _close_django() -> None:
    from django.db import connections

    connections.close_all()


@contextlib.contextmanager
def _workplace(parent: Path) -> Iterator[Path]:
    """A private directory in the same file system as its parent, gone afterwards.

    Raises:
        YoujuError: W921, the place cannot be written to.
    """
    try:
        work = Path(tempfile.mkdtemp(prefix=".youju-", dir=parent))
    except OSError as error:
        raise fail("W921", file=parent, reason=f"所在的目录不能写入（{error.strerror}）") from error
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _program(name: str, *arguments: str) -> None:
    """Run pg_dump or pg_restore as owner; the password goes by environment, which others cannot read.

    Raises:
        YoujuError: W925, with the program's own words.
    """
    parts = psycopg.conninfo.conninfo_to_dict(database.require_owner())
    password = parts.pop("password", None)
    target = psycopg.conninfo.make_conninfo(**parts)  # type: ignore[arg-type]
    secret = {"PGPASSWORD": str(password)} if password else {}
    done = subprocess.run(  # noqa: S603 - our own program, arguments from us
        [str(programs() / name), "--no-password", f"--dbname={target}", *arguments],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C", **secret},
    )  # fmt: skip
    if done.returncode != 0:
        raise fail("W925", program=name, reason=done.stderr.strip()[-800:])


def _one(connection: psycopg.Connection[Any], query: str, values: Sequence[Any] | None = None) -> Any:
    return connection.execute(query, values).fetchone()


def _evidence_root() -> Path:
    from django.conf import settings

    return Path(settings.EVIDENCE_ROOT)


def _snapshot_root() -> Path:
    from django.conf import settings

    return Path(settings.SNAPSHOT_ROOT)
