"""Whether 和 before the last item of a list parts two items, where a number has to be compared: `settled`."""

from __future__ import annotations

import re
from typing import Final

from youju.checker.sentences import Items, Range

_JOINT: Final = re.compile(r"(?<![参给赋])与|[和及]")
KINDS: Final = frozenset(
    "队站点中心室馆院校园厂村镇街路道桥河湖库区县市省社组班部科局所公司店场楼巷线品牌项目工程活动会展赛"
)
"""Last characters of names of things that are counted one by one."""
_GROUPED, _OWN_LEAST = 2, 3


def settled(text: str, items: Items, stated: int, *, opened: bool) -> Items:
    """A list with 和 before its last item as what it surely is, where the stated number is neither reading.

    Args:
        opened: Whether 等 stands after the list.
    """
    if stated < (surely := _parted(text, items)).least:
        return surely
    return _ended(text, items) if stated > items.most and not opened else items


def _parted(text: str, items: Items) -> Items:
    """A list whose last item is surely two, since all of them end alike: 甲队、乙队和丙队.

    Example:
        >>> from youju.checker.sentences import items_of
        >>> _parted("甲队、乙队和丙队", items_of("甲队、乙队和丙队", 0, 8)).least
        3
    """
    if items.least < _GROUPED or items.most != items.least + 1:
        return items
    start, end = items.pieces[-1]
    joints = list(_JOINT.finditer(text, start + 1, end - 1))
    if len(joints) != 1:
        return items
    halves = Range(start, joints[0].start()), Range(joints[0].end(), end)
    pieces = *items.pieces[:-1], *halves
    last = {text[one.end - 1] for one in pieces}
    return Items(items.most, items.most, pieces) if len(last) == 1 and last <= KINDS else items


def _ended(text: str, items: Items) -> Items:
    """A list that only its last 和 ends, as one of single items: 茶叶、油茶和毛竹.

    Where more are stated than it has, it does not matter whether 和 stands within a name.
    """
    joints = [len(_JOINT.findall(text, *piece)) for piece in items.pieces]
    if joints[-1] != 1 or sum(joints) > 1 or items.most < _OWN_LEAST:
        return items
    joint = _JOINT.search(text, *items.pieces[-1])
    start, end = items.pieces[-1]
    if joint is None or joint.start() - start < _GROUPED or end - joint.end() < _GROUPED:
        return items
    pieces = *items.pieces[:-1], Range(start, joint.start()), Range(joint.end(), end)
    return Items(items.most, items.most, pieces)
