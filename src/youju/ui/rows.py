"""The rows of a table as HTML: a page of a list has four hundred cells, and a template takes long for each.

The rest of the table is in ``ui/_table.html``, which asks for these with ``{% rows table %}``.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from youju.ui.tables import Cell, Column, Row, Table


def drawn(
    table: Table, light: Callable[[str, str, str], str], state: Callable[[str, str], str]
) -> SafeString:
    """All rows of a table, everything in them escaped.

    Args:
        light: HTML of a light, by its name, its word and where it leads.
        state: HTML of a badge, by its word and its kind.
    """

    def inner(cell: Cell) -> str:
        if cell.light:
            text = light(cell.light, cell.text, cell.href)
        elif cell.badge:
            text = state(cell.text, cell.badge)
        elif cell.href:
            text = f'<a href="{escape(cell.href)}">{escape(str(cell.text))}</a>'
        else:
            text = escape(str(cell.text))
        if cell.note:
            text += f'<br><span class="quiet small">{escape(str(cell.note))}</span>'
        return text

    def one(row: Row) -> str:
        cells = [
            f"{head}{inner(cell)}</th>"
            if place == table.head
            else f"{start}{_value(cell)}>{inner(cell)}</td>"
            for place, (start, cell) in enumerate(zip(starts, row.cells, strict=True))
        ]
        return f"<tr>{_pick(table, row, named) if table.bar else ''}{''.join(cells)}</tr>"

    starts = [_start(column) for column in table.columns]
    head = f'<th scope="row" class="stick"{_language(table.columns[table.head])}>'
    named = gettext("选中 %(name)s") if table.bar else ""
    return mark_safe("\n".join(map(one, table.rows)))  # noqa: S308 - every part is escaped above


def _start(column: Column) -> str:
    """The tag of a column's cells, still open."""
    kind = ' class="n"' if column.numeric else ' class="nowrap"' if column.nowrap else ""
    named = f'data-head="{escape(str(column.label))}" data-column="{escape(column.name)}"'
    return f"<td{kind}{_language(column)} {named}"


def _language(column: Column) -> str:
    return ' lang="zh-Hans"' if column.names else ""


def _value(cell: Cell) -> str:
    """The bare number, as programs read it whatever the reader's language."""
    return "" if cell.value is None else f' data-value="{escape(str(cell.value))}"'


def _pick(table: Table, row: Row, named: str) -> str:
    """The checkbox of a row, told apart from others by what the row is called."""
    label = named % {"name": row.label or row.cells[table.head].text}
    form = f' form="{escape(table.form)}"' if table.form else ""
    return (
        f'<td class="pick"><input type="checkbox" name="chosen" value="{escape(row.id)}" data-row{form}'
        f' aria-label="{escape(label)}"></td>'
    )
