"""Many terms found in one pass, with Aho and Corasick's automaton (pyahocorasick).

Enter at `Terms`. Each character of the text is looked at once, whatever the number of terms. Where one term
begins another, the longest is found; where terms overlap, the one that begins first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import ahocorasick

AROUND: Final = 6
"""Characters on either side in which an exception is looked for."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a list.

    Attributes:
        instead: What to write; words for people.
        level: ``error`` or ``warning``.
        exceptions: What makes it right: words around it; ``词<`` or ``>词`` for words right before or right
            after it; ``^`` for the beginning of a line.
        until: Last year in which it was right; empty when it always is wrong.
    """

    text: str
    instead: str
    level: str = "warning"
    exceptions: tuple[str, ...] = ()
    until: str = ""


class Terms:
    """A list of terms, ready to be looked for.

    Example:
        >>> found = Terms([Term("残废人", "残疾人"), Term("哑巴", "言语残疾人", exceptions=("哑巴亏",))])
        >>> [(term.text, start) for term, start in found.find("关爱残废人，不吃哑巴亏", 0, 11)]
        [('残废人', 2)]
    """

    def __init__(self, terms: list[Term]) -> None:
        self._terms: Mapping[str, Term] = {term.text: term for term in terms if term.text}
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
        for text in self._terms:
            self._automaton.add_word(text)
        if self._terms:
            self._automaton.make_automaton()

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[Term, int]]:
        """Terms in a piece of a text and where they begin, without those that an exception makes right."""
        if not self._terms:
            return
        # not iter_long, which leaves out what ends with the piece
        # and of the piece alone: the automaton copies what it is given
        hits = sorted(
            (start + last - length + 1, -length) for last, length in self._automaton.iter(text[start:end])
        )
        floor = start
        for at, length in hits:
            if at < floor:
                continue
            floor = at - length
            term = self._terms[text[at:floor]]
            if not any(excused(text, one, at, floor) for one in term.exceptions):
                yield term, at


def excused(text: str, exception: str, start: int, end: int) -> bool:
    """Whether an exception stands at a term: right before it, right after it, or near it.

    Example:
        >>> excused("纤维族类", "纤维族", 1, 3), excused("原卫计委", "原<", 1, 4)
        (True, True)
        >>> excused("原定卫计委", "原<", 2, 5)
        False
    """
    if exception.endswith("<"):
        before = exception[:-1]
        return text.endswith(before, 0, start) if before != "^" else start == 0 or text[start - 1] == "\n"
    if exception.startswith(">"):
        return text.startswith(exception[1:], end)
    reach = max(AROUND, len(exception))
    return exception in text[max(0, start - reach) : end + reach]
