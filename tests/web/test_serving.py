"""The service listens on this machine only, on a free port, and ends when it is asked to."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.sample import environment
from youju.errors import YoujuError
from youju.web import security, start


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.invalid", ""])
def test_other_machines_are_not_listened_to(host: str) -> None:
    with pytest.raises(YoujuError) as caught:
        security.require_this_machine(host)
    assert caught.value.code == "W910"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]"])
def test_this_machine_is(host: str) -> None:
    security.require_this_machine(host)


def test_the_command_refuses_before_anything_is_started(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "youju.cli", "serve", "--host", "0.0.0.0"],
        env={**environment(tmp_path / "home"), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "W910" in done.stderr
    assert not (tmp_path / "home").exists()


def taken(port: int) -> socket.socket:
    """Somebody who listens on a port."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((start.HOST, port))
    server.listen()
    return server


def test_a_taken_port_gives_the_next_one() -> None:
    with taken(0) as server:
        port = server.getsockname()[1]
        with start.listening(port) as listener:
            assert port < listener.getsockname()[1] < port + start.NEXT


def test_any_port_will_do() -> None:
    with start.listening(0) as one, start.listening(0) as other:
        assert one.getsockname()[1] != other.getsockname()[1]


def test_no_free_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "NEXT", 1)
    with taken(0) as server, pytest.raises(YoujuError) as caught:
        start.listening(server.getsockname()[1])
    assert caught.value.code == "W909"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_to_end_stops_the_database_too(ending: signal.Signals, tmp_path: Path) -> None:
    home = tmp_path / "home"
    # Serving alone: nothing of the sample is needed to end well.
    code = (
        "from youju.web import database, setup, start;"
        "setup.django_setup(); database.migrate(); start._serve(0)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**environment(home), "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        while said and "http://" not in said:
            said = process.stderr.readline()
        address = said[said.index("http://") :].strip()
        assert "登录" in urllib.request.urlopen(address, timeout=30).read().decode()
        os.killpg(process.pid, ending)
        rest = process.communicate(timeout=30)[1]
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()


def test_the_processes_of_a_service_that_was_killed_end_too(tmp_path: Path) -> None:
    """Nobody can catch SIGKILL: those that were started notice that their parent is gone."""
    home = tmp_path / "home"
    with taken(0) as server:
        port = server.getsockname()[1]
    environ = {**environment(home), "PYTHONPATH": str(ROOT / "src")}
    code = "from youju.web import database, setup; setup.django_setup(); database.migrate()"
    subprocess.run([sys.executable, "-c", code], env=environ, check=True, timeout=120, capture_output=True)
    service = subprocess.Popen(
        [sys.executable, "-m", "youju.cli", "serve", "--port", str(port), "--workers", "2"],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,  # the children hold it too: it ends when the last of them has
        text=True,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and service.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://{start.HOST}:{port}/login/", timeout=30).close()
                break
            time.sleep(0.1)
        service.kill()
        rest = service.communicate(timeout=60)[1]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(service.pid, signal.SIGKILL)
        service.communicate()
    assert "Traceback" not in rest
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://{start.HOST}:{port}/login/", timeout=5)
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()


def test_without_a_port_the_setting_counts() -> None:
    import typer.main

    command = typer.main.get_command(start.app)
    assert {one.name: one.default for one in command.params}["port"] is None, "0 would take any"
