"""Files kept under the SHA-256 of their content: ``ab/<sha256>``. No database.

Enter at `Incoming` (receive), `keep` and `path_of`. A file is on the disk, with the folders that lead to it,
before `keep` returns: what is acknowledged afterwards survives a loss of power. Files are never changed and
have no right to run. One level of 256 folders keeps a million files easy to find; a second level would make
nearly every file the first of its folder, and each new folder costs another flush of the disk.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from youju.errors import fail

CHUNK = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that was received and is not yet part of the store."""

    path: Path
    sha256: str
    size: int


def path_of(root: Path, sha256: str) -> Path:
    """Where a file lies, or would.

    Raises:
        ValueError: It is no digest, and so could lead anywhere.
    """
    if not _DIGEST.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower case hexadecimal digits")
    return root / sha256[:2] / sha256


@contextmanager
def received(root: Path, stream: BinaryIO, *, name: str, limit: int) -> Iterator[Incoming]:
    """Write a stream to a private file in the store's own file system, hashing as it comes.

    The private file is gone when the block ends, whether it was kept or not.

    Raises:
        YoujuError: K741 as soon as more than ``limit`` bytes have come.
    """
    folder = root / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(dir=folder)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb", buffering=0) as out:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise fail("K741", name=name, limit=f"{limit // (1024 * 1024)}MB")
                digest.update(chunk)
                out.write(chunk)
            os.fsync(out.fileno())
        yield Incoming(Path(path), digest.hexdigest(), size)
    finally:
        with suppress(FileNotFoundError):
            Path(path).unlink()


_SETTLED: set[Path] = set()
"""Folders that this process knows to be on the disk."""


def keep(root: Path, incoming: Incoming) -> Path:
    """Make a received file part of the store; one that is there already is left as it is."""
    path = path_of(root, incoming.sha256)
    folder = path.parent
    if folder not in _SETTLED or not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync(root)  # also when another process has just made it and may not have flushed it yet
        _SETTLED.add(folder)
    if not path.exists():
        incoming.path.chmod(0o440)
        incoming.path.rename(path)
    _sync(folder)
    return path


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """SHA-256 of a file as it is now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
