"""Organisations, persons, memberships. Changed only through `actions`."""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    """A body that acts or answers: a bureau, a township, an enterprise.

    Attributes:
        code: Its code in the pack or the register; never changes.
        path: Codes from the root down to this one, each followed by ``/``: a subtree is a prefix.
    """

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, default="", blank=True)
    kind = models.CharField(max_length=60, default="", blank=True)
    division = models.CharField(max_length=12, default="", blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=["path"], name="people_organisation_path", opclasses=["text_pattern_ops"]),
        )

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Someone who can act.

    Attributes:
        id: The identifier that events carry as their actor.
    """

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=100)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of a person in an organisation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "organisation", "role"], name="people_membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.organisation_id} {self.role}"
