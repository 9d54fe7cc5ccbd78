"""Changes of a total and of its parts (N101): 收入679亿元，增加65亿元，其中税收增加…，非税减少…: they add up.

Asked only where the parts are all of the total by their sum, and each part's change is told, beside it or
together after the list (分别增加2163万人和521万人).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, sum_of, summed

_SIGNS: Final = {Aspect.GAIN: 1, Aspect.LOSS: -1}
_ASIDE: Final = frozenset({Aspect.TARGET, Aspect.OLD})
_REBASED: Final = re.compile(r"口径|可比|剔除|扣除|不含|不包括|调整后")
_PARTS_MOST: Final = 8
_AFTER: Final = 3
"""Numbers between a total and its change: 完成预算609万元的40.4%."""
_JOINT: Final = re.compile(r"[、和及与]")


_AMONG: Final = re.compile(r"[，。；]?其中[：:，,]?[^，。；\d]{0,16}")


class _Told(NamedTuple):
    """A quantity, and the direction of the change that it is; 0 for a quantity itself."""

    mention: Mention
    sign: int


def _shared(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs:
        numbers = [one for one in paragraph.mentions if one.countable]
        if len(numbers) < 6:
            continue
        for at, total in enumerate(numbers[:-5]):
            change = _change_of(passage, total, numbers[at + 1 : at + 1 + _AFTER])
            if change is not None:
                rest = [one for one in numbers[numbers.index(change.mention) + 1 :] if similar(one, total)]
                yield from _judged(passage, total, change, _told(passage, rest[: 2 * _PARTS_MOST]))


def _change_of(passage: Passage, total: Mention, after: Sequence[Mention]) -> _Told | None:
    """The change of a quantity, told right after it or after its target."""
    if aspect_of(passage, total) is not Aspect.PLAIN:
        return None
    for one in after:
        aspect = aspect_of(passage, one)
        if aspect in _SIGNS:
            own = similar(one, total) and not re.search(r"[。；]|其中", passage.between(total, one))
            return _Told(one, _SIGNS[aspect]) if own else None
        if aspect not in _ASIDE:
            return None
    return None


def _told(passage: Passage, rest: Sequence[Mention]) -> list[_Told]:
    found: list[_Told] = []
    for one in rest:
        aspect = aspect_of(passage, one)
        goes_on = found and found[-1].sign and _JOINT.fullmatch(passage.between(found[-1].mention, one))
        if aspect in _SIGNS or goes_on:
            found.append(_Told(one, _SIGNS.get(aspect, found[-1].sign if found else 1)))
        elif aspect is Aspect.PLAIN:
            found.append(_Told(one, 0))
    return found


def _judged(passage: Passage, total: Mention, change: _Told, told: Sequence[_Told]) -> Iterator[Relation]:
    places = [at for at, one in enumerate(told) if not one.sign]
    for count in range(2, len(places) + 1):
        parts = [told[at].mention for at in places[:count]]
        if summed(total, parts) is not HOLDS:
            continue
        stop = places[count] if count < len(places) else places[count - 1] + 1 + count
        changes = [one for one in told[places[0] : stop] if one.sign][:count]
        if len(changes) == count and exact(change.mention, *(one.mention for one in changes)):
            yield from _sum(passage, total, change, changes)
        return


def _of_change(passage: Passage) -> Iterator[Relation]:
    """用水总量增加78亿立方米，其中生活减少4亿立方米，工业减少81亿立方米…: the changes of the parts alone."""
    for paragraph in passage.paragraphs_with("其"):
        numbers = [one for one in paragraph.mentions if one.countable]
        for at, change in enumerate(numbers[:-2]):
            aspect = aspect_of(passage, change)
            if aspect not in _SIGNS or not _AMONG.fullmatch(passage.between(change, numbers[at + 1])):
                continue
            run: list[_Told] = []
            for one in numbers[at + 1 : at + 1 + _PARTS_MOST]:
                sign = _SIGNS.get(aspect_of(passage, one))
                if sign is None or not similar(one, change) or "。" in passage.between(change, one):
                    break
                run.append(_Told(one, sign))
            if len({one.sign for one in run}) > 1 and exact(change, *(one.mention for one in run)):
                yield from _sum(passage, change, _Told(change, _SIGNS[aspect]), run)


def _sum(passage: Passage, total: Mention, change: _Told, changes: Sequence[_Told]) -> Iterator[Relation]:
    plus = [one.mention for one in changes if one.sign == change.sign]
    minus = [one.mention for one in changes if one.sign != change.sign]
    if not plus:
        return
    verdict = summed(change.mention, plus, minus)
    far = abs(gap_of(change.mention, plus, minus)) > change.mention.base * _MISPRINT
    rebased = _REBASED.search(passage.text, total.start - 16, changes[-1].mention.end)
    if verdict is HOLDS or (verdict is FAILS and not (far or rebased)):
        yield sum_of(change.mention, plus, minus, verdict)


_MISPRINT: Final = Decimal("0.3")
"""By which part of it a change is off at most where it is that of the parts."""

_INCOME: Final = (
    "收入24627万元，完成预算60999万元的40.4%，比上年减收{}万元，下降4.2%。其中：税收8103万元，增收1284万元，"
    "增长18.8%；非税16524万元，减收2354万元，下降12.5%。"
)

_WATER: Final = (
    "用水总量增加{}亿立方米，其中，生活减少3.7亿立方米，工业减少81.2亿立方米，农业增加162.9亿立方米。"
)

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "change and its parts",
        "N101",
        Kind.SUM,
        _of_change,
        (
            Example(_WATER.format("78.0"), HOLDS),
            Example(_WATER.format("87.0"), FAILS, (), "少9亿立方米"),
            Example("用水总量增加78.0亿立方米，其中，生活减少3.7亿立方米。", None),
        ),
    ),
    Pattern(
        "shared changes",
        "N101",
        Kind.SUM,
        _shared,
        (
            Example(_INCOME.format(1070), HOLDS, ("1070万元", "1284万元", "2354万元")),
            Example(_INCOME.format(1170), FAILS, (), "少100万元"),
            Example(
                "参保28391万人，比上年末增加2684万人。其中，职工21565万人，退休6826万人，分别比上年末增加2163万人和521万人。",
                HOLDS,
                ("2684万人", "2163万人", "521万人"),
            ),
            Example(
                "参保28391万人，比上年末增加2684万人。其中，职工21000万人，退休6826万人，分别增加2163万人和521万人。",
                None,
            ),
        ),
    ),
)
