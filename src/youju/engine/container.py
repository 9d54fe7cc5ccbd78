"""What is inside an Excel file before it is read: size, parts, macros, links, formulas, used area.

Enter at `check_zip` and `scan_sheet` for .xlsx (ECMA-376), `check_ole` for .xls (MS-CFB, MS-XLS). Everything
streams with bounded memory; nothing is evaluated.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from youju.engine.spreadsheets import Limits
from youju.errors import fail

_CHUNK = 1 << 20
_MAX_PARTS = 10_000
_BOMB_FLOOR = 64 << 20
_SHOWN = 100


class Cell(NamedTuple):
    """A cell by row and column, both from 1."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"{letters(self.column - 1)}{self.row}"


@dataclass(slots=True)
class Scan:
    """What a look through one sheet found.

    Attributes:
        formulas: The first hundred formula cells.
        formula_count: How many there are.
        errors: The first hundred cells with an error value (``#N/A``); the reader would give them as blank.
    """

    formulas: list[Cell] = field(default_factory=list)
    formula_count: int = 0
    errors: list[Cell] = field(default_factory=list)

    def add_formula(self, cell: Cell) -> None:
        """Count a formula and keep its place while there are few."""
        self.formula_count += 1
        if len(self.formulas) < _SHOWN:
            self.formulas.append(cell)

    def add_error(self, cell: Cell) -> None:
        """Keep the place of an error value while there are few."""
        if len(self.errors) < _SHOWN:
            self.errors.append(cell)


def letters(column: int) -> str:
    """The letters of a column counted from 0.

    Example:
        >>> letters(0), letters(25), letters(26), letters(702)
        ('A', 'Z', 'AA', 'AAA')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(column: str) -> int:
    """The number, from 1, of a column's letters; the inverse of `letters` plus one."""
    value = 0
    for character in column:
        value = value * 26 + ord(character) - 64
    return value


# .xlsx ------------------------------------------------------------------------------------------


def check_zip(path: Path, name: str, limits: Limits) -> dict[str, str]:
    """Refuse broken, oversized, encrypted and active packages.

    Returns:
        Part name of every worksheet by its title.

    Raises:
        YoujuError: G461 another kind of zip, G462 damaged, G463 macros, G469 bomb, G477 external links.
    """
    try:
        with zipfile.ZipFile(path) as package:
            infos = package.infolist()
            names = {info.filename for info in infos}
            _check_sizes(infos, name, limits)
            if "xl/workbook.xml" not in names:
                kind = "Excel二进制工作簿（.xlsb）" if "xl/workbook.bin" in names else _zip_kind(names)
                raise fail("G461", name=name, kind=kind)
            if any(part.endswith(".bin") and "vba" in part.lower() for part in names) or any(
                part.startswith(("xl/macrosheets/", "xl/dialogsheets/")) for part in names
            ):
                raise fail("G463", name=name)
            if any(part.startswith(("xl/externalLinks/", "xl/queryTables/")) for part in names) or (
                "xl/connections.xml" in names
            ):
                raise fail("G477", name=name)
            for info in infos:
                _check_part(package, info, name)
            return _sheet_parts(package, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, struct.error) as error:
        raise fail("G462", name=name) from error


