"""Rows of a table: every kind of cell is told, and whatever stands in them stays text."""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from youju.ui.tables import Cell, Column, Row, Table

COLUMNS = (
    Column("title", "标题"),
    Column("amount", "金额（万元）", numeric=True),
    Column("state", "状态", nowrap=True),
)


class Reader(HTMLParser):
    """Tags with their attributes, and the text of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(table: Table) -> Reader:
    reader = Reader()
    reader.feed(Template("{% load ui %}{% rows table %}").render(Context({"table": table})))
    reader.close()
    return reader


def test_each_kind_of_cell_is_told() -> None:
    cells = (
        Cell("资金闲置", href="/records/1/", note="一审"),
        Cell("1,234.50", value=Decimal("1234.50")),
        Cell("整改中", badge="going"),
    )
    found = read(Table("t", "示例", COLUMNS, [Row("7", cells)], bar="bar", form="bulk"))
    tags = dict(found.tags)
    assert tags["input"] == {
        "type": "checkbox", "name": "chosen", "value": "7", "data-row": None, "form": "bulk",
        "aria-label": "选中 资金闲置",
    }  # fmt: skip
    assert tags["th"] == {"scope": "row", "class": "stick"}
    assert tags["a"] == {"href": "/records/1/"}
    held = [attributes for tag, attributes in found.tags if tag == "td"]
    assert held[1:] == [
        {"class": "n", "data-head": "金额（万元）", "data-column": "amount", "data-value": "1234.50"},
        {"class": "nowrap", "data-head": "状态", "data-column": "state"},
    ]
    assert ("span", {"class": "badge badge-going"}) in found.tags
    assert "".join(found.text) == "资金闲置一审1,234.50整改中"


def test_a_light_has_shape_and_word_and_rows_need_no_bar() -> None:
    cells = (Cell("甲"), Cell("逾期", light="red", href="?light=red"), Cell(""))
    found = read(Table("t", "示例", COLUMNS, [Row("1", cells)]))
    assert [tag for tag, _ in found.tags] == ["tr", "th", "td", "a", "span", "td"]
    assert dict(found.tags)["a"]["class"] == "light light-red"


def test_names_are_marked_as_chinese() -> None:
    columns = (Column("town", "Township", names=True), Column("trade", "Industry", names=True))
    found = read(Table("t", "Example", columns, [Row("1", (Cell("青禾镇"), Cell("零售业")))]))
    assert [dict(one).get("lang") for _, one in found.tags] == [None, "zh-Hans", "zh-Hans"]


@pytest.mark.parametrize("kind", ["text", "href", "badge", "note", "label", "id", "value"])
@given(given=st.text(max_size=30) | st.just("""<script>alert('1')</script>"&<a href=x>"""))
def test_whatever_is_told_stays_text(kind: str, given: str) -> None:
    plain = dict.fromkeys(("text", "href", "badge", "note", "value"), "") | {"text": "甲"}
    told = plain | ({kind: given} if kind in plain else {})
    first = Cell(**{**told, "value": told["value"] or None})
    row = Row(given if kind == "id" else "1", [first, first, Cell("乙")], given if kind == "label" else "")
    found = read(Table("t", "示例", COLUMNS, [row], bar="bar", form="bulk"))
    allowed = {"tr", "td", "th", "input", "a", "br", "span"}
    assert {tag for tag, _ in found.tags} <= allowed
    assert all(name in KNOWN for _, attributes in found.tags for name in attributes)


KNOWN = {
    "type", "name", "value", "data-row", "form", "aria-label", "scope", "class", "href", "data-head",
    "data-column", "data-value",
}  # fmt: skip
