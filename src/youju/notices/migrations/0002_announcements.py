"""Announcements: everybody who is logged in reads them, the system administrator writes them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations, models

from youju.events import privileges

POLICIES = """
ALTER TABLE notices_announcement ENABLE ROW LEVEL SECURITY;
CREATE POLICY notices_announcement_read ON notices_announcement FOR SELECT
    USING ((SELECT people_kind()) IN ('user', 'system_admin'));
CREATE POLICY notices_announcement_publish ON notices_announcement FOR INSERT
    WITH CHECK ((SELECT people_kind()) = 'system_admin' AND by = (SELECT people_person()));
CREATE POLICY notices_announcement_withdraw ON notices_announcement FOR UPDATE
    USING ((SELECT people_kind()) = 'system_admin');
"""
UNDO = """
DROP POLICY notices_announcement_read ON notices_announcement;
DROP POLICY notices_announcement_publish ON notices_announcement;
DROP POLICY notices_announcement_withdraw ON notices_announcement;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies; and privileges: what was said is taken back, never rewritten."""
    schema_editor.execute(POLICIES)
    left = "SELECT, INSERT, UPDATE (withdrawn_at)"
    privileges.leave(schema_editor, "notices_announcement", left, roles=settings.APPLICATION_ROLES)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the policies away."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("people", "0005_tickets_of_one_connection")]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("by", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notices_announcement",
                "indexes": [models.Index(fields=["until_on"], name="notices_announcement_until")],
            },
        ),
        migrations.RunPython(install, remove),
    ]
