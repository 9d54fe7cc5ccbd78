"""Generated pages say what the code says, and every command shows an example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.generate import PAGES, commands, help_page, is_group, rooms
from tests.house.source import ROOT


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_the_page_is_up_to_date(path: Path) -> None:
    written = (ROOT / path).read_text(encoding="utf-8")
    assert written == PAGES[path](), "run: python -m tests.docs.generate"


def test_every_room_says_a_sentence() -> None:
    rows = [line for line in rooms().splitlines() if line.startswith("| `")]
    assert len(rows) > 10
    for row in rows:
        assert len(row.split("|")[2].strip()) > 20, row


def test_every_command_has_help_with_an_example() -> None:
    leaves = [(name, command) for name, command, _ in commands() if not is_group(command)]
    assert len(leaves) > 8
    for name, command in leaves:
        text = command.help or ""
        assert re.search(r"[\u4e00-\u9fff]", text), f"{name} --help is not in Chinese"
        assert f"例：{name}" in text, f"{name} --help shows no example; write: 例：{name} …"
        for parameter in command.params:
            described = getattr(parameter, "hidden", False) or parameter.help
            assert described, f"{name}: {parameter.name} has no description"


def test_examples_become_code_blocks() -> None:
    text = "统计。\n\n例：youju count --as-of 2023-12-31\n    youju count --format csv\n\n说明。"
    assert help_page(text) == (
        "统计。\n\n```sh\nyouju count --as-of 2023-12-31\nyouju count --format csv\n```\n\n说明。"
    )
