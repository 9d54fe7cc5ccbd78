"""Two rows side by side, with what differs between them marked. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from youju.register.rules import Rules
from youju.register.standardising import readable, standard

Part = tuple[str, bool]
"""Some characters, and whether the other side has others there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of both rows.

    Attributes:
        label: Of the item.
        left: Text of the first row in parts.
        right: Of the second.
        same: Whether both say the same; False also where one says nothing.
    """

    label: str
    left: Sequence[Part]
    right: Sequence[Part]
    same: bool


def lines(
    one: Mapping[str, str], two: Mapping[str, str], rules: Rules, labels: Mapping[str, str]
) -> list[Line]:
    """All items that either row has, those that linking compares first; days and amounts in one way.

    Args:
        one: Item to text.
        two: Of the other row.
        rules: What other items are called.
        labels: What the items are called that linking compares, in order.
    """
    found = []
    for item in dict.fromkeys((*labels, *one, *two)):
        left, right = (readable(item, standard(item, row.get(item, ""))) for row in (one, two))
        if left or right:
            known = rules.items.get(item)
            label = labels.get(item) or (known.label if known else item)
            found.append(Line(label, *marked(left, right), left == right))
    return found


def marked(left: str, right: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts; where one says nothing, nothing differs.

    Example:
        >>> marked("建设路1号", "建设路12号")
        ([('建设路1', False), ('号', False)], [('建设路1', False), ('2', True), ('号', False)])
    """
    if not left or not right:
        return [(left, False)] if left else [], [(right, False)] if right else []
    one: list[Part] = []
    two: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        differs = tag != "equal"
        if a < b:
            one.append((left[a:b], differs))
        if c < d:
            two.append((right[c:d], differs))
    return one, two


def masked(phone: str) -> str:
    """A telephone number of which the middle is hidden; enough to compare two.

    Example:
        >>> masked("08728100001"), masked("123")
        ('087****0001', '***')
    """
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)
