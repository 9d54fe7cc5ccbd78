"""The filters of `youju.ui.formats`, under the name by which the settings know them."""

from __future__ import annotations

from youju.ui.formats import (
    SHAPES,
    amount,
    chinese_date,
    clock_words,
    light_label,
    masked,
    register,
    shape,
)

__all__ = ["SHAPES", "amount", "chinese_date", "clock_words", "light_label", "masked", "register", "shape"]
