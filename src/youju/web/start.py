"""What ``./start`` does once everything is installed: the year of the sample county, then the pages.

Enter at `main`. The year is worked by `youju.county`, step by step, from where it stood; a second start finds
everything done, says the same again, and serves.

Does not belong here: installing (``tools/environment.sh``), what the steps do.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer

from youju import usage
from youju.errors import YoujuError
from youju.web import environment

HOST = "127.0.0.1"
NEXT = 20
"""Ports tried after one that is taken."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def start(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="做完后是否打开网页服务。")] = True,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="网页服务的端口，缺省取 YOUJU_PORT；被占用时用下一个。"),
    ] = None,
) -> None:
    """做完样例县的一年：名录、台账、数列、指标和报告，从上次停下的地方做起；然后提供网页。

    例：./start --no-serve
    """
    from youju.web import database
    from youju.web.setup import django_setup

    os.environ.setdefault("YOUJU_DATABASE_POOL", "16")  # settings read it once
    _say("正在启动数据库…")
    django_setup()
    database.migrate()
    _work()
    _finish()
    if serve:
        _serve(int(environment.read("YOUJU_PORT")) if port is None else port)
    else:
        _say("执行 ./start 可打开网页。")


def _work() -> None:
    """Work the year of the sample county."""
    from youju.county.job import work
    from youju.county.year import Year

    work(Year(environment.home()), clock=lambda: datetime.now(UTC))


def _finish() -> None:
    """What the worker would do in its first round, so that search finds the sample; and the logins."""
    from youju.web import sample_logins
    from youju.web.worker import round_of_work

    now = datetime.now(UTC)
    _say("正在封存事件、整理检索…")
    for sentence in round_of_work(at=now, reminding=False):
        _say(f"  {sentence}")
    made = sample_logins.make(at=now)
    if made:
        _say("示例账号（一次性密码，首次登录后须修改）：")
        for line in made:
            _say(f"  {line}")
    _say(f"示例账号都记在 {sample_logins.file()}；建议先用 meng 登录，从“我的工作台”开始。")


def _serve(port: int) -> None:
    """Serve the pages on this machine until somebody stops it."""
    import uvicorn

    from youju.county.year import CUT_OFF
    from youju.web import database

    database.serve_pages()
    # Whoever ends the process or closes the terminal wants the embedded database stopped as well.
    # uvicorn takes SIGTERM over, ends well, and then hands it on to what is set here.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    with listening(port) as listener:
        chosen = listener.getsockname()[1]
        if port not in (0, chosen):
            _say(f"端口 {port} 已被占用，改用 {chosen}。")
        _say(f"按 Ctrl-C 停止。请在浏览器中打开 http://{HOST}:{chosen}/?as_of={CUT_OFF}")
        config = uvicorn.Config("youju.web.asgi:application", log_level="warning", lifespan="off")
        # uvicorn ends well first, then raises it again
        with contextlib.suppress(KeyboardInterrupt), _worker():
            uvicorn.Server(config).run(sockets=[listener])


@contextlib.contextmanager
def _worker() -> Iterator[None]:
    """The worker beside the pages, as a service would run it; it ends when this process does, however."""
    command = [sys.executable, "-m", "youju", "worker", "--every", "10", "--no-remind", "--attached"]
    log = environment.home() / "worker.log"
    with log.open("ab") as said:
        process = subprocess.Popen(  # noqa: S603 - our own command; its input closes with this process
            command, stdin=subprocess.PIPE, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def listening(port: int) -> socket.socket:
    """A socket on the port, or on the next one that nobody has; browsers are answered from now on.

    Args:
        port: 0 takes any.

    Raises:
        YoujuError: W909 when all of the next ones are taken.
    """
    from youju.errors import fail

    for candidate in range(port, min(port + NEXT, 65536)):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
            listener.listen(128)
        except OSError:
            listener.close()
            continue
        return listener
    raise fail("W909", port=port, last=port + NEXT - 1)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> None:
    """Entry point; whatever a user can mend becomes sentences and exit code 2."""
    try:
        usage.run(app)
    except YoujuError as error:
        for problem in error.problems:
            _say(problem.sentence())
        sys.exit(2)


if __name__ == "__main__":
    main()
