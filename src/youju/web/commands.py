"""Commands that run the platform: tables, the web service, the periodic work, backup and restore."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def migrate() -> None:
    """建立或更新数据库的表，并核对应用账号的权限。

    例：youju migrate
    """
    from youju.web import database
    from youju.web.setup import django_setup

    django_setup()
    database.migrate()
    sys.stderr.write("数据库的表已是最新。\n")


def serve(
    host: Annotated[str, typer.Option(help="监听地址；缺省取 YOUJU_HOST。")] = "",
    port: Annotated[int, typer.Option(help="监听端口；缺省取 YOUJU_PORT。")] = 0,
) -> None:
    """启动网页服务，按 Ctrl-C 停止。

    例：youju serve --port 8000
    """
    import os

    import uvicorn

    from youju.web import environment, security
    from youju.web.setup import django_setup

    address = host or environment.read("YOUJU_HOST")
    security.require_this_machine(address)
    os.environ.setdefault("YOUJU_DATABASE_POOL", "16")
    django_setup()
    number = port or int(environment.read("YOUJU_PORT"))
    sys.stderr.write(f"网页服务：http://{address}:{number}/\n")
    uvicorn.run("youju.web.asgi:application", host=address, port=number, log_level="warning", lifespan="off")
