"""Tables of a text as rows and columns: what each cell holds, what its row and its column are called.

Enter at `grids_of`. A table stands in the text as lines whose cells are separated by tabs (.docx, pasted
from a spreadsheet), by ``|`` (Markdown), or by gaps where every line of the block has the same cells. What
has no head, or hardly any numbers, is no table. What columns mean (占比, 增长) is decided in
`relations.tables.table_columns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from youju.checker.grid import ABSENT, UNIT, UNIT_COLUMN, Cell, Grid

_MAY: Final = re.compile(r"[\t| \u3000](?:(?<=[\t|])|(?<=\S.)[ \u3000]+(?=\S))")
"""What stands between two cells."""
_RULER: Final = re.compile(r"[\s|:\-—–+]*[-—–]{2,}[\s|:\-—–+]*")
_ALIGNED: Final = re.compile(r"[合小总共][ \u3000]+计(?!\S)|\S+(?: \S+)*")
_NUMBER: Final = re.compile(
    r"(?P<sign>[-−－–+＋])?(?P<digits>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<unit>%|％|‰|个?百分点|[\u4e00-\u9fff/²㎡]{1,5})?"
)
_CAPTION: Final = re.compile(
    r"^[ \t\u3000*#]*(?P<number>[附续]?表\s*[\d一二三四五六七八九十]{0,3}(?:[-－.—]\d{1,2})?)"
    r"[：:、.．\s]*(?P<title>[^\n\t|]{0,50})$"
)
_UNIT_LINE: Final = re.compile(r"(?:计量)?单位[：:]\s*(?P<unit>[^\s）)\t|。]{1,20})")
_SERIAL: Final = re.compile(r"序号|编号|代码|编码|电话|号码|邮编|日期|时间|年份|年度")
_MONTH_OR_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_LEAD: Final = 3
"""Lines before a table in which its caption and unit may stand."""
_WIDEST: Final = 64
_LONGEST_LABEL: Final = 40


@lru_cache(maxsize=4)
def grids_of(text: str, start: int, end: int) -> tuple[Grid, ...]:
    """The tables of a report, in order.

    Args:
        text: The whole text that was read; offsets are into it.
        start: Where the report begins.
        end: Where it ends.
    """
    if _MAY.search(text, start, end) is None:
        return ()
    found = [grid for block in _blocks(text, start, end) if (grid := _grid(text, start, block)) is not None]
    return tuple(
        grid if grid.name != "表" else replace(grid, name=f"第{place}个表")
        for place, grid in enumerate(found, 1)
    )


def numbers_of(text: str, start: int, end: int) -> tuple[frozenset[int], frozenset[int]]:
    """Where the numbers of all tables begin: values, which their columns explain, and serial numbers.

    Example:
        >>> values, names = numbers_of("序号\\t镇\\t户数\\n1\\t甲\\t12\\n2\\t乙\\t15\\n", 0, 22)
        >>> sorted(values), sorted(names)
        ([12, 19], [8, 15])
    """
    values: set[int] = set()
    names: set[int] = set()
    for grid in grids_of(text, start, end):
        for row in grid.rows:
            for column, cell in enumerate(row):
                if cell.printed:
                    (names if column < grid.stub else values).add(cell.start + (not cell.text[0].isdigit()))
    return frozenset(values), frozenset(names)


def _blocks(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines that may be rows of one table: with tabs, with |, or with gaps."""
    block: list[tuple[int, int]] = []
    kind = ""
    at = start
    while match := _MAY.search(text, at, end):
        first = max(text.rfind("\n", at, match.start()) + 1, at)
        stop = text.find("\n", match.end(), end)
        stop = end if stop < 0 else stop
        this = "tab" if text.find("\t", first, stop) >= 0 else "bar" if "|" in text[first:stop] else "gap"
        if block and (this != kind or text[block[-1][1] : first].strip(" \r\u3000") != "\n"):
            yield block
            block = []
        block.append((first, stop))
        kind, at = this, stop + 1
    if block:
        yield block


