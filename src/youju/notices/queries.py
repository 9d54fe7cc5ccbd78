"""Reading one's own notices, and the announcements to everybody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from youju.notices.models import Announcement, Message, Notice, Wishes

SIZE = 50
SHOWN = 5
"""Announcements that are shown at once."""


def unread(person: str) -> int:
    """How many notices a person has not read, up to 1000."""
    return Notice.objects.filter(person=person, read_at=None)[:1000].count()


def page(person: str, *, after: UUID | None = None, only_unread: bool = False) -> list[Notice]:
    """Notices of a person, newest first; one more than `SIZE` when there are more.

    Args:
        after: The last one of the page before.
    """
    found = Notice.objects.filter(person=person)
    if only_unread:
        found = found.filter(read_at=None)
    if after is not None:
        found = found.filter(id__lt=after)
    return list(found.order_by("-id")[: SIZE + 1])


def find(person: str, id_: UUID) -> Notice | None:
    """One notice of a person."""
    return Notice.objects.filter(person=person, id=id_).first()


def wishes_of(person: str) -> Wishes:
    """How a person wishes to be told; nothing but the application where nothing was said."""
    return Wishes.objects.filter(person=person).first() or Wishes(person=person)


def given_up(person: str) -> list[Message]:
    """What could not be sent to a person, newest first."""
    return list(Message.objects.filter(person=person, state="dead").order_by("-id")[:20])


def announced(*, on: date) -> list[Announcement]:
    """The announcements of a day, newest first."""
    found = Announcement.objects.filter(withdrawn_at=None, from_on__lte=on, until_on__gte=on)
    return list(found.order_by("-from_on", "-id")[:SHOWN])


def announcements() -> list[Announcement]:
    """The latest announcements, also those to come, over and taken back."""
    return list(Announcement.objects.order_by("-id")[:SIZE])
