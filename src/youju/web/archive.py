"""The file of a backup: one uncompressed tar of a manifest, a database dump and evidence files.

The first member is the manifest; its own digest is part of its name, and it lists every other member in
order with size and SHA-256. Reading accepts exactly that: plain files, in that order, nothing missing,
nothing more, every byte as digested. Names in the archive never become paths; evidence is placed by its
digest. So a file that was cut, changed or made up is refused before anything is touched.

Does not belong here: the database (`backup`).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from youju.errors import fail

FORMAT = 1
DUMP = "database.dump"
_MANIFEST = re.compile(r"manifest-([0-9a-f]{64})\.json")
_EVIDENCE = re.compile(r"evidence/([0-9a-f]{64})")
_LARGEST_MANIFEST = 1 << 30
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive.

    Attributes:
        name: ``database.dump`` or ``evidence/<sha256>``.
        size: Bytes.
        sha256: Digest of its content, hexadecimal.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        made_at: When, ISO 8601.
        version: Version of Youju that made it.
        migrations: Migrations of its tables, ``app.name``.
        privileges: What the application role may do, by table and sequence.
        job_privileges: The same of the job role; empty in backups from before it existed.
        events: Number of events.
        seal: Hash of the last seal, hexadecimal; empty without events.
        lost: Digests of evidence that was missing or damaged when the backup was made.
        members: The other files, in order.
    """

    made_at: str
    version: str
    migrations: list[str]
    privileges: dict[str, list[str]]
    events: int
    seal: str
    lost: list[str] = field(default_factory=list)
    job_privileges: dict[str, list[str]] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)

    def encoded(self) -> bytes:
        """As JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def decoded(cls, data: bytes) -> Manifest:
        """From JSON.

        Raises:
            ValueError, KeyError, TypeError: It is none.
        """
        values = json.loads(data)
        if values.pop("format") != FORMAT:
            raise ValueError("unknown format")
        members = [Member(**member) for member in values.pop("members")]
        return cls(**values, members=members)


def write(target: IO[bytes], manifest: Manifest, sources: Iterable[Path]) -> None:
    """Write an archive.

    Args:
        sources: The files of the manifest's members, in their order.

    Raises:
        YoujuError: W921, a file is no longer what the manifest says.
    """
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        data = manifest.encoded()
        _add(tar, f"manifest-{hashlib.sha256(data).hexdigest()}.json", len(data), io.BytesIO(data))
        for member, source in zip(manifest.members, sources, strict=True):
            with source.open("rb") as file:
                digesting = _Digesting(file)
                try:
                    _add(tar, member.name, member.size, digesting)
                except OSError as error:
                    raise fail("W921", file=source.name, reason=f"写入时出错（{error}）") from error
                if digesting.hexdigest() != member.sha256:
                    raise fail("W921", file=source.name, reason="在备份期间被改动")


def _add(tar: tarfile.TarFile, name: str, size: int, file: Any) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, file)


class _Digesting:
    """A file that digests what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self._file.read(size)
        self._digest.update(data)
        return data

    def hexdigest(self) -> str:
        """Digest of all that was read."""
        return self._digest.hexdigest()


def read(file: Path, into: Path) -> Manifest:
    """Check a whole archive and lay out its members in a directory: the dump, and evidence by digest.

    Args:
        into: An existing, empty directory of our own.

    Raises:
        YoujuError: W921, it is no sound archive; the directory may then hold some files.
    """
    try:
        with file.open("rb") as source, tarfile.open(fileobj=source, mode="r|") as tar:
            manifest = _read_members(tar, file, into)
            if any(block.strip(b"\0") for block in iter(lambda: source.read(_CHUNK), b"")):
                raise fail("W921", file=file.name, reason="末尾有多余的内容")
            return manifest
    except FileNotFoundError as error:
        raise fail("W921", file=file.name, reason="不存在") from error
    except (tarfile.TarError, EOFError) as error:
        raise fail("W921", file=file.name, reason="不是完整的备份文件") from error
    except OSError as error:
        raise fail("W921", file=file.name, reason=f"读取时出错（{error}）") from error


def _read_members(tar: tarfile.TarFile, file: Path, into: Path) -> Manifest:
    entries = _plain(tar, file)
    first, content = next(entries, (None, None))
    match = first and _MANIFEST.fullmatch(first.name)
    if not (first and content and match) or first.size > _LARGEST_MANIFEST:
        raise fail("W921", file=file.name, reason="不是有据的备份")
    data = content.read()
    if hashlib.sha256(data).hexdigest() != match[1]:
        raise fail("W921", file=file.name, reason="的目录已被改动")
    try:
        manifest = Manifest.decoded(data)
    except (ValueError, KeyError, TypeError) as error:
        raise fail("W921", file=file.name, reason="的格式本版本不认识") from error
    for member in manifest.members:
        info, content = next(entries, (None, None))
        if info is None or content is None:
            raise fail("W921", file=file.name, reason=f"不完整，缺少 {member.name}")
        evidence = _EVIDENCE.fullmatch(member.name)
        sound = member.name == DUMP or (evidence is not None and evidence[1] == member.sha256)
        if not sound or (info.name, info.size) != (member.name, member.size):
            raise fail("W921", file=file.name, reason=f"的内容与目录不符（{member.name}）")
        place = into / (DUMP if evidence is None else evidence[1])
        if _copy(content, place) != member.sha256:
            raise fail("W921", file=file.name, reason=f"已损坏（{member.name}）")
    if next(entries, None) is not None:
        raise fail("W921", file=file.name, reason="含有目录之外的文件")
    return manifest


def _plain(tar: tarfile.TarFile, file: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """The members, which must all be plain files."""
    for info in tar:
        content = tar.extractfile(info) if info.isreg() else None
        if content is None:
            raise fail("W921", file=file.name, reason="含有不是普通文件的内容")
        yield info, content


def _copy(content: IO[bytes], place: Path) -> str:
    """Write a member out, flushed to the disk; its digest."""
    digest = hashlib.sha256()
    with place.open("xb") as out:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()
