"""Units follow from linked rows: ids kept, values chosen, events and projection written together.

Enter at `follow`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

import orjson
from django.db.models import Max
from uuid_utils.compat import uuid7

from youju.events import bulk, heads
from youju.events.records import Draft
from youju.ledger.listing import searching
from youju.people.actors import Actor
from youju.register import changes, coding, identity, queries, verified, wording
from youju.register.actions import storing
from youju.register.actions.lineage import Lineage
from youju.register.changes import Change
from youju.register.folding import FACTS, KIND, State, difference
from youju.register.models import Load, Unit
from youju.register.rowsets import Kept, Key, Links
from youju.register.rules import Rules
from youju.register.standardising import standards
from youju.register.survivorship import Said, Survivorship
from youju.register.verified import Statement, Verdict

_UNIT: LiteralString = (
    'id, number, code, name, kind, head, merged_into, address, division, "values", lists, "on", closed_on,'
    " head_seq"
)
_CODE_KINDS = ("个体经营户", "农民专业合作社")


@dataclass(slots=True)
class Done:
    """What came of it.

    Attributes:
        alive: Units with rows, each with the places of its rows among those that were linked.
        moved: Rows that are now of another unit.
        counts: Events by type.
        changes: What changed of units that were there, and which are new; nothing at the first load.
    """

    alive: dict[UUID, list[int]] = field(default_factory=dict)
    moved: set[Key] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Next:
    """A unit as it will stand."""

    unit: Unit
    payload: dict[str, Any]
    type: str
    is_new: bool


def follow(
    rows: dict[Key, Kept],
    former: Mapping[Key, UUID],
    links: Links,
    rules: Rules,
    made: Load,
    *,
    actor: Actor,
    verdicts: Mapping[int, Sequence[Verdict]],
    known: dict[UUID, Unit] | None = None,
) -> Done:
    """Bring the units to what the rows say.

    Args:
        rows: All rows; the unit of each is set.
        former: Unit of the rows that were there before this load.
        links: What linking said.
        rules: Whose value wins.
        made: The load; its day is that of the events.
        actor: Who loads.
        verdicts: What was settled in the ledger, by the number of the unit.
        known: The units that these rows were or may be, with those merged into them; all by default.
    """
    known = {unit.id: unit for unit in Unit.objects.all()} if known is None else known
    done, lineage = Done(), Lineage(known)
    named = _named(rows, links, known, lineage)
    owned = {label: named[label] for label in set(links.labels)}
    for place, (key, label) in enumerate(zip(links.keys, links.labels, strict=True)):
        done.alive.setdefault(owned[label], []).append(place)
        if rows[key].unit != owned[label]:
            rows[key].unit = owned[label]
            done.moved.add(key)
    before: dict[UUID, set[Key]] = defaultdict(set)
    for key, unit in former.items():
        before[unit].add(key)
    lineage.merge({id_: before[id_] for id_ in before.keys() - done.alive.keys()}, rows)
    following = _Following(rows, links, rules, made, known, former, before, owned, verdicts, lineage)
    nexts = list(following.all(done.alive))
    done.changes = following.changes
    _write(nexts, made, actor)
    done.counts.update(one.type for one in nexts)
    return done


def _named(
    rows: Mapping[Key, Kept], links: Links, known: Mapping[UUID, Unit], lineage: Lineage
) -> dict[str, UUID]:
    """The id of each label: that of a unit which it was, or a new one."""
    codes = links.linked.rows.column("code").to_pylist()
    of_label = {label: label for label, code in zip(links.labels, codes, strict=True) if code == label}
    owners = {unit.code: unit.id for unit in known.values() if unit.code and unit.merged_into is None}
    order = {unit.id: (unit.merged_into is not None, unit.number) for unit in known.values()}
    parts: dict[UUID | None, set[str]] = defaultdict(set)
    for key, label in zip(links.keys, links.labels, strict=True):
        parts[rows[key].unit].add(label)
    parted = [rows[key] for key in links.keys if len(parts[rows[key].unit]) > 1]
    origins = lineage.origins(parted)
    former = [origins.get(key, rows[key].unit) for key in links.keys]
    found = identity.assign(links.labels, former, of_label, owners, order)
    lineage.come_back(found.values())
    return {label: found.get(label) or uuid7() for label in dict.fromkeys(links.labels)}


class _Following:
    """What each unit will be, and what an event has to say of it."""

    def __init__(
        self,
        rows: Mapping[Key, Kept],
        links: Links,
        rules: Rules,
        made: Load,
        known: Mapping[UUID, Unit],
        former: Mapping[Key, UUID],
        before: Mapping[UUID, set[Key]],
        owned: Mapping[str, UUID],
        verdicts: Mapping[int, Sequence[Verdict]],
        lineage: Lineage,
    ) -> None:
        self._verdicts, self._lineage, self._former = verdicts, lineage, former
        self._rows, self._links, self._rules, self._made = rows, links, rules, made
        self._known, self._before, self._owned = known, before, owned
        self._survivorship = Survivorship(rules, sorted({name for name, _ in links.keys}))
        self._number = Unit.objects.aggregate(last=Max("number"))["last"] or 0
        self._is_first = self._number == 0
        self.changes: list[Change] = []
        self._codes = links.linked.rows.column("code").to_pylist()
        self._divisions = wording.Divisions(rules.region)
        self._villages = queries.villages()

    def all(self, alive: Mapping[UUID, Sequence[int]]) -> Iterator[_Next]:
        """Units that are new or change, then those that have no row any more."""
        for id_, places in alive.items():
            if (one := self._alive(id_, places)) is not None:
                yield one
        for id_ in self._before.keys() - alive.keys():
            yield self._gone(self._known[id_])

    def _alive(self, id_: UUID, places: Sequence[int]) -> _Next | None:
        unit = self._known.get(id_)
        keys = [self._links.keys[place] for place in places]
        own = [self._rows[key] for key in keys]
        said = self._survivorship.survive(
            [Said(row.list, row.row, standards(row.values()), row.changed_on) for row in own]
        )
        values = coding.with_industry(self._settled(unit, own, said), unit.values if unit is not None else {})
        division, village = self._placed(unit, values)
        known = self._villages.of(division, village)
        values = coding.with_village(values, village, known)
        facts = self._facts(unit, places, own, values, said)
        facts["division"] = known.code[:9] if known else division
        state = self._state(unit)
        payload = difference(state, facts, values, set(keys))
        if not payload:
            return None
        is_new = unit is None
        if unit is None:
            self._number += 1
            unit = Unit(id=id_, number=self._number, on=self._made.on, head_seq=0)
        closed = payload.get("set", {}).get("closed_on", ...)
        type_ = "entered" if is_new else "changed"
        if not is_new and closed is not ...:
            type_ = "reopened" if closed is None else "closed"
        self._note(unit, None if is_new else unit.values, values, own, closes=type_ == "closed")
        self._set(unit, facts, values, sorted({row.list for row in own}))
        return _Next(unit, payload, type_, is_new)

    def _note(
        self,
        unit: Unit,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any],
        own: Sequence[Kept],
        *,
        closes: bool,
    ) -> None:
        """Keep what changed, for the ledger of differences."""
        if not self._is_first:
            on = self._made.on
            self.changes += changes.of(unit.id, before, after, own, self._rules, closes=closes, on=on)

    def _settled(
        self, unit: Unit | None, own: Sequence[Kept], said: Mapping[str, dict[str, Any]]
    ) -> dict[str, Any]:
        """Values with what was settled in the ledger."""
        if unit is None:
            return dict(said)
        merged = self._lineage.merged(unit.id)
        return verified.upheld(
            said,
            unit.values,
            [one for number in (unit.number, *merged) for one in self._verdicts.get(number, ())],
            [Statement(standards(row.values()), row.changed_on, self._came(row.key, unit.id)) for row in own],
            number=unit.number,
            merged=merged,
            brought=[(one.number, one.values) for one in self._lineage.brought(unit.id)],
        )

    def _came(self, key: Key, unit: UUID) -> bool:
        """Whether a row was of another unit until now."""
        return self._former.get(key, unit) != unit

    def _facts(
        self,
        unit: Unit | None,
        places: Sequence[int],
        own: Sequence[Kept],
        values: Mapping[str, Any],
        said: Mapping[str, Any],
    ) -> dict[str, Any]:
        text = {item: one["value"] for item, one in values.items()}
        codes = [self._codes[place] for place in places if self._codes[place]]
        by_key = {(row.list, row.row): row for row in own}
        named = said.get("name") or next(iter(said.values()), None)
        best = by_key[named["list"], named["row"]] if named else own[0]
        licensed = [row.link[5] for row in own if row.link[5] in _CODE_KINDS and row.cells[0]]
        heads_ = [self._links.heads[place] for place in places if self._links.heads[place]]
        before = unit.head if unit is not None else None
        head = self._owned.get(heads_[0], before) if heads_ else None
        own_id = self._owned[self._links.labels[places[0]]]
        is_closed = self._rules.is_closed(text.get("status", ""))
        closed_on = unit.closed_on if unit is not None and unit.closed_on else self._made.on
        if (settled := values.get(verified.STATUS, {})).get("closed"):
            is_closed, closed_on = True, date.fromisoformat(settled["on"])
        return {
            "code": min(codes) if codes else "",
            "name": text.get("name", ""),
            "kind": licensed[0] if licensed else best.link[5],
            "head": str(head) if head is not None and head != own_id else None,
            "address": text.get("address", ""),
            "closed_on": closed_on.isoformat() if is_closed else None,
            "merged_into": None,
        }

    def _placed(self, unit: Unit | None, values: Mapping[str, Any]) -> tuple[str, str]:
        """Division and village that the address names; as before where the address is."""
        address, name = (values[item]["value"] if item in values else "" for item in ("address", "name"))
        told = values[coding.VILLAGE]["value"] if coding.VILLAGE in values else ""
        if unit is not None and unit.address == address:
            before = unit.values.get(coding.VILLAGE, {}).get("value", "")
            return unit.division, told or before
        return self._divisions.of(address, name), told or self._divisions.village(address)

    def _state(self, unit: Unit | None) -> State:
        if unit is None:
            return State()
        facts: dict[str, Any] = {name: getattr(unit, name) for name in FACTS}
        facts["head"] = str(unit.head) if unit.head else None
        facts["merged_into"] = str(unit.merged_into) if unit.merged_into else None
        facts["closed_on"] = unit.closed_on.isoformat() if unit.closed_on else None
        return State(facts, unit.values, self._before.get(unit.id, set()), unit.on)

    def _gone(self, unit: Unit) -> _Next:
        """A unit without rows: they went to another unit, or from all lists."""
        into = self._lineage.into(unit.id)
        facts = self._state(unit).facts
        facts["closed_on"] = facts["closed_on"] or self._made.on.isoformat()
        if into:
            facts["merged_into"] = str(into)
        payload = difference(self._state(unit), facts, unit.values, set())
        if not into and unit.closed_on is None:
            self._note(unit, unit.values, unit.values, [], closes=True)
        self._set(unit, facts, unit.values, [])
        return _Next(unit, payload, "merged" if into else "closed", False)

    @staticmethod
    def _set(unit: Unit, facts: Mapping[str, Any], values: Any, lists: list[str]) -> None:
        for name, value in facts.items():
            setattr(unit, name, value)
        unit.values, unit.lists = values, lists


def _write(nexts: Sequence[_Next], made: Load, actor: Actor) -> None:
    """Events first, then the rows that follow from them, then their words."""
    heads.lock({one.unit.id for one in nexts if not one.is_new})
    drafts = (
        Draft(one.unit.id, KIND, one.type, made.on, actor.id, {"load": str(made.id), **one.payload})
        for one in nexts
    )
    bulk.append_bulk(drafts, recorded_at=made.at)
    storing.put("register_unit", _UNIT, "id", (_line(one.unit) for one in nexts))
    words = ((one.unit, wording.lines(one.unit)) for one in nexts if one.is_new or _reworded(one))
    storing.put(
        "register_search",
        "unit, division, text, pieces",
        "unit",
        ((unit.id, unit.division, text, searching.pieces(text)) for unit, text in words),
    )


def _line(unit: Unit) -> tuple[Any, ...]:
    return (
        unit.id, unit.number, unit.code, unit.name, unit.kind, unit.head, unit.merged_into, unit.address,
        unit.division, orjson.dumps(unit.values).decode(), list(unit.lists), unit.on, unit.closed_on,
        unit.head_seq + 1,
    )  # fmt: skip


def _reworded(one: _Next) -> bool:
    return not {"code", "name", "address", "division"}.isdisjoint(one.payload.get("set", {}))
