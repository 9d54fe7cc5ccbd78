"""One delivery of a list: read as text, held against what a list should look like, whole or not at all.

Enter at `read` for the rows of one list, `read_all` for those of a configuration. A delivery that is not to
be trusted is *held*: nothing of it is used, and every reason is said with its row.
"""

from __future__ import annotations

import codecs
import gzip
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youju.engine import spreadsheets
from youju.engine.delimited import CALLED
from youju.engine.spreadsheets import Limits, Reading, Sheet
from youju.errors import CODES, Problem, Where, YoujuError, fail
from youju.linkage import reasons
from youju.linkage.config import GUESSES, Configuration, Source
from youju.linkage.rows import RAW, code
from youju.standards import credit_code

_UNPACKED: Final = 2 << 30
_CELL: Final = 2_000
"""Characters of a cell; business scopes are the longest and rarely have a thousand."""
_BROKEN: Final = 0.2
"""Share of wrong codes among the filled ones from which a delivery is held."""
_STRANGE: Final = 0.05
"""Share of names without any ideograph or letter, or of unreadable characters, from which it is held."""
_SIZE: Final = 0.5
_TWICE: Final = 0.1
"""How much more of a delivery may be doubles than of the last one, as a share of its rows."""
_COMPARED: Final = ("code", "name", "person", "address", "phone")
LIMITS: Final = Limits(rows=10_000_000, cell=_CELL, grid=400_000_000)
"""How large a list may be."""
UNLIKE: Final = frozenset({"U509", "U516", "U517", "U519"})
"""What is said of a delivery that is not like the last one; somebody may have looked, and found it right."""
_TELLING: Final = 5
"""Characters from which it is no accident that a text can be read in two encodings."""
_WRITTEN: Final = re.compile(r"[ -~·—‘’“”、。《》〇一-鿿！-～]*[一-鿿][ -~·—‘’“”、。《》〇一-鿿！-～]*")
"""What people write; a name that by accident is also UTF-8 gives letters of other scripts too."""
_PERSONAL: Final = ("person", "phone")
"""Of which no cell is told."""
_UNIT: Final = re.compile(r"[（(](?:单位[：:])?((?:亿|千|百)?元)[）)]$")
_FORMULA: Final = r"^=[\"'0-9A-Za-z(+-]"
"""A formula that was written into a file of text; ``="0551"`` is how some systems keep a leading nought."""
_LOST: Final = r"\x{FFFD}|锟斤拷|[\x00-\x08\x0B\x0C\x0E-\x1F]"
"""What is left of characters that were read in a wrong encoding and written again."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is remembered of a delivery, to hold the next against it.

    Attributes:
        rows: How many there were.
        columns: The headings.
        encoding: ``utf-8``, ``utf-16`` or ``gb18030``; empty for a workbook, and where it is not known.
        twice: Share of the rows that say all that another says; None where it is not known.
    """

    rows: int
    columns: tuple[str, ...]
    encoding: str = ""
    twice: float | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that passed.

    Attributes:
        raw: Columns of `rows.RAW`.
        shape: To be remembered.
        columns: Heading by meaning, also the guessed ones.
        items: What else was asked for, a column of texts for each.
        lines: The row of the file in which each stands.
    """

    raw: pa.Table
    shape: Shape
    columns: Mapping[str, str]
    items: Mapping[str, pa.Array]
    lines: pa.Array


@contextmanager
def at_hand(configuration: Configuration) -> Iterator[Configuration]:
    """A configuration of which every list is a file; those in databases are copied while it is used.

    Raises:
        YoujuError: U520 to U524, for all lists that cannot be copied.
    """
    if not any(source.database for source in configuration.sources):
        yield configuration
        return
    from youju.linkage import databases  # its drivers take a while to load, and few lists need them

    with tempfile.TemporaryDirectory(prefix="lists-") as folder:
        sources: list[Source] = []
        problems: list[Problem] = []
        for source in configuration.sources:
            try:
                copy = source.database is not None
                sources.append(databases.copied(source, Path(folder), configuration.file) if copy else source)
            except YoujuError as error:
                problems += error.problems
        if problems:
            raise YoujuError(problems)
        yield replace(configuration, sources=tuple(sources))


def read_all(configuration: Configuration, *, last: Mapping[str, Shape] | None = None) -> dict[str, Delivery]:
    """Read every list of a configuration.

    Raises:
        YoujuError: The problems of all lists, each with its file; U520 to U524 as for `at_hand`.
    """
    with at_hand(configuration) as near:
        return _all(near, last)


def _all(configuration: Configuration, last: Mapping[str, Shape] | None) -> dict[str, Delivery]:
    found, problems = {}, []
    for source in configuration.sources:
        try:
            found[source.name] = read(source, last=(last or {}).get(source.name))
        except YoujuError as error:
            problems += [
                Problem(one.code, one.fields, Where(source.file.name, row=one.where.row, path=one.where.path))
                for one in error.problems
            ]
    if problems:
        raise YoujuError(problems)
    return found


def read(source: Source, *, last: Shape | None = None) -> Delivery:
    """Read one list.

    Args:
        source: From the configuration.
        last: What the last delivery looked like.

    Raises:
        YoujuError: U509 to U519 for a delivery that is held; G46x, G47x for a file that cannot be read.
    """
    sheet = sheet_of(source)
    columns = _columns(source, sheet)
    texts = {meaning: _column(sheet, heading) for meaning, heading in columns.items()}
    doubles = _doubles(texts)
    count = len(sheet)
    shape = Shape(count, sheet.columns, _encoding(source.file), len(doubles) / count if count else 0.0)
    problems = _unlike(sheet, shape, last, doubles, told=source.encoding) + _doubtful(sheet, texts, columns)
    numbers = texts.get("row")
    if numbers is None:
        numbers = pa.array([str(number) for number in range(1, count + 1)], pa.string())
    else:
        problems += _row_numbers(sheet, numbers)
    if problems:
        raise YoujuError(problems)
    blank = pa.nulls(count, pa.string())
    raw = {"list": pa.array([source.name] * count, pa.string()), "row": numbers}
    raw |= {name: texts.get(name, blank) for name in RAW.names if name not in raw}
    items = {
        item: _with_unit(_column(sheet, spreadsheets.clean_header(heading)), heading)
        for item, heading in source.items.items()
    }
    return Delivery(pa.table(raw, schema=RAW), shape, columns, items, sheet.rows)


def sheet_of(source: Source) -> Sheet:
    """The cells of a list, before anybody says what they mean.

    Raises:
        YoujuError: As for `read`, for a file that cannot be read; U527 for an empty one, G474 where a row of
            data stands in place of the headings.
    """
    sheet = _sheet(source)
    if any(credit_code.is_valid(heading) for heading in sheet.columns):
        raise fail("G474", where=Where(row=source.header_row), name=source.file.name)
    return sheet


def _sheet(source: Source) -> Sheet:
    reading = Reading(
        sheet=source.sheet,
        header_row=source.header_row,
        encoding=source.encoding,
        delimiter=source.delimiter,
        formulas="values" if source.formulas == "values" else "refuse",
        limits=LIMITS,
    )
    if source.file.stat().st_size == 0:
        raise fail("U527", name=source.file.name)
    with source.file.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    if not packed:
        return spreadsheets.read(source.file, reading, name=source.file.name)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / source.file.name.removesuffix(".gz")
        try:
            with gzip.open(source.file) as packed_stream, plain.open("wb") as out:
                shutil.copyfileobj(_Bounded(packed_stream, source.file.name), out, 1 << 20)
        except (OSError, EOFError) as error:
            raise fail("U510", name=source.file.name) from error
        return spreadsheets.read(plain, reading, name=source.file.name)


class _Bounded:
    """A stream that may not become longer than what we unpack."""

    def __init__(self, stream: gzip.GzipFile, name: str) -> None:
        self._stream, self._name, self._left = stream, name, _UNPACKED

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise fail("U510", name=self._name)
        return data


def _column(sheet: Sheet, heading: str) -> pa.Array:
    column = sheet.data.column(f"c{sheet.columns.index(heading)}")
    return pc.utf8_trim_whitespace(column.combine_chunks())


def _with_unit(column: pa.Array, heading: str) -> pa.Array:
    """Numbers with the unit of money that their heading names, where that is not 万元, in which we count."""
    unit = _UNIT.search(heading)
    if unit is None:
        return column
    plain = pc.match_substring_regex(column, r"^-?[0-9][0-9,]*(\.[0-9]+)?$")
    return pc.if_else(pc.fill_null(plain, False), pc.binary_join_element_wise(column, unit[1], ""), column)


def _columns(source: Source, sheet: Sheet) -> dict[str, str]:
    """Heading by meaning: what the configuration says, else what the headings look like."""
    found: dict[str, str] = {}
    problems = []
    for meaning, heading in (*source.columns.items(), *source.items.items()):
        shown = spreadsheets.clean_header(heading)
        if shown not in sheet.columns:
            problems.append(
                Problem(
                    CODES["U511"],
                    {"heading": heading, "headings": "、".join(sheet.columns)},
                    Where(row=source.header_row),
                )
            )
        if meaning in source.columns:
            found[meaning] = shown
    for meaning, headings in GUESSES.items() if source.guessed else ():
        fitting = [
            heading for heading in headings if heading in sheet.columns and heading not in found.values()
        ]
        if meaning not in found and fitting:
            found[meaning] = fitting[0]
    if "name" not in found:
        problems.append(Problem(CODES["U512"], {}, Where(row=source.header_row)))
    if problems:
        raise YoujuError(problems)
    return found


def _encoding(file: Path) -> str:
    """In what a file of text is written; it has been proven readable."""
    with file.open("rb") as stream:
        head = stream.read(4)
    if head[:2] in (b"PK", b"\xd0\xcf"):
        return ""
    with gzip.open(file) if head[:2] == b"\x1f\x8b" else file.open("rb") as plain:
        decoder = codecs.getincrementaldecoder("utf-8")()
        head = plain.read(2)
        if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        try:
            decoder.decode(head)
            while part := plain.read(1 << 20):
                decoder.decode(part)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8"


def _doubles(texts: Mapping[str, pa.Array]) -> np.ndarray:
    """Places of the rows that say all that an earlier one says."""
    said = [pc.fill_null(texts[name], "") for name in _COMPARED if name in texts]
    whole = pc.binary_join_element_wise(*said, "\x1f").dictionary_encode()
    numbers = whole.indices.to_numpy(zero_copy_only=False)
    first = np.ones(len(numbers), np.bool_)
    first[np.unique(numbers, return_index=True)[1]] = False
    return np.flatnonzero(first)


def _unlike(
    sheet: Sheet, shape: Shape, last: Shape | None, doubles: np.ndarray, *, told: str | None
) -> list[Problem]:
    """How a delivery differs from the last one.

    Args:
        sheet: What was delivered.
        shape: What is to be remembered of it.
        last: What is remembered of the last one.
        doubles: Places of rows that say what another says.
        told: The encoding, where the configuration names it.
    """
    if last is None:
        return []
    problems = []
    if told is None and shape.encoding and last.encoding and shape.encoding != last.encoding:
        called = {"encoding": CALLED[shape.encoding], "before": CALLED[last.encoding]}
        problems.append(Problem(CODES["U509"], called))
    if last.twice is not None and (shape.twice or 0) > last.twice + _TWICE:
        shares = {"share": f"{shape.twice:.0%}", "before": f"{last.twice:.0%}"}
        problems += reasons.at("U519", sheet, doubles, **shares)
    if abs(len(sheet) - last.rows) > _SIZE * last.rows:
        problems.append(Problem(CODES["U516"], {"count": len(sheet), "before": last.rows}))
    if sheet.columns != last.columns:
        gone = [heading for heading in last.columns if heading not in sheet.columns]
        new = [heading for heading in sheet.columns if heading not in last.columns]
        problems.append(
            Problem(
                CODES["U517"], {"gone": "、".join(gone) or "无", "new": "、".join(new) or "无（次序变了）"}
            )
        )
    return problems


def _doubtful(sheet: Sheet, texts: Mapping[str, pa.Array], columns: Mapping[str, str]) -> list[Problem]:
    """Shifted columns, characters that were lost, and too many wrong codes."""
    problems = []
    for meaning, column in texts.items():
        formulas = pc.fill_null(pc.match_substring_regex(column, _FORMULA), False)
        said = None if meaning in _PERSONAL else column
        problems += reasons.at("U526", sheet, np.flatnonzero(formulas), said, heading=columns[meaning])
        marks = pc.fill_null(pc.match_substring_regex(column, _LOST), False).to_numpy(zero_copy_only=False)
        lost = np.flatnonzero(marks | _misread(column) if meaning == "name" else marks)
        problems += reasons.at("U513", sheet, lost, said, heading=columns[meaning])
    names = texts["name"]
    no_name = pc.invert(pc.fill_null(pc.match_substring_regex(names, r"[\p{L}]{2}"), False))
    if "code" in texts:  # a code where a name should be: the columns have shifted
        no_name = pc.or_(no_name, pc.fill_null(pc.match_substring_regex(names, r"^[0-9A-Z]{15,20}$"), False))
        filled = pc.fill_null(pc.not_equal(texts["code"], ""), False).to_numpy(zero_copy_only=False)
        wrong = np.flatnonzero(filled)[_wrong_codes(texts["code"].filter(pa.array(filled)))]
        if len(wrong) > max(_BROKEN * filled.sum(), 3):
            share = f"{len(wrong) / filled.sum():.0%}"
            problems += reasons.at("U515", sheet, wrong, texts["code"], heading=columns["code"], share=share)
    strange = np.flatnonzero(pc.fill_null(no_name, True).to_numpy(zero_copy_only=False))
    if len(strange) > max(_STRANGE * len(sheet), 1):
        problems += reasons.at("U514", sheet, strange, names, heading=columns["name"])
    return problems


def _misread(names: pa.Array) -> np.ndarray:
    """Names that are UTF-8 when written again as GB 18030: the file has both encodings."""
    found = np.zeros(len(names), np.bool_)
    for place, text in enumerate(names.to_pylist()):
        if text is None or len(text) < _TELLING:
            continue
        try:
            again = text.encode("gb18030").decode("utf-8")
        except UnicodeError:
            continue
        found[place] = bool(_WRITTEN.fullmatch(again))
    return found


def _wrong_codes(codes: pa.Array) -> np.ndarray:
    texts = codes.to_pylist()
    right = np.array(credit_code.valid_many(texts), np.bool_)
    for place in np.flatnonzero(~right).tolist():
        right[place] = bool(code(texts[place])[0])
    return ~right


def _row_numbers(sheet: Sheet, numbers: pa.Array) -> list[Problem]:
    """Numbers of rows that are missing or stand twice."""
    encoded = numbers.dictionary_encode().indices
    seen = np.bincount(pc.fill_null(encoded, 0).to_numpy(zero_copy_only=False), minlength=1)
    twice = (seen > 1)[pc.fill_null(encoded, 0).to_numpy(zero_copy_only=False)]
    bad = np.flatnonzero(twice | pc.is_null(numbers).to_numpy(zero_copy_only=False))
    return reasons.at("U518", sheet, bad, numbers)
