"""Lists of projects are delivered like others, without a load; all reasons of a held list are kept."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE register_upload u SET delivery_id = d.id FROM register_delivery d
WHERE d.load_id = u.load_id AND d.list = u.list;
"""
BACKWARDS = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE register_upload u SET load_id = d.load_id FROM register_delivery d WHERE d.id = u.delivery_id;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0011_deliveries_as_at")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="load",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="register.load",
            ),
        ),
        migrations.AddField(
            model_name="delivery", name="reasons", field=models.CharField(default="", max_length=64)
        ),
        migrations.AddField(
            model_name="upload",
            name="delivery",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="register.delivery"
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.RemoveField(model_name="upload", name="load"),
    ]
