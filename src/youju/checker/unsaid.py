"""Units that are left out where the words before a number say what it counts: 支出低保金3347万.

Enter at `unit_before`. Only after 万 or 亿, where a bare number is no year, rank or name.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

UNITLESS: Final = Decimal(1000)
"""A last place so large comes of 万 or 亿."""
_HEAD: Final = 12
_REACHED: Final = r"(?:共[计有]?|累计|合计|总计|约?为|已?达到?|超过?|近|约)?\s?$"
_PEOPLE: Final = re.compile(rf"(?:(?P<times>人次)|人[员口数])(?:总[数量])?{_REACHED}")
_MONEY: Final = re.compile(
    r"(?:资金|[保奖租薪罚税]金|救助金|补助金|抚恤金|经费|基金|[贷存罚借欠货价]款|[电水保]费|费用|补[贴助]|税收|税款|产值|收入|支出|投资|"
    rf"利润|金额|工资){_REACHED}"
)
_STOP: Final = frozenset("，。；、）)\n,;")


def unit_before(text: str, at: int, stop: int, start: int, end: int) -> str:
    """The unit of a bare number from `at` to `stop`, from the words before it; empty where they say none.

    Example:
        >>> unit_before("村医人员132.7万", 4, 10, 0, 10), unit_before("支出低保金3347万，", 5, 10, 0, 11)
        ('人', '元')
        >>> unit_before("累计投入3347万", 4, 9, 0, 9)
        ''
    """
    low = max(start, at - _HEAD)
    if people := _PEOPLE.search(text, low, at):
        return "人次" if people["times"] else "人"
    closed = stop >= end or text[stop] in _STOP
    return "元" if closed and _MONEY.search(text, low, at) else ""
