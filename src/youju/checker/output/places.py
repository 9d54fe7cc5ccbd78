"""Lines and columns of offsets, and the sentence around a place."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache

_ENDS = "。！？\n"


class Places:
    """Lines of a text.

    Example:
        >>> Places("甲\\n乙丙").line_column(3)
        (2, 2)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def sentence(self, start: int, end: int, *, most: int = 120) -> tuple[int, int]:
        """The sentence around a range, within its line, cut to about so many characters.

        Returns:
            Where it begins and ends; it always holds the first character of the range.
        """
        text = self.text
        first = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
        line_end = text.find("\n", start)
        line_end = len(text) if line_end < 0 else line_end
        inside = max(start, min(end, line_end, start + most) - 1)
        ends = [at + 1 for mark in "。！？" if (at := text.find(mark, inside, line_end)) >= 0]
        last = min(ends, default=line_end)
        while first < start and text[first] in " \t\u3000":
            first += 1
        if last - first > most:
            first = max(first, start - most // 3)
            last = min(last, first + most)
        return first, max(last, start + 1)


@lru_cache(maxsize=8192)
def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def width(text: str) -> int:
    """Columns of a terminal that a text takes: Chinese characters take two (Unicode, UAX #11).

    Example:
        >>> width("3万亩")
        5
    """
    return sum(map(_cells, text))
