"""Taking deliveries in: held ones are kept with their reasons, the others become rows, links and units.

Enter at `load`, `take_in` for one list, and at `relink` to link again what is there, with the decisions made
meanwhile. All of it is one transaction, and one at a time: a load that fails leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
from django.db import transaction
from django.db.models import Q

from youju.errors import Problem, fail
from youju.ledger.fold import known_on
from youju.linkage import config as configuration
from youju.linkage import decisions as deciding
from youju.linkage import deliveries
from youju.linkage.config import Configuration, Source
from youju.linkage.decisions import Decisions
from youju.linkage.deliveries import Delivery
from youju.linkage.explaining import explain
from youju.linkage.link import Linked
from youju.linkage.link import link as link_rows
from youju.linkage.rows import RAW
from youju.linkage.store import Store
from youju.linkage.updating import update
from youju.people.actors import Actor
from youju.register import queries, rowsets, rules
from youju.register.actions import beginning, lineage, nearby, raising, receiving, settling, storing, units
from youju.register.models import Delivery as Kept
from youju.register.models import Load, Row, Unit
from youju.register.projects import PROJECTS
from youju.register.rowsets import Key, Links
from youju.register.rules import Rules
from youju.register.verified import Verdict, is_pending

LATE = timedelta(days=1)
"""How much later than its moment something may come to be seen that was recorded while a load was at work."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a load did.

    Attributes:
        id: Of the load.
        held: Problems of each list that was held.
        rows: Counts of rows by list.
        units: How many units were ``entered``, ``changed``, ``closed``, ``reopened``, ``merged``.
        waiting: Rows whose link waits for a reviewer.
        differences: How many records were ``opened``, ``updated``, ``reopened``, ``agreed``; None where the
            ledger is not installed.
    """

    id: UUID
    held: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    differences: Mapping[str, int] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The machine shape."""
        return {
            "load": str(self.id),
            "held": {name: [one.as_dict() for one in problems] for name, problems in self.held.items()},
            "rows": {name: dict(counts) for name, counts in self.rows.items()},
            "units": dict(self.units),
            "waiting": self.waiting,
            "differences": None if self.differences is None else dict(self.differences),
        }


def load(
    path: Path,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    partial: bool = False,
    accepted: Collection[str] = (),
) -> Result:
    """Take in the lists of a configuration.

    A list that is held is kept with its reasons, and nothing of it is used; the others are taken in.

    Args:
        path: The configuration, as for ``youju link``; it may name ``rules``.
        actor: Must see the whole register.
        on: Business date: the day as at which the lists were delivered.
        at: When we were told.
        partial: The lists hold new and changed rows only.
        accepted: Lists of which somebody has seen that they are not like the last delivery, and are right.

    Raises:
        YoujuError: U50x and U52x for the configuration, K800 to K802 for the rules, U53x for its decisions,
            K803 for a day before the last load or that has not come, K804 for somebody who may not, K809
            for a list that is called like that of projects.
    """
    wanted = configuration.read(path)
    ruling = rules.completed(rules.read(wanted.rules), wanted)
    brought = deciding.read(wanted.decisions) if wanted.decisions else Decisions()
    with deliveries.at_hand(wanted) as near:
        return _loaded(near, ruling, brought, actor=actor, on=on, at=at, partial=partial, accepted=accepted)


def take_in(
    source: Source, *, actor: Actor, on: date, at: datetime, partial: bool = False, accepted: bool = False
) -> Result:
    """Take in one list under the rules in force; the others stay as they are.

    Args:
        source: The list, its file and what its columns mean.
        actor: Must see the whole register.
        on: Business date.
        at: When we were told.
        partial: The list holds new and changed rows only.
        accepted: As for `load`.

    Raises:
        YoujuError: K803, K804 as for `load`.
    """
    wanted = Configuration(source.file.name, (source,))
    names = (source.name,) if accepted else ()
    ruling = rules.completed(queries.rules_in_force(), wanted)
    return _loaded(wanted, ruling, Decisions(), actor=actor, on=on, at=at, partial=partial, accepted=names)


def _loaded(
    wanted: Configuration,
    ruling: Rules,
    brought: Decisions,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    partial: bool,
    accepted: Collection[str],
) -> Result:
    if any(source.name == PROJECTS for source in wanted.sources):
        raise fail("K809", reason="投资项目清单不是单位名录，由 youju register projects 提交")
    with transaction.atomic():
        made = beginning.made(actor, ruling, on=beginning.begin(actor, on=on, at=at), at=at)
        passed, held = receiving.received(wanted, made, as_at=on, partial=partial, accepted=accepted)
        return _taken(made, ruling, passed, held, brought, actor=actor, partial=partial)


