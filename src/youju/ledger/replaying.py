"""Play the events of a record again under its definitions: what was legal, what the clocks should be. Pure.

Folding needs no definition because every event carries its effects. When an entry is made late, or an
earlier one is voided or corrected, effects recorded after it can be stale: a clock that was paused earlier
than had been thought falls due later. `replay` works the states and clocks out again from the definitions,
and `corrections` gives the ``recomputed`` events, one for a business date at most, that make the fold equal
to it again. Nothing that was recorded is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from youju.definitions.models import Duration, Ledger
from youju.errors import fail
from youju.ledger import clocks as time_limits
from youju.ledger.clocks import Clock, Occasion
from youju.ledger.fold import NOTHING, Folded, apply

Definitions = Callable[[str], Ledger]
"""The ledger's definition in a version of its pack."""


class Entry(NamedTuple):
    """What replaying needs of an event, recorded or about to be."""

    seq: int
    type: str
    business_date: date
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What the record truly was after an entry."""

    entry: Entry
    state: str
    clocks: Mapping[str, Clock]
    values: Mapping[str, Any]
    worked: bool = True


class Correction(NamedTuple):
    """Effects to record at the end of a business date."""

    on: date
    payload: dict[str, Any]


def replay(entries: Sequence[Entry], definition_of: Definitions) -> list[Step]:
    """States and clocks after each entry, as the definitions have them.

    Args:
        entries: The effective events of one record in the order in which they take effect.
        definition_of: The ledger's definition in a version.

    Raises:
        YoujuError: K721 when an act could not have been done in the state in which the record was;
            K722 when anything happens before the opening; K724 when a clock is extended too often; S140
            beyond the known calendar.
    """
    steps: list[Step] = []
    step: Step | None = None
    version = ""
    for entry in entries:
        if step is None and entry.type != "opened":
            raise fail("K722", on=entry.business_date.isoformat())
        version = entry.payload.get("version", version)
        step = _next(step, entry, definition_of(version))
        steps.append(step)
    return steps


def _next(step: Step | None, entry: Entry, ledger: Ledger) -> Step:
    before = step.values if step else {}
    changes = entry.payload.get("set") or {}
    values = {name: value for name, value in {**before, **changes}.items() if value is not None}
    if step is None:
        worked = is_worked(ledger, entry.payload.get("level"))
        state = entry.payload.get("state", ledger.initial)
        clocks = opening_clocks(ledger, entry.business_date, values, state=state) if worked else {}
        return Step(entry, state, _patched({}, clocks), values, worked)
    state = step.state
    if entry.type == "acted":
        refuse = state_refusal(ledger, entry.payload["act"], state)
        if refuse:
            raise fail("K721", on=entry.business_date.isoformat(), act=refuse["act"], state=refuse["state"])
        state = ledger.acts[entry.payload["act"]].to or state
    elif entry.type == "migrated":
        state = entry.payload.get("states", {}).get(state, state)
    changed = frozenset(name for name in changes if before.get(name) != values.get(name))
    effects: dict[str, Clock | None] = {}
    if step.worked:
        effects = clock_effects(ledger, step.clocks, entry, state=state, values=values, changed=changed)
    after = _patched(step.clocks, effects)
    if entry.type == "acted":
        _check_extensions(ledger, entry, after)
    return Step(entry, state, after, values, step.worked)


def _check_extensions(ledger: Ledger, entry: Entry, clocks: Mapping[str, Clock]) -> None:
    """A late extension must not bring those after it over the number that is allowed.

    Raises:
        YoujuError: K724.
    """
    extends = ledger.acts[entry.payload["act"]].extends
    clock = clocks.get(extends.clock) if extends is not None else None
    if extends is not None and clock is not None and clock["extensions"] > extends.times:
        raise fail(
            "K724",
            clock=ledger.clocks[extends.clock].label,
            reason=f"到 {entry.business_date} 超过了规定的次数",
            expected=f"最多可以延长{extends.times}次",
        )


def _patched(clocks: Mapping[str, Clock], changes: Mapping[str, Clock | None]) -> dict[str, Clock]:
    merged = {**clocks, **changes}
    return {name: clock for name, clock in merged.items() if clock is not None}


def is_worked(ledger: Ledger, level: str | None) -> bool:
    """Whether acts are done on records of this level, and clocks run for them."""
    return ledger.levels is None or level == ledger.levels.worked


def state_refusal(ledger: Ledger, act: str, state: str) -> dict[str, str] | None:
    """Labels of the act and of the state in which it may not be done; None when it may."""
    definition = ledger.acts.get(act)
    if definition is not None:
        here = ledger.states.get(state)
        if state in definition.from_ or (not definition.from_ and here is not None and not here.final):
            return None
    label = ledger.states[state].label if state in ledger.states else state
    return {"act": definition.label if definition else act, "state": label}


def opening_clocks(
    ledger: Ledger, on: date, values: Mapping[str, Any], *, state: str
) -> dict[str, Clock | None]:
    """Clocks that start when a record is opened, on a level on which acts are done.

    Args:
        ledger: The definition.
        on: Business date of the opening.
        values: Values given.
        state: State in which it opens: the first of the ledger, or that of an imported record.
    """
    occasion = Occasion(
        on=on,
        values=values,
        changed=frozenset(values),
        state=state,
        entered=state,
        final=ledger.states[state].final,
    )
    return time_limits.advance(ledger.clocks, {}, occasion)


def clock_effects(
    ledger: Ledger,
    clocks: Mapping[str, Clock],
    entry: Entry,
    *,
    state: str,
    values: Mapping[str, Any],
    changed: frozenset[str],
) -> dict[str, Clock | None]:
    """What an event after the opening does to the clocks.

    Args:
        ledger: The definition in force for the event.
        clocks: Clock objects before the event.
        entry: The event; of the payload only act, extension, escalation and level of effects are read.
        state: State after the event.
        values: Values after the event.
        changed: Fields that the event changed.
    """
    if entry.type == "acted":
        act = ledger.acts[entry.payload["act"]]
        extend = entry.payload.get("extended")
        occasion = Occasion(
            on=entry.business_date,
            values=values,
            changed=changed,
            state=state,
            entered=act.to,
            final=ledger.states[state].final,
            act=entry.payload["act"],
            extends=(extend["clock"], Duration.model_validate(extend["by"])) if extend else None,
            restarts=tuple(act.restarts),
        )
        return time_limits.advance(ledger.clocks, clocks, occasion)
    if entry.type == "migrated":
        return {name: None for name in clocks if name not in ledger.clocks}
    if entry.type == "merged":
        return {
            name: time_limits.stop(ledger.clocks[name], clock, entry.business_date, "merged", values)
            for name, clock in clocks.items()
            if not clock["stopped"] and name in ledger.clocks
        }
    if entry.type == "escalated":
        taken = entry.payload["escalation"]
        clock = clocks.get(taken["clock"])
        if clock is None:
            return {}
        return {taken["clock"]: {**clock, "steps": {**clock["steps"], taken["step"]: taken["due"]}}}
    if changed:
        occasion = Occasion(
            on=entry.business_date,
            values=values,
            changed=changed,
            state=state,
            final=ledger.states[state].final,
        )
        return time_limits.advance(ledger.clocks, clocks, occasion)
    return {}


def corrections(entries: Sequence[Entry], truth: Sequence[Step], *, since: date) -> list[Correction]:
    """Effects to add so that folding ``entries`` gives the states and clocks of ``truth`` on every date.

    Args:
        entries: The effective events in order, with earlier ``recomputed`` ones and the new entry.
        truth: `replay` of the same entries.
        since: First business date that can be stale.
    """
    result = []
    folded: Folded = NOTHING
    for index, (entry, step) in enumerate(zip(entries, truth, strict=True)):
        folded = apply(folded, entry.payload, on=entry.business_date)
        last_of_day = index + 1 == len(entries) or entries[index + 1].business_date > entry.business_date
        if entry.business_date < since or not last_of_day:
            continue
        payload: dict[str, Any] = {}
        names = sorted(folded.clocks.keys() | step.clocks.keys())
        stale = {
            name: step.clocks.get(name) for name in names if folded.clocks.get(name) != step.clocks.get(name)
        }
        if stale:
            payload["clocks"] = stale
        if folded.state != step.state:
            payload["state"] = step.state
        if payload:
            result.append(Correction(entry.business_date, payload))
            folded = apply(folded, payload, on=entry.business_date)
    return result
