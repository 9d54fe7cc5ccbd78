"""The files of a pack: which there may be, where, how large; nothing is read that is not expected.

Enter at `read_files`. A pack is ``pack.yaml`` and the folders of `FOLDERS`, one level deep. Whatever else
lies there is reported, not skipped: a ledger saved in the wrong folder would otherwise silently not exist.
Names that begin with a dot (what editors and systems leave behind) are not part of a pack.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from youju.definitions.nearest import hint
from youju.errors import CODES, Problem, Where

HEADER = "pack.yaml"
FOLDERS: dict[str, str] = {
    "ledgers": ".yaml",
    "figures": ".yaml",
    "series": ".yaml",
    "targets": ".yaml",
    "scoring": ".yaml",
    "warnings": ".yaml",
    "reports": ".md",
    "scenarios": ".yaml",
}
"""Folders of a pack and the ending of the files in each."""

READ_BUT_NOT_USED = ("README.md", "LICENSE")
MAX_FILE_BYTES = 1024 * 1024
MAX_FILES = 500


@dataclass(slots=True)
class Files:
    """Texts of a pack by relative path, in sorted order, and what was wrong with the rest.

    Attributes:
        root: Folder of the pack.
        names: Files that belong to a pack, read or not.
        texts: Those that could be read.
        problems: What is wrong.
    """

    root: Path
    names: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def shown(self, name: str) -> str:
        """A file's name as messages print it: from where the command was given."""
        return str(self.root / name)

    def report(self, code: str, name: str, *, line: int | None = None, **fields: object) -> None:
        """Note a problem of a whole file."""
        where = Where(file=self.shown(name) if name else str(self.root), line=line)
        self.problems.append(Problem(CODES[code], fields, where))


def read_files(root: Path) -> Files:
    """Read the texts of a pack.

    Args:
        root: Folder of the pack.
    """
    files = Files(root)
    if not root.is_dir():
        files.report("D301", "")
        return files
    inside = root.resolve()
    found = list(_listed(root, files))
    if HEADER not in (name for name, _ in found):
        files.report("D302", "")
    if len(found) > MAX_FILES:
        files.report("D306", "", count=len(found), most=MAX_FILES)
        return files
    files.names = [name for name, _ in found]
    for name, path in found:
        if not path.resolve().is_relative_to(inside):
            files.report("D304", name)
            continue
        text = _text(path, name, files)
        if text is not None:
            files.texts[name] = text
    return files


def _entries(folder: Path) -> list[Path]:
    return sorted((path for path in folder.iterdir() if not path.name.startswith(".")), key=lambda p: p.name)


def _listed(root: Path, files: Files) -> list[tuple[str, Path]]:
    """The files that belong to a pack, by relative path; others are reported."""
    found: list[tuple[str, Path]] = []
    for entry in _entries(root):
        if entry.name in FOLDERS and entry.is_dir():
            ending = FOLDERS[entry.name]
            for inner in _entries(entry):
                name = f"{entry.name}/{inner.name}"
                if inner.suffix == ending and (inner.is_file() or inner.is_symlink()):
                    found.append((name, inner))
                else:
                    files.report("D303", name, hint=f"{entry.name} 中只放以 {ending} 结尾的文件。")
        elif entry.name == HEADER and (entry.is_file() or entry.is_symlink()):
            found.append((HEADER, entry))
        elif entry.name not in READ_BUT_NOT_USED or not entry.is_file():
            files.report("D303", entry.name, hint=hint(entry.name, [HEADER, *FOLDERS]))
    return sorted(found, key=lambda pair: pair[0])


def _text(path: Path, name: str, files: Files) -> str | None:
    """Content of one file as text, without byte order mark; None with a problem noted."""
    try:
        if not path.is_file():
            files.report("D305", name, reason="不是普通文件")
            return None
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        files.report("D305", name, reason=os.strerror(error.errno or 0))
        return None
    if len(content) > MAX_FILE_BYTES:
        files.report("D307", name, most=MAX_FILE_BYTES // 1024)
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        files.report("D319", name, line=line, guess=_guess(content))
        return None


def _guess(content: bytes) -> str:
    """Which other encoding it probably is, in words."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "其他编码或二进制文件"
    return "GBK 或 GB18030"
