"""The enumerations near a small number that have as many items as it says, of whatever kind.

Enter at `Surroundings.enumerations`. Much is taken in, also what agrees by accident; `belonging` tells how
likely an enumeration is what the number counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, pairwise
from typing import Final, NamedTuple

from youju.checker.passage import Passage
from youju.checker.relations.counts.enumerations import enumerations_of
from youju.checker.relations.counts.listing import measure_length
from youju.checker.relations.counts.pieces import (
    APART,
    ENDS,
    HEAD,
    TOLD_AGAIN,
    begins,
    nested,
    piece_before,
    piece_from,
    places_of,
)
from youju.checker.sentences import Items, Range

_BACK, _ON, _FAR = 60, 160, 700
"""Characters before a number, and after it, in which a list is looked for; in which an enumeration is."""
_BOUND: Final = re.compile(r"[，。；：！？\n\r]")
_SOFT: Final = re.compile(r"[（）()“”]")
_MARK: Final = re.compile(r"[、+＋—和与及]")
_NO_MARK: Final = re.compile(
    r"[温平总附仁颐祥]和|和[谐平睦美顺泰]|[参给赋授]与|与[会否众]|[惠涉普波危提]及|及[时格早第其]"
)
"""Words with a character that joins elsewhere."""
_NAME: Final = re.compile(r"“[^“”\n]{1,24}”|《[^《》\n]{2,40}》")
_SENTENCE: Final = re.compile(r"[。！？\n\r]")
_OPENING: Final = re.compile(r"[，：；（]")
_WORD: Final = re.compile(r"[一-鿿]{1,8}")
EVENTS: Final = frozenset("次场人名起件例户家篇份期届亩年")
"""What is seldom told one by one: in figures, only lists are looked for."""
_UNITS: Final = frozenset("个项大条类种道张件")
_HEADED: Final = re.compile(r"[^。；\n\r]{1,40}")
_FIRST: Final = re.compile(
    r"[ 　]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]+)?[ 　]*(?P<head>[^。；：\n\r]{4,40})"
)
_LETTERS: Final = re.compile(r"[一-鿿]+")


class Stated(NamedTuple):
    """A small number: where it and its measure word stand, and what it says."""

    start: int
    end: int
    unit_end: int
    value: int


class Enumeration(NamedTuple):
    """What may be counted.

    Attributes:
        kind: One of `KINDS`.
        joint: Whether 和 had to part two of the items.
    """

    kind: str
    pieces: tuple[Range, ...]
    joint: bool = False


KINDS: Final = ("list", "names", "order", "lines", "parts", "begin", "end", "even")
"""With 、; quoted names; 一是…二是…; lines alike; clauses; pieces with the word first, last; 国内国际."""


class _Clause(NamedTuple):
    start: int
    end: int
    marks: int
    joints: int


class Surroundings:
    """The lists, quoted names and enumerations of a report, in order, to be looked up from any place."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self._counted: dict[tuple[str, int], int] = {}
        self._parted_at: dict[Range, Sequence[tuple[bool, tuple[Range, ...]]]] = {}

    def often(self, words: str, start: int) -> int:
        """How often some words stand in the report, as far about a place as headings are looked for."""
        known = self._counted.get((words, start // WIDE))
        if known is None:
            low, high = max(self.passage.start, start - WIDE), min(self.passage.end, start + WIDE)
            known = self._counted[words, start // WIDE] = max(self.passage.text.count(words, low, high), 1)
        return known

    @cached_property
    def orders(self) -> list[Items]:
        """Enumerations with marks of order."""
        return enumerations_of(self.passage.text, self.passage.start, self.passage.end)

    @cached_property
    def _of_length(self) -> Mapping[int, list[tuple[Range, ...]]]:
        """The heads of the enumerations with marks of order, by how many there are."""
        found: dict[int, list[tuple[Range, ...]]] = defaultdict(list)
        for one in self.orders:
            matches = (_HEADED.match(self.passage.text, a, b) for a, b in one.pieces)
            if heads := tuple(Range(*head.span()) for head in matches if head):
                found[one.least].append(heads)
        return found

    def ordered(self, length: int, within: Range) -> Sequence[tuple[Range, ...]]:
        """The heads of those that are so long and begin within a range."""
        told = self._of_length.get(length, ())
        first, last = (bisect_left(told, place, key=_beginning) for place in within)
        return told[first:last]

    @cached_property
    def _names(self) -> list[Range]:
        passage = self.passage
        return [Range(*one.span()) for one in _NAME.finditer(passage.text, passage.start, passage.end)]

    @cached_property
    def _marks(self) -> list[tuple[int, int, bool]]:
        """What parts items: where it begins and ends, and whether it is a word."""
        text = self.passage.text
        found: list[tuple[int, int, bool]] = []
        for one in _MARK.finditer(text, self.passage.start, self.passage.end):
            start, end = one.span()
            mark = one[0]
            if mark in "和与及":
                if not _NO_MARK.search(text, start - 1, end + 1):
                    found.append((start - (text[start - 1] == "以"), end, True))
            elif mark == "—" == text[start - 1] and found:
                found[-1] = (found[-1][0], end, False)
            else:
                found.append((start, end, False))
        return found

    @cached_property
    def _clauses(self) -> list[_Clause]:
        return sorted(self._listing())

    @cached_property
    def _heads(self) -> list[Range]:
        """What lines begin with, their mark of order left off."""
        passage = self.passage
        lines = _FIRST.finditer(passage.text, max(passage.start - 1, 0), passage.end)
        return [Range(*line.span("head")) for line in lines]

    def _listing(self) -> Iterator[_Clause]:
        """Clauses that may be lists; those with brackets or quotations also piece by piece."""
        text, low, high = self.passage.text, self.passage.start, self.passage.end
        bounds = [low - 1, *(one.start() for one in _BOUND.finditer(text, low, high)), high]
        end = low
        for place, _, _ in self._marks:
            if place < end:
                continue
            at = bisect_left(bounds, place)
            end = bounds[at]
            clause = Range(bounds[at - 1] + 1, end)
            yield self._clause(clause)
            soft = [one.start() for one in _SOFT.finditer(text, *clause)]
            if soft:
                for a, b in pairwise((clause.start - 1, *soft, clause.end)):
                    piece = self._clause(Range(a + 1, b))
                    if piece.marks or piece.joints:
                        yield piece

    def _clause(self, clause: Range) -> _Clause:
        marks = self._within(clause)
        joints = sum(joint for _, _, joint in marks)
        return _Clause(*clause, len(marks) - joints, joints)

    def _within(self, piece: Range) -> Sequence[tuple[int, int, bool]]:
        return self._marks[bisect_left(self._marks, (piece.start,)) : bisect_left(self._marks, (piece.end,))]

    def enumerations(self, stated: Stated) -> list[Enumeration]:
        """All that have as many items as a number says, the nearest first."""
        found = chain(self._lists(stated), self._quoted(stated))
        text = self.passage.text
        if not (text[stated.end] in EVENTS or text[stated.start].isdigit()):
            found = chain(
                found, self._headings(stated), self._parts(stated), self._sharing(stated), self._even(stated)
            )
        once: dict[tuple[int, int, str], Enumeration] = {}
        for one in found:
            once.setdefault((one.pieces[0].start, one.pieces[-1].end, one.kind), one)
        return sorted(once.values(), key=lambda one: distance(stated, one))

    def _lists(self, stated: Stated) -> Iterator[Enumeration]:
        """Clauses, and pieces of them, that 、 or 和 part; the one of the number before and after it."""
        at = bisect_left(self._clauses, (stated.start - _BACK,))
        while at < len(self._clauses) and self._clauses[at].start < stated.end + _ON:
            start, end, marks, joints = self._clauses[at]
            at += 1
            if marks + joints + 1 < stated.value:
                continue
            if start <= stated.start < end:
                sides = [Range(start, stated.start), Range(_behind(self.passage.text, stated), end)]
            else:
                sides = [Range(start, end)]
            for side in sides:
                if (one := self._list(side, stated.value)) is not None:
                    yield one

    def _list(self, clause: Range, stated: int) -> Enumeration | None:
        """A clause that has so many items, with 和 as a mark or without."""
        told = self._parted_at.get(clause)
        if told is None:
            told = self._parted_at[clause] = self._in_pieces(clause)
        for joint, pieces in told:
            both = len(pieces) == stated + 1 and self.passage.text.startswith("既是", pieces[-1].start)
            if both or len(pieces) == stated:  # those who are both are no third kind
                return Enumeration("list", pieces[:stated], joint)
        return None

    def _in_pieces(self, clause: Range) -> Sequence[tuple[bool, tuple[Range, ...]]]:
        """The items of a clause, with 和 as a mark and without; none where they are too many."""
        marks, text = self._within(clause), self.passage.text
        if not 0 < len(marks) < _MOST_MARKS or clause.end - clause.start < 2:
            return ()
        open_marks = [one for one in marks if not nested(text, clause.start, one[0])]
        found = []
        for joint in (False, True):
            cuts = [(a, b) for a, b, joining in open_marks if joint or not joining]
            edges = [clause.start, *chain.from_iterable(cuts), clause.end]
            pieces = (Range(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True))
            found.append((joint, tuple(one for one in pieces if text[one.start : one.end].strip("“” "))))
        return found

    def _quoted(self, stated: Stated) -> Iterator[Enumeration]:
        """Names in quotation marks, one after the other."""
        text, names = self.passage.text, self._names
        first = bisect_left(names, (stated.start - _BACK,))
        stop = bisect_left(names, (stated.end + _ON,))
        if stop - first < stated.value:
            return
        near = [name for name in names[first:stop] if not name.start <= stated.start < name.end]
        run: list[Range] = []
        for name in [*near, None]:
            if run and (name is None or self._apart(run[-1], name, stated)):
                if len(run) == stated.value:
                    yield Enumeration("names", tuple(run))
                run = []
            if name is not None:
                run.append(name)
        stop = min(stated.end + _ON, self.passage.end)
        sentence = _SENTENCE.search(text, stated.end, stop)
        end = sentence.start() if sentence else stop
        heads = [name for name in near if stated.end < name.start < end and text[name.start - 1] in "，；："]
        if len(heads) == stated.value:
            yield Enumeration("names", tuple(heads))

    def _apart(self, name: Range, other: Range, stated: Stated) -> bool:
        """Whether two names are not of one row: far apart, or in two sentences, or the number is between."""
        text, gap = self.passage.text, other.start - name.end
        between = name.end <= stated.start < other.start
        return gap > APART or between or bool(_SENTENCE.search(text, name.end, other.start))

    def _headings(self, stated: Stated) -> Iterator[Enumeration]:
        """Enumerations that are near or each have the word counted, and lines that have it in their heads."""
        text, passage = self.passage.text, self.passage
        first = stated.unit_end if text[stated.end] in _UNITS else stated.end
        word = text[first : first + 2]
        wide = Range(max(passage.start, stated.start - WIDE), min(passage.end, stated.end + WIDE))
        told = stated.value < self.often(word, stated.start) < _MOST_MARKS
        low, high = stated.start - _FAR, stated.end + _FAR
        for run in self.ordered(stated.value, wide):
            start, end = run[0].start, run[-1].end
            near = low <= start and end <= high and not start < stated.start < end
            if told and all(text.find(word, *one) >= 0 for one in run):
                yield Enumeration("lines", run)
            elif near:
                yield Enumeration("order", run)
        if told:
            heads = self._heads
            heads = heads[bisect_left(heads, (wide.start,)) : bisect_left(heads, (wide.end,))]
            for lines in (
                [one for one in heads if text.startswith(word, one.start)],
                [one for one in heads if text.startswith(word, one.end - len(word))],
            ):
                if len(lines) == stated.value and lines[-1].end - lines[0].start > HEAD:
                    yield Enumeration("lines", tuple(lines))

    def _parts(self, stated: Stated) -> Iterator[Enumeration]:
        """The clauses, or the parts that ； ends, of what follows in the sentence and of what went before."""
        text, passage = self.passage.text, self.passage
        end = _SENTENCE.search(text, stated.end, min(passage.end, stated.end + _FAR))
        stop = end.start() if end else min(passage.end, stated.end + _FAR)
        opening = _OPENING.search(text, stated.end, stop)
        colon = text.find("：", stated.end, stop)
        for first in {opening.end() if opening else stop, colon + 1 if colon >= 0 else stop}:
            yield from self._parted(first, stop, stated.value)
            if (part := text.find("；", first, stop)) >= 0:
                yield from self._parted(first, part, stated.value)
        low = max(passage.start, stated.start - _BACK)
        low = max(low, *(text.rfind(mark, low, stated.start) + 1 for mark in "。！？\n"))
        last = max(text.rfind(mark, low, stated.start) for mark in "，；：")
        if last > low:
            for first in {low, *(text.rfind(mark, low, last) + 1 or low for mark in "；：")}:
                yield from self._parted(first, last, stated.value)

    def _parted(self, start: int, end: int, stated: int) -> Iterator[Enumeration]:
        text = self.passage.text
        for mark in "；，":
            if mark == "，" and "；" in text[start:end]:
                continue
            if text.count(mark, start, end) == stated - 1:
                cuts = [start - 1]
                while len(cuts) < stated:
                    cuts.append(text.index(mark, cuts[-1] + 1, end))
                yield Enumeration("parts", tuple(Range(a + 1, b) for a, b in pairwise((*cuts, end))))

    def _sharing(self, stated: Stated) -> Iterator[Enumeration]:
        """Pieces that begin or end with the word that is counted: “两确保”: 一要确保…，二要确保…."""
        text, passage = self.passage.text, self.passage
        first = stated.unit_end if text[stated.end] in _UNITS else stated.end
        word = _WORD.match(text, first, min(passage.end, first + 8))
        if word is None:
            return
        low, high = max(passage.start, stated.start - _BACK), min(passage.end, stated.end + _FAR)
        behind = first + 1
        for side in (
            Range(behind, min(high, stated.end + _ON)),
            Range(behind, high),
            Range(low, stated.start),
        ):
            for told in dict.fromkeys((word[0][:2], word[0][:1], word[0][-2:], word[0][-1:])):
                if text.count(told, *side) < stated.value:
                    continue
                places = list(islice(places_of(text, told, side), _MOST_MARKS))
                places = [at for at in places if text[at - 1] not in TOLD_AGAIN]
                begun = [at for at in places if begins(text, at)]
                if len(begun) == stated.value:
                    pieces = tuple(piece_from(text, at, passage.end) for at in begun)
                    if all(b - a > len(told) for a, b in pieces):
                        yield Enumeration("begin", pieces)
                ended = [at + len(told) for at in places if text[at + len(told) : at + len(told) + 1] in ENDS]
                if len(ended) == stated.value:
                    pieces = tuple(piece_before(text, at) for at in ended)
                    if not any(text[stated.start] in text[a:b] for a, b in pieces):
                        yield Enumeration("end", pieces)

    def _even(self, stated: Stated) -> Iterator[Enumeration]:
        """国内国际两个市场: pieces of one length right before the number that begin or end alike."""
        text = self.passage.text
        end = stated.start - (text[stated.start - 1] in "“")
        for length in (2, 3, 4) if stated.value <= _MOST_EVEN and text[stated.end] in _UNITS else ():
            start = end - length * stated.value
            if start < self.passage.start or not _LETTERS.fullmatch(text, start, end):
                continue
            pieces = tuple(Range(at, at + length) for at in range(start, end, length))
            words = {text[a:b] for a, b in pieces}
            alike = any(len({one[edge] for one in words}) == 1 for edge in (0, -1))
            if len(words) == stated.value and alike:
                yield Enumeration("even", pieces)


def _beginning(heads: Sequence[Range]) -> int:
    return heads[0].start


def _behind(text: str, stated: Stated) -> int:
    """Where a list may begin after a number in its clause: after the quotation that it stands in."""
    close = text.find("”", stated.end, stated.end + 6)
    return close + 1 if close >= 0 else stated.unit_end


def surroundings_of(passage: Passage) -> Surroundings:
    """The surroundings of the numbers of a report, read when they are first asked for."""
    if not passage.surroundings:
        passage.surroundings.append(Surroundings(passage))
    return passage.surroundings[0]


_MOST_EVEN, _MOST_MARKS = 4, 60
WIDE: Final = 5000
"""Characters before and after a number in which headings that share its word are looked for."""


def distance(stated: Stated, one: Enumeration) -> int:
    """Characters between a number and an enumeration."""
    first, last = one.pieces[0].start, one.pieces[-1].end
    return max(first - stated.unit_end, stated.start - last, 0)


def stated_at(passage: Passage, start: int, end: int, value: int) -> Stated:
    return Stated(start, end, end + measure_length(passage.text, end), value)
