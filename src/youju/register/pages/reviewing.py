"""The queue of links that wait for a reviewer, one after another in the order of lists and numbers."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from youju.people.actors import Actor
from youju.register import queries
from youju.register.models import Decision, Row
from youju.register.rowsets import Key

WAITING = "待审"
MOST = 1_000
"""Up to which the queue is counted."""


def waiting(actor: Actor) -> QuerySet[Row]:
    """Rows whose link waits and on which nobody said anything yet; of two that wait for each other one."""
    pair = Q(one_list=OuterRef("source"), one_row=OuterRef("row"))
    pair &= Q(two_list=OuterRef("with_list"), two_row=OuterRef("with_row"))
    turned = Q(two_list=OuterRef("source"), two_row=OuterRef("row"))
    turned &= Q(one_list=OuterRef("with_list"), one_row=OuterRef("with_row"))
    said = Decision.objects.filter(pair), Decision.objects.filter(turned)
    waits = Row.objects.filter(zone=WAITING, gone_on=None).exclude(with_row="")
    same = waits.filter(
        source=OuterRef("with_list"), row=OuterRef("with_row"),
        with_list=OuterRef("source"), with_row=OuterRef("row"),
    )  # fmt: skip
    same = same.filter(
        Q(source__lt=OuterRef("source")) | Q(source=OuterRef("source"), row__lt=OuterRef("row"))
    )
    found = waits.filter(~Exists(said[0]), ~Exists(said[1]), ~Exists(same)).order_by("source", "row")
    if queries.sees_all(actor):
        return found
    return found.filter(unit__in=queries.visible_to(actor).values("id"))


def one(actor: Actor, *, after: Key | None = None, before: Key | None = None) -> tuple[Row, Row] | None:
    """The next pair behind a row, or the last before one; the row and what it was compared with.

    Returns:
        None at the end of the queue.
    """
    found = waiting(actor)
    if after:
        found = found.filter(Q(source__gt=after[0]) | Q(source=after[0], row__gt=after[1]))
    if before:
        found = found.filter(Q(source__lt=before[0]) | Q(source=before[0], row__lt=before[1]))
        found = found.order_by("-source", "-row")
    for row in found[:20]:
        other = Row.objects.filter(source=row.with_list, row=row.with_row).first()
        if other is not None:
            return row, other
    return None


def count(actor: Actor) -> tuple[int, bool]:
    """How many wait, and whether there are more than were counted."""
    many = waiting(actor).order_by()[: MOST + 1].count()
    return min(many, MOST), many > MOST
