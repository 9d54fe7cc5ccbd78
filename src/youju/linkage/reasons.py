"""Why a list is held: a few of the reasons for people, all of them as a table.

Enter at `at`, `first` and `write`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from youju.engine.sheet_writing import write_csv
from youju.engine.spreadsheets import Sheet
from youju.errors import CODES, Problem, Where

SHOWN: Final = 20
"""Rows that people are told for each reason."""
_MOST: Final = 100_000
"""Rows that are named for each; a list that has more of them is wrong as a whole."""
_TOLD: Final = 60
"""Characters of a cell that are told with the reason."""
_HEADINGS: Final = ("名录", "行", "内容", "原因", "处理办法", "错误代码")


def at(
    kind: str, sheet: Sheet, places: np.ndarray, said: pa.Array | None = None, **fields: object
) -> list[Problem]:
    """One problem for each row.

    Args:
        kind: Code of the problem.
        sheet: What was delivered.
        places: Of the rows in it.
        said: A column whose cells are told with the reason; none for what is personal.
        fields: Of the problem.
    """
    first = pa.array(places[:_MOST], pa.int64())
    rows = sheet.rows.take(first).to_pylist()
    fields["count"] = len(places)
    if said is None:
        return [Problem(CODES[kind], fields, Where(row=row)) for row in rows]
    cells = [(cell or "")[:_TOLD] for cell in said.take(first).to_pylist()]
    return [
        Problem(CODES[kind], {**fields, "text": cell}, Where(row=row))
        for row, cell in zip(rows, cells, strict=True)
    ]


def first(problems: Iterable[Problem]) -> list[Problem]:
    """The first problems of each kind in each column of each file."""
    seen: Counter[tuple[str, object, str | None]] = Counter()
    found = []
    for one in problems:
        kind = one.code.id, one.fields.get("heading"), one.where.file
        seen[kind] += 1
        if seen[kind] <= SHOWN:
            found.append(one)
    return found


def write(path: Path, held: Mapping[str, Sequence[Problem]]) -> None:
    """Write all of them as CSV, row by row; no cell of it is a formula.

    Args:
        path: File to write.
        held: Problems by what people call the list, which is said where they do not name their file.
    """
    rows = [
        (one.where.file or name, one.where.row, str(one.fields.get("text", "")), one.message, one.mend,
         one.code.id)
        for name, problems in held.items()
        for one in sorted(problems, key=lambda one: one.where.row or 0)
    ]  # fmt: skip
    columns: list[Sequence[object]] = list(zip(*rows, strict=True)) or [()] * len(_HEADINGS)
    kinds = [pa.int64() if heading == "行" else pa.string() for heading in _HEADINGS]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    write_csv(path, _HEADINGS, [pa.table(arrays, names=list(_HEADINGS))])
