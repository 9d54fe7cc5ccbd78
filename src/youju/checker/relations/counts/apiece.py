"""So many at each of a list (N201): 公墓5处（甲镇、乙镇、丙乡、丁乡各1处）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import exact
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern

_ITEM: Final = r"[一-鿿A-Za-z“”]{2,16}?"
_EACH: Final = re.compile(rf"[（：:](?P<list>{_ITEM}(?:[、和及]{_ITEM})+)(?<!等)各[一-鿿]{{0,3}}")
_PARTED: Final = re.compile(r"[、和及]")
_CLOSED: Final = re.compile(r"[）；。，]")


def _apiece(passage: Passage) -> Iterator[Relation]:
    """A number, and in the bracket after it those that have so many each."""
    for sentence in passage.sentences_with("各", "、和及"):
        numbers = [one for one in sentence.mentions if one.countable]
        for total, each in pairwise(numbers):
            found = _EACH.fullmatch(passage.between(total, each))
            closed = _CLOSED.match(passage.text, each.end)
            if found is None or closed is None or total.unit != each.unit or not exact(total, each):
                continue
            items = _PARTED.split(found["list"])
            start = total.end + found.start("list")
            value = len(items) * each.value
            verdict = HOLDS if value == total.value else FAILS
            said = "一致" if verdict is HOLDS else "不符"
            message = f"写明{total.text}，列出{len(items)}个各{each.text}，共{value}{total.unit}，{said}"
            operands = {
                "n": total.operand(),
                "c": Operand(items[0], start, start + len(items[0]), Decimal(len(items))),
                "m": each.operand(),
            }
            ends, formula = (total.start, each.end), "n == c * m"
            yield Relation("N201", Kind.COUNT, verdict, *ends, formula, operands, value, value, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "so many each",
        "N201",
        Kind.COUNT,
        _apiece,
        (
            Example("建成公墓4处（甲镇、乙镇、丙乡、丁乡各1处）。", HOLDS, ("4处", "甲镇", "1处")),
            Example("建成公墓5处（甲镇、乙镇、丙乡、丁乡各1处）。", FAILS, (), "共4处"),
            Example("配备专干6名（东片、西片和南片各2名）。", HOLDS),
            Example("建成公墓5处（甲镇、乙镇等各1处）。", None),
            Example("建成公墓5处（甲镇、乙镇各1座）。", None),
        ),
    ),
)
