"""Who is told of what happened to records: whose turn it is, letters of escalation, what falls due.

Enter at `tell`, which the worker calls. Notices follow from the events: it goes on from the event up
to which it has told, and notes in the same transaction how far it has come, so that nothing is missed or
told twice, and
no act waits for it (docs/decisions/0016).

Whose turn it is: whoever may do an act that leads on from the state. A role means its holders in the
organisations that the record concerns and in those above them; when there are none, all holders. A field
means
the members of the organisation that it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from youju.events import queries as events
from youju.events.records import Event
from youju.ledger import catalogue, clocks
from youju.ledger.fold import known_on
from youju.ledger.models import LedgerRecord
from youju.ledger.projection import KIND
from youju.ledger.queries import is_live
from youju.ledger.rules import Rules
from youju.notices import actions
from youju.notices.actions import Telling
from youju.people.models import Membership, Organisation

BATCH = 2_000
FRESH = timedelta(days=2)
"""Of what was recorded longer ago nobody is told any more."""
MANY = 20
"""Above so many notices of one ledger at once a person is told their number instead."""
AHEAD = timedelta(days=60)
"""No clock warns longer than this before it falls due."""


def tell(*, at: datetime) -> int:
    """Tell of everything since the last time, and once a day of what falls due.

    Returns:
        Number of events looked at.
    """
    count = 0
    while seen := _tell_batch(at):
        count += seen
    _tell_due(at)
    return count


@transaction.atomic
def _tell_batch(at: datetime) -> int:
    settled = events.latest_position()
    told = actions.told_upto("ledger", begin=settled)
    batch: list[Event] = []
    for event in events.since(told.position, KIND, upto=settled, batch=BATCH):
        batch.append(event)
        if len(batch) == BATCH:
            break
    upto = batch[-1].position if len(batch) == BATCH else settled
    if upto > told.position:
        fresh = [one for one in batch if at - one.recorded_at < FRESH]
        actions.notify(_of_events(fresh, known_on(at)), at=at)
        actions.advance(told, upto)
    return len(batch)


def _of_events(batch: Sequence[Event], today: date) -> list[Telling]:
    """Letters one by one; of several acts on a record only the last, as its state is what counts."""
    rules = catalogue.all_current()
    rows = LedgerRecord.objects.in_bulk({event.stream for event in batch})
    known = {id_: row for id_, row in rows.items() if not row.voided and row.ledger in rules}
    holders = Holders(known.values())
    found: list[Telling] = []
    last: dict[UUID, Event] = {}
    for event in batch:
        row = known.get(event.stream)
        if row is None:
            continue
        if event.type == "escalated":
            found += _escalation(row, rules[row.ledger], event, holders)
        elif event.payload.get("state"):
            last[event.stream] = event
    for id_, event in last.items():
        row = known[id_]
        if is_live(rules[row.ledger], row):
            found += _turn(row, rules[row.ledger], event, holders)
    return _gathered(found, known, today)


def _escalation(row: LedgerRecord, rules: Rules, event: Event, holders: Holders) -> Iterator[Telling]:
    step = event.payload["escalation"]
    text = f"{step['label']}：{named(rules, row)}，应于{_day(step['due'])}前办结。"
    for name in step["to"]:
        for person in holders.of(row, name):
            yield Telling(person, "escalation", text, link(row), f"event:{event.position}")


def _turn(row: LedgerRecord, rules: Rules, event: Event, holders: Holders) -> Iterator[Telling]:
    labels = [act.label for act in rules.ledger.transitions.values() if row.state in (act.from_ or ())]
    text = f"{named(rules, row)}现为“{rules.state_label(row.state)}”，等您办理（{'、'.join(labels[:3])}）。"
    for person in turn_of(row, rules, holders):
        if person != event.actor:
            yield Telling(person, "waiting", text, link(row), f"event:{event.position}")


def turn_of(row: LedgerRecord, rules: Rules, holders: Holders) -> list[str]:
    """Persons who may lead a record on from its state, each once; nobody when it has ended."""
    if rules.is_final(row.state):
        return []
    names = [
        name for act in rules.ledger.transitions.values() if row.state in (act.from_ or ()) for name in act.by
    ]
    found: list[str] = []
    for name in dict.fromkeys(names):
        if name in rules.ledger.fields:
            value = row.values.get(name)
            found += holders.of(row, value) if isinstance(value, str) else []
        else:
            found += holders.of(row, name)
    return list(dict.fromkeys(found))


class Holders:
    """Who holds what, for the organisations of some records, read at once.

    Args:
        rows: The records.
    """

    def __init__(self, rows: Iterable[LedgerRecord]) -> None:
        parties = {code for row in rows for code in row.parties}
        paths = Organisation.objects.filter(code__in=parties).values_list("code", "path")
        self._above = {code: {one for one in path.split("/") if one} for code, path in paths}
        self._by_role: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._members: dict[str, list[str]] = defaultdict(list)
        held = Membership.objects.filter(person__active=True).order_by("id")
        for person, organisation, role in held.values_list("person_id", "organisation_id", "role"):
            self._by_role[role][organisation].append(person)
            self._members[organisation].append(person)

    def of(self, row: LedgerRecord, name: str) -> list[str]:
        """Persons behind a role or the code of an organisation."""
        if name not in self._by_role:
            return self._members.get(name, [])
        concerned = {above for code in row.parties for above in self._above.get(code, ())}
        held = self._by_role[name]
        near = [person for code, persons in held.items() if code in concerned for person in persons]
        return near or [person for persons in held.values() for person in persons]


@transaction.atomic
def _tell_due(at: datetime) -> None:
    """Once a day: clocks that have begun to warn."""
    today = known_on(at)
    told = actions.told_upto("due", begin=0)
    if told.position >= today.toordinal():
        return
    rules = catalogue.all_current()
    # `next_due` is the first of several clocks: it may be over while another begins to warn.
    due = LedgerRecord.objects.filter(voided=False, merged_into=None, next_due__lte=today + AHEAD)
    batch: list[LedgerRecord] = []
    for row in due.order_by("id").iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            _tell_warnings(batch, rules, today, at)
            batch = []
    _tell_warnings(batch, rules, today, at)
    actions.advance(told, today.toordinal())


def _tell_warnings(
    rows: list[LedgerRecord], all_rules: Mapping[str, Rules], today: date, at: datetime
) -> None:
    holders = Holders(rows)
    found: list[Telling] = []
    for row in rows:
        rules = all_rules.get(row.ledger)
        if rules is None:
            continue
        for name, clock in row.clocks.items():
            definition = rules.ledger.clocks.get(name)
            if definition is None or not clock["due"] or not clocks.is_warning(clock, as_of=today):
                continue
            text = f"{named(rules, row)}将于{_day(clock['due'])}到期（{definition.label}）。"
            key = f"due:{row.id}:{name}:{clock['due']}"
            found += [Telling(one, "due", text, link(row), key) for one in turn_of(row, rules, holders)]
    actions.notify(_gathered(found, {row.id: row for row in rows}, today), at=at)


def _gathered(found: Iterable[Telling], rows: Mapping[UUID, LedgerRecord], today: date) -> list[Telling]:
    """Where a person would be told of very many records of one ledger, their number once a day."""
    ledgers = {link(row): row.ledger for row in rows.values()}
    heaps: dict[tuple[str, str, str], list[Telling]] = defaultdict(list)
    for one in found:
        heaps[one.person, one.kind, ledgers[one.link]].append(one)
    told: list[Telling] = []
    for (person, kind, ledger), heap in heaps.items():
        if len(heap) <= MANY or kind == "escalation":
            told += heap
            continue
        label = catalogue.current(ledger).ledger.label
        what = "等您办理" if kind == "waiting" else "将要到期"
        told.append(
            Telling(
                person,
                kind,
                f"“{label}”有{len(heap)}件{what}。",
                f"/ledgers/{ledger}/",
                f"{kind}:{ledger}:{today}",
            )
        )
    return told


def named(rules: Rules, row: LedgerRecord) -> str:
    """What a record is called in a sentence: the thing and its number; nothing personal."""
    return f"{rules.ledger.record_label}{row.number or str(row.id)[:8]}"


def link(row: LedgerRecord) -> str:
    """Where a record is shown."""
    return f"/records/{row.id}/"


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%Y年%-m月%-d日}"
