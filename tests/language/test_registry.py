"""The registry of functions and its reference page."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT
from tests.language.expressions import AS_OF, RECORDS, SYMBOLS
from youju.language import evaluate, explain, parse
from youju.language.functions import BY_LABEL, FUNCTIONS, Function
from youju.language.reference import page

PAGE = ROOT / "docs" / "reference" / "expressions.md"


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_a_function_speaks_to_people(function: Function) -> None:
    assert re.fullmatch(r"[a-z_]+", function.name)
    assert re.search("[\u4e00-\u9fff]", function.label)
    assert function.description.endswith("。")
    example = parse(function.example, SYMBOLS)
    assert re.search(rf"\b{function.name}\(", function.example)
    assert explain(example)
    for record in RECORDS[:5]:
        evaluate(example, record, as_of=AS_OF)


def test_names_are_not_used_twice() -> None:
    assert len(FUNCTIONS) == len(BY_LABEL) > 25


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.language.test_registry"


def test_examples_on_the_page_are_understood() -> None:
    written = re.findall(r"^    (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(written) > 5
    for example in written:
        parse(example, SYMBOLS)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
