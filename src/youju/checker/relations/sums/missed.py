"""Totals that the parts beside them miss by a slip of the pen (N101), where a score tells that they are all.

Only the words, the marks and the order are weighed, since the figures do not agree: what the score says of a
misprinted list is what it says of the list before the misprint. The other patterns have told what agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, pairwise
from math import log, log10
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Paragraph, Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of, complementary, label_of
from youju.checker.relations.pattern import FAILS, Example, Pattern
from youju.checker.relations.scores import Weights, odds
from youju.checker.relations.sums.summing import (
    OVERLAP,
    accounted,
    gap_of,
    misprinted,
    slip_of,
    step_of,
    sum_of,
    summed,
)

_MOST: Final = 12
"""Parts, at most."""
_GAP: Final = 40
"""Characters between two parts, and between a total and the parts beside it, at most."""
_SOFT: Final = re.compile(r"[，；：]")
_LIST: Final = re.compile(r"[、和及与]")
_AMONG: Final = re.compile(r"其中|包[括含]|[^包]含")
_EACH: Final = re.compile(
    r"分别|依次|各[为有是]?|具体|分[为成]|分[两二三四五\d]|[：（]|即|由|按|从|方式|类型|结构|组成|构成"
)
_SUM: Final = re.compile(r"(?<!公)共|总|合计|累计|全[省市县区镇乡国]")
_OPEN: Final = re.compile(r"等(?![级同于待候次])|例如|比如|主要")
_REST: Final = re.compile(r"其[他它余]|剩|余|另|未|尚|还|待")
_STEP: Final = re.compile(
    r"审结|办结|采纳|立案|整改|化解|改判|解决|处置|移送|查处|落实|拨付|通过|录用|到位|成功|完成|参|获"
)
_TOPIC: Final = re.compile(r"[一-鿿]{2}")


class Row(NamedTuple):
    """A total and the parts that may make it up, as printed; the total stands before or after them."""

    total: Mention
    parts: tuple[Mention, ...]


class Signs(NamedTuple):
    """What speaks for parts being all of a total.

    Attributes:
        near: Logarithm of the total by what it is missed by, to the base of ten.
        many: Logarithm of the number of parts.
        first: Whether the total stands first.
        among: Whether 其中 or the like stands between them.
        each: Whether words that introduce all parts stand there.
        summed: Whether words before the total say that it is one.
        apart: Logarithm of the characters between the total and the parts.
        ends: Ends of sentences there.
        commas: Commas and colons there, up to 3.
        others: Figures of other kinds among the parts.
        stops: How many gaps between the parts a sentence ends in, up to 3.
        wide: Logarithm of the longest gap between two parts.
        marks: Whether one mark stands in all gaps between the parts.
        listed: Whether that is 、 or 和.
        goes_on: Whether another figure of their kind follows, with their mark.
        begun: Whether another figure of the kind stands before what stands first.
        opened: Whether the list says that it is open.
        rest: Whether the last part is the rest.
        sides: Whether the words of the parts leave no room for another one.
        changes: How many figures are told as what came or went.
        aims: How many are told as means, targets or of another year.
        steps: Which part of the parts is told as a step of one work.
        staged: The same where the total is told as one, too.
        overlap: Whether words tell of parts that overlap.
        alike: Which part of the parts shares a character pair with the total's words or with each other.
        ended: Whether a sentence or bracket ends after the last.
        unit: Whether all have one unit.
        largest: The largest part by the total.
        even: Logarithm of how much longer the longest label is than the shortest.
    """

    near: float
    many: float
    first: float
    among: float
    each: float
    summed: float
    apart: float
    ends: float
    commas: float
    others: float
    stops: float
    wide: float
    marks: float
    listed: float
    goes_on: float
    begun: float
    opened: float
    rest: float
    sides: float
    changes: float
    aims: float
    steps: float
    staged: float
    overlap: float
    alike: float
    ended: float
    unit: float
    largest: float
    even: float


def rows(passage: Passage) -> Iterator[Row]:
    """All rows of figures beside one that they make up, or all but make up."""
    for paragraph in passage.paragraphs:
        yield from _rows_in(passage, paragraph)


def _rows_in(passage: Passage, paragraph: Paragraph) -> Iterator[Row]:
    numbers = [one for one in paragraph.mentions if _is_figure(one) or one.role is Role.MASKED]
    if len(numbers) < 3:
        return
    for at, total in enumerate(numbers):
        if total.role is Role.MASKED:
            continue
        for beside in (numbers[at + 1 :], numbers[:at][::-1]):
            run: list[Mention] = []
            last = total
            whole = Decimal(0)
            for part in beside:
                if not similar(part, total):
                    continue
                if part.role is Role.MASKED:
                    break
                first, second = sorted((last, part), key=_place)
                gap = passage.between(first, second)
                if len(gap) > _GAP or part.base >= total.base:
                    break
                goes_on = _same_kind(passage, run[0], part) if run else "。其中" in gap or gap[-1] == "。"
                if "。" in gap and not goes_on:
                    break
                run.append(part)
                whole += part.base
                last = part
                if len(run) > 1 and abs(whole - total.base) * _FAR <= total.base:
                    yield Row(total, tuple(sorted(run, key=_place)))
                if len(run) == _MOST or whole > 2 * total.base:
                    break


def _same_kind(passage: Passage, one: Mention, other: Mention) -> bool:
    """Whether the labels of two parts end alike, so that sentences go on with the list: 商贸类项目4个."""
    labels = [label_of(passage, each)[-_ENDING:] for each in (one, other)]
    return len(labels[0]) == _ENDING and labels[0] == labels[1]


_ENDING: Final = 3
_FAR: Final = 5


def _is_figure(one: Mention) -> bool:
    return one.role is Role.QUANTITY and one.countable and one.value > 0 and not (one.hedge or one.span)


def _place(one: Mention) -> int:
    return one.start


def slipped(passage: Passage, row: Row) -> bool:
    """Whether a total is missed by a slip of the pen: in its last place, or of three parts by one digit."""
    total, parts = row
    gap = abs(gap_of(total, parts))
    among = _AMONG.search(_between(passage, row))
    if among and total.half and min(one.half * one.scale for one in parts) < total.half * total.scale:
        return False  # 1.2万起，其中超速3200起、闯红灯1800起: the rest is less than shows
    if _overlaps(passage, row) and total.base < _LARGE * step_of(total):
        return False
    if (len(parts) < _SEVERAL or total.unit in _EVENTS or _begun(passage, row)) and not _cued(passage, row):
        return False  # 召开会议26次，集中学习12次，主题日活动12次，讲课5次
    if gap <= slip_of(total):
        return True
    if among or len(parts) < _SEVERAL or gap * _FEW_PERCENT > total.base:
        return False  # 412户，其中残疾58户、重病201户、单亲143户
    return misprinted(total, parts, -gap_of(total, parts))


def _overlaps(passage: Passage, row: Row) -> bool:
    """Whether the words tell of parts that overlap: 女干部, 党员, 省局采用."""
    if len(row.parts) >= _SEVERAL:
        labels = [label_of(passage, one) for one in row.parts]
        return any(map(OVERLAP.search, labels)) and not complementary(labels)
    first, last = sorted((row.total.start, row.parts[0].start, row.parts[-1].end))[::2]
    return OVERLAP.search(passage.text, first, last) is not None


def _cued(passage: Passage, row: Row) -> bool:
    """Whether words say that parts are all, and none that they overlap."""
    if _overlaps(passage, row):
        return False
    labels = [label_of(passage, one) for one in row.parts]
    between = _between(passage, row)
    told = _AMONG.search(between) or _EACH.search(between) or _SUM.search(passage.before(row.total, 12))
    return bool(told or complementary(labels) or _REST.search(labels[-1]))


def _between(passage: Passage, row: Row) -> str:
    """What stands between the total and the parts."""
    forward = row.total.start < row.parts[0].start
    return passage.between(row.total, row.parts[0]) if forward else passage.between(row.parts[-1], row.total)


_FEW_PERCENT, _SEVERAL, _LARGE = 20, 3, 100
_EVENTS: Final = frozenset({"次", "场", "场次", "期", "轮"})


def signs_of(passage: Passage, row: Row, off: Decimal) -> Signs:
    """What speaks for the parts of a row being all of its total.

    Args:
        off: By how much they miss it, in base units.
    """
    text = passage.text
    total, parts = row
    between = _between(passage, row)
    gaps = [passage.between(*two) for two in pairwise(parts)]
    marks = {_mark(gap) for gap in gaps}
    low, high = parts[0].start, parts[-1].end
    labels = [label_of(passage, one) for one in parts]
    lengths = [len(label) for label in labels]
    aspects = [aspect_of(passage, one) for one in (total, *parts)]
    pairs = [_pairs(label) for label in labels]
    tail = text[high : high + 1]
    steps = sum(bool(_STEP.search(label)) for label in labels) / len(labels)
    staged = bool(_STEP.search(label_of(passage, total)))
    inner = passage.at(parts[-1].start) - passage.at(parts[0].start) - len(parts) + 1
    return Signs(
        near=log10(float(total.base / off)),
        many=log(len(parts)),
        first=total.start < parts[0].start,
        among=bool(_AMONG.search(between)),
        each=bool(_EACH.search(between)),
        summed=bool(_SUM.search(passage.before(total, 12))),
        apart=log(len(between) + 1),
        ends="。" in between,
        commas=min(len(_SOFT.findall(between)), 3),
        others=min(inner, 4),
        stops=min(sum("。" in gap for gap in gaps), 3),
        wide=log(max(map(len, gaps)) + 1),
        marks=len(marks) == 1,
        listed=marks <= {"、"},
        goes_on=_goes_on(passage, row, marks),
        begun=_begun(passage, row),
        opened=bool(_OPEN.search(text[low : high + 8])),
        rest=bool(_REST.search(labels[-1])),
        sides=complementary(labels),
        changes=sum(one in CHANGES for one in aspects),
        aims=sum(one in {Aspect.MEAN, Aspect.TARGET, Aspect.OLD, Aspect.ELSEWHERE} for one in aspects),
        steps=steps,
        staged=staged * steps,
        overlap=_overlaps(passage, row),
        alike=sum(bool(one & other) for one, other in pairwise(pairs)) / len(gaps),
        ended=tail in "。；）",
        unit=len({one.unit for one in (total, *parts)}) == 1,
        largest=float(max(one.base for one in parts) / total.base),
        even=log((max(lengths) + 1) / (min(lengths) + 1)),
    )


def _mark(gap: str) -> str:
    found = re.search(r"[，；、。：（]", gap)
    return "、" if (not found and _LIST.search(gap)) else found[0] if found else ""


def _pairs(label: str) -> set[str]:
    return {label[at : at + 2] for at in range(len(label) - 1)}


def _goes_on(passage: Passage, row: Row, marks: set[str]) -> bool:
    last = row.parts[-1]
    after = passage.first_from(last.end)
    if after is None or after is row.total or not similar(after, last):
        return False
    gap = passage.between(last, after)
    return len(gap) <= _GAP and "。" not in gap and _mark(gap) in marks


def _begun(passage: Passage, row: Row) -> bool:
    first = min(row.total, row.parts[0], key=_place)
    at = passage.at(first.start)
    if at == 0:
        return False
    before = passage.mentions[at - 1]
    gap = passage.between(before, first)
    return similar(before, first) and len(gap) <= _GAP and "。" not in gap


def _missed(passage: Passage) -> Iterator[Relation]:
    """The likeliest parts of each total that nothing else explains."""
    best: dict[int, tuple[float, Row]] = {}
    whole: set[int] = set()
    for row in rows(passage):
        if row.total.start in passage.explained or summed(*row) is not FAILS:
            whole.add(row.total.start)
        elif slipped(passage, row) and not accounted(passage, *row) and not _tied(passage, row):
            score = odds(WEIGHTS, signs_of(passage, row, abs(gap_of(*row))))
            if score > best.get(row.total.start, (LEAST, row))[0]:
                best[row.total.start] = score, row
    for place, (_, row) in best.items():
        if place not in whole:
            yield sum_of(row.total, row.parts, (), FAILS)


def _tied(passage: Passage, row: Row) -> bool:
    """Whether a relation found before has all the parts, or ties some of the row's figures to each other."""
    places = {one.start for one in row.parts}
    known = chain.from_iterable(passage.tied.get(place, ()) for place in places)
    return any(places <= one or (len(one) > 2 and one <= places) for one in known)


