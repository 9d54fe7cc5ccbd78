"""Villages that the office hands in; only the work behind the pages reads them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations, models

from youju.events import privileges


def install(_apps: Any, schema_editor: Any) -> None:
    """Privileges: nothing for pages."""
    privileges.leave(schema_editor, "register_village", "", roles=settings.APPLICATION_ROLES[:1])


class Migration(migrations.Migration):
    dependencies = [("register", "0006_units_by_reach")]

    operations = [
        migrations.CreateModel(
            name="VillageRow",
            fields=[
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("kind", models.CharField(default="", max_length=3)),
            ],
            options={"db_table": "register_village"},
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
