"""Rates of two figures together (N102): 不捕率; all of one kind and some of another.

Used by `rates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of, complementary, label_of
from youju.checker.relations.pattern import FAILS, HOLDS, against, judge, number, relation
from youju.checker.relations.shares.numerators import LIMITED, shared
from youju.checker.relations.shares.rating import Around, quantity, rate_of, rated
from youju.checker.relations.twice.slips import SLIP

DENIED: Final = re.compile(r"[不未非]")
LESS: Final = re.compile(r"[（(](?:不含|扣除|剔除|除)")
DUE: Final = re.compile(r"交办|共|应|总|受理|收到")


def of_both(passage: Passage, around: Around) -> Relation | None:
    """逮捕25人，不捕24人，不捕率48.98%: of both together."""
    for a, b in (*pairwise(around.here), *_people(around.here)):
        if not similar(a, b) or not a.value + b.value:
            continue
        labels = [label_of(passage, _named(around.here, one)) for one in (a, b)]
        for name, part in (("a", a), ("b", b)) if complementary(labels) else ():
            formula = f"r == 100 * {name} / (a + b)"
            parts = {"r": around.rate, "a": a, "b": b}
            verdict, low, high = judge(formula, parts)
            denied = DENIED.match(around.said("stem")) and b is around.here[-1] and part is b
            off = abs(part.base / (a.base + b.base) * 100 - around.rate.value)
            missed = denied and a.half == b.half == 0 and off <= 1 and not around.rate.hedge
            if (verdict is HOLDS or missed) and exact(a, b, around.rate):
                said = "一致" if verdict is HOLDS else "不符"
                message = f"{part.text}÷（{a.text}+{b.text}），与写明的{around.rate.text}{said}"
                return relation("N102", Kind.SHARE, formula, parts, verdict, low, high, message)
    return None


def _people(here: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """The people of 批捕158件196人，不批捕33件40人, whose words stand before the cases."""
    for a, b in zip(here, here[2:], strict=False):
        if _named(here, a) is not a and _named(here, b) is not b:
            yield a, b


def _named(here: Sequence[Mention], one: Mention) -> Mention:
    """The quantity that bears the name of one: the one that it follows without a word, or itself."""
    return next((other for other in here if other.end == one.start), one)


def two_kinds(passage: Passage, rate: Mention, earlier: Sequence[Mention], kind: Kind) -> Iterator[Relation]:
    """10个甲类, 20个乙类, 19个乙类 … 覆盖率97%: all of one kind and some of the other."""
    for p, q, a in zip(earlier, earlier[1:], earlier[2:], strict=False):
        noun = passage.text[a.end : a.end + 4]
        alike = (
            similar(p, q) and similar(q, a) and noun[:2].isalpha() and passage.text.startswith(noun, q.end)
        )
        if not alike or p.value + q.value == 0 or a.value > q.value:
            continue
        formula = "r == 100 * (p + a) / (p + q)"
        parts = {"r": rate, "p": p, "q": q, "a": a}
        verdict, low, high = judge(formula, parts)
        share = (p.value + a.value) / (p.value + q.value) * 100
        close = abs(share - rate.value) <= 10 and exact(*parts.values())
        if verdict is HOLDS or close:
            message = f"（{p.text}+{a.text}）÷（{p.text}+{q.text}）={number(round(share, 2))}%，"
            message += against(rate.text, verdict)
            yield relation("N102", kind, formula, parts, verdict, low, high, message)
            return


_LISTED: Final = 2


def of_list(passage: Passage, around: Around) -> Relation | None:
    """前三位：交通783件、城建579件、政法562件，占总量的77%: of the list together."""
    run: list[Mention] = []
    for one in reversed(around.here):
        if run and (not similar(one, run[0]) or passage.text[one.end] != "、"):
            break
        run.insert(0, one)
    if len(run) < _LISTED or not exact(*run, around.rate):
        return None
    names = dict(zip("abcdefg", run, strict=False))
    if len(names) < len(run):
        return None
    formula = f"r == 100 * ({' + '.join(names)}) / t"
    earlier = (*around.here[: -len(run)], *around.earlier, *around.far)
    for whole in reversed(earlier):
        if not similar(whole, run[0]) or not exact(whole) or whole.base <= max(one.base for one in run):
            continue
        parts = {"r": around.rate, **names, "t": whole}
        verdict, low, high = judge(formula, parts)
        if verdict is HOLDS:
            message = f"（{'+'.join(one.text for one in run)}）÷{whole.text}，与写明的{around.rate.text}一致"
            return relation("N102", Kind.SHARE, formula, parts, HOLDS, low, high, message)
    return None


_NEAR: Final = 12
"""Points by which a misprint makes a rate differ from the quotient of the two figures before it."""


_OF_OTHERS: Final = re.compile(
    r"[按限]期|[按及]时|时限|期内|一次|满意|累计|同比|平均|目标|预计|力争|确保|不低于"
)
"""Rates of those that were asked, or were due."""


def unnamed(passage: Passage, around: Around) -> Iterator[Relation]:
    """23个断面22个达标，水质优良率91.7%: of the last two figures, though the rate is named after neither."""
    rate, here = around.rate, around.here
    if len(here) < _LISTED or rate.hedge or rate.span or rate.value == _ALL or not around.said("stem"):
        return
    whole, part = here[-2:]
    if whole.base < part.base and _told_of_all(passage, part, rate):
        whole, part = part, whole
    told = passage.text[here[-2].start : rate.start]
    if LESS.match(passage.text, rate.end) or "；" in told:
        return
    if passage.text[here[-2].end] == "、" or _OF_OTHERS.search(passage.before(rate, 20)):
        return
    if any(one.percent for one in around.sentence.mentions if here[-1].end <= one.start < rate.start):
        return  # which that is the rate of
    plain = not {aspect_of(passage, one) for one in (whole, part)} & CHANGES
    if not plain or not similar(part, whole) or not exact(part, whole) or part.base > whole.base:
        return
    if abs(part.base / whole.base * 100 - rate.value) <= _NEAR:
        yield rate_of(rate, part, whole, around.kind, FAILS)


_ALL: Final = 100
_WHOLE_PLACE: Final = re.compile(r"(?:全[省市州区县镇乡村局]|应)[^，。；、\d]{0,4}$")


def _told_of_all(passage: Passage, whole: Mention, rate: Mention) -> bool:
    """Whether a rate is told right of all: 服务点153个，全县182个行政村覆盖率85.1%."""
    direct = not re.search(r"[，。；、]", passage.between(whole, rate))
    return direct and bool(_WHOLE_PLACE.search(passage.before(whole, 8)))


_EARLY: Final = re.compile(r"[年期”]\s?初期|[”五]\s?[期之][间初末]|当[时年]")


def of_other_times(passage: Passage, around: Around, part: Mention, whole: Mention) -> bool:
    """人口65万人。“九五”初期，缺水人口60万人，占人口的95%: the people of then are not told."""
    start = around.sentence.start
    told = _EARLY.search(passage.text, start, part.start) if whole.start < start <= part.start else None
    return told is not None and told[0] not in passage.text[max(0, whole.start - 60) : whole.start]


def paired(part: Mention, whole: Mention) -> bool:
    """People for places: 203个村 … 203名主任, or in beds: 床位2236张，在院1073人."""
    return (part.value == whole.value and part.value > _FEW) or (
        part.dimension == "人" and whole.unit == "张"
    )


_FEW: Final = 3


def slipped(passage: Passage, rate: Mention, part: Mention, whole: Mention) -> bool:
    """Whether three that stand side by side would agree but for a slip of the pen: 22人，…6人，占36.4%."""
    places = [passage.at(one.start) for one in (whole, part, rate)]
    beside = places == list(range(places[0], places[0] + 3)) and part.unit == whole.unit
    counted = beside and part.half == whole.half == 0 and rate.half < _ROUGH
    if not counted or re.search(r"[。；]", passage.text[whole.end : rate.start]):
        return False
    slips = [(off, 0) for off in range(-SLIP, SLIP + 1)] + [(0, off) for off in range(-SLIP, SLIP + 1)]
    near = ((part.base + one, whole.base + other) for one, other in slips)
    return any(0 < p <= w and abs(p / w * 100 - rate.value) <= rate.half for p, w in near)


_ROUGH: Final = Decimal("0.5")
"""Half of the last place of a rate without decimals, which many pairs would give."""


def may_follow(passage: Passage, part: Mention, whole: Mention) -> bool:
    """Whether a whole may be told after its part: larger, or aimed at (任务400户, 与20家目标相比)."""
    if not similar(part, whole):
        return False
    aimed = _AIM.match(passage.text, whole.end) or aspect_of(passage, whole) is Aspect.TARGET
    return bool(aimed) or whole.base >= part.base


_AIM: Final = re.compile(r"的?(?:任务|目标|计划)")


def called(passage: Passage, around: Around, whole: Mention) -> bool:
    """Whether a rate is of a whole by its name: 核定编制60人 … 占编制数的78.33%."""
    name = _COUNT_OF.sub("", around.said("whole"))
    return len(name) > 1 and name in passage.before(whole, 16)


_COUNT_OF: Final = re.compile(r"(?:总?[数量额])?的?$")


LATER: Final = 30
"""Characters between a rate and the figures that it comes of, where they stand after it."""


def told_later(passage: Passage, around: Around) -> Relation | None:
    """参保率90%，应参保5万人，实际参保4.5万人: the whole, then the part that the rate is named after."""
    stem, rate = around.said("stem"), around.rate
    bracketed = passage.text[rate.end : rate.end + 1] == "（"
    if (around.here and not bracketed) or len(stem) < 2 or rate.span or LIMITED.search(stem):
        return None
    after = [one for one in around.sentence.mentions if one.start > rate.end][:2]
    if len(after) < 2 or not all(map(quantity, after)) or not exact(*after):
        return None
    whole, part = after
    near = whole.start - rate.end <= LATER and len(passage.between(whole, part)) <= LATER
    due, done = passage.before(whole, 16), passage.before(part, 16)
    named = bool(shared(stem, done) >= 2 and DUE.search(due))
    named = named or (done.replace("实际", "实")[-2:] == "实" + due[-1:] and due[-2:-1] == "应")
    changed = {aspect_of(passage, whole), aspect_of(passage, part)} & CHANGES
    if not near or not named or changed or not similar(part, whole) or whole.base < part.base:
        return None
    return rate_of(rate, part, whole, around.kind, rated(rate, part, whole)[0])
