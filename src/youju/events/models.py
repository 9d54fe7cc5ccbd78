"""The tables of the event store as Django knows them; their SQL is written out in the first migration.

Nothing is written through these classes: `actions` does that with its own statements.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class CanonicalJson(models.TextField):  # type: ignore[type-arg]
    """A column of type ``json``: PostgreSQL checks the syntax and keeps every byte as written."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django calls it by that name
        """Name of the column type."""
        return "json"


class EventRow(models.Model):
    """One event; see `youju.events.records.Event` for the meaning of the columns."""

    position = models.BigIntegerField(primary_key=True)
    stream = models.UUIDField()
    seq = models.IntegerField()
    kind = models.TextField()
    type = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    payload = CanonicalJson()
    hash = models.BinaryField()

    class Meta:
        db_table = "events_event"
        constraints = (models.UniqueConstraint(fields=["stream", "seq"], name="events_event_stream_seq"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.stream} #{self.seq}"


class StreamRow(models.Model):
    """The head of every chain; appending locks its row."""

    stream = models.UUIDField(primary_key=True)
    kind = models.TextField()
    head_seq = models.IntegerField()
    head_hash = models.BinaryField()

    class Meta:
        db_table = "events_stream"

    def __str__(self) -> str:
        return f"{self.kind} {self.stream}"


class SealRow(models.Model):
    """One seal over all events with ``after < position <= upto``, chained to the seal before."""

    number = models.IntegerField(primary_key=True)
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    events = models.BigIntegerField()
    root = models.BinaryField()
    sealed_at = models.DateTimeField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "events_seal"

    def __str__(self) -> str:
        return f"seal {self.number}"
