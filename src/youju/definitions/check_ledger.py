"""Checks of a ledger's states, acts, lights and links: whatever is named exists, every state leads somewhere.

Enter at `check_ledger`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from youju.definitions.assemble import Place
from youju.definitions.context import Context
from youju.definitions.models import Act, Labelled, Ledger

PALETTE = ("white", "green", "yellow", "orange", "red", "blue", "grey")
"""Colours of lights; pages have a style and an icon for each of these and for no other."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NUMBER_PARTS = re.compile(r"year|month|day|seq(:[1-9])?")


def check_ledger(context: Context, ledger: Ledger, place: Place) -> None:
    """Check states, acts, lights, links and the number of a ledger."""
    if context.roles_are_known():
        context.known_each("角色", ledger.open_by, context.pack.header.roles, place, "open_by")
    for section in ("states", "links"):
        _check_labels(context, getattr(ledger, section), place, section)
    _check_labels(context, ledger.transitions, place, "transitions")
    _check_labels(context, ledger.activities, place, "activities", others=ledger.transitions)
    for section, acts in (("transitions", ledger.transitions), ("activities", ledger.activities)):
        for name, act in acts.items():
            _check_act(context, ledger, act, place, section, name)
    for name in ledger.activities.keys() & ledger.transitions.keys():
        context.report("D361", place, "activities", name, key=True, name=name)
    if not context.is_broken(ledger, "states", "transitions"):
        _check_ways(context, ledger, place)
    for name in ledger.lights:
        context.known("灯色", name, PALETTE, place, "lights", name, key=True)
    ledgers = context.ledgers()
    for name, link in ledger.links.items():
        context.known("台账", link.to, ledgers, place, "links", name, "to", whole="ledgers")
    if ledger.levels is not None:
        context.known("层级", ledger.levels.worked, ledger.levels.names, place, "levels", "worked")
        _check_labels(context, ledger.levels.names, place, "levels", "names")
    if ledger.number is not None:
        _check_number(context, ledger.number, place)


def _check_labels(
    context: Context,
    entries: Mapping[str, Labelled],
    place: Place,
    *path: str,
    others: Mapping[str, Labelled] | None = None,
) -> None:
    """Labels stand for names in expressions, lists and forms, so each may occur once."""
    taken = {entry.label: name for name, entry in (others or {}).items()}
    for name, entry in entries.items():
        if entry.label in taken:
            first = taken[entry.label]
            context.report("D356", place, *path, name, "label", label=entry.label, first=first)
        taken.setdefault(entry.label, name)


def _check_act(context: Context, ledger: Ledger, act: Act, place: Place, section: str, name: str) -> None:
    path = (section, name)
    context.known_each("状态", act.from_, ledger.states, place, *path, "from")
    if section == "transitions" and act.to is None:
        context.report("D362", place, *path, key=True, name=name)
    elif section == "activities" and act.to is not None:
        context.report("D363", place, *path, "to", key=True, name=name)
    elif act.to is not None:
        context.known("状态", act.to, ledger.states, place, *path, "to")
    context.party_is_known(ledger, act.by, place, *path, "by")
    if act.otherwise is not None and act.guard is None:
        context.report("D365", place, *path, "otherwise", key=True)
    context.known_each("字段", act.fields, ledger.fields, place, *path, "fields")
    context.known_each("字段", act.required, ledger.fields, place, *path, "required")
    for target in act.sets:
        known = context.known("字段", target, ledger.fields, place, *path, "sets", target, key=True)
        if known and ledger.fields[target].type in ("file", "table"):
            context.report(
                "D360", place, *path, "sets", target, key=True, name=target, wanted="不是文件或表格的"
            )
    context.known_each("时钟", act.restarts, ledger.clocks, place, *path, "restarts")
    if act.extends is not None:
        context.known("时钟", act.extends.clock, ledger.clocks, place, *path, "extends", "clock")


def ways(ledger: Ledger) -> dict[str, set[str]]:
    """States that can be entered from each state by one act."""
    found: dict[str, set[str]] = {name: set() for name in ledger.states}
    for act in ledger.transitions.values():
        for state in act.from_ or (name for name, one in ledger.states.items() if not one.final):
            if act.to in found and state in found:
                found[state].add(str(act.to))
    return found


def reachable(start: Iterable[str], steps: Mapping[str, Iterable[str]]) -> set[str]:
    """All states that can be come to from some states, those included."""
    seen, waiting = set(start), list(start)
    while waiting:
        for state in steps.get(waiting.pop(), ()):
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    return seen


def _check_ways(context: Context, ledger: Ledger, place: Place) -> None:
    """Every state can be reached from the first one, and from every state some final one."""
    forward = ways(ledger)
    named = [name for act in ledger.transitions.values() for name in (act.to, *act.from_)]
    if any(name not in forward for name in named):
        return  # reported where it is written
    known = reachable([ledger.initial], forward)
    for name, state in ledger.states.items():
        if name not in known:
            context.report("D366", place, "states", name, key=True, name=name, label=state.label)
    finals = [name for name, state in ledger.states.items() if state.final]
    if not finals:
        context.report("D368", place, "states", key=True)
        return
    backward: dict[str, set[str]] = {name: set() for name in ledger.states}
    for state_name, following in forward.items():
        for after in following:
            backward[after].add(state_name)
    ending = reachable(finals, backward)
    for name, state in ledger.states.items():
        if name not in ending:
            context.report("D367", place, "states", name, key=True, name=name, label=state.label)


def _check_number(context: Context, template: str, place: Place) -> None:
    parts = _PLACEHOLDER.findall(template)
    rest = _PLACEHOLDER.sub("", template)
    good = all(_NUMBER_PARTS.fullmatch(part) for part in parts) and "{" not in rest and "}" not in rest
    if not good or sum(part.startswith("seq") for part in parts) != 1:
        context.report("D369", place, "number", value=template)
