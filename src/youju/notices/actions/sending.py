"""Handing notices on: to the channels at once, or gathered once a day. The worker calls `send`.

A notice is handed over in one transaction, so that nothing is lost and nothing doubled; what goes out is
tried again after a while that doubles, and given up after `MOST_TRIES` where its reader sees it. A message
that was taken just when we broke off is sent once more: better twice than not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from smtplib import SMTPException

import httpx
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from youju.events.checks import recorded_day
from youju.notices import webhooks
from youju.notices.models import CHANNELS, Message, Notice, Waiting, Wishes

BATCH = 500
MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_DIGEST = 50
"""Notices that a digest tells one by one."""


def send(*, at: datetime, client: httpx.Client | None = None) -> tuple[int, int]:
    """Hand over what is new, gather what is due, and send.

    Args:
        at: Now.
        client: By which robots are called.

    Returns:
        How many messages were sent, and how many were given up.
    """
    while _hand_over(at):
        pass
    _gather(recorded_day(at), at)
    if client is not None:
        return _send_due(at, client)
    with httpx.Client(trust_env=False) as own:
        return _send_due(at, own)


@transaction.atomic
def _hand_over(at: datetime) -> int:
    """Give a batch of new notices to the channels that their readers wish."""
    new = Notice.objects.filter(handed_at=None, read_at=None).order_by("id")
    batch = list(new.select_for_update(skip_locked=True)[:BATCH])
    wishes = Wishes.objects.in_bulk({one.person for one in batch})
    day = recorded_day(at)
    messages, waiting = [], []
    for notice in batch:
        wish = wishes.get(notice.person)
        for channel in CHANNELS if wish else ():
            when = getattr(wish, channel)
            if when == "now":
                messages.append(_message(notice.person, channel, notice.text, _line(notice), at))
            elif when == "digest":
                waiting.append(Waiting(notice=notice, channel=channel, day=day))
    Message.objects.bulk_create(messages)
    Waiting.objects.bulk_create(waiting)
    Notice.objects.filter(id__in=[one.id for one in batch]).update(handed_at=at)
    return len(batch)


def _message(person: str, channel: str, title: str, text: str, at: datetime) -> Message:
    title = " ".join(title.split())[:200]
    return Message(person=person, channel=channel, title=title, text=text, next_at=at)


def _line(notice: Notice) -> str:
    return f"{notice.text}\n{settings.PUBLIC_ADDRESS}{notice.link}"


@transaction.atomic
def _gather(today: date, at: datetime) -> None:
    """Make the digests of days that are over."""
    due = Waiting.objects.filter(day__lt=today).select_for_update(skip_locked=True, of=("self",))
    found: dict[tuple[str, str, date], list[Notice]] = {}
    ids = []
    for one in due.select_related("notice").order_by("id"):
        ids.append(one.id)
        found.setdefault((one.notice.person, one.channel, one.day), []).append(one.notice)
    messages = [
        _message(person, channel, f"{day:%Y年%-m月%-d日}通知{len(notices)}条", _digest(notices), at)
        for (person, channel, day), notices in found.items()
    ]
    Message.objects.bulk_create(messages)
    Waiting.objects.filter(id__in=ids).delete()


def _digest(notices: Sequence[Notice]) -> str:
    lines = [f"{number}. {_line(one)}" for number, one in enumerate(notices[:LONGEST_DIGEST], 1)]
    if len(notices) > LONGEST_DIGEST:
        lines.append(
            f"另有{len(notices) - LONGEST_DIGEST}条，请登录后查看：{settings.PUBLIC_ADDRESS}/notices/"
        )
    return "\n".join(lines)


def _send_due(at: datetime, client: httpx.Client) -> tuple[int, int]:
    sent = dead = 0
    while True:
        with transaction.atomic():
            due = Message.objects.filter(state="pending", next_at__lte=at).order_by("next_at", "id")
            message = due.select_for_update(skip_locked=True).first()
            if message is None:
                return sent, dead
            _try(message, at, client)
        sent += message.state == "sent"
        dead += message.state == "dead"


def _try(message: Message, at: datetime, client: httpx.Client) -> None:
    """Send one message, and note what came of it."""
    message.tries += 1
    wish = Wishes.objects.filter(person=message.person).first()
    try:
        if wish is None:
            raise webhooks.Refused("本人没有设置接收方式")
        if message.channel == "mail":
            _mail(wish.address, message)
        else:
            secret = webhooks.opened(wish.secret) if wish.secret else ""
            webhooks.send(wish.url, secret, message.title, message.text, at=at, client=client)
    except webhooks.Refused as error:
        message.error = str(error)[:300]
        message.state = "dead" if message.tries >= MOST_TRIES else "pending"
        message.next_at = at + FIRST_WAIT * 2 ** (message.tries - 1)
    else:
        message.state, message.error = "sent", ""
    message.save(update_fields=["tries", "state", "error", "next_at"])


def _mail(address: str, message: Message) -> None:
    """Send an e-mail.

    Raises:
        Refused: The mail server did not take it.
    """
    if not settings.EMAIL_HOST:
        raise webhooks.Refused("没有设置邮件服务器")
    try:
        EmailMessage(f"【有据】{message.title}", message.text, to=[address]).send()
    except (SMTPException, OSError) as error:
        raise webhooks.Refused(f"邮件没有发出：{type(error).__name__}") from error
