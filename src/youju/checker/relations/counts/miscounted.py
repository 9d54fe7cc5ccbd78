"""A list right before a small number that does not give it (N201), where a score tells that it is counted.

As in `sums.missed`, only the words are weighed: what the score says of a list with one item too few is what
it says of the list that has them all. The other patterns of counts have told the lists that are plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import log
from typing import Final, NamedTuple

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.holders import of_another
from youju.checker.relations.counts.listing import count, measure_length, weigh
from youju.checker.relations.counts.misfits import led_in
from youju.checker.relations.counts.stated import UNITS, Listed, lists_before
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.scores import Weights, odds

MOST_OFF: Final = 3
"""Items by which a list misses its number, at most."""
_NOUN: Final = re.compile(r"[一-鿿]{0,8}")
_FIGURE: Final = re.compile(r"\d")
_AREA: Final = re.compile(r"[省市县区乡镇村街]$|街道$|社区$")
_PLACED: Final = re.compile(
    r"[个处所座家][一-鿿]{0,8}?(?:点|站|中心|机构|院|馆|校|公园|广场|桥|水库|基地|园|村|社区|项目)"
)
_WHOLE: Final = re.compile(r"[大类种级项]|方面|个(?:方面|领域|环节|部门|行业|系统|平台|专项)")
_PERSONS: Final = re.compile(r"[名人位户]")
_VERB: Final = re.compile(
    r"完成|开展|建[设成]|实施|组织|推[进动出]|打造|召开|举办|深入|加强|进行|通过|新[增建]|涉及|覆盖|加快|组[建成]|[成设]立|利用|会同|联合|配合|为|对|将|把|在|由|向"
)
_JOINT: Final = re.compile(r"[和与及]")


class Signs(NamedTuple):
    """What speaks for a list being what the number after it counts.

    Attributes:
        more: Whether the number says more than there are.
        many: Logarithm of the number of items.
        digits: Whether the number is printed in digits.
        whole: Whether the measure word is of kinds and parts (大, 类, 项, 方面).
        persons: Whether it is of persons or households.
        placed: Whether what is counted stands in places, each of which may have several.
        areas: Which part of the items are names of areas.
        both: Areas, of what stands in places.
        opened: Whether 等 stands after the list.
        joint: Whether 和 stands in the last item.
        joints: Whether 和 stands in another one.
        alike: Which part of the items ends as the last does.
        shared: Which part of the items has a character of what is counted.
        own: Which part ends with one of its characters.
        quoted: Whether the list is a quotation, or all items are.
        titles: Whether all items are titles.
        figures: Which part of the items has figures.
        long: Logarithm of the mean length of the items.
        led: Logarithm of how much longer the first item is than the longest of the others.
        uneven: Logarithm of how much longer the longest of the others is than the shortest.
        verbs: Which part of the items but the first has a verb of clauses.
        ends: Whether a mark stands right after the noun.
    """

    more: float
    many: float
    digits: float
    whole: float
    persons: float
    placed: float
    areas: float
    both: float
    opened: float
    joint: float
    joints: float
    alike: float
    shared: float
    own: float
    quoted: float
    titles: float
    figures: float
    long: float
    led: float
    uneven: float
    verbs: float
    ends: float


def signs_of(passage: Passage, one: Listed, *, more: bool) -> Signs:
    """What speaks for a list being what the number after it counts.

    Args:
        more: Whether the number says more than there are.
    """
    text = passage.text
    pieces = [text[a:b].strip('“”"《》 ') or " " for a, b in one.items.pieces]
    found = _NOUN.match(text, one.end, min(passage.end, one.end + 8))
    noun = found[0] if found else ""
    name = set(noun[measure_length(text, one.end) :][:5])
    lengths = [len(piece) for piece in pieces[1:]] or [len(pieces[0])]
    first, last = one.items.pieces[0].start, one.items.pieces[-1].end
    several = len(pieces)
    placed = bool(_PLACED.match(text, one.end))
    areas = sum(bool(_AREA.search(piece)) for piece in pieces) / several
    each = all(text[a] in '“"' and text[b - 1] in '”"' for a, b in one.items.pieces)
    return Signs(
        more=more,
        many=log(several),
        digits=text[one.start].isdigit(),
        whole=bool(_WHOLE.match(text, one.end)),
        persons=bool(_PERSONS.match(text, one.end)),
        placed=placed,
        areas=areas,
        both=areas if placed else 0.0,
        opened=one.opened,
        joint=bool(_JOINT.search(pieces[-1])),
        joints=any(_JOINT.search(piece) for piece in pieces[:-1]),
        alike=sum(piece[-1] == pieces[-1][-1] for piece in pieces) / several,
        shared=sum(not name.isdisjoint(piece) for piece in pieces) / several,
        own=sum(piece[-1] in name for piece in pieces) / several,
        quoted=each or (text[first - 1] in '“"' and text[last : last + 1] in '”"'),
        titles=all(text[a] == "《" for a, _ in one.items.pieces),
        figures=sum(bool(_FIGURE.search(piece)) for piece in pieces) / several,
        long=log(sum(lengths) / len(lengths)),
        led=log(max(1.0, len(pieces[0]) / max(lengths))),
        uneven=log(max(lengths) / min(lengths)),
        verbs=sum(bool(_VERB.search(piece)) for piece in pieces[1:]) / several,
        ends=text[one.end + len(noun) : one.end + len(noun) + 1] in "，。；、）：\n",
    )


def near(passage: Passage, one: Listed) -> bool:
    """Whether a list misses a number of things by so few that it may be meant."""
    text, more = passage.text, one.stated > one.items.most
    off = one.stated - one.items.most if more else one.items.least - one.stated
    if not 0 < off <= MOST_OFF or not one.items.least > 1 < one.stated or text[one.end] not in UNITS:
        return False  # 经五路
    if (one.stated == _PAIR and not text[one.start].isdigit()) or text[one.start - 1] in '“"':
        return False  # 残疾人两项补贴, “五经普”
    pieces = [text[a:b] for a, b in one.items.pieces]
    if of_another(text, one.items, pieces, one.stated, one.end):
        return False
    if more:
        inside = _SMALLER.match(text, one.end) and all(map(_LARGER.search, pieces))
        return not one.opened and not inside  # 东河镇、西河镇5个村
    return not led_in(pieces[off:])


_LARGER, _SMALLER = (
    re.compile(r"(?:[省市县区乡镇]|街道)$"),
    re.compile(r"个?(?:[一-鿿]{2})?(?:[村组]|社区|小区)"),
)


_PAIR: Final = 2


def _miscounted(passage: Passage) -> Iterator[Relation]:
    for one in lists_before(passage):
        if one.start in passage.counted or not near(passage, one) or weigh(one.stated, one.items) is HOLDS:
            continue
        if odds(WEIGHTS, signs_of(passage, one, more=one.stated > one.items.most)) > LEAST:
            unit_end = one.end + measure_length(passage.text, one.end)
            yield count(passage, one.start, unit_end, one.stated, one.items, FAILS)


LEAST: Final = 2.0
"""So much likelier than not, since most lists of a report are right."""
WEIGHTS: Final[Weights] = {
    "more": -2.38,
    "many": 4.93,
    "digits": -3.42,
    "whole": 1.88,
    "persons": -0.35,
    "placed": 4.04,
    "areas": 0.10,
    "both": 0.40,
    "opened": 3.41,
    "joint": 6.04,
    "joints": -0.88,
    "alike": -0.72,
    "shared": 2.55,
    "own": 1.60,
    "quoted": 1.99,
    "titles": 0.03,
    "figures": -0.53,
    "long": -0.47,
    "led": 0.53,
    "uneven": -0.85,
    "verbs": -6.35,
    "ends": -2.13,
    "": 3.36,
}

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "miscounted",
        "N201",
        Kind.COUNT,
        _miscounted,
        (
            Example("举办电工、焊工、养老护理、中式烹调、育婴4个赛项。", FAILS, (), "多列1"),
            Example("开展教育、公安、税务、民政5部门数据比对。", FAILS, (), "少列1"),
            Example("扶持东河镇、西河镇5个村发展产业。", None),
            Example("发放低保金、临时救助金、残疾人两项补贴。", None),
            Example("文昌北路、泰安路、滨江二路通车。", None),
            Example("县委、县政府先后5次召开专题会议。", None),
        ),
    ),
)
