"""What reviewers decided: these two rows are one unit, those two are not.

Enter at `read` for a file, `Decisions.ruling` to apply. A decision names rows by list and row, so it holds
for every later delivery in which the row keeps its number; what it names and is no longer there waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from youju.engine import spreadsheets
from youju.errors import CODES, Problem, Where, YoujuError
from youju.linkage.clustering import Ruling
from youju.linkage.rows import Rows

Key = tuple[str, str]

HEADERS: Final = ("结论", "名录一", "行一", "名录二", "行二")
SAME: Final = "同一单位"
DIFFERENT: Final = "不是同一单位"


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of rows, each as (list, row).

    Attributes:
        same: They are one unit.
        different: They are not.
    """

    same: tuple[tuple[Key, Key], ...] = ()
    different: tuple[tuple[Key, Key], ...] = ()

    def ruling(self, rows: Rows, alive: npt.NDArray[np.bool_]) -> Ruling:
        """The decisions as numbers of rows; those about rows that are not there wait."""
        if not self.same and not self.different:
            return Ruling()
        where = positions(rows, alive, {key for pair in (*self.same, *self.different) for key in pair})

        def found(pairs: tuple[tuple[Key, Key], ...]) -> tuple[tuple[int, int], ...]:
            numbers = ((where.get(one), where.get(two)) for one, two in pairs)
            return tuple(
                (min(one, two), max(one, two))
                for one, two in numbers
                if one is not None and two is not None and one != two
            )

        return Ruling(found(self.same), found(self.different))


def positions(rows: Rows, alive: npt.NDArray[np.bool_], wanted: set[Key]) -> Mapping[Key, int]:
    """Where rows stand, by (list, row); the first of them that counts."""
    if not wanted:
        return {}
    numbers = pc.is_in(
        rows.column("row"), value_set=pa.array(sorted({row for _, row in wanted}), pa.string())
    )
    near = np.flatnonzero(numbers.to_numpy(zero_copy_only=False) & alive)
    lists, names = rows.column("list").take(near).to_pylist(), rows.column("row").take(near).to_pylist()
    found: dict[Key, int] = {}
    for key, position in zip(zip(lists, names, strict=True), near.tolist(), strict=True):
        if key in wanted:
            found.setdefault(key, position)
    return found


def read(path: Path) -> Decisions:
    """Read a table of decisions with the columns of `HEADERS`; further columns are left alone.

    Raises:
        YoujuError: U530 for a missing column; U531 for each row that says neither; U532 for each pair of
            which both is said; what `spreadsheets.read` raises.
    """
    sheet = spreadsheets.read(path)
    missing = [header for header in HEADERS if header not in sheet.columns]
    if missing:
        where = Where(file=path.name, row=1)
        raise YoujuError(Problem(CODES["U530"], {"header": header}, where) for header in missing)
    columns = [
        pc.fill_null(sheet.data.column(f"c{sheet.columns.index(header)}"), "").to_pylist()
        for header in HEADERS
    ]
    said: dict[frozenset[Key], tuple[str, Key, Key]] = {}
    problems = []
    for number, (verdict, *cells) in zip(sheet.rows.to_pylist(), zip(*columns, strict=True), strict=True):
        where = Where(file=path.name, row=number)
        one, two = (cells[0], cells[1]), (cells[2], cells[3])
        if verdict not in (SAME, DIFFERENT) or not all(cells) or one == two:
            problems.append(Problem(CODES["U531"], {"verdict": verdict}, where))
            continue
        before = said.setdefault(frozenset((one, two)), (verdict, one, two))
        if before[0] != verdict:
            problems.append(
                Problem(CODES["U532"], {"one": "第".join(one) + "行", "two": "第".join(two) + "行"}, where)
            )
    if problems:
        raise YoujuError(problems)
    by = {
        verdict: tuple((one, two) for kind, one, two in said.values() if kind == verdict)
        for verdict in (SAME, DIFFERENT)
    }
    return Decisions(by[SAME], by[DIFFERENT])
