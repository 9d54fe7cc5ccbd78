"""Writing rows for people: Excel workbooks and CSV files in which nothing can be executed.

Enter at `write_xlsx` and `write_csv` (one file from Arrow batches) and `write_parts` (as many files as the
rows need, several processes at a time, one zip when there are several).

Cells of text are written as text: ``=1+1`` stays these four characters in Excel. CSV has no types, so there a
text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV Injection: leading
``=``, ``+``, ``-``, ``@``, tab, carriage return; their full-width forms too, which Excel in a Chinese or
Japanese locale treats alike). Numbers keep their sign: they are typed here and cannot carry text.

Does not belong here: which columns there are and what a code is called (`youju.ledger.exporting`).
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

Format = Literal["xlsx", "csv"]

EXCEL_ROWS = 1_048_576
"""Rows of a worksheet, the header included (ECMA-376 part 1, 18.3.1.73)."""

CELL = 32_767
"""Characters of an Excel cell."""

_CUT = "……（内容过长，已截断）"
_RISKY = r"^([=+\-@\t\r＝＋－＠])"
_EXCEL_DAY_ZERO = 25_569
"""Days from Excel's day zero (1899-12-30) to 1970-01-01."""
_FIFTEEN_DIGITS = 10**15


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        path: The file, or the zip of the parts.
        rows: Data rows in all parts.
        parts: Names of the parts; one when there is no zip.
        cut: Cells that were longer than Excel allows and were cut; always 0 for CSV.
    """

    path: Path
    rows: int
    parts: tuple[str, ...]
    cut: int = 0


def write_csv(path: Path, headers: Sequence[str], batches: Iterable[pa.Table]) -> int:
    """Write a CSV file (RFC 4180, UTF-8 with a mark so that Excel recognises it).

    Args:
        path: File to write.
        headers: Labels, one for each column.
        batches: Tables of equal schema: text, decimal, integer, date or boolean columns.

    Returns:
        Number of rows.
    """
    import pyarrow.csv as arrow_csv

    count = 0
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="needed")
    with path.open("wb") as stream:
        stream.write(b"\xef\xbb\xbf")
        head = pa.table({str(n): [guarded(label)] for n, label in enumerate(headers)})
        arrow_csv.write_csv(head, stream, options)
        for table in batches:
            count += table.num_rows
            columns = [_csv_column(column) for column in table.columns]
            arrow_csv.write_csv(
                pa.table(columns, names=[str(n) for n in range(len(columns))]), stream, options
            )
    return count


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Example:
        >>> guarded("=HYPERLINK(1)"), guarded("甲")
        ("'=HYPERLINK(1)", '甲')
    """
    return str(pc.replace_substring_regex(pa.scalar(text), _RISKY, r"'\1").as_py())


def _csv_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_string(kind):
        # A carriage return inside a text would end the row for readers that know no quotes.
        return pc.replace_substring_regex(column, _RISKY, r"'\1")
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "是", "否")
    if pa.types.is_decimal(kind):
        return plain_numbers(column)
    return column.cast(pa.string())


def plain_numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Decimals as people write them: no trailing zeros, no exponent.

    Example:
        >>> from decimal import Decimal
        >>> numbers = pa.array([Decimal("12.500000"), Decimal("-3.000000")])
        >>> plain_numbers(pa.chunked_array([numbers])).to_pylist()
        ['12.5', '-3']
    """
    text = column.cast(pa.string())
    return pc.replace_substring_regex(text, r"^(-?\d+)(?:\.0*|(\.\d*?[1-9])0*)$", r"\1\2")


def write_xlsx(
    path: Path, title: str, headers: Sequence[str], batches: Iterable[pa.Table]
) -> tuple[int, int]:
    """Write one worksheet with a frozen header row and a filter, row by row in constant memory.

    Args:
        path: File to write.
        title: Name of the worksheet; characters that Excel forbids are replaced.
        headers: Labels, one for each column.
        batches: Tables of equal schema; at most 1,048,575 rows in all.

    Returns:
        Number of rows, and of cells that had to be cut at 32,767 characters.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        },
    )
    book.set_calc_mode("auto")
    sheet = book.add_worksheet(sheet_title(title))
    bold = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for index, label in enumerate(headers):
        sheet.set_column(index, index, min(max(10, 2 * len(label) + 4), 40))
    for index, label in enumerate(headers):
        sheet.write_string(0, index, label, bold)
    row, cut = 0, 0
    for table in batches:
        columns = [_cells(column) for column in table.columns]
        is_day = [pa.types.is_date32(kind) for kind in table.schema.types]
        cut += sum(_overlong(column) for column in table.columns)
        for values in zip(*columns, strict=True):
            row += 1
            for index, value in enumerate(values):
                if value is None:
                    continue
                if isinstance(value, str):
                    sheet.write_string(row, index, value)
                elif is_day[index]:
                    sheet.write_number(row, index, value, day)
                else:
                    sheet.write_number(row, index, value)
    if headers:
        sheet.autofilter(0, 0, row, len(headers) - 1)
    book.close()
    return row, cut


def sheet_title(text: str) -> str:
    """A name that Excel accepts for a worksheet: 31 characters, none of ``[]:*?/\\``.

    Example:
        >>> sheet_title("审计/整改[2023]")
        '审计_整改_2023_'
    """
    cleaned = "".join("_" if character in "[]:*?/\\'" else character for character in text)
    return cleaned[:31] or "Sheet1"


