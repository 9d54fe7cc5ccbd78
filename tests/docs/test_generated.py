"""Generated pages say what the code says, and every command shows an example."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from tests.docs.generate import PAGES, _help, commands, rooms
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
    leaves = [(name, command) for name, command, _ in commands() if not isinstance(command, click.Group)]
    assert len(leaves) > 8
    for name, command in leaves:
        text = command.help or ""
        assert re.search(r"[\u4e00-\u9fff]", text), f"{name} --help is not in Chinese"
        assert name in text, f"{name} --help shows no example, such as: {name} …"
        for parameter in command.params:
            described = getattr(parameter, "help", None) or getattr(parameter, "hidden", False)
            assert described, f"{name}: {parameter.name} has no description"


def test_examples_become_code_blocks() -> None:
    @click.command(help="统计。\n\n\b\n  youju count --as-of 2023-12-31\n\n说明。")
    def count() -> None:
        pass

    assert _help(count) == "统计。\n\n```sh\n  youju count --as-of 2023-12-31\n```\n\n说明。"
