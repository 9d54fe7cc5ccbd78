"""Cursors of psycopg on Django's own connection: statements prepared, values bound or told, rows copied.

They raise Django's errors, as Django's cursors do: whoever catches `django.db.DatabaseError` catches all of
them, and a connection that broke is known to have broken.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from django.db import connection, transaction


class Cursor(psycopg.Cursor[Any]):
    """Binds values on the server; its errors are Django's."""

    def execute(self, *args: Any, **options: Any) -> Self:
        with connection.wrap_database_errors:
            return super().execute(*args, **options)

    def executemany(self, *args: Any, **options: Any) -> None:
        with connection.wrap_database_errors:
            super().executemany(*args, **options)

    @contextmanager
    def copy(self, *args: Any, **options: Any) -> Iterator[psycopg.Copy]:
        with connection.wrap_database_errors, super().copy(*args, **options) as copy:
            yield copy


class TellingCursor(psycopg.ClientCursor[Any], Cursor):
    """Writes values into the statement; its errors are Django's."""


def reading() -> Cursor:
    """A cursor, in the open transaction where there is one."""
    connection.ensure_connection()
    return Cursor(connection.connection)


def telling() -> TellingCursor:
    """A cursor that tells the planner the values, for COPY and where they decide which way is quick."""
    connection.ensure_connection()
    return TellingCursor(connection.connection)


def copied(query: str, values: Sequence[Any] = ()) -> io.BytesIO:
    """The rows of a query as CSV, by COPY: several times as quick as fetching them.

    Args:
        query: One SELECT, with placeholders.
        values: Of the placeholders.
    """
    buffer = io.BytesIO()
    with telling() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", values) as copy:
        for chunk in copy:
            buffer.write(chunk)
    buffer.seek(0)
    return buffer


def writing() -> Cursor:
    """A cursor in the open transaction.

    Raises:
        TransactionManagementError: There is no transaction; a lock would be gone at once.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("this is written inside transaction.atomic()")
    return Cursor(connection.connection)
