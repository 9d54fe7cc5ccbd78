"""Ranks (N205, N103): none below the number of those ranked; 由第8位升至第5位，上升3位."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Final

from youju.checker.mentions import Role
from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, number, relation
from youju.errors import YoujuError
from youju.standards import numerals

_RANKED: Final = re.compile(r"全[国省市县区]")
_UNITS: Final = re.compile(r"[镇县市区乡街省州]")


def _ranks(passage: Passage) -> Iterator[Relation]:
    """全市32个镇街…排名第四位: no rank below the number of those ranked."""
    for sentence in passage.sentences:
        for index, rank in enumerate(sentence.mentions):
            if rank.role is not Role.RANK:
                continue
            scope = _RANKED.search(passage.before(rank, 16))
            for all_of in sentence.mentions[:index]:
                near = passage.text[max(sentence.start, all_of.start - 4) : all_of.start]
                if not scope or scope[0] not in near or not _UNITS.match(passage.text, all_of.end):
                    continue
                parts = {"a": rank, "t": all_of}
                verdict, low, high = judge("a <= t", parts)
                message = f"第{rank.value}名，参加排名的有{all_of.text}"
                message += "" if verdict is HOLDS else "，名次不能大于总数"
                yield relation("N205", Kind.BOUND, "a <= t", parts, verdict, low, high, message)


_N: Final = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_MOVED: Final = re.compile(
    rf"第\s?(?P<a>{_N})\s?[位名](?P<way>[^，。；第\d]{{0,6}}?(?:上升|提升|提高|跃升|跃居|升|前移|前进|下降|下滑|降|后移|退)"
    rf"[^，。；第\d]{{0,10}})第\s?(?P<b>{_N})\s?[位名][，,]?(?P<words>[^，。；\d一二三四五六七八九十]{{0,8}}?)"
    rf"(?P<how>上升|提升|提高|跃升|前移|前进|进位|进|下降|下滑|后移|后退|退)了?\s?(?P<d>{_N})\s?个?[位名]次?"
)
_STEPPED: Final = re.compile(
    rf"第\s?(?P<b>{_N})\s?[位名][，,](?:较|比)[上去]年(?P<how>上升|提升|跃升|前移|前进|进位|下降|下滑|后移|后退)了?"
    rf"\s?(?P<d>{_N})\s?个?[位名]次?[，,（(](?:[上去]年|20\d\d年)[^，。；第\d]{{0,4}}第\s?(?P<a>{_N})\s?[位名]"
)
_FELL: Final = re.compile(r"下|降|后|退")


def _moves(passage: Passage) -> Iterator[Relation]:
    """由第8位上升到第5位，上升3位: the ranks say by how many, and which way."""
    found = (one.finditer(passage.text, passage.start, passage.end) for one in (_MOVED, _STEPPED))
    for match in chain.from_iterable(found):
        try:
            a, b, d = (_value(match[name]) for name in "abd")
        except YoujuError:
            continue
        gap = b - a if _FELL.search(match["how"]) else a - b
        way = "上升" if a >= b else "下降"
        message = f"由第{a}位到第{b}位，{way}{number(abs(a - b))}位，"
        message += "与写明的一致" if gap == d else f"与写明的{match['how']}{d}位不符"
        formula = "d == b - a" if _FELL.search(match["how"]) else "d == a - b"
        operands = {
            name: Operand(match[name], *match.span(name), value)
            for name, value in (("a", a), ("b", b), ("d", d))
        }
        verdict: Verdict = HOLDS if gap == d else FAILS
        yield Relation("N103", Kind.DIFFERENCE, verdict, *match.span(), formula, operands, gap, gap, message)


def _value(text: str) -> Decimal:
    return Decimal(numerals.parse(text))


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "ranks",
        "N205",
        Kind.BOUND,
        _ranks,
        (
            Example("全市32个镇街参加考核，排名全市第4位。", HOLDS),
            Example("全市12个镇街参加考核，排名全市第14位。", FAILS),
            Example("走访32个镇街，排名全市第4位。", None),
        ),
    ),
    Pattern(
        "moved ranks",
        "N103",
        Kind.DIFFERENCE,
        _moves,
        (
            Example("考核排名由第8位上升到第5位，上升3位。", HOLDS, ("8", "5", "3")),
            Example("考核排名由第8位上升到第5位，上升2位。", FAILS, (), "上升3位，与写明的上升2位不符"),
            Example(
                "总量居全省第3位，较上年前进2位，上年居第6位。", FAILS, (), "上升3位，与写明的前进2位不符"
            ),
            Example("全省排名由第十二位升至第九位，前移三位。", HOLDS),
            Example("考核由第3名降至第7名，下滑3个位次。", FAILS, (), "下降4位"),
            Example("考核排名由第8位上升到第5位，得分提高3分。", None),
        ),
    ),
)
