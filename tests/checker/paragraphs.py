"""Invented paragraphs with the relations that hold in them, and the same with one number misprinted."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

_FILE = Path(__file__).with_name("paragraphs.txt")
_TAG = re.compile(r"\{(\w+):([^}]*)\}")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(万亿|万|亿)?")
_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_MEASURED = re.compile(r"[%‰]|百分点|元|公斤|吨|亩|米|里|千瓦")
"""Whole numbers of these are rounded; others are counted."""


@dataclass(frozen=True)
class Case:
    """A paragraph and one relation in it.

    Attributes:
        places: Where the operands stand, by their names in the formula.
        note: What was misprinted; empty when nothing was.
    """

    text: str
    kind: str
    formula: str
    places: Mapping[str, tuple[int, int]]
    note: str = ""

    def quote(self, name: str) -> str:
        return self.text[slice(*self.places[name])]


def cases() -> Iterator[Case]:
    """All relations of the file."""
    text, places = "", {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            head, _, names = line.strip().partition(" ; ")
            kind, _, formula = head.partition(": ")
            used = dict(pair.split("=") for pair in names.split())
            yield Case(text, kind, formula, {name: places[other] for name, other in used.items()})
        elif line and line[0] not in "#!":
            text, places = _untagged(line)


def innocent() -> list[str]:
    """Paragraphs in which nothing contradicts anything: those with relations, and those without."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    tagged = [_untagged(line)[0] for line in lines if line and line[0] not in "#! "]
    return tagged + [line[2:] for line in lines if line.startswith("! ")]


def misprinted(case: Case, dice: random.Random) -> Iterator[Case]:
    """The same with one operand off by a few of its last places, for each operand that can be."""
    for name, (start, end) in case.places.items():
        quote = case.quote(name)
        match = _NUMBER.search(quote)
        if match is None:
            continue
        digits = match[1]
        places = len(digits.partition(".")[2])
        step = 10**-places * (1.5 if _half(quote) else 1)
        choices = []
        for times in (1, 2, 3, -1, -2, -3):
            value = round(float(digits) + times * step, places)
            printed = quote.replace(digits, f"{value:.{places}f}", 1)
            wrong = _replaced(case, name, start, end, printed)
            if value > 0 and printed != quote and not holds(wrong):
                choices.append(wrong)
        if choices:
            yield dice.choice(choices)


def holds(case: Case) -> bool:
    """Whether the formula can be true within the printed precision: the oracle of these tests."""
    reach = {name: _reach(case.quote(name)) for name in case.places}
    compare = ast.parse(case.formula, mode="eval").body
    assert isinstance(compare, ast.Compare)
    (left, top), (low, right) = _value(compare.left, reach), _value(compare.comparators[0], reach)
    return left <= right + 1e-9 and low <= top + 1e-9


def _untagged(line: str) -> tuple[str, dict[str, tuple[int, int]]]:
    text, last, places = "", 0, {}
    for match in _TAG.finditer(line):
        text += line[last : match.start()]
        places[match[1]] = (len(text), len(text) + len(match[2]))
        text += match[2]
        last = match.end()
    return text + line[last:], places


def _replaced(case: Case, name: str, start: int, end: int, printed: str) -> Case:
    shift = len(printed) - (end - start)
    places = {
        other: (a + shift, b + shift) if a > start else (a, b + shift if a == start else b)
        for other, (a, b) in case.places.items()
    }
    note = f"{case.quote(name)}误为{printed}"
    return replace(case, text=case.text[:start] + printed + case.text[end:], places=places, note=note)


def _half(quote: str) -> float:
    match = _NUMBER.search(quote)
    assert match is not None
    places = len(match[1].partition(".")[2])
    rounded = places or match[2] or _MEASURED.search(quote)
    return 0.5 * 10**-places * _SCALES[match[2] or ""] if rounded else 0.0


def _reach(quote: str) -> tuple[float, float]:
    match = _NUMBER.search(quote)
    if match is None:  # 三大, 四级
        order = "一二三四五六七八九"
        number = next(float(order.index(sign) + 1) for sign in quote if sign in order)
        return number, number
    value = float(match[1]) * _SCALES[match[2] or ""]
    return value - _half(quote), value + _half(quote)


def _value(node: ast.expr, reach: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value, node.value
    if isinstance(node, ast.Name):
        return reach[node.id]
    assert isinstance(node, ast.BinOp)
    a, b = _value(node.left, reach), _value(node.right, reach)
    match node.op:
        case ast.Add():
            return a[0] + b[0], a[1] + b[1]
        case ast.Sub():
            return a[0] - b[1], a[1] - b[0]
        case ast.Mult():
            corners = [x * y for x in a for y in b]
        case _:
            corners = [x / y for x in a for y in b]
    return min(corners), max(corners)
