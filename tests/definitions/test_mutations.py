"""Whatever is changed in a good pack: a pack, or sentences with file and line; never a crash."""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.definitions.packs import GOOD
from youju.definitions.load import read_pack
from youju.definitions.yaml_tree import read_yaml

FILES = (
    "pack.yaml",
    "ledgers/findings.yaml",
    "figures/findings.yaml",
    "figures/acts.yaml",
    "scenarios/first.yaml",
)
TREES = {name: read_yaml((GOOD / name).read_text(encoding="utf-8"), name)[0] for name in FILES}
WRONG: list[Any] = [
    "",
    "x",
    "findings",
    "state",
    "true",
    "-1",
    "99999999999",
    "60 days",
    "2024-02-30",
    "甲 + '",
    "{",
    [],
    {},
    ["a"],
    {"a": "b"},
    {"label": "乙"},
    [[["c"]]],
    "a = 'b'",
    "overdue(rectify)",
    "null",
    "select 1",
    "\u202e",
    "x" * 5000,
]


def _paths(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all parts of a tree but the root."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [found for key, value in entries for found in ((*path, key), *_paths(value, (*path, key)))]


def _at(tree: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        tree = tree[part]
    return tree


def _mutate(data: st.DataObject, tree: Any) -> None:
    path = data.draw(st.sampled_from(_paths(tree)), label="path")
    parent, key = _at(tree, path[:-1]), path[-1]
    what = data.draw(st.sampled_from(["delete", "rename", "replace", "swap", "copy"]), label="what")
    if what == "delete":
        del parent[key]
    elif what == "rename" and isinstance(parent, dict):
        parent[data.draw(st.sampled_from(["x", "title", "cleared", "clerk", "名称", "label", "9"]))] = (
            parent.pop(key)
        )
    elif what == "swap":
        other = data.draw(st.sampled_from(_paths(tree)), label="other")
        parent[key] = copy.deepcopy(_at(tree, other))
    elif what == "copy" and isinstance(parent, dict):
        parent["copied"] = copy.deepcopy(parent[key])
    else:
        parent[key] = copy.deepcopy(data.draw(st.sampled_from(WRONG), label="value"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack whose files are written again for each example."""
    root = tmp_path_factory.mktemp("mutated") / "county"
    for name in (*FILES, "reports/monthly.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((GOOD / name).read_bytes())
    return root


@given(st.data())
def test_a_changed_pack_is_a_pack_or_sentences(folder: Path, data: st.DataObject) -> None:
    trees = copy.deepcopy(TREES)
    for _ in range(data.draw(st.integers(1, 3), label="changes")):
        name = data.draw(st.sampled_from(FILES), label="file")
        if _paths(trees[name]):
            _mutate(data, trees[name])
    for name, tree in trees.items():
        if tree == TREES[name]:
            (folder / name).write_bytes((GOOD / name).read_bytes())
            continue
        stream = io.StringIO()
        YAML().dump(tree, stream)
        (folder / name).write_text(stream.getvalue(), encoding="utf-8")
    loaded, problems = read_pack(folder)
    assert (loaded is None) == bool(problems)
    for problem in problems:
        assert problem.where.file and problem.where.file.startswith(str(folder))
        assert problem.where.line and problem.where.column
        assert problem.sentence()
    if loaded is None:
        assert problems


def test_the_files_are_good_before_they_are_changed(folder: Path) -> None:
    for name in FILES:
        (folder / name).write_bytes((GOOD / name).read_bytes())
    assert read_pack(folder)[1] == []
    assert sum(len(_paths(tree)) for tree in TREES.values()) > 300
