"""Lists of parts that begin with their own total, end early, or leave something out by name (N101).

Used by `partitions`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import HOLDS, judge, relation
from youju.checker.relations.sums.summing import gap_of, slip_of, step_of, sum_of, summed

_NO_CHANCE: Final = 100
"""So many are not made up of those that follow by chance."""
_LEFT_OUT: Final = re.compile(r"[（(](?:不含|不包括|不计|除|另有)[^（）()\d]{0,24}(?=\d)")


def begun(passage: Passage, totals: Sequence[Mention], parts: Sequence[Mention]) -> Relation | None:
    """粮食90亩，其中夏粮31亩，秋粮59亩，油料12亩: the first parts are all, what follows is something else."""
    if any(abs(gap_of(one, parts)) <= slip_of(one) for one in totals):
        return None
    total = totals[0]
    for length in range(2, len(parts)):
        exact = gap_of(total, parts[:length]) == 0 and total.base >= _NO_CHANCE * step_of(total)
        if exact and "、" not in passage.between(parts[length - 1], parts[length]):
            return sum_of(total, parts[:length], (), HOLDS)
    return None


def inner(passage: Passage, totals: Sequence[Mention], parts: Sequence[Mention]) -> Relation | None:
    """刑事141件，逮捕41件；起诉100件: the first is the total of the others; or 118人（不含…5人）."""
    marks = [re.sub(r"[^，；、]", "", passage.between(*two))[-1:] for two in pairwise(parts)]
    deeper = (
        len(parts) > 2 and parts[0].base > 0 and (marks[:2] == ["，", "；"] or parts[0].base >= _NO_CHANCE)
    )
    if deeper and summed(parts[0], parts[1:]) is HOLDS:
        return sum_of(parts[0], parts[1:], (), HOLDS)
    for total in totals:
        told = _LEFT_OUT.match(passage.text, total.end)
        left = passage.first_from(told.end()) if told else None
        if left is None or not similar(left, total):
            continue
        formula, plus = "t + x == ", dict(zip("abcdefghijk", parts, strict=False))
        formula += " + ".join(plus)
        named = {"t": total, "x": left, **plus}
        verdict, low, high = judge(formula, named, scale=total.scale)
        if verdict is HOLDS:
            message = f"{total.text}不含{left.text}，分项合计为两者之和，一致"
            return relation("N101", Kind.SUM, formula, named, verdict, low, high, message, scale=total.scale)
    return None
