"""Series as Parquet for the engines: one file a series, written anew when the series has changed.

Enter at `refresh`. Every vintage is a row with the days from and until which it is the one that is known, so
that a query says "as known on day K" by two comparisons. The same values give the same bytes.

Does not belong here: files and digests (`youju.engine.snapshots`), queries (`youju.figures`).
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from django.conf import settings
from django.db import connection

from youju.definitions.series_models import Period
from youju.engine.snapshots import Manifest, Store, schema_digest
from youju.events import cursors

FOLDER = "series"
"""Folder of these snapshots below that of all."""
FOREVER = date(9999, 12, 31)
DATASET = "values"
NUMBER = pa.decimal128(27, 10)

SCHEMA = pa.schema(
    [
        ("series", pa.string()), ("id", pa.int64()), ("area", pa.string()), ("sector", pa.string()),
        ("period", pa.string()), ("ordinal", pa.int32()), ("year", pa.int32()), ("place", pa.int32()),
        ("vintage", pa.int32()), ("value", NUMBER), ("base", NUMBER), ("valid_from", pa.date32()),
        ("known_from", pa.date32()), ("known_to", pa.date32()),
    ]
)  # fmt: skip
COLUMNS: Mapping[str, str] = {
    "series": "STRING", "id": "BIGINT", "area": "STRING", "sector": "STRING", "period": "STRING",
    "ordinal": "INT", "year": "INT", "place": "INT", "vintage": "INT", "value": "DECIMAL(27, 10)",
    "base": "DECIMAL(27, 10)", "valid_from": "DATE", "known_from": "DATE", "known_to": "DATE",
}  # fmt: skip
"""Columns with their SQL types, for a view that also works without any value."""

_RAW = pa.schema(
    [
        ("series", pa.string()), ("id", pa.int64()), ("area", pa.string()), ("sector", pa.string()),
        ("period", pa.string()), ("vintage", pa.int32()), ("value", NUMBER), ("base", NUMBER),
        ("known_from", pa.date32()), ("known_to", pa.date32()),
    ]
)  # fmt: skip
_ROWS = """
SELECT series, id, area, sector, period, vintage, value, base, "on",
    coalesce(lead("on") OVER (PARTITION BY series, area, sector, period ORDER BY vintage), '9999-12-31')
FROM series_value WHERE series = ANY (%s) ORDER BY series, id
"""


def store_of(series: str, *, root: Path | None = None) -> Store:
    """The snapshots of a series; below the configured folder unless told otherwise."""
    return Store((root or Path(settings.SNAPSHOT_ROOT)) / FOLDER, series)


def refresh(names: Sequence[str], *, root: Path | None = None) -> dict[str, tuple[Store, Manifest]]:
    """Bring the snapshots of some series up to date.

    Args:
        names: Codes of the series.
        root: Folder of all snapshots.

    Returns:
        Where the files of each are, and which count.
    """
    folder = (root or Path(settings.SNAPSHOT_ROOT)) / FOLDER
    found: dict[str, tuple[Store, Manifest]] = {}
    with _alone(folder):
        marks = _marks(names)
        stale = []
        for name in names:
            store = store_of(name, root=root)
            manifest = store.manifest()
            mark, tip = marks.get(name, (0, ""))
            current = manifest is not None and (manifest.watermark, manifest.tip) == (mark, tip)
            if manifest is not None and current and manifest.schema == _DIGEST and store.complete(manifest):
                found[name] = store, manifest
            else:
                stale.append(name)
        if stale:
            rows = _rows(stale)
            for name in stale:
                mine = rows.filter(pc.equal(rows.column("series"), name))
                found[name] = _write(name, mine, *marks.get(name, (0, "")), root=root)
    return found


def found(names: Sequence[str], *, root: Path | None = None) -> dict[str, tuple[Store, Manifest]]:
    """The snapshots of some series as they stand; those that have none are left out."""
    stores = {name: store_of(name, root=root) for name in names}
    manifests = {name: store.manifest() for name, store in stores.items()}
    return {name: (stores[name], one) for name, one in manifests.items() if one and one.schema == _DIGEST}


def read(store: Store, manifest: Manifest) -> pa.Table:
    """All rows of a snapshot."""
    parts = [store.read(part) for part in manifest.parts.get(DATASET, {}).values()]
    return pa.concat_tables([SCHEMA.empty_table(), *(part.cast(SCHEMA) for part in parts)])


_DIGEST = schema_digest({DATASET: SCHEMA})


def table(rows: pa.Table) -> pa.Table:
    """Rows as the snapshot has them, with what follows from their period."""
    encoded = pc.dictionary_encode(rows.column("period")).combine_chunks()
    periods = [Period.parse(text) for text in encoded.dictionary.to_pylist()]
    parts = {
        "ordinal": pa.array([one.ordinal if one else None for one in periods], pa.int32()),
        "year": pa.array([one.year if one else None for one in periods], pa.int32()),
        "place": pa.array([one.place if one else None for one in periods], pa.int32()),
        "valid_from": pa.array([one.end if one else None for one in periods], pa.date32()),
    }
    for name, values in parts.items():
        rows = rows.append_column(name, values.take(encoded.indices))
    return rows.select(SCHEMA.names).cast(SCHEMA)


def _write(name: str, rows: pa.Table, mark: int, tip: str, *, root: Path | None) -> tuple[Store, Manifest]:
    store = store_of(name, root=root)
    manifest = Manifest(name, _DIGEST, mark, tip=tip)
    if rows.num_rows:
        whole = table(rows)
        first = pc.min(whole.column("valid_from")).as_py()
        partition = f"period={first:%Y-%m}/division=000000"
        part = store.write(DATASET, partition, whole, sort=["ordinal", "area", "sector", "vintage"])
        manifest = manifest.with_parts({DATASET: {partition: part}}, watermark=mark, tip=tip)
    store.publish(manifest)
    return store, manifest


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One refresh at a time; readers need no lock."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _marks(names: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Last value of each series, and the digest of the delivery that it came with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.series, v.id, d.digest FROM unnest(%s::text[]) AS n (name)"
            " JOIN LATERAL (SELECT * FROM series_value WHERE series = n.name ORDER BY id DESC LIMIT 1) v"
            " ON true"
            " JOIN series_delivery d ON d.id = v.delivery_id",
            [list(names)],
        )
        return {name: (mark, tip) for name, mark, tip in cursor.fetchall()}


def _rows(names: Sequence[str]) -> pa.Table:
    """All vintages of some series, read by COPY."""
    rows = cursors.copied(_ROWS, [list(names)])
    if not rows.getbuffer():
        return _RAW.empty_table()
    options = pacsv.ConvertOptions(
        column_types=_RAW, strings_can_be_null=False, null_values=[""], include_columns=_RAW.names
    )
    return pacsv.read_csv(
        rows, read_options=pacsv.ReadOptions(column_names=_RAW.names), convert_options=options
    )
