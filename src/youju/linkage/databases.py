"""A list in a database, copied into a file once, so that it is read, held and kept as every list is.

Enter at `copied`. PostgreSQL is asked in a read-only transaction through a server-side cursor, SQLite
through a connection that can only read; other databases are those of `foreign`. None holds more than `_BATCH`
rows in memory. The address of the database stands in an environment variable, never in the configuration;
nothing of it is said in a message, and what a driver says is not passed on where it may hold the address.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from youju.errors import CODES, Problem, Where, YoujuError
from youju.linkage import foreign
from youju.linkage.config import Source

_BATCH: Final = 5_000
_PATIENCE: Final = 10
"""Seconds to wait for a connection."""
_POSTGRES: Final = ("postgresql", "postgres")
_MISSING: Final = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.InvalidSchemaName,
)
_REASONS: Final = (
    (psycopg.errors.InvalidPassword, "用户名或密码不对"),
    (psycopg.errors.InvalidAuthorizationSpecification, "用户不能登录"),
    (psycopg.errors.InvalidCatalogName, "没有这个数据库"),
)


def copied(source: Source, folder: Path, configured_in: str) -> Source:
    """The list as a file.

    Args:
        source: With `Source.database`.
        folder: Where the file is to lie.
        configured_in: Name of the configuration, for sentences.

    Raises:
        YoujuError: U520 when the variable is not set, U521 when it holds no address that we know, U522 when
            nobody answers there, U523 for a table or column that is not there, U524 for what the database
            refuses, U525 for a kind of database that this installation cannot ask.
    """
    asking = _Asking(source, Where(file=configured_in, line=source.line))
    address = os.environ.get(source.database or "", "").strip()
    if not address:
        raise asking.fault("U520", variable=source.database)
    path = folder / f"{source.name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for rows in asking.batches(address):
            writer.writerows([_text(cell) for cell in row] for row in rows)
    return source.as_file(path)


class _Asking:
    """One list, asked for; every fault is one of ours, without the driver's behind it."""

    def __init__(self, source: Source, where: Where) -> None:
        self._source, self._where = source, where

    def fault(self, code: str, **fields: Any) -> YoujuError:
        return YoujuError(Problem(CODES[code], {"name": self._source.name, **fields}, self._where))

    def batches(self, address: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The headings as one row, then the rows."""
        try:
            parts = urlsplit(address)
            scheme = parts.scheme.lower()
        except ValueError:
            scheme = ""
        if scheme in _POSTGRES:
            return self._postgres(address)
        if scheme == "sqlite" and not parts.netloc and parts.path.strip("/"):
            return self._sqlite(Path(unquote(parts.path[1:])))
        if kind := foreign.KINDS.get(scheme.partition("+")[0]):
            source = self._source
            wanted = foreign.Wanted(
                source.database or "", source.table, source.query, patience=_PATIENCE, batch=_BATCH
            )
            return foreign.batches(kind, address, wanted, self.fault)
        raise self.fault("U521", variable=self._source.database)

    def _postgres(self, address: str) -> Iterator[Sequence[Sequence[Any]]]:
        try:
            connection = psycopg.connect(address, connect_timeout=_PATIENCE)
        except psycopg.ProgrammingError:
            raise self.fault("U521", variable=self._source.database) from None
        except psycopg.Error as error:
            reason = next((words for kind, words in _REASONS if isinstance(error, kind)), "")
            raise self.fault("U522", reason=reason or foreign.connecting(str(error))) from None
        with closing(connection):
            connection.read_only = True
            try:
                with connection.cursor("youju_list") as cursor:
                    cursor.itersize = _BATCH
                    cursor.execute(self._query())
                    yield [[column.name for column in cursor.description or ()]]
                    while rows := cursor.fetchmany(_BATCH):
                        yield rows
            except _MISSING as error:
                raise self.fault("U523", reason=error.diag.message_primary) from None
            except psycopg.Error as error:
                raise self.fault("U524", reason=error.diag.message_primary or type(error).__name__) from None

    def _sqlite(self, path: Path) -> Iterator[Sequence[Sequence[Any]]]:
        if not path.is_file():
            raise self.fault("U522", reason="没有这个数据库文件")
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                cursor = connection.execute(self._query().as_string(None))
                yield [[column[0] for column in cursor.description or ()]]
                while rows := cursor.fetchmany(_BATCH):
                    yield rows
        except sqlite3.Error as error:
            missing = str(error).startswith("no such")
            raise self.fault("U523" if missing else "U524", reason=str(error)) from None

    def _query(self) -> sql.SQL | sql.Composed:
        if self._source.table:
            return sql.SQL("SELECT * FROM {}").format(sql.Identifier(*self._source.table.split(".")))
        # The query is the configuration's own; the transaction lets it read and nothing else.
        return sql.SQL(self._source.query or "")


def _text(cell: Any) -> str:
    """A cell as it would stand in a file."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return str(cell)
