"""Tokens of the API. A token is looked up by its digest before there is a ticket, by a function of the owner."""

from __future__ import annotations

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from youju.events import privileges

FUNCTIONS = """
CREATE FUNCTION people_token(p_digest text) RETURNS SETOF people_apitoken
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp
    AS $$ SELECT * FROM people_apitoken WHERE digest = p_digest $$;

-- Notes the first use of a day and says whether it was the first.
CREATE FUNCTION people_token_used(p_digest text, p_on date) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
    WITH noted AS (
        UPDATE people_apitoken SET used_on = p_on
        WHERE digest = p_digest AND (used_on IS NULL OR used_on < p_on) RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM noted) $$;
"""

POLICIES = """
ALTER TABLE people_apitoken ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_apitoken_read ON people_apitoken FOR SELECT
    USING ((SELECT people_kind()) = 'security_admin');
CREATE POLICY people_apitoken_issue ON people_apitoken FOR INSERT
    WITH CHECK ((SELECT people_kind()) = 'security_admin' AND created_by = (SELECT people_person()));
CREATE POLICY people_apitoken_revoke ON people_apitoken FOR UPDATE
    USING ((SELECT people_kind()) = 'security_admin');

ALTER TABLE people_apianswer ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_apianswer_own ON people_apianswer
    USING (person = (SELECT people_person())) WITH CHECK (person = (SELECT people_person()));
"""

UNDO = """
DROP POLICY people_apitoken_read ON people_apitoken;
DROP POLICY people_apitoken_issue ON people_apitoken;
DROP POLICY people_apitoken_revoke ON people_apitoken;
DROP POLICY people_apianswer_own ON people_apianswer;
DROP FUNCTION people_token, people_token_used;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Functions, policies, privileges: a token is never changed but revoked."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(FUNCTIONS.format(schema=schema))
        cursor.execute(POLICIES)
    pages = settings.APPLICATION_ROLES[:1]
    privileges.leave(schema_editor, "people_apitoken", "SELECT, INSERT, UPDATE (revoked_at)", roles=pages)
    privileges.leave(schema_editor, "people_apianswer", "SELECT, INSERT, UPDATE (body)", roles=pages)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take functions and policies away."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_separation")]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("system", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None
                    ),
                ),
                ("created_by", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("used_on", models.DateField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={"db_table": "people_apitoken"},
        ),
        migrations.CreateModel(
            name="ApiAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=64)),
                ("token", models.BigIntegerField()),
                ("key", models.CharField(max_length=100)),
                ("request", models.CharField(max_length=64)),
                ("body", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "people_apianswer",
                "constraints": [
                    models.UniqueConstraint(fields=("token", "key"), name="people_apianswer_once")
                ],
                "indexes": [models.Index(fields=["at"], name="people_apianswer_at")],
            },
        ),
        migrations.RunPython(install, remove),
    ]
