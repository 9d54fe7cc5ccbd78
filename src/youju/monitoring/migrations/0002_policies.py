"""Who sees an alert, said by the database itself (docs/decisions/0014); nobody changes what was judged or said.

Whoever holds one of its readers' roles in the organisation on whose behalf he asks, and the organisation at the
head of the area that it is about. Pages add acknowledgements, in the name of who asks, and nothing else.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from youju.events import privileges

MINE = """readers && (SELECT ARRAY(SELECT m.role FROM people_membership m
        WHERE m.person_id = (SELECT people_person()) AND m.organisation_id = (SELECT people_scope())))"""
POLICIES = """
ALTER TABLE monitoring_alert ENABLE ROW LEVEL SECURITY;
CREATE POLICY monitoring_alert_read ON monitoring_alert FOR SELECT USING (
    {MINE} OR starts_with(area, (SELECT people_area())));
ALTER TABLE monitoring_reading ENABLE ROW LEVEL SECURITY;
CREATE POLICY monitoring_reading_read ON monitoring_reading FOR SELECT USING (
    {MINE} OR starts_with(area, (SELECT people_area())));
ALTER TABLE monitoring_acknowledgement ENABLE ROW LEVEL SECURITY;
CREATE POLICY monitoring_acknowledgement_read ON monitoring_acknowledgement FOR SELECT USING (
    EXISTS (SELECT 1 FROM monitoring_alert a WHERE a.id = alert_id));
CREATE POLICY monitoring_acknowledgement_add ON monitoring_acknowledgement FOR INSERT WITH CHECK (
    by = (SELECT people_person())
        AND EXISTS (SELECT 1 FROM monitoring_alert a WHERE a.id = alert_id AND {THEIRS}));

CREATE POLICY events_monitoring_read ON events_event FOR SELECT USING (
    kind = 'monitoring' AND (EXISTS (SELECT 1 FROM monitoring_alert a WHERE a.id = events_event.stream)
        OR EXISTS (SELECT 1 FROM monitoring_acknowledgement k WHERE k.id = events_event.stream)));
CREATE POLICY events_monitoring_acknowledge ON events_event FOR INSERT WITH CHECK (
    kind = 'monitoring' AND type = 'acknowledged' AND seq = 1 AND actor = (SELECT people_person())
        AND EXISTS (SELECT 1 FROM monitoring_acknowledgement k WHERE k.id = events_event.stream));
CREATE POLICY events_stream_acknowledge ON events_stream FOR INSERT WITH CHECK (
    kind = 'monitoring' AND (SELECT people_person()) IS NOT NULL);
"""
TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
"""
TABLES = ("alert", "reading", "acknowledgement")
UNDO = (
    """
DROP POLICY events_stream_acknowledge ON events_stream;
DROP POLICY events_monitoring_acknowledge ON events_event;
DROP POLICY events_monitoring_read ON events_event;
DROP POLICY monitoring_acknowledgement_add ON monitoring_acknowledgement;
"""
    + "".join(f"DROP TRIGGER monitoring_{one}_append_only ON monitoring_{one};\n" for one in TABLES[1:])
    + "".join(f"DROP POLICY monitoring_{one}_read ON monitoring_{one};\n" for one in reversed(TABLES))
    + "".join(f"ALTER TABLE monitoring_{one} DISABLE ROW LEVEL SECURITY;\n" for one in TABLES)
)


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, triggers and privileges."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            POLICIES.replace("{MINE}", MINE).replace("{THEIRS}", MINE.replace("readers", "a.readers"))
        )
        for table in TABLES[1:]:
            cursor.execute(TRIGGERS.format(table=f"monitoring_{table}"))
    pages = settings.APPLICATION_ROLES[:1]
    privileges.leave(schema_editor, "monitoring_alert", "SELECT, INSERT, UPDATE")
    privileges.leave(schema_editor, "monitoring_alert", "SELECT", roles=pages)
    privileges.leave(schema_editor, "monitoring_reading", "SELECT, INSERT")
    privileges.leave(schema_editor, "monitoring_reading", "SELECT", roles=pages)
    privileges.leave(schema_editor, "SEQUENCE monitoring_reading_id_seq", "USAGE")
    privileges.leave(schema_editor, "SEQUENCE monitoring_reading_id_seq", "", roles=pages)
    privileges.leave(schema_editor, "monitoring_acknowledgement", "SELECT, INSERT")


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0001_initial"),
        ("events", "0002_job_role"),
        ("people", "0005_tickets_of_one_connection"),
    ]

    operations = [migrations.RunPython(install, remove)]
