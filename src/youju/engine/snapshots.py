"""Snapshots on disk: immutable Parquet parts, and a manifest that says which of them count.

Enter at `Store`. The layout is
``<root>/<ledger>/<dataset>/period=YYYY-MM/division=XXXXXX/part-<digest>.parquet``.
A part is named by the SHA-256 of its bytes and is never changed. ``manifest.json`` lists the parts that
make up the snapshot; it is replaced in one step, so that a reader sees the old snapshot or the new one and
never a mixture, and a crash leaves the old one. Every manifest is also kept as ``manifests/<digest>.json``:
a figure cites the digest, and its records can be listed later from the same parts. `Store.collect` removes
what no longer counts.

The digest of a snapshot is made of (key, value) pairs: dataset, partition and the digest of its part. Rows
are sorted and the writer's options are fixed, so the same events give the same bytes.

Belongs here: files, digests, schemas. Does not belong here: what a row means (`youju.ledger.snapshots`),
queries (`youju.figures`).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from youju.errors import fail

FORMAT = 2
"""Version of the layout; another one means that the snapshot is built anew."""

_ROW_GROUP = 131_072
_PARTITION = re.compile(r"period=\d{4}-\d{2}/division=\d{6}")


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of a snapshot.

    Attributes:
        file: Path below the ledger's folder.
        sha256: Digest of the bytes, in hexadecimal.
        bytes: Length of the file.
        rows: Number of rows.
        first: Earliest ``valid_from`` in the part (ISO), so that later partitions need not be opened.
    """

    file: str
    sha256: str
    bytes: int
    rows: int
    first: str


