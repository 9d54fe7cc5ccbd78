"""A report prepared for the patterns: its numbers in order, by paragraph and sentence, and its year.

Enter at `read`. Prepared once, so that every pattern looks only at numbers and never walks the whole
text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from youju.checker.mentions import Mention, Role
from youju.checker.numbers import mentions_of
from youju.checker.sentences import Range, paragraphs_of, sentences_of

if TYPE_CHECKING:
    from youju.checker.relations.aspects import Aspect
    from youju.checker.relations.changes.growth import Group
    from youju.checker.relations.computed import Fits
    from youju.checker.relations.counts.nearby import Surroundings
    from youju.checker.relations.counts.stated import Listed
    from youju.checker.relations.indicators import Indicators
    from youju.checker.relations.twice.likeness import Told

_YEAR: Final = re.compile(r"(20\d\d)\s*年")
_BOUNDARY: Final = "，,；;。：:！？\n\r\t"
_UP_TO_LAST: Final = re.compile(rf".*[{_BOUNDARY}]", re.DOTALL)
_CLAUSE: Final = re.compile(rf"[^{_BOUNDARY}]*")
_HEAD: Final = 40
_TAKEN: Final = frozenset({Role.QUANTITY, Role.MASKED, Role.RANK})


class Sentence(NamedTuple):
    """A sentence and its quantities (masked ones and ranks included).

    Attributes:
        characters: Those that it is written with, so that a pattern passes over what lacks its words.
    """

    start: int
    end: int
    mentions: tuple[Mention, ...]
    characters: frozenset[str]


class Paragraph(NamedTuple):
    """A line, its sentences that have a quantity, and what these are written with."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A report.

    Attributes:
        text: The whole text that was read; offsets are into it.
        mentions: All numbers of the report, of whatever role.
        sentences: Those that have a quantity, in order.
        year: The year that it reports on, when its first lines or its headings say so.
        aspects: What the words about a quantity say of it, once it has been asked (`relations.aspects`).
        heads: What stands before a number in its clause, by its offset, once it has been asked.
        groups: What is told of the growth of each indicator, once asked (`relations.changes.growth`).
        counts: Where a small number stands before a noun, once asked (`relations.counts.listing`).
        listed: The lists that end at a small number, once asked (`relations.counts.stated`).
        counted: Where the small numbers stand that a relation found so far counts.
        surroundings: What may be counted, once asked (`relations.counts.nearby`).
        indicators: The figures by their words, once it has been asked (`relations.indicators`).
        explained: Where the figures stand that a relation found so far computes from others.
        fits: Which figures come out of two others, once it has been asked (`relations.fits`).
        told: What a figure is told with, once it has been asked (`relations.twice.likeness`).
        tied: The places of the relations found so far, by the place of each of their figures.
    """

    text: str
    start: int
    end: int
    mentions: tuple[Mention, ...]
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    year: int | None
    aspects: dict[Mention, Aspect] = field(default_factory=dict, compare=False, repr=False)
    heads: dict[int, str] = field(default_factory=dict, compare=False, repr=False)
    groups: list[Group] = field(default_factory=list, compare=False, repr=False)
    counts: list[tuple[int, int, int]] = field(default_factory=list, compare=False, repr=False)
    listed: list[Listed] = field(default_factory=list, compare=False, repr=False)
    counted: set[int] = field(default_factory=set, compare=False, repr=False)
    surroundings: list[Surroundings] = field(default_factory=list, compare=False, repr=False)
    indicators: list[Indicators] = field(default_factory=list, compare=False, repr=False)
    explained: set[int] = field(default_factory=set, compare=False, repr=False)
    fits: list[Fits] = field(default_factory=list, compare=False, repr=False)
    told: dict[Mention, Told] = field(default_factory=dict, compare=False, repr=False)
    tied: dict[int, list[frozenset[int]]] = field(default_factory=dict, compare=False, repr=False)

    def sentences_with(self, *clues: str) -> Iterator[Sentence]:
        """Sentences that have a quantity and, of each clue, at least one character.

        Cheap beside reading their words: a pattern names what its words cannot be without.
        """
        return _having(self.sentences, clues)

    def paragraphs_with(self, *clues: str) -> Iterator[Paragraph]:
        """Paragraphs whose sentences with a quantity have, of each clue, at least one character."""
        return _having(self.paragraphs, clues)

    def at(self, place: int) -> int:
        """Which number of the report begins at a place, or is the next after it."""
        return bisect_left(self.mentions, place, key=lambda one: one.start)

    def first_from(self, place: int) -> Mention | None:
        """The first number from a place on."""
        return next(iter(self.mentions[(at := self.at(place)) : at + 1]), None)

    def between(self, left: Mention, right: Mention) -> str:
        """What stands between two numbers."""
        return self.text[left.end : right.start]

    def before(self, mention: Mention, reach: int = 24) -> str:
        """What stands before a number in its clause, at most so many characters (40 are kept)."""
        head = self.heads.get(mention.start)
        if head is None:
            piece = self.text[max(self.start, mention.start - _HEAD) : mention.start]
            cut = _UP_TO_LAST.match(piece)
            head = self.heads[mention.start] = piece[cut.end() :] if cut else piece
        return head[-reach:]

    def after(self, mention: Mention, reach: int = 24) -> str:
        """What stands after a number in its clause, at most so many characters."""
        clause = _CLAUSE.match(self.text, mention.end, min(self.end, mention.end + reach))
        return clause[0] if clause else ""


_Written = TypeVar("_Written", Sentence, Paragraph)
_characters_of = lru_cache(maxsize=1024)(frozenset[str])


def _having(pieces: Sequence[_Written], clues: Sequence[str]) -> Iterator[_Written]:
    wanted = [_characters_of(clue) for clue in clues]
    for piece in pieces:
        for clue in wanted:
            if piece.characters.isdisjoint(clue):
                break
        else:
            yield piece


def read(text: str, start: int, end: int) -> Passage:
    """A report made ready.

    Args:
        text: The whole text that was read.
        start: Where the report begins.
        end: Where it ends.
    """
    numbers = mentions_of(text, start, end)
    text = _wide(text)
    starts = [mention.start for mention in numbers]
    paragraphs = []
    at = 0
    floor = start
    while at < len(numbers):  # only lines with a number matter
        place = numbers[at].start
        # only from the last line on: a search from the report's begin would cost the square of its length
        first = max(text.rfind("\n", floor, place), text.rfind("\r", floor, place)) + 1 or floor
        line = next(iter(paragraphs_of(text, max(first, start), end)))
        stop = bisect_left(starts, line.end, at)
        floor = line.end
        paragraphs.append(_paragraph(text, line, numbers[at:stop]))
        at = max(stop, at + 1)
    sentences = tuple(chain.from_iterable(one.sentences for one in paragraphs))
    year = _year_of(text, start, end)
    return Passage(text, start, end, tuple(numbers), tuple(paragraphs), sentences, year)


_DONE: Final = re.compile(
    r"^[ \t\u3000]*(?:[一二三四五六七八九十]{1,3}、)?(?P<year>20\d\d)\s*年度?[^，。；\n\d]{0,12}"
    r"(?:总结|回顾|情况|主要工作|成效|做法)[^，。；\n\d]{0,6}$",
    re.MULTILINE,
)
_PLANNED: Final = re.compile(
    r"^[ \t\u3000]*[一二三四五六七八九十]{1,3}、(?P<year>20\d\d)\s*年度?[^，。；\n\d]{0,12}"
    r"(?:计划|打算|思路|安排|谋划|要点|重点)[^，。；\n\d]{0,6}$",
    re.MULTILINE,
)


def _year_of(text: str, start: int, end: int) -> int | None:
    """The year that a report is about: of its first lines, of a heading over what was done, or before that of
    a heading over what is planned.

    Example:
        >>> report = "工作总结\\n今年以来成绩显著。\\n三、2024年工作打算\\n"
        >>> _year_of("2023年工作总结", 0, 9), _year_of(report, 0, len(report)), _year_of("总结", 0, 2)
        (2023, 2023, None)
    """
    head = _YEAR.search(text, start, min(end, start + _FIRST))
    line = (text.rfind("\n", start, head.start()) + 1 or start) if head else start
    if head and _TITLE.match(text, line, end) and not _PLANNED.match(text, line, end):
        return int(head[1])
    if done := _DONE.search(text, start, end):
        return int(done["year"])
    if planned := _PLANNED.search(text, start, end):
        return int(planned["year"]) - 1
    return int(head[1]) if head else None


_TITLE: Final = re.compile(r"[^，。；\n]{4,50}$", re.MULTILINE)


_FIRST: Final = 120
"""Characters of the first lines."""


_WIDE: Final = str.maketrans("();", "（）；")


@lru_cache(maxsize=1)
def _wide(text: str) -> str:
    """A text with Chinese brackets and semicolons; kept, since a compilation asks for it once a report."""
    return text.translate(_WIDE)


def _paragraph(text: str, line: Range, numbers: list[Mention]) -> Paragraph:
    taken = [mention for mention in numbers if mention.role in _TAKEN]
    sentences = []
    at = 0
    if taken:
        for start, end in sentences_of(text, line.start, line.end):
            stop = at
            while stop < len(taken) and taken[stop].start < end:
                stop += 1
            if stop > at:
                written = frozenset(text[start:end])
                if "率" in written and any(one.percent for one in taken[at:stop]):
                    written |= {"%"}  # 结案率为97, where the sign was lost
                sentences.append(Sentence(start, end, tuple(taken[at:stop]), written))
            at = stop
    characters = frozenset[str]().union(*(one.characters for one in sentences))
    return Paragraph(line.start, line.end, tuple(sentences), tuple(taken), characters)
