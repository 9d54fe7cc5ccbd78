"""Observations, which the application can add and read, but not change."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from youju.events import privileges

TRIGGER = """
CREATE TRIGGER figures_observation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON figures_observation
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
ALTER TABLE figures_observation ENABLE ALWAYS TRIGGER figures_observation_append_only;
"""
UNDO = "DROP TRIGGER figures_observation_append_only ON figures_observation"


def restrict(_apps: Any, schema_editor: Any) -> None:
    """Leave the roles that work with records only adding and reading."""
    privileges.leave(schema_editor, "figures_observation", "SELECT, INSERT")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="ObservationRow",
            fields=[
                ("address", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("figure", models.CharField(max_length=48)),
                ("label", models.CharField(max_length=60)),
                ("pack", models.CharField(max_length=48)),
                ("pack_version", models.CharField(max_length=40)),
                ("ledger", models.CharField(max_length=48)),
                ("unit", models.CharField(max_length=40)),
                ("decimals", models.SmallIntegerField()),
                ("by", models.JSONField(default=list)),
                ("key", models.JSONField(default=dict)),
                ("key_labels", models.JSONField(default=dict)),
                ("division", models.CharField(default="", max_length=12)),
                ("level", models.CharField(default="", max_length=10)),
                ("as_of", models.DateField()),
                ("known_at", models.DateField(null=True)),
                ("value", models.DecimalField(decimal_places=10, max_digits=48, null=True)),
                ("numerator", models.DecimalField(decimal_places=10, max_digits=48, null=True)),
                ("denominator", models.DecimalField(decimal_places=10, max_digits=48, null=True)),
                ("reason", models.CharField(default="", max_length=100)),
                ("definition_hash", models.CharField(max_length=64)),
                ("definition", models.JSONField()),
                ("pack_digest", models.CharField(max_length=64)),
                ("snapshot_digest", models.CharField(max_length=64)),
                ("engine", models.CharField(max_length=80)),
                ("sql", models.TextField()),
                ("output", models.CharField(max_length=64)),
                ("counted_at", models.DateTimeField()),
                ("counted_by", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "figures_observation",
                "indexes": [
                    models.Index(fields=["figure", "as_of", "counted_at"], name="figures_observation_latest")
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, UNDO),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
