"""Masked values that other sentences of a report give away: printed there, or by last year's figure.

Enter at `told_elsewhere`. Statements are the same when what follows the value is said in all but the same
words; or when what stands before it is the same, or follows the other one, and both are of one year, aimed at
or reached, new or all there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from youju.checker.clues import ONE, Solved, given, middle, share
from youju.checker.mentions import Mention, Role
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of


def told_elsewhere(passage: Passage, unsolved: list[Mention]) -> Iterator[tuple[Mention, Solved]]:
    """What other sentences say of values that their own does not give away."""
    if not unsolved:
        return
    printed = _Printed(passage)
    for masked in unsolved:
        same = printed.like(masked)
        if len({one.base for one in same}) == 1:
            told = same[0]
            words = f"另一处写明“{_head(passage, told)}{told.text}{_tail(passage, told)}”"
            yield masked, Solved(middle(told), {"a": told}, "a", words)
        else:
            found = _grown(passage, masked, printed.of_last_year(masked)) or _of_named(
                passage, masked, printed
            )
            if found is not None:
                yield found


class _Printed:
    """The quantities of a report, by unit and by the words about them."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._by_tail: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        self._by_head: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        self._by_unit: dict[str, list[Mention]] = defaultdict(list)
        self._old: dict[str, list[Mention]] = {}
        for one in passage.mentions:
            if one.measured:
                self._by_unit[one.dimension].append(one)
                if one.percent:
                    continue
                keys = (_tail(passage, one)[:3], _head(passage, one)[-4:])
                for table, key in zip((self._by_tail, self._by_head), keys, strict=True):
                    if len(table[one.unit, key]) < _CANDIDATES:
                        table[one.unit, key].append(one)

    def like(self, masked: Mention) -> list[Mention]:
        """Quantities that are told in the words of a masked one."""
        passage = self._passage
        tail, head = _tail(passage, masked), _head(passage, masked)
        same = _nearest(passage, masked, tail, self._by_tail[masked.unit, tail[:3]])
        if len(head) >= _SUBJECT:
            named = self._by_head[masked.unit, head[-4:]]
            named = [one for one in named if one not in same and head == _head(passage, one)]
            same += [one for one in named if _is_same(passage, one, masked)]
        noun = head.rpartition("的")[2][-_NOUN:]
        if not same and len(noun) == _NOUN:
            found = passage.text.find  # most are passed over by the noun alone
            units = (one for one in self._by_unit[masked.dimension][-_MOST:] if one.unit == masked.unit)
            told = (one for one in units if found(noun, one.end, one.end + _AFTER) >= 0)
            told = (one for one in told if not 0 <= masked.start - one.end < _AFTER)  # the mask's own words
            same = [one for one in told if noun in _tail(passage, one) and _is_same(passage, one, masked)]
        return same

    def named(self, masked: Mention, name: str) -> list[Mention]:
        """Quantities before a masked one that are called so: 工业投资24.6亿元."""
        core, text = _PLACE.sub("", name), self._passage.text
        before = (one for one in self._by_unit[masked.dimension][:_MOST] if one.end < masked.start)
        told = (one for one in before if text.find(core, max(0, one.start - _BEFORE), one.start) >= 0)
        return [one for one in told if _ends_with(self._passage, one, core)]

    def of_last_year(self, masked: Mention) -> list[Mention]:
        """Quantities of the year before that the words name like a masked one."""
        name = _head(self._passage, masked)[-_NAME:]
        if len(name) < _NAME:
            return []
        told = self._old_of(masked.dimension)
        return [one for one in told if name in _clause(self._passage, one)]

    def _old_of(self, dimension: str) -> list[Mention]:
        """Quantities of the year before that of the report, looked for once."""
        if dimension not in self._old:
            told = (one for one in self._by_unit[dimension] if one.role is Role.QUANTITY)
            self._old[dimension] = [one for one in told if _is_old(self._passage, one)][-_MOST:]
        return self._old[dimension]


def _ends_with(passage: Passage, one: Mention, core: str) -> bool:
    """Whether a quantity is told by a name, which a word for what was reached may follow."""
    called = _head(passage, one).removesuffix("完成").removesuffix("实现")
    exact = one.role is Role.QUANTITY and not one.hedge
    return exact and len(core) >= _NAME and called.endswith(core) and aspect_of(passage, one) is Aspect.PLAIN


