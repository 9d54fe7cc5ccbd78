"""The rules of the register: what lists are called, whose value wins, and what makes a difference.

Enter at `read`. YAML, read strictly; the rules shipped with the software are `data/rules.yaml`. Pure.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from youju.errors import CODES, Problem, Where, YoujuError
from youju.linkage.config import Configuration

SHIPPED: Final = Path(__file__).parent / "data" / "rules.yaml"
COMPARED: Final = ("name", "person", "address", "phone")
"""Items that linkage compares; they have columns of their own in every list."""
CODED: Final = "coded"
"""What stands in the place of a list where an item was worked out from the others."""
VERIFIED: Final = "verified"
"""What stands in the place of a list where an item was settled in the ledger of differences."""


@dataclass(frozen=True, slots=True)
class ListRule:
    """What is known of a list.

    Attributes:
        label: As people call it.
        field: Whether it comes from a field walk.
        complete: Kinds of unit of which it should name every one; empty for none.
    """

    label: str
    field: bool = False
    complete: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """Whose value of an item wins (survivorship).

    Attributes:
        label: As people call it.
        order: Lists, the best first.
        newest: Whether the value that changed last wins, and the order decides among equals only.
    """

    label: str
    order: tuple[str, ...] = ()
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules.

    Attributes:
        region: Division in which addresses are taken to lie that do not say it; or empty.
        closed: Words in the item ``status`` that say that a unit is no more.
    """

    lists: Mapping[str, ListRule] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    region: str = ""
    closed: tuple[str, ...] = ()

    def label(self, name: str) -> str:
        """What a list is called."""
        if name == CODED:
            return "按名称和经营范围推定"
        if name == VERIFIED:
            return "核实认定"
        known = self.lists.get(name)
        return known.label if known else name

    def written(self, key: tuple[str, str]) -> str:
        """A row as people write it: what its list is called, a colon, its number."""
        name, row = key
        shown = self.label(name)
        return f"{shown if self._called(shown) == name and ':' not in shown else name}:{row}"

    def row_of(self, text: str) -> tuple[str, str] | None:
        """The row that was `written`, or that names its list as configurations do; None for no row."""
        shown, _, row = text.strip().partition(":")
        return (self._called(shown) or shown, row) if shown and row else None

    def _called(self, label: str) -> str:
        """The list of this label; empty where there is none, or more than one."""
        named = [name for name, one in self.lists.items() if one.label == label]
        return named[0] if len(named) == 1 else ""

    def order(self, item: str, lists: Sequence[str]) -> list[str]:
        """Lists, the best for an item first."""
        first = [name for name in self.items[item].order if name in lists] if item in self.items else []
        return first + [name for name in lists if name not in first]

    def is_closed(self, status: str) -> bool:
        """Whether a status says that the unit is no more."""
        return any(word in status for word in self.closed)

    def as_dict(self) -> dict[str, Any]:
        """As it is kept with what was done by it."""
        return {
            "region": self.region,
            "closed": list(self.closed),
            "lists": {
                name: {"label": one.label, "field": one.field, "complete": list(one.complete)}
                for name, one in self.lists.items()
            },
            "items": {
                name: {"label": one.label, "from": list(one.order), "newest": one.newest}
                for name, one in self.items.items()
            },
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Rules:
        """What `as_dict` gave."""
        return cls(
            {
                name: ListRule(one["label"], one["field"], tuple(one["complete"]))
                for name, one in kept["lists"].items()
            },
            {
                name: Item(one["label"], tuple(one["from"]), one["newest"])
                for name, one in kept["items"].items()
            },
            kept["region"],
            tuple(kept["closed"]),
        )


KINDS: Final = ("法人单位", "产业活动单位", "个体经营户", "农民专业合作社", "其他单位")


class _Reader:
    """Collects what is wrong while reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def report(self, code: str, line: int, **fields: Any) -> None:
        self.problems.append(Problem(CODES[code], fields, Where(file=self.file, line=line)))

    def mapping(self, value: Any, line: int, what: str, known: Sequence[str] = ()) -> CommentedMap:
        if not isinstance(value, CommentedMap):
            self.report("K802", line, key=what, expected="若干“名称: 内容”")
            return CommentedMap()
        for key in value if known else ():
            if key not in known:
                near = difflib.get_close_matches(str(key), known, 1)
                hint = f"是否为“{near[0]}”？" if near else ""
                self.report("K801", _line(value, key), key=key, hint=hint, names="、".join(known))
        return value

    def texts(self, mapping: CommentedMap, key: str) -> tuple[str, ...]:
        value = mapping.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            self.report("K802", _line(mapping, key), key=key, expected="一列文字，如 [market, tax]")
            return ()
        return tuple(value)

    def text(self, mapping: CommentedMap, key: str, default: str) -> str:
        value = mapping.get(key, default)
        if not isinstance(value, str) or (key == "label" and not value.strip()):
            self.report("K802", _line(mapping, key), key=key, expected="文字")
            return default
        return value.strip()

    def flag(self, mapping: CommentedMap, key: str) -> bool:
        value = mapping.get(key, False)
        if not isinstance(value, bool):
            self.report("K802", _line(mapping, key), key=key, expected="true 或 false")
            return False
        return value

    def list_rule(self, name: str, value: Any, line: int) -> ListRule:
        entry = self.mapping(value, line, name, ("label", "field", "complete"))
        if entry.get("complete") is True:
            complete: tuple[str, ...] = KINDS
        else:
            complete = self.texts(entry, "complete")
        for kind in complete:
            if kind not in KINDS:
                expected = "true，或其中几种：" + "、".join(KINDS)
                self.report("K802", _line(entry, "complete"), key="complete", expected=expected)
        return ListRule(self.text(entry, "label", name), self.flag(entry, "field"), complete)

    def item(self, name: str, value: Any, line: int) -> Item:
        entry = self.mapping(value, line, name, ("label", "from", "newest"))
        return Item(self.text(entry, "label", name), self.texts(entry, "from"), self.flag(entry, "newest"))


def read(path: Path | None = None) -> Rules:
    """Read rules.

    Args:
        path: The file; None for the shipped ones.

    Raises:
        YoujuError: K800 when it is no YAML, K801 for unknown keys, K802 for wrong values; all of them.
    """
    path = path or SHIPPED
    reader = _Reader(path.name)
    try:
        tree = YAML(typ="rt").load(path.read_text(encoding="utf-8-sig"))
    except (YAMLError, UnicodeDecodeError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        where = Where(file=path.name, line=mark.line + 1 if mark else 1)
        raise YoujuError(Problem(CODES["K800"], {}, where)) from error
    root = reader.mapping(tree, 1, "lists", ("lists", "items", "closed", "region"))
    lists = reader.mapping(root.get("lists", CommentedMap()), _line(root, "lists"), "lists")
    items = reader.mapping(root.get("items", CommentedMap()), _line(root, "items"), "items")
    found = Rules(
        {str(name): reader.list_rule(str(name), value, _line(lists, name)) for name, value in lists.items()},
        {str(name): reader.item(str(name), value, _line(items, name)) for name, value in items.items()},
        reader.text(root, "region", ""),
        reader.texts(root, "closed"),
    )
    if reader.problems:
        raise YoujuError(sorted(reader.problems, key=lambda problem: problem.where.line or 0))
    return found


def completed(rules: Rules, configuration: Configuration) -> Rules:
    """Rules that know every list and every item of a configuration."""
    lists = dict(rules.lists)
    items = dict(rules.items)
    usual = read().lists
    for source in configuration.sources:
        lists.setdefault(source.name, usual.get(source.name, ListRule(source.name)))
        for item, heading in source.items.items():
            items.setdefault(item, Item(heading))
    for item in COMPARED:
        items.setdefault(item, Item(item))
    return Rules(lists, items, rules.region, rules.closed)


def _line(mapping: CommentedMap, key: Any) -> int:
    place = mapping.lc.data.get(key) if mapping.lc.data else None
    return int(place[0]) + 1 if place else 1
