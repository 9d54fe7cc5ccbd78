"""What is said of the precision of a number, before it or after it: 约, 不少于, 左右."""

from __future__ import annotations

import re
from typing import Final

_BEFORE: Final = re.compile(
    r"(?:大约|约|大概|不少于|不低于|不超过|不高于|不足|不到|超过|超|逾|突破|接近|将近|近|至少|至多|高于|低于)\s?(?:为|了)?$"
)
_NO_HEDGE: Final = re.compile(r"[签节违履邀预契合]约|[赶反]超|[附邻临最就靠]近")
"""Words that end like a hedge: 签约1500人."""
_AFTER: Final = re.compile(r"\s?(左右|上下|以上|以下|以内)")
_LAST: Final = frozenset("约概于过足到超逾破近少多为了")
_FIRST: Final = frozenset("左上以")
_LONGEST: Final = 5


def hedge_of(text: str, at: int, stop: int, start: int, end: int) -> str:
    """The hedge of a number from `at` to `stop`; empty when there is none.

    Example:
        >>> hedge_of("约120件", 1, 5, 0, 5), hedge_of("签约120件以上", 2, 6, 0, 8)
        ('约', '')
    """
    last = text[at - 1] if at > start else "\n"
    if last in _LAST or last.isspace():
        head = _BEFORE.search(text, max(start, at - _LONGEST), at)
        if head and _NO_HEDGE.search(text, max(start, head.start() - 1), head.start() + 1):
            return ""
        if head:
            return head[0].rstrip("为了 ")
    following = text[stop] if stop < end else "\n"
    tail = _AFTER.match(text, stop, end) if following in _FIRST or following.isspace() else None
    return tail[1] if tail else ""
