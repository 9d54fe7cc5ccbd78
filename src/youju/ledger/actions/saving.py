"""What people keep of lists: saved views and chosen columns. They change no record, so no event is needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from youju.errors import fail
from youju.ledger import catalogue
from youju.ledger.models import ListColumns, SavedView
from youju.people.actors import Actor

MOST_VIEWS = 100
"""Views of one person in one ledger."""
LONGEST_NAME = 60
LONGEST_QUERY = 8000


@transaction.atomic
def save_view(ledger: str, name: str, query: str, *, actor: Actor, at: datetime, role: str = "") -> SavedView:
    """Save a list under a name; one of the same name is replaced.

    Args:
        ledger: Name of the ledger.
        name: What to call it.
        query: Query of the list's address.
        actor: Whose it is.
        at: Now.
        role: Role of the actor's organisation whose holders see it too; empty for nobody else.

    Raises:
        YoujuError: K700 for the ledger; K780 for a name or query that cannot be kept; K781 for a role that
            the actor does not hold.
    """
    catalogue.current(ledger)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise fail("K780", reason="名称应当有1至60个字", expected="请改短名称后重试")
    if len(query) > LONGEST_QUERY:
        raise fail("K780", reason="条件过多", expected="请减少条件后重试")
    if role and role not in actor.roles:
        raise fail("K781", role=role)
    known = SavedView.objects.filter(ledger=ledger, person=actor.id)
    if known.count() >= MOST_VIEWS and not known.filter(name=name).exists():
        raise fail("K780", reason=f"已经保存了{MOST_VIEWS}个视图", expected="请先删除不用的视图")
    view, _ = SavedView.objects.update_or_create(
        ledger=ledger,
        person=actor.id,
        name=name,
        defaults={
            "query": query.replace("\0", ""),
            "organisation": actor.organisation or "",
            "role": role,
            "saved_at": at,
        },
    )
    return view


def delete_view(view: int, *, actor: Actor) -> None:
    """Delete a view of one's own.

    Raises:
        YoujuError: K782 when there is none, or it is another's.
    """
    gone, _ = SavedView.objects.filter(id=view, person=actor.id).delete()
    if not gone:
        raise fail("K782")


def choose_columns(ledger: str, columns: Sequence[str], *, actor: Actor) -> None:
    """Keep the columns that somebody wants to see in the lists of a ledger; none for the usual ones."""
    if columns:
        ListColumns.objects.update_or_create(
            ledger=ledger, person=actor.id, defaults={"columns": [one[:64] for one in columns]}
        )
    else:
        ListColumns.objects.filter(ledger=ledger, person=actor.id).delete()
