"""What persons keep beside records: drafts of forms, comments, and which form was already taken in.

None of it changes a record, so none of it is an event. Changed only through `youju.ledger.actions`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Draft(models.Model):
    """A form that somebody has begun to fill in.

    Attributes:
        place: Which form: ``open:LEDGER``, ``act:RECORD:ACT``, ``amend:RECORD``.
        data: Names of the form's inputs to the list of what they hold.
    """

    id = models.UUIDField(primary_key=True)
    person = models.CharField(max_length=64)
    place = models.CharField(max_length=160)
    data: Any = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_draft"
        constraints = (models.UniqueConstraint(fields=["person", "place"], name="ledger_draft_once"),)

    def __str__(self) -> str:
        return f"{self.person} {self.place}"


class Comment(models.Model):
    """What somebody said about a record, for those who see it; it stays as it was said.

    Attributes:
        organisation: On whose behalf it was said.
        mentions: Ids of the persons who were called (``@姓名``).
    """

    id = models.UUIDField(primary_key=True)
    record = models.UUIDField()
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, default="")
    text = models.TextField()
    mentions = ArrayField(models.CharField(max_length=64), default=list)
    said_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_comment"
        indexes = (models.Index(fields=["record", "id"], name="ledger_comment_record"),)

    def __str__(self) -> str:
        return self.text[:40]


class Submission(models.Model):
    """A form that was taken in, by the key that it carried: sent twice, it is taken in once."""

    key = models.UUIDField(primary_key=True)
    person = models.CharField(max_length=64)
    record = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_submission"

    def __str__(self) -> str:
        return str(self.key)
