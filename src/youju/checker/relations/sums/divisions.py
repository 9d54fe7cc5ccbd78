"""Divisions of a place, by kind and in all (N101): 13个乡镇（10镇3乡）, 辖8镇5乡共13个乡镇."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern

_KIND: Final = r"(?:民族乡|街道|办事处|镇|乡|区|县|市|社区|行政村|村|居)"
_KINDS: Final = rf"\d{{1,3}}个?{_KIND}(?:[、，和]?\d{{1,3}}个?{_KIND}){{1,3}}"
_ALL: Final = (
    r"(?:乡镇街道|乡镇（街道）|镇（街道）|乡（镇）|乡镇|镇街|镇乡|县（市、区）|县市区|市县区|区县|"
    r"村（社区）|村（居）|村居|村社区)"
)
_AFTER: Final = re.compile(rf"(?<![\d.])(?P<t>\d{{1,4}})个{_ALL}[（(](?:含|其中)?(?P<list>{_KINDS})[）)]")
_BEFORE: Final = re.compile(rf"(?<![\d.])(?P<list>{_KINDS})[，,]?(?:共计?|合计|总共)(?P<t>\d{{1,4}})个{_ALL}")
_NAMED: Final = re.compile(_ALL)
_REACH, _DIGITS = 50, 6
"""Characters of the list beside the name, and of the number before it."""
_PART: Final = re.compile(r"\d{1,3}")
_MOST_OFF: Final = 5


def _divided(passage: Passage) -> Iterator[Relation]:
    text = passage.text
    for place in _NAMED.finditer(text, passage.start, passage.end):
        low, high = max(passage.start, place.start() - _REACH), min(passage.end, place.end() + _REACH)
        after = _AFTER.search(text, max(low, place.start() - _DIGITS), high)
        before = _BEFORE.search(text, low, place.end())
        for match in filter(None, (after, before)):
            parts = list(_PART.finditer(text, *match.span("list")))
            total, whole = sum(int(one[0]) for one in parts), int(match["t"])
            if abs(total - whole) > _MOST_OFF:
                continue
            verdict = HOLDS if total == whole else FAILS
            names = "abcd"[: len(parts)]
            operands = {"t": Operand(match["t"], *match.span("t"), Decimal(whole))}
            for name, one in zip(names, parts, strict=True):
                operands[name] = Operand(one[0], one.start(), one.end(), Decimal(one[0]))
            message = f"合计{whole}个，分项{'+'.join(one[0] for one in parts)}={total}"
            message += (
                "，一致" if verdict is HOLDS else f"，{'多' if total > whole else '少'}{abs(total - whole)}个"
            )
            formula = "t == " + " + ".join(names)
            value = Decimal(total)
            yield Relation(
                "N101",
                Kind.SUM,
                verdict,
                match.start(),
                match.end(),
                formula,
                operands,
                value,
                value,
                message,
            )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "divisions",
        "N101",
        Kind.SUM,
        _divided,
        (
            Example("全县辖13个乡镇（10镇3乡）、206个村。", HOLDS, ("13", "10", "3")),
            Example("全县辖13个乡镇（10镇4乡）、206个村。", FAILS, (), "多1个"),
            Example("下辖8镇5乡共13个乡镇。", HOLDS),
            Example("下辖8个镇、6个乡，合计13个乡镇。", FAILS),
            Example("走访13个乡镇（含2个社区）。", None),
        ),
    ),
)
