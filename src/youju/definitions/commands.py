"""``youju pack``: check, show and begin packs; write the files that editors and readers use.

Each command parses, calls one function and prints. Exit codes: 0 clean, 1 mistakes found, 2 could not run.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from youju.errors import Problem

app = typer.Typer(no_args_is_help=True, add_completion=False, help="检查和查看业务包。")

Search = Annotated[
    list[Path] | None,
    typer.Option("--search", help="另到这个文件夹中找业务包和所依赖的业务包；可写多次。"),
]


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


@app.command()
def check(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR…", help="业务包文件夹，可写几个。")],
    output: Annotated[Format, typer.Option("--format", help="输出格式：text 或 json。")] = Format.TEXT,
    search: Search = None,
) -> None:
    """检查业务包，一次列出全部错误，每条有文件、行、列和改正办法。

    没有错误时退出码为0，有错误为1，不能检查（如没有这个文件夹）为2。

    例：youju pack check packs/supervision
        youju pack check packs/* --format json
    """
    from youju.definitions.load import read_pack

    results = [(folder, *read_pack(folder, search=search or ())) for folder in folders]
    total = sum(len(problems) for _, _, problems in results)
    if output is Format.JSON:
        packs = [
            {
                "path": str(folder),
                "pack": loaded.name if loaded else None,
                "version": loaded.version if loaded else None,
                "digest": loaded.digest if loaded else None,
                "problems": [problem.as_dict() for problem in problems],
            }
            for folder, loaded, problems in results
        ]
        typer.echo(json.dumps({"packs": packs, "problems": total}, ensure_ascii=False, indent=2))
    else:
        for _, _, problems in results:
            for problem in problems:
                typer.echo(problem.sentence())
    sound = sum(1 for _, loaded, _ in results if loaded)
    sys.stderr.write(f"检查了{len(results)}个业务包，{sound}个没有错误，共{total}处错误。\n")
    if any(_could_not_run(problems) for _, _, problems in results):
        raise typer.Exit(2)
    raise typer.Exit(1 if total else 0)


def _could_not_run(problems: list[Problem]) -> bool:
    """Whether there was nothing to check: no such folder, or no pack in it."""
    return any(problem.code.id in ("D301", "D302") for problem in problems)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="业务包代码，或业务包文件夹。")],
    search: Search = None,
) -> None:
    """用中文说明一个业务包：记什么、怎样流转、期限、亮灯和指标口径。

    例：youju pack show supervision
    """
    from youju.definitions.describe import describe
    from youju.definitions.load import find_pack, load_pack

    path = Path(name)
    folders = search or []
    loaded = load_pack(path, search=folders) if path.is_dir() else find_pack(name, extra=folders)
    typer.echo(describe(loaded), nl=False)


@app.command("list")
def list_packs(search: Search = None) -> None:
    """列出可以找到的业务包：代码、版本、名称和文件夹。

    例：youju pack list
    """
    from youju.definitions.load import available, read_pack

    for name, path in available(search or ()).items():
        loaded, problems = read_pack(path, search=search or ())
        what = f"{loaded.version}\t{loaded.pack.header.label}" if loaded else f"-\t有{len(problems)}处错误"
        typer.echo(f"{name}\t{what}\t{path}")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新文件夹，其名称即业务包代码。")],
) -> None:
    """新建一个能通过检查的样例业务包，供修改。

    例：youju pack new packs/my_bureau
    """
    from youju.definitions.skeleton import write_skeleton

    for path in write_skeleton(folder):
        typer.echo(str(path))


@app.command()
def schema(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写入的文件夹。")] = Path("docs/schema"),
) -> None:
    """写出 JSON Schema 文件，供编辑器自动补全和提示。

    例：youju pack schema docs/schema
    """
    from youju.definitions.schema import write_schemas

    for path in write_schemas(folder):
        typer.echo(str(path))


@app.command()
def reference() -> None:
    """输出业务包格式说明（Markdown）。

    例：youju pack reference > docs/reference/packs.md
    """
    from youju.definitions.reference import reference_page

    typer.echo(reference_page(), nl=False)
