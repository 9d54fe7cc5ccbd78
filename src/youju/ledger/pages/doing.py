"""What somebody can do with a record now, the usual first, and in words what would follow from it.

Enter at `doing`. Moving on is usual; ending the work or going back is dangerous and stands apart with its
consequence. An act whose condition does not hold, and cannot come to hold by what is filled in with it, is
told with the reason instead of being offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from youju.definitions.models import Act
from youju.language import explain
from youju.ledger.actions.checks import is_allowed, workers
from youju.ledger.models import LedgerRecord
from youju.ledger.queries import is_live, situation_of
from youju.ledger.replaying import state_refusal
from youju.ledger.rules import Rules
from youju.people.actors import Actor

BUTTONS = 3


@dataclass(frozen=True, slots=True)
class Doable:
    """An act that somebody may do.

    Attributes:
        label: What its button says: what happens.
        consequence: What follows from it.
        refusal: Why it cannot be done now; empty when it can.
        dangerous: Whether it ends the work or goes back.
    """

    name: str
    label: str
    note: str
    consequence: str
    refusal: str = ""
    dangerous: bool = False


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody can do with a record.

    Attributes:
        buttons: At most three; of those that are dangerous at most one, and it is the last.
        menu: The rest.
        refused: What the state would allow but a condition does not.
        amends: Whether he may correct values, take entries back and merge.
        links: Whether he may connect it with others.
    """

    buttons: Sequence[Doable] = ()
    menu: Sequence[Doable] = ()
    refused: Sequence[Doable] = ()
    amends: bool = False
    links: bool = False
    below: str = field(default="")


def doing(record: LedgerRecord, rules: Rules, actor: Actor, *, as_of: date) -> Doing:
    """What an actor can do with a record.

    Args:
        record: The record as it stands now.
        rules: Its ledger.
        actor: Who asks.
        as_of: Today.
    """
    opens = not actor.roles.isdisjoint(rules.ledger.open_by)
    links = bool(rules.ledger.links) and is_allowed(record, rules, workers(rules), actor)
    below = _below(record, rules) if opens else ""
    if not is_live(rules, record):
        return Doing(amends=opens, links=links, below=below)
    possible = [
        doable(record, rules, name, as_of=as_of)
        for name, act in rules.acts.items()
        if state_refusal(rules.ledger, name, record.state) is None
        if is_allowed(record, rules, act.by, actor)
    ]
    open_ = [one for one in possible if not one.refusal]
    usual = sorted((one for one in open_ if not one.dangerous), key=lambda one: _place(rules, one))
    dangerous = [one for one in open_ if one.dangerous]
    apart = dangerous[:1]
    shown = usual[: BUTTONS - len(apart)] + apart
    rest = [one for one in usual + dangerous if one not in shown]
    return Doing(shown, rest, [one for one in possible if one.refusal], opens, links, below)


def doable(record: LedgerRecord, rules: Rules, name: str, *, as_of: date) -> Doable:
    """An act on a record, with what would follow from it."""
    act = rules.acts[name]
    return Doable(
        name,
        act.label,
        act.note or "",
        consequence(record, rules, name),
        _refusal(record, rules, name, act, as_of),
        _is_dangerous(record, rules, act),
    )


def _place(rules: Rules, one: Doable) -> tuple[int, int]:
    """Transitions before activities, in the order of the definition."""
    act = rules.acts[one.name]
    return (0 if act.to is not None else 1, list(rules.acts).index(one.name))


def _is_dangerous(record: LedgerRecord, rules: Rules, act: Act) -> bool:
    if act.to is None or act.to == record.state:
        return False
    states = list(rules.ledger.states)
    return rules.is_final(act.to) or states.index(act.to) < states.index(record.state)


def _refusal(record: LedgerRecord, rules: Rules, name: str, act: Act, as_of: date) -> str:
    """Why an act cannot be done, if nothing that is filled in with it can change that."""
    guard = rules.guards.get(name)
    if guard is None or {*act.fields, *act.required} & set(guard.expression.fields):
        return ""
    if guard.holds(situation_of(record), as_of=as_of):
        return ""
    return act.otherwise or gettext("需满足：%(rule)s") % {"rule": explain(guard.expression)}


def consequence(record: LedgerRecord, rules: Rules, name: str) -> str:
    """What an act does to a record, in one sentence: state, clocks, fields that are emptied."""
    act = rules.acts[name]
    parts = []
    if act.to is not None and act.to != record.state:
        parts.append(gettext("状态变为“%(state)s”") % {"state": rules.state_label(act.to)})
    parts += _on_clocks(record, rules, name, act)
    emptied = [rules.ledger.fields[field].label for field, text in act.sets.items() if text.strip() == "null"]
    if emptied:
        parts.append(gettext("清空%(fields)s") % {"fields": gettext("、").join(emptied)})
    return gettext("，").join(parts)


def _on_clocks(record: LedgerRecord, rules: Rules, name: str, act: Act) -> list[str]:
    """What an act does to the clocks of a record."""
    parts = []
    final = act.to is not None and rules.is_final(act.to)
    for code, clock in rules.ledger.clocks.items():
        running = code in record.clocks and not record.clocks[code]["stopped"]
        names = {name, act.to}
        label = {"clock": clock.label}
        if code in act.restarts and not final:
            parts.append(gettext("“%(clock)s”重新起算") % label)
        elif running and (final or names & set(clock.stops)):
            parts.append(gettext("“%(clock)s”停止计时") % label)
        elif running and act.to in clock.pauses:
            parts.append(gettext("“%(clock)s”暂停计时") % label)
        elif not running and not final and names & set(clock.starts):
            parts.append(gettext("“%(clock)s”开始计时") % label)
        if act.extends is not None and act.extends.clock == code:
            parts.append(gettext("“%(clock)s”顺延") % label)
    return parts


def _below(record: LedgerRecord, rules: Rules) -> str:
    """The level of which sub-items can be registered under a record, or empty."""
    levels = rules.ledger.levels
    if levels is None or record.merged_into is not None or record.level not in levels.names:
        return ""
    names = list(levels.names)
    place = names.index(record.level) + 1
    return names[place] if place < len(names) else ""
