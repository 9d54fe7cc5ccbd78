"""Who sees which value, said by the database itself (docs/decisions/0014); nothing is changed or deleted.

A value shows itself to whoever sees the series of its pack whole, and to the organisation at the head of its
area (or of one above that). Deliveries hold whole files: they are for the first only. Pages add nothing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

TABLES = ("value", "delivery")
POLICIES = """
ALTER TABLE series_value ENABLE ROW LEVEL SECURITY;
CREATE POLICY series_value_read ON series_value FOR SELECT USING (
    'series:' || pack = ANY ((SELECT people_whole())::text[])
        OR starts_with(area, (SELECT people_area())));

ALTER TABLE series_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY series_delivery_read ON series_delivery FOR SELECT USING (
    packs <> '{}' AND NOT EXISTS (SELECT 1 FROM unnest(packs) AS p (pack)
        WHERE 'series:' || pack <> ALL ((SELECT people_whole())::text[])));

CREATE POLICY events_series_read ON events_event FOR SELECT USING (
    kind = 'series' AND EXISTS (SELECT 1 FROM series_delivery d WHERE d.id = events_event.stream));
"""
TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
"""
UNDO = "DROP POLICY events_series_read ON events_event;\n" + "".join(
    f"DROP TRIGGER series_{one}_append_only ON series_{one};\n"
    f"DROP POLICY series_{one}_read ON series_{one};\n"
    f"ALTER TABLE series_{one} DISABLE ROW LEVEL SECURITY;\n"
    for one in TABLES
)


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, triggers and privileges: pages read, commands read and add."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)
        for table in TABLES:
            cursor.execute(TRIGGERS.format(table=f"series_{table}"))
    for table in TABLES:
        privileges.leave(schema_editor, f"series_{table}", "SELECT, INSERT")
        privileges.leave(schema_editor, f"series_{table}", "SELECT", roles=settings.APPLICATION_ROLES[:1])


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [
        ("series", "0001_initial"),
        ("events", "0002_job_role"),
        ("people", "0005_tickets_of_one_connection"),
    ]

    operations = [migrations.RunPython(install, remove)]