def _check_sizes(infos: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    """Refuse by the declared sizes; that they are not lies is proven by `_check_part`."""
    total = sum(info.file_size for info in infos)
    if total > limits.unpacked or len(infos) > _MAX_PARTS:
        raise fail("G469", name=name, size=f"{total / 1048576:.0f}MB")
    for info in infos:
        if info.flag_bits & 1:
            raise fail("G465", name=name)
        if info.file_size > _BOMB_FLOOR and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise fail("G469", name=name, size=f"{info.file_size / 1048576:.0f}MB")


def _check_part(package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
    """Unpack one part to nowhere: checks its length and checksum, and that XML declares no entity."""
    is_xml = info.filename.endswith((".xml", ".rels", ".vml"))
    tail = b""
    with package.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            if is_xml:
                if not tail and chunk[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
                    raise fail("G462", name=name)  # not UTF-8: the scan below would be blind
                if b"<!DOCTYPE" in tail + chunk or b"<!ENTITY" in tail + chunk:
                    raise fail("G481", name=name)
                tail = chunk[-16:]


def _zip_kind(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "Word文档"
    if "ppt/presentation.xml" in names:
        return "PowerPoint文稿"
    return "压缩包"


def _sheet_parts(package: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Where each worksheet is, from the workbook part and its relationships."""
    try:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, DefusedXmlException) as error:
        raise fail("G462", name=name) from error
    targets = {element.get("Id", ""): element.get("Target", "") for element in relations}
    parts = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            target = targets.get(relation, "")
            parts[element.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts


_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?/?>")
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb'<(?:\w+:)?c\s[^>]*?\bt="e"[^>]*>')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,7})"')
_WIDE = re.compile(rb'\br="([A-Z]{2,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?(?:v|is|f)\b')


def scan_sheet(path: Path, parts: dict[str, str], title: str, name: str, limits: Limits) -> Scan:
    """Look through a worksheet's XML for formulas and for its used area.

    A cell with a value in column XFD of row 1,048,576 is 30 bytes in the file and 17 thousand million
    cells in the reader, which holds the used area densely; so the area is measured before.

    Raises:
        YoujuError: G462 the part is missing, G467 too many columns, G468 too large an area.
    """
    found = Scan()
    last_row, widest = 0, 1
    try:
        with zipfile.ZipFile(path) as package:
            for text in _overlapping(package, parts[title]):
                for match in _FORMULA.finditer(text):
                    found.add_formula(_cell_before(text, match.start()))
                for match in _ERROR.finditer(text):
                    found.add_error(_cell_before(text, match.end()))
                for match in _ROW.finditer(text):
                    last_row = max(last_row, int(match[1]))
                for match in _WIDE.finditer(text):
                    widest = max(widest, number(match[1].decode()))
    except KeyError as error:
        raise fail("G462", name=name) from error
    if widest > limits.columns:
        raise fail("G467", name=name, count=widest, limit=limits.columns)
    if last_row * max(widest, 26) > limits.grid and widest > 1:
        raise fail(
            "G468", name=name, size=f"{last_row}行×{widest}列", limit=f"{limits.grid // 10_000}万个单元格"
        )
    return found


def _overlapping(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end at a cell's end, so that no match is cut or found twice."""
    rest = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            end = text.rfind(b"</row>") + 6
            if end < 6:
                end = text.rfind(b"</c>") + 4
            if end < 4:
                rest = text
                continue
            yield text[:end]
            rest = text[end:]
    yield rest


def _cell_before(text: bytes, place: int) -> Cell:
    """The cell whose formula starts at ``place``."""
    start = max(text.rfind(b"<c ", 0, place), text.rfind(b":c ", 0, place) - 8, 0)
    match = None
    for match in _CELL.finditer(text, start, place):  # noqa: B007 - the last one before the formula
        pass
    return Cell(int(match[2]), number(match[1].decode())) if match else Cell(1, 1)


# .xls -------------------------------------------------------------------------------------------

_FORMULA_RECORD, _BOUNDSHEET, _BOF, _EXTERNSHEET_BOOK, _FILEPASS = 0x0006, 0x0085, 0x0809, 0x01AE, 0x002F
_BOOLERR = 0x0205
_END = 0xFFFFFFF8


def check_ole(path: Path, name: str) -> dict[str, Scan]:
    """Look through an .xls file: its macros, links to other books, encryption and formulas.

    Sources: MS-CFB 2.3 (FAT), 2.6 (directory); MS-XLS 2.4.28 (BoundSheet8), 2.4.127 (Formula),
    2.4.271 (SupBook).

    Returns:
        Formulas by sheet title.
    """
    data = path.read_bytes()
    try:
        streams = _directory(data)
        if any("VBA" in title.upper() for title in streams):
            raise fail("G463", name=name)
        book = next((streams[title] for title in ("Workbook", "Book") if title in streams), None)
        if book is None:
            kind = "加密的Office文件" if "EncryptedPackage" in streams else "其他Office文件"
            raise fail("G465" if "EncryptedPackage" in streams else "G461", name=name, kind=kind)
        return _scan_biff(_stream(data, *book), name)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise fail("G462", name=name) from error


def _sectors(data: bytes) -> tuple[int, list[int]]:
    """Sector size and the file allocation table."""
    size = 1 << struct.unpack_from("<H", data, 0x1E)[0]
    if size not in (512, 4096):
        raise struct.error("sector size")
    difat = list(struct.unpack_from("<109I", data, 0x4C))
    following, count = struct.unpack_from("<2I", data, 0x44)
    while following < _END and count > 0 and len(difat) < 100_000:
        block = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        difat += block[:-1]
        following, count = block[-1], count - 1
    table: list[int] = []
    for sector in difat:
        if sector < _END:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return size, table


def _chain(data: bytes, first: int, size: int, table: list[int]) -> bytes:
    """The bytes of a chain of sectors; a loop is damage."""
    pieces = []
    seen: set[int] = set()
    while first < _END:
        if first in seen:
            raise struct.error("loop")
        seen.add(first)
        pieces.append(data[(first + 1) * size : (first + 2) * size])
        first = table[first]
    return b"".join(pieces)


def _directory(data: bytes) -> dict[str, tuple[int, int]]:
    """First sector and size of every stream, storages included."""
    size, table = _sectors(data)
    first = struct.unpack_from("<I", data, 0x30)[0]
    entries = _chain(data, first, size, table)
    found = {}
    for start in range(0, len(entries) - 127, 128):
        length = struct.unpack_from("<H", entries, start + 64)[0]
        if 2 <= length <= 64:
            title = entries[start : start + length - 2].decode("utf-16-le")
            found[title] = (
                struct.unpack_from("<I", entries, start + 116)[0],
                struct.unpack_from("<I", entries, start + 120)[0],
            )
    return found


def _stream(data: bytes, first: int, length: int) -> bytes:
    """A stream's bytes; short ones live in the mini stream, where no workbook fits."""
    size, table = _sectors(data)
    content = _chain(data, first, size, table)[:length]
    if len(content) < length:
        raise struct.error("truncated")
    return content


def _scan_biff(stream: bytes, name: str) -> dict[str, Scan]:
    """Walk the records of a BIFF8 stream."""
    found: dict[str, Scan] = {}
    titles: dict[int, str] = {}
    current: Scan | None = None
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, place)
        body = stream[place + 4 : place + 4 + length]
        if kind == 0 and length == 0:
            break  # padding after the last substream
        if len(body) < length:
            raise struct.error("truncated record")
        if kind == _FILEPASS:
            raise fail("G465", name=name)
        if kind == _EXTERNSHEET_BOOK and length > 4:
            raise fail("G477", name=name)
        if kind == _BOUNDSHEET:
            offset, count, wide = struct.unpack_from("<I", body)[0], body[6], body[7]
            titles[offset] = (
                body[8 : 8 + count * 2].decode("utf-16-le")
                if wide & 1
                else body[8 : 8 + count].decode("latin-1")
            )
        elif kind == _BOF and place in titles:
            current = found.setdefault(titles[place], Scan())
        elif kind == _FORMULA_RECORD and current is not None:
            row, column = struct.unpack_from("<2H", body)
            current.add_formula(Cell(row + 1, column + 1))
            if body[12:14] == b"\xff\xff" and body[6] == 2:  # MS-XLS 2.5.133 FormulaValue: an error
                current.add_error(Cell(row + 1, column + 1))
        elif kind == _BOOLERR and current is not None and body[7]:
            row, column = struct.unpack_from("<2H", body)
            current.add_error(Cell(row + 1, column + 1))
        place += 4 + length
    return found
