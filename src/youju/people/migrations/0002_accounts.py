"""Accounts, failed logins, and what the database itself knows of who asks (docs/decisions/0014)."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from youju.events import privileges

FUNCTIONS = """
CREATE TABLE people_ticketkey (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);

-- What the ticket of this connection says; null without one, and for one that is forged or has expired.
CREATE FUNCTION people_claims() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    ticket text := current_setting('youju.ticket', true);
    body text := substr(ticket, 66);
    claims jsonb;
BEGIN
    PERFORM FROM people_ticketkey
        WHERE encode(sha256(outer_pad || sha256(inner_pad || convert_to(body, 'UTF8'))), 'hex') = left(ticket, 64);
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    claims := body::jsonb;
    RETURN CASE WHEN (claims ->> 'until')::float8 > extract(epoch FROM clock_timestamp()) THEN claims END;
END $$;

CREATE FUNCTION people_person() RETURNS text LANGUAGE sql STABLE SET search_path = {schema}, pg_temp
    AS $$ SELECT people_claims() ->> 'person' $$;
CREATE FUNCTION people_scope() RETURNS text LANGUAGE sql STABLE SET search_path = {schema}, pg_temp
    AS $$ SELECT people_claims() ->> 'organisation' $$;
CREATE FUNCTION people_kind() RETURNS text LANGUAGE sql STABLE SET search_path = {schema}, pg_temp
    AS $$ SELECT people_claims() ->> 'kind' $$;
CREATE FUNCTION people_whole() RETURNS text[] LANGUAGE sql STABLE SET search_path = {schema}, pg_temp
    AS $$ SELECT ARRAY(SELECT jsonb_array_elements_text(people_claims() -> 'whole')) $$;
"""

POLICIES = """
ALTER TABLE events_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY events_people_read ON events_event FOR SELECT
    USING (kind = 'people' AND (SELECT people_kind()) IN ('system_admin', 'security_admin', 'audit_admin'));
CREATE POLICY events_people_write ON events_event FOR INSERT
    WITH CHECK (kind = 'people' AND (SELECT people_kind()) IN ('system_admin', 'security_admin')
        AND actor = (SELECT people_person()));
-- Also those are recorded who failed to log in; nobody but the audit administrator reads any of it.
CREATE POLICY events_audit_read ON events_event FOR SELECT
    USING (kind = 'audit' AND (SELECT people_kind()) = 'audit_admin');
CREATE POLICY events_audit_write ON events_event FOR INSERT WITH CHECK (kind = 'audit');
"""

UNDO = """
DROP POLICY events_people_read ON events_event;
DROP POLICY events_people_write ON events_event;
DROP POLICY events_audit_read ON events_event;
DROP POLICY events_audit_write ON events_event;
ALTER TABLE events_event DISABLE ROW LEVEL SECURITY;
DROP FUNCTION people_person, people_scope, people_kind, people_whole, people_claims;
DROP TABLE people_ticketkey;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Functions that see the tables of their own schema only, whoever calls them."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(FUNCTIONS.format(schema=schema))
        cursor.execute(POLICIES)
    privileges.leave(schema_editor, "people_ticketkey", "")


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take functions and policies away."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("events", "0002_job_role")]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(default="user", max_length=20)),
                (
                    "person",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="people.person",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("must_change", models.BooleanField(default=True)),
                ("password_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
            ],
            options={"db_table": "people_account"},
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "user"), ("person__isnull", False))
                | (~models.Q(("kind", "user")) & models.Q(("person__isnull", True))),
                name="people_account_kind",
            ),
        ),
        migrations.CreateModel(
            name="LoginFailure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("username", models.CharField(max_length=64)),
                ("address", models.CharField(max_length=45)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "people_loginfailure",
                "indexes": [
                    models.Index(fields=["username", "at"], name="people_loginfailure_name"),
                    models.Index(fields=["address", "at"], name="people_loginfailure_address"),
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
