"""Notices, wishes and messages; everybody reads only the own."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from youju.events import privileges

POLICIES = """
ALTER TABLE notices_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY notices_notice_read ON notices_notice FOR SELECT USING (person = (SELECT people_person()));
CREATE POLICY notices_notice_mark ON notices_notice FOR UPDATE USING (person = (SELECT people_person()));
-- Whoever does something may tell another; the events say who did it.
CREATE POLICY notices_notice_tell ON notices_notice FOR INSERT
    WITH CHECK ((SELECT people_person()) IS NOT NULL AND read_at IS NULL AND handed_at IS NULL);

ALTER TABLE notices_wishes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notices_wishes_own ON notices_wishes
    USING (person = (SELECT people_person())) WITH CHECK (person = (SELECT people_person()));

ALTER TABLE notices_message ENABLE ROW LEVEL SECURITY;
CREATE POLICY notices_message_read ON notices_message FOR SELECT USING (person = (SELECT people_person()));
"""
UNDO = """
DROP POLICY notices_notice_read ON notices_notice;
DROP POLICY notices_notice_mark ON notices_notice;
DROP POLICY notices_notice_tell ON notices_notice;
DROP POLICY notices_wishes_own ON notices_wishes;
DROP POLICY notices_message_read ON notices_message;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies; and privileges: only the worker sends."""
    schema_editor.execute(POLICIES)
    pages = settings.APPLICATION_ROLES[:1]
    privileges.leave(schema_editor, "notices_notice", "SELECT, INSERT, UPDATE (read_at)", roles=pages)
    privileges.leave(schema_editor, "notices_message", "SELECT", roles=pages)
    privileges.leave(schema_editor, "notices_waiting", "", roles=pages)
    privileges.leave(schema_editor, "notices_told", "", roles=pages)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the policies away."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("people", "0002_accounts")]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=400)),
                ("link", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notices_notice",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="notices_notice_once")
                ],
                "indexes": [
                    models.Index(fields=["person", "-id"], name="notices_notice_person"),
                    models.Index(
                        fields=["person"], name="notices_notice_unread", condition=Q(("read_at", None))
                    ),
                    models.Index(
                        fields=["id"], name="notices_notice_unhanded", condition=Q(("handed_at", None))
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wishes",
            fields=[
                ("person", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("mail", models.CharField(default="off", max_length=8)),
                ("address", models.CharField(default="", max_length=254)),
                ("webhook", models.CharField(default="off", max_length=8)),
                ("url", models.CharField(default="", max_length=500)),
                ("secret", models.TextField(default="")),
            ],
            options={"db_table": "notices_wishes"},
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=64)),
                ("channel", models.CharField(max_length=8)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("state", models.CharField(default="pending", max_length=8)),
                ("tries", models.SmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("error", models.CharField(default="", max_length=300)),
            ],
            options={
                "db_table": "notices_message",
                "indexes": [
                    models.Index(
                        fields=["next_at"], name="notices_message_due", condition=Q(("state", "pending"))
                    ),
                    models.Index(fields=["person", "-id"], name="notices_message_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("channel", models.CharField(max_length=8)),
                ("day", models.DateField()),
                (
                    "notice",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="notices.notice"),
                ),
            ],
            options={
                "db_table": "notices_waiting",
                "indexes": [models.Index(fields=["day"], name="notices_waiting_day")],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField()),
            ],
            options={"db_table": "notices_told"},
        ),
        migrations.RunPython(install, remove),
    ]
