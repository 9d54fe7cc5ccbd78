"""The project's own files, as the house tests read them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "youju"


@cache
def modules() -> dict[str, Path]:
    """Every Python module of the package by its path below ``src/youju``, migrations left out."""
    found = {
        path.relative_to(PACKAGE).as_posix(): path
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    }
    assert len(found) > 20, "the package was not found"
    return found


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def rooms() -> tuple[str, ...]:
    """Names of the rooms: the packages directly below ``youju``, data-only ones left out."""
    return tuple(sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))


@cache
def tracked() -> tuple[Path, ...]:
    """Files of the repository: those that git tracks, or without git everything that is not ignored."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return tuple(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
    aside = {".git", ".venv", "var", "out", "dist", "test-results", "__pycache__"}
    return tuple(
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(part in aside or part.endswith("_cache") for part in path.parts)
    )
