"""Which database, under which roles, and how it comes to be.

Three roles, whatever the server. The *application* role is that of the pages: row-level security shows it
only what the ticket of a request covers (docs/decisions/0014). The *job* role is that of commands and of the
worker on the server: it sees every row. Neither can change or remove an event. The *owner* role owns the
tables and is used only to migrate, back up and restore. A process is one or the other: `serve_pages` says
that it answers requests. `aliases` gives Django's ``DATABASES`` without touching a server, `ensure` makes
the database exist, `migrate` brings its tables up to date and checks the roles.

Does not belong here: the server's process (`embedded`), the dump format (`backup`).
"""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from youju.errors import YoujuError, fail
from youju.web import environment
from youju.web.embedded import Server

APPLICATION = "youju_app"
JOB = "youju_job"
OWNER = "youju_owner"

_SERVERS: dict[Path, Server] = {}
_process = "job"


def embedded() -> bool:
    """True when no external server is configured."""
    return not environment.read("DATABASE_URL")


def server() -> Server:
    """The embedded server of the current home directory; it is not started."""
    home = environment.home()
    if home not in _SERVERS:
        _SERVERS[home] = Server(home)
    return _SERVERS[home]


def conninfos() -> dict[str, str]:
    """Connection strings by role: ``application``, ``job`` and ``owner``, the last two where known.

    Raises:
        YoujuError: W905, a connection string cannot be read.
    """
    if embedded():
        name = environment.read("YOUJU_DATABASE_NAME")
        roles = {"application": APPLICATION, "job": JOB, "owner": OWNER}
        return {role: server().conninfo(name, user) for role, user in roles.items()}
    given = {
        "application": "DATABASE_URL",
        "job": "DATABASE_JOB_URL",
        "owner": "DATABASE_OWNER_URL",
    }
    found = {}
    for role, variable in given.items():
        if url := environment.read(variable):
            try:
                found[role] = psycopg.conninfo.make_conninfo(url)
            except psycopg.ProgrammingError as error:
                raise fail("W905", name=variable, reason=str(error).strip()) from error
    return found


def serve_pages() -> None:
    """From now on this process answers requests, under the application role."""
    take_role("application")


def take_role(role: str) -> None:
    """Let Django's ``default`` connect under another role; open connections are closed.

    Args:
        role: ``application`` or ``job``.
    """
    global _process  # noqa: PLW0603 - what a process is, is a property of the process
    _process = role
    from django.conf import settings

    if not settings.configured:
        return
    from django.db import connections

    fresh = _django(of_process(), "default")
    for connection in connections.all(initialized_only=True):
        if connection.alias == "default":
            connection.close()
            if hasattr(connection, "close_pool"):
                connection.close_pool()
    # The connections of all threads share this mapping.
    connections.settings["default"].update(
        {name: fresh[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    )


def of_process() -> str:
    """Connection string of the role that this process has.

    Raises:
        YoujuError: W907, an external server is configured without the job role.
    """
    found = conninfos()
    if _process not in found:
        raise fail("W907")
    return found[_process]


def application_roles() -> list[str]:
    """Names of the roles that work with records: that of the pages, that of the jobs."""
    found = conninfos()
    return [role_of(found[role]) for role in ("application", "job") if role in found]


def aliases() -> dict[str, dict[str, Any]]:
    """Django's ``DATABASES``."""
    owner = conninfos().get("owner")
    found = {"default": _django(of_process(), "default")}
    return {**found, "owner": _django(owner, "owner")} if owner else found


def _django(conninfo: str, alias: str) -> dict[str, Any]:
    parts = dict(psycopg.conninfo.conninfo_to_dict(conninfo))
    options: dict[str, Any] = {
        # Raw statements of `events` and `ledger` run on server-side cursors and are worth preparing.
        "prepare_threshold": 2,
    }
    pool = int(environment.read("YOUJU_DATABASE_POOL"))
    if pool and alias == "default":
        options["pool"] = {"min_size": 1, "max_size": pool}
    named = {
        "NAME": str(parts.pop("dbname", "")),
        "USER": str(parts.pop("user", "") or role_of(conninfo)),
        "PASSWORD": str(parts.pop("password", "")),
        "HOST": str(parts.pop("host", "")),
        "PORT": str(parts.pop("port", "")),
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_MAX_AGE": 0 if options.get("pool") else None,
        "CONN_HEALTH_CHECKS": not options.get("pool"),
        "OPTIONS": {**parts, **options},
    }


def ensure() -> None:
    """Make the database reachable: start the embedded server, create roles and database when missing.

    A restore that a crash interrupted is undone. With an external server nothing is created; the operator
    has made its roles.

    Raises:
        YoujuError: W901 or W903, with the server's own words.
    """
    if not embedded():
        return
    from youju.web import backup

    server().ensure()
    create(server(), environment.read("YOUJU_DATABASE_NAME"))
    backup.recover()


def create(on: Server, name: str, *, template: str = "template0") -> None:
    """Create the three roles and one database on an embedded server, unless they exist."""
    with psycopg.connect(on.conninfo(), autocommit=True) as connection:
        # Two processes that start at once would change the same rows of the catalogue.
        connection.execute("SELECT pg_advisory_lock(hashtextextended('youju.create', 0))")
        for role in (APPLICATION, JOB, OWNER):
            if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE {}").format(
                        sql.Identifier(role), sql.SQL("BYPASSRLS" if role == JOB else "NOBYPASSRLS")
                    )
                )
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}, {}").format(
                sql.Identifier(name), sql.Identifier(APPLICATION), sql.Identifier(JOB)
            )
        )


