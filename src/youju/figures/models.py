"""Observations: what was counted, from what, as at which day. Append-only, like events.

Written only through `youju.figures.actions`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ObservationRow(models.Model):
    """One observed value, addressed by everything that made it.

    Attributes:
        address: SHA-256 over definition hash, snapshot digest, cut-off, day of knowledge, scope and key.
        key: Dimension to code, empty for the total.
        division: Subtree that was counted, or empty for everything.
        level: Level at which divisions were grouped, or empty for the one below.
        known_at: Last day of knowledge that counts; null for everything recorded in the snapshot.
        value: Unrounded; null when there is none (`reason` says why).
        output: SHA-256 over the address and the result, so that a changed row is seen.
        source: What it is made of: ``ledger``, ``register``, ``series`` or ``figure``.
        made_of: Code of that ledger, series or figure.
        sources: Ledgers, and packs of series, that one must see whole to see it; empty in old rows, which
            have `ledger`.
        inputs: Role and address of the observations that it is made of.
        terms: What was counted and how, in words (口径).
    """

    address = models.CharField(max_length=64, primary_key=True)
    figure = models.CharField(max_length=48)
    label = models.CharField(max_length=60)
    pack = models.CharField(max_length=48)
    pack_version = models.CharField(max_length=40)
    ledger = models.CharField(max_length=48)
    unit = models.CharField(max_length=40)
    decimals = models.SmallIntegerField()
    by: Any = models.JSONField(default=list)
    key: Any = models.JSONField(default=dict)
    key_labels: Any = models.JSONField(default=dict)
    division = models.CharField(max_length=12, default="")
    level = models.CharField(max_length=10, default="")
    as_of = models.DateField()
    known_at = models.DateField(null=True)
    value = models.DecimalField(max_digits=48, decimal_places=10, null=True)
    numerator = models.DecimalField(max_digits=48, decimal_places=10, null=True)
    denominator = models.DecimalField(max_digits=48, decimal_places=10, null=True)
    reason = models.CharField(max_length=100, default="")
    definition_hash = models.CharField(max_length=64)
    definition: Any = models.JSONField()
    pack_digest = models.CharField(max_length=64)
    snapshot_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=80)
    sql = models.TextField()
    output = models.CharField(max_length=64)
    source = models.CharField(max_length=12, default="ledger")
    made_of = models.CharField(max_length=48, default="")
    sources = ArrayField(models.CharField(max_length=60), default=list)
    inputs: Any = models.JSONField(default=list)
    terms = models.TextField(default="")
    counted_at = models.DateTimeField()
    counted_by = models.CharField(max_length=64)

    class Meta:
        db_table = "figures_observation"
        indexes = (models.Index(fields=["figure", "as_of", "counted_at"], name="figures_observation_latest"),)

    def __str__(self) -> str:
        return f"{self.figure} {self.as_of}"


class Superseded(models.Model):
    """That an observation is no longer what we know: which one took its place, and why. Append-only.

    Attributes:
        address: Of the one that was published or used.
        by_address: Of the one that says what is known now.
        cause: What was corrected, in words.
        changed: Difference of the values; null where one of them has none.
    """

    address = models.CharField(max_length=64)
    by_address = models.CharField(max_length=64)
    cause = models.CharField(max_length=200)
    changed = models.DecimalField(max_digits=48, decimal_places=10, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "figures_superseded"
        constraints = (
            models.UniqueConstraint(fields=["address", "by_address"], name="figures_superseded_once"),
        )

    def __str__(self) -> str:
        return self.address
