"""Numbers taken over from documents of others: for the organisation that took them over, and nobody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations, models

from youju.events import privileges

POLICIES = """
ALTER TABLE reports_reported ENABLE ROW LEVEL SECURITY;
CREATE POLICY reports_reported_read ON reports_reported FOR SELECT USING (
    organisation <> '' AND organisation = (SELECT people_scope()));
CREATE TRIGGER reports_reported_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_reported
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
ALTER TABLE reports_reported ENABLE ALWAYS TRIGGER reports_reported_append_only;
"""
UNDO = """
DROP TRIGGER reports_reported_append_only ON reports_reported;
DROP POLICY reports_reported_read ON reports_reported;
ALTER TABLE reports_reported DISABLE ROW LEVEL SECURITY;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, trigger and privileges: pages read, commands read and add."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)
    privileges.leave(schema_editor, "reports_reported", "SELECT, INSERT")
    privileges.leave(schema_editor, "reports_reported", "SELECT", roles=settings.APPLICATION_ROLES[:1])


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_policies")]

    operations = [
        migrations.CreateModel(
            name="Reported",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("document", models.CharField(max_length=250)),
                ("sha256", models.CharField(max_length=64)),
                ("as_of", models.DateField()),
                ("organisation", models.CharField(default="", max_length=64)),
                ("place", models.IntegerField()),
                ("sentence", models.TextField()),
                ("text", models.CharField(max_length=60)),
                ("value", models.DecimalField(decimal_places=10, max_digits=38)),
                ("low", models.DecimalField(decimal_places=10, max_digits=38, null=True)),
                ("high", models.DecimalField(decimal_places=10, max_digits=38, null=True)),
                ("unit", models.CharField(default="", max_length=40)),
                ("figure", models.CharField(default="", max_length=48)),
                ("key", models.JSONField(default=dict)),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.CharField(max_length=64)),
            ],
            options={"db_table": "reports_reported"},
        ),
        migrations.AddConstraint(
            model_name="reported",
            constraint=models.UniqueConstraint(
                fields=("sha256", "as_of", "organisation", "place"), name="reports_reported_once"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
