"""``youju scenario``: run stories and compare, or load their records as sample data.

Exit codes: 0 as the stories say, 1 differences, 2 could not run.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="运行情景，或把情景的记录装入数据库。")

Paths = Annotated[list[Path], typer.Argument(metavar="PATH…", help="情景文件、情景文件夹或业务包文件夹。")]


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


@app.command()
def run(
    paths: Paths,
    output: Annotated[Format, typer.Option("--format", help="输出格式：text 或 json。")] = Format.TEXT,
    keep: Annotated[bool, typer.Option("--keep", help="全部相符后，把记录装入数据库，作为示例。")] = False,
) -> None:
    """运行情景：在临时空间里按情景的日期办理，核对状态、灯色、时限和指标，不影响真实记录。

    全部相符时退出码为0，有不符为1。

    例：youju scenario run src/youju/packs/supervision
        youju scenario run scenarios/four_colours.yaml --format json
    """
    from youju.scenarios.reading import find
    from youju.scenarios.running import run_all

    stories = find(paths)
    with _Bar() as show:
        results = run_all(stories, progress=show)
    wrong = [one for result in results for one in result.differences]
    if output is Format.JSON:
        import orjson

        found = {"scenarios": [result.as_dict() for result in results], "differences": len(wrong)}
        typer.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        for one in wrong:
            typer.echo(str(one))
    for result in results:
        sys.stderr.write(f"{result.sentence()}\n")
    if wrong:
        raise typer.Exit(1)
    if keep:
        _load(paths)


@app.command()
def load(paths: Paths) -> None:
    """把情景的记录装入数据库，作为示例；装过的不再重复装入。

    业务日期按情景，录入时间为现在。

    例：youju scenario load src/youju/packs/supervision
    """
    _load(paths)


def _load(paths: list[Path]) -> None:
    from datetime import UTC, datetime

    from youju.scenarios import actions
    from youju.scenarios.reading import find

    stories = find(paths)
    with _Bar() as show:
        done = actions.load(
            stories,
            at=datetime.now(UTC),
            progress=lambda story: show(story.scenario.label, stories.index(story), len(stories)),
        )
    for one in done:
        what = f"装入{one.records}件记录" if one.new else "已经装入过"
        sys.stderr.write(f"{one.story.scenario.label}：{what}。\n")


class _Bar:
    """A bar on standard error that is told what is going on, how far it is, and of how many."""

    def __enter__(self) -> _Bar:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        self._bar = Progress(console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("", total=None)
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, what: str, done: int, of: int) -> None:
        self._bar.update(self._task, description=what, completed=done, total=of)
