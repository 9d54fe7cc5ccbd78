"""How a load begins: who may, on which day, and that it is the only one.

Enter at `begin` or `begin_projects`, within the transaction of the load, and `made`.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from uuid_utils.compat import uuid7

from youju.errors import fail
from youju.ledger.fold import known_on
from youju.people.actors import Actor
from youju.register import queries
from youju.register.models import Delivery, Load
from youju.register.projects import PROJECTS
from youju.register.rules import Rules

_LOCK = 0x5245_4749
"""Key of the lock that lets one load work at a time."""


def begin(actor: Actor, *, on: date, at: datetime) -> date:
    """Refuse who may not, and a day that cannot be; wait for a load that is under way.

    A list of the end of a month comes days later, and what was settled meanwhile has been applied: changes
    count from the day of the last one on.

    Args:
        actor: Must see the whole register.
        on: The day as at which lists were delivered.
        at: When we were told.

    Returns:
        The day from which on changes count.

    Raises:
        YoujuError: K803 for a day before the lists that are there or that has not come, K804 for somebody who
            may not.
    """
    _alone(actor, Delivery.objects.exclude(source=PROJECTS), on=on, at=at)
    return max(on, Load.objects.aggregate(day=Max("on"))["day"] or on)


def begin_projects(actor: Actor, *, on: date, at: datetime) -> None:
    """The same for a list of projects, which changes no unit and waits for none of the other lists.

    Raises:
        YoujuError: K803, K804 as for `begin`.
    """
    _alone(actor, Delivery.objects.filter(source=PROJECTS), on=on, at=at)


def _alone(actor: Actor, before: QuerySet[Delivery], *, on: date, at: datetime) -> None:
    if not queries.sees_all(actor):
        raise fail("K804", actor=actor.name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    delivered = before.filter(held=False).aggregate(day=Max(Coalesce("as_at", "load__on")))["day"]
    if delivered is not None and on < delivered:
        raise fail("K803", on=on, expected=f"{delivered}（上次入库）或以后的日期")
    if on > known_on(at):
        raise fail("K803", on=on, expected=f"{known_on(at)}或以前的日期")


def made(actor: Actor, ruling: Rules, *, on: date, at: datetime) -> Load:
    """Keep that there is a load, by which rules, and from which day on its changes count."""
    load = Load(id=uuid7(), on=on, at=at, by=actor.id, rules=ruling.as_dict())
    load.save(force_insert=True)
    return load
