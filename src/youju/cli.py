"""The command ``youju``: assembles the commands of the rooms, loading a room only when it is called.

`COMMANDS` is the table of contents. Exit codes as linters have them: 0 clean, 1 findings, 2 could not
run. Machine output goes to standard output, talk to standard error.

Does not belong here: logic. A command parses, calls one function and prints, in its room's ``commands.py``.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from typing import Any

import typer
import typer.core
import typer.main

from youju import usage
from youju.errors import YoujuError, fail


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives.

    Attributes:
        module: The ``commands`` module of its room, imported when the command is called.
        help: One Chinese line for the list of commands; the rest is in the command's own help.
        attribute: A Typer application or a function of that module.
        django: Start the database and Django first; the module itself then need not know of `youju.web`.
        tables: Bring the tables up to date first: for what one begins with, in an empty home directory.
    """

    module: str
    help: str
    attribute: str = "app"
    django: bool = False
    tables: bool = False


COMMANDS: dict[str, Entry] = {
    "check": Entry("youju.checker.commands", "检查报告中互相矛盾的数字和其他差错。", "check"),
    "pack": Entry("youju.definitions.commands", "检查和查看业务包。"),
    "scenario": Entry("youju.scenarios.commands", "运行情景，核对状态、灯色和数字。", django=True),
    "link": Entry("youju.linkage.commands", "比对几个部门的名录，得出不重不漏的单位。", "link"),
    "register": Entry("youju.register.commands", "名录入库，查看单位及其变化，认定同一单位。", django=True),
    "series": Entry("youju.series.commands", "收录部门报送的统计数列，查看各次修订。", django=True),
    "ledger": Entry("youju.ledger.commands", "安装业务包，导入、导出台账。", django=True),
    "count": Entry("youju.figures.commands", "按截止日期计算指标。", "count", django=True),
    "explain": Entry("youju.figures.commands", "说明一个数的来历，并从头再算一遍。", "explain", django=True),
    "figures": Entry("youju.figures.commands", "查看已算出的指标，追溯到记录。", django=True),
    "targets": Entry("youju.targets.commands", "年度目标：计划、进度、考核得分。", django=True),
    "monitor": Entry("youju.monitoring.commands", "监测预警：判断、确认、检验、比较。", django=True),
    "compose": Entry("youju.reports.commands", "按截止日期生成报告，每个数都有据。", "compose", django=True),
    "reported": Entry(
        "youju.reports.commands", "收录别处报告中写的数，与算出的数比较。", "reported", django=True
    ),
    "demo": Entry(
        "youju.county.commands", "做样例县的一年，或用实际名录来做。", "demo", django=True, tables=True
    ),
    "account": Entry("youju.people.commands", "建立账号，重发首次密码。", django=True),
    "audit": Entry("youju.events.commands", "封存和核验事件。", django=True),
    "migrate": Entry("youju.web.commands", "建立或更新数据库的表。", "migrate"),
    "serve": Entry("youju.web.commands", "启动网页服务。", "serve"),
    "worker": Entry("youju.web.commands", "运行定时工作：封存、催办。", "worker"),
    "backup": Entry("youju.web.commands", "备份数据库和证据文件。", "backup"),
    "restore": Entry("youju.web.commands", "从备份恢复，并核验封存。", "restore"),
}

EVIDENCE = Entry("youju.reports.commands", "对照数据库核对报告中的数字。", "evidence", django=True)
"""``youju check --evidence``: the same command, but it needs the database; the checker itself does not."""


class LazyGroup(typer.core.TyperGroup):
    """Lists commands from the table and imports one only when it is called."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = {
            name: typer.core.TyperCommand(name, callback=None, help=entry.help)
            for name, entry in COMMANDS.items()
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command; Django is set up unless only help was asked for."""
        name, _, rest = super().resolve_command(ctx, args)
        if name is None:
            return name, None, rest
        entry = EVIDENCE if name == "check" and "--evidence" in rest else COMMANDS[name]
        if entry.django and "--help" not in rest:
            from youju.web.setup import django_setup

            django_setup()
            if entry.tables:
                from youju.web import database

                database.migrate()
        return name, _load(name, entry), rest


def _load(name: str, entry: Entry) -> Any:
    """Import a command and give it the name of the table."""
    found = getattr(importlib.import_module(entry.module), entry.attribute)
    if not isinstance(found, typer.Typer):
        application = typer.Typer(add_completion=False)
        application.command(name)(found)
        found = application
    command = typer.main.get_command(found)
    command.name = name
    return command


app = typer.Typer(
    cls=LazyGroup,
    name="youju",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="有据：数出有据。每个数字都从记录中来，都能追溯到记录。",
)


@app.callback()
def _root() -> None:
    """有据：数出有据。每个数字都从记录中来，都能追溯到记录。

    例：youju count --as-of 2024-10-31
    """


def main() -> None:
    """Entry point; whatever a user can mend becomes sentences and exit code 2."""
    try:
        usage.run(app)
    except YoujuError as error:
        _complain(error)
    except BrokenPipeError:  # the reader of our output left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if (known := _database_trouble(error)) is None:
            raise
        _complain(known)


def _complain(error: YoujuError) -> None:
    for problem in error.problems:
        sys.stderr.write(problem.sentence() + "\n")
    sys.exit(2)


def _database_trouble(error: Exception) -> YoujuError | None:
    """A sentence for what a database says before it is ready; None for anything else."""
    if "psycopg" not in sys.modules:
        return None
    import psycopg

    cause = error if isinstance(error, psycopg.Error) else error.__cause__  # Django wraps psycopg's errors
    if isinstance(cause, (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)):
        return fail("W906")
    if isinstance(cause, psycopg.OperationalError):
        return fail("W903", reason=str(cause).strip())
    return None


if __name__ == "__main__":
    main()
