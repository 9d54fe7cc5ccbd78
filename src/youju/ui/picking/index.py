"""An index of names, searched while one types: by part of the name, by code, by pinyin or its initials.

All keys stand in one text with a line for each choice, so that looking for a part is one search of the text
by the interpreter's own means: some 40,000 divisions take about a millisecond. The readings are made when
the index is built.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate

from youju.ui.picking.words import alike, pinyin, typed_code

ENOUGH = 1500
"""Matches after which the text is not searched further; the neighbourhood has been searched by then."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of many.

    Attributes:
        code: What is stored.
        name: What people call it.
        note: What tells it from others of the same name: where it lies, to what it belongs.
        short: Another name for it.
        place: Code of the division in which it lies, to prefer what is near; empty for none.
        rank: Smaller comes first among equals.
    """

    code: str
    name: str
    note: str = ""
    short: str = ""
    place: str = ""
    rank: int = 0


class Index:
    """Choices that can be searched. It never changes; a new list makes a new index."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self.choices: Sequence[Choice] = tuple(choices)
        lines = [_line(choice) for choice in self.choices]
        self._text = "".join(lines)
        self._starts = [0, *accumulate(len(line) for line in lines)][:-1]
        self._places = [choice.place for choice in self.choices]
        self._sorted = bool(self._places and self._places[0]) and self._places == sorted(self._places)
        self._codes = {choice.code: choice for choice in self.choices}

    def __len__(self) -> int:
        return len(self.choices)

    def search(self, query: str, *, limit: int, near: str = "") -> list[Choice]:
        """The likeliest choices for what was typed.

        A key that is the query comes before one that begins with it, then any that contains it; then what
        lies near, what ranks higher, and the order of the codes.

        Args:
            query: Anything; empty asks for what is near.
            near: Code of a division.
        """
        text = alike(query)
        around = self._around(near)
        if not text:
            some = range(around.start, min(around.stop, around.start + ENOUGH))
            nearest = nsmallest(limit, some, key=lambda at: (_far(self.choices[at], near), at))
            return [self.choices[at] for at in nearest]
        best: dict[int, int] = {}
        for score, part in ((0, f"\t{text}\t"), (1, f"\t{text}"), (2, text)):
            if len(best) >= limit:
                break  # whatever is still to come stands behind
            for places in (around, range(len(self.choices))):
                for place in self._holding(part, places):
                    best.setdefault(place, score)
        ordered_places = nsmallest(
            limit,
            best,
            key=lambda place: (
                best[place],
                _far(self.choices[place], near),
                self.choices[place].rank,
                len(self.choices[place].name),
                self.choices[place].code,
            ),
        )
        return [self.choices[place] for place in ordered_places]

    def only(self, text: str) -> Choice | None:
        """The choice that a whole text means, by 名称（代码）, code, or a name that only one bears."""
        code = typed_code(text) or text.strip()
        if code in self._codes:
            return self._codes[code]
        wanted = alike(text)
        if not wanted or "\t" in wanted:
            return None
        named = {
            place
            for place in self._holding(f"\t{wanted}\t", range(len(self.choices)))
            if self._is_named(place, wanted)
        }
        return self.choices[named.pop()] if len(named) == 1 else None

    def _is_named(self, place: int, wanted: str) -> bool:
        choice = self.choices[place]
        return wanted in (alike(choice.name), alike(choice.short), alike(choice.code))

    def _around(self, near: str) -> range:
        """Places of the choices in the same city, where all are in the order of their divisions."""
        if not self._sorted or len(near) < 4:
            return range(len(self.choices))
        here = bisect_left(self._places, near[:4])
        return range(here, bisect_left(self._places, near[:4] + ":"))  # ":" comes after "9"

    def _holding(self, part: str, places: range) -> Iterator[int]:
        """Places whose keys hold a text, in order; no more than `ENOUGH`."""
        if not places:
            return
        end = self._starts[places.stop] if places.stop < len(self._starts) else len(self._text)
        at = self._text.find(part, self._starts[places.start], end)
        for _ in range(ENOUGH):
            if at < 0:
                return
            place = bisect_right(self._starts, at) - 1
            yield place
            if place + 1 >= places.stop:
                return
            at = self._text.find(part, self._starts[place + 1], end)


def _line(choice: Choice) -> str:
    """The keys of a choice, each between tabs."""
    keys = [choice.name, choice.code, choice.short]
    keys += [key for name in (choice.name, choice.short) if name for key in pinyin(name)]
    return "\t" + "\t".join(dict.fromkeys(alike(key) for key in keys if key)) + "\t\n"


def _far(choice: Choice, near: str) -> int:
    """How far a choice lies from a division: 0 within, then in the same county, city, province, elsewhere."""
    if not near:
        return 0
    for distance, length in enumerate((9, 6, 4, 2)):
        if (
            len(near) >= length
            and choice.place[:length] == near[:length]
            and near[length - 2 : length] != "00"
        ):
            return distance
    return 4