def _grid(text: str, start: int, block: list[tuple[int, int]]) -> Grid | None:
    """A block of lines as a table; None when it is none."""
    if len(block) < 2:
        return None
    rows = [cells for place in block if (cells := _cells(text, *place)) is not None]
    aligned = "\t" not in text[slice(*block[0])] and "|" not in text[slice(*block[0])]
    width = max(map(len, rows), default=0)
    ragged = sum(len(row) != width for row in rows)
    if not 2 <= width <= _WIDEST or len(rows) < 2 or ragged * 3 > len(rows) or (aligned and ragged):
        return None
    rows = [[*row, *(_empty(row[-1].end) for _ in range(width - len(row)))] for row in rows]
    title, above = "", 0
    while rows and sum(1 for cell in rows[0] if cell.text) == 1 and not rows[0][0].printed:
        title = title or next(cell.text for cell in rows[0] if cell.text)
        above += 1
        rows = rows[1:]
    head = _head(rows)
    if head is None or len(rows) - head < 1:
        return None
    return _named(text, start, block[0][0], rows, head, title, above)


def _named(
    text: str, start: int, first: int, rows: list[list[Cell]], head: int, title: str, above: int
) -> Grid | None:
    """A table with its caption, labels and units."""
    name, caption, common = _caption(text, start, first, title)
    labels = [_label(rows[:head], column) for column in range(len(rows[0]))]
    numbered = [
        (above + place, row)
        for place, row in enumerate(rows, 1)
        if place > head and sum(1 for cell in row if cell.text) > 1
    ]
    body = [row for _, row in numbered]
    stub = _stub(labels, body)
    printed = sum(cell.printed for row in body for cell in row[stub:])
    if not body or stub == 0 or stub >= len(labels) or printed * 3 < len(body) * (len(labels) - stub):
        return None
    return Grid(
        name,
        caption,
        rows[0][0].start,
        rows[-1][-1].end,
        tuple(map(tuple, body)),
        head,
        tuple(_bare(label) for label in labels),
        tuple(_unit_of(label, common) for label in labels),
        tuple(_row_names(labels, body, stub)),
        tuple(number for number, _ in numbered),
        stub,
    )


def _cells(text: str, start: int, end: int) -> list[Cell] | None:
    """Cells of a line; None for the ruler of a Markdown table."""
    line = text[start:end]
    if "\t" in line:
        edges = _edges(line, "\t")
    elif "|" in line:
        if _RULER.fullmatch(line):
            return None
        left = len(line) - len(line.lstrip())
        left += line.startswith("|", left)
        bare = line.rstrip()
        right = len(bare) - bare.endswith("|")
        edges = [(a + left, b + left) for a, b in _edges(line[left:right], "|")]
    else:
        edges = [match.span() for match in _ALIGNED.finditer(line)]
    return [_cell(text, start + a, start + b) for a, b in edges]


def _edges(line: str, mark: str) -> list[tuple[int, int]]:
    edges = []
    at = 0
    for piece in line.split(mark):
        edges.append((at, at + len(piece)))
        at += len(piece) + 1
    return edges


def _cell(text: str, start: int, end: int) -> Cell:
    raw = text[start:end]
    plain = raw.strip(" \u3000\r*")
    indent = len(raw) - len(raw.lstrip(" \u3000"))
    first = start + (raw.find(plain) if plain else 0)
    place = first, first + len(plain)
    if plain in ABSENT:
        return Cell(plain, *place, Decimal(0), indent=indent)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return Cell(plain, *place, indent=indent)
    digits = match["digits"].replace(",", "").replace("，", "")
    value = Decimal(digits) * (-1 if match["sign"] and match["sign"] not in "+＋" else 1)
    unit = (match["unit"] or "").replace("％", "%")
    return Cell(plain, *place, value, len(digits.partition(".")[2]), unit, indent)


def _empty(at: int) -> Cell:
    return Cell("", at, at, Decimal(0))


def _head(rows: list[list[Cell]]) -> int | None:
    """How many rows name the columns: those before the first with numbers; years are names."""
    for place, row in enumerate(rows[:5]):
        numbers = [cell for cell in row[1:] if cell.printed and not _is_year(cell)]
        if numbers:
            return place or None
    return None


