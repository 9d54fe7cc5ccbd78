"""What waits for somebody, over all ledgers: next steps that are his, what falls due, what shows a bad light.

Enter at `waiting`, `falling_due` and `lit`. Each looks at a bounded number of records of each ledger by an
index, so the start page costs the same however many there are; a number that may be higher says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from youju.definitions.models import Act
from youju.ledger import catalogue, queries
from youju.ledger.listing import columns, counting, finding
from youju.ledger.listing.asking import Asked, Condition
from youju.ledger.models import LedgerRecord
from youju.ledger.replaying import state_refusal
from youju.ledger.rules import Rules, may
from youju.people.actors import Actor
from youju.people.queries import is_within

JUDGED = 50
"""Records of a ledger at which `waiting` looks."""
DAYS = 14
"""How far ahead the calendar looks."""
DUE = 40
"""Records of a ledger that the calendar shows at most."""
CALM = frozenset({"white", "green"})
"""Lights that ask nobody to do anything."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record in a few words.

    Attributes:
        step: What is to be done with it next, as the act is called; empty in the calendar.
        light: Name of its light, and its word.
    """

    record: LedgerRecord
    title: str
    state: str
    step: str = ""
    light: columns.Light | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in one ledger.

    Attributes:
        count: How many wait among those looked at.
        more: Whether there may be more.
        states: States in which records wait, for the list of all of them.
    """

    ledger: str
    label: str
    items: list[Item]
    count: int
    more: bool
    states: list[str]


@dataclass(frozen=True, slots=True)
class Day:
    """What falls due on a day."""

    on: date
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Lit:
    """Records of a ledger with a light that asks for something.

    Attributes:
        counts: Light, number, whether that is exact.
    """

    ledger: str
    label: str
    counts: list[tuple[columns.Light, int, bool]]


def next_steps(rules: Rules) -> Mapping[str, str]:
    """For each state the act that brings a record on: furthest ahead, but to an end only if nowhere else.

    The order of the states is that of the definition, which is the order in which records pass them.
    """
    order = list(rules.ledger.states)
    found: dict[str, str] = {}
    for state in order:
        ahead = [
            (rules.is_final(act.to), -order.index(act.to), name)
            for name, act in rules.acts.items()
            if act.to is not None
            and order.index(act.to) > order.index(state)
            and state_refusal(rules.ledger, name, state) is None
        ]
        if ahead:
            found[state] = min(ahead)[2]
    return found


def waiting(actor: Actor, *, as_of: date, today: date, shown: int = 5) -> list[Queue]:
    """The records whose next step is the actor's to take, ledger by ledger, the most urgent first.

    Args:
        as_of: Day as at which lights are shown.
        today: The present day.
        shown: Records of each ledger that are listed.
    """
    found = []
    for rules in catalogue.all_current().values():
        steps = {
            state: name for state, name in next_steps(rules).items() if _might(actor, rules, rules.acts[name])
        }
        if not steps:
            continue
        asked = _asked(rules, (as_of, today), Condition("state", "any", tuple(steps)), sort="due")
        page = finding.page(actor, asked, size=JUDGED)
        within = cache(is_within)
        mine = [
            row
            for row in page.records
            if queries.is_live(rules, row)
            and may(
                rules.acts[steps[row.state]].by,
                roles=actor.roles,
                organisation=actor.organisation,
                values=row.values,
                fields=rules.ledger.fields,
                within=within,
            )
        ]
        if mine:
            items = list(_items(rules, mine[:shown], asked, steps))
            found.append(
                Queue(rules.name, rules.ledger.label, items, len(mine), not page.is_all, list(steps))
            )
    return found


def falling_due(actor: Actor, *, as_of: date, today: date) -> tuple[list[Day], int, bool]:
    """The days on which something falls due within `DAYS`, and how much is overdue (at least).

    Returns:
        The days in order, the number of records overdue, whether that number is exact.
    """
    days: dict[date, list[Item]] = {}
    late, exact = 0, True
    for rules in catalogue.all_current().values():
        if not rules.ledger.clocks:
            continue
        soon = Condition("due", "range", (as_of, as_of + timedelta(days=DAYS)))
        asked = _asked(rules, (as_of, today), soon, sort="due")
        rows = [row for row in finding.page(actor, asked, size=DUE).records if queries.is_live(rules, row)]
        for item in _items(rules, rows, asked, {}):
            if item.record.next_due is not None:
                days.setdefault(item.record.next_due, []).append(item)
        past = Condition("due", "range", (None, as_of - timedelta(days=1)))
        total = counting.total(actor, _asked(rules, (as_of, today), past, sort="due"))
        late += total.count or 0
        exact = exact and total.exact
    return [Day(on, items) for on, items in sorted(days.items())], late, exact


def lit(actor: Actor, *, as_of: date, today: date) -> list[Lit]:
    """Ledger by ledger, how many records the actor sees with a light that asks for something."""
    found = []
    for rules in catalogue.all_current().values():
        counts = []
        for name in rules.ledger.lights:
            shown = columns.light(rules, name)
            if name in CALM or shown is None:
                continue
            count, exact = _number(actor, _asked(rules, (as_of, today), Condition("light", "any", (name,))))
            if count:
                counts.append((shown, count, exact))
        if counts:
            found.append(Lit(rules.name, rules.ledger.label, counts))
    return found


def _number(actor: Actor, asked: Asked) -> tuple[int, bool]:
    """How many records a list holds, and whether exactly; with old lights, at least those judged."""
    total = counting.total(actor, asked)
    if total.count is not None:
        return total.count, total.exact
    page = finding.page(actor, asked, size=JUDGED)
    return len(page.records), page.is_all


def _might(actor: Actor, rules: Rules, act: Act) -> bool:
    """Whether an act may be the actor's on some record: by a role he holds, or by what a field names."""
    return any(name in actor.roles or name in rules.ledger.fields for name in act.by)


def _asked(rules: Rules, days: tuple[date, date], condition: Condition, *, sort: str = "id") -> Asked:
    levels = rules.ledger.levels
    worked = (Condition("level", "any", (levels.worked,)),) if levels is not None else ()
    return Asked(rules, *days, (condition, *worked), sort=sort, descending=sort == "id")


def _items(rules: Rules, rows: list[LedgerRecord], asked: Asked, steps: Mapping[str, str]) -> Iterator[Item]:
    words = columns.Words(rules, rows)
    for row in rows:
        step = rules.acts[steps[row.state]].label if row.state in steps else ""
        lit = columns.light(rules, finding.light_of(asked, row))
        yield Item(row, words.title(row), rules.state_label(row.state), step, lit)
