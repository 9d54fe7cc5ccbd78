"""Drafts, comments and submissions, each seen by whom it concerns."""

from __future__ import annotations

from typing import Any

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from youju.events import privileges

POLICIES = """
ALTER TABLE ledger_draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_draft_own ON ledger_draft
    USING (person = (SELECT people_person())) WITH CHECK (person = (SELECT people_person()));

ALTER TABLE ledger_submission ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_submission_own ON ledger_submission
    USING (person = (SELECT people_person())) WITH CHECK (person = (SELECT people_person()));

-- Who sees a record sees what was said about it; nobody speaks in another's name.
ALTER TABLE ledger_comment ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_comment_read ON ledger_comment FOR SELECT USING (
    EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_comment.record));
CREATE POLICY ledger_comment_say ON ledger_comment FOR INSERT WITH CHECK (
    person = (SELECT people_person())
        AND EXISTS (SELECT 1 FROM ledger_record r WHERE r.id = ledger_comment.record));
"""
UNDO = """
DROP POLICY ledger_draft_own ON ledger_draft;
DROP POLICY ledger_submission_own ON ledger_submission;
DROP POLICY ledger_comment_read ON ledger_comment;
DROP POLICY ledger_comment_say ON ledger_comment;
"""


def install(_apps: Any, schema_editor: Any) -> None:
    """Policies, and privileges: a comment is neither changed nor taken away."""
    schema_editor.execute(POLICIES)
    pages = settings.APPLICATION_ROLES[:1]
    privileges.leave(schema_editor, "ledger_comment", "SELECT, INSERT", roles=pages)
    privileges.leave(schema_editor, "ledger_submission", "SELECT, INSERT", roles=pages)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the policies away."""
    schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_policies")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=160)),
                ("data", models.JSONField()),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_draft",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "place"), name="ledger_draft_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("record", models.UUIDField()),
                ("person", models.CharField(max_length=64)),
                ("organisation", models.CharField(default="", max_length=64)),
                ("text", models.TextField()),
                (
                    "mentions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_comment",
                "indexes": [models.Index(fields=["record", "id"], name="ledger_comment_record")],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=64)),
                ("record", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "ledger_submission"},
        ),
        migrations.RunPython(install, remove),
    ]
