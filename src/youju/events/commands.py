"""``youju audit``: sealing and verifying the store."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from youju.events.verify import Report

app = typer.Typer(add_completion=False, no_args_is_help=True, help="封存和核验事件。")


@app.command()
def seal() -> None:
    """封存尚未封存的全部事件，并打印封存的摘要。摘要请另行留存。

    例：youju audit seal
    """
    import datetime as dt

    from youju.events import actions

    made = actions.seal(at=dt.datetime.now(dt.UTC))
    if made is None:
        sys.stderr.write("没有需要封存的新事件。\n")
        return
    sys.stderr.write(f"第{made.number}号封存，{made.events}条事件，至位置{made.upto}。摘要：\n")
    sys.stdout.write(made.hash.hex() + "\n")


@app.command()
def verify(
    expect: Annotated[
        list[str] | None, typer.Option(help="事先留存的封存摘要（64位十六进制），可以多次给出。")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="同时读取的进程数。")] = 2,
    format: Annotated[str, typer.Option(help="输出格式：text 或 json。")] = "text",  # noqa: A002 - its name
) -> None:
    """核验全部事件、链头和封存；发现问题时退出码为1，并指明是哪条记录。

    例：youju audit verify --expect 5f0c…e1
    """
    from rich.console import Console
    from rich.progress import Progress

    from youju.events import verify as verification

    if format not in ("text", "json"):
        raise typer.BadParameter("输出格式只能是 text 或 json", param_hint="--format")
    expected = [_digest(text) for text in expect or []]
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("核验", total=None)
        report = verification.verify(
            expected=expected,
            workers=workers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    _print(report, as_json=format == "json")
    if not report.sound:
        raise typer.Exit(1)


def _digest(text: str) -> bytes:
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        digest = b""
    if len(digest) != 32:
        raise typer.BadParameter("封存摘要应是64位十六进制数", param_hint="--expect")
    return digest


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        numbers = {name: getattr(report, name) for name in ("events", "streams", "seals", "unsealed", "more")}
        findings = [problem.as_dict() for problem in report.findings]
        sys.stdout.write(json.dumps({**numbers, "findings": findings}, ensure_ascii=False, indent=2) + "\n")
        return
    for problem in report.findings:
        sys.stdout.write(problem.sentence() + "\n")
    if report.more:
        sys.stdout.write(f"另有{report.more}处问题未列出。\n")
    verdict = "没有发现问题" if report.sound else f"发现{len(report.findings) + report.more}处问题"
    sys.stderr.write(
        f"核验了{report.streams}条记录的{report.events}条事件、{report.seals}号封存"
        f"（{report.unsealed}条尚未封存）：{verdict}。\n"
    )
