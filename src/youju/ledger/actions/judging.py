"""What an act does to a record, or everything that stands against it; nothing is written here.

Enter at `effects`, which gives the payload of the event for a `Request`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from youju.definitions.models import Act, Duration
from youju.errors import CODES, Problem, YoujuError, fail
from youju.language import explain
from youju.ledger.actions import attaching
from youju.ledger.fold import Folded
from youju.ledger.lights import situation_of
from youju.ledger.models import LedgerRecord
from youju.ledger.replaying import Entry, clock_effects, state_refusal
from youju.ledger.rules import KINDS, Rules, Situation
from youju.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants done.

    Attributes:
        act: Name of the act.
        on: Business date.
        at: When we were told.
        comment: Opinion (办理意见).
        values: Fields filled in with the act.
        evidence: Attached files.
        extend: How much more time an extending act gives; None for the most that it may.
    """

    act: str
    actor: Actor
    on: date
    at: datetime
    comment: str | None = None
    values: Mapping[str, Any] | None = None
    evidence: Sequence[Any] = ()
    extend: Duration | str | None = None


def effects(row: LedgerRecord, rules: Rules, before: Folded, request: Request) -> dict[str, Any]:
    """The payload of an act, with all its effects, or everything that stands against it."""
    act = rules.act(request.act)
    name = next(key for key, one in rules.acts.items() if one is act)
    refusal = state_refusal(rules.ledger, name, before.state)
    if refusal:
        possible = possible_acts(rules, before.state)
        raise fail(
            "K712", number=row, state=refusal["state"], act=act.label, possible="、".join(possible) or "无"
        )
    given, problems = _read(rules, act, request)
    problems += _comment_problems(act, request.comment)
    problems += attaching.problems(request.evidence) + _evidence_problems(act, request.evidence)
    situation = situation_of(before)
    tried = _with(situation, given)
    if not problems:
        problems += _guard_problems(row, rules, name, tried, on=request.on)
    if problems:
        raise YoujuError(problems)
    changes = {**given, **rules.computed(name, tried, as_of=request.on)}
    state = act.to or before.state
    after = _with(situation, changes, state=state)
    problems = _required_problems(rules, act, after, on=request.on)
    if problems:
        raise YoujuError(problems)
    payload = _described(request, name, rules, changes)
    if act.to is not None:
        payload["state"] = act.to
    if act.extends is not None:
        payload["extended"] = _extension(rules, act, before, request)
    changed = frozenset(field for field in changes if before.values.get(field) != after.values.get(field))
    clocks = clock_effects(
        rules.ledger,
        before.clocks,
        Entry(0, "acted", request.on, payload),
        state=state,
        values=after.values,
        changed=changed,
    )
    if clocks:
        payload["clocks"] = clocks
    return payload


def _described(request: Request, name: str, rules: Rules, changes: Mapping[str, Any]) -> dict[str, Any]:
    payload: dict[str, Any] = {"act": name, "version": rules.version}
    if changes:
        payload["set"] = dict(changes)
    if request.comment:
        payload["comment"] = request.comment.strip()
    if request.evidence:
        payload["evidence"] = attaching.references(request.evidence)
    return payload


def _with(situation: Situation, changes: Mapping[str, Any], *, state: str | None = None) -> Situation:
    merged = {**situation.values, **changes}
    values = {name: value for name, value in merged.items() if value is not None}
    return Situation(values, situation.clocks, state or situation.state, situation.level, situation.number)


def possible_acts(rules: Rules, state: str) -> list[str]:
    """Labels of the acts that a state allows."""
    return [act.label for name, act in rules.acts.items() if state_refusal(rules.ledger, name, state) is None]


def _read(rules: Rules, act: Act, request: Request) -> tuple[dict[str, Any], list[Problem]]:
    given = request.values or {}
    allowed = {*act.fields, *act.required}
    strange = [name for name in given if name in rules.ledger.fields and name not in allowed]
    read, problems = rules.reader.read(
        {name: value for name, value in given.items() if name not in strange}, on=request.on
    )
    problems += [
        Problem(CODES["K706"], {"act": act.label, "field": rules.ledger.fields[name].label})
        for name in strange
    ]
    return read, problems


def _comment_problems(act: Act, comment: str | None) -> list[Problem]:
    given = bool(comment and comment.strip())
    if act.comment == "required" and not given:
        return [Problem(CODES["K718"], {"act": act.label})]
    if act.comment == "none" and given:
        return [Problem(CODES["K719"], {"act": act.label})]
    return []


def _evidence_problems(act: Act, evidence: Sequence[Any]) -> list[Problem]:
    if act.evidence is None:
        return []
    kinds = "、".join(KINDS[kind] for kind in act.evidence.kinds)
    problems = [
        Problem(
            CODES["K716"],
            {"name": one["name"], "kind": KINDS[one["kind"]], "act": act.label, "kinds": kinds},
        )
        for one in attaching.references(evidence)
        if one["kind"] not in act.evidence.kinds
    ]
    if len(evidence) < act.evidence.min:
        fields = {
            "act": act.label,
            "least": act.evidence.min,
            "given": len(evidence),
            "kinds": kinds,
        }
        problems.append(Problem(CODES["K715"], fields))
    return problems


def _guard_problems(
    row: LedgerRecord, rules: Rules, name: str, situation: Situation, *, on: date
) -> list[Problem]:
    guard = rules.guards.get(name)
    if guard is None or guard.holds(situation, as_of=on):
        return []
    act = rules.acts[name]
    sentence = act.otherwise or f"需满足：{explain(guard.expression)}"
    return [Problem(CODES["K714"], {"number": row, "act": act.label, "sentence": sentence.rstrip("。；")})]


def _required_problems(rules: Rules, act: Act, after: Situation, *, on: date) -> list[Problem]:
    problems = rules.lacking(after, on=on)
    named = {problem.fields["field"] for problem in problems}
    for name in act.required:
        label = rules.ledger.fields[name].label
        if name not in after.values and label not in named:
            problems.append(Problem(CODES["K701"], {"field": label}))
    return problems


def _extension(rules: Rules, act: Act, before: Folded, request: Request) -> dict[str, Any]:
    """Which clock an act extends and by how much.

    Raises:
        YoujuError: K724.
    """
    extends = act.extends
    if extends is None:  # pragma: no cover - the caller asks only for acts that extend
        raise ValueError("the act extends nothing")
    label = rules.ledger.clocks[extends.clock].label
    clock = before.clocks.get(extends.clock)

    def refuse(reason: str, expected: str) -> YoujuError:
        return fail("K724", clock=label, reason=reason, expected=expected)

    if clock is None or clock["stopped"] or not clock["due"]:
        raise refuse("时钟没有在走", "只能延长正在计时的期限")
    if clock["extensions"] >= extends.times:
        raise refuse(f"已经延长{clock['extensions']}次", f"最多可以延长{extends.times}次")
    most = extends.by
    try:
        by = Duration.model_validate(request.extend) if request.extend is not None else most
    except ValidationError as error:
        raise refuse(f"看不懂“{request.extend}”", f"请写作 {most.count} {most.unit}") from error
    if by.unit != most.unit or not 1 <= by.count <= most.count:
        raise refuse(f"不能延长{by}", f"可以延长1至{most}")
    return {"clock": extends.clock, "by": {"count": by.count, "unit": by.unit}}
