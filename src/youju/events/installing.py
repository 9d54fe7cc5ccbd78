"""SQL that a migration installs, in the schema that is migrated.

Enter at `sql`; migrations run as the owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

SCHEMA = "{schema}"
"""Stands in SQL for the schema: functions that see more than their callers say where they look."""


def sql(install: str, undo: str, *, pages: Mapping[str, str] | None = None) -> migrations.RunPython:
    """An operation that installs SQL and takes it away again.

    Args:
        install: Statements; the schema is written ``{schema}``.
        undo: What takes them away.
        pages: Privileges of the pages by table, as for `youju.events.privileges.leave`.
    """

    def forwards(_apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            cursor.execute(install.replace(SCHEMA, connection.ops.quote_name(cursor.fetchone()[0])))
        for table, left in (pages or {}).items():
            privileges.leave(schema_editor, table, left, roles=settings.APPLICATION_ROLES[:1])

    def backwards(_apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(undo)

    return migrations.RunPython(forwards, backwards)
