"""Every read of ledgers that another room may use, seen by an actor and as at a date.

Enter at `visible_to` and `get_for`: there is no other way to reach a record on behalf of somebody. Who holds
a role of the ledger that is tied to no organisation sees all of it; everybody else sees the records that
concern their organisation or one below it (`LedgerRecord.parties`). What is not visible does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from youju.errors import fail
from youju.events.queries import of_stream, of_streams
from youju.ledger import catalogue, lights
from youju.ledger.fold import Folded, effective, fold
from youju.ledger.models import LedgerRecord, Reach, RecordLink
from youju.ledger.replaying import is_worked
from youju.ledger.rules import Rules, Situation
from youju.ledger.timelines import Moment, moments
from youju.people.actors import Actor
from youju.people.holding import once
from youju.people.queries import subtree

PAGE = 50


def visible_to(actor: Actor, ledger: str | None = None) -> QuerySet[LedgerRecord]:
    """The records that an actor may see, merged duplicates included, in the order of their opening.

    Args:
        actor: Who looks.
        ledger: Only this ledger; None for all that are installed.
    """
    found = LedgerRecord.objects.filter(voided=False).order_by("id")
    if ledger is not None:
        found = found.filter(ledger=ledger)
    if "system" in actor.roles:
        return found
    own = Reach.objects.filter(scope=actor.organisation, ledger=OuterRef("ledger"), record=OuterRef("id"))
    return found.filter(Q(ledger__in=seen_whole(actor)) | Exists(own))


def seen_whole(actor: Actor) -> list[str]:
    """Names of the ledgers that an actor sees whole: by a role that is tied to no organisation."""
    return [name for name, one in catalogue.all_current().items() if actor.roles & one.free_roles]


def get_for(actor: Actor, record: UUID) -> LedgerRecord:
    """A record, for somebody.

    Raises:
        YoujuError: K710 when there is none, or none that the actor may know of.
    """
    found = visible_to(actor).filter(id=record).first()
    if found is None:
        raise fail("K710", record=record)
    return found


def find_for(actor: Actor, name: str, *, ledger: str | None = None) -> LedgerRecord:
    """A record by its number or id.

    Raises:
        YoujuError: K710.
    """
    found = visible_to(actor, ledger).filter(number=name).first()
    if found is None:
        try:
            return get_for(actor, UUID(name))
        except ValueError:
            raise fail("K710", record=name) from None
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a list.

    Attributes:
        light: Name of its light as at the date; None when the ledger has none for it.
        priority: What to do first, greatest first.
        warnings: Clocks that are about to fall due.
        status: Its state as people call it, or where it was merged.
        title: Its first text field, to know it by.
    """

    record: LedgerRecord
    light: str | None
    priority: Decimal | None
    warnings: list[str]
    status: str
    title: str


def lines(records: Iterable[LedgerRecord], *, as_of: date) -> list[Line]:
    """Records with light, priority and status as at a date, by what is known now."""
    rules = catalogue.all_current()
    found = []
    for record in records:
        one = rules[record.ledger]
        situation = situation_of(record)
        light = lights.light(one, situation, as_of=as_of) if is_live(one, record) else None
        priority = lights.priority(one, situation, as_of=as_of)
        warnings = lights.warnings(situation, as_of=as_of)
        status, title = status_of(one, record), title_of(one, record)
        found.append(Line(record, light, priority, warnings, status, title))
    return found


def is_live(rules: Rules, record: LedgerRecord) -> bool:
    """Whether a record is worked itself: not a duplicate that was merged, not a heading of sub-items."""
    return record.merged_into is None and is_worked(rules.ledger, record.level or None)


def situation_of(record: LedgerRecord) -> Situation:
    """What expressions see of a record now."""
    return Situation(record.values, record.clocks, record.state, record.level or None, record.number)


def status_of(rules: Rules, record: LedgerRecord) -> str:
    """The state as people call it; a merged duplicate says where it went."""
    if record.merged_into is None:
        return rules.state_label(record.state)
    kept = LedgerRecord.objects.filter(id=record.merged_into).first()
    return f"已并入{kept}"


