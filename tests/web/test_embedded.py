"""The embedded server: started once, shared, stopped by whoever leaves last, back after any kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from youju.errors import YoujuError
from youju.web import embedded
from youju.web.embedded import Server

HOLD = """
import sys
from pathlib import Path
from youju.web.embedded import Server
server = Server(Path(sys.argv[1]), durable=False)
server.ensure()
print(server.postmaster(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    server = Server(tmp_path)
    if server.postmaster() is not None:
        server.ensure()
        server.release()
    assert server.postmaster() is None


def hold(home: Path) -> subprocess.Popen[str]:
    """A process that uses the server until its input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.pid_of_server = int(process.stdout.readline())  # type: ignore[attr-defined]
    return process


def leave(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    assert process.wait(60) == 0
    process.stdout.close()


def say(server: Server, statement: str) -> list[tuple]:
    with psycopg.connect(server.conninfo()) as connection:
        done = connection.execute(statement)
        return done.fetchall() if done.description else []


def test_processes_share_it_and_the_last_one_stops_it(home):
    first, second = hold(home), hold(home)
    server = Server(home)
    assert first.pid_of_server == second.pid_of_server == server.postmaster()
    server.ensure()
    server.ensure()
    leave(first)
    server.release()
    server.release()
    assert server.postmaster() == second.pid_of_server
    leave(second)
    assert server.postmaster() is None


def test_a_killed_process_leaves_nothing_stale(home):
    process = hold(home)
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    server = Server(home)
    assert server.postmaster() == process.pid_of_server
    server.ensure()
    assert server.postmaster() == process.pid_of_server
    server.release()
    assert server.postmaster() is None


def test_what_was_committed_is_there_after_a_kill(home):
    server = Server(home)
    server.ensure()
    say(server, "CREATE TABLE kept (x integer)")
    for number in range(3):
        say(server, f"INSERT INTO kept VALUES ({number})")
        server.kill()
        began = time.perf_counter()
        server.ensure()
        assert time.perf_counter() - began < 30
        assert len(say(server, "SELECT * FROM kept")) == number + 1
    server.release()


def test_a_forked_child_does_not_stop_the_server_of_its_parent(home):
    server = Server(home, durable=False)
    server.ensure()
    child = os.fork()
    if child == 0:
        try:
            server.release()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert server.postmaster() is not None
    server.release()


def test_a_pid_file_that_names_another_program(home):
    """As after the restart of a container, where small numbers are soon taken again."""
    server = Server(home, durable=False)
    server.ensure()
    text = (server.data / "postmaster.pid").read_text()
    server.release()
    (server.data / "postmaster.pid").write_text(text.replace(text.split("\n")[0], str(os.getpid()), 1))
    server.ensure()
    assert say(server, "SELECT 1") == [(1,)]
    server.release()


def test_a_long_path_gets_a_short_socket(tmp_path):
    home = tmp_path / ("很长的目录名" * 10)
    server = Server(home, durable=False)
    assert len(os.fsencode(server.sockets)) < 60
    server.ensure()
    assert say(server, "SELECT 1") == [(1,)]
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    server.release()
    server.sockets.rmdir()
    server.sockets.symlink_to(tmp_path)
    with pytest.raises(YoujuError) as error:
        server._make_private(server.sockets)
    assert error.value.code == "W901"
    server.sockets.unlink()


def test_a_half_made_cluster_is_made_again(home):
    (home / "postgres" / "data.new" / "base").mkdir(parents=True)
    server = Server(home, durable=False)
    server.ensure()
    assert say(server, "SELECT 1") == [(1,)]
    server.release()


def test_a_server_that_cannot_start_says_why(home):
    server = Server(home, durable=False)
    server.ensure()
    server.release()
    with (server.data / "postgresql.conf").open("a") as file:
        file.write("\nshared_buffers = nonsense\n")
    with pytest.raises(YoujuError) as error:
        server.ensure()
    assert error.value.code == "W901"
    assert "nonsense" in str(error.value)


def test_nobody_else_may_enter(home):
    server = Server(home, durable=False)
    server.ensure()
    assert server.root.stat().st_mode & 0o777 == 0o700
    assert server.data.stat().st_mode & 0o777 == 0o700
    assert say(server, "SHOW listen_addresses") == [("",)]
    server.release()


def test_production_flushes_to_the_disk():
    kept = embedded._CONFIGURATION.format(sockets="/x", fsync="on", buffers=256)
    assert "fsync = on" in kept
    assert "synchronous_commit = on" in kept
    assert Server(Path("/x")).durable
