"""Every room says what it is, and its modules keep to one subject each."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest

from tests.house.source import PACKAGE, ROOT, modules, rooms, tree

DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "tools", "stuff"}
SOFT_LIMIT = 400

LONG: dict[str, str] = {
    "language/functions.py": "the one registry of functions; each entry is a few lines",
    "engine/sql.py": "one method a construct of the language; the engines' own ways stand apart",
    "ledger/importing/adding.py": "one bulk write of events, rows and keys, which must agree with each other",
}
"""Modules over the soft limit, each with the reason why it still has one subject."""


@pytest.mark.parametrize("room", rooms())
def test_a_room_opens_with_what_it_is(room: str) -> None:
    text = ast.get_docstring(tree(PACKAGE / room / "__init__.py"))
    assert text, f"src/youju/{room}/__init__.py has no docstring"
    first = text.splitlines()[0]
    assert first.endswith("."), f"{room}: the first line is the sentence that docs/rooms.md shows"
    assert len(text.split()) > 20, f"{room}: say also where to enter and what does not belong"


def test_every_module_has_a_docstring() -> None:
    bare = [name for name, path in modules().items() if not ast.get_docstring(tree(path))]
    assert not bare, f"modules without a docstring: {bare}"


def test_no_drawers() -> None:
    drawers = [
        name for name, path in modules().items() if path.stem in DRAWERS or path.parent.name in DRAWERS
    ]
    assert not drawers, f"a module has one subject and is named for it: {drawers}"


def test_modules_stay_short_or_say_why() -> None:
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    long = {name: count for name, count in lines.items() if count > SOFT_LIMIT}
    unexplained = {name: count for name, count in long.items() if name not in LONG}
    assert not unexplained, f"over {SOFT_LIMIT} lines without a reason in LONG: {unexplained}"
    expired = sorted(set(LONG) - set(long))
    assert not expired, f"no longer over {SOFT_LIMIT} lines, take them out of LONG: {expired}"


def test_packs_are_data_only() -> None:
    code = [path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / "packs").rglob("*.py")]
    assert not code, f"a pack is data; what it needs, the engine learns for everyone: {code}"


def test_tests_mirror_the_rooms() -> None:
    missing = [room for room in rooms() if not any((ROOT / "tests" / room).glob("test_*.py"))]
    assert not missing, f"rooms without tests: {missing}"


def test_every_room_is_in_the_contract() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {room for layer in layers for room in layer.split(" | ")}
    assert set(rooms()) <= placed, "import-linter's own exhaustive check says the same, later"


def test_cursors_of_psycopg_are_made_in_one_place() -> None:
    """Elsewhere their errors would pass by everybody who catches Django's."""
    made = [
        name
        for name, path in modules().items()
        if re.search(r"psycopg\.(Client|Server|Async)?Cursor\(", path.read_text(encoding="utf-8"))
    ]
    assert not made, f"use youju.events.cursors: {made}"
