"""Generated pages: what the code knows already is not written twice.

``python -m tests.docs.generate`` writes them; the tests compare and never write.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer
import typer.core
import typer.main

from tests.docs import rule_pages
from tests.house.source import PACKAGE, ROOT, tree
from youju.errors import RETIRED, codes


def _cell(text: str) -> str:
    """A text that cannot break out of a table cell."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def rooms() -> str:
    """The table of rooms, top to bottom."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    pure = next(
        set(contract["source_modules"])
        for contract in contracts
        if contract.get("forbidden_modules") == ["django"]
    )
    lines = ["| room | what lives here | |", "|---|---|---|"]
    for room in (room for layer in layers for room in layer.split(" | ")):
        path = PACKAGE / room / "__init__.py"
        path = path if path.exists() else PACKAGE / f"{room}.py"
        first = (ast.get_docstring(tree(path)) or "").split("\n\n")[0].replace("\n", " ")
        lines.append(f"| `{room}` | {_cell(first)} | {'pure' if f'youju.{room}' in pure else ''} |")
    return "\n".join(lines) + "\n"


def rooms_page() -> str:
    """``docs/rooms.md`` with its table as it should be."""
    return _filled(ROOT / "docs" / "rooms.md", "rooms", rooms())


def errors_page() -> str:
    """``docs/reference/errors.md``: every code with its sentence and its mend."""
    lines = [
        "# 错误代码",
        "",
        "命令行、接口和网页给出的每一条错误都带有代码、说明和改正办法，花括号中的内容在出现时填入实际的名称和数值。",
        "代码一经使用不再改作他用。"
        "本页由 `python -m tests.docs.generate` 生成，原文在 `src/youju/errors/codes`。",
    ]
    for part in pkgutil.iter_modules(codes.__path__):
        block = importlib.import_module(f"{codes.__name__}.{part.name}")
        lines += [
            "",
            f"## {part.name}：{block.TITLE}",
            "",
            "| 代码 | 名称 | 说明 | 改正办法 |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {code.id} | {_cell(code.title)} | {_cell(code.sentence)} | {_cell(code.mend)} |"
            for code in sorted(block.CODES, key=lambda code: code.id)
        ]
    if RETIRED:
        lines += ["", "## 已停用", "", "| 代码 | 原来的含义 |", "|---|---|"]
        lines += [f"| {code} | {_cell(meaning)} |" for code, meaning in sorted(RETIRED.items())]
    return "\n".join(lines) + "\n"


def commands() -> Iterator[tuple[str, Any, Any]]:
    """Every command of the program: full name, command and context; groups stand before their commands."""
    from youju import cli

    def walk(command: Any, context: Any) -> Iterator[tuple[str, Any, Any]]:
        yield context.command_path, command, context
        for name in command.list_commands(context) if is_group(command) else ():
            # The outermost group holds names only and loads a room when it is called.
            found = (
                cli._load(name, cli.COMMANDS[name])
                if context.parent is None
                else command.get_command(context, name)
            )
            if not found.hidden:
                yield from walk(found, type(context)(found, info_name=name, parent=context))

    root = typer.main.get_command(cli.app)
    return walk(root, root.make_context("youju", [], resilient_parsing=True))


def is_group(command: Any) -> bool:
    """Whether a command only holds others."""
    return isinstance(command, typer.core.TyperGroup)


def _parameters(command: Any, context: Any) -> Iterator[str]:
    for parameter in command.get_params(context):
        if "--help" in parameter.opts or getattr(parameter, "hidden", False):
            continue
        names = parameter.metavar or parameter.name.upper()
        if isinstance(parameter, typer.core.TyperOption):
            names, _ = parameter.get_help_record(context)
        yield f"| `{names.replace('|', '/').strip()}` | {_cell(parameter.help or '')} |"


def cli_page() -> str:
    """``docs/reference/cli.md``: every command with its help and its options."""
    lines = [
        "# 命令",
        "",
        "每条命令加 `--help` 显示同样的内容。退出码：0 正常，1 有需要处理的问题，2 未能运行。",
        "本页由 `python -m tests.docs.generate` 根据程序生成。",
    ]
    for name, command, context in commands():
        lines += ["", f"## {name}", "", help_page(command.help or "")]
        if parameters := list(_parameters(command, context)):
            lines += ["", "| 参数 | 说明 |", "|---|---|", *parameters]
    return "\n".join(lines) + "\n"


def help_page(text: str) -> str:
    """Help of a command as Markdown: what follows 例： becomes a block of code."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\b", "").replace("\f", "").strip()):
        if paragraph.lstrip().startswith("例："):
            examples = [line.strip() for line in paragraph.strip().removeprefix("例：").strip().splitlines()]
            paragraphs.append("\n".join(("```sh", *examples, "```")))
        else:
            paragraphs.append(paragraph.strip())
    return "\n\n".join(paragraphs)


def settings_page() -> str:
    """``docs/reference/settings.md``: what an operator may set."""
    from youju.web.environment import SETTINGS

    lines = [
        "# 运行设置",
        "",
        "以下环境变量由运行人员设置，都可以不设。",
        "本页由 `python -m tests.docs.generate` 根据 `src/youju/web/environment.py` 生成。",
        "",
        "| 变量 | 缺省值 | 说明 |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {_cell(one.help)} |"
        for one in SETTINGS
    ]
    return "\n".join(lines) + "\n"


def decisions_page() -> str:
    """``docs/decisions/README.md`` with its list as it should be."""
    folder = ROOT / "docs" / "decisions"
    lines = ["| | decision |", "|---|---|"]
    for page in sorted(folder.glob("[0-9]*.md")):
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {page.stem[:4]} ")
        lines.append(f"| [{page.stem[:4]}]({page.name}) | {_cell(title)} |")
    return _filled(folder / "README.md", "decisions", "\n".join(lines) + "\n")


def _filled(page: Path, mark: str, text: str) -> str:
    """A page with the part between its marks replaced."""
    return re.sub(
        rf"(<!-- generated: {mark} -->\n).*?(<!-- end -->)",
        lambda marks: marks[1] + text + marks[2],
        page.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )


PAGES: dict[Path, Callable[[], str]] = {
    Path("docs/rooms.md"): rooms_page,
    Path("docs/decisions/README.md"): decisions_page,
    Path("docs/reference/errors.md"): errors_page,
    Path("docs/reference/cli.md"): cli_page,
    Path("docs/reference/settings.md"): settings_page,
    **rule_pages.PAGES,
}


def main() -> None:
    """Write every generated page."""
    from youju.web.setup import django_setup

    django_setup(start=False)  # the commands of storing rooms may import models
    for path, page in PAGES.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
