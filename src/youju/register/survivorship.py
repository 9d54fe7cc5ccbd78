"""What a unit is: of what its rows say, item by item, the value that wins, with its source and date. Pure.

Enter at `Survivorship.survive`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from youju.register.rules import COMPARED, Item, Rules


@dataclass(frozen=True, slots=True)
class Said:
    """A row as far as items go.

    Attributes:
        values: Item to text, without blanks.
        on: Day from which it says so.
    """

    list: str
    row: str
    values: Mapping[str, str]
    on: date


class Survivorship:
    """The rules, with the rank of every list for every item worked out once."""

    def __init__(self, rules: Rules, lists: Sequence[str]) -> None:
        self._rules = rules
        self._lists = list(lists)
        self._ranks: dict[str, dict[str, int]] = {}

    def ranks(self, item: str) -> dict[str, int]:
        """How good each list is for an item; 0 is best."""
        if item not in self._ranks:
            order = self._rules.order(item, self._lists)
            self._ranks[item] = {name: rank for rank, name in enumerate(order)}
        return self._ranks[item]

    def survive(self, rows: Sequence[Said]) -> dict[str, dict[str, Any]]:
        """Item to ``{"value", "list", "row", "on"}``.

        Args:
            rows: All rows of one unit. Of two rows of one list the one with the smaller number wins.
        """
        found: dict[str, dict[str, Any]] = {}
        for item in dict.fromkeys((*COMPARED, *(item for row in rows for item in row.values))):
            saying = [row for row in rows if item in row.values]
            if not saying:
                continue
            ranks = self.ranks(item)
            rule = self._rules.items.get(item, Item(item))
            best = min(
                saying,
                key=lambda one: (-one.on.toordinal() if rule.newest else 0, ranks[one.list], one.row),
            )
            found[item] = {
                "value": best.values[item], "list": best.list, "row": best.row, "on": best.on.isoformat(),
            }  # fmt: skip
        return found
