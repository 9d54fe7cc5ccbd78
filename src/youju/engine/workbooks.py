"""Reading .xlsx and .xls as values, after everything that runs, reaches out or lies has been refused.

Enter at `read_xlsx` and `read_xls` (called by `youju.engine.spreadsheets.read`). The order matters: the
container is checked first with bounded memory, and only a clean one is given to the reader (calamine),
which evaluates nothing, resolves no entity and opens no link.

A formula is refused unless the reading says ``formulas: values``; then the result that Excel last stored is
taken and a note says so, because a file made by another program may hold an old result or none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from youju.engine import container
from youju.engine.spreadsheets import Kind, Limits, Reading, Sheet, assemble, headers
from youju.errors import CODES, Problem, Where, YoujuError, fail

_FIFTEEN_DIGITS = 10**15
"""Excel keeps 15 significant digits (IEEE 754 double)."""


def read_xlsx(path: Path, reading: Reading, name: str) -> Sheet:
    """Read one sheet of an .xlsx file; see `youju.engine.spreadsheets.read`."""
    parts = container.check_zip(path, name, reading.limits)
    return _read(
        path,
        reading,
        name,
        "xlsx",
        lambda title: container.scan_sheet(path, parts, title, name, reading.limits),
    )


def read_xls(path: Path, reading: Reading, name: str) -> Sheet:
    """Read one sheet of an .xls file (Excel 97–2003); see `youju.engine.spreadsheets.read`."""
    found = container.check_ole(path, name)
    return _read(path, reading, name, "xls", lambda title: found.get(title, container.Scan()))


def tops(path: Path, limits: Limits, name: str, rows: int) -> Iterator[tuple[str, list[list[str]]]]:
    """Title and first rows of each visible sheet; see `youju.engine.spreadsheets.tops`."""
    with path.open("rb") as stream:
        is_zip = stream.read(2) == b"PK"
    parts = container.check_zip(path, name, limits) if is_zip else None
    if parts is None:
        container.check_ole(path, name)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for title in _visible(book):
                if parts is not None:  # how large a sheet claims to be is looked at before it is opened
                    container.scan_sheet(path, parts, title, name, limits)
                cells = islice(book.get_sheet_by_name(title).iter_rows(), rows)
                yield title, [[as_text(value) for value in row] for row in cells]
    except PasswordError as error:
        raise fail("G465", name=name) from error
    except CalamineError as error:
        raise fail("G462", name=name) from error


def _read(path: Path, reading: Reading, name: str, kind: Kind, scan: Any) -> Sheet:
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            title = _choose(book, reading.sheet, name)
            found: container.Scan = scan(title)
            sheet = book.get_sheet_by_name(title)
            merged = [
                (first, last)
                for first, last in sheet.merged_cell_ranges or []
                if last[0] >= reading.header_row - 1
            ]
            _refuse(found, merged, reading)
            grid = list(sheet.iter_rows())  # from A1 on, whatever the used area is
    except PasswordError as error:
        raise fail("G465", name=name) from error
    except CalamineError as error:
        raise fail("G462", name=name) from error
    if merged:
        _fill(grid, merged)
    return _assemble(grid, found, reading, name, kind)


def _choose(book: CalamineWorkbook, wanted: str | None, name: str) -> str:
    """The named sheet, or the first visible worksheet."""
    visible = _visible(book)
    if wanted is None and visible:
        return visible[0]
    if wanted in visible:
        return str(wanted)
    raise fail("G464", name=name, sheet=wanted or "", sheets="、".join(visible) or "无")


def _visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _refuse(found: container.Scan, merged: Sequence[Any], reading: Reading) -> None:
    """Formulas and merged cells, unless the reading says what to do with them."""
    problems = []
    formulas = [cell for cell in found.formulas if cell.row >= reading.header_row]
    if formulas and reading.formulas == "refuse":
        shown = "、".join(str(cell) for cell in formulas[:10])
        problems.append(
            Problem(CODES["G466"], {"cells": shown, "count": found.formula_count}, Where(row=formulas[0].row))
        )
    problems += [
        Problem(CODES["G480"], {"cell": str(cell)}, Where(row=cell.row))
        for cell in found.errors
        if cell.row >= reading.header_row
    ]
    if merged and reading.merged == "refuse":
        shown = "、".join(f"{_address(*first)}:{_address(*last)}" for first, last in merged[:10])
        problems.append(
            Problem(CODES["G479"], {"cells": shown, "count": len(merged)}, Where(row=merged[0][0][0] + 1))
        )
    if problems:
        raise YoujuError(problems)


def _address(row: int, column: int) -> str:
    return f"{container.letters(column)}{row + 1}"


def _fill(grid: list[list[Any]], merged: Iterable[Any]) -> None:
    """Give every cell of a merged range the value of its first one, as a reader of the table sees it."""
    for (top, left), (bottom, right) in merged:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        value = grid[top][left]
        for row in range(top, min(bottom + 1, len(grid))):
            cells = list(grid[row])
            cells += [""] * (right + 1 - len(cells))
            cells[left : right + 1] = [value] * (right + 1 - left)
            grid[row] = cells


def _assemble(grid: list[list[Any]], found: container.Scan, reading: Reading, name: str, kind: Kind) -> Sheet:
    """Turn rows of values into columns of text."""
    if len(grid) < reading.header_row:
        raise fail("G474", where=Where(row=reading.header_row), name=name)
    names = headers(grid[reading.header_row - 1], file=name, row=reading.header_row, limits=reading.limits)
    body = grid[reading.header_row :]
    del grid
    lossy: set[tuple[int, int]] = set()
    columns: list[pa.Array] = []
    first = reading.header_row + 1
    for index in range(len(names)):
        texts: list[str | None] = []
        for row, cells in enumerate(body, start=first):
            value = cells[index] if index < len(cells) else ""
            text = value if isinstance(value, str) else as_text(value)
            if isinstance(value, float) and abs(value) >= _FIFTEEN_DIGITS:
                lossy.add((row, index))
            texts.append(text or None)
        columns.append(pa.array(texts, pa.string()))
    table = pa.table({f"c{index}": pa.chunked_array([column]) for index, column in enumerate(columns)})
    numbers = pa.array(range(first, first + len(body)), pa.int64())
    notes: tuple[str, ...] = ()
    if found.formula_count:
        notes = (f"有{found.formula_count}个单元格是公式，取的是文件中保存的计算结果。",)
    return assemble(
        table, numbers, names, file=name, kind=kind, reading=reading, lossy=frozenset(lossy), notes=notes
    )


def as_text(value: Any) -> str:
    """A cell's value as the text that a person would have typed.

    Example:
        >>> as_text(3.0), as_text(0.1), as_text(dt.datetime(2023, 5, 1)), as_text(True)
        ('3', '0.1', '2023-05-01', '是')
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        number = Decimal(repr(value))
        text = format(number, "f")
        return re.sub(r"\.0+$", "", text)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)
