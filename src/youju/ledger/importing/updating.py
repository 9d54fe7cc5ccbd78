"""Changing existing records by import: one ``amended`` event for each record that differs, none for the rest.

Enter at `updates`. What an update does is what `youju.ledger.actions.amend` does; only the file's cells that
say something count: a blank cell leaves the field as it is, a word for "nothing" clears it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pyarrow as pa

from youju.errors import Problem
from youju.events.queries import of_streams
from youju.ledger import histories
from youju.ledger.actions import committing
from youju.ledger.actions.committing import Change
from youju.ledger.actions.performing import rewritten
from youju.ledger.cells import Wrong
from youju.ledger.fold import Folded, apply
from youju.ledger.importing.planning import Plan
from youju.ledger.models import LedgerRecord
from youju.ledger.replaying import Entry, clock_effects, is_worked
from youju.ledger.rules import Rules, Situation
from youju.people.actors import Actor


def updates(
    result: Plan, targets: Mapping[int, UUID], *, actor: Actor, on: dt.date, file: str
) -> tuple[list[Change], int]:
    """What is to be changed; records stay locked until the transaction ends.

    Args:
        result: The plan; problems are added to it.
        targets: Row (from 0) to the record that it updates.
        actor: Who imports.
        on: Business date from which the new values are right.
        file: Name of the file, for the reason.

    Returns:
        The changes, and the number of records that the file leaves as they are.
    """
    rows = list(targets)
    found = committing.locked([targets[row] for row in rows])
    late = [record.id for record, _ in found if on < record.head_date]
    histories_of = of_streams(late) if late else {}
    given = _given(result, rows)
    changes, same = [], 0
    for row, (record, rules), values in zip(rows, found, given, strict=True):
        if on < record.opened_on:
            fields = {"column": "更正日期", "value": on, "day": record.opened_on}
            result.problems.add(row, Wrong("K778", fields))
            continue
        entries = histories.entries_of(histories_of[record.id]) if record.id in histories_of else []
        before = histories.before(entries, on) if entries else committing.folded_of(record)
        differing = {name: value for name, value in values.items() if before.values.get(name) != value}
        if not differing:
            same += 1
            continue
        reason = f"由文件“{file}”第{result.problems.number(row)}行更新"
        payload = {"set": differing, "reason": reason, "version": rules.version}
        payload["imported"] = {"file": file, "row": result.problems.number(row)}
        problems = _problems(rules, before, differing, on)
        for problem in problems:
            result.problems.add_problem(row, problem)
        if not problems:
            changes.append(_change(record, rules, before, payload, entries, actor=actor, on=on))
    return changes, same


def _given(result: Plan, rows: list[int]) -> list[dict[str, Any]]:
    """What the cells of some rows say: values, and None where a field is cleared in words."""
    indices = pa.array(rows, pa.int64())
    found: list[dict[str, Any]] = [{} for _ in rows]
    for name, column in result.stored.items():
        values = column.take(indices).to_pylist()
        cleared = result.cleared[name].take(indices).to_pylist()
        for place, (value, clear) in enumerate(zip(values, cleared, strict=True)):
            if value is not None or clear:
                found[place][name] = value
    return found


def _problems(rules: Rules, before: Folded, differing: dict[str, Any], on: dt.date) -> list[Problem]:
    """Required fields that the update would leave empty, and that were not so already."""
    if not (rules.required_when or None in differing.values()):
        return []
    after = {name: v for name, v in {**before.values, **differing}.items() if v is not None}
    was = Situation(before.values, before.clocks, before.state, before.level, before.number)
    situation = Situation(after, before.clocks, before.state, before.level, before.number)
    already = rules.lacking(was, on=on)
    return [problem for problem in rules.lacking(situation, on=on) if problem not in already]


def _change(
    record: LedgerRecord,
    rules: Rules,
    before: Folded,
    payload: dict[str, Any],
    entries: list[Entry],
    *,
    actor: Actor,
    on: dt.date,
) -> Change:
    differing = payload["set"]
    entry = Entry(record.head_seq + 1, "amended", on, payload)
    if rules.ledger.clocks and is_worked(rules.ledger, record.level or None):
        merged = {name: v for name, v in {**before.values, **differing}.items() if v is not None}
        clocks = clock_effects(
            rules.ledger,
            before.clocks,
            entry,
            state=before.state,
            values=merged,
            changed=frozenset(differing),
        )
        if clocks:
            payload["clocks"] = clocks
    if entries:
        return rewritten(record, rules, entries, entry, actor=actor)
    draft = committing.draft(record, "amended", on=on, actor=actor.id, payload=payload)
    return Change(record, rules, [draft], apply(before, payload, on=on), on)
