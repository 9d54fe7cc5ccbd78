"""The strict YAML reader: texts stay texts, every place is known, nothing dangerous is expanded."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from youju.definitions.sources import dotted
from youju.definitions.yaml_tree import MAX_DEPTH, MAX_NODES, read_yaml


def codes(text: str) -> list[tuple[str, int | None]]:
    """Code and line of everything that is wrong with a text."""
    _, _, problems = read_yaml(text, "x.yaml")
    return [(problem.code.id, problem.where.line) for problem in problems]


def test_scalars_stay_as_they_were_typed() -> None:
    tree, _, problems = read_yaml(
        "code: 011200\non: off\ntime: 12:30\nflag: true\nday: 2024-01-02\nnumber: 1_000\nhex: 0x1F\n", "x"
    )
    assert not problems
    assert tree == {
        "code": "011200", "on": "off", "time": "12:30", "flag": "true", "day": "2024-01-02",
        "number": "1_000", "hex": "0x1F",
    }  # fmt: skip


def test_order_is_kept() -> None:
    tree, _, _ = read_yaml("z: 1\na: 2\nm: {c: 3, b: 4}\n", "x")
    assert isinstance(tree, dict)
    assert list(tree) == ["z", "a", "m"]
    assert list(tree["m"]) == ["c", "b"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: 1\na: 2\n", [("D309", 2)]),
        ("a: {b: 1, c: 2, b: {d: [1]}}\ne: 1\n", [("D309", 1)]),
        ("a: &x 1\nb: *x\n", [("D310", 1), ("D310", 2)]),
        ("a: !!python/object:os.system 1\n", [("D310", 1)]),
        ("!!map {a: 1}\n", [("D310", 1)]),
        ("%YAML 1.1\n---\na: yes\n", [("D310", 2)]),
        ("a: 1\n---\nb: 2\n", [("D311", 2)]),
        ("a:\nb: ~\nc: null\nd: ''\ne: [1, ]\n", [("D312", 1), ("D312", 2), ("D312", 3)]),
        ("# nothing\n", [("D312", 1)]),
        ("", [("D312", 1)]),
        ("a: [1\n", [("D308", 2)]),
        ("a: b: c\n", [("D308", 1)]),
        ("\ta: 1\n", [("D308", 1)]),
        ('a: "\\q"\n', [("D308", 1)]),
        ("a: 1\n  b: 2\n", [("D308", 2)]),
        ("? {a: 1}\n: 2\nb: 3\n", [("D314", 1)]),
        ("'': 1\n", [("D314", 1)]),
        ('a: "\\0"\n', [("D315", 1)]),
        ('a: "\\ud800"\n', [("D315", 1)]),
        ("a: 1\nb: \x07\n", [("D315", 2)]),
        ("a: 甲\u202e乙\n", [("D315", 1)]),
    ],
)
def test_what_is_refused(text: str, wanted: list[tuple[str, int]]) -> None:
    assert codes(text) == wanted


def test_billions_of_laughs_are_not_laughed() -> None:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    found = codes("\n".join(lines))
    assert {code for code, _ in found} == {"D310"}
    assert len(found) == 9 + 8 * 9


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_depth_is_limited(opening: str) -> None:
    tree, _, problems = read_yaml(opening * 5000, "x")
    assert tree is None
    assert [problem.code.id for problem in problems] in (["D313"], ["D308"])
    deep, _, problems = read_yaml("[" * (MAX_DEPTH - 1) + "x" + "]" * (MAX_DEPTH - 1), "x")
    assert not problems and deep is not None


def test_size_is_limited() -> None:
    tree, _, problems = read_yaml("[" + "x," * (MAX_NODES + 1) + "]", "x")
    assert tree is None
    assert [problem.code.id for problem in problems] == ["D313"]


def test_places_of_keys_and_values() -> None:
    _, source, _ = read_yaml("a:\n  b: {c: 说明,  d: 2}\n  e:\n    - x\n    -  y\n", "x.yaml")
    assert str(source.where(("a", "b", "c"))) == "x.yaml:2:10 a.b.c"
    assert str(source.where(("a", "b", "d"), key=True)) == "x.yaml:2:15 a.b.d"
    assert str(source.where(("a", "e", 1))) == "x.yaml:5:8 a.e[1]"
    assert str(source.where(("a", "b", "c", "not", "written"))) == "x.yaml:2:10 a.b.c"


def test_a_path_is_written_as_people_read_it() -> None:
    assert dotted(("story", 2, "expect", "states", "p1")) == "story[2].expect.states.p1"


STYLES = [
    lambda text: text,
    SingleQuotedScalarString,
    DoubleQuotedScalarString,
    LiteralScalarString,
    FoldedScalarString,
]
TEXTS = st.text("abc 甲乙'\"\\=<>()#:,1\n", min_size=1, max_size=120).filter(
    lambda text: text.strip() not in ("", "~", "null") and text == text.strip()
)


def written(value: Any, width: int) -> str:
    """What ruamel writes for a mapping; another implementation than the one that reads."""
    stream = io.StringIO()
    yaml = YAML()
    yaml.width = width
    yaml.allow_unicode = True
    yaml.dump(value, stream)
    return stream.getvalue()


@given(TEXTS, st.sampled_from(STYLES), st.integers(20, 200))
def test_every_character_is_found_where_it_stands(text: str, style: Any, width: int) -> None:
    document = written({"k": {"expression": style(text)}}, width)
    tree, source, problems = read_yaml(document, "x.yaml")
    assert not problems
    value = tree["k"]["expression"]  # type: ignore[index,call-overload]
    lines = document.split("\n")
    line, column, last = 1, 1, (0, 0)
    for character in value:
        if not character.isspace():
            where = source.inside(("k", "expression"), value, line, column)
            assert where.line is not None and where.column is not None
            at = (where.line, where.column)
            assert at > last, "places follow each other"
            there = lines[where.line - 1][where.column - 1]
            assert there == character or (there == "\\" and character in '"\\')
            last = at
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)


@given(
    st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
)
def test_what_ruamel_writes_is_read_back(value: Any) -> None:
    tree, source, problems = read_yaml(written({"root": value}, 80), "x.yaml")
    assert not problems
    assert tree == {"root": value}
    assert ("root",) in source.marks


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
    | st.text("[]{}:,-&*!|>'\"# \nab", max_size=60)
)
def test_any_text_gives_a_tree_or_sentences(text: str) -> None:
    tree, _, problems = read_yaml(text, "x.yaml")
    assert tree is not None or problems
    for problem in problems:
        assert problem.where.line and problem.where.line >= 1
        assert problem.sentence()
