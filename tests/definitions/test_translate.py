"""What Pydantic finds is said in Chinese, once, with a code, and with the key that was probably meant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import Field

from youju.definitions.models import Ledger, Model
from youju.definitions.salvage import validated
from youju.definitions.scalars import Boolean, Integer, Label, Name, Names, Version
from youju.definitions.sources import Source
from youju.definitions.translate import keys_of, model_at
from youju.definitions.yaml_tree import read_yaml
from youju.errors import Problem


class Inner(Model):
    """A part of `Sample`."""

    label: Label
    names: Names = Field(default_factory=list, max_length=2)


class Sample(Model):
    """One key of every kind."""

    name: Name
    version: Version = "1.0.0"
    day: date | None = None
    count: Integer = Field(default=1, ge=0, le=9)
    amount: Decimal | None = None
    flag: Boolean = False
    parts: dict[Name, Inner] = Field(default_factory=dict)
    several: list[Inner] = Field(default_factory=list)


def said(text: str) -> list[tuple[str, str]]:
    """Code and ``line:column`` of what is wrong with a text for `Sample`."""
    return [(one.code.id, f"{one.where.line}:{one.where.column}") for one in problems(text)]


def problems(text: str) -> list[Problem]:
    """What is wrong with a text for `Sample`."""
    tree, source, found = read_yaml(text, "x.yaml")
    assert not found
    validated(Sample, tree, source, (), found, set())
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("name: a\nnmae: b\n", [("D320", "2:1")]),
        ("nmae: b\n", [("D320", "1:1")]),
        ("other: b\n", [("D321", "1:1"), ("D320", "1:1")]),
        ("name: A\n", [("D323", "1:7")]),
        ("name: a\nversion: 1.0\n", [("D323", "2:10")]),
        ("name: a\nday: 2024-02-30\n", [("D324", "2:6")]),
        ("name: a\ncount: 一\n", [("D324", "2:8")]),
        ("name: a\ncount: 10\n", [("D326", "2:8")]),
        ("name: a\ncount: 1_0\n", [("D324", "2:8")]),
        ("name: a\namount: 十\n", [("D324", "2:9")]),
        ("name: a\nflag: yes\n", [("D324", "2:7")]),
        ("name: a\nparts: 无\n", [("D325", "2:8")]),
        ("name: a\nparts:\n  B: {label: 乙}\n", [("D323", "3:3")]),
        ("name: a\nparts:\n  b: {labl: 乙}\n", [("D320", "3:7")]),
        ("name: a\nparts:\n  b: {label: 乙, names: [x, y, z]}\n", [("D326", "3:24")]),
        ("name: a\nparts:\n  b: {label: 乙, names: x}\n", []),
        ("name: a\nseveral:\n  - {label: 甲}\n  - {names: x}\n", [("D321", "4:5")]),
        ("name: [a]\n", [("D325", "1:7")]),
    ],
)
def test_a_mistake_is_said_at_its_place(text: str, wanted: list[tuple[str, str]]) -> None:
    assert said(text) == wanted


def test_sentences_are_chinese() -> None:
    text = "nmae: b\nday: x\ncount: 99\namount: y\nflag: z\nparts: {b: {label: ''}}\nseveral: {}\n"
    found = problems(text)
    assert len(found) >= 7
    for problem in found:
        assert "should" not in problem.sentence(), problem.sentence()
        assert problem.sentence().startswith("x.yaml:")


def test_models_are_found_by_path() -> None:
    assert "evidence" in keys_of(model_at(Ledger, ("transitions", "accept")))
    assert keys_of(model_at(Ledger, ("transitions", "accept", "evidence"))) == ["min", "kinds"]
    assert "from" in keys_of(model_at(Ledger, ("activities", "x")))
    assert keys_of(model_at(Ledger, ("nothing", "here"))) == []


def test_without_a_source_the_path_is_still_said() -> None:
    found: list[Problem] = []
    validated(Sample, {"name": "a", "parts": {"b": {"label": ""}}}, Source("stored"), (), found, set())
    assert [str(problem.where) for problem in found] == ["stored:1 parts.b.label"]