def _exists(connection: psycopg.Connection[Any], query: str, value: str) -> bool:
    return connection.execute(query, [value]).fetchone() is not None


def require_owner() -> str:
    """Connection string of the owner role.

    Raises:
        YoujuError: W902, an external server is configured without its owner.
    """
    found = conninfos()
    if "owner" not in found:
        raise fail("W902")
    return found["owner"]


def migrate(*, verbosity: int = 0) -> None:
    """Bring the tables up to date as the owner, then check that the application role is harmless.

    Needs `youju.web.setup.django_setup`.

    Raises:
        YoujuError: W902, W903 or W904.
    """
    from django.core.management import call_command

    from youju.web import backup

    owner = require_owner()
    backup.recover()
    for role, conninfo in conninfos().items():
        if role != "owner":
            connect(conninfo).close()  # a role that is not there is named before anything is changed
    with connect(owner) as connection:
        grant_defaults(connection, application_roles())
    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    share_ticket_key()
    check_application_role()


def grant_defaults(connection: psycopg.Connection[Any], roles: list[str]) -> None:
    """Let roles work with every table that the connected owner has, and creates from now on.

    `events` and `people` take back what they must not do.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, roles))
    for what in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        connection.execute(sql.SQL("ALTER DEFAULT PRIVILEGES GRANT {} TO {}").format(sql.SQL(what), names))


def share_ticket_key() -> None:
    """Tell the database the key with which this installation signs tickets (`youju.people.tickets`)."""
    from django.db import connections

    from youju.people import tickets

    tickets.share_key(connections["owner"])


def role_of(conninfo: str) -> str:
    """Role name in a connection string; the operating system's user when none is given, as libpq has it."""
    given = psycopg.conninfo.conninfo_to_dict(conninfo).get("user") or os.environ.get("PGUSER")
    return str(given or pwd.getpwuid(os.geteuid()).pw_name)


BYPASS = "可以绕过行级安全策略"


def check_application_role() -> None:
    """Refuse an application or job role that could change events whatever their trigger says.

    Raises:
        YoujuError: W904 for every excess found.
    """
    tests = {
        "是超级用户": "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
        BYPASS: "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user",
        "是表的属主": "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class"
        " WHERE oid = 'events_event'::regclass",
        "可以修改事件": "SELECT has_table_privilege('events_event', 'UPDATE, DELETE, TRUNCATE')",
    }
    problems = []
    for kind, conninfo in conninfos().items():
        if kind == "owner":
            continue
        with connect(conninfo) as connection:
            role = connection.info.user
            problems += [
                fail("W904", role=role, excess=excess).problems[0]
                for excess, query in tests.items()
                if not (kind == "job" and excess == BYPASS)
                and (row := connection.execute(query).fetchone())
                and row[0]
            ]
    if problems:
        raise YoujuError(problems)


def connect(conninfo: str, *, autocommit: bool = True) -> psycopg.Connection[Any]:
    """Connect with psycopg.

    Raises:
        YoujuError: W903, with the server's own words.
    """
    try:
        return psycopg.connect(conninfo, autocommit=autocommit)
    except psycopg.OperationalError as error:
        raise fail("W903", reason=str(error).strip()) from error
