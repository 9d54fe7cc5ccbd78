"""Commands that run the platform: tables, the web service, the periodic work, backup and restore."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
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
    port: Annotated[int, typer.Option(min=0, max=65535, help="监听端口；缺省取 YOUJU_PORT。")] = 0,
    workers: Annotated[int, typer.Option(min=0, max=64, help="进程数；缺省为处理器的个数，至多4个。")] = 0,
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
    uvicorn.run(
        "youju.web.asgi:application",
        host=address,
        port=number,
        workers=workers or min(os.cpu_count() or 1, 4),  # a process answers one request at a time
        timeout_worker_healthcheck=60,  # a process that is busy is not dead; killing it would lose an answer
        timeout_keep_alive=75,  # longer than people think between two clicks
        log_level="warning",
        lifespan="off",
    )


def worker(
    every: Annotated[int, typer.Option(min=1, max=86400, help="两轮之间的秒数。")] = 60,
    once: Annotated[bool, typer.Option("--once", help="只做一轮，供系统定时任务调用。")] = False,
    remind: Annotated[bool, typer.Option("--remind/--no-remind", help="是否发出到期提醒。")] = True,
    attached: Annotated[
        bool, typer.Option("--attached", help="标准输入关闭时停止，供 ./start 使用。")
    ] = False,
) -> None:
    """运行定时工作：封存新事件、发出到期提醒和通知、处理证据文件。按 Ctrl-C 停止。

    例：youju worker --every 300
    """
    import datetime as dt
    import signal

    from youju.web.setup import django_setup

    django_setup()
    from youju.web.worker import round_of_work

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if attached:
        threading.Thread(target=_stop_at_end, args=(stop,), daemon=True).start()
    while True:
        for sentence in round_of_work(at=dt.datetime.now(dt.UTC), reminding=remind):
            sys.stderr.write(sentence + "\n")
        if once or stop.wait(every):
            return


def _stop_at_end(stop: threading.Event) -> None:
    """Wait until whoever started this process is gone."""
    sys.stdin.read()
    stop.set()


def backup(file: Annotated[Path, typer.Argument(help="新备份文件的位置。")]) -> None:
    """把数据库和证据文件备份成一个文件；备份期间可以照常办理业务。

    打印的封存摘要请另行留存，恢复后可用 youju audit verify --expect 核对。

    例：youju backup 2024-06-30.youju
    """
    import datetime as dt

    from youju.web.setup import django_setup

    django_setup()
    from youju.web import backup as backups

    made = backups.make(file, at=dt.datetime.now(dt.UTC))
    for problem in made.damaged:
        sys.stderr.write(problem.sentence() + "\n")
    evidence = len(made.manifest.members) - 1
    sys.stderr.write(f"已备份{made.manifest.events}条事件、{evidence}个证据文件。最后一号封存的摘要：\n")
    sys.stdout.write(made.manifest.seal + "\n")
    if made.damaged:
        raise typer.Exit(1)


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件的位置。")],
    replace: Annotated[bool, typer.Option("--replace", help="用备份替换数据库里的现有数据。")] = False,
) -> None:
    """从备份恢复，并按封存核验；不完整、被改动的备份不予恢复，现有数据不变。

    例：youju restore 2024-06-30.youju
    """
    from youju.web.setup import django_setup

    django_setup()
    from youju.web import backup as backups

    manifest = backups.restore(file, replacing=replace)
    sys.stderr.write(
        f"已恢复{manifest.made_at}的备份：{manifest.events}条事件，"
        f"{len(manifest.members) - 1}个证据文件，核验无误。\n"
    )
    if manifest.lost:
        sys.stderr.write(f"备份时已有{len(manifest.lost)}个证据文件缺失或损坏，未能恢复。\n")
