"""Packs for tests: the good one, copies of it with something changed, and what was found wrong."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from youju.definitions.load import Loaded, read_pack
from youju.errors import Problem

HERE = Path(__file__).parent
GOOD = HERE / "good" / "county"
BROKEN = HERE / "broken"
NEIGHBOURS = HERE / "neighbours"


def copied(folder: Path, source: Path = GOOD) -> Path:
    """A copy of a pack, to be changed."""
    target = folder / source.name
    shutil.copytree(source, target)
    return target


def edited(pack: Path, file: str, old: str, new: str) -> int:
    """Replace a text that occurs once in a file of a pack; gives the line of the replacement."""
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def read(pack: Path) -> tuple[Loaded | None, Sequence[Problem]]:
    """As `read_pack`, with the neighbours of the tests at hand."""
    return read_pack(pack, search=[NEIGHBOURS])


def found(pack: Path) -> list[tuple[str, str, int | None]]:
    """Code, file within the pack and line of everything that is wrong."""
    _, problems = read(pack)
    return [
        (one.code.id, str(Path(one.where.file or "").relative_to(pack)), one.where.line) for one in problems
    ]
