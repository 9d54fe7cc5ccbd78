"""Paragraphs, sentences and items of a report: where a statement begins and ends. All offsets are absolute.

Enter at `paragraphs_of`, `sentences_of` and, for lists, `items_of`. A sentence ends at 。！？ or with its
paragraph, not at ；. A line that ends with ； or ， goes on in the next, as lists do, for some twenty lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_LINE: Final = re.compile(r"[^\n\r]++(?:(?<=[；，、])\r?\n[^\n\r]++){0,20}")
_SENTENCE: Final = re.compile(r"(?:[^。！？\n\r]++(?:(?<=[；，、])\r?\n)?)+[。！？]?[”’」』）]*")
_OPENING: Final = "（(《“‘「『【〔[〈"
_CLOSING: Final = "）)》”’」』】〕]〉"
_MARKS: Final = "、；;+＋，"
_STRUCTURE: Final = re.compile(
    rf"[{re.escape(_OPENING + _CLOSING + _MARKS)}]|以及|(?<![涉惠普波])及(?!时)|(?<![仁颐祥])和|[与暨]"
)
_PARTNER: Final = dict(zip(_CLOSING, _OPENING, strict=True))


class Range(NamedTuple):
    """A piece of the text."""

    start: int
    end: int


class Items(NamedTuple):
    """A list within a sentence.

    Attributes:
        least: Items when only 、 and the like separate them.
        most: Items when 和, 与, 及 may separate them too.
        pieces: Where the `least` items are.
    """

    least: int
    most: int
    pieces: tuple[Range, ...]


def paragraphs_of(text: str, start: int, end: int) -> Iterator[Range]:
    """Lines with something in them."""
    for match in _LINE.finditer(text, start, end):
        yield Range(match.start(), match.end())


def sentences_of(text: str, start: int, end: int) -> Iterator[Range]:
    """Sentences of a paragraph."""
    for match in _SENTENCE.finditer(text, start, end):
        yield Range(match.start(), match.end())


def items_of(text: str, start: int, end: int, *, separators: str = "、") -> Items:
    """The items of a list; separators inside quotation marks and brackets do not count.

    Example:
        >>> found = items_of("水利、交通和（农村、城市）供电", 0, 15)
        >>> found.least, found.most
        (2, 3)
    """
    depth: list[str] = []
    cuts: list[Range] = []
    joints = 0
    for match in _STRUCTURE.finditer(text, start, end):
        mark = match[0]
        if mark in _OPENING:
            depth.append(mark)
        elif mark in _CLOSING:
            if depth and depth[-1] == _PARTNER[mark]:
                depth.pop()
        elif depth:
            continue
        elif mark in separators or (mark == "、" and separators == "，"):
            cuts.append(Range(match.start(), match.end()))
        elif mark not in _MARKS:
            joints += 1
    edges = [start, *(place for cut in cuts for place in cut), end]
    pieces = tuple(Range(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if text[a:b].strip())
    return Items(len(pieces), len(pieces) + joints, pieces)
