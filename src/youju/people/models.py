"""Organisations, persons, memberships, accounts. Changed only through `actions` and `accounts`."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


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


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their names."""


class Account(AbstractBaseUser):
    """Who can log in: a person, or one of the three administrators, who are no persons of any organisation.

    The administrators are separate because classified protection asks for it (GB/T 22239-2019, 8.1.5):
    whoever makes accounts neither gives roles nor reads the audit trail, and none of them sees a record.

    Attributes:
        kind: ``user``, ``system_admin``, ``security_admin`` or ``audit_admin``.
        person: Set for a user only.
        must_change: The password was given out once and must be changed before anything else; whoever did
            not log in with it need not.
        password_at: When the password was set.
    """

    id = models.BigAutoField(primary_key=True)
    username = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20, default="user")
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=True)
    password_at = models.DateTimeField()
    created_at = models.DateTimeField()

    objects = AccountManager()
    USERNAME_FIELD = "username"
    outside = False
    """Whether an outside service said who this is (`outside`); not stored."""

    class Meta:
        db_table = "people_account"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="user", person__isnull=False) | (~Q(kind="user") & Q(person__isnull=True)),
                name="people_account_kind",
            ),
        )

    def __str__(self) -> str:
        return self.username

    @property
    def actor_id(self) -> str:
        """What events carry as their actor: the person, or the administrator's account."""
        return self.person_id or f"account:{self.username}"


class LoginFailure(models.Model):
    """A login that failed; kept until the name logs in, or somebody unlocks it."""

    id = models.BigAutoField(primary_key=True)
    username = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        db_table = "people_loginfailure"
        indexes = (
            models.Index(fields=["username", "at"], name="people_loginfailure_name"),
            models.Index(fields=["address", "at"], name="people_loginfailure_address"),
        )

    def __str__(self) -> str:
        return f"{self.username} {self.at}"


class SecondFactor(models.Model):
    """The one-time codes with which an account logs in besides its password (`second_factor`).

    Attributes:
        secret: Encrypted with a key derived from that of the installation.
        confirmed_at: When the first code was right; not asked for before.
        last_step: Time step of the last code that was taken; no code is taken twice.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="second_factor")
    secret = models.TextField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "people_secondfactor"

    def __str__(self) -> str:
        return str(self.account_id)


from youju.people.tokens.models import ApiAnswer, ApiToken  # noqa: E402 - they refer to the models above

__all__ = [
    "Account",
    "ApiAnswer",
    "ApiToken",
    "LoginFailure",
    "Membership",
    "Organisation",
    "Person",
    "SecondFactor",
]
