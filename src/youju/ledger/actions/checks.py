"""Checks that several actions share: who may, and on which date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from youju.errors import fail
from youju.ledger.fold import known_on
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import Rules, may
from youju.people.actors import Actor
from youju.people.queries import is_within, subtree


def is_allowed(record: LedgerRecord, rules: Rules, by: Iterable[str], actor: Actor) -> bool:
    """Whether an actor is one of those who may do something to a record."""
    return may(
        by,
        roles=actor.roles,
        organisation=actor.organisation,
        values=record.values,
        fields=rules.ledger.fields,
        within=is_within,
    )


def can_see(record: LedgerRecord, rules: Rules, actor: Actor) -> bool:
    """Whether a record is visible to an actor; the same rule as `youju.ledger.queries.visible_to`."""
    if actor.roles & rules.free_roles or "system" in actor.roles:
        return True
    if actor.organisation is None:
        return False
    own = {actor.organisation, *subtree(actor.organisation)}
    return not own.isdisjoint(record.parties)


def check_allowed(record: LedgerRecord, rules: Rules, by: Iterable[str], actor: Actor, what: str) -> None:
    """Refuse those who may not.

    Raises:
        YoujuError: K711; K710 for those who may not even know of the record.
    """
    by = list(by)
    if not is_allowed(record, rules, by, actor):
        if not can_see(record, rules, actor):
            raise fail("K710", record=record.id)
        raise fail("K711", actor=actor.name, what=what, who=rules.who(by))


def check_role(rules: Rules, roles: Iterable[str], actor: Actor, what: str) -> None:
    """Refuse those who hold none of the roles.

    Raises:
        YoujuError: K711.
    """
    roles = list(roles)
    if actor.roles.isdisjoint(roles):
        raise fail("K711", actor=actor.name, what=what, who=rules.who(roles))


def check_date(on: date, *, at: datetime) -> None:
    """Refuse what has not happened yet.

    Raises:
        YoujuError: K720.
    """
    today = known_on(at)
    if on > today:
        raise fail("K720", on=on, reason="还没有到", expected=f"{today}或以前的日期")


def workers(rules: Rules) -> list[str]:
    """Everybody who has something to do with the records of a ledger: openers and those of all acts."""
    named = [*rules.ledger.open_by]
    for act in rules.acts.values():
        named += act.by
    return list(dict.fromkeys(named))
