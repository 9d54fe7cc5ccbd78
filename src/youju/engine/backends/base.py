"""What every engine can do. Imports none of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from youju.engine.dialects import Dialect, quoted
from youju.errors import YoujuError, fail

Mapped = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
"""Works on the rows of a query, batch by batch."""
_SHOWN = 20_000
"""Characters of SQL that an error carries; the literals of working days would fill pages."""


class Backend(ABC):
    """A connection to an engine. Not for use by several threads at once; open one each."""

    dialect: Dialect

    @property
    @abstractmethod
    def version(self) -> str:
        """Name and version of the engine, kept with every observation."""

    @abstractmethod
    def sql(self, text: str) -> pa.Table:
        """Runs one query.

        Args:
            text: One SELECT in the dialect of the engine.

        Raises:
            YoujuError: G401 with the whole statement when the engine refuses it.
        """

    @abstractmethod
    def read_parquet(
        self,
        name: str,
        paths: Sequence[Path],
        *,
        columns: Mapping[str, str] | None = None,
        uniform: bool = False,
        few: bool = False,
    ) -> None:
        """Makes Parquet files readable under a name.

        Args:
            name: Name of the view; an existing one is replaced.
            paths: The files; none is a view without rows.
            columns: Columns of the view with their SQL types. A column that older files lack is NULL in
                their rows. None takes the columns of the files.
            uniform: All files are known to have the same columns, as the parts of one snapshot have; then
                only one is asked for them.
            few: Their rows are few and are asked for often: the engine may hold them in memory, also after
                the name means something else.

        Raises:
            YoujuError: G403 when a file does not exist.
        """

    @abstractmethod
    def register(self, name: str, table: pa.Table) -> None:
        """Makes an Arrow table readable under a name; what had the name before is replaced."""

    @abstractmethod
    def mapped(self, name: str, query: str, function: Mapped, schema: pa.Schema) -> None:
        """Makes readable under a name what a function of ours gives for the rows of a query.

        Args:
            name: Name of the view; an existing one is replaced.
            query: One SELECT in the dialect of the engine.
            function: Takes batches of some of the rows and gives batches; the engine may call it several
                times, in other processes, and again for each use of the view.
            schema: Of the batches that it gives: texts and whole numbers.

        Raises:
            YoujuError: G401, G404 as for `sql`.
        """

    @abstractmethod
    def close(self) -> None:
        """Gives the resources back."""

    def __enter__(self) -> Backend:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _view(self, source: str, present: Sequence[str], columns: Mapping[str, str] | None) -> str:
        """SELECT that gives the wanted columns from a source that may lack some."""
        if columns is None:
            return f"SELECT * FROM {source}"  # noqa: S608  the source is made by the engine's own class
        parts = [
            f"CAST({quoted(name, self.dialect) if name in present else 'NULL'} AS {type_}) "
            f"AS {quoted(name, self.dialect)}"
            for name, type_ in columns.items()
        ]
        return f"SELECT {', '.join(parts)} FROM {source}"  # noqa: S608  names are quoted, types are ours


def existing(paths: Sequence[Path]) -> list[str]:
    """The paths as text.

    Raises:
        YoujuError: G403 for the first that is no file.
    """
    for path in paths:
        if not path.is_file():
            raise fail("G403", path=path)
    return [str(path.resolve()) for path in paths]


def failed(error: Exception, text: str) -> YoujuError:
    """An engine's complaint with the whole statement."""
    reason = " ".join(str(error).split("\n\n")[0].split())
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…（共{len(text)}字）"
    return fail("G401", reason=reason[:2000], sql=shown)


def rows(table: pa.Table) -> list[dict[str, Any]]:
    """A small result as Python values."""
    found: list[dict[str, Any]] = table.to_pylist()
    return found
