"""Work out the words of records for search; part of the periodic work.

Searched are the number, what the fields hold in words (codes by their labels, organisations by their names)
and names and text of the evidence; never personal data, nor what tables hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from youju.events import cursors
from youju.events.queries import of_streams
from youju.ledger import catalogue
from youju.ledger.fold import effective
from youju.ledger.listing import searching
from youju.ledger.models import EvidenceFile, LedgerRecord, Unsearched
from youju.ledger.rules import Rules
from youju.people.queries import organisation_names
from youju.standards import divisions, industries

BATCH = 1000
"""Records of one transaction."""
LONGEST = 20_000
"""Characters of a record's words: of long evidence only the beginning is searched."""

_STORE = (
    "INSERT INTO ledger_search (record, ledger, text, pieces)"
    " SELECT n.record, n.ledger, n.text, n.pieces::bigint[]"
    " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS n (record, ledger, text, pieces)"
    " ON CONFLICT (record) DO UPDATE"
    " SET ledger = excluded.ledger, text = excluded.text, pieces = excluded.pieces"
)


def index(*, most: int | None = None) -> int:
    """Bring the words of all records up to date.

    Args:
        most: At most so many records; None for all.

    Returns:
        Number of records that were looked at.
    """
    done, waiting = 0, set[UUID]()
    while most is None or done < most:
        count, unfinished = _batch(BATCH if most is None else min(BATCH, most - done))
        waiting |= unfinished
        if not count:
            break
        done += count
    # Their evidence has not been read yet; they are looked at again in the next round.
    Unsearched.objects.bulk_create([Unsearched(record=one) for one in waiting], ignore_conflicts=True)
    return done


@transaction.atomic
def _batch(limit: int) -> tuple[int, set[UUID]]:
    """Some records, and those of which the evidence has not been read yet."""
    queue = Unsearched.objects.select_for_update(skip_locked=True).order_by("record")
    ids = list(queue.values_list("record", flat=True)[:limit])
    # Taken away first: whoever changes a record from now on names it again.
    Unsearched.objects.filter(record__in=ids).delete()
    known = catalogue.all_current()
    rows = [row for row in LedgerRecord.objects.filter(id__in=ids) if row.ledger in known]
    names = organisation_names(code for row in rows for code in _organisations(known[row.ledger], row))
    evidence = _evidence(row.id for row in rows)
    wanted = {digest for files in evidence.values() for digest in files}
    read = EvidenceFile.objects.filter(sha256__in=wanted).exclude(derived="pending")
    texts = dict(read.values_list("sha256", "text"))
    found: list[tuple[UUID, str, str, str]] = []
    waiting = set()
    for row in rows:
        files = evidence.get(row.id, {})
        words = [
            *_words(known[row.ledger], row, names),
            *files.values(),
            *(texts.get(one, "") for one in files),
        ]
        text = searching.lines(words)[:LONGEST]
        found.append((row.id, row.ledger, text, f"{{{','.join(map(str, searching.pieces(text)))}}}"))
        if not files.keys() <= texts.keys():
            waiting.add(row.id)
    if found:
        cursors.writing().execute(_STORE, [list(column) for column in zip(*found, strict=True)])
    return len(ids), waiting


def _organisations(rules: Rules, row: LedgerRecord) -> Iterator[str]:
    for name, one in rules.ledger.fields.items():
        if one.type == "organisation" and name in row.values:
            yield row.values[name]
    yield row.organisation


def _words(rules: Rules, row: LedgerRecord, names: Mapping[str, str]) -> Iterator[str]:
    """The words of a record."""
    yield row.number or ""
    for name in searching.public_fields(rules):
        if name in row.values:
            yield _word(rules, name, row.values[name], names)
    yield names.get(row.organisation, "")


def _word(rules: Rules, name: str, value: Any, names: Mapping[str, str]) -> str:
    one = rules.ledger.fields[name]
    if one.type == "organisation":
        return names.get(value, value)
    if one.type == "file":
        return str(value.get("name", ""))
    if one.type == "boolean":
        return ""
    if one.codes == "standard:division":
        division = divisions.get(value)
        return f"{value}\n{division.full_name}" if division else value
    if one.codes == "standard:industry":
        industry = industries.get(value)
        return f"{value}\n{industry.name}" if industry else value
    symbol = rules.symbols.field(name)
    return (symbol.codes or {}).get(value, value) if symbol else str(value)


def _evidence(records: Iterator[UUID]) -> dict[UUID, dict[str, str]]:
    """Digest and name of the files of each record that has some."""
    found = {
        record: {
            one["sha256"]: one["name"]
            for event in effective(events)
            for one in event.payload.get("evidence", ())
        }
        for record, events in of_streams(records).items()
    }
    return {record: files for record, files in found.items() if files}
