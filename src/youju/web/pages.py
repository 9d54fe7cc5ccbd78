"""What each page shows: reads through the rooms' queries and puts it into words.

Enter at `home`, `ledger`, `record`; each gives the context of its template, as at a date. There is no login
yet, so pages read as the system and mask personal data (docs/decisions/0008).

Does not belong here: requests and answers (`views`), how a value is written (`display`, `formats`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from youju.errors import fail
from youju.ledger import catalogue, lights, queries
from youju.ledger.fold import Folded
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import KINDS, Rules
from youju.people.actors import Actor
from youju.people.queries import organisation_names, person_names
from youju.web import display, standing
from youju.web.display import CodeLists, Names

READER = Actor.system()
"""On whose behalf pages read until there are logins."""

LATEST = 200
"""Entries of a timeline that are shown."""


def home(*, as_of: date) -> dict[str, Any]:
    """All ledgers with their counts."""
    packs: list[dict[str, Any]] = []
    total = unfinished = 0
    for pack in catalogue.installed():
        header = catalogue.loaded(pack.digest).pack.header
        rows = [
            summary(rules, standing.counted(rules, as_of=as_of))
            for rules in (catalogue.of_digest(pack.digest, name) for name in pack.ledgers)
        ]
        packs.append({"label": header.label, "version": header.version, "ledgers": rows})
        total += sum(one["total"] for one in rows)
        unfinished += sum(one["open"] for one in rows)
    return {"packs": packs, "total": total, "open": unfinished}


def summary(rules: Rules, counts: standing.Counts) -> dict[str, Any]:
    """A ledger with its counts by state and light; lights that nothing shows are left out."""
    return {
        "code": rules.name,
        "label": rules.ledger.label,
        "note": rules.ledger.note,
        "record_label": rules.ledger.record_label,
        "total": counts.total,
        "open": counts.open,
        "states": [
            {"name": name, "label": state.label, "count": counts.states[name]}
            for name, state in rules.ledger.states.items()
            if counts.states.get(name)
        ],
        "lights": [
            display.light(rules, name, counts.lights[name])
            for name in rules.ledger.lights
            if counts.lights.get(name)
        ],
    }


def ledger(
    name: str, *, as_of: date, state: str | None, light: str | None, after: UUID | None
) -> dict[str, Any]:
    """One ledger: its counts, and a page of its records.

    Raises:
        YoujuError: K700 for an unknown ledger.
    """
    rules = catalogue.current(name)
    state = state if state in rules.ledger.states else None
    light = light if light in rules.ledger.lights else None
    counts = standing.counted(rules, as_of=as_of)
    found = standing.listed(rules, as_of=as_of, state=state, light=light, after=after, limit=queries.PAGE + 1)
    rows, more = found[: queries.PAGE], len(found) > queries.PAGE
    lists = code_lists(rules)
    names = Names(organisation_names(row.organisation for row in rows))
    return {
        "ledger": summary(rules, counts),
        "chosen_state": state,
        "chosen_light": light,
        "filtered": bool(state or light),
        "matching": counts.matching(state, light),
        "paged": after is not None,
        "next": rows[-1].id if more else None,
        "rows": [
            {
                "id": row.id,
                "number": row.number or "",
                "title": display.title(rules, row.values, lists, names),
                "organisation": names.organisation(row.organisation) if row.organisation else "",
                "state": rules.state_label(row.state),
                "light": display.light(rules, row.light),
                "due": row.due,
                "opened_on": row.opened_on,
            }
            for row in rows
        ],
    }


def record(id_: UUID, *, as_of: date) -> dict[str, Any]:
    """One record as at a date.

    Raises:
        YoujuError: K710 when there is none, or it had not been registered by then.
    """
    row = queries.get_for(READER, id_)
    folded = queries.as_at(id_, as_of=as_of)
    if not folded.exists:
        raise fail("K710", record=row)
    rules = catalogue.current(row.ledger)
    lists, moments = code_lists(rules), queries.timeline(row)
    names = Names(
        organisation_names(display.organisations_in(rules, folded)),
        person_names({one.actor for one in moments}),
    )
    told = display.timeline(rules, moments, lists, names, as_of=as_of)
    return {
        "record": {
            "ledger": row.ledger,
            "ledger_label": rules.ledger.label,
            "number": folded.number or "",
            "title": display.title(rules, folded.values, lists, names),
            "state": rules.state_label(folded.state),
            "level": _level(rules, folded),
            "light": display.light(rules, _light(rules, folded, as_of)),
            "facts": display.facts(rules, folded.values, lists, names),
            "clocks": display.limits(rules, folded.clocks, as_of=as_of),
            "timeline": told[:LATEST],
            "more": len(told) > LATEST,
            "evidence": [
                {
                    "name": one.name,
                    "size": one.size,
                    "kind": KINDS.get(one.kind, one.kind),
                    "sha256": one.sha256,
                }
                for one in queries.evidence_of(row)
                if one.on <= as_of
            ],
            "parent": _brief(folded.parent),
            "merged_into": _brief(folded.merged_into),
            "children": _briefs((node.record for node in queries.tree(row).children), as_of),
            "links": [
                {**_brief_of(one.record), "label": one.label}
                for one in queries.links_of(row, actor=READER)
                if one.record.opened_on <= as_of
            ],
        }
    }


def _light(rules: Rules, folded: Folded, as_of: date) -> str | None:
    """The light of a record that is worked itself."""
    worked = rules.ledger.levels is None or folded.level == rules.ledger.levels.worked
    if folded.merged_into or not worked:
        return None
    return lights.light(rules, lights.situation_of(folded), as_of=as_of)


def _level(rules: Rules, folded: Folded) -> str:
    levels = rules.ledger.levels
    return levels.names[folded.level].label if levels and folded.level in levels.names else ""


def code_lists(rules: Rules) -> CodeLists:
    """The code lists of the pack that a ledger belongs to."""
    pack = next(one for one in catalogue.installed() if one.name == rules.pack)
    return {name: one.codes for name, one in catalogue.loaded(pack.digest).pack.header.code_lists.items()}


def _brief(id_: str | None) -> dict[str, Any] | None:
    """What another record is called, for a link to it."""
    return _brief_of(queries.get_for(READER, UUID(id_))) if id_ else None


def _briefs(records: Iterable[LedgerRecord], as_of: date) -> list[dict[str, Any]]:
    return [_brief_of(one) for one in records if one.opened_on <= as_of]


def _brief_of(row: LedgerRecord) -> dict[str, Any]:
    rules = catalogue.current(row.ledger)
    return {
        "id": row.id,
        "number": row.number or "",
        "title": display.title(rules, row.values, code_lists(rules), Names()),
        "state": rules.state_label(row.state),
    }


def figures(*, as_of: date) -> dict[str, Any]:
    """The latest observations as at a date."""
    return {"rows": [], "days": []}


def figure(id_: int, *, after: UUID | None) -> dict[str, Any]:
    """One observation."""
    raise fail("K710", record=id_)
