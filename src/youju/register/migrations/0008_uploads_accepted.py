"""A list may be handed in as right though it is not like the last delivery."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0007_villages")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="accepted",
            field=models.BooleanField(default=False),
        ),
    ]
