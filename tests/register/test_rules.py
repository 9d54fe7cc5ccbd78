"""The rules of the register: read strictly, every mistake with its line, and whose value wins by them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from youju.errors import YoujuError
from youju.register.rules import Item, ListRule, Rules, read
from youju.register.survivorship import Said, Survivorship

BROKEN = {
    "lists: [": [("K800", 1)],
    "lists: {}\nlist: {}": [("K801", 2)],
    "items:\n  name: {label: 名称, form: [tax]}": [("K801", 2)],
    "lists:\n  tax: {label: 税务, field: 是}\nclosed: 注销": [("K802", 2), ("K802", 3)],
    "lists:\n  tax: {complete: [公司]}": [("K802", 2)],
    "lists:\n  tax: {label: ''}\nitems: []": [("K802", 2), ("K802", 3)],
}


@pytest.mark.parametrize("text", BROKEN)
def test_mistakes_are_told_all_at_once_with_their_lines(text: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(YoujuError) as raised:
        read(path)
    assert [(one.code.id, one.where.line) for one in raised.value.problems] == BROKEN[text]


def test_the_shipped_rules_are_read_and_kept() -> None:
    rules = read()
    assert rules.label("market") == "市场监管登记"
    assert rules.label("unknown") == "unknown"
    assert rules.is_closed("已吊销，未注销")
    assert not rules.is_closed("存续（在营、开业、在册）")
    assert Rules.from_dict(rules.as_dict()) == rules


def test_complete_true_means_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("lists: {market: {label: 市监, complete: true}}", encoding="utf-8")
    assert "个体经营户" in read(path).lists["market"].complete


RULES = Rules(
    {"tax": ListRule("税务"), "market": ListRule("市监")},
    {"name": Item("名称", ("market",)), "employees": Item("从业人数", ("tax",), newest=True)},
)
DAY, NEXT = date(2023, 9, 1), date(2023, 10, 1)


def won(*rows: Said) -> dict[str, str]:
    """Row whose value won, by item."""
    found = Survivorship(RULES, ["market", "social", "tax"]).survive(rows)
    return {item: f"{one['list']}:{one['row']}" for item, one in found.items()}


def test_the_better_list_wins_then_the_smaller_number() -> None:
    rows = [
        Said("tax", "1", {"name": "甲", "phone": "1"}, NEXT),
        Said("market", "9", {"name": "乙"}, DAY),
        Said("market", "2", {"name": "丙"}, DAY),
        Said("social", "4", {"phone": "2"}, DAY),
    ]
    assert won(*rows) == won(*reversed(rows)) == {"name": "market:2", "phone": "social:4"}


def test_where_newest_wins_the_order_decides_among_equals() -> None:
    old, new = Said("tax", "1", {"employees": "5"}, DAY), Said("social", "1", {"employees": "9"}, NEXT)
    assert won(old, new) == {"employees": "social:1"}
    same = Said("tax", "1", {"employees": "5"}, NEXT)
    assert won(same, new) == {"employees": "tax:1"}


def test_rows_are_written_with_what_their_list_is_called() -> None:
    rules = Rules(
        {"tax": ListRule("税务"), "a": ListRule("名录"), "b": ListRule("名录"), "c": ListRule("丙:丁")}
    )
    written = {("tax", "7:2"): "税务:7:2", ("a", "1"): "a:1", ("c", "1"): "c:1", ("other", "3"): "other:3"}
    for key, text in written.items():
        assert rules.written(key) == text
        assert rules.row_of(text) == key
    assert rules.row_of("tax:7") == ("tax", "7"), "as configurations name lists"
    assert [rules.row_of(text) for text in ("", "税务", ":7", "税务:")] == [None] * 4
