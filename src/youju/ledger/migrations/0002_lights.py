"""The light of a record beside it, so that lists can filter by it; and the order of opening by date."""

import datetime as dt

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="ledgerrecord",
            name="light",
            field=models.CharField(db_default="", default="", max_length=48),
        ),
        migrations.AddField(
            model_name="ledgerrecord",
            name="light_until",
            field=models.DateField(db_default=dt.date(1, 1, 1), default=dt.date(1, 1, 1)),
        ),
        migrations.AddIndex(
            model_name="ledgerrecord",
            index=models.Index(fields=["ledger", "light", "id"], name="ledger_record_light"),
        ),
        migrations.AddIndex(
            model_name="ledgerrecord",
            index=models.Index(fields=["ledger", "light_until"], name="ledger_record_light_until"),
        ),
        migrations.AddIndex(
            model_name="ledgerrecord",
            index=models.Index(fields=["ledger", "opened_on", "id"], name="ledger_record_opened"),
        ),
    ]
