"""What is left of a number, told by name in brackets (N103): 应建20个，已建18个（东村、西村正在选址）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, loosely_similar
from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, UNKNOWN, Example, Pattern

_OPENING: Final = re.compile(r"[^，。；、（）()\d]{0,14}[（(]")
_CLOSING: Final = re.compile(r"[）)]")
_WHY: Final = re.compile(
    r"未|没|无|不|缺|在[建改办]|停|撤|搬迁|拆|暂|尚|合并|除外|低|正在|待|空置|注销|关闭|拒"
)
_NO_NAMES: Final = re.compile(
    r"^(?:其[中余]|含|包括|如|例如|见|主要|因|由于|均|都|已|全部|共|注|详|不含|不包括|除)|等|\d{2}"
)
_PLACE: Final = re.compile(
    r"[村镇乡街县市区局厂校园苑店站院所队湾庄里矿]$|社区|街道|小区|公司|学校|中学|小学|医院|企业|集团|花园|公寓|单位"
)
_ASIDE: Final = re.compile(r"但|目前|现已?|均|都|已|正|其余")
"""Clauses that say more of those named before: 但都已立项."""
_GAP: Final = 60
"""Characters between what is due and what was done."""
_MOST_LEFT: Final = 6
_MOST_OFF: Final = 3
_LONGEST: Final = 24
"""Characters of what is said of one of those named."""


def _excepted(passage: Passage) -> Iterator[Relation]:
    """T, A of them (the others by name, with what is wrong with them): T less A is their number."""
    text = passage.text
    for paragraph in passage.paragraphs:
        numbers = [one for one in paragraph.mentions if one.measured and not one.percent]
        for index, part in enumerate(numbers):
            opening = _OPENING.match(text, part.end, min(paragraph.end, part.end + 20))
            if opening is None or not index:
                continue
            close = _CLOSING.search(text, opening.end(), paragraph.end)
            content = text[opening.end() : close.start() if close else opening.end()]
            named = _named(content)
            whole = next(
                (one for one in numbers[max(0, index - 3) : index] if _may_be(passage, one, part)), None
            )
            if not named or whole is None:
                continue
            left = int(whole.value - part.value)
            verdict = HOLDS if left == named else _missed(content, left, named)
            if verdict is not UNKNOWN:
                yield _relation(passage, whole, part, opening.end(), len(content), named, verdict)


def _may_be(passage: Passage, whole: Mention, part: Mention) -> bool:
    gap = _outside(passage.between(whole, part))
    alike = loosely_similar(whole, part) and not (whole.hedge or part.hedge or whole.span or part.span)
    near = len(gap) <= _GAP and not re.search(r"[。；（）()]", gap)
    return alike and near and whole.half == part.half == 0 and -2 <= whole.value - part.value <= _MOST_LEFT


_BRACKETED: Final = re.compile(r"[（(][^（）()]*[）)]")


def _outside(text: str) -> str:
    return _BRACKETED.sub("", text)


def _named(content: str) -> int:
    """How many a bracket names with what is wrong with them; 0 when it is no such list."""
    if not content or _NO_NAMES.search(content) or not _WHY.search(content) or len(content) > 80:
        return 0
    clauses = [one for one in re.split("[，；,;]", content) if not _ASIDE.match(one)]
    if len(clauses) > 1:
        return len(clauses) if all(map(_WHY.search, clauses)) else 0
    names = re.split("、|和|与|及", content)
    return len(names) if all(map(_PLACE.search, names[:-1])) and _in(names[-1]) else 0


def _in(name: str) -> bool:
    """Whether a place is named before what is wrong with it: 西村正在选址."""
    why = _WHY.search(name)
    return why is not None and _PLACE.search(name[: why.start()]) is not None


def _missed(content: str, left: int, named: int) -> Verdict:
    sure = named >= 2 and abs(left - named) <= _MOST_OFF
    return (
        FAILS if sure and all(len(each) <= _LONGEST for each in re.split("[，；、,;]", content)) else UNKNOWN
    )


_EXCEPT: Final = re.compile(
    r"[^。；\d]{0,4}，?除(?P<names>[^，。；\d]{2,40}?)[以之]?外[^，。；\d]{0,6}，其[余他]$"
)


def _other_than(passage: Passage) -> Iterator[Relation]:
    """12个乡镇中，除甲镇、乙镇已编制外，其余10个乡镇: those named and the rest are all."""
    for sentence in passage.sentences_with("除", "外", "余他"):
        numbers = [one for one in sentence.mentions if one.measured and not one.percent]
        for whole, rest in pairwise(numbers):
            told = _EXCEPT.fullmatch(passage.between(whole, rest)) if _may_be(passage, whole, rest) else None
            named = _listed(told["names"]) if told else 0
            if told is None or not named:
                continue
            left = int(whole.value - rest.value)
            if left == named or abs(left - named) <= _MOST_OFF:
                start = whole.end + told.start("names")
                verdict = HOLDS if left == named else FAILS
                yield _relation(passage, whole, rest, start, len(told["names"]), named, verdict)


def _listed(words: str) -> int:
    """How many places a list names, of which the last may go on: 甲镇、乙镇已编制; 0 when it is none."""
    names = re.split("、|和|与|及", words)
    last = re.match(r"[^省市县区旗镇乡街村]{1,5}[市县区旗镇乡街村]", names[-1])
    return len(names) if len(names) > 1 and last and all(map(_PLACE.search, names[:-1])) else 0


def _relation(
    passage: Passage, whole: Mention, part: Mention, start: int, length: int, named: int, verdict: Verdict
) -> Relation:
    names = Operand(passage.text[start : start + length], start, start + length, Decimal(named))
    operands = {"t": whole.operand(), "a": part.operand(), "c": names}
    left = whole.value - part.value
    message = f"{whole.text}－{part.text}={left}，列出{named}个"
    message += "，一致" if verdict is HOLDS else "，不一致，请核对"
    value = Decimal(named)
    end = start + length
    return Relation(
        "N103",
        Kind.DIFFERENCE,
        verdict,
        whole.start,
        end,
        "t - a == c",
        operands,
        value,
        value,
        message,
    )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "named exceptions",
        "N103",
        Kind.DIFFERENCE,
        _excepted,
        (
            Example("应建驿站20个，已建成18个（东湖小区、西苑小区正在选址）。", HOLDS),
            Example("应建驿站20个，已建成17个（东湖小区、西苑小区正在选址）。", FAILS, (), "列出2个"),
            Example("辖区企业27家，其中参保26家（东方公司已停产）。", HOLDS),
            Example("应检学校30所，其中合格28所（东街小学不合格，西街小学证照未更新）。", HOLDS),
            Example("应检学校31所，其中合格28所（东街小学不合格，西街小学证照未更新）。", FAILS, (), "=3"),
            Example(
                "应建食堂28个（去除一个停用），其中达标26个（东苑入住率低，西苑未验收，但都已立项）。", HOLDS
            ),
            Example("应建驿站20个，已建成17个（因资金、土地未落实）。", None),
            Example("应建驿站20个，已建成17个（东湖小区正在选址）。", None),
            Example("登记车辆20台，其中公务用车18台（不含执法车）。", None),
        ),
    ),
    Pattern(
        "other than those named",
        "N103",
        Kind.DIFFERENCE,
        _other_than,
        (
            Example("全县12个乡镇中，除甲云镇、乙漪镇一并编制外，其余10个乡镇均已报批。", HOLDS),
            Example(
                "全县12个乡镇中，除甲云镇、乙漪镇一并编制外，其余9个乡镇均已报批。", FAILS, (), "列出2个"
            ),
            Example("全县12个乡镇中，除进度滞后等原因外，其余9个乡镇均已报批。", None),
        ),
    ),
)
