"""What the system administrator asks to be done with packs; only he sees it, only the worker answers."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from youju.events import privileges

POLICIES = """
ALTER TABLE ledger_packwork ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_packwork_read ON ledger_packwork FOR SELECT
    USING ((SELECT people_kind()) = 'system_admin');
CREATE POLICY ledger_packwork_ask ON ledger_packwork FOR INSERT
    WITH CHECK ((SELECT people_kind()) = 'system_admin' AND done_at IS NULL);
"""

UNDO = """
DROP POLICY ledger_packwork_read ON ledger_packwork;
DROP POLICY ledger_packwork_ask ON ledger_packwork;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies and privileges."""
    schema_editor.execute(POLICIES)
    privileges.leave(schema_editor, "ledger_packwork", "SELECT, INSERT", roles=settings.APPLICATION_ROLES[:1])


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the policies away."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_nothing_beside")]

    operations = [
        migrations.CreateModel(
            name="PackWork",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("pack", models.CharField(max_length=48)),
                ("work", models.CharField(max_length=12)),
                ("folder", models.TextField()),
                ("digest", models.CharField(default="", max_length=64)),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("outcome", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "ledger_packwork",
                "indexes": [models.Index(fields=["pack", "-id"], name="ledger_packwork_of")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)),
                        fields=("pack", "work"),
                        name="ledger_packwork_once",
                    )
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
