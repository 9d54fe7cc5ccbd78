"""What a story expected and did not find, in words that show where to look. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the story says.

    Attributes:
        file: The scenario's file.
        line: Line of the step or of the expectation, from 1.
        step: Number of the entry in the story, from 1.
        on: Its date.
        what: What was looked at.
        expected: As it should be.
        got: As it is.
    """

    file: str
    line: int
    step: int
    on: date
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        """Place and date, what, expected and got, each on a line of its own."""
        return (
            f"{self.file}:{self.line}：第{self.step}步，{self.on}，{self.what}\n"
            f"    应为：{self.expected}\n"
            f"    实为：{self.got}"
        )

    def as_dict(self) -> dict[str, Any]:
        """The machine shape."""
        return {
            "file": self.file,
            "line": self.line,
            "step": self.step,
            "on": self.on.isoformat(),
            "what": self.what,
            "expected": self.expected,
            "got": self.got,
        }


def grouped(found: Mapping[str, str]) -> str:
    """What records are instead, the same answers together: ``整改中（p3、p7 等12件）``.

    Example:
        >>> grouped({"p1": "整改中"}), grouped({"p1": "整改中", "p2": "整改中"})
        ('整改中（p1）', '整改中（p1、p2）')
    """
    answers: dict[str, list[str]] = {}
    for alias, answer in found.items():
        answers.setdefault(answer, []).append(alias)
    return "；".join(f"{answer}（{_some(aliases)}）" for answer, aliases in answers.items())


def _some(aliases: list[str]) -> str:
    more = f" 等{len(aliases)}件" if len(aliases) > _SHOWN else ""
    return "、".join(aliases[:_SHOWN]) + more


def counts(numbers: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Numbers by name, in the order of the labels: ``白色清零 146、绿色提示 32``."""
    ordered = sorted(numbers, key=lambda name: list(labels).index(name) if name in labels else len(labels))
    return "、".join(f"{labels.get(name, name)} {numbers[name]}" for name in ordered) or "没有"
