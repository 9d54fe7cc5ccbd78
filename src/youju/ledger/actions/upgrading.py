"""Install a pack, or a newer version of it over the records that there are.

The version that is installed rules from then on, for old records too; each record remembers the version
under which it was made, and each event the one under which it was done. An upgrade that would leave
records without their state, or hide data, is refused with the list of them, unless the new version brings
a migration: then the records are migrated by events, like everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from youju.definitions.load import Loaded
from youju.definitions.models import Ledger
from youju.definitions.upgrade import Changes, Rewrite, compare, migration_for, require_newer
from youju.errors import CODES, Problem, YoujuError, fail
from youju.events import cursors
from youju.ledger import catalogue
from youju.ledger.actions import committing, refreshing
from youju.ledger.actions.committing import Change
from youju.ledger.fold import apply, known_on
from youju.ledger.models import LedgerPack, LedgerRecord
from youju.people.actors import Actor

LISTED = 100
"""Records listed for each reason why an upgrade is refused."""
BATCH = 1000
"""Records migrated by one statement; all are in one transaction."""

_AFFECTED = (
    "SELECT id FROM ledger_record WHERE ledger = %s AND NOT voided AND (%b::uuid IS NULL OR id > %b)"
    ' AND (state = ANY (%s::text[]) OR "values" ?| %s::text[] OR clocks ?| %s::text[])'
    " ORDER BY id LIMIT %b"
)


@transaction.atomic
def install_pack(pack: Loaded, *, actor: Actor, at: datetime) -> LedgerPack:
    """Install a pack or upgrade it; installing what is installed already changes nothing.

    Args:
        pack: From `youju.definitions.load`.
        actor: Who installs it.
        at: When.

    Raises:
        YoujuError: D380 to D382 when the version is not newer, K731 with every record in the way, K732
            when another pack has a ledger of the same name, K705 when a new unique key does not hold.
    """
    # Waits for everybody at work and keeps them out, so that nobody goes on under the old rules.
    cursors.writing().execute("LOCK TABLE ledger_record IN EXCLUSIVE MODE")
    _check_names(pack)
    old = LedgerPack.objects.select_for_update().filter(name=pack.name, current=True).first()
    if old is None:
        return _add(pack, actor=actor, at=at)
    if old.digest == pack.digest:
        return old
    before = catalogue.loaded(old.digest).pack
    require_newer(before, pack.pack, same_content=False)
    changes = compare(before, pack.pack, migration_for(before, pack.pack))
    problems = list(_obstacles(changes, pack.version))
    if problems:
        raise YoujuError(problems)
    old.current = False
    old.save(update_fields=["current"])
    new = _add(pack, actor=actor, at=at)
    for name, ledger in before.ledgers.items():
        if name in pack.pack.ledgers:
            rewrite = changes.rewrites.get(name, Rewrite())
            _migrate(name, rewrite, ledger, old, new, actor=actor, at=at)
            refreshing.refresh(ledger, catalogue.of_digest(new.digest, name))
    return new


def _check_names(pack: Loaded) -> None:
    """Ledgers are found by their name alone, so a name belongs to one pack.

    Raises:
        YoujuError: K732.
    """
    for other in LedgerPack.objects.filter(current=True).exclude(name=pack.name):
        for ledger in other.ledgers:
            if ledger in pack.pack.ledgers:
                raise fail("K732", pack=pack.name, ledger=ledger, other=other.name)


def _add(pack: Loaded, *, actor: Actor, at: datetime) -> LedgerPack:
    return LedgerPack.objects.create(
        name=pack.name,
        version=pack.version,
        digest=pack.digest,
        canonical=pack.canonical,
        ledgers=sorted(pack.pack.ledgers),
        installed_at=at,
        installed_by=actor.id,
    )


_HAS_VALUE = '"values" -> %s IS NOT NULL'
_HAS_CODE = '"values" ->> %s = ANY (%s::text[])'
_HAS_LINK = (
    "EXISTS (SELECT 1 FROM ledger_link l WHERE l.record = ledger_record.id AND l.link = ANY (%s::text[]))"
)


def _obstacles(changes: Changes, version: str) -> Iterator[Problem]:
    """One problem for every record that the new version would orphan, up to a bounded number for each."""
    for ledger, what, where, given in _conditions(changes):
        yield from _listed(version, what, f"ledger = %s AND {where}", [ledger, *given])


def _conditions(changes: Changes) -> Iterator[tuple[str, str, str, list[Any]]]:
    """Ledger, what would be lost, and the condition (with its parameters) on the records that have it."""
    for ledger in changes.vanished_ledgers:
        yield ledger, f"台账“{ledger}”", "true", []
    for ledger, states in changes.vanished_states.items():
        yield from ((ledger, f"状态“{state}”", "state = %s", [state]) for state in states)
    for ledger, fields in changes.dropped_fields.items():
        yield from ((ledger, f"字段“{field}”", _HAS_VALUE, [field]) for field in fields)
    for ledger, retyped in changes.retyped_fields.items():
        for field, (was, now) in retyped.items():
            yield ledger, f"字段“{field}”（由 {was} 改为 {now}）", _HAS_VALUE, [field]
    for ledger, coded in changes.vanished_codes.items():
        for field, codes in coded.items():
            every = codes == ("*",)
            given = [field] if every else [field, list(codes)]
            yield ledger, f"“{field}”的代码", _HAS_VALUE if every else _HAS_CODE, given
    for ledger, levels in changes.vanished_levels.items():
        yield ledger, "层级", "level = ANY (%s::text[])", [list(levels)]
    for ledger, links in changes.vanished_links.items():
        yield ledger, "关联", _HAS_LINK, [list(links)]


def _listed(version: str, what: str, where: str, given: Sequence[Any]) -> Iterator[Problem]:
    rows = cursors.writing().execute(
        f"SELECT id, coalesce(number, id::text) FROM ledger_record"  # noqa: S608 - from the lines above
        f" WHERE NOT voided AND {where} ORDER BY id LIMIT {LISTED}",
        list(given),
    )
    for record, number in rows.fetchall():
        yield Problem(CODES["K731"], {"version": version, "record": record, "number": number, "what": what})


def _migrate(
    name: str,
    rewrite: Rewrite,
    before: Ledger,
    old: LedgerPack,
    new: LedgerPack,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Move the records of one ledger to the new version's names, by one event each."""
    rules = catalogue.of_digest(new.digest, name)
    gone_clocks = [clock for clock in before.clocks if clock not in rules.ledger.clocks]
    for batch in _affected(name, rewrite, gone_clocks):
        changes = []
        for row in batch:
            payload: dict[str, Any] = {"from_version": old.version, "version": new.version}
            if rewrite.states:
                payload["states"] = dict(rewrite.states)
            if row.state in rewrite.states:
                payload["state"] = rewrite.states[row.state]
            moved: dict[str, Any] = {field: None for field in rewrite.drop if field in row.values}
            for field, target in rewrite.fields.items():
                if field in row.values:
                    moved.update({field: None, target: row.values[field]})
            if moved:
                payload["set"] = moved
            clocks = {clock: None for clock in gone_clocks if clock in row.clocks}
            if clocks:
                payload["clocks"] = clocks
            on = known_on(at)
            draft = committing.draft(row, "migrated", on=on, actor=actor.id, payload=payload)
            folded = apply(committing.folded_of(row), payload, on=on)
            changes.append(Change(row, rules, [draft], folded, on))
        committing.commit(changes, at=at)


def _affected(ledger: str, rewrite: Rewrite, gone_clocks: Sequence[str]) -> Iterator[list[LedgerRecord]]:
    """The records that a migration touches, in batches, in the order of their ids."""
    fields = [*rewrite.fields, *rewrite.drop]
    if not (rewrite.states or fields or gone_clocks):
        return
    last = None
    while True:
        given = [ledger, last, last, list(rewrite.states), fields, list(gone_clocks), BATCH]
        rows = cursors.writing().execute(_AFFECTED, given).fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [row for row, _ in committing.locked([one for (one,) in rows])]
