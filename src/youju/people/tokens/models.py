"""Tokens, and the answers that were given to writes with a key. Changed only through `actions`."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApiToken(models.Model):
    """A token of another system.

    Attributes:
        digest: SHA-256 (hex) of the token.
        person: In whose name it acts; no account is needed.
        scopes: ``read:LEDGER``, ``write:LEDGER`` (``*`` for all), ``figures``.
        used_on: Last day on which it was used.
    """

    id = models.BigAutoField(primary_key=True)
    system = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=80))
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)

    class Meta:
        db_table = "people_apitoken"

    def __str__(self) -> str:
        return self.system


class ApiAnswer(models.Model):
    """What was answered to a write that carried a key, so that the same write sent again is done once.

    Attributes:
        request: SHA-256 (hex) of what was asked.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=64)
    token = models.BigIntegerField()
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)
    body: Any = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "people_apianswer"
        constraints = (models.UniqueConstraint(fields=["token", "key"], name="people_apianswer_once"),)
        indexes = (models.Index(fields=["at"], name="people_apianswer_at"),)

    def __str__(self) -> str:
        return self.key
