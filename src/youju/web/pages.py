"""What each page shows: reads through the rooms' queries and puts it into words.

Enter at `home`, `ledger`, `record`, `figures`, `figure`; each gives the context of its template, as at a
date. There is no login yet, so pages read as the system and mask personal data (docs/decisions/0008).

Does not belong here: requests and answers (`views`), how a value is written (`display`, `formats`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from youju.engine.aggregates import rounded
from youju.errors import fail
from youju.events.queries import of_streams
from youju.figures import queries as observed
from youju.figures.models import ObservationRow
from youju.ledger import catalogue, lights, queries
from youju.ledger.fold import Folded, fold
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import KINDS, Rules
from youju.people.actors import Actor
from youju.people.queries import organisation_names, person_names
from youju.web import display, standing
from youju.web.display import CodeLists, Names
from youju.ui.formats import amount, chinese_date

READER = Actor.system()
"""On whose behalf pages read until there are logins."""

LATEST = 200
"""Entries of a timeline that are shown."""

OBSERVATIONS = 2000
"""Observations among which the latest of each figure is looked for."""


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
    belongs = rules.ledger.belongs_to
    return {
        "code": rules.name,
        "label": rules.ledger.label,
        "belongs_to": rules.ledger.fields[belongs].label if belongs else "",
        "note": rules.ledger.note,
        "record_label": rules.ledger.record_label,
        "numbered": rules.ledger.number is not None,
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
            "links": _linked(row, as_of),
        }
    }


def _linked(row: LedgerRecord, as_of: date) -> list[dict[str, Any]]:
    found = [one for one in queries.links_of(row, actor=READER) if one.record.opened_on <= as_of]
    briefs = _briefs((one.record for one in found), as_of)
    return [{**brief, "label": one.label} for brief, one in zip(briefs, found, strict=True)]


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
    found = [one for one in records if one.opened_on <= as_of]
    streams = of_streams([one.id for one in found])
    return [_brief_of(one, fold(streams[one.id], as_of=as_of)) for one in found]


def _brief_of(row: LedgerRecord, then: Folded | None = None) -> dict[str, Any]:
    """What a record is called and where it stood; now, unless told otherwise."""
    rules = catalogue.current(row.ledger)
    state, values = (then.state, then.values) if then is not None else (row.state, row.values)
    return {
        "id": row.id,
        "number": row.number or "",
        "title": display.title(rules, values, code_lists(rules), Names()),
        "state": rules.state_label(state),
    }


def figures(*, as_of: date) -> dict[str, Any]:
    """The latest observations of every figure as at a date or the last counted day before it."""
    known = observed.latest(limit=OBSERVATIONS)
    newest: dict[tuple[Any, ...], ObservationRow] = {}
    for row in sorted(known, key=lambda one: (one.as_of, one.counted_at), reverse=True):
        if row.as_of <= as_of:
            newest.setdefault((row.figure, tuple(sorted(row.key.items())), row.division), row)
    groups: dict[str, list[ObservationRow]] = {}
    for row in sorted(newest.values(), key=_place):
        groups.setdefault(row.ledger, []).append(row)
    labels = {name: rules.ledger.label for name, rules in catalogue.all_current().items()}
    return {
        "groups": [
            {"label": labels.get(name, name), "rows": [_observation(row) for row in rows]}
            for name, rows in groups.items()
        ],
        "days": sorted({row.as_of for row in known}, reverse=True)[:5],
    }


def _place(row: ObservationRow) -> tuple[Any, ...]:
    """Order of observations: that of their pack, the total before its groups."""
    pack = catalogue.loaded(row.pack_digest).pack
    ledgers, known = list(pack.ledgers), list(pack.figures)
    return (
        row.pack,
        ledgers.index(row.ledger) if row.ledger in ledgers else len(ledgers),
        known.index(row.figure),
        sorted(row.key_labels.items()),
    )


def figure(address: str, *, after: int) -> dict[str, Any]:
    """One observation with the records behind it.

    Args:
        address: Its address.
        after: Records of the pages before.

    Raises:
        YoujuError: F805 when there is none.
    """
    row = observed.find(address)
    behind = observed.records_behind(row)
    some = behind[after : after + queries.PAGE]
    ids = {UUID(one.record) for one in some}
    rows = {str(one.id): one for one in queries.visible_to(READER).filter(id__in=ids)}
    then = {
        str(id_): fold(events, as_of=row.as_of, known_at=row.known_at)
        for id_, events in of_streams(ids).items()
    }
    return {
        "figure": {
            **_observation(row),
            "passport": _passport(row),
            "digests": [
                ("观测编号", row.address),
                ("口径摘要", row.definition_hash),
                ("快照摘要", row.snapshot_digest),
            ],
        },
        "behind": len(behind),
        "numbered": any(one.number for one in some),
        "records": [
            {
                **_brief_of(rows[one.record], then[one.record]),
                "on": one.on,
                "act": _act_label(rows[one.record], one.act),
            }
            for one in some
            if one.record in rows
        ],
        "paged": after > 0,
        "next": after + queries.PAGE if after + queries.PAGE < len(behind) else None,
    }


def _observation(row: ObservationRow) -> dict[str, Any]:
    """An observation with its value as it is printed."""
    labels = "、".join(row.key_labels.values())
    return {
        "id": row.address,
        "label": f"{row.label}（{labels}）" if labels else row.label,
        "value": "—" if row.value is None else f"{rounded(row.value, row.decimals):,f}",
        "reason": row.reason,
        "unit": "%" if row.unit == "percent" else row.unit,
        "numerator": amount(row.numerator) if row.denominator is not None else "",
        "denominator": amount(row.denominator),
        "as_of": row.as_of,
        "known_at": row.known_at,
    }


def _passport(row: ObservationRow) -> list[tuple[str, str]]:
    """Where an observation comes from, in words."""
    pack = catalogue.loaded(row.pack_digest).pack
    told = [
        ("指标", f"{row.label}（{row.figure}）"),
        ("口径", pack.figures[row.figure].note or ""),
        ("业务包", f"{pack.header.label}，{row.pack_version}版"),
        ("台账", pack.ledgers[row.ledger].label if row.ledger in pack.ledgers else row.ledger),
        ("分子", amount(row.numerator) if row.denominator is not None else ""),
        ("分母", amount(row.denominator)),
        ("没有数值的原因", row.reason),
        ("计算时间", chinese_date(row.counted_at)),
        ("计算引擎", row.engine),
    ]
    return [(label, text) for label, text in told if text]


def _act_label(row: LedgerRecord, act: str | None) -> str:
    found = catalogue.current(row.ledger).acts.get(act or "")
    return found.label if found else ""
