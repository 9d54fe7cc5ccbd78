"""Reading the tables of ``data/``: UTF-8 CSV with a header, read once, in the order of the file.

A line that begins with ``#`` is a comment. Other modules keep what they build from the rows; nothing
is read at import.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"

_opened: set[str] = set()


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


def loaded() -> frozenset[str]:
    """Names of the tables that have been read so far in this process."""
    return frozenset(_opened)
