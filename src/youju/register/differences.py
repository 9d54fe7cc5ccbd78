"""What the lists say differently of one unit: found, named and told. No database.

Enter at `found`. A difference is one for each unit and kind; its words say what each list has, so that two
deliveries that say the same give the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from youju.linkage import comparing
from youju.linkage.comparing import ADDRESS
from youju.linkage.link import Linked
from youju.linkage.rows import Rows
from youju.linkage.text import Integers
from youju.register.rowsets import Kept, Key
from youju.register.rules import Rules

KINDS: Final = ("field_only", "missing", "name", "address", "industry", "status", "duplicate", "code")
"""As in the code list of the pack."""
_OTHER_NAME: Final = 8
"""Grade from which two names are not two ways to write one: 名称部分相同, 名称不同."""
_OTHER_ADDRESS: Final = (4, 6, 7)
"""地址号码不同, 地址不同, 县区不同."""
_DIVISION_DIGITS: Final = 2
"""Digits of an industry code in which lists must agree (大类); below it departments
code by their own needs."""
_LONGEST: Final = 900


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing to settle.

    Attributes:
        unit: Of the register.
        kind: One of `KINDS`.
        detail: What each list says, in words.
        rows: The rows that it is about; two where a reviewer can say whether they are one unit.
    """

    unit: UUID
    kind: str
    detail: str
    rows: tuple[Key, ...]


def found(
    rows: Mapping[Key, Kept],
    keys: Sequence[Key],
    linked: Linked,
    alive: Mapping[UUID, Sequence[int]],
    rules: Rules,
    lists: Sequence[str] = (),
) -> Iterator[Difference]:
    """All differences, unit by unit.

    Args:
        rows: By key.
        keys: Those that were linked, in that order.
        linked: What linking gave.
        alive: Units with the places of their rows.
        rules: What lists are called, and of which units they should name all.
        lists: All lists there are; those of the rows by default.
    """
    one = _Finding(rows, keys, linked, rules, sorted(lists or {name for name, _ in keys}))
    one.compare(alive)
    for unit, places in alive.items():
        yield from one.of(unit, sorted(places))


def are_other(rows: Rows, item: str, left: Integers, right: Integers) -> npt.NDArray[np.bool_]:
    """Whether names or addresses are others, not two ways to write one.

    Args:
        rows: Standardised rows.
        item: ``name`` or ``address``.
        left: First row of each pair.
        right: Second row of each pair.
    """
    commons = np.zeros(len(rows), np.int64)  # how common a name is, does not matter here
    grades = comparing.compare(rows, left, right, commons)
    names, addresses = np.divmod(grades[:, 0].astype(np.int64), ADDRESS)
    return names >= _OTHER_NAME if item == "name" else np.isin(addresses, _OTHER_ADDRESS)


def division_of(industry: str) -> str:
    """The 大类 of an industry code, with or without the letter of its section.

    Example:
        >>> division_of("C3421"), division_of("3484")
        ('34', '34')
    """
    return industry.strip().upper().lstrip("ABCDEFGHIJKLMNOPQRST")[:_DIVISION_DIGITS]


