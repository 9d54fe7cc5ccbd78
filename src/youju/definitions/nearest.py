"""The nearest valid name, and the half sentence that offers it.

Enter at `hint`. Every message about a name that does not exist ends with one of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 12


def nearest(name: str, options: Iterable[str]) -> str | None:
    """The option most like a name, or None when none is like it.

    Example:
        >>> nearest("recify", ["rectify", "report"])
        'rectify'
    """
    found = get_close_matches(str(name)[:200], list(options), n=1, cutoff=0.5)
    return found[0] if found else None


def hint(name: str, options: Iterable[str]) -> str:
    """How to mend a wrong name: the nearest one, else those that there are.

    Example:
        >>> hint("auditr", ["auditor", "office"])
        '最接近的是“auditor”，请改正名称。'
        >>> hint("x", [])
        '这里还没有可用的名称，请先定义。'
    """
    known = list(options)
    close = nearest(name, known)
    if close:
        return f"最接近的是“{close}”，请改正名称。"
    if not known:
        return "这里还没有可用的名称，请先定义。"
    more = "等" if len(known) > _SHOWN else ""
    return f"可用的有：{'、'.join(known[:_SHOWN])}{more}。"
