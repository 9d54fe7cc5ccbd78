"""Markdown to the document model and back; a number's link says what it is bound to.

Enter at `parsed` and `link`. A bound number is written ``[86个](o:1f3a…)``: the scheme is a `document.Kind`,
the rest says which. That makes a text that anybody can edit by hand, on paper or in a browser without script.
Headings ``#`` to ``#####`` become the title and the four levels of GB/T 9704-2012, numbered by their place.
Fenced blocks ``chart`` hold charts; a paragraph that begins with ``{to}``, ``{sign}``, ``{date}``, ``{note}``
or ``{caption}`` has that role.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

import orjson
from markdown_it import MarkdownIt
from markdown_it.token import Token

from youju.reports.document import (
    Block,
    Bound,
    Chart,
    Document,
    Heading,
    Kind,
    PageBreak,
    Paragraph,
    Plain,
    Span,
    Table,
    Title,
)
from youju.standards.numerals import to_chinese

Resolve = Callable[[Kind, str], str | None]
"""Gives the full reference for what a link says; None when there is no such thing."""

SHORT: Final = 16
"""Hexadecimal digits of an observation's address that a link carries."""
_ROLE: Final = re.compile(r"^\{(to|sign|date|note|caption)\}\s*")
_HREF: Final = re.compile(r"^([ocdntrg]):([^?]*)(?:\?(.*))?$", re.DOTALL)
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~!])")
_CHART: Final = "chart"


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["entity", "html_inline"])


