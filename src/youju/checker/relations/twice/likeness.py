"""Whether two equal figures are of one thing: a score, from the words about them.

Enter at `same_thing`. The score is one of `relations.scores`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import log
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role, kind_of
from youju.checker.passage import Passage
from youju.checker.relations.indicators import words_in
from youju.checker.relations.scores import Weights, odds

_LEAST = 2
_BEFORE, _AFTER = 30, 16
"""Characters about a figure that are read, within its statement."""
_STATEMENT: Final = re.compile(r"[。；！？\n\r]")
_CLAUSE: Final = re.compile(r"[，。；、：！？（）\n\r]")
_QUOTES: Final = re.compile(r"[“”\"]")
_LEFT: Final = re.compile(r"(?:其余|剩余|余下|剩下)的?$")
_NOUN, _LONG_NOUN = re.compile(r"[一-鿿]{2}"), re.compile(r"[一-鿿]{3}")
_LIKELY: Final = -0.8
"""Below nought, since most of what scores so high without a label is found to be the same when it is read."""
_SURELY: Final = 0.8
_PHRASE: Final = 8
"""Characters of a phrase that is told again as it is, its figure included or not."""
_BESIDE: Final = 10
"""Characters between items of a list, which are of two things."""
_FEW: Final = 5
"""A number up to this is of many things; a larger one of the same noun is told again."""


class Signs(NamedTuple):
    """What speaks for two equal figures that they are one.

    Attributes:
        digits: Figures before the closing noughts, up to 5: the more, the less they agree by chance.
        often: Logarithm of how many figures of the report are equal to them.
        words: Pairs of characters that both are told with, up to 8.
        crossed: Longest piece that stands before the one and after the other, up to 5 characters.
        piece: Longest piece that both clauses have, up to 6 characters.
        unit: Whether they are printed with the same unit.
        apart: Logarithm of the characters between them: what is told at once is rarely the same.
        hedged: Whether one is hedged.
        left: Whether both are told to be what is left.
    """

    digits: float
    often: float
    words: float
    crossed: float
    piece: float
    unit: float
    apart: float
    hedged: float
    left: float


WEIGHTS: Final[Weights] = {
    "digits": 1.69,
    "often": -2.25,
    "words": 0.19,
    "crossed": 0.72,
    "piece": 0.76,
    "unit": 3.33,
    "apart": 0.34,
    "hedged": -6.27,
    "left": 8.81,
    "": -9.48,
}


class Place:
    """A figure with the words about it, read when they are first asked for and kept with the report."""

    __slots__ = ("mention", "passage")

    def __init__(self, passage: Passage, mention: Mention) -> None:
        self.passage, self.mention = passage, mention

    @property
    def told(self) -> Told:
        known = self.passage.told.get(self.mention)
        if known is None:
            known = self.passage.told[self.mention] = _told_of(self.passage, self.mention)
        return known


class Told(NamedTuple):
    """What a figure is told with: words of its statement, its clause before and after it, and both."""

    words: set[str]
    head: str
    tail: str
    both: str
    said: str
    digits: int


def _told_of(passage: Passage, one: Mention) -> Told:
    text = passage.text
    before = _STATEMENT.split(text[max(passage.start, one.start - _BEFORE) : one.start])[-1]
    after = _STATEMENT.split(text[one.end : min(passage.end, one.end + _AFTER)], maxsplit=1)[0]
    before, after = _QUOTES.sub("", before), _QUOTES.sub("", after)
    head, tail = _CLAUSE.split(before)[-1], _CLAUSE.split(after, maxsplit=1)[0]
    digits = min(len(one.value.normalize().as_tuple().digits), 5)
    return Told(words_in(f"{before}\n{after}"), head, tail, f"{head}|{tail}", f"{before}|{after}", digits)


def equal_figures(passage: Passage) -> Iterator[Sequence[Place]]:
    """Figures of a report that are equal, where there are two or more: counted, measured or ranks.

    What all have (100%, one) is left out: it says nothing of any.
    """
    buckets: dict[tuple[Decimal, str, Role], list[Place]] = defaultdict(list)
    for one in passage.mentions:
        told = one.role is Role.RANK or one.measured
        if told and one.value >= _LEAST and not (one.percent and one.value == 100):
            buckets[one.base.normalize(), kind_of(one), one.role].append(Place(passage, one))
    yield from (bucket for bucket in buckets.values() if len(bucket) > 1)


def signs_of(a: Place, b: Place, often: int) -> Signs:
    """What speaks for two equal figures, the earlier one first.

    Args:
        often: How many figures of the report are equal to them, these two included.
    """
    one, other = a.told, b.told
    crossed = max(longest(one.head, other.tail, 5), longest(other.head, one.tail, 5))
    return Signs(
        one.digits,
        log(often),
        min(len(one.words & other.words), 8),
        crossed,
        longest(one.both, other.both, 6),
        a.mention.unit == b.mention.unit or a.mention.dimension == b.mention.dimension == "人",
        log(max(b.mention.start - a.mention.end, 0) + 1),
        bool(a.mention.hedge or b.mention.hedge),
        bool(_LEFT.search(one.head) and _LEFT.search(other.head)),
    )


def same_thing(a: Place, b: Place, often: int) -> bool:
    """Whether two equal figures are of one thing: of one noun, or in one phrase, or by what is told of both.

    Example:
        >>> from youju.checker.passage import read
        >>> passage = read("街道辖9个社区，组建工作专班，有网格9个。9个社区的书记轮训一遍。", 0, 33)
        >>> a, b, c = (Place(passage, one) for one in passage.mentions)
        >>> same_thing(a, c, 3), same_thing(a, b, 3)
        (True, False)
    """
    one, other = a.mention, b.mention
    if other.start - one.end <= _BESIDE:
        return likeness(a, b, often) > _SURELY  # 现有426名，为426名…, but 筛查8000人，普查8000人
    if one.role is Role.RANK and _of_one_figure(a, b):
        return True
    many = one.unit == other.unit and one.value > _FEW and not (one.spelled or other.spelled)
    if many and (_of_one_noun(a.told, b.told) or _of_one_noun(b.told, a.told)):
        return True
    return longest(a.told.both, b.told.both, _PHRASE) == _PHRASE or likeness(a, b, often) > _LIKELY


def _of_one_noun(one: Told, other: Told) -> bool:
    """9个社区 … 9个社区的书记; 孵化器8家 … 8家孵化器中."""
    noun, longer = _NOUN.match(other.tail), _LONG_NOUN.match(other.tail)
    return bool((noun and one.tail.startswith(noun[0])) or (longer and one.head.endswith(longer[0])))


def _of_one_figure(a: Place, b: Place) -> bool:
    """Whether two ranks stand after one figure: 增至104.4人年，全省第4 … 增至104.4人年，居全省第4位."""
    numbers = a.passage.mentions
    before = [numbers[max(0, a.passage.at(one.mention.start) - 1)] for one in (a, b)]
    near = all(one.mention.start - each.end <= _BESIDE for one, each in zip((a, b), before, strict=True))
    return near and before[0].measured and before[0].base == before[1].base != 0


def likeness(a: Place, b: Place, often: int) -> float:
    """Logarithm of the odds that two equal figures are of one thing.

    Example:
        >>> from youju.checker.passage import read
        >>> text = "未复垦384亩。" + "森林防火责任层层压实。" * 8 + "造林384亩。未复垦的384亩于3月底前完成。"
        >>> passage = read(text, 0, len(text))
        >>> a, b, c = (Place(passage, one) for one in passage.mentions if one.measured)
        >>> likeness(a, c, 3) > 0 > likeness(a, b, 3)
        True
    """
    return odds(WEIGHTS, signs_of(a, b, often))


def longest(text: str, other: str, most: int) -> int:
    """Length of the longest piece that two texts have in common, as far as it is asked."""
    length = 0
    for at in range(len(text)):
        while length < most and at + length < len(text) and text[at : at + length + 1] in other:
            length += 1
    return length
