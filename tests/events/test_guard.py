"""The application's role cannot change the past, whatever it tries; the owner's triggers hold as well."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from youju.events.verify import verify
from youju.web import database

ATTEMPTS = [
    "UPDATE {table} SET {column} = {column}",
    "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE false",
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({column}) DO UPDATE SET {column} = 0",
    "SELECT * FROM {table} FOR UPDATE",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER {table}_append_only",
    "DROP TRIGGER {table}_append_only ON {table}",
    "DROP TABLE {table}",
    "ALTER TABLE {table} RENAME TO gone",
    "ALTER TABLE {table} OWNER TO youju_app",
    "CREATE RULE r AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION events_refuse() CASCADE",
    "SET session_replication_role = replica",
    "SET ROLE youju_owner",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "GRANT youju_owner TO youju_app",
    "ALTER ROLE youju_app SUPERUSER",
    "ALTER ROLE youju_app BYPASSRLS",
    "UPDATE pg_class SET relowner = 'youju_app'::regrole WHERE relname = '{table}'",
    "SET allow_system_table_mods = on",
    "CREATE SCHEMA mine",
    "CREATE TABLE public.mine (x integer)",
    "ALTER SEQUENCE events_position RESTART",
    "SELECT setval('events_position', 1)",
    "COPY {table} TO PROGRAM 'cat'",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_read_file('postgresql.conf')",
    "DELETE FROM events_stream",
    "TRUNCATE events_stream",
    "DROP TABLE events_stream",
]


@pytest.mark.parametrize("table", ["events_event", "events_seal"])
@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("role", ["application", "job"])
def test_the_application_tries(streams, attempt, table, role):
    column = "position" if table == "events_event" else "number"
    with psycopg.connect(conninfo_of(role), autocommit=True) as connection:
        assert connection.execute("SELECT current_user").fetchone() in {("youju_app",), ("youju_job",)}
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(attempt.format(table=table, column=column))
    assert verify().events == 21


def test_granting_oneself_grants_nothing(streams):
    """PostgreSQL answers such a GRANT with a warning, not an error."""
    with psycopg.connect(conninfo_of("application"), autocommit=True) as connection:
        connection.execute("GRANT ALL ON events_event TO youju_app")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("DELETE FROM events_event")


@pytest.mark.parametrize("table", ["events_event", "events_seal"])
@pytest.mark.parametrize(
    "attempt",
    ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table}"],
)
@pytest.mark.parametrize("how", ["owner", "superuser as a replica"])
def test_the_trigger_holds_owner_and_replica(streams, db, attempt, table, how):
    """The owner has the privileges; ENABLE ALWAYS keeps the trigger alive under session_replication_role."""
    column = "position" if table == "events_event" else "number"
    conninfo = conninfo_of("owner") if how == "owner" else db.conninfo()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if how != "owner":
            connection.execute("SET session_replication_role = replica")
        with pytest.raises(errors.InsufficientPrivilege, match="只能追加"):
            connection.execute(attempt.format(table=table, column=column))


def test_the_application_can_do_its_work(streams):
    """The refusals above do not come from a role that can do nothing at all."""
    with psycopg.connect(conninfo_of("job")) as connection:
        assert connection.execute("SELECT count(*) FROM events_event").fetchone() == (21,)
        connection.execute("UPDATE events_stream SET head_seq = head_seq")
        connection.rollback()


def test_constraints_of_the_table(streams):
    """What the services check, the table checks again."""
    insert = "INSERT INTO events_event SELECT %s, stream, %s, kind, type, %s, recorded_at, actor, payload, %s"
    insert += " FROM events_event WHERE position = 1"
    sound = [1000, 99, "2024-06-03", bytes(32)]
    for index, wrong in ((0, 1), (1, 1), (1, 0), (2, "2024-06-04"), (3, b"short")):
        values = [*sound[:index], wrong, *sound[index + 1 :]]
        with psycopg.connect(conninfo_of("job")) as connection:
            with pytest.raises(errors.IntegrityError):
                connection.execute(insert, values)
            connection.rollback()
    with psycopg.connect(conninfo_of("job")) as connection:
        connection.execute(insert, sound)
        connection.rollback()


def conninfo_of(role: str) -> str:
    return database.conninfos()[role]
