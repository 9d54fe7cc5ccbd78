"""Pieces of a text about a word: where one begins, and what stands before a mark or after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.sentences import Range

APART, HEAD = 14, 24
"""Characters between two names of one row, and of a piece that begins with a word, at most."""
_BEGINS, ENDS = (
    frozenset("，。；：、\n（“”）)是要走送开.．"),
    frozenset("，。；：、\n”“）（和与及0123456789"),
)
TOLD_AGAIN: Final = frozenset("一二两三四五六七八九十个大项条")
_PIECE: Final = re.compile(r"[^，。；：、\n\r“”（）]+")


def begins(text: str, at: int) -> bool:
    """Whether a piece begins at a place: after a mark, or after 一是 or 一要."""
    return text[at - 1] in _BEGINS or (text[at - 1] in "是要" and text[at - 2] in TOLD_AGAIN)


def nested(text: str, start: int, at: int) -> bool:
    """Whether a place of a clause is within a bracket or a quotation that opens in it."""
    return any(text.count(a, start, at) > text.count(b, start, at) for a, b in ("（）", "“”", "《》"))


def places_of(text: str, word: str, side: Range) -> Iterator[int]:
    at = text.find(word, *side)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word), side.end)


def piece_from(text: str, start: int, high: int) -> Range:
    found = _PIECE.match(text, start, min(high, start + HEAD))
    return Range(start, found.end() if found else start + 1)


def piece_before(text: str, end: int) -> Range:
    low = max(0, end - APART)
    head = max((text.rfind(mark, low, end - 1) for mark in "，。；：、\n“”（）"), default=low)
    return Range(max(head + 1, low), end)
