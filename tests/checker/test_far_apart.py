"""Figures far apart are tied only where that is no accident: scrambled digits hardly ever give a relation."""

from __future__ import annotations

import random
import re
from pathlib import Path

from youju.checker import relate
from youju.checker.passage import read
from youju.checker.relations import PATTERNS, far_apart

REPORTS = sorted((Path(__file__).parent / "reports").glob("*.txt"))
YEAR = re.compile(r"20\d\d")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def scrambled(text: str, seed: int) -> str:
    """A report with other digits, as many, in its figures; years stay, so that it reads as before."""
    chance = random.Random(seed)

    def other(found: re.Match[str]) -> str:
        if YEAR.fullmatch(found[0]):
            return found[0]
        digits = [chance.choice("0123456789") if one.isdigit() else one for one in found[0]]
        digits[0], digits[-1] = chance.choice("123456789"), chance.choice("123456789")
        return "".join(digits)

    return NUMBER.sub(other, text)


def told_far_apart(text: str) -> int:
    """How many relations of a report only the patterns of far figures find."""
    passage = read(text, 0, len(text))
    relate.related(passage, [one for one in PATTERNS if one not in far_apart.PATTERNS])  # left alone then
    return sum(1 for pattern in far_apart.PATTERNS for _ in pattern.find(passage))


def test_scrambled_figures_are_left_alone() -> None:
    texts = [path.read_text() for path in REPORTS]
    found = sum(told_far_apart(scrambled(text, seed)) for text in texts for seed in range(6))
    assert found <= sum(map(len, texts)) * 6 // 20_000, "more than one by chance in 20,000 characters"


def test_figures_of_reports_are_tied() -> None:
    """The same count on the reports as they are is no empty promise."""
    assert sum(told_far_apart(path.read_text()) for path in REPORTS) >= 10
