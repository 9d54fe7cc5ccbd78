"""Every error code can be shown: a title, a sentence, a mend, and all their placeholders filled in."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from string import Formatter

import pytest

from tests.house.source import PACKAGE, modules, tree
from youju.errors import CODES, RETIRED, Code

FILES = {path.stem: path for path in sorted((PACKAGE / "errors" / "codes").glob("[a-z]*.py"))}
"""The files of the registry by room."""


SENTENCES = {"hint", "expected", "what", "otherwise"}
"""Placeholders that are filled with whole sentences or the rest of one, in Chinese."""


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese words of its own."""
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def placeholders(text: str) -> set[str]:
    """Names in braces."""
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def uses() -> dict[str, list[tuple[str, int, set[str] | None]]]:
    """Every place that raises a code: module, line and the fields given, None where they are computed."""
    found: dict[str, list[tuple[str, int, set[str] | None]]] = defaultdict(list)
    for module, path in modules().items():
        if module.startswith("errors/"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CODES:
                found[node.value].append((module, node.lineno, None))
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "fail"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and node.args[0].value in CODES
                and all(keyword.arg for keyword in node.keywords)
            ):
                given = {keyword.arg or "" for keyword in node.keywords}
                found[node.args[0].value].append((module, node.lineno, given))
    return found


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_a_code_speaks_to_people(code: Code) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", code.id)
    assert is_chinese(code.title)
    assert len(code.title) <= 24
    assert is_chinese(code.sentence) or placeholders(code.sentence) <= SENTENCES
    for text in (code.title, code.sentence, code.mend):
        assert not re.search(r"[!！]", text), f"{code.id}: no exclamation marks"
    for text in (code.sentence, code.mend):
        whole = re.fullmatch(r".*\{(\w+)\}", text)
        assert text.endswith("。") or (whole and whole[1] in SENTENCES), f"{code.id}: a sentence ends with 。"
        assert is_chinese(text) or placeholders(text) <= SENTENCES
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in placeholders(text)), (
            f"{code.id}: named placeholders"
        )
    assert code.http in {400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 500, 503}


def test_every_room_has_blocks_of_its_own() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for room, path in FILES.items():
        assert (PACKAGE / room / "__init__.py").exists(), f"{room}: no room of that name"
        for code in re.findall(r'Code\(\s*"([A-Z]\d)\d\d"', path.read_text("utf-8")):
            owners[code].add(room)
    assert set(owners) == {code[:2] for code in CODES}
    assert not {block: rooms for block, rooms in owners.items() if len(rooms) > 1}


def test_every_code_is_raised_somewhere() -> None:
    unused = sorted(set(CODES) - set(uses()))
    assert not unused, f"codes that nothing raises; move them to RETIRED or use them: {unused}"


def test_every_placeholder_is_given() -> None:
    checked = 0
    lacking = []
    for code, places in uses().items():
        needed = placeholders(CODES[code].sentence) | placeholders(CODES[code].mend)
        for module, line, given in places:
            if given is not None:
                checked += 1
                if missing := needed - given:
                    lacking.append(f"{module}:{line} raises {code} without {sorted(missing)}")
    assert checked > 0
    assert not lacking, "\n".join(lacking)


def test_retired_codes_are_not_used_again() -> None:
    assert not set(RETIRED) & set(CODES)
