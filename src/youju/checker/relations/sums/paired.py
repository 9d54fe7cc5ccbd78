"""Two totals side by side and the parts of both (N101): 救助95户151人，其中：甲类11户32人，乙类84户119人.

Where the parts of one make it up and those of the other miss it by a slip of the pen, that one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Paragraph, Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, slip_of, step_of, sum_of, summed

_PARTS_MOST: Final = 8
_REACH: Final = 80
"""Characters from one pair to the next."""
_LARGE: Final = 30


class _Pair(NamedTuple):
    """Two quantities with nothing between them: 95户151人."""

    first: Mention
    second: Mention


def _paired(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs:
        pairs = _pairs(paragraph)
        for at in range(len(pairs) - 2):
            yield from _of(passage, pairs[at : at + 1 + _PARTS_MOST])


def _pairs(paragraph: Paragraph) -> list[_Pair]:
    found = []
    mentions = paragraph.mentions
    for at in range(1, len(mentions)):
        one, other = mentions[at - 1], mentions[at]
        told = one.end == other.start and one.countable and other.countable
        if told and exact(one, other) and not similar(one, other):
            found.append(_Pair(one, other))
    return found


def _of(passage: Passage, pairs: list[_Pair]) -> Iterator[Relation]:
    """The columns of a pair and of those after it, as soon as one column adds up."""
    total, parts = pairs[0], pairs[1:]
    if "其中" not in passage.between(total.second, parts[0].first):
        return
    for size in range(2, len(parts) + 1):
        before, last = pairs[size - 1], parts[size - 1]
        alike = similar(last.first, total.first) and similar(last.second, total.second)
        if not alike or last.first.start - before.second.end > _REACH:
            return
        columns = [(whole, [one[side] for one in parts[:size]]) for side, whole in enumerate(total)]
        verdicts = [summed(whole, column) for whole, column in columns]
        for (whole, column), verdict in zip(columns, verdicts, strict=True):
            near = abs(gap_of(whole, column)) <= slip_of(whole) and whole.base >= _LARGE * step_of(whole)
            if HOLDS in verdicts and (verdict is HOLDS or near):
                yield sum_of(whole, column, (), verdict)
        if HOLDS in verdicts:
            return


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "paired",
        "N101",
        Kind.SUM,
        _paired,
        (
            Example(
                "救助95户151人，其中：低保类11户32人，发放9万元；医疗类20户19人。临时类66户100人。",
                FAILS,
                (),
                "多2户",
            ),
            Example(
                "救助95户151人，其中：低保类11户32人。临时类84户119人。", HOLDS, ("95户", "11户", "84户")
            ),
            Example("救助95户151人，其中：低保类11户32人。临时类80户110人。", None),
            Example("救助95户151人，低保11户32人，临时84户119人。", None),
        ),
    ),
)