def _cells(column: pa.ChunkedArray) -> list[Any]:
    """Values as xlsxwriter takes them: texts and numbers; a number beyond 15 digits stays exact as text."""
    kind = column.type
    if pa.types.is_string(kind):
        values: list[Any] = column.to_pylist()
        if _overlong(column):
            keep = CELL - len(_CUT)
            return [v[:keep] + _CUT if v is not None and len(v) > CELL else v for v in values]
        return values
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "是", "否").to_pylist()  # type: ignore[no-any-return]
    if pa.types.is_date32(kind):
        days = pc.add(column.cast(pa.int32()), _EXCEL_DAY_ZERO)
        return days.to_pylist()  # type: ignore[no-any-return]
    if pa.types.is_decimal(kind):
        texts = plain_numbers(column)
        # By way of the text: Arrow divides by a power of ten, and 86.4 would come out as 86.39999999999999.
        numbers = texts.cast(pa.float64()).to_pylist()
        digits = pc.max(pc.utf8_length(texts)).as_py() or 0
        if digits <= 15:
            return numbers  # type: ignore[no-any-return]
        return [
            text if text is not None and sum(c.isdigit() for c in text) > 15 else number
            for number, text in zip(numbers, texts.to_pylist(), strict=True)
        ]
    return [
        str(value) if value is not None and abs(value) >= _FIFTEEN_DIGITS else value
        for value in column.to_pylist()
    ]


def _overlong(column: pa.ChunkedArray) -> int:
    if not pa.types.is_string(column.type):
        return 0
    return int(pc.sum(pc.greater(pc.utf8_length(column), CELL)).as_py() or 0)


def write_parts(
    target: Path,
    title: str,
    headers: Sequence[str],
    batches: Iterable[pa.Table],
    *,
    kind: Format,
    rows_per_part: int = 500_000,
    workers: int = 2,
) -> Written:
    """Write rows to one file, or to several in a zip when they do not fit in one.

    Args:
        target: File to write, its suffix as the format's; with several parts ``.zip`` takes its place.
        title: Title of the sheets and name of the parts.
        headers: Labels.
        batches: Tables of equal schema.
        kind: ``xlsx`` or ``csv``; a CSV file is never split.
        rows_per_part: Rows of one workbook, at most 1,048,575.
        workers: Processes that write workbooks; one part is written in this process.

    Returns:
        The file that was written. A failed export leaves no file.
    """
    if not 0 < rows_per_part < EXCEL_ROWS:
        raise ValueError(f"rows_per_part must be 1 to {EXCEL_ROWS - 1}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
        if kind == "csv":
            draft = Path(folder) / "part.csv"
            rows = write_csv(draft, headers, batches)
            draft.replace(target)
            return Written(target, rows, (target.name,))
        spools = _spool(Path(folder), batches, rows_per_part)
        results = list(_write_all(Path(folder), spools, title, headers, workers))
        rows, cut = sum(r[1] for r in results), sum(r[2] for r in results)
        if len(results) == 1:
            results[0][0].replace(target)
            return Written(target, rows, (target.name,), cut)
        names = [f"{sheet_title(title)}-{number}.xlsx" for number in range(1, len(results) + 1)]
        bundle = Path(folder) / "bundle.zip"
        # The parts are zip files already: storing them costs nothing and loses nothing.
        with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as package:
            for name, (draft, _, _) in zip(names, results, strict=True):
                package.write(draft, name)
        target = target.with_suffix(".zip")
        bundle.replace(target)
        return Written(target, rows, tuple(names), cut)


def _spool(folder: Path, batches: Iterable[pa.Table], rows_per_part: int) -> Iterator[Path]:
    """Cut the stream of tables into Arrow files of one part each; at least one, even without rows."""
    number, room = 0, 0
    writer: pa.RecordBatchFileWriter | None = None
    path = folder
    for table in batches:
        if table.num_rows == 0 and number:
            continue
        start = 0
        while start < table.num_rows or writer is None:
            if writer is None:
                number, room = number + 1, rows_per_part
                path = folder / f"part-{number}.arrow"
                writer = pa.ipc.new_file(str(path), table.schema)
            piece = table.slice(start, room)
            writer.write_table(piece)
            start, room = start + piece.num_rows, room - piece.num_rows
            if room == 0:
                writer.close()
                writer = None
                yield path
                if start >= table.num_rows:
                    break
    if writer is not None:
        writer.close()
        yield path
    elif number == 0:
        path = folder / "part-1.arrow"
        with pa.ipc.new_file(str(path), pa.schema([])) as empty:
            empty.write_table(pa.table({}))
        yield path


def _write_all(
    folder: Path, spools: Iterator[Path], title: str, headers: Sequence[str], workers: int
) -> Iterator[tuple[Path, int, int]]:
    """Write the spooled parts; processes are started only when a second part turns up."""
    first = next(spools)
    second = next(spools, None)
    if second is None or workers < 2:
        for spool in (first, *([second] if second else []), *spools):
            yield _write_spool(spool, folder, title, list(headers))
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    with pool:
        waiting: list[Future[tuple[Path, int, int]]] = [
            pool.submit(_write_spool, spool, folder, title, list(headers)) for spool in (first, second)
        ]
        waiting += [pool.submit(_write_spool, spool, folder, title, list(headers)) for spool in spools]
        for future in waiting:
            yield future.result()


def _write_spool(spool: Path, folder: Path, title: str, headers: list[str]) -> tuple[Path, int, int]:
    """Write one part from its Arrow file; runs in a process of its own."""
    path = folder / (spool.stem + ".xlsx")
    with pa.memory_map(str(spool)) as source:
        reader = pa.ipc.open_file(source)
        batches = (pa.Table.from_batches([reader.get_batch(n)]) for n in range(reader.num_record_batches))
        rows, cut = write_xlsx(path, title, headers, batches)
    spool.unlink()
    return path, rows, cut
