"""Rows and units between memory and tables, by the hundred thousand: read at once, written by COPY."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, LiteralString

import orjson
from psycopg import sql

from youju.events import cursors
from youju.register.rowsets import Kept, Key

_ROW: LiteralString = (
    "list, row, code, name, person, address, phone, items, first_on, changed_on, gone_on, unit,"
    " score, zone, reason, with_list, with_row, kind"
)


def read_rows(keys: Collection[Key] | None = None) -> dict[Key, Kept]:
    """Every row that was ever delivered, or those of some lists and numbers."""
    found: dict[Key, Kept] = {}
    columns = _ROW.replace("items,", "items::text,")
    with cursors.writing() as reading:
        if keys is None:
            reading.execute(f"SELECT {columns} FROM register_row")  # noqa: S608
        else:
            sides = [[key[side] for key in keys] for side in (0, 1)]
            wanted = "(SELECT * FROM unnest(%s::text[], %s::text[]))"
            reading.execute(f"SELECT {columns} FROM register_row WHERE (list, row) IN {wanted}", sides)  # noqa: S608
        for name, row, *cells in reading:
            *texts, items, first, changed, gone, unit = cells[:10]
            found[name, row] = Kept(
                name, row, tuple(texts), orjson.loads(items), first, changed, gone, unit, tuple(cells[10:])
            )
    return found


def write_rows(rows: Iterable[Kept]) -> None:
    """Write rows, over what was there of them."""
    lines = (
        (
            row.list, row.row, *row.cells, orjson.dumps(row.items).decode(), row.first_on, row.changed_on,
            row.gone_on, row.unit, *row.link,
        )
        for row in rows
    )  # fmt: skip
    put("register_row", _ROW, "list, row", lines)


def put(
    table: LiteralString, columns: LiteralString, key: LiteralString, lines: Iterable[Sequence[Any]]
) -> None:
    """Write lines into a table; what has the same key is replaced.

    Args:
        table: Its name.
        columns: Names of the columns, as SQL.
        key: Those of them that make the key.
        lines: Values in the order of the columns.
    """
    names = [name.strip() for name in columns.split(",")]
    keys = {name.strip() for name in key.split(",")}
    sets = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
    beside = sql.Identifier("register_coming")
    with cursors.writing() as writing:
        shape = sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WHERE false")
        writing.execute(shape.format(beside, sql.SQL(columns), sql.Identifier(table)))
        with writing.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(beside, sql.SQL(columns))) as copy:
            for line in lines:
                copy.write_row(line)
        merge = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM register_coming ON CONFLICT ({key}) DO UPDATE SET {sets}"  # noqa: S608, E501
        writing.execute(merge)
        writing.execute("DROP TABLE register_coming")
