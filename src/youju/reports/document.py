"""A document: blocks of text in which every number is bound to what it came from.

Enter at `Document`. One model for all outputs: Word, PDF and pages are written from it, and so is the list of
everything that is bound. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TAG_LENGTH = 64
"""Most characters of the tag of a content control (ECMA-376 part 1, 17.5.2.42)."""


class Kind(StrEnum):
    """What a bound text came from; the letter is the scheme of its link in Markdown."""

    FIGURE = "o"
    CALCULATED = "c"
    DATE = "d"
    COUNT = "n"
    NAME = "t"
    RECORD = "r"
    TARGET = "g"


WORDS = {
    Kind.FIGURE: "指标",
    Kind.CALCULATED: "由指标算出",
    Kind.DATE: "由截止日期得出",
    Kind.COUNT: "所列项数",
    Kind.NAME: "名称、文号",
    Kind.RECORD: "记录内容",
    Kind.TARGET: "年度目标",
}


_PREFIXES = {
    Kind.CALCULATED: "calc",
    Kind.DATE: "date",
    Kind.COUNT: "count",
    Kind.RECORD: "record",
    Kind.TARGET: "target",
}


@dataclass(frozen=True, slots=True)
class Plain:
    """Text that is bound to nothing."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """Text that came from something.

    Attributes:
        kind: From what.
        ref: Which: the address of an observation (64 hexadecimal digits), or what `Kind` wants.
        text: As printed.
        query: Style of a figure, as `printing.Style.query` writes it.
        label: What it is called.
    """

    kind: Kind
    ref: str
    text: str
    query: str = ""
    label: str = ""

    @property
    def tag(self) -> str:
        """What the content control carries: for a figure the address of its observation, and nothing else."""
        if self.kind is Kind.FIGURE:
            return self.ref
        if self.kind is Kind.NAME:
            return f"name:{digest(self.text)[:32]}"
        prefix = _PREFIXES[self.kind]
        whole = f"{prefix}:{self.ref}"
        return whole if len(whole) <= TAG_LENGTH else f"{prefix}:{digest(self.ref)[:40]}"

    @property
    def href(self) -> str:
        """The target of its link in Markdown."""
        ref = "" if self.kind is Kind.NAME else self.ref
        return f"{self.kind.value}:{ref}{'?' + self.query if self.query else ''}"


Span = Plain | Bound


def digest(text: str) -> str:
    """SHA-256 (hex) of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the document."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its number (一、（一）1.（1）) follows from its place.

    Attributes:
        level: 1 to 4.
        number: As printed.
    """

    level: int
    number: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        role: ``body``, ``to`` (主送机关), ``sign`` (署名), ``date`` (成文日期), ``note`` or ``caption``.
    """

    spans: tuple[Span, ...]
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row is its head."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    caption: tuple[Span, ...] = ()
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of bound values.

    Attributes:
        kind: ``bar``, ``line`` or ``pie``.
        labels: Along the axis.
        values: One a label; text without a unit.
        unit: Of the values.
    """

    kind: str
    title: str
    unit: str
    labels: tuple[str, ...]
    values: tuple[Bound, ...]

    @property
    def tag(self) -> str:
        """What the control around the picture carries: a digest of all that is drawn."""
        drawn = (self.kind, self.title, self.unit, self.labels, [(one.tag, one.text) for one in self.values])
        return f"chart:{digest(repr(drawn))[:40]}"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Title | Heading | Paragraph | Table | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A document.

    Attributes:
        blocks: In order.
        facts: What is kept of how it was made: report, cut-off, version.
    """

    blocks: tuple[Block, ...]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The text of its title, or of its first heading, or empty."""
        for block in self.blocks:
            if isinstance(block, (Title, Heading)):
                return text_of(block.spans)
        return ""

    def bound(self) -> Iterator[Bound]:
        """Everything that is bound, in order, with what charts show."""
        for block in self.blocks:
            for spans in spans_of(block):
                yield from (one for one in spans if isinstance(one, Bound))


def spans_of(block: Block) -> Iterator[tuple[Span, ...]]:
    """The pieces of running text of a block."""
    if isinstance(block, (Title, Heading, Paragraph)):
        yield block.spans
    elif isinstance(block, Table):
        yield block.caption
        for row in block.rows:
            yield from row
    elif isinstance(block, Chart):
        yield block.values


def text_of(spans: Sequence[Span]) -> str:
    """What is read."""
    return "".join(one.text for one in spans)


def plain_text(document: Document) -> str:
    """The document as the checker reads it: a paragraph or row a line, cells apart by tabs."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            lines.append(block.number + text_of(block.spans))
        elif isinstance(block, (Title, Paragraph)):
            lines.append(text_of(block.spans))
        elif isinstance(block, Table):
            if block.caption:
                lines.append(text_of(block.caption))
            lines.extend("\t".join(text_of(cell) for cell in row) for row in block.rows)
    return "\n".join(lines) + "\n"
