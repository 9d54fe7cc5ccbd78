"""What a person says a reported number tells: for the organisation that took the document over, never changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import django.db.models.deletion
from django.db import migrations, models

from youju.events import privileges

NAMESPACE = UUID("5d1a7c9e-6f0b-5d0e-9a53-0f5b7c2f2a66")
POLICIES = """
ALTER TABLE reports_recognised ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_recognised_read ON reports_recognised FOR SELECT USING (
    EXISTS (SELECT 1 FROM reports_reported r WHERE r.id = reports_recognised.reported_id));
CREATE POLICY reports_recognised_say ON reports_recognised FOR INSERT WITH CHECK (
    by = (SELECT people_person())
    AND EXISTS (SELECT 1 FROM reports_reported r WHERE r.id = reports_recognised.reported_id));
CREATE TRIGGER reports_recognised_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_recognised
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
ALTER TABLE reports_recognised ENABLE ALWAYS TRIGGER reports_recognised_append_only;

CREATE POLICY events_reported_read ON events_event FOR SELECT USING (
    kind = 'reports' AND EXISTS (SELECT 1 FROM reports_reported r WHERE r.source = events_event.stream));
CREATE POLICY events_reported_write ON events_event FOR INSERT WITH CHECK (
    kind = 'reports' AND actor = (SELECT people_person())
        AND EXISTS (SELECT 1 FROM reports_reported r WHERE r.source = events_event.stream));
CREATE POLICY events_stream_reported_append ON events_stream FOR UPDATE USING (
    kind = 'reports' AND EXISTS (SELECT 1 FROM reports_reported r WHERE r.source = events_stream.stream));
"""
UNDO = """
DROP POLICY events_stream_reported_append ON events_stream;
DROP POLICY events_reported_write ON events_event;
DROP POLICY events_reported_read ON events_event;
DROP TRIGGER reports_recognised_append_only ON reports_recognised;
DROP POLICY reports_recognised_say ON reports_recognised;
DROP POLICY reports_recognised_read ON reports_recognised;
ALTER TABLE reports_recognised DISABLE ROW LEVEL SECURITY;
"""


def name_streams(_apps: Any, schema_editor: Any) -> None:
    """Say of the numbers of each document in which stream its events are."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT sha256, as_of, organisation FROM reports_reported")
        documents = cursor.fetchall()
        cursor.execute("ALTER TABLE reports_reported DISABLE TRIGGER reports_reported_append_only")
        for sha256, as_of, organisation in documents:
            source = uuid5(NAMESPACE, f"{sha256}:{as_of}:{organisation}")
            cursor.execute(
                "UPDATE reports_reported SET source = %s WHERE (sha256, as_of, organisation) = (%s, %s, %s)",
                [source, sha256, as_of, organisation],
            )
        cursor.execute("ALTER TABLE reports_reported ENABLE ALWAYS TRIGGER reports_reported_append_only")


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, trigger and privileges."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)
    privileges.leave(schema_editor, "reports_recognised", "SELECT, INSERT")


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_reported")]

    operations = [
        migrations.AddField("reported", "source", models.UUIDField(null=True)),
        migrations.RunPython(name_streams, migrations.RunPython.noop),
        migrations.AlterField("reported", "source", models.UUIDField(db_index=True)),
        migrations.CreateModel(
            name="Recognised",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("figure", models.CharField(default="", max_length=48)),
                ("key", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=64)),
                (
                    "reported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recognised",
                        to="reports.reported",
                    ),
                ),
            ],
            options={"db_table": "reports_recognised"},
        ),
        migrations.RunPython(install, remove),
    ]
