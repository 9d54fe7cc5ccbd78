"""Targets of a year as they stand now; what happened to them is in their events.

Written only through `youju.targets.actions`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Target(models.Model):
    """One target (年度目标).

    Attributes:
        id: The stream of its events.
        plan: Code of the plan that it is from; with `name` it never changes.
        figure: Figure that says what was reached; `key` is the group of it.
        low: Lower bound in `unit`; None for a target not above.
        high: Upper bound; None for a target not below.
        pace: ``time``, ``milestones``, ``seasonal`` or ``level``.
        milestones: ``[{"by", "value", "label"}]`` by day.
        source: Document that it is from, and where in it.
        readers: Roles that see it and decide about it.
        state: ``open``, ``kept``, ``missed`` or ``dropped``.
        decided_on: Day as at which it was decided; None while it is open.
        result: Value that decided it, in `unit`.
        observation: Address of the observation that it is from.
        reason: Why it was dropped.
        place: Its place in the plan.
        head_seq: Number of its last event.
    """

    id = models.UUIDField(primary_key=True)
    plan = models.CharField(max_length=48)
    plan_label = models.CharField(max_length=60)
    name = models.CharField(max_length=48)
    year = models.SmallIntegerField()
    label = models.CharField(max_length=60)
    figure = models.CharField(max_length=48)
    key: Any = models.JSONField(default=dict)
    unit = models.CharField(max_length=40)
    low = models.DecimalField(max_digits=38, decimal_places=10, null=True)
    high = models.DecimalField(max_digits=38, decimal_places=10, null=True)
    weight = models.DecimalField(max_digits=12, decimal_places=4)
    organisation = models.CharField(max_length=64)
    person = models.CharField(max_length=64, default="")
    pace = models.CharField(max_length=10)
    milestones: Any = models.JSONField(default=list)
    source = models.TextField(default="")
    note = models.TextField(default="")
    readers = ArrayField(models.CharField(max_length=60), default=list)
    state = models.CharField(max_length=8, default="open")
    decided_on = models.DateField(null=True)
    result = models.DecimalField(max_digits=38, decimal_places=10, null=True)
    observation = models.CharField(max_length=64, default="")
    reason = models.TextField(default="")
    place = models.SmallIntegerField(default=0)
    head_seq = models.IntegerField(default=1)

    class Meta:
        db_table = "targets_target"
        constraints = (models.UniqueConstraint(fields=["plan", "name"], name="targets_target_once"),)
        indexes = (models.Index(fields=["year", "plan", "place"], name="targets_target_year"),)

    def __str__(self) -> str:
        return f"{self.year} {self.label}"
