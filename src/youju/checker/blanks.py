"""Blanks within a number, and between a number and its unit: 12 345人, 3 5 件, 49.9 万吨.

Some writers leave them, and so do PDF files. Columns of bare numbers are parted by blanks too, so a blank
counts only where a unit follows.
"""

from __future__ import annotations

import re
from typing import Final

from youju.checker.counters import unit_at

BLANKS: Final = " \u3000\u00a0\u2009"
_PARTED: Final = re.compile(
    rf"(?:\d{{1,3}}(?:[{BLANKS}]\d{{3}})+(?!\d)|\d(?:[{BLANKS}]\d)+(?!\d|[{BLANKS}]\d))(?:\.\d+)?"
)
"""12 345人, 3 5 件: parted by blanks, as some PDF writers leave them."""
SCALES: Final = frozenset("万亿余多")
SPACES: Final = frozenset(BLANKS)
_GROUPING: Final = str.maketrans("", "", "," + BLANKS)
_NO_UNIT: Final = re.compile(
    r"项目|家庭|家属|户籍|人[民才员]|次[日要]|所[有属]|场地|条[例件]|名[称单]|台账|部门|类[型别]|组[织长]|队伍|课程|"
    r"期[间末内]|年[度末]|月份|口岸|处[理置分]|分[析类别]|层[级次]|级别|号|道路|步骤|方[案面式]|单位"
)
"""Words that begin like a unit: 附件 1 项目清单."""


def plain(digits: str) -> str:
    """Digits without what groups them."""
    return digits if digits.isdecimal() else digits.translate(_GROUPING)


def joined(text: str, at: int, start: int, end: int) -> re.Match[str] | None:
    """Digits parted by blanks, where a unit follows and no other number of a row stands before them."""
    parted = _PARTED.match(text, at, end)
    if parted is None or text[max(start, at - 3) : at].rstrip(BLANKS)[-1:].isdigit():
        return None
    after = past_blank(text, parted.end(), end)
    return parted if text[after : after + 1] in SCALES or unit_at(text, after, end) else None


def past_blank(text: str, at: int, end: int) -> int:
    """Where a unit may stand that one blank parts from its number."""
    parted = at < end and text[at] in SPACES and not _NO_UNIT.match(text, at + 1, end)
    return at + 1 if parted else at
