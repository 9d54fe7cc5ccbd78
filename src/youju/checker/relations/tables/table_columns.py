"""What the columns and rows of a table are: amounts, shares, growth, plans, ranks; totals and parts.

Enter at `columns_of` and `rows_of`. Decided by what columns and rows are called alone; the table relations
then ask the numbers whether that reading is borne out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from youju.checker.grid import Grid


class Use(StrEnum):
    """What a column holds."""

    AMOUNT = "amount"
    TOTAL = "total"
    """An amount that is the sum of others of its row."""
    SHARE = "share"
    GROWTH = "growth"
    CHANGE = "change"
    COMPLETION = "completion"
    RANK = "rank"
    RATE = "rate"
    """Any other rate or average: cannot be added."""
    NONE = "none"


class Level(StrEnum):
    """What a row is."""

    GRAND = "grand"
    SUB = "sub"
    PART = "part"
    OF_WHICH = "of which"


_USES: Final = (
    (Use.RANK, r"排名|位次|名次|排序|位居"),
    (Use.COMPLETION, r"完成(?:率|比|进度|%|百分比|程度)|[占为](?:年度|全年)?(?:计划|目标|任务|预算)|进度"),
    (Use.SHARE, r"占比|比重|构成|占.{0,8}[%％]$|所占比例|占总|比例$"),
    (Use.GROWTH, r"增长(?!量|额|数)|增速|增幅|增减?率|同比(?!增减|增加|减少)|环比|增减[幅比百%％]|±"),
    (Use.CHANGE, r"增减|增加[额量数]?|增量|增长[量额数]|净增|减少[额量数]?|差额"),
    (Use.RATE, r"率|人均|户均|亩均|平均|均价|单价|指数|强度|密度|倍|年份|电话|分值|得分"),
)  # fmt: skip
_TOTAL: Final = re.compile(r"(?:合计|小计|总计|共计|总数|总量|总额|总人数|总户数|总面积|计)")
_GRAND: Final = re.compile(r"(?:总|合|共|累)计|总数|总额|全[省市县区旗]|全[省市县区旗](?:合计|总计|总数)")
_SUB: Final = re.compile(r"小计|.{0,8}(?:小计|合计)")
_OF_WHICH: Final = re.compile(r"^[#＃]|^\(?（?其中")
_NUMBERED: Final = (
    re.compile(r"^[一二三四五六七八九十]{1,3}、"),
    re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"^\d{1,2}[.．、]"),
    re.compile(r"^[（(]\d{1,2}[）)]"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column with numbers.

    Attributes:
        index: From 0.
        leaf: What it is called itself.
        group: What stands above it, over several columns.
    """

    index: int
    use: Use
    leaf: str
    group: str
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row.

    Attributes:
        depth: Of its numbering (一、 0, （一） 1, 1. 2) or indentation; -1 without either.
    """

    index: int
    level: Level
    depth: int


@lru_cache(maxsize=64)
def columns_of(grid: Grid) -> tuple[Column, ...]:
    """The columns of a table that hold numbers."""
    found = []
    for index in range(grid.stub, grid.width):
        cells = [row[index] for row in grid.rows]
        if not any(cell.printed for cell in cells):
            continue
        group, _, leaf = grid.labels[index].rpartition("/")
        unit = grid.units[index] or next((cell.unit for cell in cells if cell.unit), "")
        found.append(Column(index, _use(leaf, grid.labels[index], unit), leaf, group, unit))
    return tuple(found)


def _use(leaf: str, label: str, unit: str) -> Use:
    if unit in {"位", "名次"}:
        return Use.RANK
    for use, words in _USES:
        if re.search(words, leaf) and not (use is Use.CHANGE and unit == "%"):
            return use
    if unit in {"%", "‰"}:
        return Use.GROWTH if re.search(r"增|同比|[±]", label) else Use.RATE
    if unit in {"百分点", "个百分点"} or "/" in unit:
        return Use.RATE
    return Use.TOTAL if _TOTAL.fullmatch(leaf) else Use.AMOUNT


@lru_cache(maxsize=64)
def rows_of(grid: Grid) -> tuple[Row, ...]:
    """The rows of a table with what they are."""
    rows = []
    inside = -1
    """Indentation of the last 其中 row: what is indented as deeply belongs to it."""
    for index, name in enumerate(grid.names):
        indent = next((cell.indent for cell in grid.rows[index] if cell.text), 0)
        depth = next((place for place, mark in enumerate(_NUMBERED) if mark.search(name)), -1)
        plain = re.sub(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]", "", name)
        if _OF_WHICH.search(plain):
            level, inside = Level.OF_WHICH, max(indent, 1)
        elif _GRAND.fullmatch(plain):
            level, inside = Level.GRAND, -1
        elif _SUB.fullmatch(plain):
            level, inside = Level.SUB, -1
        elif inside >= 0 and depth < 0 and indent >= inside:
            level = Level.OF_WHICH
        else:
            level, inside = Level.PART, -1
        rows.append(Row(index, level, depth if depth >= 0 else (indent or -1)))
    return tuple(rows)


def alike(columns: Sequence[Column], one: Column) -> list[Column]:
    """Columns whose numbers may be added to those of one."""
    return [
        other
        for other in columns
        if other.index != one.index and other.use in {Use.AMOUNT, Use.TOTAL} and other.unit == one.unit
    ]
