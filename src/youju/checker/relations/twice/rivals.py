"""Whether two figures are told of one thing, so that two values contradict each other.

Enter at `alike`, what both count or are told with, and `told_apart`, what says that they are of two things.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import Final

from youju.checker.mentions import Mention, similar
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect
from youju.checker.relations.twice.slips import digits_of, is_figure, is_transposed
from youju.checker.relations.twice.telling import Telling


def alike(one: Telling, other: Telling) -> bool:
    """Whether both are told of one noun, as all there is of it, or word by word the same, or have the same
    digits in another order, which figures of two things hardly have."""
    if _all_of_one_noun(one, other) or _turned(one, other):
        return True
    if one.mention.percent and _NO_SUBJECT.search(one.head):
        return False
    if one.when or other.grounds:  # of one year, or built upon: the name is enough
        short, long = sorted((one.head, other.head), key=len)
        return short in long and (other.grounds or long.endswith(short)) and len(short) >= _NAME
    digits = len(digits_of(one.mention))
    return one.head == other.head and len(one.head) >= _PHRASES.get(digits, _NAMED)


def _all_of_one_noun(one: Telling, other: Telling) -> bool:
    """Whether both are told of one noun, and as all there is of it, or as the very same."""
    noun = noun_of(one, other)
    if not noun:
        return False
    less = one if one.mention.base < other.mention.base else other
    if less.whole or (less is one and one.placed and other.placed):
        return True
    if (verb := _THAT_WAS.search(other.lead)) and verb[1] in one.head:
        return True
    listed = len(noun) >= _LONG and one.head.removeprefix("其中") == noun  # 执业律师140人: no more is said
    if listed and (other.back or not other.lead):
        return True
    return other.back and len(noun) > 2 and is_transposed(one.mention, other.mention)


def _turned(one: Telling, other: Telling) -> bool:
    """Whether four digits or more are the same, in another order."""
    return len(digits_of(one.mention)) > _PARTICULAR and is_transposed(one.mention, other.mention)


_NAME: Final = 2
_NAMED: Final = 4
_PHRASES: Final = {1: 9, 2: 9, 3: 6}
"""Characters before two figures that, word by word the same, say that both are of one thing; by digits."""
_PARTICULAR: Final = 3
_NO_SUBJECT: Final = re.compile(
    r"占(?!比)|^(?:完成|达到?|实现|同比|环比|比|较|增|降|下降|上升|超|高|低|提高|快|慢|为|全年|其中|分别|约)"
)
"""What is told of something named in the clause before, so that the words do not say of what."""


def noun_of(one: Telling, other: Telling) -> str:
    """The noun that both count: after both, or before the one and after the other."""
    if one.pairs_behind.isdisjoint(other.pairs) and other.pairs_behind.isdisjoint(one.pairs):
        return ""  # as with most
    both = beginning(one.tail, other.tail)
    found = [both if any(_ENDED.match(each.tail, len(both)) for each in (one, other)) else ""]
    for first, second in ((one, other), (other, one)):
        noun = _last_in(first.head, second.tail)
        at = second.tail.find(noun)
        ended = at == 0 and (len(noun) >= _LONG or _ENDED.match(second.tail, len(noun)))
        if noun and (ended or (2 <= at <= _OFFSET and second.tail[at - 2 : at] in first.statement)):
            found.append(noun)
        verb = _THAT_WAS.search(second.lead)
        if verb and first.head.endswith(verb[1]):
            pieces = (second.tail[:length] for length in range(_LONG, 1, -1))
            found += [each for each in pieces if len(each) > 1 and each in first.statement][:1]
    best = max(found, key=len)
    return best if len(best) > 1 else ""


def _last_in(head: str, tail: str) -> str:
    """The longest end of a head that a tail has, of two characters or more."""
    if head[-2:] not in tail:
        return ""
    return next((head[-n:] for n in range(min(len(head), _LONGEST), 1, -1) if head[-n:] in tail), "")


_LONGEST, _LONG, _OFFSET = 8, 4, 6
"""Characters of a noun: at most, enough to be sure without its end, and of what may stand before it."""
_THAT_WAS: Final = re.compile(r"([一-鿿]{2})的$")
"""After 安排150万元: 安排的120万元."""
_ENDED: Final = re.compile(
    r"大?多|分布|位于|主要|中|里|的|均|都|已|全|对|这|为|在|要|基础上|真正|实现|开展|推[行进]|完成|建[立成]|设立|落实|参与|纳入|通过|达到|配备|开通|"
    r"覆盖|队伍|作用|[做抓]实|平均|人均|和|活起|动起|未|没有|尚|仍|$"
)


def beginning(text: str, other: str) -> str:
    return "".join(x for x, _ in takewhile(lambda both: both[0] == both[1], zip(text, other, strict=False)))


def told_apart(one: Telling, other: Telling) -> bool:
    """Whether something says that two figures are of two things, or of two times."""
    passage, a, b = one.passage, one.mention, other.mention
    if one.aspect is not other.aspect or one.aspect not in _TOLD:
        return True
    if one.when != other.when or one.elsewhere(other):
        return True
    if _of_some(one, other) and not _turned(one, other):
        return True
    more = b.base > a.base and not a.percent
    if _STOP.search(passage.text, a.end, b.start) is None and not (
        more and len(digits_of(b)) >= _PARTICULAR and len(noun_of(one, other)) >= _LONG
    ):
        return True
    return one.planned or (other.planned and not (other.back or (more and one.whole)))


def accounted(passage: Passage, a: Mention, b: Mention) -> bool:
    """Whether each of two figures adds up by itself, or what they are apart by is told beside one."""
    both = a.start in passage.explained and b.start in passage.explained
    return both or any(_beside_by(passage, each, abs(a.base - b.base)) for each in (a, b))


def _of_some(one: Telling, other: Telling) -> bool:
    """Whether something was done with so many of a thing, and the other figure is not told to be of these."""
    return bool(one.done and not one.back and one.done not in other.statement)


_STOP: Final = re.compile(r"[。；\n]")
_TOLD: Final = frozenset({Aspect.PLAIN, Aspect.GAIN, Aspect.LOSS})


def _beside_by(passage: Passage, one: Mention, gap: Decimal) -> bool:
    """Whether what two figures are apart by stands beside one: 136座，含在建10座; 12个乡镇、3个街道."""
    at = passage.at(one.start)
    for first, second in pairwise(passage.mentions[max(0, at - 1) : at + 2]):
        other = second if first is one else first
        if other.base == gap and similar(other, one) and _PART.search(passage.between(first, second)):
            return True
    return gap >= _MANY and any(each.base == gap and similar(each, one) for each in beside(passage, one))


_MANY: Final = 10
_PART: Final = re.compile(r"^[^，。；]{0,8}[、和及]|含|其中|包括|新|另")


def beside(passage: Passage, one: Mention) -> Sequence[Mention]:
    """The other figures of its sentence."""
    at = bisect_right(passage.sentences, one.start, key=lambda each: each.start) - 1
    return [each for each in passage.sentences[at].mentions if each is not one and is_figure(each)]
