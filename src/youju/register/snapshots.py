"""Units of the register as Parquet, in the shape of the records of a ledger, so that figures count them.

Enter at `refresh`. The events are taken apart here and folded by DuckDB as a set: a unit's state
after each event is the last value told of every column. Valid (business dates) and known (days of knowledge)
are two ranges, as in the snapshots of ledgers: an event that is overtaken by a later one stays for those days
on which the later one was not yet known.

Does not belong here: what may be said of a unit (`youju.definitions.register_units`), files and digests
(`youju.engine.snapshots`).
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from django.conf import settings
from django.db import connection

from youju.definitions.register_units import ITEMS, LEDGER
from youju.engine.backends.duckdb import DuckDB
from youju.engine.snapshots import Manifest, Store
from youju.events import cursors
from youju.events.queries import latest_position, tip
from youju.ledger.version_rows import RECORDS, Layout
from youju.register.folding import KIND
from youju.register.rules import CODED
from youju.standards import industry_coding

FACTS = ("code", "name", "kind", "address", "division", "closed_on", "merged_into")
"""Of what an event's ``set`` may say: the columns that are kept."""
_TOLD = (*FACTS, *ITEMS, "coding")
_EVENTS = """
SELECT e.stream, e.seq, e.business_date, (e.recorded_at AT TIME ZONE 'Asia/Shanghai')::date, u.number,
    e.payload
FROM events_event e JOIN register_unit u ON u.id = e.stream
WHERE e.kind = %s AND e.position <= %s ORDER BY e.stream, e.seq
"""
_READ = pa.schema(
    [
        ("stream", pa.string()), ("seq", pa.int32()), ("day", pa.date32()), ("known", pa.date32()),
        ("number", pa.int64()), ("payload", pa.string()),
    ]
)  # fmt: skip
_BLOCK = 16 << 20
"""Bytes of events that are taken apart at a time."""
_AMOUNT = r"^[0-9]{1,15}(\.[0-9]{1,6})?"

_FOLD = """
WITH told AS (
    SELECT stream, seq, day, known, number, MIN(day) OVER (PARTITION BY stream) AS entered, {last},
        LEAD(day) OVER w AS next_day, LEAD(known) OVER w AS next_known
    FROM register_events WINDOW w AS (PARTITION BY stream ORDER BY seq)
), spans AS (
    SELECT *, day AS valid_from, COALESCE(next_day, DATE '9999-12-31') AS valid_to,
        known AS known_from, DATE '9999-12-31' AS known_to FROM told
    UNION ALL
    SELECT *, next_day, DATE '9999-12-31', known, next_known FROM told WHERE next_day IS NOT NULL
)
SELECT stream AS record, CAST(number AS VARCHAR) AS number, NULL AS level, NULL AS parent,
    CASE WHEN closed_on = '' OR closed_on IS NULL THEN 'active' ELSE 'closed' END AS state,
    NULLIF(merged_into, '') AS merged_into, NULLIF(division, '') AS division,
    COALESCE(merged_into, '') <> '' AS merged, entered AS opened_on,
    valid_from, valid_to, known_from, known_to, {fields}
FROM spans WHERE valid_from < valid_to AND known_from < known_to
"""


def store_of(*, root: Path | None = None) -> Store:
    """The snapshots of the register; below the configured folder unless told otherwise."""
    return Store(root or Path(settings.SNAPSHOT_ROOT), LEDGER.ledger)


