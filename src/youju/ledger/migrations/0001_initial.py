"""Tables of the ledgers."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """The ledgers."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger", models.CharField(max_length=48)),
                ("scope", models.CharField(max_length=100)),
                ("value", models.BigIntegerField()),
            ],
            options={
                "db_table": "ledger_counter",
                "constraints": [
                    models.UniqueConstraint(fields=("ledger", "scope"), name="ledger_counter_scope")
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=20)),
                ("thumbnail", models.CharField(default="", max_length=64)),
                ("text", models.TextField(default="")),
                ("derived", models.CharField(default="pending", max_length=10)),
                ("stored_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_evidence",
                "indexes": [
                    models.Index(
                        condition=models.Q(("derived", "pending")),
                        fields=["stored_at"],
                        name="ledger_evidence_pending",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=48)),
                ("version", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("canonical", models.TextField()),
                (
                    "ledgers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=48), size=None
                    ),
                ),
                ("installed_at", models.DateTimeField()),
                ("installed_by", models.CharField(max_length=64)),
                ("current", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "ledger_pack",
                "constraints": [
                    models.UniqueConstraint(fields=("name", "version"), name="ledger_pack_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("name",), name="ledger_pack_current"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerRecord",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=48)),
                ("pack", models.CharField(max_length=48)),
                ("pack_version", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=100, null=True)),
                ("level", models.CharField(default="", max_length=48)),
                ("parent", models.UUIDField(null=True)),
                ("state", models.CharField(max_length=48)),
                ("final", models.BooleanField(default=False)),
                ("values", models.JSONField()),
                ("clocks", models.JSONField()),
                ("organisation", models.CharField(default="", max_length=64)),
                (
                    "parties",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("division", models.CharField(default="", max_length=12)),
                ("opened_on", models.DateField()),
                ("period", models.CharField(max_length=7)),
                ("merged_into", models.UUIDField(null=True)),
                ("voided", models.BooleanField(default=False)),
                ("head_seq", models.IntegerField()),
                ("head_date", models.DateField()),
                ("position", models.BigIntegerField()),
                ("next_due", models.DateField(null=True)),
                ("next_step_on", models.DateField(null=True)),
                ("created_by", models.CharField(max_length=64)),
                ("created_organisation", models.CharField(default="", max_length=64)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_record",
                "indexes": [
                    models.Index(fields=["ledger", "id"], name="ledger_record_page"),
                    models.Index(fields=["ledger", "state", "id"], name="ledger_record_state"),
                    models.Index(fields=["ledger", "organisation", "id"], name="ledger_record_organisation"),
                    models.Index(
                        condition=models.Q(("next_due__isnull", False)),
                        fields=["ledger", "next_due"],
                        name="ledger_record_due",
                    ),
                    models.Index(
                        condition=models.Q(("next_step_on__isnull", False)),
                        fields=["next_step_on"],
                        name="ledger_record_step",
                    ),
                    models.Index(
                        condition=models.Q(("parent__isnull", False)),
                        fields=["parent"],
                        name="ledger_record_parent",
                    ),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["merged_into"],
                        name="ledger_record_merged",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["parties"], name="ledger_record_parties", opclasses=["array_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ledger", "number"), name="ledger_record_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.UUIDField()),
                ("link", models.CharField(max_length=48)),
                ("other", models.UUIDField()),
            ],
            options={
                "db_table": "ledger_link",
                "indexes": [models.Index(fields=["other", "link"], name="ledger_link_other")],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "link", "other"), name="ledger_link_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="UniqueKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger", models.CharField(max_length=48)),
                ("key", models.CharField(max_length=400)),
                ("digest", models.BinaryField(max_length=32)),
                ("record", models.UUIDField()),
            ],
            options={
                "db_table": "ledger_uniquekey",
                "indexes": [models.Index(fields=["record"], name="ledger_uniquekey_record")],
                "constraints": [
                    models.UniqueConstraint(fields=("ledger", "key", "digest"), name="ledger_uniquekey_once")
                ],
            },
        ),
        # A record is rewritten by every act; room on its page keeps the new row beside the old one.
        migrations.RunSQL("ALTER TABLE ledger_record SET (fillfactor = 80)", migrations.RunSQL.noop),
    ]
