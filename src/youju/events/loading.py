"""Many rows into a table at once, also for a role to which row-level security applies.

PostgreSQL refuses COPY into such a table, because COPY would pass its policies by. There the rows go into a
temporary table first and are inserted from it, so that every policy looks at every row.
"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import sql

_NAME = sql.Identifier("youju_loading")


def load(
    cursor: psycopg.Cursor[Any], table: str, columns: LiteralString, content: bytes, *, binary: bool = False
) -> None:
    """Write rows.

    Args:
        cursor: In an open transaction.
        table: Name of the table.
        columns: Its columns as they stand in the content, as SQL.
        content: Rows in COPY's text or binary format.
        binary: Which of the two.
    """
    guarded = cursor.execute("SELECT row_security_active(%s::regclass)", [table]).fetchone()
    into, named = sql.Identifier(table), sql.SQL(columns)
    if guarded is None or not guarded[0]:
        _copy(cursor, into, named, content, binary)
        return
    shape = sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WHERE false")
    cursor.execute(shape.format(_NAME, named, into))
    _copy(cursor, _NAME, named, content, binary)
    cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(into, named, named, _NAME))
    cursor.execute(sql.SQL("DROP TABLE {}").format(_NAME))


def _copy(
    cursor: psycopg.Cursor[Any], into: sql.Identifier, columns: sql.SQL, content: bytes, binary: bool
) -> None:
    form = sql.SQL("FORMAT binary" if binary else "FORMAT text")
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN ({})").format(into, columns, form)) as copy:
        copy.write(content)
