"""A list as the table component shows it: columns, rows, cells. Values only; see ``ui/_table.html``.

Does not belong here: fetching (the rooms' queries), paging by key (they hand over the addresses).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its key, for summing and for choosing columns.
        label: The head, with the unit in it where there is one: 金额（万元）.
        numeric: Figures stand right.
        sort: Address of the page sorted by this column; empty when it cannot be.
        sorted: ``ascending``, ``descending`` or empty.
        nowrap: Keep its cells on one line.
        names: Its cells are names in Chinese, whatever the reader's language.
    """

    name: str
    label: str
    numeric: bool = False
    sort: str = ""
    sorted: str = ""
    nowrap: bool = False
    names: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One value.

    Attributes:
        text: As people read it.
        href: Where it leads.
        value: The bare number, for summing what is selected.
        light: Name of a light; ``text`` is its word.
        badge: Kind of a state badge (going, done, void, plain).
        note: A second, quieter line.
    """

    text: str
    href: str = ""
    value: Any = None
    light: str = ""
    badge: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        id: What its checkbox sends.
        cells: One for each column.
        label: What the row is called, for the name of its checkbox; by default the text of its head.
    """

    id: str
    cells: Sequence[Cell]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table.

    Attributes:
        id: Its id in the page; unique there.
        caption: What it lists, read out and hidden from view.
        head: Which column is the head of a row, counted from 0; it stays in place when one scrolls sideways.
        bar: Id of the selection bar; empty means that rows cannot be selected.
        form: Id of the form that the checkboxes belong to.
        tall: Scrolls in itself with the head in place, instead of with the page.
    """

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row] = field(default_factory=list)
    head: int = 0
    bar: str = ""
    form: str = ""
    tall: bool = False
