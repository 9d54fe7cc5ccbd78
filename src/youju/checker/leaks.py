"""Masked values (XX万元) that printed ones give away: each is solved, and the message says how (rule R301).

Enter at `leaks_of`. The ways of solving are those of `unmasking`, which look at one sentence, the relations
that `probing` asks about it and its neighbours, and `retold`, which looks at the others.

Does not belong here: personal data (`checker.redaction`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.clues import Clues, Solved
from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Paragraph, Passage, Sentence, read
from youju.checker.probing import Budget, probed
from youju.checker.retold import told_elsewhere
from youju.checker.unmasking import WAYS

RULE: Final = "R301"

_MASKED: Final = re.compile(r"[XＸx×＊*○〇][XＸ×万亿百千元户人亩吨个家件项次公平余多.]")


def leaks_of(text: str, start: int, end: int) -> list[Relation]:
    """The masked values of a report that can be solved.

    Args:
        text: The whole text that was read; offsets of the result are into it.
        start: Where the report begins.
        end: Where it ends.

    Example:
        >>> [leak] = leaks_of("登记商户XX户，比上年增加500户，增长25%。", 0, 24)
        >>> leak.message
        '“XX户”可以算出：500户÷25%+500户≈2500.8户（2460.8至2540.8）'
    """
    if not _MASKED.search(text, start, end):
        return []
    return leaks_in(read(text, start, end))


def leaks_in(passage: Passage) -> list[Relation]:
    """The same, for a report that has been read already."""
    found: list[Relation] = []
    unsolved: list[Mention] = []
    budget = Budget(passage)
    for paragraph, sentence in _masked_sentences(passage):
        clues = Clues(passage, paragraph, sentence)
        for way in (*WAYS, *WAYS[-2:]):  # the last two go on from what the others solved
            for masked, solved in way(clues):
                clues.solved.setdefault(masked, solved)
        for masked in clues.masked:
            told = probed(passage, paragraph, sentence, masked, budget)
            if told is not None:
                clues.solved[masked] = told
        found += [_relation(masked, solved) for masked, solved in clues.solved.items()]
        unsolved += clues.masked
    found += [_relation(masked, solved) for masked, solved in told_elsewhere(passage, unsolved)]
    return found


def _masked_sentences(passage: Passage) -> Iterator[tuple[Paragraph, Sentence]]:
    for paragraph in passage.paragraphs:
        for sentence in paragraph.sentences:
            if any(one.role is Role.MASKED for one in sentence.mentions):
                yield paragraph, sentence


def _relation(masked: Mention, solved: Solved) -> Relation:
    low, high = solved.value.low, solved.value.high
    operands = {
        "x": Operand(masked.text, masked.start, masked.end, (low + high) / 2, (high - low) / 2),
        **{name: one.operand() for name, one in solved.operands.items()},
    }
    near = [one for one in operands.values() if abs(one.start - masked.start) < _NEAR]
    return Relation(
        RULE,
        Kind.LEAK,
        Verdict.LEAK,
        min(one.start for one in near),
        max(one.end for one in near),
        f"x == {solved.formula}",
        operands,
        low,
        high,
        f"“{masked.text}”可以算出：{solved.words}",
    )


_NEAR: Final = 400
"""Characters from the masked value within which operands belong to the marked passage."""
