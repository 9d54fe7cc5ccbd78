"""Tickets that hold for one connection, the division that an organisation stands at the head of, idle tables.

Whoever reads another connection's statements (``pg_stat_activity``) may find a ticket there; it is of no use
on a connection of one's own. Tables of Django that nobody uses here can be read and written by nobody.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

from youju.events import privileges

CLAIMS = """
CREATE OR REPLACE FUNCTION people_claims() RETURNS jsonb
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
    IF (claims ->> 'until')::float8 <= extract(epoch FROM clock_timestamp())
        OR (claims ->> 'backend')::int <> pg_backend_pid() THEN
        RETURN NULL;
    END IF;
    RETURN claims;
END $$;
"""

AREA = """
-- The part of a division's code that all divisions below it begin with, if the organisation of the ticket
-- stands at the head of a division: it has one, and none above it has the same.
CREATE FUNCTION people_prefix(division text) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = {schema}, pg_temp AS $$
    SELECT CASE WHEN division ~ '^..0*$' THEN left(division, 2) WHEN division ~ '^.{{4}}0*$' THEN left(division, 4)
        WHEN division ~ '^.{{6}}0*$' THEN left(division, 6) WHEN division ~ '^.{{9}}0*$' THEN left(division, 9)
        ELSE division END $$;
CREATE FUNCTION people_area() RETURNS text LANGUAGE sql STABLE SET search_path = {schema}, pg_temp AS $$
    SELECT people_prefix(o.division) FROM people_organisation o
    WHERE o.code = people_scope() AND o.division <> '' AND NOT EXISTS (
        SELECT 1 FROM people_organisation above
        WHERE above.code = ANY (string_to_array(o.path, '/')) AND above.code <> o.code
            AND people_prefix(above.division) = people_prefix(o.division)) $$;
"""

IDLE = ("auth_group", "auth_group_permissions", "auth_permission", "django_content_type")


def install(_apps: Any, schema_editor: Any) -> None:
    """Functions of the schema that is migrated, and privileges."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(CLAIMS.format(schema=schema))
        cursor.execute(AREA.format(schema=schema))
    for table in IDLE:
        privileges.leave(schema_editor, table, "")
    privileges.leave(schema_editor, "django_migrations", "SELECT")


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the functions away; the check of the connection stays, since nothing is worse for it."""
    schema_editor.execute("DROP FUNCTION people_area(), people_prefix(text)")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_tokens"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(install, remove)]
