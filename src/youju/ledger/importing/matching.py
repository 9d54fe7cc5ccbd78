"""Which rows of a file are records that exist already: by unique keys, a set at a time.

Enter at `match`. The digests of all keys go to a temporary table and are joined with the keys in force; so
a million rows cost two statements for each key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
import pyarrow as pa
import pyarrow.compute as pc

from youju.engine import tabular
from youju.events import cursors
from youju.ledger.cells import Wrong
from youju.ledger.importing.planning import Plan, unique_columns

_STAGE = "CREATE TEMPORARY TABLE IF NOT EXISTS import_key (line integer, digest bytea) ON COMMIT DROP"
_JOIN = (
    "SELECT i.line, k.record FROM import_key i JOIN ledger_uniquekey k"
    " ON k.ledger = %s AND k.key = %s AND k.digest = i.digest"
)
_START = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_LINE = b"\x00\x02\x00\x00\x00\x04"
_DIGEST = b"\x00\x00\x00\x20"


@dataclass(slots=True)
class Matched:
    """What became of the rows.

    Attributes:
        targets: Row (from 0) to the record that it updates.
        adds: Mask of the rows that open a record.
        digests: For each unique key the digest of every row, None where the key is not complete.
    """

    targets: dict[int, UUID]
    adds: pa.Array
    digests: dict[str, list[bytes | None]] = field(default_factory=dict)


def match(result: Plan) -> Matched:
    """Find the records that rows stand for; what may not be there becomes a problem of the plan."""
    update_key = _update_key(result)
    digests = {key: _digests(columns) for key, columns in unique_columns(result).items()}
    found = {key: _existing(result.rules.name, key, lines) for key, lines in digests.items()}
    targets = found.get(update_key, {}) if update_key else {}
    adds = pc.invert(_rows_mask(targets, result.size))
    for key, records in found.items():
        for row, record in records.items():
            if targets.get(row) != record:
                _taken(result, key, row)
    if update_key and not result.mapping.add:
        for row in pc.indices_nonzero(adds).to_pylist():
            result.problems.add(row, Wrong("K774", _described(result, update_key, row)))
    return Matched(targets, adds, digests)


def _update_key(result: Plan) -> str | None:
    """The ledger's name of the key that the mapping updates by, whatever the order of its fields."""
    wanted = sorted(result.mapping.update_by)
    names = [key for key in result.rules.ledger.unique if sorted(key) == wanted]
    return ",".join(names[0]) if wanted and names else None


def _digests(columns: list[pa.Array]) -> list[bytes | None]:
    """As `committing.key_digest` of `values.unique_keys`, for all rows."""
    parts = [tabular.json_text(column) for column in columns]
    texts = pc.binary_join_element_wise("[", pc.binary_join_element_wise(*parts, ","), "]", "")
    sha256 = hashlib.sha256
    return [None if text is None else sha256(text.encode()).digest() for text in texts.to_pylist()]


def _existing(ledger: str, key: str, digests: list[bytes | None]) -> dict[int, UUID]:
    """Records by row."""
    cursor = cursors.writing()
    # Under row policies it could mean looking at every key to find none.
    exists = (
        "SELECT row_security_active('ledger_uniquekey') OR EXISTS"
        " (SELECT 1 FROM ledger_uniquekey WHERE ledger = %s AND key = %s)"
    )
    row = cursor.execute(exists, [ledger, key]).fetchone()
    if not row or not row[0]:
        return {}
    cursor.execute(_STAGE)
    cursor.execute("TRUNCATE import_key")
    _copy(cursor, digests)
    cursor.execute("ANALYZE import_key")
    return dict(cursor.execute(_JOIN, [ledger, key]).fetchall())


def _copy(cursor: psycopg.Cursor[Any], digests: Iterable[bytes | None]) -> None:
    """Rows and digests in PostgreSQL's binary format, which needs no escaping."""
    with cursor.copy("COPY import_key FROM STDIN (FORMAT binary)") as copy:
        copy.write(_START)
        parts: list[bytes] = []
        for line, digest in enumerate(digests):
            if digest is not None:
                parts += (_LINE, line.to_bytes(4, "big"), _DIGEST, digest)
                if len(parts) > 65_536:
                    copy.write(b"".join(parts))
                    parts.clear()
        copy.write(b"".join([*parts, b"\xff\xff"]))


def _rows_mask(rows: Iterable[int], size: int) -> pa.Array:
    mask = bytearray(size)
    for row in rows:
        mask[row] = 1
    return pa.array(memoryview(mask), pa.uint8()).cast(pa.bool_())


def _described(result: Plan, key: str, row: int) -> dict[str, Any]:
    names = key.split(",")
    return {
        "columns": "、".join(result.label(name) for name in names),
        "value": "、".join(str(result.stored[name][row].as_py()) for name in names),
        "record": result.rules.ledger.record_label,
    }


def _taken(result: Plan, key: str, row: int) -> None:
    first = key.split(",")[0]
    result.problems.add(row, Wrong("K773", _described(result, key, row)), column=result.order.get(first, 0))
