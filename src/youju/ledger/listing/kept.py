"""Reading what people keep of lists: saved views, their own and those shared with them, and columns."""

from __future__ import annotations

from django.db.models import Q

from youju.errors import fail
from youju.ledger.models import ListColumns, SavedView
from youju.people.actors import Actor


def views_of(actor: Actor, ledger: str) -> list[SavedView]:
    """The views that an actor may use: his own first, then those shared with a role that he holds."""
    found = SavedView.objects.filter(ledger=ledger).filter(_usable(actor)).order_by("name", "id")
    return sorted(found, key=lambda one: one.person != actor.id)


def view_of(actor: Actor, ledger: str, number: int) -> SavedView:
    """One view.

    Raises:
        YoujuError: K782 when there is none that the actor may use.
    """
    found = SavedView.objects.filter(_usable(actor), ledger=ledger, id=number).first()
    if found is None:
        raise fail("K782")
    return found


def _usable(actor: Actor) -> Q:
    shared = Q(organisation=actor.organisation or "", role__in=[role for role in actor.roles if role])
    return Q(person=actor.id) | shared


def columns_of(actor: Actor, ledger: str) -> list[str]:
    """The columns that an actor chose; empty when he never did."""
    found = (
        ListColumns.objects.filter(ledger=ledger, person=actor.id).values_list("columns", flat=True).first()
    )
    return list(found or ())
