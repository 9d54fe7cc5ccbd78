"""Announcements: published for some days, and taken back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from youju.errors import CODES, Problem, YoujuError, fail
from youju.notices.models import Announcement
from youju.people import auditing

TITLE, TEXT = 60, 2000
"""Most characters of a title and of a text."""


@transaction.atomic
def announce(title: str, text: str, *, from_on: date, until_on: date, by: str, at: datetime) -> UUID:
    """Publish an announcement to everybody.

    Args:
        title: Up to `TITLE` characters.
        text: Up to `TEXT` characters; a paragraph on each line.
        from_on: First day on which it is shown.
        until_on: Last day on which it is shown.
        by: The system administrator's account, as in events.
        at: Now.

    Raises:
        YoujuError: N973, one problem for each thing wrong.
    """
    title, text = title.strip(), text.strip().replace("\r\n", "\n")
    wrong = [
        ("标题", title, "没有填写" if not title else f"超过{TITLE}字", 0 < len(title) <= TITLE),
        ("内容", text, "没有填写" if not text else f"超过{TEXT}字", 0 < len(text) <= TEXT),
        ("截止日期", until_on.isoformat(), "早于开始日期", from_on <= until_on),
    ]
    problems = [
        Problem(CODES["N973"], {"what": what, "value": value[:20], "reason": reason})
        for what, value, reason, good in wrong
        if not good
    ]
    if problems:
        raise YoujuError(problems)
    made = Announcement(id=uuid7(), title=title, text=text, from_on=from_on, until_on=until_on, by=by, at=at)
    made.save(force_insert=True)
    auditing.record("announced", actor=by, at=at, title=title, announcement=str(made.id))
    return made.id


@transaction.atomic
def withdraw(id_: UUID, *, by: str, at: datetime) -> None:
    """Take an announcement back; it stays in the list.

    Raises:
        YoujuError: N974 when there is none that is still to be seen.
    """
    found = Announcement.objects.filter(id=id_, withdrawn_at=None)
    if not found.update(withdrawn_at=at):
        raise fail("N974")
    auditing.record("announcement_withdrawn", actor=by, at=at, announcement=str(id_))
