"""Deliveries as they come: every file is kept under its digest, and read if it can be trusted.

Enter at `received`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.conf import settings
from uuid_utils.compat import uuid7

from youju.errors import Problem, YoujuError
from youju.ledger import filestore
from youju.linkage import deliveries, reasons
from youju.linkage.config import Configuration, Source
from youju.linkage.deliveries import Delivery, Shape
from youju.register.models import Delivery as Kept
from youju.register.models import Load

LARGEST = 2 << 30
"""Bytes of a delivered file."""
_Read = TypeVar("_Read")


def received(
    wanted: Configuration, made: Load, *, as_at: date, partial: bool, accepted: Collection[str]
) -> tuple[dict[str, tuple[Kept, Delivery]], dict[str, tuple[Problem, ...]]]:
    """Keep every file, and read those that can be trusted.

    Args:
        wanted: The lists.
        made: With which they come.
        as_at: The day as at which they were delivered.
        partial: They hold new and changed rows only, and are not held against the last whole delivery.
        accepted: Neither are these lists; somebody has looked at them.

    Returns:
        By list what passed, and what stands against those that are held.
    """
    passed: dict[str, tuple[Kept, Delivery]] = {}
    held: dict[str, tuple[Problem, ...]] = {}
    for source in wanted.sources:
        alone = partial or source.name in accepted
        kept, found = one(source, made, deliveries.read, as_at=as_at, alone=alone)
        if isinstance(found, YoujuError):
            held[source.name] = tuple(found.problems)
            continue
        passed[source.name] = (kept, found)
    return passed, held


def one(
    source: Source, made: Load | None, read: Callable[..., _Read], *, as_at: date, alone: bool
) -> tuple[Kept, _Read | YoujuError]:
    """Keep one file and read it; a delivery that is held is saved with its reasons, another one is not yet.

    Args:
        source: The list.
        made: With which it comes.
        read: Takes the list, and what the last delivery looked like.
        as_at: The day as at which it was delivered.
        alone: It is not held against the last whole delivery.
    """
    with source.file.open("rb") as stream:
        sha256, size = _kept(stream, source.file.name)
    kept = Kept(
        id=uuid7(), load=made, source=source.name, file=source.file.name, sha256=sha256, size=size,
        held=False, as_at=as_at,
    )  # fmt: skip
    try:
        return kept, read(source, last=None if alone else _last(source.name))
    except YoujuError as error:
        kept.held, kept.problems = True, [problem.as_dict() for problem in reasons.first(error.problems)]
        kept.reasons = _reasons(error.problems, source.file.name)
        kept.save(force_insert=True)
        return kept, error


def taken_in(kept: Kept, delivery: Delivery, counts: dict[str, int], *, partial: bool) -> None:
    """Save a delivery that passed, with what the next one is held against."""
    seen: dict[str, Any] = {"encoding": delivery.shape.encoding, "twice": delivery.shape.twice}
    kept.rows, kept.columns = delivery.shape.rows, list(delivery.shape.columns)
    kept.counts = {**counts, "partial": partial, **seen}
    kept.save(force_insert=True)


def _kept(stream: BinaryIO, name: str) -> tuple[str, int]:
    """A file under its digest, as it came; the digest and its size."""
    root = Path(settings.EVIDENCE_ROOT)
    with filestore.received(root, stream, name=name, limit=LARGEST) as incoming:
        filestore.keep(root, incoming)
        return incoming.sha256, incoming.size


def _reasons(problems: Sequence[Problem], name: str) -> str:
    """All of them as a table, kept like the file that they are about."""
    with tempfile.TemporaryDirectory(prefix="reasons-") as folder:
        path = Path(folder) / "reasons.csv"
        reasons.write(path, {name: problems})
        with path.open("rb") as stream:
            return _kept(stream, path.name)[0]


def _last(name: str) -> Shape | None:
    """What the last whole delivery of a list looked like."""
    found = Kept.objects.filter(source=name, held=False, counts__partial=False).order_by("-id").first()
    if found is None:
        return None
    said = found.counts
    return Shape(found.rows, tuple(found.columns), said.get("encoding", ""), said.get("twice"))
