"""The layout of official documents, from GB/T 9704-2012 《党政机关公文格式》, in millimetres and points.

5.1 A4, 210 mm by 297 mm; 5.2.1 top margin 37 mm, left 28 mm, type area 156 mm by 225 mm; 5.2.2 body 3号仿宋,
22 lines a page and 28 characters a line; 7.3.1 title 2号小标宋, centred; 7.3.3 headings 一、黑体, （一）楷体,
1. and （1） 仿宋; 7.3.5 signature and date; 7.5 page numbers 4号宋体 between one-em dashes, outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from youju.reports.document import Table

PAGE: Final = (210, 297)
ONE_PAGE: Final = 12
"""Rows of a table below which it is not spread over two pages."""
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
LINES, CHARACTERS = 22, 28
TITLE_SIZE, BODY_SIZE, NUMBER_SIZE, TABLE_SIZE, NOTE_SIZE, SMALL_SIZE = 22.0, 16.0, 14.0, 12.0, 10.5, 9.0
LINE_PITCH: Final = 225 / LINES * 72 / 25.4
"""Points from line to line: 28.99."""
CHARACTER_PITCH: Final = 156 / CHARACTERS * 72 / 25.4
"""Points from character to character: 15.79; a 3号 character is 16 wide, so they stand a little closer."""
TYPE_AREA: Final = 156 * 72 / 25.4
"""Its width in points."""

TITLE_FACE, BODY_FACE, HEAVY_FACE, KAI_FACE, SONG_FACE = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
FALLBACKS: Final = {
    TITLE_FACE: "方正小标宋_GBK",
    BODY_FACE: "仿宋",
    HEAVY_FACE: "SimHei",
    KAI_FACE: "楷体",
    SONG_FACE: "SimSun",
}
"""What a machine without the first face is told to take; Word reads it from the table of faces."""
LATIN_FACE: Final = "Times New Roman"
HEADING_FACES: Final = {1: HEAVY_FACE, 2: KAI_FACE, 3: BODY_FACE, 4: BODY_FACE}


def widths(table: Table, size: float) -> list[float]:
    """Columns as wide as what is in them; where that is too wide, as what is not broken, and the rest shared.

    Args:
        table: What is set.
        size: Of its text.

    Returns:
        Points; together the width of the type area.
    """
    columns = _columns(table, size, _length)
    narrowest = min(_NARROWEST * size, TYPE_AREA / len(columns))
    needs = [max(min(one, _MOST * size), narrowest) for one in columns]
    if sum(needs) <= TYPE_AREA:
        return [one * TYPE_AREA / sum(needs) for one in needs]
    least = [min(pair) for pair in zip(needs, _columns(table, size, _unbroken), strict=True)]
    if sum(least) < TYPE_AREA:
        return _shared(least, needs)
    return _shared([narrowest] * len(columns), least)


def _shared(least: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """The type area: to each column its least, and of the rest by what more it wants."""
    more = [want - one for want, one in zip(wanted, least, strict=True)]
    rest = TYPE_AREA - sum(least)
    return [one + rest * wish / (sum(more) or 1.0) for one, wish in zip(least, more, strict=True)]


def size_of(table: Table) -> float:
    """The size of a table's text: the largest in which each row takes one line, or else the smallest."""
    sizes = (TABLE_SIZE, NOTE_SIZE, SMALL_SIZE)
    return next((one for one in sizes if sum(_columns(table, one, _length)) <= TYPE_AREA), SMALL_SIZE)


_BESIDE: Final = 12.0
"""Points beside the text of a cell."""
_MOST: Final = 48
"""Characters of one line of a cell that are asked for at most."""
_NARROWEST: Final = 2.1
"""Characters for which the narrowest column has room, be it empty."""
_FEWEST: Final = 3
"""Characters that stand in a line of a narrow cell."""
_TOKEN: Final = re.compile(r"[!-~]+")


def _columns(table: Table, size: float, length: Callable[[str], float]) -> list[float]:
    """Points of the columns, by the longest of their cells."""
    width = max(len(row) for row in table.rows)
    texts = [["".join(one.text for one in cell) for cell in row] for row in table.rows]
    return [
        max(length(row[column]) if column < len(row) else 0.0 for row in texts) * size + _BESIDE
        for column in range(width)
    ]


def _length(text: str) -> float:
    """Width in characters; a digit or a letter is a little over half of one."""
    return sum(0.6 if ord(character) < 0x2000 else 1.0 for character in text)


def _unbroken(text: str) -> float:
    """Width of the longest part that is not broken: a number, a code."""
    return max([_FEWEST, *(_length(one) for one in _TOKEN.findall(text))])
