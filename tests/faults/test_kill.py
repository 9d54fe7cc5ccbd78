"""``kill -9`` of the application and of PostgreSQL at random moments under load, fifty times.

Four offices (processes of their own) open records and take them through their states with evidence, on a
server of this test's own with production's settings. The killer takes an office, one of the server's
backends, or the postmaster. Afterwards every acknowledged act is there exactly once with its file, every
record is exactly what its events say, and all chains verify.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from youju.web import database
from youju.web.embedded import Server

ROOT = Path(__file__).parents[2]
SEED = 20240601
KILLS = {"office": 18, "backend": 16, "postmaster": 16}
OFFICES = 4


class Office:
    """One office and what it has acknowledged."""

    def __init__(self, seed: int, environment: dict[str, str], said: queue.Queue[list]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.office", "work", str(seed)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._listen, args=(said,), daemon=True)
        self._thread.start()

    def _listen(self, said: queue.Queue[list]) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith(b"]\n"):
                said.put(json.loads(line))

    def kill(self) -> str:
        """Kill it; what it wrote to standard error until then, and whether it had ended by itself."""
        ended = self.process.poll()
        self.process.kill()
        self.process.wait()
        self._thread.join(10)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        with self.process.stdout, self.process.stderr:
            said = self.process.stderr.read().decode()
        return said if ended is None else f"Traceback: it had ended by itself with {ended}. {said}"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Server, dict[str, str]]]:
    """A durable server with a database, and the environment of processes that use it."""
    server = Server(tmp_path / "home")
    server.ensure()
    database.create(server, "office")
    environment = {
        **os.environ,
        "YOUJU_HOME": str(tmp_path / "home"),
        "DATABASE_URL": server.conninfo("office", database.APPLICATION),
        "DATABASE_JOB_URL": server.conninfo("office", database.JOB),
        "DATABASE_OWNER_URL": server.conninfo("office", database.OWNER),
    }
    yield server, environment
    server.ensure()
    server.release()


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.office", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def kill_backend(server: Server, rng: random.Random) -> bool:
    """Kill one of the offices' server processes; False when none was connected just then."""
    with contextlib.suppress(
        psycopg.OperationalError, ProcessLookupError
    ):  # still recovering; gone by itself
        with psycopg.connect(server.conninfo()) as connection:
            pids = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'office' AND usename = %s",
                [database.JOB],
            ).fetchall()
        if pids:
            os.kill(rng.choice(pids)[0], signal.SIGKILL)
            return True
    return False


@pytest.mark.slow
def test_fifty_kills_lose_nothing(site, tmp_path):
    server, environment = site
    run(environment, "prepare")
    rng = random.Random(SEED)
    plan = [victim for victim, times in KILLS.items() for _ in range(times)]
    rng.shuffle(plan)
    assert len(plan) == 50
    said: queue.Queue[list] = queue.Queue()
    acknowledged: list[list] = []
    offices = [Office(number, environment, said) for number in range(OFFICES)]
    try:
        for number, victim in enumerate(plan):
            # A random moment, and always one under load.
            acknowledged += [said.get(timeout=60) for _ in range(rng.randint(1, 25))]
            if victim == "office":
                place = rng.randrange(OFFICES)
                trouble = offices[place].kill()
                assert "Traceback" not in trouble, trouble
                offices[place] = Office(100 + number, environment, said)
            elif victim == "backend":
                while not kill_backend(server, rng):
                    acknowledged.append(said.get(timeout=60))
            else:
                server.kill()
                server.ensure()
    finally:
        troubles = [office.kill() for office in offices]
    assert not any("Traceback" in trouble for trouble in troubles), troubles
    while not said.empty():
        acknowledged.append(said.get())
    file = tmp_path / "acknowledged"
    file.write_text("".join(json.dumps(one) + "\n" for one in acknowledged))
    found = json.loads(run(environment, "check", str(file)))
    assert found["acknowledged"] == len(acknowledged) >= 200
    assert found["events"] >= found["acknowledged"]
    assert found["evidence"] >= 20
