"""``youju check`` as people call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

WRONG = "发布解读5篇，其中图片3篇、文字1篇、视频2篇。\n"
RIGHT = "发布解读6篇，其中图片3篇、文字1篇、视频2篇。\n"


def youju(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "youju", "check", *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=120, encoding="utf-8", env=dict(os.environ),
    )  # fmt: skip


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "总结.txt"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_exit_codes(wrong: Path, tmp_path: Path) -> None:
    done = youju(wrong)
    assert (done.returncode, "N101" in done.stdout) == (1, True)
    right = tmp_path / "好.txt"
    right.write_text(RIGHT, encoding="utf-8")
    assert youju(right).returncode == 0
    missing = youju(tmp_path / "无.txt")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert len(missing.stderr.strip().splitlines()) == 1
    assert "H101" in missing.stderr


def test_json_alone_goes_to_standard_output(wrong: Path) -> None:
    done = youju(wrong, "--format", "json")
    [document] = json.loads(done.stdout)["documents"]
    assert document["path"] == str(wrong)
    assert done.stderr.strip() == "检查了1个文件，共1处需要看。"


def test_select_and_ignore(wrong: Path) -> None:
    assert youju(wrong, "--select", "T,R").returncode == 0
    assert youju(wrong, "--ignore", "n1").returncode == 0
    unknown = youju(wrong, "--select", "Q1")
    assert (unknown.returncode, "H111" in unknown.stderr) == (2, True)


def test_output_to_a_file(wrong: Path, tmp_path: Path) -> None:
    for form, begin in (("html", b"<!doctype html>"), ("docx", b"PK"), ("sarif", b"{")):
        target = tmp_path / f"结果.{form}"
        done = youju(wrong, "--format", form, "--output", target)
        assert (done.returncode, done.stdout) == (1, "")
        assert target.read_bytes().startswith(begin)
    assert "H114" in youju(wrong, "--format", "docx").stderr
    assert "H113" in youju(wrong, "--output", tmp_path / "无" / "结果.txt").stderr


def test_neither_django_nor_an_engine_is_loaded(wrong: Path) -> None:
    code = (
        "import contextlib, sys\n"
        "from youju.cli import main\n"
        f"sys.argv = ['youju', 'check', {str(wrong)!r}]\n"
        "with contextlib.suppress(SystemExit):\n    main()\n"
        "heavy = {'django', 'duckdb', 'psycopg', 'pyarrow', 'docx', 'pypdf'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
