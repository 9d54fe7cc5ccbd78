"""No file brings the checker down, makes it take more than 1 GiB, or makes it run anything."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checker import samples
from tests.house.source import ROOT
from youju.checker.check import check_text
from youju.checker.output.word import commented
from youju.checker.reading import pdf_process, read_bytes
from youju.errors import YoujuError

REFUSED = {"H102", "H103", "H104", "H105", "H106"}
WORD = samples.word("某局2023年工作总结", "受理30件，其中网上18件、窗口11件。", "甲\t1\t2")
PDF = samples.pdf(("某局2023年工作总结", "受理30件，其中网上18件、窗口11件。"))


@lru_cache
def outcomes() -> dict[str, Any]:
    """What came of the corpus, in a process with 1 GiB of address space."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.checker.hostile"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.xdist_group("hostile")
def test_every_file_is_read_or_refused_with_a_sentence() -> None:
    found = outcomes()["outcomes"]
    assert len(found) > 120
    assert set(found.values()) <= {"read"} | REFUSED
    assert outcomes()["children"] < 1024  # MiB of the readers of .pdf
    assert outcomes()["left"] == []


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("macro.docm", "read"),
        ("cyclic-styles.docx", "read"),
        ("thousand-pages.docx", "read"),
        ("thousand-pages.pdf", "read"),
        ("nested-in-word.docx", "read"),
        ("open-lock.pdf", "read"),
        ("launch.pdf", "read"),
        ("locked.pdf", "H105"),
        ("locked.docx", "H105"),
        ("laughs.docx", "H104"),
        ("outside.docx", "H104"),
        ("spaces.docx", "H103"),
        ("nested.docx", "H102"),
        ("no-text.docx", "H102"),
    ],
)
def test_what_comes_of_them(name: str, outcome: str) -> None:
    assert outcomes()["outcomes"][name] == outcome


@pytest.mark.xdist_group("hostile")
def test_nothing_of_a_file_is_run() -> None:
    assert outcomes()["outcomes"]["launch.pdf"] == "read"
    assert not Path("/tmp/hostile").exists()


changes = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), min_size=1, max_size=40)


@settings(max_examples=150)
@given(changes, st.integers(0, 1 << 20))
def test_word_files_with_changed_bytes(flips: list[tuple[int, int]], cut: int) -> None:
    content = _changed(WORD, flips, cut)
    try:
        source = read_bytes(content, "a.docx")
    except YoujuError as error:
        assert error.code in REFUSED
        return
    commented(check_text(source.text), content)


@settings(max_examples=60)
@given(changes, st.integers(0, 1 << 20))
def test_pdf_files_with_changed_bytes(flips: list[tuple[int, int]], cut: int) -> None:
    found = pdf_process.answer(_changed(PDF, flips, cut))
    assert found.get("problem") in {None, *REFUSED}
    assert isinstance(found.get("pages", []), list)


def _changed(content: bytes, flips: list[tuple[int, int]], cut: int) -> bytes:
    changed = bytearray(content)
    for place, value in flips:
        changed[place % len(changed)] = value
    return bytes(changed[: len(changed) - cut % len(changed) if cut % 3 == 0 else len(changed)])
