"""Units that are left out where the words before a number say what it counts: 支出低保金3347万, 结案率为97.

Enter at `unit_before`, only after 万 or 亿, where a bare number is no year, rank or name, at
`people_after` and at `rate_before`.
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
"""What may follow a number whose unit is left out."""


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


_PERSONS: Final = re.compile(
    r"(?:城乡|城镇|农村|脱贫|参保|农业转移|建档立卡)?(?:常住|户籍|流动|总|贫困|脱贫|低收入)?(?:人口|居民|群众|农民|村民|老年人|职工|网民|游客)"
)


def people_after(text: str, stop: int, end: int) -> str:
    """The unit of a bare number of 万 right before those whom it counts.

    Example:
        >>> people_after("41.98万常住人口", 6, 10), people_after("41.98万亩", 6, 7)
        ('人', '')
    """
    return "人" if text[stop - 1] == "万" and _PERSONS.match(text, stop, end) else ""


_RATE: Final = re.compile(r"[一-鿿](?<![生亡病患积频倍汇])率(?:约?为|达到?)?$")
_RATE_ENDS: Final = frozenset("率为达到")


def rate_before(text: str, at: int, stop: int, start: int, end: int) -> str:
    """The sign % where a rate is told without it, as it is lost in copying; else nothing.

    Example:
        >>> rate_before("结案率为97，", 4, 6, 0, 7), rate_before("容积率为2，", 4, 5, 0, 6)
        ('%', '')
    """
    if at == start or text[at - 1] not in _RATE_ENDS or not (stop >= end or text[stop] in _STOP):
        return ""
    return "%" if _RATE.search(text, max(start, at - _HEAD), at) else ""
