"""Privileges of the application's and the job's role, kept in a backup and given again after a restore.

PostgreSQL would restore them under the names of the roles where the backup was made.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from youju.web import database
from youju.web.archive import Manifest


def held(connection: psycopg.Connection[Any], kind: str) -> dict[str, list[str]]:
    """What the application or job role may do with tables and sequences; ``UPDATE(column)`` for a column."""
    rows = connection.execute(
        "WITH held AS (SELECT oid, relname, relacl AS acl, NULL AS attname FROM pg_class"
        "  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')"
        " UNION ALL SELECT c.oid, relname, attacl, attname FROM pg_attribute AS a JOIN pg_class AS c"
        "  ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p'))"
        " SELECT relname, privilege_type || coalesce('(' || attname || ')', '')"
        " FROM held, aclexplode(acl) AS a"
        " WHERE a.grantee = (SELECT oid FROM pg_roles WHERE rolname = %s) ORDER BY 1, 2",
        [database.role_of(database.conninfos()[kind])],
    )
    found: dict[str, list[str]] = {}
    for relation, privilege in rows:
        found.setdefault(relation, []).append(privilege)
    return found


def grant(connection: psycopg.Connection[Any], manifest: Manifest) -> None:
    """Give pages and jobs the privileges that they had, whatever their roles are called here."""
    conninfos = database.conninfos()
    job = manifest.job_privileges or manifest.privileges
    for kind, privileges in (("application", manifest.privileges), ("job", job)):
        _grant_to(connection, database.role_of(conninfos[kind]), privileges)


def _grant_to(connection: psycopg.Connection[Any], name: str, privileges: dict[str, list[str]]) -> None:
    role = sql.Identifier(name)
    rows = connection.execute(
        "SELECT relname, relkind = 'S' FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')"
    ).fetchall()
    with connection.transaction():
        for relation, is_sequence in rows:
            what = sql.SQL("SEQUENCE {}" if is_sequence else "TABLE {}").format(
                sql.Identifier("public", relation)
            )
            connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(what, role))
            for privilege in privileges.get(relation, []):
                name, _, column = privilege.removesuffix(")").partition("(")
                if name in _PRIVILEGES:
                    of = sql.SQL("({})").format(sql.Identifier(column)) if column else sql.SQL("")
                    connection.execute(
                        sql.SQL("GRANT {}{} ON {} TO {}").format(_PRIVILEGES[name], of, what, role)
                    )


_PRIVILEGES = {
    name: sql.SQL(name) for name in ("SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRIGGER", "USAGE")
}
"""What a manifest may grant; it is a file and not to be believed further."""
