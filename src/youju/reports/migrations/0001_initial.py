"""Documents, versions, bindings, comments, reviews."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("report", models.CharField(max_length=48)),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=250)),
                ("pack", models.CharField(max_length=48)),
                ("pack_digest", models.CharField(max_length=64)),
                ("template_digest", models.CharField(max_length=64)),
                ("organisation", models.CharField(default="", max_length=64)),
                (
                    "ledgers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=48), default=list, size=None
                    ),
                ),
                ("division", models.CharField(default="", max_length=12)),
                ("as_of", models.DateField()),
                ("known_at", models.DateField(null=True)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("head", models.IntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_by", models.CharField(default="", max_length=64)),
                ("seq", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "reports_report",
                "indexes": [models.Index(fields=["report", "as_of"], name="reports_report_asof")],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("source", models.TextField()),
                ("appendix", models.TextField(default="")),
                ("bindings", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
                ("note", models.CharField(default="", max_length=250)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=64)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "db_table": "reports_version",
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=64)),
                ("figure", models.CharField(max_length=48)),
                ("text", models.CharField(max_length=100)),
                ("sentence", models.TextField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bound", to="reports.report"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bound",
                        to="reports.version",
                    ),
                ),
            ],
            options={
                "db_table": "reports_binding",
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("quote", models.CharField(default="", max_length=250)),
                ("text", models.TextField()),
                ("person", models.CharField(max_length=64)),
                ("organisation", models.CharField(default="", max_length=64)),
                ("said_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "db_table": "reports_comment",
                "indexes": [models.Index(fields=["report", "id"], name="reports_comment_report")],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("step", models.CharField(max_length=10)),
                ("verdict", models.CharField(max_length=10)),
                ("text", models.TextField(default="")),
                ("person", models.CharField(max_length=64)),
                ("organisation", models.CharField(default="", max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "db_table": "reports_review",
                "indexes": [models.Index(fields=["report", "id"], name="reports_review_report")],
            },
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="reports_version_once"),
        ),
        migrations.AddIndex(
            model_name="binding",
            index=models.Index(fields=["address"], name="reports_binding_address"),
        ),
        migrations.AddIndex(
            model_name="binding",
            index=models.Index(fields=["figure"], name="reports_binding_figure"),
        ),
    ]