def relink(*, actor: Actor, on: date, at: datetime) -> Result:
    """Link all rows again under the rules in force, with what was decided since the last load.

    Raises:
        YoujuError: K803, K804 as for `load`.
    """
    with transaction.atomic():
        day = beginning.begin(actor, on=on, at=at)
        ruling = queries.rules_in_force()
        made = beginning.made(actor, ruling, on=day, at=at)
        return _taken(made, ruling, {}, {}, Decisions(), actor=actor, partial=True)


def apply_settled(*, at: datetime) -> Result | None:
    """Bring the units to what was decided and settled since the last load, without linking everything.

    Does nothing where nothing was, or where what is linked does not lie at hand: the next load does it then.

    Args:
        at: Now.
    """
    last = _last()
    if last is None or not settling.is_new(since=last.at - LATE):
        return None
    with transaction.atomic():
        on = beginning.begin(raising.ROBOT, on=known_on(at), at=at)
        store = nearby.opened(for_rows=False)
        since = last.at - LATE
        if store is None or not (
            _pending(since) or settling.differs(store.decisions, since=since, actor=raising.ROBOT, at=at)
        ):
            return None
        ruling = queries.rules_in_force()
        made = beginning.made(raising.ROBOT, ruling, on=on, at=at)
        return _near(store, made, ruling, {}, {}, Decisions(), actor=raising.ROBOT)


def _taken(
    made: Load,
    ruling: Rules,
    passed: Mapping[str, tuple[Kept, Delivery]],
    held: Mapping[str, tuple[Problem, ...]],
    brought: Decisions,
    *,
    actor: Actor,
    partial: bool,
) -> Result:
    """Rows, links, units, differences."""
    if not passed and held:
        made.result = {"held": sorted(held)}
        made.save(update_fields=["result"])
        return Result(made.id, held=held)
    if partial and passed and (store := nearby.opened()) is not None:
        return _near(store, made, ruling, passed, held, brought, actor=actor)
    rows = storing.read_rows()
    former = {key: row.unit for key, row in rows.items() if row.unit and row.gone_on is None}
    counts, touched = _changed(rows, passed, made, partial=partial)
    decided = settling.decisions(brought, actor=actor, at=made.at)
    linked, changed = _linked(rows, decided)
    touched |= changed
    done = units.follow(rows, former, linked, ruling, made, actor=actor, verdicts=settling.verdicts())
    touched |= done.moved
    storing.write_rows(rows[key] for key in touched)
    raised = raising.raise_differences(
        rows, linked, done.alive, ruling, on=made.on, at=made.at, changed=done.changes
    )
    nearby.keep(lambda: Store.of(linked.linked), made, anew=True)
    return _told(made, held, counts, done, raised, rowsets.holdings(rows.values()))


def _near(
    store: Store,
    made: Load,
    ruling: Rules,
    passed: Mapping[str, tuple[Kept, Delivery]],
    held: Mapping[str, tuple[Problem, ...]],
    brought: Decisions,
    *,
    actor: Actor,
) -> Result:
    """The same for rows that changed, reading and writing nothing but what they touch.

    Units of which something was settled are looked at again though none of their rows changed.
    """
    named = {
        (name, number)
        for name, (_, delivery) in passed.items()
        for number, _, _ in rowsets.delivered(delivery)
    }
    since = _since()
    pending = _pending(since)
    rows = storing.read_rows(named)
    former = {key: row.unit for key, row in rows.items() if row.unit and row.gone_on is None}
    held_before = rowsets.holdings(rows.values())
    counts, touched = _changed(rows, passed, made, partial=True)
    held_now = rowsets.holdings(rows.values())
    decided = settling.decisions(brought, actor=actor, at=made.at, before=store.decisions, since=since)
    updated = update(store, _table(rows, sorted(touched)), decisions=decided)
    linked, found = updated.units(also=pending)
    keys = list(zip(found.column("list").to_pylist(), found.column("row").to_pylist(), strict=True))
    others = storing.read_rows([key for key in keys if key not in rows])
    rows |= others
    former |= {key: row.unit for key, row in others.items() if row.unit}
    links, changed = _applied(rows, keys, linked, found)
    former = {key: former[key] for key in keys if key in former}
    codes = {code for code in linked.rows.column("code").to_pylist() if code}
    mine = Unit.objects.filter(Q(id__in=set(former.values())) | Q(code__in=codes))
    known = lineage.with_merged({unit.id: unit for unit in mine})
    verdicts = settling.verdicts(units=[unit.number for unit in known.values()])
    done = units.follow(rows, former, links, ruling, made, actor=actor, verdicts=verdicts, known=known)
    storing.write_rows(rows[key] for key in touched | changed | done.moved)
    lists = queries.lists_delivered()
    raised = raising.raise_differences(
        rows, links, done.alive, ruling, on=made.on, at=made.at,
        changed=done.changes, lists=lists, gone=set(former.values()) - done.alive.keys(),
    )  # fmt: skip
    nearby.keep(lambda: updated.store, made, anew=False)
    items = rowsets.shifted(queries.holdings(), held_before, held_now)
    return _told(made, held, counts, done, raised, items)


