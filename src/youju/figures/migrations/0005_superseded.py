"""Who sees figures over series and over figures, and which observations are no longer what we know.

A figure is for those who see everything whole that it is made of, and for the organisation at the head of the
division that it is of. What took its place is seen with it (docs/decisions/0014 and 0019).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

POLICIES = """
DROP POLICY figures_observation_read ON figures_observation;
CREATE POLICY figures_observation_read ON figures_observation FOR SELECT USING (
    (CASE WHEN sources = '{}' THEN ARRAY[ledger]::text[] ELSE sources::text[] END)
            <@ ((SELECT people_whole())::text[])
        OR starts_with(division, (SELECT people_area()))
        OR starts_with(key ->> 'division', (SELECT people_area())));

ALTER TABLE figures_superseded ENABLE ROW LEVEL SECURITY;
CREATE POLICY figures_superseded_read ON figures_superseded FOR SELECT USING (
    EXISTS (SELECT 1 FROM figures_observation o WHERE o.address = figures_superseded.address));

CREATE TRIGGER figures_superseded_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON figures_superseded
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
ALTER TABLE figures_superseded ENABLE ALWAYS TRIGGER figures_superseded_append_only;
"""
UNDO = """
DROP TRIGGER figures_superseded_append_only ON figures_superseded;
DROP POLICY figures_superseded_read ON figures_superseded;
ALTER TABLE figures_superseded DISABLE ROW LEVEL SECURITY;
DROP POLICY figures_observation_read ON figures_observation;
CREATE POLICY figures_observation_read ON figures_observation FOR SELECT USING (
    ledger = ANY ((SELECT people_whole())::text[])
        OR starts_with(division, (SELECT people_area()))
        OR starts_with(key ->> 'division', (SELECT people_area())));
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, trigger and privileges: pages read, commands read and add."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)
    privileges.leave(schema_editor, "figures_superseded", "SELECT, INSERT")
    privileges.leave(schema_editor, "figures_superseded", "SELECT", roles=settings.APPLICATION_ROLES[:1])


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("figures", "0004_composed"), ("series", "0002_policies")]

    operations = [migrations.RunPython(install, remove)]
