"""Spark over Spark Connect: Sail inside this process, or a cluster that someone else runs.

Needs the extra ``spark``; without it the first use says so. Sail is a Spark in Rust without Java; it
listens on loopback only and is started once a process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from youju.engine.backends.base import Backend, Mapped, existing, failed
from youju.engine.dialects import Dialect, quoted
from youju.errors import YoujuError, fail

_TYPES = {pa.string(): "STRING", pa.int64(): "BIGINT"}


def _session_class() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _missing(error) from error
    return SparkSession


def _missing(error: ImportError) -> YoujuError:
    return fail("G402", missing=error.name or "pyspark")


@cache
def _local_server() -> tuple[Any, str]:
    """Sail in this process; kept for as long as the process lives."""
    # Sail logs every session otherwise; a setting of the user's own stays.
    os.environ.setdefault("RUST_LOG", "error")
    try:
        from pysail.spark import SparkConnectServer
    except ImportError as error:
        raise _missing(error) from error
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    return server, f"sc://127.0.0.1:{port}"


class Spark(Backend):
    """A session of Spark Connect.

    Args:
        remote: Address such as ``sc://host:15002``; None starts Sail in this process.

    Raises:
        YoujuError: G402 when the extra ``spark`` is not installed.
    """

    dialect = Dialect.SPARK

    def __init__(self, remote: str | None = None) -> None:
        builder = _session_class().builder
        self._session = builder.remote(remote or _local_server()[1]).create()

    @property
    def version(self) -> str:
        try:
            from pysail import __version__ as sail
        except ImportError:
            return f"Spark {self._session.version}"
        return f"Spark {self._session.version} (Sail {sail})"

    def sql(self, text: str) -> pa.Table:
        if not re.match(r"\s*\(*\s*(SELECT|WITH|VALUES)\b", text, re.IGNORECASE):
            raise fail("G404", sql=text)
        try:
            return self._session.sql(text).toArrow()
        except Exception as error:  # every failure of the engine, of whichever of its many classes
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
        del few  # a cluster decides for itself what it holds
        files = existing(paths)
        try:
            if files:
                raw = self._session.read.option("mergeSchema", str(not uniform).lower()).parquet(*files)
                raw.createOrReplaceTempView(f"{name}__files")
                source = quoted(f"{name}__files", self.dialect)
                self._define(name, self._view(source, raw.columns, columns))
            else:
                wanted = columns or {"nothing": "INT"}
                self._define(name, self._view("(SELECT 1) AS none WHERE false", [], wanted))
        except Exception as error:
            raise failed(error, f"parquet {', '.join(files)}") from error

    def _define(self, name: str, query: str) -> None:
        self._session.sql(query).createOrReplaceTempView(name)

    def register(self, name: str, table: pa.Table) -> None:
        if table.num_rows:
            self._session.createDataFrame(table).createOrReplaceTempView(name)
        else:  # which it would not infer a schema from
            from pyspark.sql.pandas.types import from_arrow_schema

            schema = from_arrow_schema(table.schema)
            self._session.createDataFrame([], schema).createOrReplaceTempView(name)

    def mapped(self, name: str, query: str, function: Mapped, schema: pa.Schema) -> None:
        columns = ", ".join(f"{quoted(one.name, self.dialect)} {_TYPES[one.type]}" for one in schema)
        try:
            # Kept where the engine can, as a view may be used several times.
            frame = self._session.sql(query).mapInArrow(function, columns).cache()
            frame.createOrReplaceTempView(name)
        except Exception as error:
            raise failed(error, query) from error

    def close(self) -> None:
        self._session.stop()