def title_of(rules: Rules, record: LedgerRecord) -> str:
    """What a record is known by: its first text field that is filled in and not personal."""
    texts = (name for name, one in rules.ledger.fields.items() if one.type == "text" and not one.personal)
    return next((record.values[name] for name in texts if name in record.values), "")


def page(
    actor: Actor,
    ledger: str,
    *,
    as_of: date,
    states: Sequence[str] = (),
    organisation: str | None = None,
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[Line]:
    """One page of a ledger, in the order of opening; the last id is the key of the next page.

    Args:
        actor: Who looks.
        ledger: Name of the ledger.
        as_of: Date of the lights.
        states: Only these states; empty for all.
        organisation: Only records that belong to this organisation or one below it.
        after: Id of the last record of the page before.
        limit: Records of a page.
    """
    found = visible_to(actor, ledger)
    if states:
        found = found.filter(state__in=states, merged_into=None)
    if organisation is not None:
        found = found.filter(organisation__in=[organisation, *subtree(organisation)])
    if after is not None:
        found = found.filter(id__gt=after)
    return lines(found[:limit], as_of=as_of)


def state_counts(actor: Actor, ledger: str) -> dict[str, int]:
    """How many records stand in each state now; merged duplicates and headings are left out."""
    rules = catalogue.current(ledger)
    found = visible_to(actor, ledger).filter(merged_into=None).order_by()
    if rules.ledger.levels is not None:
        found = found.filter(level=rules.ledger.levels.worked)
    counted = dict(found.values_list("state").annotate(Count("id")))
    return {state: counted.get(state, 0) for state in rules.ledger.states}


def as_at(record: UUID, *, as_of: date, known_at: date | None = None) -> Folded:
    """A record as at a business date, from what was known at the end of a day (None: everything)."""
    return fold(of_stream(record), as_of=as_of, known_at=known_at)


def light_at(record: LedgerRecord, *, as_of: date, known_at: date | None = None) -> str | None:
    """The light of a record as at a date in the past or future, under the rules of now."""
    folded = as_at(record.id, as_of=as_of, known_at=known_at)
    if not folded.exists or folded.merged_into:
        return None
    return lights.light(catalogue.current(record.ledger), lights.situation_of(folded), as_of=as_of)


def timeline(record: LedgerRecord) -> list[Moment]:
    """Everything recorded about a record in the order of recording, voided and late entries marked."""
    return moments(of_stream(record.id), catalogue.current(record.ledger))


@dataclass(frozen=True, slots=True)
class Node:
    """A record with what stands below it.

    Attributes:
        done: Worked records at or below it that are final.
        total: Worked records at or below it.
    """

    record: LedgerRecord
    children: list[Node] = field(default_factory=list)
    done: int = 0
    total: int = 0

    @property
    def is_done(self) -> bool:
        """Whether there is something below and all of it is done."""
        return self.total > 0 and self.done == self.total


def tree(record: LedgerRecord) -> Node:
    """A record with its sub-items down to the last level, each with how much of it is done."""
    below = descendants([record.id])
    children: dict[UUID, list[LedgerRecord]] = {}
    for one in below:
        children.setdefault(one.parent or record.id, []).append(one)
    return _node(record, children, catalogue.current(record.ledger))


def _node(record: LedgerRecord, children: Mapping[UUID, list[LedgerRecord]], rules: Rules) -> Node:
    nodes = [_node(one, children, rules) for one in children.get(record.id, [])]
    own = is_live(rules, record)
    return Node(
        record,
        nodes,
        done=sum(node.done for node in nodes) + (own and record.final),
        total=sum(node.total for node in nodes) + own,
    )


def descendants(records: Iterable[UUID]) -> list[LedgerRecord]:
    """All records below some, level by level, in the order of opening."""
    found: list[LedgerRecord] = []
    above = list(records)
    while above:
        level = list(LedgerRecord.objects.filter(parent__in=above, voided=False).order_by("id"))
        found += level
        above = [one.id for one in level]
    return found


def progress(
    record: LedgerRecord, *, as_of: date | None = None, known_at: date | None = None
) -> tuple[int, int]:
    """How many of the worked records at or below one are done, and how many there are.

    Args:
        record: A record of any level.
        as_of: As at this business date; None for now.
        known_at: From what was known at the end of that day; None for everything.
    """
    if as_of is None and known_at is None:
        node = tree(record)
        return node.done, node.total
    rules = catalogue.current(record.ledger)
    streams = of_streams([record.id, *(one.id for one in descendants([record.id]))])
    done = total = 0
    for events in streams.values():
        folded = fold(events, as_of=as_of, known_at=known_at)
        if folded.exists and not folded.merged_into and is_worked(rules.ledger, folded.level):
            total += 1
            done += rules.is_final(folded.state)
    return done, total


@once
def duplicates_of(record: LedgerRecord) -> tuple[LedgerRecord, ...]:
    """The records that were merged into one."""
    return tuple(LedgerRecord.objects.filter(merged_into=record.id, voided=False).order_by("id"))


@dataclass(frozen=True, slots=True)
class Linked:
    """A record at the other end of a link.

    Attributes:
        link: Name of the link in the ledger that defines it.
        label: What people call it.
        outgoing: Whether it was made from this record (or a duplicate of it).
        via: The merged duplicate through which it is seen; None for the record itself.
    """

    link: str
    label: str
    record: LedgerRecord
    outgoing: bool
    via: LedgerRecord | None = None


def links_of(record: LedgerRecord, *, actor: Actor) -> list[Linked]:
    """Links from and to a record and the duplicates merged into it, as far as the actor may see."""
    own: dict[UUID, LedgerRecord | None] = {one.id: one for one in duplicates_of(record)}
    own[record.id] = None
    rows = list(RecordLink.objects.filter(Q(record__in=own) | Q(other__in=own)).order_by("id"))
    ends = {row.other if row.record in own else row.record for row in rows}
    visible = {one.id: one for one in visible_to(actor).filter(id__in=ends)}
    starts = {one.id: one for one in LedgerRecord.objects.filter(id__in={row.record for row in rows})}
    rules = catalogue.all_current()
    found = []
    for row in rows:
        outgoing = row.record in own
        other = visible.get(row.other if outgoing else row.record)
        if other is None:
            continue
        definition = rules[starts[row.record].ledger].ledger.links.get(row.link)
        label = definition.label if definition else row.link
        via = own[row.record if outgoing else row.other]
        found.append(Linked(row.link, label, other, outgoing, via))
    return found


@dataclass(frozen=True, slots=True)
class Attached:
    """A file attached to an event that counts.

    Attributes:
        record: The record, or the merged duplicate, to which it was attached.
        seq: Number of the event within that record.
    """

    sha256: str
    name: str
    size: int
    kind: str
    on: date
    actor: str
    record: UUID
    seq: int


def evidence_of(record: LedgerRecord) -> list[Attached]:
    """The evidence of a record and of the duplicates merged into it; that of voided events is left out."""
    streams = of_streams([record.id, *(one.id for one in duplicates_of(record))])
    return [
        Attached(
            *(one["sha256"], one["name"], one["size"], one["kind"]),
            *(event.business_date, event.actor, event.stream, event.seq),
        )
        for events in streams.values()
        for event in effective(events)
        for one in event.payload.get("evidence", ())
    ]


@dataclass(frozen=True, slots=True)
class DueDate:
    """A clock that falls due."""

    record: LedgerRecord
    clock: str
    label: str
    due: date


def due_between(actor: Actor, first: date, last: date, *, ledger: str | None = None) -> list[DueDate]:
    """Running clocks that fall due from the first to the last day, both included: a calendar."""
    rules = catalogue.all_current()
    found = []
    candidates = visible_to(actor, ledger).filter(merged_into=None, next_due__lte=last)
    for record in candidates:
        definitions = rules[record.ledger].ledger.clocks
        for name, clock in record.clocks.items():
            if clock["stopped"] or clock["paused_since"] or not clock["due"] or name not in definitions:
                continue
            due = date.fromisoformat(clock["due"])
            if first <= due <= last:
                found.append(DueDate(record, name, definitions[name].label, due))
    return sorted(found, key=lambda one: (one.due, one.record.id, one.clock))


def steps_taken(record: LedgerRecord, *, known_at: date | None = None) -> list[Mapping[str, Any]]:
    """Escalation steps taken on a record, in the order in which they were taken."""
    events = effective(of_stream(record.id), known_at=known_at)
    return [event.payload["escalation"] for event in events if event.type == "escalated"]
