"""Lists and the number that is said to be in them: what the patterns of counts share."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS
from youju.checker.sentences import Items, Range
from youju.standards import numerals

DIGITS: Final = "二两三四五六七八九双"

_MEASURE: Final = (
    r"个|项|条|种|类|大|级|方面|处|所|家|支|名|座|位|门|地|份|篇|点|率|化|力|到位|结合|落实|统一|清零|"
    r"联动|融合|部|期|场|户|村|镇|县|市|道|块|件|起|届|次|批|套|本|款|环节|关|防|有|免|优|满意"
)

STATED: Final = re.compile(
    rf"(?P<n>[1-9十{DIGITS}](?<![\d.第年月〇零二三四五六七八九十百千万亿、~～—\-+＋/A-Za-z].)"
    r"(?:(?<=[1-9])\d|(?<=十)[一二三四五六七八九]|(?<=[二三四五六七八九])十[一二三四五六七八九]?)?+)"
    rf"(?=[一-鿿”])(?![年月日时点余多几分百千万亿元岁号%是十{DIGITS}]|等奖|甲医|季度|级(?:及?以|医院)|期(?<=二期))"
)


@lru_cache(maxsize=256)
def value_of(text: str) -> int:
    return 2 if text == "双" else int(numerals.parse(text))


def count(passage: Passage, start: int, end: int, stated: int, items: Items, verdict: Verdict) -> Relation:
    """A count with its first item as the other operand."""
    text = passage.text
    first = items.pieces[0]
    listed = min(max(stated, items.least), items.most)
    operands = {
        "n": Operand(text[start:end], start, end, Decimal(stated)),
        "c": Operand(text[first.start : first.end], first.start, first.end, Decimal(listed)),
    }
    shown = "、".join(text[a:b].strip('，：:。；“”"（） \n')[:12] for a, b in items.pieces[:4])
    more = "…" if len(items.pieces) > 4 else ""
    message = f"写明{stated}，列出{listed}（{shown}{more}）"
    message += (
        "，一致" if verdict is HOLDS else f"，{'多' if listed > stated else '少'}列{abs(listed - stated)}"
    )
    low, high = Decimal(items.least), Decimal(items.most)
    edges = (min(start, first.start), max(end, items.pieces[-1].end))
    return Relation("N201", Kind.COUNT, verdict, *edges, "n == c", operands, low, high, message)


def weigh(stated: int, items: Items) -> Verdict:
    return HOLDS if items.least <= stated <= items.most else FAILS


def statements(passage: Passage) -> list[tuple[int, int, int]]:
    """Places where a small number stands before a noun: start, end, value."""
    if not passage.counts:
        for match in STATED.finditer(passage.text, passage.start, passage.end):
            value = value_of(match["n"])
            if value >= 2 or match["n"] == "1":
                passage.counts.append((match.start(), match.end(), value))
    return passage.counts


_MEASURED: Final = re.compile(rf"(?:{_MEASURE})")


def measure_length(text: str, end: int) -> int:
    """How many characters of measure word follow the number."""
    match = _MEASURED.match(text, end)
    return len(match[0]) if match else 1


MEASURING: Final = re.compile(
    r"公[里斤顷]|[天周夜米吨届]|倍(?!增)|小时|分钟|季度|成(?!果)|个(?:百分点|工作日|小时|月)|[人架台车]次"
)
"""Units of what is measured, which no list has one by one: 清理道路、沟渠2公里."""
QUOTED: Final = re.compile(r"[“\"][^“”\"]{2,20}[”\"]")


def range_of(match: re.Match[str]) -> Range:
    return Range(match.start(), match.end())


_STOP: Final = re.compile(r"[（(）)。\n\r]")


def list_stop(text: str, start: int, end: int, *, bracket: bool) -> int:
    """Where a list that begins at a place ends."""
    depth = 0
    for match in _STOP.finditer(text, start, end):
        mark = match[0]
        if mark in "（(":
            depth += 1
        elif mark in "）)":
            if depth == 0 and bracket:
                return match.start()
            depth -= 1
        elif depth <= 0:
            return match.start()
    return end
