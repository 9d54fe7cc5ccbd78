"""Who sees an observation, said by the database itself (docs/decisions/0014).

It counts records that its reader need not see: it is for those who see the ledger whole, and for the
organisation at the head of the division for which it was counted. Pages do not count.
"""

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

POLICY = """
ALTER TABLE figures_observation ENABLE ROW LEVEL SECURITY;
CREATE POLICY figures_observation_read ON figures_observation FOR SELECT USING (
    ledger = ANY ((SELECT people_whole())::text[])
        OR starts_with(division, (SELECT people_area()))
        OR starts_with(key ->> 'division', (SELECT people_area())));
"""
UNDO = """
DROP POLICY figures_observation_read ON figures_observation;
ALTER TABLE figures_observation DISABLE ROW LEVEL SECURITY;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """The policy; and pages may only read."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICY)
    privileges.leave(schema_editor, "figures_observation", "SELECT", roles=settings.APPLICATION_ROLES[:1])


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the policy away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_job_role"), ("people", "0005_tickets_of_one_connection")]

    operations = [migrations.RunPython(install, remove)]
