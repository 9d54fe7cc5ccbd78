"""Reading a spreadsheet or CSV file that somebody uploaded, as text, safely.

Enter at `read`, which recognises the file by its content (never by its name), refuses whatever cannot be
read faithfully (macros, external links, formulas unless asked for, merged cells unless asked for, bombs,
truncated files) and gives a `Sheet`: the header cells and one Arrow string column for each.

Belongs here: bytes to text cells with their row numbers. Does not belong here: what a column means
(`youju.ledger.mapping`), whether a value is right (`youju.engine.tabular`, `youju.ledger.values`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from youju.errors import CODES, Problem, Where, YoujuError, fail

Kind = Literal["csv", "xlsx", "xls"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be; beyond it a sentence, not an exhausted machine.

    Attributes:
        bytes: Size of the file as uploaded.
        unpacked: Sum of the unpacked parts of an .xlsx file.
        ratio: Unpacked size over packed size at which a part above 64 MiB counts as a bomb.
        columns: Columns that carry a header.
        rows: Data rows.
        cell: Characters of one cell. Excel itself holds 32,767.
        grid: Rows times columns of the used area, which the reader holds densely.
    """

    bytes: int = 1 << 30
    unpacked: int = 3 << 30
    ratio: int = 400
    columns: int = 500
    rows: int = 2_000_000
    cell: int = 100_000
    grid: int = 40_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read one file; what is left out is found out.

    Attributes:
        sheet: Name of the worksheet; the first visible one otherwise.
        header_row: Row of the column headers, counted from 1.
        encoding: ``utf-8``, ``gb18030`` or ``utf-16`` for CSV.
        delimiter: One character for CSV.
        formulas: ``refuse``, or ``values`` to take the result that Excel last stored, with a note.
        merged: ``refuse``, or ``fill`` to give every cell of a merged range its value.
    """

    sheet: str | None = None
    header_row: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    formulas: Literal["refuse", "values"] = "refuse"
    merged: Literal["refuse", "fill"] = "refuse"
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet as text.

    Attributes:
        file: Name of the file as shown to people.
        kind: What the content turned out to be.
        columns: Header cells, trimmed; an unlabelled column that carries no data is left out.
        data: One string column for each header (``c0``, ``c1`` …), null where the cell is blank.
        rows: Row number in the file of each row of ``data``, int64.
        lossy: (row number, column index) of numbers with more than 15 digits: Excel keeps no more, so an
            identity number that was stored as a number has lost its end.
        notes: Sentences about what was taken differently from what is printed (formula results).
    """

    file: str
    kind: Kind
    columns: tuple[str, ...]
    data: pa.Table
    rows: pa.Array
    lossy: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return int(self.data.num_rows)


_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "Windows程序"),
    (b"\x7fELF", "Linux程序"),
    (b"%PDF", "PDF文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "RAR压缩包"),
    (b"7z\xbc\xaf", "7z压缩包"),
    (b"\x1f\x8b", "gzip压缩包"),
    (b"SQLite format 3", "数据库文件"),
    (b"<!DOCTYPE", "网页"),
    (b"<html", "网页"),
    (b"<?xml", "XML文件"),
    (b"{\\rtf", "RTF文档"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path, reading: Reading | None = None, *, name: str | None = None) -> Sheet:
    """Read the cells of an .xlsx, .xls or CSV file.

    Args:
        path: The file; it is only read.
        reading: Sheet, header row, encoding and what to do with formulas and merged cells.
        name: Name to show in sentences; the file's own by default.

    Raises:
        YoujuError: G461 to G479; every problem of the header and all ragged rows at once.
    """
    # The two readers are loaded only when needed: calamine and the CSV reader are large.
    reading = reading or Reading()
    shown = name or path.name
    size = path.stat().st_size
    if size > reading.limits.bytes:
        raise fail(
            "G468",
            name=shown,
            size=f"{size / 1048576:.0f}MB",
            limit=f"{reading.limits.bytes / 1048576:.0f}MB",
        )
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK"):
        from youju.engine import workbooks

        return workbooks.read_xlsx(path, reading, shown)
    if head.startswith(OLE):
        from youju.engine import workbooks

        return workbooks.read_xls(path, reading, shown)
    lowered = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    for signature, kind in _SIGNATURES:
        if lowered[: len(signature)].lower() == signature.lower():
            raise fail("G461", name=shown, kind=kind)
    from youju.engine import delimited

    return delimited.read(path, reading, shown)


def tops(
    path: Path, rows: int, limits: Limits | None = None, *, name: str | None = None
) -> Iterator[tuple[str, list[list[str]]]]:
    """Title and first rows of each visible sheet of a workbook, one after the other; none for a file of text.

    Args:
        path: The file; it is only read.
        rows: How many rows of each are wanted.
        limits: How large it may be.
        name: Name to show in sentences; the file's own by default.

    Raises:
        YoujuError: G462 to G469 for a workbook that cannot be opened, or not safely.
    """
    with path.open("rb") as stream:
        head = stream.read(len(OLE))
    if head.startswith((b"PK", OLE)):
        from youju.engine import workbooks

        yield from workbooks.tops(path, limits or Limits(), name or path.name, rows)


def clean_header(value: Any) -> str:
    """A header as people name it: without line breaks and blanks inside or around it.

    Example:
        >>> clean_header(" 开工\\n日期 ")
        '开工日期'
    """
    text = re.sub(r"[\s\u200b\ufeff\u3000]+", " ", str(value if value is not None else "")).strip()
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])", "", text)


