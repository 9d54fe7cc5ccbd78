"""Rows of the lists in memory, and what a delivery changes in them. No database.

Enter at `delivered` (rows of a delivery, each with a number that it keeps) and `take` (what is new, changed,
gone).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from youju.linkage.deliveries import Delivery
from youju.linkage.link import Linked
from youju.linkage.rows import code as read_code
from youju.register.rules import COMPARED

Key = tuple[str, str]
CELLS = ("code", *COMPARED)


@dataclass(slots=True)
class Kept:
    """A row as the register keeps it (`youju.register.models.Row`).

    Attributes:
        cells: Texts by `CELLS`, in that order.
        items: What else the list says, without blanks.
        link: Score, zone, reason, list and number of the row compared with, kind.
    """

    list: str
    row: str
    cells: tuple[str, ...]
    items: Mapping[str, str]
    first_on: date
    changed_on: date
    gone_on: date | None = None
    unit: UUID | None = None
    link: tuple[float, str, str, str, str, str] = (1.0, "", "", "", "", "")

    @property
    def key(self) -> Key:
        """List and number."""
        return self.list, self.row

    def values(self) -> dict[str, str]:
        """Item to text, without blanks."""
        said = {item: text for item, text in zip(CELLS[1:], self.cells[1:], strict=True) if text}
        return said | dict(self.items)


@dataclass(slots=True)
class Changes:
    """What a delivery changes.

    Attributes:
        touched: Rows that are new, changed, back or gone, as they are afterwards.
        counts: How many were ``added`` (also those that are back), ``changed``, ``same``, ``gone``.
    """

    touched: list[Kept] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("added", "changed", "same", "gone"), 0)
    )


@dataclass(frozen=True, slots=True)
class Links:
    """Live rows in the order in which they were linked.

    Attributes:
        keys: List and number.
        labels: Label of the unit of each, as `youju.linkage.explaining` gives it.
        heads: Label of the head office, or empty.
    """

    linked: Linked
    keys: list[Key]
    labels: list[str]
    heads: list[str]


def delivered(delivery: Delivery) -> Iterable[tuple[str, tuple[str, ...], dict[str, str]]]:
    """Number, cells and items of every row of a delivery.

    A list without a column of numbers gets numbers that stay from delivery to delivery: the credit code, else
    a hash of name, person and address; of equal ones the second has ``#2`` behind it.
    """
    columns = [delivery.raw.column(name).to_pylist() for name in CELLS]
    items = {name: column.to_pylist() for name, column in delivery.items.items()}
    numbers = delivery.raw.column("row").to_pylist()
    own = "row" in delivery.columns
    seen: dict[str, int] = {}
    for place, cells in enumerate(zip(*columns, strict=True)):
        texts = tuple(text or "" for text in cells)
        number = numbers[place] if own else _lasting(texts)
        if not own:
            seen[number] = seen.get(number, 0) + 1
            number = number if seen[number] == 1 else f"{number}#{seen[number]}"
        yield number, texts, {name: text for name, column in items.items() if (text := column[place])}


def holdings(rows: Iterable[Kept]) -> dict[str, dict[str, int]]:
    """Of how many rows each list knows each item: item to list to number. Rows that are gone do not count."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.gone_on is None:
            for item in ("code", *row.values()) if row.cells[0] else row.values():
                lists = found.setdefault(item, {})
                lists[row.list] = lists.get(row.list, 0) + 1
    return found


def shifted(
    known: Mapping[str, Mapping[str, int]],
    before: Mapping[str, Mapping[str, int]],
    now: Mapping[str, Mapping[str, int]],
) -> dict[str, dict[str, int]]:
    """`holdings` of all rows, from those of some of them before and after these changed."""
    found = {item: dict(lists) for item, lists in known.items()}
    for counted, sign in ((before, -1), (now, 1)):
        for item, lists in counted.items():
            for name, many in lists.items():
                held = found.setdefault(item, {})
                held[name] = held.get(name, 0) + sign * many
    kept = {item: {name: many for name, many in lists.items() if many > 0} for item, lists in found.items()}
    return {item: lists for item, lists in kept.items() if lists}


def _lasting(texts: tuple[str, ...]) -> str:
    correct, _ = read_code(texts[0])
    if correct:
        return correct
    return hashlib.sha256("\x1f".join(texts[1:4]).encode()).hexdigest()[:16]


def take(before: dict[Key, Kept], name: str, delivery: Delivery, *, on: date, partial: bool) -> Changes:
    """Put a delivery's rows into the rows that are known.

    Args:
        before: All rows; changed in place.
        name: Of the list.
        delivery: That passed.
        on: Business date.
        partial: Whether it holds changes only, so that rows which it does not name stay.
    """
    changes = Changes()
    seen: set[str] = set()
    for number, cells, items in delivered(delivery):
        seen.add(number)
        row = before.get((name, number))
        if row is None:
            row = before[name, number] = Kept(name, number, cells, items, on, on)
            changes.counts["added"] += 1
        elif row.gone_on is not None:
            row.changed_on = row.changed_on if (row.cells, row.items) == (cells, items) else on
            row.cells, row.items, row.gone_on = cells, items, None
            changes.counts["added"] += 1
        elif (row.cells, row.items) != (cells, items):
            row.cells, row.items, row.changed_on = cells, items, on
            changes.counts["changed"] += 1
        else:
            changes.counts["same"] += 1
            continue
        changes.touched.append(row)
    if not partial:
        for row in before.values():
            if row.list == name and row.gone_on is None and row.row not in seen:
                row.gone_on = on
                changes.counts["gone"] += 1
                changes.touched.append(row)
    return changes
