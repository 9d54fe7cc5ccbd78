"""Many terms found in one pass: a trie of all terms, written as one regular expression.

Enter at `Terms`. As with Aho and Corasick's automaton each character of the text is looked at a bounded
number of times, whatever the number of terms: the expression branches on one character at a time. Where one
term begins another, the longest is found; where terms overlap, the one that begins first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

AROUND: Final = 6
"""Characters on either side in which an exception is looked for."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a list.

    Attributes:
        instead: What to write; words for people.
        level: ``error`` or ``warning``.
        exceptions: Words around it that make it right.
        since: Day (ISO) from which it is wrong; empty when it always is.
    """

    text: str
    instead: str
    level: str = "warning"
    exceptions: tuple[str, ...] = ()
    since: str = ""


class Terms:
    """A list of terms, ready to be looked for.

    Example:
        >>> found = Terms([Term("残废人", "残疾人"), Term("哑巴", "言语残疾人", exceptions=("哑巴亏",))])
        >>> [(term.text, start) for term, start in found.find("关爱残废人，不吃哑巴亏", 0, 11)]
        [('残废人', 2)]
    """

    def __init__(self, terms: list[Term]) -> None:
        self._terms: Mapping[str, Term] = {term.text: term for term in terms if term.text}
        self._pattern = re.compile(_expression(_trie(self._terms))) if self._terms else None

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[Term, int]]:
        """Terms in a piece of a text and where they begin, without those that an exception makes right."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text, start, end):
            term = self._terms[match[0]]
            if not any(_covers(text, one, match.start(), match.end()) for one in term.exceptions):
                yield term, match.start()


def _covers(text: str, exception: str, start: int, end: int) -> bool:
    """Whether an exception stands around a term: around it as a whole, or near it."""
    reach = max(AROUND, len(exception))
    return exception in text[max(0, start - reach) : end + reach]


def _trie(terms: Mapping[str, Term]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for text in terms:
        node = root
        for character in text:
            node = node.setdefault(character, {})
        node[""] = {}
    return root


def _expression(node: dict[str, Any]) -> str:
    """The trie as a regular expression, without recursion deeper than a term is long."""
    ends = "" in node
    branches = [
        re.escape(character) + _expression(child) for character, child in sorted(node.items()) if character
    ]
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{inner}?" if ends else inner
