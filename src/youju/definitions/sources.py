"""Where every key and value of a pack stands, so that each message can name file, line and column.

Enter at `Sources` (one pack) and `Source` (one file). `Source.inside` finds a character of a value in the
file even when the value is folded over several lines or quoted: expressions are reported where they are
wrong, not where they begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from youju.errors import Where

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Place of one value and of the key before it; lines and columns count from 1, indices from 0."""

    line: int
    column: int
    start: int
    end: int
    style: str
    key_line: int
    key_column: int

    @classmethod
    def of(cls, event: Any, *, style: str, key: Mark | None) -> Mark:
        """The mark of a YAML event; `key` is the mark of its key, None for list items."""
        start, end = event.start_mark, event.end_mark
        line, column = start.line + 1, start.column + 1
        return cls(
            line=line,
            column=column,
            start=start.index,
            end=end.index,
            style=style,
            key_line=key.line if key else line,
            key_column=key.column if key else column,
        )


@dataclass(slots=True)
class Source:
    """One file: its name, its text and the marks of its parts."""

    file: str
    text: str = ""
    marks: dict[Path, Mark] = field(default_factory=dict)

    def nearest(self, path: Sequence[str | int]) -> tuple[Path, Mark | None]:
        """The deepest written part of a path, and its mark.

        A model may be deeper than the text: ``due: 60 days`` stands for ``due: {after: …}``.
        """
        for length in range(len(path), -1, -1):
            prefix = tuple(path[:length])
            if prefix in self.marks:
                return prefix, self.marks[prefix]
        return (), None

    def where(self, path: Sequence[str | int], *, key: bool = False) -> Where:
        """Place of a value, or of its key."""
        found, mark = self.nearest(path)
        shown = dotted(found if mark and found else path)
        if mark is None:
            return Where(file=self.file, line=1, path=shown or None)
        if key or not found:
            return Where(self.file, mark.key_line, mark.key_column, shown or None)
        return Where(self.file, mark.line, mark.column, shown or None)

    def inside(self, path: Sequence[str | int], text: str, line: int, column: int) -> Where:
        """Place in the file of a character of a text value.

        Args:
            path: Path of the value.
            text: The value, as it was read.
            line: Line within the value, from 1.
            column: Column within that line, from 1.
        """
        _, mark = self.nearest(path)
        if mark is None:
            return self.where(path)
        places = _align(self.text[mark.start : mark.end], mark.style, text)
        lines = text.split("\n")
        before = sum(len(one) + 1 for one in lines[: line - 1])
        index = mark.start + places[min(before + column - 1, len(text))]
        row = self.text.count("\n", 0, index) + 1
        start_of_row = self.text.rfind("\n", 0, index) + 1
        return Where(self.file, row, index - start_of_row + 1, dotted(path) or None)


@dataclass(slots=True)
class Sources:
    """The files of a pack, by relative path; empty for a pack that was rebuilt from storage."""

    files: dict[str, Source] = field(default_factory=dict)

    def of(self, file: str) -> Source:
        """The source of a file; an empty one when its text is not at hand."""
        return self.files.get(file) or Source(file)

    def where(self, file: str, path: Sequence[str | int] = (), *, key: bool = False) -> Where:
        """Place of a value (or its key) in a file of the pack."""
        return self.of(file).where(path, key=key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)


_SPACE = frozenset(" \t\r\n")
_CONTINUED = re.compile(r"[ \t\r\n]*\\\r?\n[ \t]*")
"""End of a line within double quotes that is not part of the value."""


def _align(raw: str, style: str, text: str) -> list[int]:
    """Index in the raw scalar of every character of its value, and of its end.

    Folding only ever replaces white space by white space, so the other characters of raw and value come in
    the same order; quoting adds the marks and escapes that are skipped here.
    """
    at = raw.find("\n") + 1 if style in ("|", ">") else 1 if style else 0
    places: list[int] = []
    for character in text:
        while style == '"' and (continued := _CONTINUED.match(raw, at)):
            at = continued.end()
        if character not in _SPACE:
            while at < len(raw) and raw[at] in _SPACE:
                at += 1
        places.append(min(at, len(raw)))
        if style == '"' and raw[at : at + 1] == "\\":
            at += _escape_length(raw[at : at + 2])
        elif style == "'" and character == "'":
            at += 2
        elif character not in _SPACE or raw[at : at + 1] in _SPACE:
            at += 1
    places.append(min(at, len(raw)))
    return places


def _escape_length(head: str) -> int:
    return {"\\x": 4, "\\u": 6, "\\U": 10}.get(head, 2)


def dotted(path: Iterable[str | int]) -> str:
    """``fields.amount.unit`` or ``unique[0]``, as people read a place in a pack."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else str(part)
    return text
