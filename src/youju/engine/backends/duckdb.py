"""DuckDB in this process, locked down: it reads the given directories and nothing else.

No network, no other file, no extension, no attached database, no Python variable; only one SELECT at a
time; and the lock itself cannot be undone by SQL.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from youju.engine.backends.base import Backend, Mapped, existing, failed
from youju.engine.dialects import Dialect, quoted, setup
from youju.errors import fail

_LOCKS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}

_BATCH = 100_000
"""Rows that a function of ours is given at once."""


class DuckDB(Backend):
    """A connection to an in-memory DuckDB.

    Args:
        directories: Directories whose Parquet files may be read.
        memory_limit: Such as ``1GiB``; what does not fit goes to `temporary`.
        threads: How many cores a query may use.
        temporary: Directory for what does not fit in memory; None fails instead.

    Example:
        >>> with DuckDB() as engine:
        ...     engine.sql("SELECT 1 AS one").to_pylist()
        [{'one': 1}]
    """

    dialect = Dialect.DUCKDB

    def __init__(
        self,
        directories: Sequence[Path] = (),
        *,
        memory_limit: str = "1GiB",
        threads: int = 2,
        temporary: Path | None = None,
    ) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {
            **_LOCKS,
            "memory_limit": memory_limit,
            "threads": threads,
            "temp_directory": str(temporary) if temporary else "",
        }
        self._connection = duckdb.connect(config=config)
        self._tables: dict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], str] = {}
        allowed = [str(directory.resolve()) + "/" for directory in directories]
        run = self._connection.execute
        run("SET allowed_directories = $1", [allowed])
        run("SET enable_external_access = false")
        for statement in setup(self.dialect):
            run(statement)
        run("SET lock_configuration = true")

    @property
    def version(self) -> str:
        return f"DuckDB {duckdb.__version__}"

    def sql(self, text: str) -> pa.Table:
        try:
            statements = self._connection.extract_statements(text)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise fail("G404", sql=text)
            # Not `sql`: that binds once for the relation and again to run it, and binding opens every file.
            # The copy of the result that DuckDB warns of is small beside that.
            self._connection.execute(statements[0])
            with warnings.catch_warnings(action="ignore", category=UserWarning):
                return self._connection.to_arrow_table()
        except duckdb.Error as error:
            raise failed(error, text) from error

    def read_parquet(
        self,
        name: str,
        paths: Sequence[Path],
        *,
        columns: Mapping[str, str] | None = None,
        uniform: bool = False,
        few: bool = False,
    ) -> None:
        files = existing(paths)
        if not files:
            self._empty_view(name, columns or {})
            return
        if few:
            self._define(name, f"SELECT * FROM {self._held(files, columns, uniform=uniform)}")  # noqa: S608
        else:
            self._define(name, self._files(files, columns, uniform=uniform))

    def _held(self, files: Sequence[str], columns: Mapping[str, str] | None, *, uniform: bool) -> str:
        """The table that holds the rows of files, made once: queries need not open the files again."""
        key = (tuple(files), tuple((columns or {}).items()))
        if key not in self._tables:
            query, table = self._files(files, columns, uniform=uniform), f"youju_held_{len(self._tables)}"
            try:
                self._connection.execute(f"CREATE TEMP TABLE {table} AS {query}")
            except duckdb.Error as error:
                raise failed(error, query) from error
            self._tables[key] = table
        return self._tables[key]

    def _files(self, files: Sequence[str], columns: Mapping[str, str] | None, *, uniform: bool) -> str:
        """SELECT that reads files."""
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        by_name = str(not uniform).lower()
        source = f"read_parquet([{listed}], union_by_name = {by_name}, hive_partitioning = false)"
        try:
            # Types as well as names: a column of NULLs only may have been written with another type.
            present = self._connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
            return self._view(source, [row[0] for row in present], columns)
        except duckdb.Error as error:
            raise failed(error, source) from error

    def _empty_view(self, name: str, columns: Mapping[str, str]) -> None:
        parts = ", ".join(
            f"CAST(NULL AS {type_}) AS {quoted(column, self.dialect)}" for column, type_ in columns.items()
        )
        self._define(name, f"SELECT {parts or 'NULL AS nothing'} WHERE false")

    def _define(self, name: str, query: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(name, self.dialect)} AS {query}")

    def register(self, name: str, table: pa.Table) -> None:
        self._connection.execute(f"DROP VIEW IF EXISTS {quoted(name, self.dialect)}")
        self._connection.register(name, table)

    def mapped(self, name: str, query: str, function: Mapped, schema: pa.Schema) -> None:
        self.register(name, pa.Table.from_batches(function(iter(self.sql(query).to_batches(_BATCH))), schema))

    def close(self) -> None:
        self._connection.close()
