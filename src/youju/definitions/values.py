"""Values that are written in a definition (defaults, limits, targets) as what they mean.

Enter at `written_value`. A definition has no locale: numbers with a point, dates as ``2024-12-31``.

Does not belong here: what people type into forms and spreadsheets (the ledger reads those).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

NUMERIC = frozenset({"number", "money", "percent"})
"""Field types whose values are decimals."""

_WANTED = {"date": "日期，写作 2024-12-31", "boolean": "true 或 false"}


def written_value(kind: str, text: str) -> Decimal | date | bool | str:
    """A value as its field type has it.

    Args:
        kind: Field type.
        text: As written in the YAML.

    Raises:
        ValueError: With the wanted form in Chinese.

    Example:
        >>> written_value("money", "12.50")
        Decimal('12.50')
        >>> written_value("date", "2024-02-30")
        Traceback (most recent call last):
        ValueError: 日期，写作 2024-12-31
    """
    if kind in NUMERIC:
        if re.fullmatch(r"-?[0-9]{1,24}(\.[0-9]{1,10})?", text):
            return Decimal(text)
        raise ValueError("数，如 100 或 12.5")
    if kind == "date":
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        raise ValueError(_WANTED["date"])
    if kind == "boolean":
        if text in ("true", "false"):
            return text == "true"
        raise ValueError(_WANTED["boolean"])
    return text
