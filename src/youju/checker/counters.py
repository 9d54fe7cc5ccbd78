"""Units and measure words: which stands after a number, and what it measures.

Enter at `unit_at` and `measure`. The table of `standards.units` with the measure words of reports; what is
as often the beginning of a word is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from youju.standards import units

_COUNTERS: Final = (
    *"个件条项次人户家匹名位口起宗份篇期场台套辆头只羽株支类批所处座栋幢间村本册张幅例轮款种组队班课节届门部架列",
    *"根块片段盏棵箱袋瓶桶盒层岁句页号档把面副双对枚颗分字级方道步年天月时镇乡县省市米克吨亩元艘笔单车处站",
    *(
        "人次",
        "亩次",
        "件次",
        "户次",
        "场次",
        "批次",
        "车次",
        "架次",
        "班次",
        "人年",
        "篇次",
        "条次",
        "家次",
        "个月",
        "年度",
    ),
    *(
        "元/平方米",
        "元/吨",
        "元/人",
        "小时",
        "分钟",
        "周岁",
        "公里",
        "多人次",
        "微克/立方米",
        "微克每立方米",
        "毫克每立方米",
        "毫克/立方米",
        "卷",
        "剂次",
        "台套",
        "学位",
        "㎡",
        "m²",
        "m2",
        "㎥",
        "m³",
        "km²",
        "km2",
        "眼",
        "尾",
        "窝",
        "孔",
        "工日",
        "剂",
        "针",
        "桌",
        "例次",
        "辆次",
        "笔次",
        "人份",
        "床位",
        "学时",
        "课时",
    ),
    *(
        "个百分点",
        "百分点",
        "千瓦时",
        "千瓦",
        "万千瓦",
        "立方米",
        "平方米",
        "平方公里",
        "公顷",
        "户次",
        "人·次",
        "余人次",
    ),
)
TIMES: Final = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 1000,
    "百": 100,
}
"""Multipliers that stand between a number and its unit."""
_PEOPLE: Final = frozenset({"人", "名", "位", "口"})


@cache
def _symbols() -> frozenset[str]:
    """Units of the table and measure words; names of places and things are left out."""
    misleading = {
        "两",
        "percent",
        "成",
        "里",
        "度",
        "时",
        "千",
        "百",
        "万",
        "亿",
        "L",
        "l",
        "m",
        "g",
        "t",
        "h",
        "d",
        "a",
    }
    return frozenset(units.known_symbols()) - misleading | frozenset(_COUNTERS)


@cache
def _by_first() -> dict[str, tuple[str, ...]]:
    """Units by their first character, the longest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for symbol in sorted(_symbols(), key=len, reverse=True):
        if len(symbol) <= _LONGEST:
            found[symbol[0]].append(symbol)
    return {first: tuple(symbols) for first, symbols in found.items()}


_LONGEST: Final = 6


def unit_at(text: str, at: int, end: int) -> str | None:
    """The longest known unit at a place."""
    if at >= end:
        return None
    for symbol in _by_first().get(text[at], ()):
        if text.startswith(symbol, at, end) and not (symbol == "人年" and text.startswith("度", at + 2)):
            return symbol  # 185.60万人年度目标
    return None


@lru_cache(maxsize=1024)
def measure(symbol: str) -> tuple[str, str, Decimal, bool]:
    """Unit, dimension, scale, and whether whole numbers of it are exact."""
    if not symbol:
        return "", "", Decimal(1), True
    if symbol in {"百分点", "个百分点"}:
        return "百分点", "points", Decimal(1), False
    if symbol == "%":
        return "%", "ratio", Decimal(1), False
    if symbol == "‰":
        return "‰", "permille", Decimal(1), False
    if "/" in symbol and symbol not in _symbols():
        return symbol, symbol, Decimal(1), False
    if symbol in {"场次", "批次"}:  # 68场次，其中进乡村19场
        return symbol, symbol[0], Decimal(1), True
    unit = units.unit(symbol)
    if symbol in _PEOPLE:
        return symbol, "人", Decimal(1), True
    if symbol == "匹":  # 牛28510头，马2708匹
        return symbol, "头", Decimal(1), True
    counted = unit.dimension in {unit.symbol, "time"}
    return symbol, unit.dimension, unit.factor, counted


_OF_EACH: Final = re.compile(r"一(?!个)[一-鿿]一[一-鿿]|一(?P<each>[一-鿿])[、，][一-鿿]{2}一(?P=each)")
_BACK: Final = (0, 2, 5)
"""Characters before a numeral where such a phrase begins of which it is the first or the second."""


def of_each(text: str, at: int) -> bool:
    """Whether 一 is said of each and counts nothing: 一户一策; 治理一处、销号一处.

    Example:
        >>> of_each("一户一策", 0), of_each("一户一策", 2), of_each("奖励一户", 2)
        (True, True, False)
    """
    return text[at] == "一" and any(_OF_EACH.match(text, at - back) for back in _BACK if at >= back)