def headers(cells: Sequence[Any], *, file: str, row: int, limits: Limits) -> list[str]:
    """Trim and check the header cells; trailing blank ones are dropped.

    Raises:
        YoujuError: No header at all (G474), one label twice (G475) or too many columns (G467).
    """
    names = [clean_header(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise fail("G474", where=Where(row=row), name=file)
    if len(names) > limits.columns:
        raise fail("G467", name=file, count=len(names), limit=limits.columns)
    twice = [label for label, count in Counter(names).items() if label and count > 1]
    if twice:
        raise YoujuError(Problem(CODES["G475"], {"label": label}, Where(row=row)) for label in twice)
    return names


def assemble(
    table: pa.Table,
    rows: pa.Array,
    names: list[str],
    *,
    file: str,
    kind: Kind,
    reading: Reading,
    lossy: frozenset[tuple[int, int]] = frozenset(),
    notes: tuple[str, ...] = (),
) -> Sheet:
    """Drop blank rows and unlabelled blank columns, and check sizes; the end of both readers.

    Args:
        table: String columns in the order of ``names``; blank cells are null.
        rows: Row numbers in the file.
    """
    import pyarrow.compute as pc

    filled = None
    for column in table.columns:
        valid = pc.is_valid(column)
        filled = valid if filled is None else pc.or_(filled, valid)
    if filled is not None and not pc.all(filled).as_py():
        table, rows = table.filter(filled), rows.filter(_flat(filled))
    if table.num_rows == 0:
        raise fail("G478", name=file, row=reading.header_row)
    if table.num_rows > reading.limits.rows:
        raise fail("G468", name=file, size=f"{table.num_rows}行", limit=f"{reading.limits.rows}行")
    problems, keep = [], []
    for index, label in enumerate(names):
        column = table.column(index)
        if not label and column.null_count < len(column):
            first = rows[pc.index(pc.is_valid(column), True).as_py()].as_py()
            problems.append(Problem(CODES["G476"], {"column": index + 1}, Where(row=first)))
        if label:
            keep.append(index)
        problems += _overlong(column, rows, label, reading.limits.cell)
    if problems:
        raise YoujuError(problems)
    moved = {old: new for new, old in enumerate(keep)}
    data = pa.table({f"c{new}": table.column(old) for old, new in moved.items()})
    return Sheet(
        file=file,
        kind=kind,
        columns=tuple(names[index] for index in keep),
        data=data,
        rows=rows,
        lossy=frozenset((row, moved[column]) for row, column in lossy if column in moved),
        notes=notes,
    )


def _flat(mask: Any) -> pa.Array:
    """A boolean mask as one array, as `pa.Array.filter` wants it."""
    return mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask


def _overlong(column: pa.ChunkedArray, rows: pa.Array, label: str, limit: int) -> list[Problem]:
    """Cells with more characters than the limit."""
    import pyarrow.compute as pc

    lengths = pc.utf8_length(column)
    longest = pc.max(lengths).as_py()
    if longest is None or longest <= limit:
        return []
    mask = _flat(pc.fill_null(pc.greater(lengths, limit), False))
    return [
        Problem(CODES["G470"], {"label": label, "length": length, "limit": limit}, Where(row=row))
        for row, length in zip(
            rows.filter(mask).to_pylist()[:100], lengths.filter(mask).to_pylist()[:100], strict=True
        )
    ]
