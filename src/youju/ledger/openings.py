"""What a record is at its opening: values, state, clocks, number, and everything wrong with them. Pure.

Enter at `prepare` (values to opening), `payload` (opening to the event's payload) and `number_scope` /
`numbered` (patterns of numbers). A single registration and an import of a million rows pass through here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from youju.errors import CODES, NOWHERE, Problem, Where
from youju.ledger.clocks import Clock
from youju.ledger.replaying import is_worked, opening_clocks
from youju.ledger.rules import Rules, Situation

_PART = re.compile(r"\{(year|month|day|seq)(?::([1-9]))?\}")


@dataclass(frozen=True, slots=True)
class Opening:
    """A record that can be opened when there are no problems."""

    on: date
    state: str
    level: str | None
    parent: str | None
    values: Mapping[str, Any]
    clocks: Mapping[str, Clock]
    problems: list[Problem]


def prepare(
    rules: Rules,
    given: Mapping[str, Any],
    *,
    on: date,
    level: str | None = None,
    parent: str | None = None,
    parent_level: str | None = None,
    state: str | None = None,
    where: Where = NOWHERE,
) -> Opening:
    """Read the values of a new record and work out its clocks.

    Args:
        rules: The ledger's rules.
        given: Field code to what was typed; defaults are filled in for fields that are not given.
        on: Business date.
        level: Level of a record in a ledger with levels.
        parent: Id of the record above.
        parent_level: Its level.
        state: State of a record taken over from elsewhere; None opens in the first one.
        where: Place of the record in a file.

    Raises:
        YoujuError: S140 when a due date lies beyond the known calendar.
    """
    defaults = {name: one.default for name, one in rules.ledger.fields.items() if one.default is not None}
    missing = {name: value for name, value in defaults.items() if given.get(name) in (None, "")}
    read, problems = rules.reader.read({**given, **missing} if missing else given, on=on, where=where)
    values = {name: value for name, value in read.items() if value is not None}
    state = state or rules.ledger.initial
    problems = problems + level_problems(rules, level, parent_level, has_parent=parent is not None)
    unread = {problem.fields.get("field") for problem in problems}
    situation = Situation(values, {}, state, level)
    problems += [
        problem
        for problem in rules.lacking(situation, on=on, where=where)
        if problem.fields["field"] not in unread
    ]
    clocks: dict[str, Clock | None] = {}
    if not problems and is_worked(rules.ledger, level):
        clocks = opening_clocks(rules.ledger, on, values, state=state)
    started = {name: clock for name, clock in clocks.items() if clock is not None}
    return Opening(on, state, level, parent, values, started, problems)


def level_problems(
    rules: Rules, level: str | None, parent_level: str | None, *, has_parent: bool
) -> list[Problem]:
    """What is wrong with the level of a new record and with what stands above it."""
    levels = rules.ledger.levels
    if levels is None:
        if level is None and not has_parent:
            return []
        return [_level(level or "下级", "这个台账不分层级", "不要填写层级和上级")]
    names = list(levels.names)
    choices = "、".join(one.label for one in levels.names.values())
    if level not in levels.names:
        return [_level(level or "未填层级", "没有这一级", f"层级有：{choices}")]
    above = names[names.index(level) - 1] if level != names[0] else None
    label = levels.names[level].label
    if above is None and has_parent:
        return [_level(label, "最上一级没有上级", "不要填写上级")]
    if above is not None and parent_level != above:
        return [_level(label, f"上级应是“{levels.names[above].label}”", "请填写正确的上级")]
    return []


def _level(level: str, reason: str, expected: str) -> Problem:
    return Problem(CODES["K729"], {"level": level, "reason": reason, "expected": expected})


def payload(rules: Rules, opening: Opening, *, number: str | None) -> dict[str, Any]:
    """The payload of the ``opened`` event."""
    found: dict[str, Any] = {
        "ledger": rules.name,
        "pack": rules.pack,
        "version": rules.version,
        "state": opening.state,
        "set": opening.values,
        "clocks": opening.clocks,
        "number": number,
        "level": opening.level,
        "parent": opening.parent,
    }
    return {name: value for name, value in found.items() if value is not None}


def number_scope(pattern: str, on: date) -> str:
    """Within what numbers run: the pattern with everything but the sequence filled in.

    Example:
        >>> number_scope("审改〔{year}〕{seq:4}", date(2023, 11, 2))
        '审改〔2023〕{seq}'
    """
    return _PART.sub(lambda match: "{seq}" if match[1] == "seq" else _dated(match[1], on), pattern)


def numbered(pattern: str, on: date, seq: int) -> str:
    """The number of a record.

    Example:
        >>> numbered("审改〔{year}〕{seq:4}", date(2023, 11, 2), 7)
        '审改〔2023〕0007'
    """

    def fill(match: re.Match[str]) -> str:
        return str(seq).zfill(int(match[2] or 1)) if match[1] == "seq" else _dated(match[1], on)

    return _PART.sub(fill, pattern)


def _dated(part: str, on: date) -> str:
    return {"year": f"{on.year:04}", "month": f"{on.month:02}", "day": f"{on.day:02}"}[part]
