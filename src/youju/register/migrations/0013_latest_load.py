"""The last load is found without looking at all: every page asks for its rules."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0012_deliveries_of_projects")]

    operations = [
        migrations.AddIndex(
            model_name="load", index=models.Index(fields=["-at", "-id"], name="register_load_latest")
        ),
    ]
