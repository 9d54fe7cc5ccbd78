"""Why a figure has no value, in words that can stand where the value would.

Enter at `reason`. A wrong number is never printed in its place, and a report is not composed with a hole.
"""

from __future__ import annotations

NO_ROWS = "没有符合口径的记录"
ZERO_BASE = "分母为零"

WORDS: dict[str, str] = {
    "missing": "{period}没有数据",
    "incomplete": "{period}的各期数不全",
    "no_base": "没有{past}的数，无从比较",
    "broken": "口径有变动（{why}），没有可比基数",
    "zero_base": "基数为零，不计算增速",
    "negative_base": "基数为负，不计算增速",
    "no_whole": "没有总体的数",
    "no_whole_base": "没有总体的基数",
    "zero_whole": "总体为零，不计算占比",
    "negative_whole": "总体为负，不计算占比",
}
"""Sentence by the name that `youju.engine.composites` gives."""


def reason(name: str, *, period: str, past: str, why: str = "") -> str:
    """The sentence of a reason; empty for none."""
    if not name:
        return ""
    return WORDS[name].format(period=period, past=past, why=why)[:100]