def escaped(text: str) -> str:
    """Text as Markdown shows it unchanged.

    Example:
        >>> escaped("a|b [1]")
        'a\\\\|b \\\\[1\\\\]'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def link(bound: Bound) -> str:
    """A bound text as Markdown."""
    ref = bound.ref
    if bound.kind is Kind.FIGURE:
        ref = ref[:SHORT]
    elif bound.kind is Kind.CALCULATED:
        ref = ".".join(part[:SHORT] for part in ref.split("."))
    elif bound.kind is Kind.NAME:
        ref = ""
    return f"[{escaped(bound.text)}]({bound.kind.value}:{ref}{'?' + bound.query if bound.query else ''})"


def chart_block(chart: Chart) -> str:
    """A chart as a fenced block."""
    body = {
        "kind": chart.kind,
        "title": chart.title,
        "unit": chart.unit,
        "labels": list(chart.labels),
        "values": [[one.text, one.href] for one in chart.values],
    }
    return f"\n```{_CHART}\n{orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()}\n```\n"


class Unbound(ValueError):
    """A link names something that is not there.

    Attributes:
        text: What is printed.
        ref: What the link says.
    """

    def __init__(self, text: str, ref: str) -> None:
        super().__init__(f"{text} {ref}")
        self.text, self.ref = text, ref


def parsed(text: str, *, resolve: Resolve | None = None, facts: dict[str, object] | None = None) -> Document:
    """The document that a text says.

    Args:
        text: Markdown.
        resolve: Completes references; None takes them as they are.
        facts: Kept with the document.

    Raises:
        Unbound: A link names something that is not there.
    """
    tokens = _reader().parse(text)
    return Document(tuple(_numbered(_Blocks(tokens, resolve or (lambda _kind, ref: ref)))), dict(facts or {}))


class _Blocks:
    """Walks over the tokens of a text."""

    def __init__(self, tokens: Sequence[Token], resolve: Resolve) -> None:
        self._tokens = tokens
        self._resolve = resolve

    def __iter__(self) -> Iterator[Block]:
        position, listed = 0, 0
        while position < len(self._tokens):
            token = self._tokens[position]
            if token.type == "heading_open":
                spans = self._inline(self._tokens[position + 1])
                level = int(token.tag[1])
                yield Title(spans) if level == 1 else Heading(min(level - 1, 4), "", spans)
                position += 2
            elif token.type == "ordered_list_open":
                listed = 0
            elif token.type == "list_item_open" and token.info:
                listed += 1
            elif token.type == "paragraph_open":
                yield self._paragraph(self._inline(self._tokens[position + 1]))
                position += 2
            elif token.type == "hr":
                yield PageBreak()
            elif token.type == "fence" and token.info.strip() == _CHART:
                yield self._chart(token.content)
            elif token.type in ("fence", "code_block"):
                yield Paragraph((Plain(token.content.strip()),))
            elif token.type == "table_open":
                end = next(
                    i for i in range(position, len(self._tokens)) if self._tokens[i].type == "table_close"
                )
                yield self._table(self._tokens[position : end + 1])
                position = end
            position += 1

    def _paragraph(self, spans: tuple[Span, ...]) -> Paragraph:
        if spans and isinstance(spans[0], Plain) and (match := _ROLE.match(spans[0].text)):
            rest = spans[0].text[match.end() :]
            return Paragraph((Plain(rest, spans[0].strong), *spans[1:]) if rest else spans[1:], match[1])
        return Paragraph(spans)

    def _inline(self, token: Token) -> tuple[Span, ...]:
        spans: list[Span] = []
        strong, target, inside = 0, "", ""
        for child in token.children or ():
            if child.type == "link_open":
                target, inside = str(child.attrs.get("href", "")), ""
            elif child.type == "link_close":
                spans.append(self._linked(inside, target))
                target = ""
            elif child.type in ("strong_open", "strong_close"):
                strong += 1 if child.type == "strong_open" else -1
            else:
                text = (
                    "\n" if child.type == "hardbreak" else "" if child.type == "softbreak" else child.content
                )
                if target:
                    inside += text
                elif text and spans and isinstance(spans[-1], Plain) and spans[-1].strong == bool(strong):
                    spans[-1] = Plain(spans[-1].text + text, bool(strong))
                elif text:
                    spans.append(Plain(text, bool(strong)))
        return tuple(spans)

    def _linked(self, text: str, target: str) -> Span:
        match = _HREF.match(unquote(target))
        raw = _HREF.match(target)
        if match is None or raw is None:
            return Plain(text)
        kind = Kind(match[1])
        ref = self._resolve(kind, match[2])
        if ref is None:
            raise Unbound(text, match[2])
        return Bound(kind, ref, text, raw[3] or "")

    def _chart(self, content: str) -> Block:
        try:
            body = orjson.loads(content)
            values = [self._linked(str(text), str(href)) for text, href in body["values"]]
            bound = tuple(one for one in values if isinstance(one, Bound))
            labels = tuple(str(one) for one in body["labels"])
            if len(bound) == len(values) == len(labels):
                return Chart(str(body["kind"]), str(body["title"]), str(body["unit"]), labels, bound)
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, Unbound):
                raise
        return Paragraph((Plain(content.strip()),))

    def _table(self, tokens: Sequence[Token]) -> Table:
        rows: list[list[tuple[Span, ...]]] = []
        right: set[int] = set()
        for position, token in enumerate(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                if "right" in str(token.attrs.get("style", "")):
                    right.add(len(rows[-1]))
                rows[-1].append(self._inline(tokens[position + 1]))
        return Table(tuple(map(tuple, rows)), (), frozenset(right))


def _numbered(blocks: _Blocks) -> Iterator[Block]:
    """Blocks with the numbers of their headings, and captions taken into the tables below them."""
    counts = [0, 0, 0, 0]
    waiting: Paragraph | None = None
    for block in blocks:
        if isinstance(block, Table) and waiting is not None:
            yield Table(block.rows, waiting.spans, block.right)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if isinstance(block, Heading):
            level = block.level
            counts[level - 1] += 1
            counts[level:] = [0] * (4 - level)
            yield Heading(level, heading_number(level, counts[level - 1]), block.spans)
        elif isinstance(block, Paragraph) and block.role == "caption":
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting


def heading_number(level: int, count: int) -> str:
    """The number of a heading (GB/T 9704-2012, 7.3.3).

    Example:
        >>> [heading_number(level, 2) for level in (1, 2, 3, 4)]
        ['二、', '（二）', '2.', '（2）']
    """
    if level <= 2:
        han = to_chinese(count)
        return f"{han}、" if level == 1 else f"（{han}）"
    return f"{count}." if level == 3 else f"（{count}）"
