"""How the command line explains itself: help pages and mistakes of whoever types, in Chinese.

Typer's own frame ("Usage", "Options", "No such option") is English, and not all of it passes gettext.
Enter at `run`, which the entry points use instead of calling the application.

Does not belong here: the texts of single commands, which stand in their docstrings.
"""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches
from typing import Any, NoReturn

import typer
import typer.core
import typer.main
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

from youju.errors import fail

_FRAME = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[缺省：{}]",
    "ENVVAR_STRING": "[环境变量：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}
"""Typer's fixed strings, by their names in `typer.rich_utils`."""
_PIECES = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…", "}...": "}…"}
_REASONS = {
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数字",
    "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "literal_error": "应为{expected}之一",
    "enum": "应为{expected}之一",
    "path_type": "应为文件或文件夹的名称",
}
"""Why a value does not do, by Pydantic's type of error; braces take its context."""
_TOLD = (
    (re.compile(r"does not match the formats"), "应为如2024-10-31的日期"),
    (re.compile(r"does not exist"), "没有这个文件或文件夹"),
    (re.compile(r"is a directory"), "是文件夹，应为文件"),
    (re.compile(r"is a file"), "是文件，应为文件夹"),
    (re.compile(r"is not readable"), "没有读取的权限"),
    (re.compile(r"is not writable"), "没有写入的权限"),
)


def spoken(command: Any) -> Any:
    """A command, and those below it when they are called, made to describe itself in Chinese."""
    before = command.get_usage, command.get_help_option, command.format_help

    def get_usage(ctx: Any) -> str:
        text: str = before[0](ctx)
        for english, chinese in _PIECES.items():
            text = text.replace(english, chinese)
        return text.replace("Usage: ", "用法：", 1)

    def get_help_option(ctx: Any) -> Any:
        option = before[1](ctx)
        if option is not None:
            option.help = "显示本说明后退出。"
        return option

    def format_help(ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        for name, text in _FRAME.items():
            setattr(rich_utils, name, text)
        before[2](ctx, formatter)

    command.get_usage, command.get_help_option, command.format_help = get_usage, get_help_option, format_help
    if isinstance(command, typer.core.TyperGroup):
        _resolving(command)
    return command


def _resolving(group: Any) -> None:
    """Let a group say in Chinese which commands it has."""
    resolve = group.resolve_command

    def resolve_command(ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if not name.startswith("-") and group.get_command(ctx, name) is None:
            near = get_close_matches(name, group.commands, 1)
            hint = f"是否要写 {near[0]}？" if near else f"可以写的有：{'、'.join(group.commands)}。"
            raise fail("W950", name=name, hint=hint)
        found, command, rest = resolve(ctx, args)
        return found, spoken(command) if command is not None else None, rest

    group.resolve_command = resolve_command


def run(application: typer.Typer) -> None:
    """Call an application; what was typed wrongly becomes a sentence.

    Raises:
        YoujuError: W950 to W955, and what the command itself says.
        SystemExit: At the end, with the command's exit code.
    """
    command = spoken(typer.main.get_command(application))
    try:
        code = command(standalone_mode=False)
    except typer.Abort:
        sys.exit(1)
    except NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except UsageError as error:
        if error.ctx is not None:
            sys.stderr.write(error.ctx.get_usage() + "\n")
        _explain(error)
    except ClickException as error:
        raise fail("W954", reason=error.format_message()) from None
    sys.exit(code if isinstance(code, int) else 0)


def _explain(error: UsageError) -> NoReturn:
    """Say in Chinese what is wrong with the words that were typed."""
    called = error.ctx.command_path if error.ctx is not None else "youju"
    if isinstance(error, NoSuchOption):
        near = "、".join(error.possibilities or ())
        hint = f"是否要写 {near}？" if near else f"执行 {called} --help 查看可用的选项。"
        raise fail("W951", name=error.option_name, hint=hint) from None
    if isinstance(error, MissingParameter):
        raise fail("W952", what=_what(error), command=called) from None
    if isinstance(error, BadParameter):
        raise fail("W953", what=_what(error), reason=_reason(error), command=called) from None
    if isinstance(error, BadOptionUsage):
        reason = "不带值" if "does not take" in error.message else "后面缺少值"
        raise fail("W954", reason=f"选项 {error.option_name} {reason}") from None
    if extra := re.search(r"extra argument\(?s?\)? \((.*)\)", error.message):
        raise fail("W955", words=extra[1], command=called) from None
    if "Missing command" in error.message and error.ctx is not None:
        names: dict[str, Any] = getattr(error.ctx.command, "commands", {})
        raise fail("W950", name="", hint=f"可以写的有：{'、'.join(names)}。") from None
    raise fail("W954", reason=error.format_message()) from None


def _what(error: BadParameter) -> str:
    """Which option or argument."""
    if error.param is None:
        return "参数"
    kind = "选项" if error.param.param_type_name == "option" else "参数"
    return f"{kind} {error.param.get_error_hint()}".replace("'", "")


def _reason(error: BadParameter) -> str:
    """Why its value does not do."""
    from pydantic import ValidationError

    if known := re.search(r"is not one of (.+?)\.?$", error.message):
        return f"应为{known[1]}之一".replace("'", "").replace(", ", "、")
    for pattern, reason in _TOLD:
        if pattern.search(error.message):
            return reason
    if not isinstance(error.__cause__, ValidationError):
        return "不合要求"
    fault = error.__cause__.errors()[0]
    given = _REASONS.get(fault["type"], "不合要求").format_map(fault.get("ctx", {}))
    return given.replace("'", "").replace(" or ", "、")
