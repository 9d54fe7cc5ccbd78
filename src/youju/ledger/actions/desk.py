"""What people leave beside records: drafts, comments; and forms that are taken in once however often sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction
from uuid_utils.compat import uuid7

from youju.errors import fail
from youju.ledger import catalogue, conversing, queries
from youju.ledger.models import LedgerRecord
from youju.ledger.models_own import Comment, Draft, Submission
from youju.notices.actions import Telling, notify
from youju.people.actors import Actor

LONGEST_COMMENT = 2000
LARGEST_DRAFT = 512 * 1024
"""Bytes of a draft as JSON."""


@transaction.atomic
def save_draft(place: str, data: Mapping[str, Sequence[str]], *, actor: Actor, at: datetime) -> Draft:
    """Keep a form as it is filled in so far; the draft of the same form is replaced.

    Args:
        place: Which form.
        data: Names of its inputs to what they hold.
        actor: Whose it is.
        at: Now.

    Raises:
        YoujuError: K792 when it is too large to be kept.
    """
    kept = {name: [one.replace("\0", "") for one in values] for name, values in data.items()}
    if len(place) > 160 or len(orjson.dumps(kept)) > LARGEST_DRAFT:
        raise fail("K792", limit=f"{LARGEST_DRAFT // 1024}KB")
    draft, _ = Draft.objects.update_or_create(
        person=actor.id,
        place=place,
        defaults={"data": kept, "saved_at": at},
        create_defaults={"id": uuid7(), "data": kept, "saved_at": at},
    )
    return draft


def drop_draft(place: str, *, actor: Actor) -> None:
    """Throw a draft away; none is none."""
    Draft.objects.filter(person=actor.id, place=place).delete()


def once(
    key: UUID, do: Callable[[], LedgerRecord], *, actor: Actor, at: datetime, place: str
) -> tuple[UUID, bool]:
    """Take a form in, unless the form with this key was taken in before; its draft goes with it.

    Of two that are sent at the same time the second waits for the first.

    Args:
        key: The form's key, made when it was first shown.
        do: What the form asks for.
        actor: Who sent it.
        at: Now.
        place: Of its draft.

    Returns:
        The record, and whether it was done now.

    Raises:
        YoujuError: Whatever ``do`` raises; nothing is remembered then.
    """
    known = _taken(key, actor)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            record = do()
            Submission.objects.create(key=key, person=actor.id, record=record.id, at=at)
            drop_draft(place, actor=actor)
            return record.id, True
    except IntegrityError:
        known = _taken(key, actor)
        if known is None:
            raise
        return known, False


def _taken(key: UUID, actor: Actor) -> UUID | None:
    return Submission.objects.filter(key=key, person=actor.id).values_list("record", flat=True).first()


@transaction.atomic
def comment(record: UUID, text: str, *, actor: Actor, at: datetime) -> Comment:
    """Say something about a record; whoever is called with ``@姓名`` must be able to see it.

    Raises:
        YoujuError: K710; K790 for an empty or overlong comment; K791 for a name nobody answers to.
    """
    row = queries.get_for(actor, record)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise fail("K790", reason="没有内容", expected="请写明意见后发表")
    if len(text) > LONGEST_COMMENT:
        raise fail("K790", reason=f"有{len(text)}个字", expected=f"请改到{LONGEST_COMMENT}个字以内")
    called = conversing.called(text, conversing.listeners(row))
    said = Comment.objects.create(
        id=uuid7(),
        record=row.id,
        person=actor.id,
        organisation=actor.organisation or "",
        text=text,
        mentions=[one.id for one in called],
        said_at=at,
    )
    told = f"{actor.name}在{row.number or queries.title_of(catalogue.current(row.ledger), row)}的意见中提到您"
    notify(
        [
            Telling(
                person=one.id, kind="mention", text=told, link=f"/records/{row.id}/", key=f"comment:{said.id}"
            )
            for one in called
        ],
        at=at,
    )
    return said
