"""Bands that do not meet (N202): 16—20分 after 21分及以上; bands of age that are all there is (N101)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.mentions import exact
from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, sum_of, summed

_BANDS: Final = re.compile(r"(\d{1,3})\s*[-—–－~～至]\s*(\d{1,3})\s*(分|人|户|岁|天|亩|家)")
_TOP: Final = re.compile(r"(\d{1,3})\s*(分|人|户|岁|天|亩|家)(?:及|（含）)?以上")


def _bands(passage: Passage) -> Iterator[Relation]:
    """16—20分 after 21分及以上: a band begins where the one before it ends."""
    for paragraph in passage.paragraphs_with("-—–－~～至"):
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


_AGES: Final = re.compile(
    r"0\s*[-—–－~～至]\s*\d{1,2}岁(?:、\d{1,2}\s*[-—–－~～至]\s*\d{1,2}岁)+、\d{1,3}岁(?:及|（含）)?以上"
    r"[^，。；\d]{0,14}(?:分别|依次)[^，。；\d]{0,4}$"
)
_PEOPLE: Final = re.compile(r"人口(?:总数|数)?(?:为|达到?|有|共)?$")
_NEAR: Final = 100


def _ages(passage: Passage) -> Iterator[Relation]:
    """0-17岁、18-34岁、60岁及以上人口分别为100人、200人和300人: everybody has an age."""
    for paragraph in passage.paragraphs_with("岁", "分依"):
        numbers = [one for one in paragraph.mentions if one.countable and one.dimension == "人"]
        for at, first in enumerate(numbers):
            match = _AGES.search(passage.text[max(paragraph.start, first.start - 90) : first.start])
            if match is None:
                continue
            parts = numbers[at : at + match[0].count("、") + 1]
            larger = [one for one in reversed(numbers[:at]) if one.base > max(part.base for part in parts)]
            if not exact(*parts) or len(parts) < match[0].count("、") + 1:
                continue
            fit = next((one for one in larger if summed(one, parts) is HOLDS), None)
            near = [
                one
                for one in larger
                if abs(gap_of(one, parts)) * _NEAR <= one.base
                and exact(one)
                and _PEOPLE.search(passage.before(one, 12))
            ]
            if fit or near:
                yield sum_of(fit or near[0], parts, (), HOLDS if fit else FAILS)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "ages",
        "N101",
        Kind.SUM,
        _ages,
        (
            Example(
                "户籍人口为1000人，男性510人。0-17岁、18-59岁、60岁及以上户籍人口分别为190人、600人和210人。",
                HOLDS,
            ),
            Example(
                "户籍人口为1010人，男性510人。0-17岁、18-59岁、60岁及以上户籍人口分别为190人、600人和210人。",
                FAILS,
                (),
                "少10人",
            ),
            Example("0-17岁、18-59岁、60岁及以上人口分别为190人、600人和210人。", None),
        ),
    ),
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
