""".docx: body, tables, headers, footers, foot- and endnotes; tracked changes as if accepted.

The parts are read as a stream of XML events, so that memory does not grow with the markup, and with document
types, entities and external references forbidden (defusedxml). Macros, pictures and embedded files are never
touched. In the text a table row is a line, its cells are separated by tabs; a cell that spans several columns
is followed by as many more tabs, so that the columns of all rows agree.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from youju.checker.reading import limits
from youju.checker.reading.source import Anchor, Source
from youju.errors import fail

MAIN: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES: Final = re.compile(r"word/(?:header\d*|footer\d*|footnotes|endnotes)\.xml")
_DELETED: Final = frozenset({"del", "moveFrom", "delText", "instrText", "delInstrText"})
_CHUNK: Final = 1 << 16


def read(content: bytes, name: str) -> Source:
    """The text of a .docx with the place of each paragraph.

    Raises:
        YoujuError: H102, H103 or H104.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = _parts(package, name)
            return _joined(package, parts, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise fail("H104", path=name, reason="压缩包不完整或已损坏") from error
    except (ParseError, UnicodeError, ValueError, DefusedXmlException) as error:
        reason = "含有不允许的实体定义" if isinstance(error, DefusedXmlException) else "文档内容不完整"
        raise fail("H104", path=name, reason=reason) from error
    except RuntimeError as error:  # what zipfile says of an encrypted member
        raise fail("H105", path=name) from error


def is_modest(content: bytes) -> bool:
    """Whether a .docx that `read` accepted can be unpacked as a whole; macros are not wanted either."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = package.infolist()
    sizes = [member.file_size for member in members]  # zipfile never unpacks more than is declared
    xml = [member.file_size for member in members if member.filename.endswith((".xml", ".rels"))]
    macros = any("vbaproject" in member.filename.lower() for member in members)
    return sum(sizes) <= limits.PACKAGE_BYTES and max(xml, default=0) <= limits.PART_BYTES and not macros


def _parts(package: zipfile.ZipFile, name: str) -> list[str]:
    """Parts to read, main text first."""
    members = package.infolist()
    if len(members) > limits.ZIP_MEMBERS:
        raise fail("H103", path=name, reason=f"内含{len(members)}个文件")
    names = {member.filename for member in members}
    if MAIN not in names:
        raise fail("H102", path=name, reason="是压缩包，但不是 Word 文档")
    return [MAIN, *sorted(part for part in names if _NOTES.fullmatch(part))]


def _joined(package: zipfile.ZipFile, parts: list[str], name: str) -> Source:
    pieces: list[str] = []
    anchors: list[Anchor] = []
    length = 0
    for part in parts:
        reader = _Reader(limits.CHARACTERS - length, name)
        parser = DefusedXMLParser(target=reader, forbid_dtd=True, forbid_entities=True, forbid_external=True)
        for chunk in _chunks(package, part, name):
            parser.feed(chunk)
        parser.close()
        text = reader.text()
        pieces.append(text)
        anchors += [Anchor(part, index, length + a, length + b) for index, a, b in reader.places]
        length += len(text)
    return Source("".join(pieces), "docx", "", tuple(anchors))


def _chunks(package: zipfile.ZipFile, part: str, name: str) -> Iterator[bytes]:
    """A part unpacked bit by bit; what the package says of its size is not believed."""
    done = 0
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            done += len(chunk)
            if done > limits.PART_BYTES:
                raise fail("H103", path=name, reason=f"解压后超过{limits.PART_BYTES >> 20}MB")
            yield chunk


class _Reader:
    """Target of the XML parser: collects text and the place of each paragraph.

    Attributes:
        places: Index of the paragraph among all of its part, start and end of its text.
    """

    def __init__(self, most: int, name: str) -> None:
        self.places: list[tuple[int, int, int]] = []
        self._most = most
        self._name = name
        self._pieces: list[str] = []
        self._length = 0
        self._paragraphs = 0
        self._open: list[tuple[int, int]] = []  # paragraphs nest where a text box stands in one
        self._cells = 0
        self._silent = 0
        self._in_text = 0
        self._row_cells = 0
        self._spanned = 0
        self._names: set[str] = set()

    def text(self) -> str:
        """Everything, one paragraph or table row a line."""
        return "".join(self._pieces)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._names.add(tag)
        if len(self._names) > limits.ELEMENT_NAMES:
            raise fail("H104", path=self._name, reason="文档内容异常")
        name = _local(tag)
        if name == "p":
            self._paragraph()
        if self._silent or name in _DELETED or tag == _FALLBACK:
            self._silent += 1
        elif name == "t":
            self._in_text += 1
        elif name in {"tab", "ptab"} and not attributes:  # with attributes it is a stop in the properties
            self._add(" " if self._cells else "\t")
        elif name in {"br", "cr"}:
            self._add(" ")
        elif name == "noBreakHyphen":
            self._add("-")
        elif name in {"tr", "tc", "gridSpan", "gridBefore"}:
            self._table(name, attributes)

    def _table(self, name: str, attributes: dict[str, str]) -> None:
        """A row or cell begins, or says how many columns it takes."""
        if name == "tc":
            if not self._cells:
                self._add("\t" if self._row_cells else "")
                self._row_cells += 1
                self._spanned = 0
            elif self._pieces and self._pieces[-1] not in {" ", "\t"}:
                self._add(" ")
            self._cells += 1
        elif name == "tr" and not self._cells:
            self._row_cells = 0
        elif name == "gridSpan" and self._cells == 1:
            self._spanned = _columns(attributes) - 1
        elif name == "gridBefore" and not self._cells:
            self._add("\t" * _columns(attributes))

    def _paragraph(self) -> None:
        """A paragraph begins; silent ones are counted too, so that the index is that of the file."""
        if not self._silent:
            self._open.append((self._paragraphs, self._length))
        self._paragraphs += 1
        if self._paragraphs > limits.PARAGRAPHS:
            raise fail("H103", path=self._name, reason=f"超过{limits.PARAGRAPHS // 10_000}万段")

    def data(self, text: str) -> None:
        """Characters."""
        if self._in_text and not self._silent:
            self._add(text.replace("\n", " ").replace("\r", " "))

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._silent:
            self._silent -= 1
            return
        name = _local(tag)
        if name == "p" and self._open:
            index, start = self._open.pop()
            self.places.append((index, start, self._length))
            self._add(" " if self._cells or self._open else "\n")
        elif name == "t":
            self._in_text -= 1
        elif name == "tc":
            self._cells -= 1
            self._trim()
            if not self._cells:
                self._add("\t" * self._spanned)
        elif name == "tr" and not self._cells:
            self._add("\n")

    def close(self) -> None:
        """The part ends."""

    def _trim(self) -> None:
        """Take back the space after a cell's last paragraph."""
        if self._pieces and self._pieces[-1] == " ":
            self._pieces.pop()
            self._length -= 1

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._length += len(text)
            if self._length > self._most:
                raise fail("H103", path=self._name, reason=f"超过{limits.CHARACTERS // 10_000}万字")


def _columns(attributes: dict[str, str]) -> int:
    """How many columns an element says that it takes; Word has at most 63."""
    value = next((text for name, text in attributes.items() if name.endswith("}val")), "1")
    return min(max(int(value), 0), 63) if value.isdecimal() else 1


def _local(tag: str) -> str:
    """Name of an element of the text's own vocabulary; empty for others."""
    if tag.startswith(_W):
        return tag[len(_W) :]
    return tag[len(_STRICT) :] if tag.startswith(_STRICT) else ""
