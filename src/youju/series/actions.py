"""Taking deliveries in, whole or not at all: a later value is a new vintage, what is held keeps its reasons.

Enter at `take_in`; `compared` says what a delivery would change and changes nothing. One delivery, its values
and its event are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pyarrow as pa
from django.conf import settings
from django.db import transaction
from uuid_utils.compat import uuid7

from youju.errors import CODES, Problem, YoujuError, fail
from youju.events import cursors
from youju.events.actions import append
from youju.events.records import Draft
from youju.ledger import filestore
from youju.ledger.fold import known_on
from youju.people.actors import Actor
from youju.series import catalogue, checking, reading
from youju.series.catalogue import Known
from youju.series.models import Delivery
from youju.series.reading import Delivered
from youju.series.vintages import Change, digest_of

KIND = "series"
"""Kind of the streams of deliveries."""
_LOCK = 0x5345_5249
"""Key of the lock that lets one delivery be taken in at a time."""

Given = Path | Iterable[Mapping[str, object]]
"""A file, or rows with the keys of `reading.HEADINGS`."""


@dataclass(frozen=True, slots=True)
class Result:
    """What taking a delivery in did.

    Attributes:
        id: Of the delivery.
        problems: Why it was held; empty when it was taken in.
        counts: Values that were ``first``, ``revised`` and ``same``.
        changes: The first and the revised ones.
    """

    id: UUID | None
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: Sequence[Change] = ()


def take_in(given: Given, *, source: str, on: date, at: datetime, by: Actor | str = "system") -> Result:
    """Take in a delivery; one that is not to be trusted is kept with its reasons, and nothing of it is used.

    Args:
        given: A file, or rows.
        source: Who or what it is from, in words.
        on: Day on which it was handed over; its values count as known from then.
        at: When we are told; aware.
        by: Who enters it. An actor must hold a role of every series that it holds.

    Raises:
        YoujuError: I101, I110; G46x for a file that is no table at all is a reason to hold, not an error.
    """
    actor = by if isinstance(by, Actor) else Actor(by, by, roles=frozenset({"system"}))
    known, home = catalogue.all_series(), catalogue.home()
    if on > known_on(at):
        raise fail("I110", on=on, label="—", last=known_on(at))
    with transaction.atomic():
        cursor = cursors.writing()
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        delivery = Delivery(id=uuid7(), source=source[:200], on=on, at=at, by=actor.id, held=False)
        try:
            delivered = _received(given, delivery, keep=True)
            table = checking.checked(delivered, known, on=on, home=home)
        except YoujuError as error:
            return _held(delivery, error)
        _allowed(table, known, actor)
        delivery.packs = sorted({known[name].pack for name in checking.series_of(table)})
        delivery.rows = table.num_rows
        changes, same = _compared(cursor, table, on=on, known=known)
        first = sum(change.former is None for change in changes)
        delivery.counts = {"first": first, "revised": len(changes) - first, "same": same}
        delivery.digest = digest_of(changes)
        delivery.save(force_insert=True)
        _store(cursor, delivery, changes, known)
        _tell(delivery, "taken_in", at=at)
        return Result(delivery.id, (), delivery.counts, changes)


def compared(given: Given, *, on: date) -> Result:
    """What a delivery would change; nothing is kept.

    Args:
        given: As for `take_in`.
        on: Day on which it would be handed over.
    """
    known, home = catalogue.all_series(), catalogue.home()
    with transaction.atomic():
        try:
            delivered = _received(given, Delivery(), keep=False)
            table = checking.checked(delivered, known, on=on, home=home)
        except YoujuError as error:
            return Result(None, tuple(error.problems))
        changes, same = _compared(cursors.writing(), table, on=on, known=known)
    first = sum(change.former is None for change in changes)
    return Result(None, (), {"first": first, "revised": len(changes) - first, "same": same}, changes)


def _received(given: Given, delivery: Delivery, *, keep: bool) -> Delivered:
    """The rows; a file is kept under its digest first, as it came."""
    if not isinstance(given, Path):
        delivered = reading.of_rows(given)
        delivery.sha256, delivery.size = delivered.sha256, delivered.size
        return delivered
    root = Path(settings.EVIDENCE_ROOT)
    delivery.file = given.name[:200]
    with (
        given.open("rb") as stream,
        filestore.received(root, stream, name=given.name, limit=reading.LIMIT) as incoming,
    ):
        delivery.sha256, delivery.size = incoming.sha256, incoming.size
        if keep:
            filestore.keep(root, incoming)
        return reading.read(given, sha256=incoming.sha256, size=incoming.size)


def _held(delivery: Delivery, error: YoujuError) -> Result:
    delivery.held, delivery.problems = True, [one.as_dict() for one in error.problems]
    delivery.save(force_insert=True)
    _tell(delivery, "held", at=delivery.at)
    return Result(delivery.id, tuple(error.problems))


def _allowed(table: pa.Table, known: Mapping[str, Known], actor: Actor) -> None:
    if "system" in actor.roles:
        return
    problems = [
        Problem(CODES["I101"], {"actor": actor.name, "label": known[name].series.label})
        for name in checking.series_of(table)
        if not actor.roles & set(known[name].series.by)
    ]
    if problems:
        raise YoujuError(problems)


_COMING = """
CREATE TEMP TABLE series_coming (
    series text, area text, sector text, period text, value numeric, base numeric) ON COMMIT DROP
