"""How likely an enumeration is what a small number counts: a score fitted on labelled reports.

Enter at `belonging`. What scores are, and how they are fitted, is in `relations.scores`.
"""

from __future__ import annotations

import re
from math import log
from typing import Final, NamedTuple

from youju.checker.passage import Passage
from youju.checker.relations.counts.nearby import EVENTS, Enumeration, Stated, surroundings_of
from youju.checker.relations.scores import Weights, odds

_ORDER: Final = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[是要、.．]|[（(][一二三四五六七八九十\d]{1,2}[）)]|[其第][一二三四五六七八九])[，、]?"
)
_NOUN: Final = re.compile(r"[一-鿿]{0,6}")
_FIGURE: Final = re.compile(r"\d")
_HARD, _SOFT = re.compile(r"[。！？\n]"), re.compile(r"[，；]")
_LEADING: Final = re.compile(r"即|包括|分别|[：（]|具体|就是|以下|如下|——|[为是指]")
_KINDS: Final = frozenset("大级类种项方个")
_THINGS: Final = frozenset("条道张处所支")


class Signs(NamedTuple):
    """What speaks for an enumeration being what a number counts.

    Attributes:
        ordered: Whether the items have marks of order.
        apart: Logarithm of the characters between them; headings may be anywhere.
        sentences: Ends of sentences between them, up to 2.
        clauses: Commas between them, up to 3.
        quoted: Whether the number stands in quotation marks.
        many: Logarithm of the number: the more, the less they agree by chance.
        digits: Whether the number is printed in digits.
        figures: Which part of the items has figures.
        alike: Which part of the items ends as the last does.
        shared: Which part of the items has a character of the noun that is counted.
        uneven: Logarithm of how much longer the longest item is than the shortest, the first left out.
        events: Whether the measure word is of what is seldom told one by one.
        bare: Whether no measure word stands after the number.
        often: Logarithm of how often the report has the number with its noun: what is a name is told once.
        rank: Logarithm of how many enumerations are as near or nearer.
        slogan: Which part of the items has the word of a quoted slogan.
        unit: Which part of the items has the measure word.
        cut: Whether the first item begins right at the measure word, in one clause with it.
        touching: Whether a list ends where the number stands.
        pair: Whether it is a list of two.
        each: Whether 分别 stands in or before the items.
        led: Whether the first item begins with 即, 包括 and the like.
    """

    ordered: float
    apart: float
    sentences: float
    clauses: float
    quoted: float
    many: float
    digits: float
    figures: float
    alike: float
    shared: float
    uneven: float
    events: float
    bare: float
    often: float
    rank: float
    slogan: float
    unit: float
    cut: float
    touching: float
    pair: float
    each: float
    led: float


WEIGHTS: Final[Weights] = {
    "ordered": 2.88,
    "apart": -1.02,
    "sentences": -1.67,
    "clauses": -0.89,
    "quoted": -1.01,
    "many": 3.97,
    "digits": -1.77,
    "figures": -1.69,
    "alike": 1.19,
    "shared": 1.69,
    "uneven": -1.65,
    "events": -0.63,
    "bare": -2.32,
    "often": -1.87,
    "rank": 1.00,
    "slogan": 3.87,
    "unit": -2.54,
    "cut": -2.65,
    "touching": 0.72,
    "pair": -1.15,
    "each": 0.84,
    "led": 1.91,
    "": -1.10,
}


def belonging(passage: Passage, stated: Stated, one: Enumeration, rank: int) -> float:
    """Logarithm of the odds that an enumeration is what a number counts.

    Args:
        rank: How many enumerations are nearer.
    """
    return odds(WEIGHTS, signs_of(passage, stated, one, rank))


def signs_of(passage: Passage, stated: Stated, one: Enumeration, rank: int) -> Signs:
    """The signs of a number and an enumeration with as many items.

    Args:
        rank: How many enumerations are nearer.
    """
    text = passage.text
    start, end, unit_end, value = stated
    first, last = one.pieces[0].start, one.pieces[-1].end
    before = last <= start
    gap = "" if one.kind == "lines" else text[last:start] if before else text[unit_end:first]
    apart = len(gap.strip("”“"))
    unit = text[end]
    bare = unit not in _KINDS and unit not in _THINGS and unit not in EVENTS
    noun_at = end if bare else unit_end
    found = _NOUN.match(text, noun_at, min(passage.end, noun_at + 6))
    noun = found[0] if found else ""
    items = [_item(text[a:b]) for a, b in one.pieces]
    lengths = [len(item) for item in items[1:]]
    quoted = text[start - 1] == "“" or "”" in text[end : end + 6]
    listed, letters = one.kind == "list", set(noun[:4])
    return Signs(
        ordered=one.kind == "order",
        apart=log(1 + apart),
        sentences=min(len(_HARD.findall(gap)), 2),
        clauses=min(len(_SOFT.findall(gap)), 3),
        quoted=quoted,
        many=log(value),
        digits=text[start].isdigit(),
        figures=sum(bool(_FIGURE.search(item)) for item in items) / value,
        alike=sum(item[-1] == items[-1][-1] for item in items) / value,
        shared=sum(not letters.isdisjoint(item) for item in items) / value,
        uneven=log(max(lengths) / min(lengths)),
        events=unit in EVENTS,
        bare=bare,
        often=log(surroundings_of(passage).often(text[start : noun_at + 1], start)),
        rank=log(1 + rank),
        slogan=sum(noun[:1] in item for item in items) / value if quoted and noun else 0,
        unit=0 if bare else sum(unit in item for item in items) / value,
        cut=first == unit_end and text[first - 1] != "”",
        touching=before and apart <= 1 and listed,
        pair=listed and value == 2,
        each="分别" in text[max(first - 4, 0) : last + 6],
        led=not before and not gap.strip("，”“：（") and bool(_LEADING.search(text[first : first + 5])),
    )


def _item(words: str) -> str:
    """An item without its mark of order and quotation marks."""
    bare = words.strip("“”《》 　\n")
    mark = _ORDER.match(bare)
    return (bare[mark.end() :] if mark else bare) or words or " "
