"""The job role, which later than the application role began to write events, may do no more than it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges


def restrict(_apps: Any, schema_editor: Any) -> None:
    """Give it the tables that are there already, then leave both only what appending needs."""
    for name in settings.APPLICATION_ROLES[1:]:
        role = schema_editor.connection.ops.quote_name(name)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            schema = schema_editor.connection.ops.quote_name(cursor.fetchone()[0])
        for what in ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "USAGE, SELECT ON ALL SEQUENCES"):
            schema_editor.execute(f"GRANT {what} IN SCHEMA {schema} TO {role}")
    for table in ("events_event", "events_seal"):
        privileges.leave(schema_editor, table, "SELECT, INSERT")
    privileges.leave(schema_editor, "events_stream", "SELECT, INSERT, UPDATE")
    privileges.leave(schema_editor, "SEQUENCE events_position", "USAGE, SELECT")


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunPython(restrict, migrations.RunPython.noop)]
