"""Whether a list after a small number that does not give it is an error: `listed_misfit`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from youju.checker.model import Verdict
from youju.checker.relations.pattern import FAILS, UNKNOWN
from youju.checker.sentences import Items

_LISTED: Final = re.compile(r"[个项种类家名处所座支条篇份部本期场件张]|位的|大(?!力|量)")
_LENGTH: Final = re.compile(r"(?:长|全长|约)?\d[\d.]*(?:公里|千米|米|亩|平方米)$")
_MOST_OFF: Final = 3
_OWN_LEAST: Final = 3
_SINGLE: Final = re.compile(
    r"^[一-鿿]{1,8}(?:(?P<water>[河江溪湖渠]|水库)|(?P<road>[路街桥道](?<!街道))|(?P<place>[村镇乡馆园站]|社区|街道|公园|广场|中心))$"
)


def listed_misfit(text: str, items: Items, stated: int, content: str, *, bracket: bool, end: int) -> Verdict:
    """Whether a list after the number that does not give it is an error.

    Args:
        content: The list.
        bracket: Whether it stands in brackets, or after 分别是.
        end: Where the number ends.
    """
    pieces = [text[a:b] for a, b in items.pieces]
    nearest = items.least if stated < items.least else items.most
    if items.most < 2 or abs(nearest - stated) > _MOST_OFF or "等" in content:
        return UNKNOWN
    names = [_LENGTH.sub("", piece) for piece in pieces] if bracket else pieces  # 东河路2.4公里
    if any(len(piece) > 20 or re.search(r"[，：]|\d", piece) for piece in names):
        return UNKNOWN
    if not bracket and items.least < _OWN_LEAST and not _named(pieces):
        return UNKNOWN
    return FAILS if _LISTED.match(text, end) else UNKNOWN


def _named(pieces: Sequence[str]) -> bool:
    """Whether the items are names of single things of one kind: 东河路、西岭路."""
    names = [_SINGLE.search(piece) for piece in pieces]
    return None not in names and len({name.lastgroup for name in names if name}) == 1