"""
_COMPARE = """
SELECT c.series, c.area, c.sector, c.period, coalesce(l.vintage, 0) + 1, c.value, coalesce(c.base, l.base),
    l.value, l.base, l."on"
FROM series_coming c LEFT JOIN LATERAL (
    SELECT v.vintage, v.value, v.base, v."on" FROM series_value v
    WHERE v.series = c.series AND v.area = c.area AND v.sector = c.sector AND v.period = c.period
    ORDER BY v.vintage DESC LIMIT 1) l ON true
ORDER BY 1, 2, 3, 4
"""


def _compared(
    cursor: psycopg.Cursor[Any], table: pa.Table, *, on: date, known: Mapping[str, Known]
) -> tuple[list[Change], int]:
    """Values that are new or other than before, and how many are the same."""
    cursor.execute("DROP TABLE IF EXISTS series_coming")
    cursor.execute(_COMING)
    with cursor.copy("COPY series_coming FROM STDIN") as copy:
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            copy.write_row(row)
    rows = cursor.execute(_COMPARE).fetchall()
    late = {row[0]: row[9] for row in rows if row[9] is not None and row[9] > on}
    if late:
        raise YoujuError(
            Problem(CODES["I110"], {"on": on, "label": known[name].series.label, "last": last})
            for name, last in sorted(late.items())
        )
    changed = [Change(*row[:9]) for row in rows if row[7] is None or (row[5], row[6]) != (row[7], row[8])]
    return changed, len(rows) - len(changed)


def _store(
    cursor: psycopg.Cursor[Any], delivery: Delivery, changes: Sequence[Change], known: Mapping[str, Known]
) -> None:
    """Add the values."""
    columns = 'delivery_id, pack, series, area, sector, period, vintage, value, base, "on"'
    with cursor.copy(f"COPY series_value ({columns}) FROM STDIN") as copy:
        for one in changes:
            copy.write_row(
                (delivery.id, known[one.series].pack, one.series, one.area, one.sector, one.period,
                 one.vintage, one.value, one.base, delivery.on)
            )  # fmt: skip


def _tell(delivery: Delivery, kind: str, *, at: datetime) -> None:
    """The event of a delivery; its values are told by their digest."""
    payload = {
        "source": delivery.source, "file": delivery.file, "sha256": delivery.sha256, "rows": delivery.rows,
        "values": delivery.digest, "counts": delivery.counts, "problems": len(delivery.problems),
    }  # fmt: skip
    draft = Draft(delivery.id, KIND, kind, delivery.on, delivery.by, payload)
    append([draft], recorded_at=at)