def _since() -> datetime | None:
    """From when on something may have been said that the last load did not see; None for always."""
    last = _last()
    return last.at - LATE if last else None


def _pending(since: datetime | None) -> set[Key]:
    """Rows of the units of which something was settled that has not been taken in."""
    said = settling.verdicts(since=since)
    settled = list(Unit.objects.filter(number__in=said))
    now = lineage.roots(settled)
    found: dict[UUID, list[Verdict]] = {}
    for unit in settled:
        found.setdefault(now[unit.id].id, []).extend(said[unit.number])
    units_now = {one.id: one for one in now.values()}
    ids = [
        id_
        for id_, verdicts in found.items()
        if is_pending(verdicts, units_now[id_].values, number=units_now[id_].number)
    ]
    return set(Row.objects.filter(unit__in=ids, gone_on=None).values_list("source", "row"))


def _last() -> Load | None:
    """The last load that was carried through."""
    return Load.objects.filter(result__has_key="units").order_by(*queries.LATEST).first()


def _changed(
    rows: dict[Key, rowsets.Kept],
    passed: Mapping[str, tuple[Kept, Delivery]],
    made: Load,
    *,
    partial: bool,
) -> tuple[dict[str, Mapping[str, int]], set[Key]]:
    """Put the deliveries into the rows; counts by list, and the rows that are others now."""
    counts: dict[str, Mapping[str, int]] = {}
    touched: set[Key] = set()
    for name, (kept, delivery) in passed.items():
        changes = rowsets.take(rows, name, delivery, on=made.on, partial=partial)
        touched |= {row.key for row in changes.touched}
        receiving.taken_in(kept, delivery, changes.counts, partial=partial)
        counts[name] = changes.counts
    return counts, touched


def _told(
    made: Load,
    held: Mapping[str, tuple[Problem, ...]],
    counts: Mapping[str, Mapping[str, int]],
    done: units.Done,
    raised: Mapping[str, int] | None,
    items: Mapping[str, Mapping[str, int]],
) -> Result:
    """What a load did, kept with it."""
    waiting = Row.objects.filter(zone="待审", gone_on=None).count()
    result = Result(made.id, held, counts, done.counts, waiting, raised)
    made.result = {key: value for key, value in result.as_dict().items() if key not in ("load", "held")}
    made.result["items"] = items
    made.save(update_fields=["result"])
    return result


def _table(rows: Mapping[Key, rowsets.Kept], keys: Sequence[Key]) -> pa.Table:
    """Rows as linkage wants them."""
    columns: dict[str, list[str | None]] = {name: [] for name in RAW.names}
    for key in keys:
        row = rows[key]
        columns["list"].append(row.list)
        columns["row"].append(row.row)
        for name, text in zip(rowsets.CELLS, row.cells, strict=True):
            columns[name].append(text or None)
    return pa.table(columns, schema=RAW)


def _linked(rows: Mapping[Key, rowsets.Kept], decided: Decisions) -> tuple[Links, set[Key]]:
    """Link all rows that are there; says also of which rows the link is another than before."""
    live = sorted(key for key, row in rows.items() if row.gone_on is None)
    linked = link_rows(_table(rows, live), decisions=decided)
    return _applied(rows, live, linked, explain(linked))


def _applied(
    rows: Mapping[Key, rowsets.Kept], keys: list[Key], linked: Linked, found: pa.Table
) -> tuple[Links, set[Key]]:
    """Put what is said of rows into them; of which it is something else than before."""
    texts = {
        name: found.column(name).to_pylist() for name in ("zone", "reason", "with", "kind", "unit", "head")
    }
    scores = np.round(found.column("score").to_numpy(), 2).tolist()
    changed = set()
    for place, key in enumerate(keys):
        other, _, number = texts["with"][place].partition(":")
        link = (
            scores[place],
            texts["zone"][place],
            texts["reason"][place],
            other,
            number,
            texts["kind"][place],
        )
        if rows[key].link != link:
            rows[key].link = link
            changed.add(key)
    return Links(linked, keys, texts["unit"], texts["head"]), changed
