"""What the README shows is what happens: its commands are run, what they print is looked at."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT, tracked
from tests.sample import Sample, environment, start, year

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
DOORS = {"./start": "start", "./test": "test"}
"""Commands that the other tests run, or that are these tests."""


def blocks(readme: Path) -> list[str]:
    """The shell blocks of a page."""
    found = re.findall(r"^```sh\n(.*?)^```$", readme.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(found) >= 4
    return [str(block) for block in found]


def test_both_languages_show_the_same_commands() -> None:
    assert blocks(READMES["en"]) == blocks(READMES["zh"])


def test_the_two_doors_are_shown_alone() -> None:
    assert [block.strip() for block in blocks(READMES["en"])][:2] == ["./start", "./test"]


@pytest.fixture(scope="module")
def made() -> Sample:
    return year()


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tracked files, with the environment of these tests in place of its own."""
    copy = tmp_path_factory.mktemp("clone")
    for path in tracked():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    programs = copy / ".venv" / "bin"
    programs.mkdir(parents=True)
    # The programs of an environment name the place it was made in, so `youju` is started here.
    (programs / "youju").write_text(
        f'#!/bin/sh\nPYTHONPATH={copy}/src exec {sys.executable} -m youju.cli "$@"\n'
    )
    (programs / "youju").chmod(0o755)
    return copy


@pytest.mark.parametrize("language", READMES)
def test_start_prints_what_is_shown(language: str, made: Sample) -> None:
    shown = re.findall(
        r"^```text\n(.*?)^```$", READMES[language].read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    lines = [line.split() for block in shown for line in block.splitlines()]
    printed = [line.split() for line in made.printed.splitlines()]
    assert len(lines) >= 4
    for line in lines:
        assert any(found[: len(line)] == line for found in printed), f"not printed: {line}"


def test_start_says_what_it_does_in_chinese(made: Sample) -> None:
    assert "截至2023年12月31日" in made.printed
    assert "正在计算指标" in made.talk
    assert not re.search(r"Traceback|Warning", made.printed + made.talk)


def test_a_second_start_keeps_the_data_and_says_the_same(made: Sample) -> None:
    again = start(made.home, "--no-serve")
    assert again.returncode == 0, again.stderr
    assert again.stdout == made.printed
    assert "各步都已做完" in again.stderr


@pytest.mark.parametrize("number", range(2, len(blocks(READMES["en"]))))
def test_the_commands_run(number: int, clone: Path, made: Sample) -> None:
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", blocks(READMES["en"])[number]],
        cwd=clone,
        env=environment(made.home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert re.search(r"[\u4e00-\u9fff]", done.stdout + done.stderr)


def test_the_picture_is_there_and_not_huge() -> None:
    for readme in READMES.values():
        (picture,) = re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", readme.read_text(encoding="utf-8"))
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
        assert (ROOT / picture).stat().st_size < 400_000
