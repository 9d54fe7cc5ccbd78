"""Items as the register writes them, whatever a list writes: days as ISO 8601, amounts in 万元. Pure.

Enter at `standard` and `readable`. Rows keep what came; the values of units are standardised. What cannot be
read with certainty stays as it is: amounts without a unit, other currencies, months without a day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from youju.standards import industries

INDUSTRY: Final = "industry"
DAYS: Final = frozenset({"founded", "began", "ended"})
AMOUNTS: Final = frozenset({"capital", "sales", "planned"})
_DAY: Final = re.compile(
    r"(\d{4})\s*(?:[-/.年]\s*)(\d{1,2})\s*(?:[-/.月]\s*)(\d{1,2})日?(?:[ T]0?0:00(?::00)?(?:\.0+)?)?"
    r"|(\d{4})(\d{2})(\d{2})"
)
_AMOUNT: Final = re.compile(
    r"(-?\d[\d,]*(?:\.\d+)?)\s*\(?(?:人民币)?(亿|千万|百万|万|千|百)?元(?:人民币)?\)?"
)
_NUMBER: Final = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_YUAN: Final = {
    "亿": Decimal(10_000), "千万": Decimal(1_000), "百万": Decimal(100), "万": Decimal(1),
    "千": Decimal("0.1"), "百": Decimal("0.01"), None: Decimal("0.0001"),
}  # fmt: skip
"""How many 万元 one of each is."""


def standard(item: str, text: str) -> str:
    """An item as the register writes it.

    Args:
        item: As rules name it.
        text: As a list writes it.

    Example:
        >>> standard("founded", "2014年3月2日"), standard("founded", "20140302")
        ('2014-03-02', '2014-03-02')
        >>> standard("capital", "60(万元)"), standard("sales", "１，２００，０００元")
        ('60万元', '120万元')
        >>> standard("capital", "60万美元"), standard("founded", "2014年"), standard("name", "2014年3月2日")
        ('60万美元', '2014年', '2014年3月2日')
    """
    if item in DAYS:
        return _day(text)
    return _amount(text) if item in AMOUNTS else text


def readable(item: str, text: str) -> str:
    """An item as people read it: an amount that names no unit is in 万元, an industry has its name.

    Example:
        >>> readable("capital", "1000"), readable("sales", "38.52"), readable("employees", "7")
        ('1000万元', '38.52万元', '7')
        >>> readable("capital", "60万美元"), readable("sales", "无"), readable("industry", "3011")
        ('60万美元', '无', '3011 水泥制造')
    """
    if item == INDUSTRY:
        known = industries.get(text)
        return f"{text} {known.name}" if known else text
    return f"{text}万元" if item in AMOUNTS and _NUMBER.fullmatch(text) else text


def standards(values: Mapping[str, str]) -> dict[str, str]:
    """All items of a row."""
    return {item: standard(item, text) for item, text in values.items()}


def _day(text: str) -> str:
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return text
    year, month, day = (int(one) for one in found.groups() if one is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text


def _amount(text: str) -> str:
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return text
    value = Decimal(found[1].replace(",", "")) * _YUAN[found[2]]
    plain = f"{value:f}"
    return f"{plain.rstrip('0').rstrip('.') if '.' in plain else plain}万元"
