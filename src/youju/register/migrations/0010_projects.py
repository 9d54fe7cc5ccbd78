"""Investment projects that the office hands in; seen by whoever sees the units of their division."""

from __future__ import annotations

from django.db import migrations, models

from youju.events import installing

POLICIES = """
ALTER TABLE register_project ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_project_read ON register_project FOR SELECT USING (
    (SELECT 'register_differences' = ANY (people_whole()))
        OR starts_with(division, (SELECT people_area())));
"""
UNDO = """
DROP POLICY register_project_read ON register_project;
ALTER TABLE register_project DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0009_dispatched")]

    operations = [
        migrations.CreateModel(
            name="ProjectRow",
            fields=[
                ("code", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("owner", models.TextField(default="")),
                ("owner_code", models.CharField(default="", max_length=18)),
                ("unit", models.UUIDField(null=True)),
                ("planned", models.TextField(default="")),
                ("began_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("division", models.CharField(default="", max_length=12)),
                ("on", models.DateField()),
            ],
            options={"db_table": "register_project"},
        ),
        installing.sql(POLICIES, UNDO, pages={"register_project": "SELECT"}),
    ]
