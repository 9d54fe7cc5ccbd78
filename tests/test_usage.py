"""Whoever types something wrong reads in Chinese what it was."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer

from youju import usage
from youju.errors import YoujuError


class Form(StrEnum):
    TEXT = "text"
    JSON = "json"


root = typer.Typer(no_args_is_help=True, add_completion=False)
below = typer.Typer(add_completion=False)
root.add_typer(below, name="pack")


@root.command("count")
def count(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    port: Annotated[int, typer.Option(min=1, max=9)] = 3,
    form: Annotated[Form, typer.Option("--form")] = Form.TEXT,
    loud: Annotated[bool, typer.Option("--loud")] = False,
) -> None:
    """Count."""
    raise typer.Exit(1 if loud else 0)


@below.command("check")
def check() -> None:
    """Check."""


@below.command("show")
def show() -> None:
    """Show."""


def called(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["youju", *words])
    with pytest.raises(SystemExit) as ended:
        usage.run(root)
    code = ended.value.code
    assert isinstance(code, int)
    return code


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["cont"], "W950", "没有命令“cont”。是否要写 count？"),
        (["pack", "hshow"], "W950", "是否要写 show？"),
        (["pack", "zzzz"], "W950", "可以写的有：check、show。"),
        (["pack"], "W950", "可以写的有：check、show。"),
        (["count", "--lood", __file__], "W951", "没有选项“--lood”。是否要写 --loud？"),
        (["count", "--zz", __file__], "W951", "执行 youju count --help"),
        (["count"], "W952", "缺少参数"),
        (["count", __file__, "--port", "x"], "W953", "选项 --port 的值不对：应为整数。"),
        (["count", __file__, "--port", "10"], "W953", "不能大于9"),
        (["count", __file__, "--port", "0"], "W953", "不能小于1"),
        (["count", __file__, "--form", "pdf"], "W953", "应为text、json之一"),
        (["count", "/nowhere.csv"], "W953", "没有这个文件或文件夹"),
        (["count", "/tmp"], "W953", "是文件夹，应为文件"),
        (["count", __file__, "--port"], "W954", "选项 --port 后面缺少值"),
        (["count", __file__, "--loud=1"], "W954", "选项 --loud 不带值"),
        (["count", __file__, "b", "c"], "W955", "多出的参数：b c。"),
    ],
)
def test_a_mistake_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, words: list[str], code: str, said: str
) -> None:
    monkeypatch.setattr("sys.argv", ["youju", *words])
    with pytest.raises(YoujuError) as raised:
        usage.run(root)
    (problem,) = raised.value.problems
    assert problem.code.id == code
    assert said in problem.sentence()


def test_how_it_is_called_stands_before_the_mistake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["youju", "count"])
    with pytest.raises(YoujuError):
        usage.run(root)
    assert capsys.readouterr().err.startswith("用法：youju count [选项]")


@pytest.mark.parametrize("words", [[], ["--help"], ["count", "--help"], ["pack", "show", "--help"]])
def test_help_has_no_english_frame(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    called(monkeypatch, *words)
    said = capsys.readouterr()
    text = said.out + said.err
    assert "用法：youju" in text
    assert "显示本说明后退出。" in text
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "required", "default:"):
        assert english not in text


def test_the_exit_code_is_that_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(monkeypatch, "count", __file__) == 0
    assert called(monkeypatch, "count", __file__, "--loud") == 1
