"""What a net gain led to (N101): 2022年45家, 今年净增11家, 总数达到56家."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.mentions import similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.summing import gap_of, slip_of, sum_of, summed
from youju.checker.relations.totals import countable, exact

_GAIN: Final = re.compile(r"净增加?|增加(?:了)?|新[增建]|新发展")
_REACHED: Final = re.compile(r"达到?了?|增至|增加到|总数|总量|累计|共有|保有量|升至")
_EARLIER: Final = re.compile(r"上年|去年|原有|年初|上一年|前一年|(?:19|20)\d\d年")


def _increments(passage: Passage) -> Iterator[Relation]:
    """A last year, a net gain of B, T now."""
    for sentence in passage.sentences:
        if len(sentence.mentions) >= 3:
            yield from _grown(passage, sentence)


def _grown(passage: Passage, sentence: Sentence) -> Iterator[Relation]:
    numbers = [one for one in sentence.mentions if countable(one)]
    for index, gain in enumerate(numbers):
        match = _GAIN.search(passage.before(gain, 12))
        if not match or index == len(numbers) - 1:
            continue
        total = next((one for one in numbers[index + 1 : index + 3] if similar(one, gain)), None)
        if total is None or not _REACHED.search(passage.before(total, 12)):
            continue
        bases = [one for one in numbers[:index] if similar(one, gain)]
        late = [one for one in numbers[index + 2 : index + 4] if similar(one, gain)]
        bases += [one for one in late if aspect_of(passage, one) is Aspect.OLD]  # 累计5860个，上年末为4240个
        base = next((one for one in bases if summed(total, (one, gain))[0] is HOLDS), None)
        if base is not None:
            yield sum_of(total, (base, gain), (), HOLDS)
        elif (
            bases
            and _EARLIER.search(passage.before(bases[0], 24))
            and (match[0].startswith("净") or abs(gap_of(total, (bases[0], gain))) <= slip_of(total))
        ):
            yield from (sum_of(total, (one, gain), (), FAILS) for one in bases[:1] if exact(one, gain, total))


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "increment",
        "N101",
        Kind.SUM,
        _increments,
        (
            Example("2022年有示范户45家，今年净增11家，总数达到56家。", HOLDS, ("45家", "11家", "56家")),
            Example("2022年有示范户45家，今年净增11家，总数达到57家。", FAILS),
            Example("新建基站1620个，累计建成5860个，上年末为4240个。", HOLDS),
            Example("新建基站1619个，累计建成5860个，上年末为4240个。", FAILS, (), "少1个"),
            Example("今年净增11家，总数达到57家。", None),
        ),
    ),
)
