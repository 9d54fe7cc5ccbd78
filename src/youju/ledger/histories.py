"""What a late entry, a correction or a void does to everything recorded after it. Pure.

Enter at `with_entries` and `without`. Both replay the record under its definitions, refuse what the ledger
does not allow, and give the events that bring states and clocks right again.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from youju.ledger.fold import NOTHING, EventLike, Folded, apply, effective
from youju.ledger.replaying import Correction, Definitions, Entry, corrections, replay


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A record after its past was changed.

    Attributes:
        corrections: Effects to record besides the change itself.
        folded: The record after all of it.
        head_date: Latest business date of an event that counts.
    """

    corrections: list[Correction]
    folded: Folded
    head_date: date


def entries_of(events: Iterable[EventLike]) -> list[Entry]:
    """The events that count, in the order in which they take effect."""
    return [Entry(event.seq, event.type, event.business_date, event.payload) for event in effective(events)]


def before(entries: Sequence[Entry], on: date) -> Folded:
    """The record as it was for something done on a date: after everything dated up to that day."""
    folded = NOTHING
    for entry in entries:
        if entry.business_date > on:
            break
        folded = apply(folded, entry.payload, on=entry.business_date)
    return folded


def ruling_version(entries: Sequence[Entry], on: date, current: str) -> str:
    """Version of the pack under which something done on a date is to be judged.

    The current one, unless the record was migrated after that date: then the names of states and fields
    are those of the version before the first such migration.
    """
    for entry in entries:
        if entry.type == "migrated" and entry.business_date > on:
            return str(entry.payload["from_version"])
    return current


def inserted(entries: Sequence[Entry], entry: Entry) -> list[Entry]:
    """The entries with one more in its place; nothing is judged yet."""
    changed = list(entries)
    insort(changed, entry, key=lambda one: (one.business_date, one.seq))
    return changed


def with_entries(entries: Sequence[Entry], fresh: Sequence[Entry], definitions: Definitions) -> Rewritten:
    """The record with something more in its past.

    Args:
        entries: From `entries_of`.
        fresh: New events with their effects, their seq after all others.
        definitions: The ledger in each version.

    Raises:
        YoujuError: K721 when what comes after would no longer have been allowed.
    """
    changed = list(entries)
    for entry in fresh:
        changed = inserted(changed, entry)
    return _rewritten(changed, definitions, since=min(entry.business_date for entry in fresh))


def without(entries: Sequence[Entry], seq: int, definitions: Definitions) -> Rewritten:
    """The record with one event taken out.

    Raises:
        YoujuError: K721 when what comes after would no longer have been allowed; K722 when the opening
            is taken out while something else is left.
    """
    since = next(entry.business_date for entry in entries if entry.seq == seq)
    kept = [entry for entry in entries if entry.seq != seq]
    if all(entry.type == "recomputed" for entry in kept):
        return Rewritten([], NOTHING, since)
    return _rewritten(kept, definitions, since=since)


def _rewritten(entries: Sequence[Entry], definitions: Definitions, *, since: date) -> Rewritten:
    truth = replay(entries, definitions)
    fixes = corrections(entries, truth, since=since)
    merged: list[tuple[date, int, dict[str, Any]]] = [
        *((entry.business_date, 0, entry.payload) for entry in entries),
        *((fix.on, 1, fix.payload) for fix in fixes),
    ]
    merged.sort(key=lambda one: one[:2])
    folded = NOTHING
    for on, _, payload in merged:
        folded = apply(folded, payload, on=on)
    return Rewritten(fixes, folded, entries[-1].business_date)
