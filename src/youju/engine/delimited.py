"""Reading CSV as Chinese offices exchange it: UTF-8 with or without a mark, GB18030, UTF-16; any delimiter.

Enter at `read`, which is called by `youju.engine.spreadsheets.read`. The encoding is proven by decoding the
whole file strictly, not guessed from the first page. Fields are quoted as in RFC 4180.

Does not belong here: Excel files, the meaning of columns.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from youju.engine.spreadsheets import Reading, Sheet, assemble, headers
from youju.errors import CODES, Problem, Where, YoujuError, fail

_CHUNK = 1 << 20
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {
    "utf-8": "utf-8-sig", "utf8": "utf-8-sig", "utf-8-sig": "utf-8-sig",
    "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
    "utf-16": "utf-16", "utf16": "utf-16",
}  # fmt: skip
"""GBK and GB 2312 are read as GB 18030-2022, which contains both."""
CALLED = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB 18030", "utf-16": "UTF-16"}
"""Encodings as people call them."""


def read(path: Path, reading: Reading, name: str) -> Sheet:
    """Read a CSV file into text columns.

    Raises:
        YoujuError: G471 encoding, G472 ragged rows (all of them), G473 quotes, G461 not text.
    """
    encoding = _encoding(path, reading.encoding, name)
    csv.field_size_limit(1 << 26)
    with path.open(encoding=encoding, newline="") as stream:
        delimiter = reading.delimiter or _delimiter(stream, reading.header_row)
        stream.seek(0)
        rows = csv.reader(stream, delimiter=delimiter)
        cells: list[str] = []
        for _ in range(reading.header_row):
            cells = next(rows, [])
        skipped_lines = rows.line_num
    names = headers(cells, file=name, row=reading.header_row, limits=reading.limits)
    # The header keeps its blank tail here: data rows are as wide as the header was written.
    names += [""] * (len(cells) - len(names))
    _check_quotes(path, encoding, delimiter, name)
    table, numbers = _table(path, encoding, delimiter, len(names), reading, name, skipped_lines)
    return assemble(table, numbers, names, file=name, kind="csv", reading=reading)


def _encoding(path: Path, wanted: str | None, name: str) -> str:
    """The encoding that decodes the whole file; what fits none is named by its row."""
    with path.open("rb") as stream:
        head = stream.read(4)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    if wanted is not None:
        known = _NAMES.get(wanted.lower())
        if known is None:
            raise fail("G471", name=name, tried=wanted, row=1)
        candidates = [marked or known]
    else:
        candidates = [marked] if marked else ["utf-8-sig", "gb18030"]
    reached = 0
    for candidate in candidates:
        place = _undecodable(path, candidate, name)
        if place < 0:
            return candidate
        reached = max(reached, place)  # the encoding that got furthest is most likely the one that was meant
    tried = "、".join(CALLED.get(one, one) for one in candidates)
    raise fail("G471", name=name, tried=tried, row=_row_of(path, reached))


def _row_of(path: Path, place: int) -> int:
    """Row of the file, from 1, in which a byte stands."""
    with path.open("rb") as stream:
        return 1 + sum(
            stream.read(min(_CHUNK, place - done)).count(b"\n") for done in range(0, place, _CHUNK)
        )


def _undecodable(path: Path, encoding: str, name: str) -> int:
    """Offset of the chunk's first byte that cannot be decoded, or -1.

    Raises:
        YoujuError: G461 for a zero character: the file is not text, whatever it is called.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return done + error.start
            if "\0" in text:
                raise fail("G461", name=name, kind="二进制数据")
            if not chunk:
                return -1
            done += len(chunk)


def _delimiter(stream: io.TextIOBase | Any, header_row: int) -> str:
    """The delimiter that occurs most often outside quotes in the header row; a comma when none does."""
    text = "".join(line for _, line in zip(range(header_row + 5), stream, strict=False))
    counts: Counter[str] = Counter()
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif not quoted and character in ",\t;|，":
            counts[character] += 1
    if not counts:
        return ","
    return min(counts, key=lambda mark: (-counts[mark], ",\t;|，".index(mark)))


def _check_quotes(path: Path, encoding: str, delimiter: str, name: str) -> None:
    """Refuse a quote that is opened and never closed: it would swallow the rest of the file in one cell.

    An odd number of quotes is a cheap sign; only then the file is parsed a second time to be sure.
    """
    count = 0
    with path.open(encoding=encoding, newline="") as stream:
        while chunk := stream.read(_CHUNK):
            count += chunk.count('"')
    if count % 2 == 0:
        return
    with path.open(encoding=encoding, newline="") as stream:
        rows = csv.reader(stream, delimiter=delimiter, strict=False)
        last = 0
        try:
            for last, _ in enumerate(rows, start=1):  # noqa: B007 - the number of the last row is what we want
                pass
            # csv is lenient at the end of the file: only the strict reader says "unexpected end of data".
            stream.seek(0)
            for _ in csv.reader(stream, delimiter=delimiter, strict=True):
                pass
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise fail("G473", name=name, row=last) from error


def _table(
    path: Path, encoding: str, delimiter: str, width: int, reading: Reading, name: str, skipped_lines: int
) -> tuple[pa.Table, pa.Array]:
    """Parse everything below the header; row numbers count records as Excel shows them."""
    ragged: list[Problem] = []
    shift = reading.header_row - skipped_lines

    def keep_ragged(row: Any) -> str:
        if len(ragged) < 1000:
            ragged.append(
                Problem(
                    CODES["G472"],
                    {"actual": row.actual_columns, "expected": row.expected_columns},
                    Where(row=row.number + shift),
                )
            )
        return "skip"

    columns = [f"c{index}" for index in range(width)]
    try:
        table = arrow_csv.read_csv(
            str(path),
            read_options=arrow_csv.ReadOptions(
                use_threads=False,  # row numbers of ragged rows are known to one thread only
                skip_rows=skipped_lines,
                column_names=columns,
                block_size=1 << 25,
                encoding="utf8" if encoding == "utf-8-sig" else encoding,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep_ragged,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            raise fail("G478", name=name, row=reading.header_row) from error
        raise fail("G473", name=name, row=reading.header_row + 1) from error
    if ragged:
        raise YoujuError(ragged)
    first = reading.header_row + 1
    numbers = pa.array(range(first, first + table.num_rows), pa.int64())
    return table, numbers


def encodings() -> Iterator[str]:
    """Names that a mapping may give for ``encoding``."""
    yield from sorted(_NAMES)
