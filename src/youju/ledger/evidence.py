"""Evidence (佐证材料): files kept by their content, checked when they come in, verified when asked.

Enter at `store` (take a file in), `open_file` (read one), `derive_pending` (thumbnails and text for search,
made afterwards) and `verify_evidence`. A stored file is on the disk before `store` returns, so an act that
refers to it can be acknowledged.

Does not belong here: what a file is (`filetypes`), where it lies (`filestore`), reading its text
(`extracting`); who may see it follows from the records that refer to it (`queries.evidence_of`).
"""

from __future__ import annotations

import importlib
import io
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from youju.errors import CODES, Problem, fail
from youju.ledger import extracting, filestore, filetypes
from youju.ledger.actions import attaching
from youju.ledger.models import EvidenceFile

SCAN_SECONDS = 120
"""How long a virus scanner may take for one file before it counts as broken."""
DERIVED_TOGETHER = 20
"""Files that one child process reads."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stored file under the name with which it came; give it to an act.

    Attributes:
        sha256: Of the content, lower case hexadecimal.
        name: For people.
        size: Bytes.
        kind: document, spreadsheet, photo, video, audio, archive.
        media_type: By content.
    """

    sha256: str
    name: str
    size: int
    kind: str
    media_type: str

    def as_dict(self) -> dict[str, Any]:
        """As events refer to it."""
        return {"sha256": self.sha256, "name": self.name, "size": self.size, "kind": self.kind}


def root() -> Path:
    """Folder of the store."""
    return Path(settings.EVIDENCE_ROOT)


def store(stream: BinaryIO, name: str) -> Evidence:
    """Take a file in: receive, identify by content, scan, keep, note. The same content is kept once.

    Args:
        stream: The content, from its present position to its end.
        name: Name that it came with; folders in it are ignored.

    Raises:
        YoujuError: K740 to K746; nothing is kept then.
    """
    name = filetypes.clean_name(name)
    known = filetypes.BY_EXTENSION.get(name.rpartition(".")[2].lower())
    limit = filetypes.LIMITS[known.kind] if known else min(filetypes.LIMITS.values())
    with filestore.received(root(), stream, name=name, limit=limit) as incoming:
        found = filetypes.identify(incoming.path, name)
        _scan(incoming.path, name)
        filestore.keep(root(), incoming)
    with transaction.atomic(savepoint=False):
        attaching.remember(incoming.sha256, size=incoming.size, media_type=found.media_type, kind=found.kind)
    return Evidence(incoming.sha256, name, incoming.size, found.kind, found.media_type)


def _scan(path: Path, name: str) -> None:
    """Ask the virus scanner that is configured, if any: ``EVIDENCE_SCANNER``.

    ``module:function`` is called with the path and returns what it found, or None. Anything else is a
    command that gets the path as its last argument and ends with 0 (clean) or 1 (infected), as clamdscan
    does. A scanner that does not answer refuses the file: unscanned files are not taken in.

    Raises:
        YoujuError: K745.
    """
    scanner = settings.EVIDENCE_SCANNER
    if not scanner:
        return
    try:
        reason = scanner(path) if callable(scanner) else _ask(str(scanner), path)
    except Exception as error:  # fails closed, whatever the scanner does
        raise fail("K745", name=name, reason="查毒程序没有应答") from error
    if reason:
        raise fail("K745", name=name, reason=str(reason)[:200])


def _ask(scanner: str, path: Path) -> str | None:
    if ":" in scanner and " " not in scanner and "/" not in scanner:
        module, _, function = scanner.partition(":")
        reason = getattr(importlib.import_module(module), function)(path)
        return str(reason) if reason else None
    done = subprocess.run(  # noqa: S603 - the operator's own command
        [*shlex.split(scanner), str(path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SCAN_SECONDS,
        check=False,
    )
    if done.returncode == 0:
        return None
    if done.returncode == 1:
        return "发现病毒"
    raise RuntimeError(f"the scanner ended with {done.returncode}")


def open_file(sha256: str) -> BinaryIO:
    """A stored file, open for reading.

    Raises:
        YoujuError: K747 when it is not there.
    """
    try:
        return filestore.path_of(root(), sha256).open("rb")
    except (FileNotFoundError, ValueError) as error:
        raise fail("K747", sha256=sha256) from error


def derive_pending(*, limit: int = 1000) -> int:
    """Make thumbnails and text for files that have none yet, and return how many were tried.

    Taking a file in never waits for this and never fails by it; the worker runs it.
    """
    pending = list(EvidenceFile.objects.filter(derived="pending").order_by("stored_at")[:limit])
    for start in range(0, len(pending), DERIVED_TOGETHER):
        batch = pending[start : start + DERIVED_TOGETHER]
        places = [(filestore.path_of(root(), one.sha256), one.media_type) for one in batch]
        for one, found in zip(batch, extracting.extract(places), strict=True):
            small = _keep_bytes(found.picture) if found.picture else ""
            attaching.note_derived(one.sha256, thumbnail=small, text=found.text, failed=found.failed)
    return len(pending)


def _keep_bytes(content: bytes) -> str:
    with filestore.received(root(), io.BytesIO(content), name="thumbnail", limit=len(content)) as incoming:
        filestore.keep(root(), incoming)
    return incoming.sha256


@dataclass(frozen=True, slots=True)
class Verified:
    """Result of `verify_evidence`.

    Attributes:
        checked: Files compared with their digest.
        problems: K747 for each that is missing, K748 for each whose content is another.
    """

    checked: int
    problems: list[Problem]


def verify_evidence() -> Verified:
    """Compare every known file with its digest."""
    checked = 0
    problems: list[Problem] = []
    for sha256, size in _known():
        checked += 1
        path = filestore.path_of(root(), sha256)
        if not path.is_file():
            problems.append(Problem(CODES["K747"], {"sha256": sha256}))
        elif path.stat().st_size != size or filestore.digest_of(path) != sha256:
            problems.append(Problem(CODES["K748"], {"sha256": sha256}))
    return Verified(checked, problems)


def _known() -> Iterator[tuple[str, int]]:
    rows = EvidenceFile.objects.order_by("sha256").values_list("sha256", "size")
    yield from rows.iterator(chunk_size=5000)
