"""Tables of reported series: deliveries as they came, and values in all their vintages. Append-only.

Written only through `youju.series.actions`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Delivery(models.Model):
    """What a department handed over; the file itself is kept under its digest.

    Attributes:
        id: The stream of its event.
        source: Who or what it is from, in words: the department, a document and its sentence.
        file: Name of the file; empty for rows that came without one.
        sha256: Digest of the file, or of the rows.
        on: Day on which it was handed over; from this day its values count as known.
        at: When we were told.
        held: Whether it is not to be trusted: nothing of it was used.
        packs: Packs whose series it holds.
        rows: Number of its rows.
        digest: SHA-256 over the values that were taken in, so that a changed one is seen.
        problems: Why it was held, in the one shape of errors.
        counts: Values that were ``first``, ``revised`` and ``same``.
        head_seq: Number of its last event.
    """

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=200)
    file = models.CharField(max_length=200, default="")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(default=0)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    held = models.BooleanField()
    packs = ArrayField(models.CharField(max_length=48), default=list)
    rows = models.IntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    problems: Any = models.JSONField(default=list)
    counts: Any = models.JSONField(default=dict)
    head_seq = models.IntegerField(default=1)

    class Meta:
        db_table = "series_delivery"

    def __str__(self) -> str:
        return f"{self.source} {self.on}"


class Value(models.Model):
    """One value of a series in one vintage.

    Attributes:
        pack: Pack that defines the series.
        area: Beginning of the division code that it is for; empty where no division is known.
        sector: Code of the sector; empty for the total.
        period: Such as ``2024-03``.
        vintage: 1 for what was published first.
        base: The value of the same period of the year before on comparable scope (可比基数), when told.
        on: Day from which it is known.
    """

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="values")
    pack = models.CharField(max_length=48)
    series = models.CharField(max_length=48)
    area = models.CharField(max_length=12, default="")
    sector = models.CharField(max_length=48, default="")
    period = models.CharField(max_length=8)
    vintage = models.SmallIntegerField()
    value = models.DecimalField(max_digits=38, decimal_places=10)
    base = models.DecimalField(max_digits=38, decimal_places=10, null=True)
    on = models.DateField()

    class Meta:
        db_table = "series_value"
        indexes = (models.Index(fields=["series", "-id"], name="series_value_last"),)
        constraints = (
            models.UniqueConstraint(
                fields=["series", "area", "sector", "period", "vintage"], name="series_value_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.period}"
