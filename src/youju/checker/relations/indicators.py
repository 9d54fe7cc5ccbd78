"""Which figures of a report may be of one indicator: those whose words agree.

Enter at `indicators_of` and `Indicators.alike`. What many figures of a report are told with (全年, 完成) says
little of any; that is counted, no list of words is kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from operator import add
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role
from youju.checker.passage import Passage

TELLING: Final = re.compile(
    r"(?:(?![的了和与及等在为对将已被于共各并其从向把由以是有也都到一个上下中年月日])[一-鿿]){2,}"
)
_BEFORE, _AFTER = 30, 8
_STATEMENT: Final = re.compile(r"[。；！？\n\r]")
_EDGE: Final = re.compile(r"[，。；、：！？（）“”\n\r]")
_COMMON: Final = 24
"""A pair of characters that so many figures are told with says nothing."""
_ASKED: Final = 12
"""Figures that are looked at, of those whose words agree."""


class Alike(NamedTuple):
    """A figure whose words agree with those of another, in so many pairs of characters."""

    figure: Mention
    shared: int


def words_in(text: str) -> set[str]:
    """Pairs of neighbouring characters that say something.

    Example:
        >>> sorted(words_in("共办结案件"))
        ['办结', '案件', '结案']
    """
    found: set[str] = set()
    for run in TELLING.findall(text):
        found.update(map(add, run, run[1:]))
    return found


class Indicators:
    """The figures of a report by the words that they are told with."""

    def __init__(self, passage: Passage) -> None:
        self._words: dict[Mention, set[str]] = {}
        self._with: dict[str, list[Mention]] = defaultdict(list)
        for one in passage.mentions:
            if one.role is Role.QUANTITY and one.measured and one.value > 0:
                words = self._words[one] = _words_of(passage, one)
                for word in words:
                    self._with[word].append(one)

    def told_with(self, word: str) -> int:
        """How many figures are told with a pair of characters."""
        return len(self._with.get(word, ()))

    def alike(self, figure: Mention, words: Iterable[str] | None = None) -> Sequence[Alike]:
        """Other figures whose words agree with those of one, best first.

        Args:
            words: Instead of those that the figure is told with.
        """
        shared: Counter[Mention] = Counter()
        weight: dict[Mention, float] = defaultdict(float)
        for word in self._words.get(figure, ()) if words is None else words:
            told = self._with.get(word, ())
            if len(told) <= _COMMON:
                shared.update(told)
                for one in told:
                    weight[one] += 1 / len(told)
        del shared[figure]
        best = sorted(shared, key=lambda one: (-weight[one], abs(one.start - figure.start), one.start))
        return [Alike(one, shared[one]) for one in best[:_ASKED]]


def indicators_of(passage: Passage) -> Indicators:
    """The figures of a report by their words, made once."""
    if not passage.indicators:
        passage.indicators.append(Indicators(passage))
    return passage.indicators[0]


def _words_of(passage: Passage, figure: Mention) -> set[str]:
    """What a figure is told with: its statement up to it, and what stands right after it."""
    text = passage.text
    before = _STATEMENT.split(text[max(passage.start, figure.start - _BEFORE) : figure.start])[-1]
    after = _EDGE.split(text[figure.end : min(passage.end, figure.end + _AFTER)], maxsplit=1)[0]
    return words_in(before + "\n" + after)
