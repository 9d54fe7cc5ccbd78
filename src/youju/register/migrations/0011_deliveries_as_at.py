"""A delivery knows the day as at which it was made; its changes may count from a later one on."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0010_projects")]

    operations = [
        migrations.AddField(model_name="delivery", name="as_at", field=models.DateField(null=True)),
    ]
