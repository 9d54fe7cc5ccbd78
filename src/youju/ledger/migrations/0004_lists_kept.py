"""What people keep of lists: saved views, chosen columns, and files on their way in."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_reach_and_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=48)),
                ("person", models.CharField(max_length=64)),
                ("organisation", models.CharField(default="", max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("stored", models.CharField(max_length=100)),
                ("stage", models.CharField(max_length=10)),
                ("mapping", models.JSONField(null=True)),
                ("report", models.JSONField(null=True)),
                ("on", models.DateField()),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_importjob",
                "indexes": [models.Index(fields=["person", "begun_at"], name="ledger_importjob_person")],
            },
        ),
        migrations.CreateModel(
            name="ListColumns",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger", models.CharField(max_length=48)),
                ("person", models.CharField(max_length=64)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), size=None
                    ),
                ),
            ],
            options={
                "db_table": "ledger_listcolumns",
                "constraints": [
                    models.UniqueConstraint(fields=("ledger", "person"), name="ledger_listcolumns_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger", models.CharField(max_length=48)),
                ("name", models.CharField(max_length=60)),
                ("query", models.TextField()),
                ("person", models.CharField(max_length=64)),
                ("organisation", models.CharField(default="", max_length=64)),
                ("role", models.CharField(default="", max_length=60)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_savedview",
                "indexes": [
                    models.Index(fields=["ledger", "organisation", "role"], name="ledger_savedview_shared")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ledger", "person", "name"), name="ledger_savedview_name")
                ],
            },
        ),
    ]