def refresh(*, root: Path | None = None) -> tuple[Store, Manifest]:
    """Bring the snapshot of the register up to the last settled event.

    Returns:
        Where the files are, and which count.
    """
    layout, store = Layout(LEDGER), store_of(root=root)
    with _alone(store):
        upto = _last(latest_position())
        old = store.manifest()
        if (
            old is not None
            and (old.watermark, old.schema, old.tip) == (upto, layout.digest, tip(upto))
            and store.complete(old)
        ):
            return store, old
        rows = _folded(_events(upto), layout)
        changes = {
            partition: store.write(RECORDS, partition, part, sort=layout.sort(RECORDS))
            for partition, part in _partitioned(rows, layout)
        }
        manifest = Manifest(LEDGER.ledger, layout.digest, upto)
        made = manifest.with_parts({RECORDS: changes}, watermark=upto, tip=tip(upto))
        store.publish(made)
        return store, made


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    """One refresh at a time; readers need no lock."""
    store.folder.mkdir(parents=True, exist_ok=True)
    with (store.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last(upto: int) -> int:
    """Position of the last event of the register; 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(position), 0) FROM events_event WHERE kind = %s AND position <= %s",
            [KIND, upto],
        )
        return int(cursor.fetchone()[0])


def _events(upto: int) -> pa.Table:
    """What the events of units say, a column for each fact and item; empty text where it was taken back."""
    rows = cursors.copied(_EVENTS, [KIND, upto])
    heads = [(one.name, one.type) for one in _READ if one.name != "payload"]
    told = pa.schema([*heads, *((name, pa.string()) for name in _TOLD)])
    if not rows.getbuffer():
        return told.empty_table()
    reader = pacsv.open_csv(
        rows,
        read_options=pacsv.ReadOptions(column_names=_READ.names, block_size=_BLOCK),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(column_types=_READ),
    )
    return pa.Table.from_batches([_taken_apart(batch, told) for batch in reader], told)


def _taken_apart(batch: pa.RecordBatch, told: pa.Schema) -> pa.RecordBatch:
    """Events with a column for everything that they may say."""
    rows = [_said(orjson.loads(text)) for text in batch.column("payload").to_pylist()]
    columns = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
    heads = [batch.column(name) for name in told.names if name not in _TOLD]
    return pa.RecordBatch.from_arrays([*heads, *columns], schema=told)


def _said(payload: dict[str, Any]) -> list[str | None]:
    """What an event says of each of `_TOLD`; None where it says nothing."""
    facts, items = payload.get("set") or {}, payload.get("items") or {}
    found = [_text(facts[one]) if one in facts else None for one in FACTS]
    found += [_text((items[one] or {}).get("value")) if one in items else None for one in ITEMS]
    return [*found, _coding(items["industry"] or {}) if "industry" in items else None]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _coding(industry: dict[str, Any]) -> str:
    """How the industry of a unit came about, as `youju.register.coding.is_sure` sees it."""
    if industry.get("value") is None:
        return ""
    if industry.get("list") not in (CODED, None):
        return "reported"
    confidence = industry.get("confidence")
    sure = confidence is not None and float(confidence) >= industry_coding.SURE
    return "coded" if sure else "doubtful"


def _folded(events: pa.Table, layout: Layout) -> pa.Table:
    """The rows of the snapshot."""
    last = ", ".join(
        f"LAST_VALUE({one} IGNORE NULLS) OVER (PARTITION BY stream ORDER BY seq) AS {one}" for one in _TOLD
    )
    schema = layout.schemas[RECORDS]
    fields = ", ".join(
        f"{_field(name.removeprefix('f_'), schema.field(name).type)} AS {name}"
        for name in schema.names
        if name.startswith("f_")
    )
    with DuckDB(memory_limit="2GiB") as engine:
        engine.register("register_events", events)
        rows = engine.sql(_FOLD.format(last=last, fields=fields))
    return rows.select(schema.names).cast(schema)


def _field(name: str, kind: pa.DataType) -> str:
    """A field of a unit from what was told of it; what cannot be read as its type is unknown."""
    if name == "entered":
        return "entered"
    column = {"area": "division", "closed": "closed_on"}.get(name, name)
    text = f"NULLIF(TRIM({column}), '')"
    if pa.types.is_date(kind):
        return f"TRY_CAST({text} AS DATE)"
    if pa.types.is_decimal(kind):
        plain = f"REPLACE({text}, ',', '')"
        found = f"NULLIF(REGEXP_EXTRACT({plain}, '{_AMOUNT}'), '')"
        return f"TRY_CAST({found} AS DECIMAL({kind.precision}, {kind.scale}))"
    return text


def _partitioned(rows: pa.Table, layout: Layout) -> Iterator[tuple[str, pa.Table]]:
    """Rows by the month of entry and the county, as the records of ledgers are kept."""
    county = pc.utf8_slice_codeunits(pc.fill_null(rows.column("division"), ""), 0, 6)
    known = pc.match_substring_regex(county, r"^[0-9]{6}$")
    month = pc.strftime(rows.column("opened_on"), format="%Y-%m")
    division = pc.if_else(known, county, "000000")
    names = pc.binary_join_element_wise("period=", month, "/division=", division, "")
    for name in sorted(pc.unique(names).to_pylist()):
        yield name, rows.filter(pc.equal(names, name)).cast(layout.schemas[RECORDS])