def _is_year(cell: Cell) -> bool:
    return _MONTH_OR_YEAR.fullmatch(cell.text.removesuffix("年").removesuffix("年度")) is not None


def _label(head: list[list[Cell]], column: int) -> str:
    """What a column is called; a cell above several columns names all of them."""
    parts: list[str] = []
    for place, row in enumerate(head):
        text = row[column].text
        if not text and place + 1 < len(head) and any(lower[column].text for lower in head[place + 1 :]):
            at = column
            while at > 0 and not row[at].text:
                at -= 1
            text = row[at].text if at else ""
        text = re.sub(r"\s+", "", text)
        if text and text not in ABSENT and text not in parts:
            parts.append(text)
    return "/".join(parts)


def _stub(labels: list[str], body: list[list[Cell]]) -> int:
    """How many columns at the left name the rows."""
    for column, label in enumerate(labels):
        texts = [row[column] for row in body]
        printed = sum(cell.printed for cell in texts)
        if printed * 2 > len(texts) and not _SERIAL.search(label) and not (column == 0 and _serial(texts)):
            return column
        if column and not any(cell.text not in ABSENT for cell in texts):
            return column
    return len(labels)


def _serial(cells: list[Cell]) -> bool:
    """Whether a column only counts the rows, or names years."""
    values = [cell.value for cell in cells if cell.printed]
    return len(values) > 1 and (
        values == [Decimal(place + 1) for place in range(len(values))]
        or all(_is_year(cell) for cell in cells if cell.printed)
    )


def _row_names(labels: list[str], body: list[list[Cell]], stub: int) -> Iterator[str]:
    """What rows are called: by the last column at the left that is neither a serial number nor a unit."""
    named = [column for column in range(stub) if not UNIT_COLUMN.fullmatch(_bare(labels[column]))] or [0]
    for row in body:
        texts = [row[column] for column in reversed(named) if row[column].text not in ABSENT]
        text = next((cell.text for cell in texts if not cell.printed), texts[0].text if texts else "")
        yield re.sub(r"\s+", "", UNIT.sub("", text))[:_LONGEST_LABEL]


def _bare(label: str) -> str:
    return UNIT.sub("", label)


def _unit_of(label: str, common: str) -> str:
    """Unit of a column: in brackets in its head, else the table's unless the head names a rate."""
    found = [match["unit"] for match in UNIT.finditer(label)]
    units_ = [one for one in found if re.fullmatch(r"[%％‰]|[\u4e00-\u9fff/²㎡]{1,6}", one)]
    if units_:
        return units_[-1].replace("％", "%")
    if re.search(r"[%％]$", label):
        return "%"
    several = [one for one in re.split(r"[、，,/]", common) if one]
    if len(several) != 1 or re.search(r"率|占比|比重|增幅|增速|排名|位次|个数|数量|人数|户数", label):
        return ""
    return several[0]


def _caption(text: str, start: int, first: int, title: str) -> tuple[str, str, str]:
    """Name, caption and common unit of a table, from the lines above it."""
    name, caption, common = "", title, ""
    at = first
    for _ in range(_LEAD):
        stop = at - 1
        if stop <= start:
            break
        at = max(text.rfind("\n", start, stop) + 1, start)
        line = text[at:stop].strip()
        if not line:
            continue
        if len(line) > 80 or re.search(r"[。；]", line):
            break
        if (match := _UNIT_LINE.search(line)) and not common:
            common = match["unit"]
        if match := _CAPTION.match(line):
            name, caption = re.sub(r"\s", "", match["number"]), line
            break
    if match := _UNIT_LINE.search(title):
        common = common or match["unit"]
    if title and (match := _CAPTION.match(title)) and not name:
        name = re.sub(r"\s", "", match["number"])
    if name in {"表", "附表", "续表", ""}:
        words = re.sub(r"^[附续]?表[：:、\s]*", "", caption).strip("*# \u3000")
        name = f"表“{words[:16]}”" if words else name or "表"
    return name, caption, common
