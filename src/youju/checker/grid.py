"""A table as rows and columns: its cells, what they are called and where they are.

Read out of a text by `grids.grids_of`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.model import Operand
from youju.errors import YoujuError
from youju.standards import units

ABSENT: Final = frozenset({"", "-", "—", "——", "–", "/", "／", "－", "…", "\\", "*", "无"})
"""What stands in a cell where there is nothing to tell."""
UNIT: Final = re.compile(r"(?<!^)[（(\[［]\s*(?:单位[：:])?(?P<unit>[^（）()\[\]：:，,]{1,8})\s*[）)\]］]")
"""A unit in brackets after a name."""
UNIT_COLUMN: Final = re.compile(r"(?:计量)?单位")
"""Head of the column that gives each row's unit."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell.

    Attributes:
        start: Offset of its first character that is no space.
        end: Offset after its last.
        value: Its number in the unit of the column; None when it has none. Absent values (—) are nought.
        places: Digits after the point; -1 for an absent value.
        indent: Spaces before it.
    """

    text: str
    start: int
    end: int
    value: Decimal | None = None
    places: int = -1
    unit: str = ""
    indent: int = 0

    @property
    def printed(self) -> bool:
        """Whether a number is printed in it."""
        return self.value is not None and self.places >= 0


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table; equal only to itself, so that what is found out about it can be kept.

    Attributes:
        name: 表2, or the beginning of its caption; 表 when it has none.
        caption: The whole line above it.
        rows: Cells of the body, without the head; each row has `width` cells.
        head: Rows of the head, which come before those of the body.
        labels: What each column is called, without its unit; the parts of a head of several rows joined by /.
        units: Unit of each column; empty when it is not known.
        names: What each row is called.
        numbers: Which row of the table each is, from 1, the head counted too.
        stub: Columns at the left that only name the rows.
    """

    name: str
    caption: str
    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]
    head: int
    labels: tuple[str, ...]
    units: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[int, ...]
    stub: int

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.labels)

    def place(self, row: int, column: int) -> str:
        """Where a cell is, in words.

        Example:
            >>> from youju.checker.grids import grids_of
            >>> [grid] = grids_of("表2 项目\\n镇\\t数量\\n甲镇\\t3\\n乙镇\\t4\\n", 0, 24)
            >>> grid.place(1, 1)
            '表2第3行“乙镇”第2列“数量”'
        """
        name = f"“{self.names[row][:12]}”" if self.names[row] else ""
        label = self.labels[column].replace("/", "")
        return f"{self.name}第{self.numbers[row]}行{name}第{column + 1}列" + (
            f"“{label[:12]}”" if label else ""
        )

    def unit(self, row: int, column: int) -> str:
        """Unit of a cell: its own, its column's or its row's."""
        return self.rows[row][column].unit or self.units[column] or self._of_row(row)

    def _of_row(self, row: int) -> str:
        for column in range(self.stub):
            text = self.rows[row][column].text
            if UNIT_COLUMN.fullmatch(self.labels[column]):
                return "" if text in ABSENT else text
            if match := UNIT.search(text):
                return match["unit"]
        return ""

    def half(self, row: int, column: int) -> Decimal:
        """Half of the last printed digit; 0 for counted things, which are exact, and absent values."""
        cell = self.rows[row][column]
        if cell.places < 0 or (cell.places == 0 and is_counted(self.unit(row, column))):
            return Decimal(0)
        return Decimal(5).scaleb(-cell.places - 1)

    def interval(self, row: int, column: int) -> Interval:
        """All values that would be printed like a cell's."""
        cell, half = self.rows[row][column], self.half(row, column)
        value = cell.value if cell.value is not None else Decimal(0)
        return Interval(value - half, value + half)

    def operand(self, row: int, column: int) -> Operand:
        """A cell as it takes part in a relation."""
        cell = self.rows[row][column]
        value = cell.value if cell.value is not None else Decimal(0)
        return Operand(cell.text, cell.start, cell.end, value, self.half(row, column))


@lru_cache(maxsize=1024)
def is_counted(unit: str) -> bool:
    """Whether whole numbers of a unit are exact: 件 and 人 are, 万元 and % are not. No unit: counted.

    Example:
        >>> is_counted("件"), is_counted("万元"), is_counted("%"), is_counted("")
        (True, False, False, True)
    """
    if not unit or unit in {"人", "名", "位", "口"}:
        return True
    if unit in {"%", "％", "‰", "百分点", "个百分点"}:
        return False
    try:
        known = units.unit(unit)
    except YoujuError:
        return True
    return known.dimension == known.symbol
