"""``youju account``: the first accounts, and those that no administrator can help any more.

Whoever may run commands on the server may read its database; what is done here is in the audit trail all the
same, in the name of the system.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True, help="建立账号，重发首次密码。")

Name = Annotated[str, typer.Argument(help="账号名。", show_default=False)]


@app.command()
def add(
    username: Name,
    kind: Annotated[
        str, typer.Option(help="类别：user、system_admin、security_admin、audit_admin。")
    ] = "user",
    person: Annotated[str, typer.Option(help="普通用户对应的人员标识，须已登记。")] = "",
) -> None:
    """建立账号，打印首次密码。三类管理员各建一个，平时由他们在网页上办理。

    例：youju account add xitong --kind system_admin
    """
    from youju.people import accounts

    _print(
        accounts.create_account(
            username, actor="system", at=dt.datetime.now(dt.UTC), kind=kind, person=person or None
        )
    )


@app.command()
def reset(username: Name) -> None:
    """重发首次密码并解除登录暂停，已登录的即时退出。

    例：youju account reset xitong
    """
    from youju.people import accounts

    _print(accounts.reset_password(username, actor="system", at=dt.datetime.now(dt.UTC)))


@app.command()
def unlock(username: Name) -> None:
    """解除登录暂停。

    例：youju account unlock xitong
    """
    from youju.people import accounts

    accounts.unlock(username, actor="system", at=dt.datetime.now(dt.UTC))
    sys.stderr.write("已解除。\n")


def _print(password: str) -> None:
    sys.stderr.write("首次密码只显示这一次，登录后须先修改：\n")
    sys.stdout.write(f"{password}\n")
