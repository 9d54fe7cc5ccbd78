"""Reading the tables of ``data/``: UTF-8 CSV with a header, read once, in the order of the file.

A line that begins with ``#`` is a comment. Other modules keep what they build from the rows; nothing
is read at import. A table may be supplemented for this process (`supplement`), as with divisions younger
than the edition that is shipped; whoever keeps what he built says so with `keeps`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

_opened: set[str] = set()
_more: dict[str, Sequence[Mapping[str, str]]] = {}
_forget: list[Callable[[], None]] = []


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of ``data/<name>`` as mappings from column to text.

    Args:
        name: File name with suffix.

    Yields:
        One mapping a row; every value is text, empty when absent.

    Example:
        >>> next(rows("units.csv"))["symbol"]
        '元'
    """
    _opened.add(name)
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
    yield from map(dict, _more.get(name, ()))


def supplement(name: str, more: Sequence[Mapping[str, str]]) -> None:
    """Rows that follow those of a table from now on, in this process; what was built of tables is forgotten.

    Args:
        name: File name with suffix.
        more: Rows with the columns of the table; they take the place of those of an earlier call.
    """
    if list(more) == list(_more.get(name, ())):
        return
    _more[name] = tuple(more)
    for forget in _forget:
        forget()


def keeps(*functions: Any) -> None:
    """Functions under `functools.cache` whose results hang on tables."""
    _forget.extend(function.cache_clear for function in functions)


def loaded() -> frozenset[str]:
    """Names of the tables that have been read so far in this process."""
    return frozenset(_opened)
