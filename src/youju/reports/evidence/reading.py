"""A .docx taken apart: its lines, what of them stands in which control, its pictures, which version it is.

Enter at `read`. As if all tracked changes were accepted. Runs, hyperlinks, insertions, text boxes, tables,
notes, headers and footers are all looked into: a number must not hide.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from youju.checker.reading.word import is_modest
from youju.checker.reading.word import read as read_text
from youju.errors import YoujuError, fail
from youju.reports.outputs.word import NAMESPACE, PART

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_EMBED: Final = re.compile(r"\}embed$")
_SKIPPED: Final = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "sdtPr", "rPr", "pPr"}
)
_PARTS: Final = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(slots=True)
class Control:
    """A content control.

    Attributes:
        tag: What it says that its text came from.
        line: Index of the line on which it begins.
        pictures: SHA-256 of the pictures in it.
    """

    tag: str
    line: int
    text: str = ""
    pictures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A paragraph.

    Attributes:
        pieces: Text, and the index of the innermost tagged control around it.
        heading: Whether it is styled as a heading.
    """

    pieces: list[tuple[str, int | None]] = field(default_factory=list)
    heading: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(text for text, _ in self.pieces)


@dataclass(slots=True)
class Taken:
    """A document taken apart.

    Attributes:
        facts: Of the part that says which version it is.
        loose_pictures: Number of pictures outside controls.
    """

    lines: list[Line] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    loose_pictures: int = 0


def read(content: bytes, name: str) -> Taken:
    """Take a document apart.

    Raises:
        YoujuError: B113.
    """
    try:
        read_text(content, name)  # refuses what is too large, encrypted, or no document
        if not is_modest(content):
            raise fail("B113", path=name, reason="文件过大或含有宏")
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _taken(package)
    except YoujuError as error:
        if error.code == "B113":
            raise
        raise fail("B113", path=name, reason=error.problems[0].message.rstrip("。")) from error
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError) as error:
        raise fail("B113", path=name, reason="文件不完整或已损坏") from error


def _taken(package: zipfile.ZipFile) -> Taken:
    taken = Taken()
    names = package.namelist()
    for part in sorted(
        (one for one in names if _PARTS.fullmatch(one)), key=lambda one: one != "word/document.xml"
    ):
        walker = _Walker(taken, _pictures(package, part))
        walker.walk(_parsed(package.read(part)), None, None)
    if PART.lstrip("/") in names:
        root = _parsed(package.read(PART.lstrip("/")))
        taken.facts = {
            etree.QName(child).localname: child.text or ""
            for child in root
            if isinstance(child.tag, str) and etree.QName(child).namespace == NAMESPACE
        }
    return taken


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _pictures(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Digest of each picture of a part by the id of its relationship."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in package.namelist():
        return {}
    found = {}
    for one in _parsed(package.read(path)):
        target = posixpath.normpath(posixpath.join(folder, str(one.get("Target", ""))))
        if str(one.get("Type", "")).endswith("/image") and target in package.namelist():
            found[str(one.get("Id"))] = hashlib.sha256(package.read(target)).hexdigest()
    return found


class _Walker:
    """Walks over one part."""

    def __init__(self, taken: Taken, pictures: dict[str, str]) -> None:
        self._taken = taken
        self._pictures = pictures

    def walk(self, element: Any, control: int | None, line: Line | None) -> None:
        """An element with all that is in it.

        Args:
            element: The element.
            control: Index of the tagged control around it.
            line: The paragraph around it.
        """
        if not isinstance(element.tag, str) or element.tag == _FALLBACK:
            return
        name = _local(element.tag)
        if name in _SKIPPED:
            return
        if name == "p":
            line = Line(heading=_is_heading(element))
            self._taken.lines.append(line)
        elif name == "sdt" and (tag := _tag(element)):
            self._taken.controls.append(Control(tag, max(len(self._taken.lines) - 1, 0)))
            control = len(self._taken.controls) - 1
        elif name == "t" and line is not None:
            self._say(line, element.text or "", control)
        elif name in ("tab", "br", "cr") and line is not None:
            self._say(line, " ", control)
        elif name == "noBreakHyphen" and line is not None:
            self._say(line, "-", control)
        for key, value in element.attrib.items():
            if _EMBED.search(key):
                self._picture(self._pictures.get(value, ""), control)
        for child in element:
            self.walk(child, control, line)

    def _say(self, line: Line, text: str, control: int | None) -> None:
        line.pieces.append((text, control))
        if control is not None:
            self._taken.controls[control].text += text

    def _picture(self, digest: str, control: int | None) -> None:
        if control is None:
            self._taken.loose_pictures += 1
        else:
            self._taken.controls[control].pictures.append(digest)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2] if tag.startswith((_W, _STRICT)) else ""


def _tag(control: Any) -> str:
    """The tag of a control; empty when somebody made it for something else."""
    for element in control.iterchildren():
        if isinstance(element.tag, str) and _local(element.tag) == "sdtPr":
            for one in element.iterchildren():
                if isinstance(one.tag, str) and _local(one.tag) == "tag":
                    return str(next(iter(one.attrib.values()), ""))
    return ""


def _is_heading(paragraph: Any) -> bool:
    for element in _down(paragraph, "pPr", "pStyle"):
        return str(next(iter(element.attrib.values()), "")).startswith("Heading")
    return False


def _down(element: Any, *path: str) -> Iterator[Any]:
    if not path:
        yield element
        return
    for child in element.iterchildren():
        if isinstance(child.tag, str) and _local(child.tag) == path[0]:
            yield from _down(child, *path[1:])