_PLACE: Final = re.compile(r"^(?:全[国省市县区州镇乡]|年度)")
_CANDIDATES: Final = 64
"""Quantities of one kind that are compared with a masked one, so that the cost stays linear."""
_BEFORE, _AFTER = 12, 14
"""Characters before and after a quantity that tell what it is."""
_MOST: Final = 200
"""Quantities of one unit whose words are looked at for a masked one."""
_TAIL: Final = 6
"""Characters that must follow two quantities for a comparison."""
_ALIKE: Final = 70
"""Percent of those characters, in order, that must be the same."""
_SUBJECT, _LONGEST = 6, 8
"""Characters that two subjects must have in common to be the same."""
_NOUN: Final = 5
"""Characters of a noun that stands before the one and after the other: 建成养老服务站XX个, 37个养老服务站."""
_NAME: Final = 4
"""Characters of the name of an indicator: 高龄津贴."""
_PLAN: Final = re.compile(r"力争|争取|计划|拟|预计|目标|明年|确保|将(?=[\u4e00-\u9fff])|下一年")
_REACHED: Final = re.compile(r"已[经建有完]|现有|今年")
_NEW: Final = re.compile(r"[新再]|增加|净增")
_YEAR: Final = re.compile(r"(?P<named>20\d\d)年|(?P<own>[今本全]年)|[上去前明]年|年初")
_NOT_SUBJECT: Final = re.compile(r"[\s，,。；;：:、（）()“”]|(?:20\d\d|今|去|全)年(?:度|末|底)?|截[至止]")


def _is_same(passage: Passage, one: Mention, other: Mention) -> bool:
    """Whether both are aimed at or reached, new or all there are, and of the same year."""
    told, masked = (_said_before(passage, each) for each in (one, other))
    if _year(passage, told) != _year(passage, masked):
        return False
    alike = (_NEW.search(told) is None) == (_NEW.search(masked) is None)
    return alike and _is_planned(told) == _is_planned(masked)


def _is_planned(said: str) -> bool:
    """Whether a quantity is aimed at rather than reached."""
    return _PLAN.search(said) is not None and _REACHED.search(said) is None


def _said_before(passage: Passage, one: Mention) -> str:
    """What its sentence says before a quantity, from the last year on that is named."""
    said = _statement(passage, one)
    years = list(_YEAR.finditer(said))
    return said[years[-1].start() :] if years else said


def _year(passage: Passage, said: str) -> str:
    """The year that words begin with; empty for that of the report, which most do not name."""
    found = _YEAR.match(said)
    own = found is None or found["own"] or found["named"] == str(passage.year)
    return "" if own or found is None else found[0]


def _is_old(passage: Passage, one: Mention) -> bool:
    """Whether a quantity is one of the year before that of the report."""
    year = _year(passage, _said_before(passage, one))
    return year in {"上年", "去年"} or (passage.year is not None and year == f"{passage.year - 1}年")


def _clause(passage: Passage, one: Mention) -> str:
    """What stands about a quantity, to the stops before and after it."""
    return _statement(passage, one) + passage.text[one.start : one.end + _TAIL]


def _statement(passage: Passage, one: Mention) -> str:
    """What stands before a quantity since the last stop."""
    return re.split(r"[。；\n]", passage.text[max(passage.start, one.start - _STATED) : one.start])[-1]


_STATED: Final = 200
"""Characters that a statement is read back at most."""


def _grown(passage: Passage, masked: Mention, told: Sequence[Mention]) -> tuple[Mention, Solved] | None:
    """津贴XX万元，比上年增长8.0%, and elsewhere 津贴2022年支出1204.5万元."""
    rate = _beside(passage, masked)
    if rate is None or len({one.base for one in told}) != 1 or aspect_of(passage, rate) not in CHANGES:
        return None
    old, sign = told[0], "-" if aspect_of(passage, rate) is Aspect.LOSS else "+"
    if masked.percent:  # 就诊率XX%，提高2.3个百分点
        if rate.unit != "百分点":
            return None
        value = old.interval + rate.interval if sign == "+" else old.interval - rate.interval
        words = f"{_head(passage, old)}{old.text}{sign}{rate.text}"
        return given(masked, value, old.scale, {"b": old, "d": rate}, f"b {sign} d", words)
    if not rate.percent:
        return None
    value = old.interval * (ONE - share(rate) if sign == "-" else ONE + share(rate))
    words = f"{_head(passage, old)}{old.text}×（1{sign}{rate.text}）"
    return given(masked, value, old.scale, {"b": old, "r": rate}, f"b * (1 {sign} r / 100)", words)


