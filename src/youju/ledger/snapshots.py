"""Keeping the Parquet snapshots of a ledger up to date with its events.

Enter at `refresh`. It reads the events after the watermark, folds the records that they belong to anew, and
writes only the partitions in which those records lie. The result is the same, byte for byte, as building
everything from the first event; a test compares. Without a snapshot, or when the ledger's fields have
changed, everything is built, month by month.

Does not belong here: what a row looks like (`version_rows`), files and digests (`youju.engine.snapshots`).
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from django.conf import settings

from youju.engine.snapshots import Manifest, Part, Store
from youju.events import cursors
from youju.events.queries import latest_position, tip
from youju.ledger import catalogue, snapshots_sets
from youju.ledger.projection import KIND
from youju.ledger.version_rows import COLUMN_PREFIX, VIEW_COLUMNS, Layout, Partitioned

__all__ = ["COLUMN_PREFIX", "VIEW_COLUMNS", "Refreshed", "refresh", "retell", "store_of"]

CHUNK = 5_000
"""Records whose events are held in memory together."""


_EVERYTHING = 2**62
"""A position behind every event."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did.

    Attributes:
        store: Where the files are.
        manifest: The current snapshot.
        partitions: Partitions that were written or taken out, by dataset; empty when nothing was new.
        records: Records that were folded.
        events: Events that were read.
        rebuilt: Whether everything was built from the first event.
    """

    store: Store
    manifest: Manifest
    partitions: Mapping[str, Sequence[str]]
    records: int
    events: int
    rebuilt: bool


def store_of(ledger: str, *, root: Path | None = None) -> Store:
    """The snapshots of a ledger; below the configured folder unless told otherwise."""
    return Store(root or Path(settings.SNAPSHOT_ROOT), ledger)


def refresh(ledger: str, *, root: Path | None = None, rebuild: bool = False) -> Refreshed:
    """Bring the snapshot of a ledger up to the last settled event.

    Args:
        ledger: Name of the ledger.
        root: Folder of all snapshots.
        rebuild: Build everything anew.

    Raises:
        YoujuError: K700 when no installed pack has the ledger.
    """
    layout = Layout(catalogue.current(ledger).ledger)
    store = store_of(ledger, root=root)
    with _alone(store):
        upto = latest_position()
        old = store.manifest()
        if rebuild or old is None or not _continues(old, layout) or not store.complete(old):
            return _build(ledger, layout, store, upto)
        return _advance(ledger, layout, store, old, upto)


def _continues(old: Manifest, layout: Layout) -> bool:
    """Whether a snapshot has the columns of today and is of the events that are in the store."""
    return old.schema == layout.digest and old.tip == tip(old.watermark)


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    """One refresh of a ledger at a time; readers need no lock."""
    store.folder.mkdir(parents=True, exist_ok=True)
    with (store.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Writer:
    """Counts what is read, and writes partitions."""

    def __init__(self, layout: Layout, store: Store, upto: int) -> None:
        self.layout, self.store, self.upto = layout, store, upto
        self.records = self.events = 0
        self.changes: dict[str, dict[str, Part | None]] = {}

    def fold(self, streams: Sequence[UUID]) -> Partitioned:
        """Rows of some records from their events up to the watermark."""
        gathered: dict[str, dict[str, list[pa.Table]]] = {}
        for start in range(0, len(streams), CHUNK):
            events = _events(streams[start : start + CHUNK], self.upto)
            self.records += pc.count_distinct(events.column("stream")).as_py()
            self.events += events.num_rows
            for dataset, parts in snapshots_sets.tables(self.layout, events).items():
                for partition, table in parts.items():
                    gathered.setdefault(dataset, {}).setdefault(partition, []).append(table)
        return {
            dataset: {partition: pa.concat_tables(tables) for partition, tables in parts.items()}
            for dataset, parts in gathered.items()
        }

    def write(self, dataset: str, partition: str, table: pa.Table) -> None:
        """Write all rows of a partition."""
        part = self.store.write(dataset, partition, table, sort=self.layout.sort(dataset))
        self.changes.setdefault(dataset, {})[partition] = part

    def publish(self, manifest: Manifest, *, rebuilt: bool) -> Refreshed:
        """Make the snapshot with the written partitions the current one."""
        changed = {
            dataset: tuple(
                partition
                for partition, part in parts.items()
                if part != manifest.parts.get(dataset, {}).get(partition)
            )
            for dataset, parts in self.changes.items()
        }
        published = manifest.with_parts(self.changes, watermark=self.upto, tip=tip(self.upto))
        self.store.publish(published)
        touched = {dataset: names for dataset, names in changed.items() if names}
        return Refreshed(self.store, published, touched, self.records, self.events, rebuilt)


def _build(ledger: str, layout: Layout, store: Store, upto: int) -> Refreshed:
    """Build everything, one opening month after the other, so that memory holds one month."""
    writer = _Writer(layout, store, upto)
    for month in _months(ledger):
        rows = writer.fold(_streams_of(ledger, month))
        for dataset in list(rows):
            for partition, table in sorted(rows.pop(dataset).items()):
                writer.write(dataset, partition, table)
    return writer.publish(Manifest(ledger, layout.digest, upto), rebuilt=True)


def _advance(ledger: str, layout: Layout, store: Store, old: Manifest, upto: int) -> Refreshed:
    """Fold the records with new events and put their rows in place of the old ones."""
    writer = _Writer(layout, store, upto)
    changed = _changed(ledger, old.watermark, upto)
    if not changed:
        current = old if old.watermark == upto else replace(old, watermark=upto, tip=tip(upto))
        if current is not old:
            store.publish(current)
        return Refreshed(store, current, {}, 0, 0, False)
    _put(writer, old, changed)
    return writer.publish(old, rebuilt=False)


def retell(ledger: str, streams: Sequence[UUID], *, root: Path) -> bool:
    """Put records as they stand in this transaction, to be saved or not, in a copy of a snapshot.

    Args:
        ledger: Name of the ledger.
        streams: The records.
        root: Folder of the copy; never the one whose snapshots are cited.

    Returns:
        False where the copy has no snapshot of the ledger, or one of other columns.
    """
    layout = Layout(catalogue.current(ledger).ledger)
    store = store_of(ledger, root=root)
    old = store.manifest()
    if old is None or old.schema != layout.digest:
        return False
    writer = _Writer(layout, store, _EVERYTHING)
    _put(writer, old, streams)
    store.publish(old.with_parts(writer.changes, watermark=old.watermark, tip=old.tip))
    return True


def _put(writer: _Writer, old: Manifest, streams: Sequence[UUID]) -> None:
    """Fold records and put their rows in place of the old ones."""
    rows = writer.fold(streams)
    gone = pa.array([str(stream) for stream in streams])
    for dataset, parts in rows.items():
        for partition, fresh in sorted(parts.items()):
            part = old.parts.get(dataset, {}).get(partition)
            if part is not None:
                before = writer.store.read(part).cast(fresh.schema)
                kept = before.filter(pc.invert(pc.is_in(before.column("record"), value_set=gone)))
                writer.write(dataset, partition, pa.concat_tables([kept, fresh]))
            elif fresh.num_rows:
                writer.write(dataset, partition, fresh)


_EVENTS = """
SELECT stream, seq, type, business_date, (extract(epoch FROM recorded_at) * 1000000)::bigint, actor, payload
FROM events_event WHERE stream = ANY (%s) AND position <= %s ORDER BY stream, seq
"""


def _events(streams: Sequence[UUID], upto: int) -> pa.Table:
    """The events of some records up to a position, read by COPY."""
    rows = cursors.copied(_EVENTS, [list(streams), upto])
    if not rows.getbuffer():
        return snapshots_sets.EVENTS.empty_table()
    return pacsv.read_csv(
        rows,
        read_options=pacsv.ReadOptions(column_names=snapshots_sets.EVENTS.names),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=snapshots_sets.EVENTS, strings_can_be_null=False, null_values=[]
        ),
    )


def _rows(query: str, parameters: Iterable[object]) -> list[tuple[object, ...]]:
    """Rows of a query, prepared on the server."""
    with cursors.reading() as cursor:
        return cursor.execute(query.encode(), list(parameters)).fetchall()


def _months(ledger: str) -> list[str]:
    rows = _rows("SELECT DISTINCT period FROM ledger_record WHERE ledger = %s ORDER BY 1", [ledger])
    return [str(row[0]) for row in rows]


def _streams_of(ledger: str, month: str) -> list[UUID]:
    rows = _rows(
        "SELECT id FROM ledger_record WHERE ledger = %s AND period = %s ORDER BY id", [ledger, month]
    )
    return [row[0] for row in rows]  # type: ignore[misc]


def _changed(ledger: str, after: int, upto: int) -> list[UUID]:
    """Records of the ledger that have events between two positions."""
    rows = _rows(
        "SELECT r.id FROM (SELECT DISTINCT stream FROM events_event"
        " WHERE position > %b AND position <= %b AND kind = %s) e"
        " JOIN ledger_record r ON r.id = e.stream WHERE r.ledger = %s ORDER BY r.id",
        [after, upto, KIND, ledger],
    )
    return [row[0] for row in rows]  # type: ignore[misc]