@dataclass(frozen=True)
class Manifest:
    """Which parts make up a snapshot.

    Attributes:
        ledger: Name of the ledger.
        schema: Digest of the columns; another one means that the snapshot is built anew.
        watermark: Position of the last event that is contained.
        tip: Hash of the last event up to the watermark. Another one in the store means that the events are
            not those that were read (a restored backup), and that the snapshot is built anew.
        parts: Part by partition, by dataset.
    """

    ledger: str
    schema: str
    watermark: int
    parts: Mapping[str, Mapping[str, Part]] = field(default_factory=dict)
    format: int = FORMAT
    tip: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the sorted (dataset, partition, part digest) lines and the schema."""
        lines = [f"format={self.format}", f"ledger={self.ledger}", f"schema={self.schema}"]
        lines += [
            f"{dataset}/{partition}={part.sha256}"
            for dataset, parts in sorted(self.parts.items())
            for partition, part in sorted(parts.items())
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def files(self, dataset: str, *, until: date | None = None) -> list[str]:
        """Files of a dataset in a fixed order.

        Args:
            dataset: ``records``, ``acts`` or ``table_<field>``.
            until: Leave out parts in which nothing is valid on or before this day. There is no such choice
                by division: a record stays in the part of the division that it was opened with, also when
                that is corrected later.
        """
        return [part.file for part in self._parts(dataset, until)]

    def rows(self, dataset: str, *, until: date | None = None) -> int:
        """How many rows those files have."""
        return sum(part.rows for part in self._parts(dataset, until))

    def _parts(self, dataset: str, until: date | None) -> list[Part]:
        return [
            part
            for _, part in sorted(self.parts.get(dataset, {}).items())
            if until is None or part.first <= until.isoformat()
        ]

    def with_parts(
        self, changes: Mapping[str, Mapping[str, Part | None]], *, watermark: int, tip: str = ""
    ) -> Manifest:
        """The next manifest; None takes a partition out."""
        parts = {dataset: dict(old) for dataset, old in self.parts.items()}
        for dataset, changed in changes.items():
            into = parts.setdefault(dataset, {})
            for partition, part in changed.items():
                if part is None:
                    into.pop(partition, None)
                else:
                    into[partition] = part
        return replace(self, parts=parts, watermark=watermark, tip=tip)


@lru_cache(maxsize=65_536)
def partition_of(opened_on: date, division: str | None) -> str:
    """The partition of a record, fixed when it is opened: month and county.

    Args:
        opened_on: Business date of the opening.
        division: Statistical division code of 6 to 12 digits; ``000000`` when there is none.

    Example:
        >>> partition_of(date(2023, 5, 1), "341802001000")
        'period=2023-05/division=341802'
    """
    county = (division or "")[:6]
    return f"period={opened_on:%Y-%m}/division={county if re.fullmatch(r'[0-9]{6}', county) else '000000'}"


def schema_digest(schemas: Mapping[str, pa.Schema]) -> str:
    """SHA-256 over (dataset, column, type) lines."""
    lines = [
        f"{dataset}.{column.name}={column.type}"
        for dataset, schema in sorted(schemas.items())
        for column in schema
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class Store:
    """The snapshots of one ledger below a folder."""

    def __init__(self, root: Path, ledger: str) -> None:
        self.folder = root / ledger
        self.ledger = ledger

    def manifest(self) -> Manifest | None:
        """The current snapshot; None when there is none yet, or its format is an older one."""
        try:
            found = _parse((self.folder / "manifest.json").read_bytes())
        except FileNotFoundError:
            return None
        return found if found.format == FORMAT else None

    def at(self, digest: str) -> Manifest:
        """A former snapshot by its digest.

        Raises:
            YoujuError: G490 when it has been removed.
        """
        try:
            return _parse((self.folder / "manifests" / f"{digest}.json").read_bytes())
        except FileNotFoundError as error:
            raise fail("G490", ledger=self.ledger, digest=digest[:12]) from error

    def paths(self, files: Iterable[str]) -> list[str]:
        """Absolute paths of parts."""
        return [str(self.folder / name) for name in files]

    def read(self, part: Part) -> pa.Table:
        """The rows of a part."""
        return pq.read_table(self.folder / part.file, partitioning=None)

    def write(self, dataset: str, partition: str, table: pa.Table, *, sort: Iterable[str]) -> Part | None:
        """Write the rows of a partition as a new part; None when there are no rows.

        Args:
            dataset: Folder below the ledger.
            partition: As `partition_of` gives it.
            table: All rows of the partition in any order.
            sort: Columns that order the rows completely.
        """
        if not _PARTITION.fullmatch(partition):
            raise ValueError(f"not a partition: {partition}")
        if table.num_rows == 0:
            return None
        table = table.sort_by([(column, "ascending") for column in sort]).combine_chunks()
        folder = self.folder / dataset / partition
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".part-{os.getpid()}.tmp"
        pq.write_table(
            table,
            draft,
            compression="zstd",
            compression_level=3,
            row_group_size=_ROW_GROUP,
            write_statistics=True,
            store_schema=False,
            version="2.6",
            data_page_version="1.0",
        )
        digest = _sha256(draft)
        name = f"part-{digest[:32]}.parquet"
        size = draft.stat().st_size
        _sync(draft)
        draft.replace(folder / name)
        first = pc.min(table.column("valid_from")).as_py()
        return Part(f"{dataset}/{partition}/{name}", digest, size, table.num_rows, first.isoformat())

    def publish(self, manifest: Manifest) -> None:
        """Make a snapshot the current one, in one step, after all of its parts are on disk."""
        text = _dump(manifest)
        kept = self.folder / "manifests"
        kept.mkdir(parents=True, exist_ok=True)
        for target in (kept / f"{manifest.digest}.json", self.folder / "manifest.json"):
            draft = target.with_suffix(f".{os.getpid()}.tmp")
            draft.write_bytes(text)
            _sync(draft)
            draft.replace(target)
        _sync(self.folder)

    def complete(self, manifest: Manifest) -> bool:
        """Whether every listed part is there with its full length; a lost one means: build anew."""
        for parts in manifest.parts.values():
            for part in parts.values():
                try:
                    if (self.folder / part.file).stat().st_size != part.bytes:
                        return False
                except FileNotFoundError:
                    return False
        return True

    def verify(self, manifest: Manifest) -> list[str]:
        """Files whose bytes no longer have the digest of the manifest, or that are missing."""
        return [
            part.file
            for parts in manifest.parts.values()
            for part in parts.values()
            if not (self.folder / part.file).exists() or _sha256(self.folder / part.file) != part.sha256
        ]

    def collect(self, *, cited: Iterable[str]) -> list[str]:
        """Remove parts and manifests that are neither current nor cited.

        Args:
            cited: Digests of snapshots that observations refer to.

        Returns:
            The removed files, below the ledger's folder.
        """
        current = self.manifest()
        keep = {*cited, *([current.digest] if current else [])}
        files: set[str] = set()
        removed = []
        for path in sorted((self.folder / "manifests").glob("*.json")):
            if path.stem in keep:
                found = _parse(path.read_bytes())
                files |= {part.file for parts in found.parts.values() for part in parts.values()}
            else:
                path.unlink()
                removed.append(f"manifests/{path.name}")
        for path in sorted(self.folder.glob("*/period=*/division=*/*")):
            name = str(path.relative_to(self.folder))
            if name not in files:
                path.unlink()
                removed.append(name)
        return removed


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _dump(manifest: Manifest) -> bytes:
    shape = {
        "format": manifest.format,
        "ledger": manifest.ledger,
        "schema": manifest.schema,
        "watermark": manifest.watermark,
        "tip": manifest.tip,
        "digest": manifest.digest,
        "parts": {
            dataset: {
                partition: {
                    "file": part.file,
                    "sha256": part.sha256,
                    "bytes": part.bytes,
                    "rows": part.rows,
                    "first": part.first,
                }
                for partition, part in sorted(parts.items())
            }
            for dataset, parts in sorted(manifest.parts.items())
        },
    }
    return (json.dumps(shape, ensure_ascii=False, indent=1) + "\n").encode()


def _parse(text: bytes) -> Manifest:
    shape: dict[str, Any] = json.loads(text)
    return Manifest(
        ledger=shape["ledger"],
        schema=shape["schema"],
        watermark=shape["watermark"],
        tip=shape["tip"],
        format=shape["format"],
        parts={
            dataset: {partition: Part(**part) for partition, part in parts.items()}
            for dataset, parts in shape["parts"].items()
        },
    )
