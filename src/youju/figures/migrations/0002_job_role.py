"""The job role may do with observations what the application role may."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from youju.events import privileges


def restrict(_apps: Any, schema_editor: Any) -> None:
    """Leave both roles only adding and reading."""
    privileges.leave(schema_editor, "figures_observation", "SELECT, INSERT")


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial"), ("events", "0002_job_role")]

    operations = [migrations.RunPython(restrict, migrations.RunPython.noop)]
