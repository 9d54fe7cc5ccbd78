"""From a folded record to the columns of its row in ``ledger_record``. Pure.

Enter at `columns`. Everything that writes the projection (one act, an import, a rebuild) takes the columns
from here, so that a row always equals the fold of its events.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from youju.ledger.clocks import Clock, next_step_day
from youju.ledger.fold import Folded
from youju.ledger.lights import situation_of
from youju.ledger.lightspans import Span, span
from youju.ledger.replaying import is_worked
from youju.ledger.rules import Rules

KIND = "ledger"
"""Kind of the event streams of records."""

DIVISION_DIGITS = 12


def columns(rules: Rules, folded: Folded, *, created_organisation: str | None, as_of: date) -> dict[str, Any]:
    """Columns of a row that follow from the record itself.

    Args:
        rules: The definition in force.
        folded: The record after its last event. One that no longer exists keeps its last content.
        created_organisation: Organisation that opened the record.
        as_of: Latest business date of its events.
    """
    ledger, values = rules.ledger, folded.values
    opened_by = created_organisation or ""
    organisation = values.get(ledger.belongs_to) if ledger.belongs_to else None
    parties = [values[name] for name in rules.party_fields if values.get(name)]
    return {
        "version": folded.version,
        "number": folded.number,
        "level": folded.level or "",
        "parent": UUID(folded.parent) if folded.parent else None,
        "state": folded.state,
        "final": rules.is_final(folded.state),
        "values": values,
        "clocks": folded.clocks,
        "organisation": organisation or opened_by,
        "parties": sorted({*parties, opened_by} - {""}),
        "division": (values.get(ledger.division) or "")[:DIVISION_DIGITS] if ledger.division else "",
        "merged_into": UUID(folded.merged_into) if folded.merged_into else None,
        "voided": not folded.exists,
        "next_due": next_due(folded.clocks) if folded.exists else None,
        "next_step_on": _next_step(rules, folded, as_of) if folded.exists else None,
    }


def hangs_on_same(rules: Rules, before: Folded, after: Folded) -> bool:
    """Whether nothing that the light of a record hangs on differs; the day aside."""
    if _is_lit(rules, before) != _is_lit(rules, after):
        return False
    names = {name for one in rules.lights.values() for name in one.expression.fields}
    return (
        before.state == after.state
        and before.level == after.level
        and before.number == after.number
        and before.clocks == after.clocks
        and all(before.values.get(name) == after.values.get(name) for name in names)
    )


def _is_lit(rules: Rules, folded: Folded) -> bool:
    return folded.exists and not folded.merged_into and is_worked(rules.ledger, folded.level)


def light_columns(rules: Rules, folded: Folded, *, today: date) -> dict[str, Any]:
    """Columns of a row by which lists filter by light: the light as at a day, and until when it holds.

    Args:
        rules: The definition in force.
        folded: The record.
        today: The day on which it is written.
    """
    lit = _is_lit(rules, folded)
    found = span(rules, situation_of(folded), start=today) if lit else Span(None, today, date.max)
    return {"light": found.light or "", "light_until": found.until}


def next_due(clocks: Mapping[str, Clock]) -> date | None:
    """The first due date of the clocks that run."""
    dues = [c["due"] for c in clocks.values() if c["due"] and not c["stopped"] and not c["paused_since"]]
    return date.fromisoformat(min(dues)) if dues else None


def _next_step(rules: Rules, folded: Folded, as_of: date) -> date | None:
    days = [
        day
        for name, clock in folded.clocks.items()
        if (definition := rules.ledger.clocks.get(name)) is not None
        and definition.escalation
        and (day := next_step_day(definition, clock, as_of=as_of)) is not None
    ]
    return min(days, default=None)
