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
from youju.register.standardising import readable
from youju.standards import industries

_TOLD = ("industry", "sales", "qualification")
"""Items of the lists that the record takes over."""


def enlist(unit: str = "", *, project: str = "", actor: Actor, on: date, at: datetime) -> LedgerRecord:
    """Register a unit or an investment project that reaches a threshold or comes near it.

    Args:
        unit: Id, number or credit code.
        project: Code of a project, in place of a unit.
        actor: Must see it and may open records of the ledger.
        on: Business date.
        at: When we were told.

    Raises:
        YoujuError: K805 for a unit, K817 for a project that he does not see, K810 without the ledger, K811
            for one that is no candidate or has its record; what `youju.ledger.actions.open_record` raises.
    """
    judged = candidates.of_project if project else candidates.of
    one = judged(actor, project or unit, as_of=on)
    if one is None or one.state:
        raise fail("K811", unit=one.name if one else project or queries.get_for(actor, unit).name)
    return _opened(one, actor, on, at)


def enlist_all(
    found: Iterable[Candidate], *, actor: Actor, on: date, at: datetime
) -> tuple[int, list[Problem]]:
    """Register many that were found; one that cannot be registered says why and holds back no other.

    Returns:
        How many were registered, and what stood against the others.
    """
    count = 0
    problems: list[Problem] = []
    for one in found:
        try:
            _opened(one, actor, on, at)
        except YoujuError as error:
            problems += error.problems
        else:
            count += 1
    return count, problems


def _opened(one: Candidate, actor: Actor, on: date, at: datetime) -> LedgerRecord:
    rules = queries.rules_in_force()
    values = {name: text for name, text in _values(one, rules).items() if text}
    comment = _sources(one, rules)
    return acts.open_record(candidates.ENTRIES, values, actor=actor, on=on, at=at, comment=comment)


def _values(one: Candidate, rules: Rules) -> dict[str, str]:
    unit, project = one.unit, one.project
    values = {
        "name": one.name, "category": one.category, "amount": "" if one.amount is None else str(one.amount),
        "qualification": one.qualification,
    }  # fmt: skip
    if unit is not None:
        values |= {"code": unit.code, "unit": str(unit.number)}
    if project is not None:
        values.setdefault("code", project.owner_code)
    elif unit is not None and (said := unit.values.get("industry")):  # a project may be of another industry
        industry = industries.get(said["value"])
        values["industry"] = industry.code if industry else ""
    place = project.division if project else unit.division if unit else ""
    return values | {"division": place, "town": Towns().of(place or rules.region)}


def _sources(one: Candidate, rules: Rules) -> str:
    """From which list and of which day each value is."""
    if (project := one.project) is not None:
        began = f"{project.began_on}开工" if project.began_on else "尚未开工"
        owner = f"，建设单位{project.owner}" if project.owner else ""
        planned = readable("planned", project.planned)
        told = f"项目代码{project.code}，计划总投资“{planned}”，{began}{owner}"
        return f"{told}，来自投资项目清单（{project.on}）。"
    said = []
    values = one.unit.values if one.unit else {}
    for item in _TOLD:
        if value := values.get(item):
            label = rules.items[item].label if item in rules.items else guessing.ITEMS[item][0]
            source = "自动赋码" if value["list"] == CODED else rules.label(value["list"])
            said.append(f"{label}“{readable(item, value['value'])}”来自{source}（{value['on']}）")
    return "；".join(said) + "。"
