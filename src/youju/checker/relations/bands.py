"""Bands that do not meet (N202): 16—20分 after 21分及以上."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern

_BANDS: Final = re.compile(r"(\d{1,3})\s*[-—–－~～至]\s*(\d{1,3})\s*(分|人|户|岁|天|亩|家)")
_TOP: Final = re.compile(r"(\d{1,3})\s*(分|人|户|岁|天|亩|家)(?:及|（含）)?以上")


def _bands(passage: Passage) -> Iterator[Relation]:
    """16—20分 after 21分及以上: a band begins where the one before it ends."""
    for paragraph in passage.paragraphs:
        text = passage.text
        found = list(_BANDS.finditer(text, paragraph.start, paragraph.end))
        if not found:
            continue
        top = _TOP.search(text, paragraph.start, found[0].start())
        upper = (int(top[1]), top.start(), top.end(), top[2]) if top else None
        for match in found:
            low, high = int(match[1]), int(match[2])
            if low >= high:
                upper = None
                continue
            if upper and upper[3] == match[3] and match.start() - upper[2] < 40 and upper[0] > low:
                joined = upper[0] in {high, high + 1}
                if joined or abs(upper[0] - high) <= 4:
                    yield _band(text, upper, match, high, HOLDS if joined else FAILS)
            upper = (low, match.start(), match.end(), match[3])


def _band(
    text: str, upper: tuple[int, int, int, str], match: re.Match[str], high: int, verdict: Verdict
) -> Relation:
    operands = {
        "a": Operand(text[upper[1] : upper[2]], upper[1], upper[2], Decimal(upper[0])),
        "b": Operand(match[0], match.start(), match.end(), Decimal(high)),
    }
    message = f"{operands['a'].text}的下一档{match[0]}，{'相衔接' if verdict is HOLDS else '有空档或重叠'}"
    return Relation(
        "N202", Kind.EQUALITY, verdict, upper[1], match.end(), "a == b + 1", operands, Decimal(high + 1),
        Decimal(high + 1), message,
    )  # fmt: skip


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "bands",
        "N202",
        Kind.EQUALITY,
        _bands,
        (
            Example("积分21分以上的为一等，16—20分的为二等。", HOLDS),
            Example("积分23分以上的为一等，16—20分的为二等。", FAILS),
            Example("积分16—20分的为二等。", None),
        ),
    ),
)