class _Finding:
    """Rows of all units, compared with the row whose value wins."""

    def __init__(
        self,
        rows: Mapping[Key, Kept],
        keys: Sequence[Key],
        linked: Linked,
        rules: Rules,
        lists: Sequence[str],
    ) -> None:
        self._rows, self._keys, self._linked, self._rules = rows, keys, linked, rules
        self._lists = lists
        self._wrong = linked.rows.column("wrong").to_pylist()
        self._codes = linked.rows.column("code").to_pylist()
        self._other: dict[str, set[int]] = {}

    def _best(self, item: str, places: Sequence[int]) -> int | None:
        """Place of the row whose value of an item wins."""
        order = self._rules.order(item, self._lists)
        filled = [place for place in places if item in self._row(place).values()]
        return min(filled, key=lambda place: (order.index(self._keys[place][0]), place), default=None)

    def _row(self, place: int) -> Kept:
        return self._rows[self._keys[place]]

    def compare(self, alive: Mapping[UUID, Sequence[int]]) -> None:
        """Names and addresses of all units at once."""
        for item in ("name", "address"):
            left: list[int] = []
            right: list[int] = []
            for places in alive.values():
                if len(places) < 2 or (best := self._best(item, sorted(places))) is None:
                    continue
                others = [place for place in places if place != best and self._row(place).values().get(item)]
                left += [best] * len(others)
                right += others
            self._other[item] = self._differ(item, left, right)

    def _differ(self, item: str, left: list[int], right: list[int]) -> set[int]:
        if not left:
            return set()
        other = are_other(self._linked.rows, item, np.array(left), np.array(right))
        return {place for place, differs in zip(right, other.tolist(), strict=True) if differs}

    def of(self, unit: UUID, places: Sequence[int]) -> Iterator[Difference]:
        """Of one unit."""
        statuses = {place: self._row(place).items.get("status", "") for place in places}
        closed = [place for place in places if self._rules.is_closed(statuses[place])]
        open_ = [place for place in places if place not in closed]
        if closed and open_:
            yield self._told(unit, "status", places, [statuses[place] or "在册" for place in places])
        if not closed:
            yield from self._presence(unit, places)
        for item in ("name", "address"):
            if others := [place for place in places if place in self._other[item]]:
                shown = [self._best(item, places), *others]
                chosen = [place for place in shown if place is not None]
                yield self._told(unit, item, chosen, [self._row(place).values()[item] for place in chosen])
        yield from self._industries(unit, places)
        yield from self._duplicates(unit, places)
        code = next((self._codes[place] for place in places if self._codes[place]), "")
        if wrong := [place for place in places if code and self._wrong[place]]:
            yield self._told(unit, "code", wrong, [f"{self._wrong[place]}，应为{code}" for place in wrong])

    def _presence(self, unit: UUID, places: Sequence[int]) -> Iterator[Difference]:
        """Found by the field walk only; or not in a list that should name it."""
        lists = {self._keys[place][0] for place in places}
        known = {name for name in self._lists if name in self._rules.lists}
        field = {name for name in known if self._rules.lists[name].field}
        if lists <= field:
            yield self._told(unit, "field_only", places, ["有"] * len(places))
            return
        kind = self._row(self._best("name", places) or places[0]).link[5]
        should = {name for name in known if kind in self._rules.lists[name].complete}
        if lacking := sorted(should - lists):
            names = "、".join(self._rules.label(name) for name in lacking)
            having = "、".join(self._rules.label(name) for name in sorted(lists))
            keys = tuple(self._keys[place] for place in places)
            yield Difference(unit, "missing", f"{names}没有；{having}有。", keys)

    def _industries(self, unit: UUID, places: Sequence[int]) -> Iterator[Difference]:
        coded = [place for place in places if self._row(place).items.get("industry")]
        codes = [self._row(place).items["industry"].strip().upper() for place in coded]
        if len({division_of(code) for code in codes}) > 1:
            yield self._told(unit, "industry", coded, codes)

    def _duplicates(self, unit: UUID, places: Sequence[int]) -> Iterator[Difference]:
        seen: dict[str, list[int]] = {}
        for place in places:
            seen.setdefault(self._keys[place][0], []).append(place)
        if twice := [place for same in seen.values() if len(same) > 1 for place in same]:
            names = [self._row(place).values().get("name", "") for place in twice]
            yield self._told(unit, "duplicate", twice, names)

    def _told(self, unit: UUID, kind: str, places: Sequence[int], values: Sequence[str]) -> Difference:
        """In the order of the places."""
        parts = [
            f"{self._rules.label(self._keys[place][0])}：{value}"
            for place, value in zip(places, values, strict=True)
        ]
        text = "；".join(dict.fromkeys(parts)) if kind != "duplicate" else "；".join(parts)
        text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        return Difference(unit, kind, text + "。", tuple(self._keys[place] for place in places))
