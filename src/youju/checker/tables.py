"""The lists that are shipped with the checker, in ``data/``.

UTF-8 CSV with a header; lines that begin with # are comments. An office's own list of terms has the same
columns as ``data/terms.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a list as mappings from column to text, spaces cut off; absent values are empty.

    Example:
        >>> next(rows(DATA / "laws.csv"))["name"]
        '中华人民共和国宪法'
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            yield {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
