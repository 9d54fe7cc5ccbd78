"""Announcements; notices, how each person wishes to get them, what is on its way. Written by `actions`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

CHANNELS = ("mail", "webhook")
WHEN = ("now", "digest", "off")


class Announcement(models.Model):
    """公告: something that everybody is to know for a while.

    Attributes:
        from_on: First day on which it is shown.
        until_on: Last day on which it is shown.
        by: Administrator who published it.
        withdrawn_at: When it was taken back before its last day; null when it was not.
    """

    id = models.UUIDField(primary_key=True)
    title = models.CharField(max_length=60)
    text = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_announcement"
        indexes = (models.Index(fields=["until_on"], name="notices_announcement_until"),)

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """One thing of which one person is told.

    Attributes:
        key: What it is about, so that nobody is told twice: unique for the person.
        kind: ``waiting``, ``escalation``, ``due``, ``mention``.
        link: Address within the platform.
        handed_at: When it was handed to the channels, or found to be wanted on none.
    """

    id = models.UUIDField(primary_key=True)
    person = models.CharField(max_length=64)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=400)
    link = models.CharField(max_length=300)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_notice"
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="notices_notice_once"),)
        indexes = (
            models.Index(fields=["person", "-id"], name="notices_notice_person"),
            models.Index(fields=["person"], name="notices_notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["id"], name="notices_notice_unhanded", condition=Q(handed_at=None)),
        )

    def __str__(self) -> str:
        return self.text


class Wishes(models.Model):
    """How a person wishes to be told; whoever has said nothing reads notices in the application only.

    Attributes:
        mail: ``now``, ``digest`` or ``off``; as is ``webhook``.
        secret: Of the webhook's signature, encrypted; empty when it asks for none.
    """

    person = models.CharField(max_length=64, primary_key=True)
    mail = models.CharField(max_length=8, default="off")
    address = models.CharField(max_length=254, default="")
    webhook = models.CharField(max_length=8, default="off")
    url = models.CharField(max_length=500, default="")
    secret = models.TextField(default="")

    class Meta:
        db_table = "notices_wishes"

    def __str__(self) -> str:
        return self.person


class Message(models.Model):
    """What goes out by one channel: one notice, or all of a day.

    Attributes:
        state: ``pending``, ``sent`` or ``dead`` (given up).
        next_at: When to try next.
        error: What went wrong the last time, in Chinese.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=64)
    channel = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    text = models.TextField()
    state = models.CharField(max_length=8, default="pending")
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "notices_message"
        indexes = (
            models.Index(fields=["next_at"], name="notices_message_due", condition=Q(state="pending")),
            models.Index(fields=["person", "-id"], name="notices_message_person"),
        )

    def __str__(self) -> str:
        return self.title


class Waiting(models.Model):
    """A notice that waits for the digest of its day."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, models.CASCADE)
    channel = models.CharField(max_length=8)
    day = models.DateField()

    class Meta:
        db_table = "notices_waiting"
        indexes = (models.Index(fields=["day"], name="notices_waiting_day"),)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"


class Told(models.Model):
    """How far somebody who tells of events has come: a name and the last position."""

    name = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField()

    class Meta:
        db_table = "notices_told"

    def __str__(self) -> str:
        return f"{self.name} {self.position}"
