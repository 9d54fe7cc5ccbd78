"""Events, heads of streams, seals, and what keeps the application from changing the past."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

import youju.events.models
from youju.events import privileges

TABLES = """
CREATE SEQUENCE events_position;

CREATE TABLE events_event (
    position bigint PRIMARY KEY,
    stream uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    type text NOT NULL,
    business_date date NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor text NOT NULL,
    payload json NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT events_event_stream_seq UNIQUE (stream, seq),
    CONSTRAINT events_event_seq CHECK (seq > 0),
    CONSTRAINT events_event_hash CHECK (octet_length(hash) = 32),
    CONSTRAINT events_event_not_future
        CHECK (business_date <= (recorded_at AT TIME ZONE 'Asia/Shanghai')::date)
);
ALTER SEQUENCE events_position OWNED BY events_event.position;

-- A head is rewritten by every event; room on its page keeps those updates off the index.
CREATE TABLE events_stream (
    stream uuid PRIMARY KEY,
    kind text NOT NULL,
    head_seq integer NOT NULL,
    head_hash bytea NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE events_seal (
    number integer PRIMARY KEY,
    after bigint NOT NULL,
    upto bigint NOT NULL,
    events bigint NOT NULL,
    root bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT events_seal_range CHECK (upto > after)
);
"""

FUNCTIONS = """
-- Declare that this transaction may allocate positions above a bound: a shared advisory lock whose key
-- *is* the bound (tag, schema, position). `events_settled` reads the bounds of all running writers.
CREATE FUNCTION events_enter() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('youju.entered', true) IS NOT DISTINCT FROM pg_current_xact_id()::text THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(
        (89::bigint << 56)
        | ((current_schema()::regnamespace::oid::bigint & 4095) << 44)
        | (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM events_position));
    PERFORM set_config('youju.entered', pg_current_xact_id()::text, true);
END $$;

-- The greatest position below which nothing can appear any more. The sequence is read *before* the locks:
-- whatever it had given out by then belongs to a writer that still holds its lock or has ended.
CREATE FUNCTION events_settled() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    given_out bigint;
    bound bigint;
BEGIN
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO given_out FROM events_position;
    SELECT min(((classid::bigint << 32) | objid::bigint) & ((1::bigint << 44) - 1)) INTO bound
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid::bigint >> 12 = (89 << 12 | (current_schema()::regnamespace::oid::bigint & 4095));
    RETURN least(given_out, bound);
END $$;

-- Create missing heads of streams, lock all of them, always in the same order, and give out positions.
-- One call, so that an append costs two round trips. Rows of heads come first, then rows of positions.
-- Creating comes before any lock: who held one head while waiting for another to be created would meet,
-- as a deadlock, somebody who finds it created and locks the two in order.
CREATE FUNCTION events_open(streams uuid[], kinds text[], positions integer)
RETURNS TABLE (stream uuid, kind text, head_seq integer, head_hash bytea, "position" bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM events_enter();
    IF (SELECT count(*) FROM events_stream h WHERE h.stream = ANY (streams)) < cardinality(streams) THEN
        INSERT INTO events_stream (stream, kind, head_seq, head_hash)
        SELECT s, k, 0, decode(repeat('00', 32), 'hex') FROM unnest(streams, kinds) AS new (s, k)
        WHERE NOT EXISTS (SELECT 1 FROM events_stream h WHERE h.stream = s)
        ORDER BY s
        ON CONFLICT (stream) DO NOTHING;
    END IF;
    RETURN QUERY SELECT h.stream, h.kind, h.head_seq, h.head_hash, NULL::bigint
        FROM events_stream h WHERE h.stream = ANY (streams) ORDER BY h.stream FOR NO KEY UPDATE;
    RETURN QUERY SELECT NULL::uuid, NULL::text, NULL::integer, NULL::bytea, nextval('events_position')
        FROM generate_series(1, positions);
END $$;

CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% 只能追加，不能修改、删除或清空', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""

TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
"""

UNDO = """
DROP TABLE events_event, events_stream, events_seal CASCADE;
DROP FUNCTION events_enter, events_settled, events_open, events_refuse;
"""

GUARDED = ("events_event", "events_seal")


def restrict(_apps: Any, schema_editor: Any) -> None:
    """Leave the roles that work with records only what appending needs."""
    for table in GUARDED:
        privileges.leave(schema_editor, table, "SELECT, INSERT")
    privileges.leave(schema_editor, "events_stream", "SELECT, INSERT, UPDATE")
    privileges.leave(schema_editor, "SEQUENCE events_position", "USAGE, SELECT")


STATE = [
    migrations.CreateModel(
        name="EventRow",
        fields=[
            ("position", models.BigIntegerField(primary_key=True, serialize=False)),
            ("stream", models.UUIDField()),
            ("seq", models.IntegerField()),
            ("kind", models.TextField()),
            ("type", models.TextField()),
            ("business_date", models.DateField()),
            ("recorded_at", models.DateTimeField()),
            ("actor", models.TextField()),
            ("payload", youju.events.models.CanonicalJson()),
            ("hash", models.BinaryField()),
        ],
        options={
            "db_table": "events_event",
            "constraints": [
                models.UniqueConstraint(fields=("stream", "seq"), name="events_event_stream_seq")
            ],
        },
    ),
    migrations.CreateModel(
        name="StreamRow",
        fields=[
            ("stream", models.UUIDField(primary_key=True, serialize=False)),
            ("kind", models.TextField()),
            ("head_seq", models.IntegerField()),
            ("head_hash", models.BinaryField()),
        ],
        options={"db_table": "events_stream"},
    ),
    migrations.CreateModel(
        name="SealRow",
        fields=[
            ("number", models.IntegerField(primary_key=True, serialize=False)),
            ("after", models.BigIntegerField()),
            ("upto", models.BigIntegerField()),
            ("events", models.BigIntegerField()),
            ("root", models.BinaryField()),
            ("sealed_at", models.DateTimeField()),
            ("previous", models.BinaryField()),
            ("hash", models.BinaryField()),
        ],
        options={"db_table": "events_seal"},
    ),
]


class Migration(migrations.Migration):
    """The event store."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            TABLES + FUNCTIONS + "".join(TRIGGERS.format(table=table) for table in GUARDED),
            UNDO,
            state_operations=STATE,
        ),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
