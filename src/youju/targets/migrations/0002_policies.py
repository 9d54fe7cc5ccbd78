"""Who sees a target, said by the database itself (docs/decisions/0014).

Whoever holds one of its readers' roles in the organisation on whose behalf he asks, and the organisation that
answers for it with those above. Pages only read; nobody deletes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

POLICIES = """
ALTER TABLE targets_target ENABLE ROW LEVEL SECURITY;
CREATE POLICY targets_target_read ON targets_target FOR SELECT USING (
    readers && (SELECT ARRAY(SELECT m.role FROM people_membership m
            WHERE m.person_id = (SELECT people_person()) AND m.organisation_id = (SELECT people_scope())))
        OR organisation IN (SELECT o.code FROM people_organisation o
            WHERE (SELECT people_scope()) = ANY (string_to_array(o.path, '/'))));
CREATE POLICY events_targets_read ON events_event FOR SELECT USING (
    kind = 'targets' AND EXISTS (SELECT 1 FROM targets_target t WHERE t.id = events_event.stream));
"""
UNDO = """
DROP POLICY events_targets_read ON events_event;
DROP POLICY targets_target_read ON targets_target;
ALTER TABLE targets_target DISABLE ROW LEVEL SECURITY;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies and privileges."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)
    privileges.leave(schema_editor, "targets_target", "SELECT, INSERT, UPDATE")
    privileges.leave(schema_editor, "targets_target", "SELECT", roles=settings.APPLICATION_ROLES[:1])


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [
        ("targets", "0001_initial"),
        ("events", "0002_job_role"),
        ("people", "0005_tickets_of_one_connection"),
    ]

    operations = [migrations.RunPython(install, remove)]
