"""What reading gives: a text, and for documents where each paragraph of the file is in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anchor:
    """A paragraph of a .docx.

    Attributes:
        part: Name of its part in the package, such as ``word/document.xml``.
        index: Which ``w:p`` of the part it is, from 0, in the order of the file.
        start: Offset of its first character in the text read.
        end: Offset after its last.
    """

    part: str
    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read.

    Attributes:
        kind: ``text``, ``docx`` or ``pdf``.
        encoding: Of a plain text.
    """

    text: str
    kind: str = "text"
    encoding: str = ""
    anchors: tuple[Anchor, ...] = ()