def _beside(passage: Passage, masked: Mention) -> Mention | None:
    """The number right after a masked one, in its statement."""
    after = passage.first_from(masked.end)
    told = after is not None and after.role is Role.QUANTITY
    return after if told and after and not re.search(r"[。；]", passage.between(masked, after)) else None


_OF: Final = re.compile(
    r"占(?:到|了)?(?P<of>[^，。；、\d]{4,14}?)(?:面积|总[数量额])?的?(?:比重|比例)?(?:约?为|达到?)?$"
)


def _of_named(passage: Passage, masked: Mention, printed: _Printed) -> tuple[Mention, Solved] | None:
    """技改投资XX亿元，占工业投资的35.4%, and before 工业投资24.6亿元; or what such a share is of."""
    rate = _beside(passage, masked)
    said = _OF.search(passage.before(rate)) if rate is not None and rate.percent else None
    if rate is not None and said is not None:
        wholes = printed.named(masked, said["of"])
        if len({one.base for one in wholes}) == 1:
            whole = wholes[0]
            words = f"{_head(passage, whole)}{whole.text}×{rate.text}"
            parts = {"t": whole, "r": rate}
            return given(masked, whole.interval * share(rate), whole.scale, parts, "t * r / 100", words)
    return _whole_of(passage, masked)


def _whole_of(passage: Passage, masked: Mention) -> tuple[Mention, Solved] | None:
    """基本农田XX万亩, and after it 41.7万亩，占基本农田面积的76.4%."""
    name = _head(passage, masked)
    following = [
        one for one in passage.mentions[passage.at(masked.end) :][:_MOST] if one.role is Role.QUANTITY
    ]
    for part, rate in pairwise(following) if len(name) >= _NAME else ():
        if not rate.percent or not rate.value or part.dimension != masked.dimension or part.hedge:
            continue
        said = _OF.search(passage.before(rate))
        if said is not None and name.endswith(said["of"]) and part.end > rate.start - _PART_NEAR:
            words, parts = f"{part.text}÷{rate.text}", {"a": part, "r": rate}
            return given(masked, part.interval / share(rate), part.scale, parts, "a / (r / 100)", words)
    return None


_PART_NEAR: Final = 30
"""Characters between a part and its share."""


def _tail(passage: Passage, one: Mention) -> str:
    """What a quantity is said of: the words after it in its clause."""
    return re.split(
        r"[，,。；;、“”（）()]", passage.text[one.end : min(passage.end, one.end + _AFTER)], maxsplit=1
    )[0]


def _head(passage: Passage, one: Mention) -> str:
    """The last words before a quantity in its clause."""
    piece = passage.text[max(passage.start, one.start - _BEFORE) : one.start]
    return _NOT_SUBJECT.split(piece)[-1].rstrip("约达近为共计有").lstrip("共已")[-_LONGEST:]


def _scale_of(one: Mention) -> str:
    """万 and 亿 as printed."""
    return "".join(mark for mark in one.text if mark in "万亿")


def _nearest(passage: Passage, masked: Mention, tail: str, candidates: Sequence[Mention]) -> list[Mention]:
    """The quantities that are said most nearly of the same thing as a masked one, by what follows them."""
    from rapidfuzz.distance import LCSseq

    if len(tail) < _TAIL:
        return []
    scored: Mapping[int, list[Mention]] = defaultdict(list)
    for one in candidates:
        other = _tail(passage, one)
        length = min(len(tail), len(other))
        if length >= _TAIL and _scale_of(one) == _scale_of(masked):
            likeness = LCSseq.similarity(tail[:length], other[:length]) * 100 // length
            scored[likeness].append(one)
    best = max(scored, default=0)
    return scored[best] if best >= _ALIKE else []
