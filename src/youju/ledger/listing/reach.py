"""By which way a list reaches the records that somebody may see.

Whoever sees little of a ledger is led by ``ledger_reach``, in the order of opening. Whoever sees much would
walk a long way there, and finds enough by the indexes of the records themselves. The row policies of the
database hold either way; here it is said again, for the roles to which they do not apply.
"""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from django.db import connection

from youju.ledger.listing.conditions import Part
from youju.ledger.rules import Rules
from youju.people.actors import Actor
from youju.people.holding import once

SMALL = 50_000
"""Records up to which what somebody sees of a ledger is little."""


class Reached(NamedTuple):
    """Where to look.

    Attributes:
        source: FROM clause; ``r`` is the record.
        scope: Condition that leaves out what the actor may not see.
        small: Whether the way is led by what the actor sees.
        seen: How many records the actor sees, at most `SMALL` + 1; None for all of the ledger.
    """

    source: str
    scope: Part
    small: bool
    seen: int | None


def sees_all(actor: Actor, rules: Rules) -> bool:
    """Whether an actor sees the whole ledger: by a role that is tied to no organisation."""
    return "system" in actor.roles or bool(actor.roles & rules.free_roles)


def reached(actor: Actor, rules: Rules) -> Reached:
    """How to reach what an actor may see of a ledger."""
    if sees_all(actor, rules):
        return Reached("ledger_record r", Part("true"), False, None)
    if actor.organisation is None:
        return Reached("ledger_record r", Part("false"), True, 0)
    given = (actor.organisation, rules.name)
    count = _count(*given)
    if count <= SMALL:
        source = "ledger_reach x JOIN ledger_record r ON r.id = x.record"
        return Reached(source, Part("x.scope = %s AND x.ledger = %s", given), True, count)
    # Not EXISTS, for which the planner would gather all that is reached before it begins.
    seen = (
        "coalesce((SELECT true FROM ledger_reach x"
        " WHERE x.scope = %s AND x.ledger = %s AND x.record = r.id LIMIT 1), false)"
    )
    return Reached("ledger_record r", Part(seen, given), False, count)


@once
def _count(scope: str, ledger: str) -> int:
    text = (
        "SELECT count(*) FROM (SELECT 1 FROM ledger_reach WHERE scope = %s AND ledger = %s LIMIT %s) AS seen"
    )
    with closing(connection.cursor()) as cursor:
        cursor.execute(text, [scope, ledger, SMALL + 1])
        return int(cursor.fetchone()[0])
