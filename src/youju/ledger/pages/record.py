"""Everything that the page of a record shows, for one reader and as at a date.

Enter at `shown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from youju.errors import fail
from youju.events.queries import of_stream
from youju.ledger import catalogue, conversing, files, lights, queries, related
from youju.ledger.actions.checks import is_allowed, workers
from youju.ledger.fold import Folded, effective
from youju.ledger.listing import columns
from youju.ledger.models import LedgerRecord
from youju.ledger.pages.diagram import diagram
from youju.ledger.pages.doing import Doing, doing
from youju.ledger.pages.history import history
from youju.ledger.pages.limits import limits
from youju.ledger.pages.words import Fact, Words
from youju.ledger.queries import Node
from youju.ledger.replaying import is_worked
from youju.ledger.rules import KINDS, Rules
from youju.people.actors import Actor

LATEST = 200
"""Entries of a timeline that are shown."""


@dataclass(frozen=True, slots=True)
class Brief:
    """Another record, for a link to it.

    Attributes:
        label: What connects it.
        done: Sub-items at or below it that are done.
        total: Sub-items at or below it.
        children: Those below it.
        link: Name of the link, where this reader may take it away.
    """

    id: UUID
    number: str
    title: str
    state: str
    final: bool
    label: str = ""
    done: int = 0
    total: int = 0
    children: Sequence[Brief] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of evidence; `pictured` when a small picture of it can be shown."""

    sha256: str
    name: str
    size: int
    kind: str
    kind_label: str
    on: date
    who: str
    pictured: bool


def shown(
    row: LedgerRecord, *, actor: Actor, as_of: date, today: date, revealed: Iterable[str] = ()
) -> dict[str, Any]:
    """The context of the page.

    Args:
        row: The record, which the actor may see.
        actor: Who looks.
        as_of: Date as at which it is shown; what can be done is shown for today only.
        today: Today.
        revealed: Personal fields that he has given a reason to see.

    Raises:
        YoujuError: K710 when it had not been registered by then.
    """
    rules = catalogue.current(row.ledger)
    past = as_of != today
    folded = queries.as_at(row.id, as_of=as_of)
    if not folded.exists:
        raise fail("K710", record=row)
    moments = queries.timeline(row)
    evidence = queries.evidence_of(row)
    pictured = files.pictured(one.sha256 for one in evidence)
    people = {one.actor for one in moments} | {one.actor for one in evidence}
    words = Words(rules, [folded.values, *(one.changes for one in moments)], people)
    told = history(moments, words, as_of=as_of)
    visited = _visited(row, as_of)
    worked = is_worked(rules.ledger, folded.level)
    return {
        "record": row,
        "rules": rules,
        "ledger": rules.ledger,
        "title": words.title(folded.values),
        "number": folded.number or "",
        "level": _level(rules, folded),
        "state": rules.state_label(folded.state),
        "final": rules.is_final(folded.state),
        "light": _light(rules, folded, as_of) if worked else None,
        "facts": _linked(words.facts(folded.values, revealed=revealed), rules, folded.values, actor),
        "reveals": may_reveal(row, rules, actor),
        "limits": limits(rules, folded.clocks, as_of=as_of),
        "diagram": diagram(rules, folded.state, visited) if worked else None,
        "timeline": told[:LATEST],
        "more": max(len(told) - LATEST, 0),
        "evidence": [
            Piece(
                one.sha256,
                one.name,
                one.size,
                one.kind,
                gettext(KINDS[one.kind]) if one.kind in KINDS else one.kind,
                one.on,
                words.person(one.actor),
                one.kind == "photo" or one.sha256 in pictured,
            )
            for one in evidence
            if one.on <= as_of
        ],
        "comments": conversing.comments_of(row),
        "merged_into": _reached(actor, folded.merged_into),
        "parent": _reached(actor, folded.parent),
        "tree": _tree(row) if rules.ledger.levels else None,
        "links": _links(row, actor, as_of),
        "duplicates": [_brief(one) for one in queries.duplicates_of(row)],
        "figures": related.figures_of(row.ledger, actor=actor, as_of=as_of),
        "doing": Doing() if past else doing(row, rules, actor, as_of=today),
        "past": past,
        "as_of": as_of,
        "me": actor.id,
    }


def _linked(facts: list[Fact], rules: Rules, values: Mapping[str, Any], actor: Actor) -> list[Fact]:
    """Facts, with the address of the page of what they name."""
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    pages = related.pages_of(rules, texts, actor=actor)
    return [replace(one, page=pages.get(one.name, "")) for one in facts]


def may_reveal(row: LedgerRecord, rules: Rules, actor: Actor) -> bool:
    """Whether somebody may see personal data of a record, with a reason: who works on it."""
    return is_allowed(row, rules, workers(rules), actor)


def _visited(row: LedgerRecord, as_of: date) -> set[str]:
    """States that the record has been in, by the events that count."""
    return {
        event.payload["state"]
        for event in effective(of_stream(row.id))
        if event.business_date <= as_of and event.payload.get("state")
    }


def _level(rules: Rules, folded: Folded) -> str:
    levels = rules.ledger.levels
    return levels.names[folded.level].label if levels and folded.level in levels.names else ""


def _light(rules: Rules, folded: Folded, as_of: date) -> columns.Light | None:
    if folded.merged_into:
        return None
    return columns.light(rules, lights.light(rules, lights.situation_of(folded), as_of=as_of))


def _brief(row: LedgerRecord, label: str = "", **more: Any) -> Brief:
    rules = catalogue.current(row.ledger)
    fields = columns.title_fields(rules)
    title = " ".join(str(row.values[name]) for name in fields if row.values.get(name))
    return Brief(
        row.id,
        row.number or "",
        title or rules.ledger.record_label,
        rules.state_label(row.state),
        row.final,
        label,
        **more,
    )


def _reached(actor: Actor, id_: str | None) -> Brief | None:
    """Another record, if the reader may see it."""
    found = queries.visible_to(actor).filter(id=UUID(id_)).first() if id_ else None
    return _brief(found) if found else None


def _tree(row: LedgerRecord) -> Brief | None:
    node = queries.tree(row)
    return _branch(node) if node.children else None


def _branch(node: Node) -> Brief:
    return _brief(
        node.record,
        done=node.done,
        total=node.total,
        children=[_branch(one) for one in node.children],
    )


def _links(row: LedgerRecord, actor: Actor, as_of: date) -> list[Brief]:
    return [
        _brief(one.record, one.label, link=one.link if one.outgoing and one.via is None else "")
        for one in queries.links_of(row, actor=actor)
        if one.record.opened_on <= as_of
    ]
