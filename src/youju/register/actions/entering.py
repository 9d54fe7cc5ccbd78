"""A unit that should be on the reporting list becomes a record, with what departments already told of it.

Enter at `enlist`, and `enlist_all` for many. Nobody is asked again for what a list says: the record holds it,
and its first comment says from which list and of which day each value is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from youju.errors import Problem, YoujuError, fail
from youju.ledger import actions as acts
from youju.ledger.models import LedgerRecord
from youju.linkage import guessing
from youju.people.actors import Actor
from youju.register import candidates, queries
from youju.register.actions.raising import Towns
from youju.register.candidates import Candidate
from youju.register.rules import CODED, Rules
from youju.standards import industries

_TOLD = ("industry", "sales", "qualification")
"""Items of the lists that the record takes over."""


def enlist(unit: str, *, actor: Actor, on: date, at: datetime) -> LedgerRecord:
    """Register a unit in the ledger of entries, as one that reaches a threshold or comes near it.

    Args:
        unit: Id, number or credit code.
        actor: Must see the unit and may open records of the ledger.
        on: Business date.
        at: When we were told.

    Raises:
        YoujuError: K805 for a unit that he does not see, K810 without the ledger, K811 for a unit that is no
            candidate or has its record; what `youju.ledger.actions.open_record` raises.
    """
    one = candidates.of(actor, unit, as_of=on)
    if one is None or one.state:
        raise fail("K811", unit=one.unit.name if one else queries.get_for(actor, unit).name)
    comment = _sources(one, queries.rules_in_force())
    return acts.open_record(candidates.ENTRIES, _values(one), actor=actor, on=on, at=at, comment=comment)


def enlist_all(units: Iterable[str], *, actor: Actor, on: date, at: datetime) -> tuple[int, list[Problem]]:
    """Register many; one that cannot be registered says why, and does not hold back the others.

    Returns:
        How many were registered, and what stood against the others.

    Raises:
        YoujuError: K810 without the ledger.
    """
    count, problems = 0, []
    for unit in units:
        try:
            enlist(unit, actor=actor, on=on, at=at)
        except YoujuError as error:
            problems += error.problems
        else:
            count += 1
    return count, problems


def _values(one: Candidate) -> dict[str, str]:
    unit = one.unit
    industry = industries.get(unit.values["industry"]["value"])
    values = {
        "name": unit.name, "code": unit.code, "unit": str(unit.number), "category": one.category,
        "industry": industry.code if industry else "",
        "amount": "" if one.amount is None else str(one.amount), "qualification": one.qualification,
        "town": Towns().of(unit.division), "division": unit.division,
    }  # fmt: skip
    return {name: text for name, text in values.items() if text}


def _sources(one: Candidate, rules: Rules) -> str:
    """From which list and of which day each value is."""
    said = []
    for item in _TOLD:
        if value := one.unit.values.get(item):
            label = rules.items[item].label if item in rules.items else guessing.ITEMS[item][0]
            source = "自动赋码" if value["list"] == CODED else rules.label(value["list"])
            said.append(f"{label}“{value['value']}”来自{source}（{value['on']}）")
    return "；".join(said) + "。"
