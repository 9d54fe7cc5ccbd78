"""Masked values that are printed elsewhere in the report, in the same statement.

Enter at `told_elsewhere`. Statements are the same when what follows the value is said in all but the same
words, or when what stands before it is the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from youju.checker.clues import Solved, middle
from youju.checker.mentions import Mention
from youju.checker.passage import Passage


def told_elsewhere(passage: Passage, unsolved: list[Mention]) -> Iterator[tuple[Mention, Solved]]:
    """The same statement with the value printed, elsewhere in the report."""
    if not unsolved:
        return
    by_tail: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    by_head: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for one in passage.mentions:
        if one.measured and not one.percent:
            for table, key in ((by_tail, _tail(passage, one)[:3]), (by_head, _head(passage, one)[-4:])):
                if len(table[one.unit, key]) < _CANDIDATES:
                    table[one.unit, key].append(one)
    for masked in unsolved:
        tail, head = _tail(passage, masked), _head(passage, masked)
        same = _nearest(passage, masked, tail, by_tail[masked.unit, tail[:3]])
        same += [
            one
            for one in by_head[masked.unit, head[-4:]]
            if len(head) >= _SUBJECT
            and one not in same
            and head == _head(passage, one)
            and _planned(passage, one) == _planned(passage, masked)
        ]
        values = {one.base for one in same}
        if len(values) == 1:
            told = same[0]
            words = f"另一处写明“{_head(passage, told)}{told.text}{_tail(passage, told)}”"
            yield masked, Solved(middle(told), {"a": told}, "a", words)


_CANDIDATES: Final = 64
"""Quantities of one kind that are compared with a masked one, so that the cost stays linear."""
_TAIL: Final = 6
"""Characters that must follow two quantities for a comparison."""
_ALIKE: Final = 70
"""Percent of those characters, in order, that must be the same."""
_SUBJECT: Final = 8
"""Characters that two subjects must have in common to be the same."""
_PLAN: Final = re.compile(r"力争|争取|计划|拟|预计|目标|明年|确保|将(?=[\u4e00-\u9fff])|下一年")
_NOT_SUBJECT: Final = re.compile(r"[\s，,。；;：:、（）()“”]|(?:20\d\d|今|去|全)年|截[至止]")


def _planned(passage: Passage, one: Mention) -> bool:
    """Whether a quantity is aimed at rather than reached."""
    begin = max(passage.text.rfind(mark, passage.start, one.start) for mark in "。\n")
    return _PLAN.search(passage.text, max(begin, passage.start), one.start) is not None


def _tail(passage: Passage, one: Mention) -> str:
    """What a quantity is said of: the words after it in its clause."""
    return re.split(
        r"[，,。；;、“”（）()]", passage.text[one.end : min(passage.end, one.end + 14)], maxsplit=1
    )[0]


def _head(passage: Passage, one: Mention) -> str:
    """The last words before a quantity in its clause."""
    piece = passage.text[max(passage.start, one.start - 12) : one.start]
    return _NOT_SUBJECT.split(piece)[-1].rstrip("约达近为共计有")[-_SUBJECT:]


def _scale_of(one: Mention) -> str:
    """万 and 亿 as printed."""
    return "".join(mark for mark in one.text if mark in "万亿")


def _nearest(passage: Passage, masked: Mention, tail: str, candidates: list[Mention]) -> list[Mention]:
    """The quantities that are said most nearly of the same thing as a masked one, by what follows them."""
    from rapidfuzz.distance import LCSseq

    if len(tail) < _TAIL:
        return []
    scored: dict[int, list[Mention]] = defaultdict(list)
    for one in candidates:
        other = _tail(passage, one)
        length = min(len(tail), len(other))
        if length >= _TAIL and _scale_of(one) == _scale_of(masked):
            share = LCSseq.similarity(tail[:length], other[:length]) * 100 // length
            scored[share].append(one)
    best = max(scored, default=0)
    return scored[best] if best >= _ALIKE else []
