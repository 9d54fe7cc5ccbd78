"""Stored values as they are written into inputs, and amounts of money as people write them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from youju.definitions.models import FieldDef
from youju.ledger.values import plain

SCALES = {"元": 0, "千元": 3, "万元": 4, "十万元": 5, "百万元": 6, "千万元": 7, "亿元": 8, "万亿元": 12}
"""Units of money and their power of ten, as they appear in packs and in what people type."""

_AMOUNT = re.compile(
    r"([+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?)\s*(万亿|千万|百万|十万|亿|万|千)?(元)?"
)


def written(one: FieldDef, value: Any, name_of: Callable[[FieldDef, Any], str]) -> str:
    """The text that an input shows for a stored value.

    Args:
        one: The field; neither a table nor a file.
        value: As it is stored; None for nothing.
        name_of: Name of an organisation, a division or an industry by its code.
    """
    if value is None:
        return ""
    if one.type == "boolean":
        return "true" if value else "false"
    if picker(one):
        name = name_of(one, value)
        return f"{name}（{value}）" if name and name != value else str(value)
    return str(value)


def picker(one: FieldDef) -> str:
    """Kind of the picker that helps to fill a field in, or empty."""
    if one.type == "organisation":
        return "organisation"
    if one.type == "code" and (one.codes or "").startswith("standard:"):
        return (one.codes or "").removeprefix("standard:")
    return ""


_CODED = re.compile(r".*（([^（）\s]{1,64})）", re.DOTALL)


def picked(text: str) -> str:
    """The code out of what a picker writes (``名称（代码）``); anything else as it is.

    Example:
        >>> picked("云溪县财政局（finance）"), picked("云溪县财政局")
        ('finance', '云溪县财政局')
    """
    match = _CODED.fullmatch(text.strip())
    return match[1] if match else text.strip()


def in_unit(text: str, unit: str | None) -> str:
    """An amount of money in the unit of its field, exactly; what cannot be read is left for the reader.

    Example:
        >>> in_unit("1.25亿元", "万元"), in_unit("3,000元", "万元"), in_unit("12.5", "万元")
        ('12500', '0.3', '12.5')
    """
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or unit not in SCALES or not (match[2] or match[3]):
        return text
    given = SCALES[f"{match[2] or ''}元"]
    sign, digits, exponent = Decimal(match[1].replace(",", "")).as_tuple()
    if not isinstance(exponent, int):  # pragma: no cover - the pattern leaves only finite numbers
        return text
    moved = Decimal((sign, digits, exponent + given - SCALES[unit]))
    return plain(moved) if len(digits) < 28 else text
