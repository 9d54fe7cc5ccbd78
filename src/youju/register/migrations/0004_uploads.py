"""Lists that are handed in by page and wait for the worker; pages add them, nothing else."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from youju.events import privileges

POLICIES = """
ALTER TABLE register_upload ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_upload_read ON register_upload FOR SELECT USING (
    (SELECT 'register_differences' = ANY (people_whole())));
CREATE POLICY register_upload_add ON register_upload FOR INSERT WITH CHECK (
    by = (SELECT people_person()) AND done_at IS NULL
    AND (SELECT 'register_differences' = ANY (people_whole())));
"""
UNDO = """
DROP POLICY register_upload_add ON register_upload;
DROP POLICY register_upload_read ON register_upload;
ALTER TABLE register_upload DISABLE ROW LEVEL SECURITY;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies and privileges."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES)
    privileges.leave(schema_editor, "register_upload", "SELECT, INSERT", roles=settings.APPLICATION_ROLES[:1])


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("register", "0003_search_by_division")]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.CharField(db_column="list", max_length=48)),
                ("file", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("partial", models.BooleanField()),
                ("on", models.DateField()),
                ("by", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("problems", models.JSONField(default=list)),
                (
                    "load",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="register.load"
                    ),
                ),
            ],
            options={
                "db_table": "register_upload",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["id"],
                        name="register_upload_waits",
                    )
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
