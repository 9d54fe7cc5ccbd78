"""Reading the drafts of forms."""

from __future__ import annotations

from youju.ledger.models_own import Draft
from youju.people.actors import Actor


def draft_of(actor: Actor, place: str) -> Draft | None:
    """The draft that somebody has of a form."""
    return Draft.objects.filter(person=actor.id, place=place).first()


def drafts_of(actor: Actor, *, limit: int = 20) -> list[Draft]:
    """The latest drafts that somebody has, for the start page."""
    return list(Draft.objects.filter(person=actor.id).order_by("-saved_at")[:limit])
