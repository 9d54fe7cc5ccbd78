"""The two doors find a Python, say in one line what is missing, and install once."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

DOORS = ["start", "test", ".ci/run", "tools/lock"]


def shell(script: str, *, cwd: Path, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script after ``tools/environment.sh`` with only the programs that the tests put there."""
    return subprocess.run(
        ["/bin/bash", "-uc", f". {ROOT}/tools/environment.sh; {script}"],
        cwd=cwd,
        env={"PATH": str(path), "HOME": str(cwd), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A directory of programs as on a bare machine: the shell's own tools, no Python, not root."""
    found = tmp_path / "programs"
    found.mkdir()
    for name in ("cat", "sha256sum", "dirname"):
        (found / name).symlink_to(shutil.which(name) or "")
    fake(found, "id", "echo 1000")
    return found


def fake(programs: Path, name: str, body: str) -> None:
    file = programs / name
    file.write_text(f"#!/bin/bash\n{body}\n")
    file.chmod(0o755)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_can_be_run_and_parses(door: str) -> None:
    path = ROOT / door
    assert path.stat().st_mode & stat.S_IXUSR
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
    subprocess.run(["/bin/bash", "-n", path], check=True)


def test_no_python_is_one_line(programs: Path, tmp_path: Path) -> None:
    done = shell("make_venv", cwd=tmp_path, path=programs)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "需要 Python 3.11" in done.stderr
    assert "is needed" in done.stderr


def test_an_old_python_and_a_dead_name_are_passed_over(programs: Path, tmp_path: Path) -> None:
    fake(programs, "python3", "exit 1")
    fake(programs, "python3.13", "echo 'command not found' >&2; exit 127")
    (programs / "python3.11").symlink_to(sys.executable)
    done = shell("find_python", cwd=tmp_path, path=programs)
    assert (done.returncode, done.stdout) == (0, "python3.11\n")


def test_a_missing_venv_module_is_named(programs: Path, tmp_path: Path) -> None:
    fake(programs, "python3", 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.11-venv;; esac')
    done = shell("make_venv", cwd=tmp_path, path=programs)
    assert done.returncode == 2
    assert "apt-get install python3.11-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_root_gets_it_installed(programs: Path, tmp_path: Path) -> None:
    # A machine on which apt-get brings the module: the marker file stands for it.
    fake(programs, "id", "echo 0")
    fake(
        programs,
        "apt-get",
        f'[[ "$*" == *"install -y"*python3.11-venv* ]] && echo > {tmp_path}/module; exit 0',
    )
    fake(
        programs,
        "python3",
        f'case "$2" in *ensurepip*) [ -e {tmp_path}/module ];; *print*) echo python3.11-venv;;'
        f' venv) echo "$@" > {tmp_path}/made;; esac',
    )
    done = shell("make_venv", cwd=tmp_path, path=programs)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "made").read_text() == "-m venv --clear .venv\n"


def test_a_lock_is_installed_once(programs: Path, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    environment = tmp_path / ".venv" / "bin"
    environment.mkdir(parents=True)
    fake(
        environment, "python", f'case "$*" in *install*) echo "$@" >> {calls};; *) echo Python 3.11.7;; esac'
    )
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(name)

    def lines() -> list[str]:
        return calls.read_text().splitlines() if calls.exists() else []

    for _ in range(2):
        done = shell("use_environment requirements.lock; echo $bin", cwd=tmp_path, path=programs)
        assert (done.returncode, done.stdout) == (0, f"{tmp_path}/.venv/bin\n"), done.stderr
    assert len(lines()) == 2
    assert "--require-hashes --no-deps -r requirements.lock" in lines()[0]
    assert "--no-build-isolation -e ." in lines()[1]

    (tmp_path / "requirements.lock").write_text("changed")
    shell("use_environment requirements.lock", cwd=tmp_path, path=programs)
    assert len(lines()) == 4

    shell("use_environment requirements-dev.lock", cwd=tmp_path, path=programs)
    shell("use_environment requirements.lock", cwd=tmp_path, path=programs)
    assert len(lines()) == 6, "what the tests need contains what the start needs"


def test_a_failed_install_is_said_and_tried_again(programs: Path, tmp_path: Path) -> None:
    environment = tmp_path / ".venv" / "bin"
    environment.mkdir(parents=True)
    fake(environment, "python", 'case "$*" in *install*) exit 1;; *) echo Python 3.11.7;; esac')
    for name in ("pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_text(name)
    for _ in range(2):
        done = shell("use_environment requirements.lock", cwd=tmp_path, path=programs)
        assert done.returncode == 2
        assert "安装软件包失败" in done.stderr


def test_an_environment_can_be_given(programs: Path, tmp_path: Path) -> None:
    given = Path(sys.prefix)
    done = shell(
        "use_environment requirements.lock; echo $bin", cwd=tmp_path, path=programs, YOUJU_VENV=str(given)
    )
    assert (done.returncode, done.stdout) == (0, f"{given}/bin\n")
    assert [path.name for path in tmp_path.iterdir()] == ["programs"], "nothing is made beside it"
