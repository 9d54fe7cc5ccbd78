"""What was done and what was not make up what was due (N101): 应检70家，实检60家，未检10家."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, exact, loosely_similar, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.summing import gap_of, sum_of, summed

_DUE: Final = re.compile(r"应|需|计划|申请|收到|受理|任务|细化|共|总")
_UNDONE: Final = re.compile(r"未|尚|待|正在|继续|剩余|不[予合]|没有")


def _complements(passage: Passage) -> Iterator[Relation]:
    """应T, 实A（…）, 未B: what was done and what was not make up what was due."""
    for paragraph in passage.paragraphs_with("未尚待正继剩不没部基"):
        numbers = [one for one in paragraph.mentions if one.countable]
        for index in range(2, len(numbers)):
            undone = numbers[index]
            if not _UNDONE.search(passage.before(undone, 24)):
                yield from _partly(passage, numbers[max(0, index - 5) : index + 1])
                continue
            for place in range(index - 1, max(-1, index - 7), -1):
                done = numbers[place]
                if not similar(done, undone) or _UNDONE.search(passage.before(done, 12)):
                    continue
                total = _due(passage, numbers[max(0, index - 8) : place], done)
                if total is None:
                    continue
                parts = (done, undone)
                if summed(total, parts) is HOLDS:
                    yield sum_of(total, parts, (), HOLDS)
                    break
                near = abs(gap_of(total, parts)) <= max(Decimal(3), total.base / 5)
                due = "应" in passage.before(total, 24) and re.search(r"实|已", passage.before(done, 16))
                if due and near and similar(total, done) and exact(total, done, undone):
                    yield sum_of(total, parts, (), FAILS)
                    break


def _partly(passage: Passage, numbers: Sequence[Mention]) -> Iterator[Relation]:
    """问题6项，部分整改4项，已整改2项: what was done in part and what was done are all that was found."""
    *earlier, part, done = numbers
    told = _IN_PART.search(passage.before(part, 12))
    if told is None or not passage.before(done, 12).endswith(told["what"]) or not similar(part, done):
        return
    for total in reversed(earlier):
        if similar(total, part) and summed(total, (part, done)) is HOLDS:
            yield sum_of(total, (part, done), (), HOLDS)
            return


_IN_PART: Final = re.compile(r"(?:部分|正在|基本)(?P<what>[一-鿿]{2,4})$")


def _due(passage: Passage, earlier: Sequence[Mention], done: Mention) -> Mention | None:
    return next(
        (
            one
            for one in reversed(earlier)
            if loosely_similar(one, done) and one.base >= done.base and _DUE.search(passage.before(one, 24))
        ),
        None,
    )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "complement",
        "N101",
        Kind.SUM,
        _complements,
        (
            Example("应检单位70家，实检60家，未检10家。", HOLDS, ("70家", "60家", "10家")),
            Example("应检单位70家，实检61家，未检10家。", FAILS, (), "多1家"),
            Example("发现问题6项，涉及资金237万元，部分整改4项，已整改2项。", HOLDS, ("6项", "4项", "2项")),
            Example("检查单位70家，发现问题60个。", None),
        ),
    ),
)
