"""The locks fit pyproject.toml: every direct dependency is there, in range, with hashes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT

_ENTRY = re.compile(
    r"""^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\ ;\\]+)[^\n]*\\\n
        (?:[ ]{4}--hash=sha256:\w{64}[^\n]*\n?)+""",
    re.MULTILINE | re.VERBOSE,
)


def locked(lock: str) -> dict[str, list[str]]:
    """Versions by name; a name has several where they differ by version of Python."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for entry in _ENTRY.finditer(text):
        found.setdefault(canonicalize_name(entry["name"]), []).append(entry["version"])
    pinned = len(re.findall(r"^[A-Za-z0-9._-]+==", text, re.M))
    assert pinned == sum(map(len, found.values())) > 20, "an entry without a hash"
    return found


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_direct_dependencies_are_locked_in_range(lock: str, project: dict[str, Any]) -> None:
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    if lock == "requirements-dev.lock":
        wanted += project["dependency-groups"]["dev"]
        wanted += [line for extra in project["project"]["optional-dependencies"].values() for line in extra]
    versions = locked(lock)
    for line in wanted:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        assert name in versions, f"{lock} lacks {name}: run tools/lock"
        for version in versions[name]:
            assert requirement.specifier.contains(version, prereleases=True), (
                f"{lock}: {name} {version} is not {line}: run tools/lock"
            )


def test_what_runs_is_what_was_tested() -> None:
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    differing = {name: (runtime[name], dev.get(name)) for name in runtime if runtime[name] != dev.get(name)}
    assert not differing, f"run tools/lock: {differing}"


def test_the_build_backend_is_the_locked_one(project: dict[str, Any]) -> None:
    assert project["build-system"]["requires"] == project["dependency-groups"]["build"]


def test_no_index_in_the_locks() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / lock).read_text(encoding="utf-8")
