"""The sample that ``./start`` makes, made once for the whole run and shared by all workers.

The browser tests look at its pages, the README test at what it printed.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.house.source import ROOT


@dataclass(frozen=True)
class Sample:
    """A home directory with the sample in it.

    Attributes:
        home: The home directory (``YOUJU_HOME``).
        printed: What ``./start --no-serve`` wrote to standard output.
        talk: What it wrote to standard error.
    """

    home: Path
    printed: str
    talk: str


def environment(home: Path) -> dict[str, str]:
    """Environment of a process that works on a home directory with its embedded database, as users do."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_", "YOUJU_", "DJANGO_", "PYTEST_")) and name != "PYTHONPATH"
    }
    return {**kept, "YOUJU_HOME": str(home), "YOUJU_VENV": sys.prefix}


def start(home: Path, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run ``./start`` with the environment of the tests, so that nothing is installed."""
    return subprocess.run(
        ["./start", *arguments],
        cwd=cwd,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def sample() -> Sample:
    """The sample of this run, made by whichever worker asks first."""
    root = Path(os.environ["YOUJU_TEST_ROOT"]) / "sample"
    root.mkdir(exist_ok=True)
    printed, talk = root / "stdout", root / "stderr"
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            done = start(root / "home", "--no-serve")
            assert done.returncode == 0, f"./start --no-serve failed:\n{done.stdout}\n{done.stderr}"
            talk.write_text(done.stderr, encoding="utf-8")
            printed.write_text(done.stdout, encoding="utf-8")
    return Sample(root / "home", printed.read_text(encoding="utf-8"), talk.read_text(encoding="utf-8"))