LEAST: Final = 1.5
"""So much likelier than not, since most lists of a report are right."""
WEIGHTS: Final[Weights] = {
    "near": 0.69,
    "many": 0.76,
    "first": 1.17,
    "among": 0.83,
    "each": 0.20,
    "summed": -0.23,
    "apart": 0.21,
    "ends": -0.78,
    "commas": 0.65,
    "others": -0.30,
    "stops": 1.08,
    "wide": -1.29,
    "marks": 6.00,
    "listed": -3.08,
    "goes_on": -6.95,
    "begun": -2.56,
    "opened": -0.27,
    "rest": -0.24,
    "sides": 0.45,
    "changes": 1.02,
    "aims": -1.01,
    "steps": -2.29,
    "staged": 3.89,
    "overlap": 2.41,
    "alike": -0.50,
    "ended": 0.25,
    "unit": 2.64,
    "largest": 0.98,
    "even": 0.38,
    "": -3.71,
}

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "missed",
        "N101",
        Kind.SUM,
        _missed,
        (
            Example(
                "登记社会组织320家，分类型看，社会团体142家，民办非企业单位171家，基金会5家。",
                FAILS,
                (),
                "少2家",
            ),
            Example(
                "签约项目9个。其中，商贸类项目4个，已开工。楼宇类项目3个，在签约。文旅类项目3个。", FAILS
            ),
            Example("案件46件，三类各为19件、22件、6件。", FAILS, (), "多1件"),
            Example("县级名中医10名，分两批授牌，第一批7名、第二批4名。", FAILS, (), "多1名"),
            Example("完成12个社工站评估，等次为优秀的4个、良好的7个、合格的2个。", FAILS, (), "多1个"),
            Example("立案37起，结案35起，移送公安机关1起。", None),
            Example("开展理论学习14次，专题研讨6次，讲党课11次。", None),
            Example("共有合作社86家，其中种植41家、养殖27家、其他XX家。", None),
        ),
    ),
)
