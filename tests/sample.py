"""The samples that tests look at, each made once for the whole run and shared by all workers.

`sample` holds the stories of the pack ``supervision`` and a small register; the browser tests look at them.
`year` is what ``./start`` makes, the year of the sample county: the README, the tutorial.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.house.source import ROOT


@dataclass(frozen=True)
class Sample:
    """A home directory with the sample in it.

    Attributes:
        home: The home directory (``YOUJU_HOME``).
        printed: What making it wrote to standard output.
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
    return _run(["./start", *arguments], home, cwd=cwd)


def _run(command: list[str], home: Path, *, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment(home) | ({} if command[0] == "./start" else {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def sample() -> Sample:
    """The stories, made by whichever worker asks first."""
    return _made("sample", lambda home: _run([sys.executable, "-m", "tests.stories"], home))


def year() -> Sample:
    """The year of the sample county, made by whichever worker asks first."""
    return _made("year", lambda home: start(home, "--no-serve"))


def _made(name: str, make: Callable[[Path], subprocess.CompletedProcess[str]]) -> Sample:
    root = Path(os.environ["YOUJU_TEST_ROOT"]) / name
    root.mkdir(exist_ok=True)
    printed, talk = root / "stdout", root / "stderr"
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            done = make(root / "home")
            assert done.returncode == 0, f"the sample {name} failed:\n{done.stdout}\n{done.stderr}"
            talk.write_text(done.stderr, encoding="utf-8")
            printed.write_text(done.stdout, encoding="utf-8")
    return Sample(root / "home", printed.read_text(encoding="utf-8"), talk.read_text(encoding="utf-8"))
