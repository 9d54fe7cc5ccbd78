"""Alerts, what was judged period by period, and who has seen it. Written only through `actions`.

Readings and acknowledgements are append-only; an alert moves only by events.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Alert(models.Model):
    """One alert, from its raising to its end.

    Attributes:
        id: The stream of its events.
        rule: Code of the rule.
        pack: Pack that defines it.
        subject: What is watched: series or figure, area, sector and group; the same for the same thing.
        area: Beginning of the division that it is about.
        level: From 1, the mildest; 0 when it has ended.
        highest: The most severe level that it has had.
        period: The period by which it was raised.
        last_period: The period that it was last judged by.
        measure: What was measured then.
        readers: Roles that see it and acknowledge it.
        due_on: Day by which its present level is to be acknowledged; None when nobody has to.
    """

    id = models.UUIDField(primary_key=True)
    rule = models.CharField(max_length=48)
    pack = models.CharField(max_length=48)
    label = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    area = models.CharField(max_length=12, default="")
    level = models.SmallIntegerField()
    level_label = models.CharField(max_length=60)
    highest = models.SmallIntegerField()
    period = models.CharField(max_length=8)
    last_period = models.CharField(max_length=8)
    measure = models.DecimalField(max_digits=38, decimal_places=10)
    raised_on = models.DateField()
    ended_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    readers = ArrayField(models.CharField(max_length=60), default=list)
    why = models.TextField(default="")
    advice = models.TextField(default="")
    head_seq = models.IntegerField(default=1)

    class Meta:
        db_table = "monitoring_alert"
        constraints = (
            models.UniqueConstraint(
                fields=["rule", "subject"],
                condition=models.Q(ended_on__isnull=True),
                name="monitoring_alert_one_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.period}"


class Reading(models.Model):
    """What a rule found in one period, by what was known on the day on which the period was reported."""

    id = models.BigAutoField(primary_key=True)
    rule = models.CharField(max_length=48)
    subject = models.CharField(max_length=200)
    area = models.CharField(max_length=12, default="")
    readers = ArrayField(models.CharField(max_length=60), default=list)
    ordinal = models.IntegerField()
    period = models.CharField(max_length=8)
    on = models.DateField()
    measure: Any = models.DecimalField(max_digits=38, decimal_places=10, null=True)
    level = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "monitoring_reading"
        constraints = (
            models.UniqueConstraint(fields=["rule", "subject", "ordinal"], name="monitoring_reading_once"),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.period}"


class Acknowledgement(models.Model):
    """That somebody has seen an alert at its level, and what he said.

    Attributes:
        id: The stream of its one event.
    """

    id = models.UUIDField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="acknowledgements")
    level = models.SmallIntegerField()
    note = models.TextField()
    by = models.CharField(max_length=64)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "monitoring_acknowledgement"
        constraints = (
            models.UniqueConstraint(fields=["alert", "level"], name="monitoring_acknowledgement_once"),
        )

    def __str__(self) -> str:
        return f"{self.alert_id} {self.level}"
