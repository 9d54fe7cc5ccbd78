"""Deliveries as they come: every file is kept under its digest, and read if it can be trusted.

Enter at `received`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from django.conf import settings
from uuid_utils.compat import uuid7

from youju.errors import Problem, YoujuError
from youju.ledger import filestore
from youju.linkage import deliveries
from youju.linkage.config import Configuration, Source
from youju.linkage.deliveries import Delivery, Shape
from youju.register.models import Delivery as Kept
from youju.register.models import Load

LARGEST = 2 << 30
"""Bytes of a delivered file."""


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
        kept = _kept(source, made, as_at)
        try:
            delivery = deliveries.read(
                source, last=None if partial or source.name in accepted else _last(source.name)
            )
        except YoujuError as error:
            held[source.name] = tuple(error.problems)
            kept.held, kept.problems = True, [one.as_dict() for one in error.problems]
            kept.save(force_insert=True)
            continue
        kept.rows, kept.columns = delivery.shape.rows, list(delivery.shape.columns)
        passed[source.name] = (kept, delivery)
    return passed, held


def _kept(source: Source, made: Load, as_at: date) -> Kept:
    """The file under its digest, as it came."""
    root = Path(settings.EVIDENCE_ROOT)
    with (
        source.file.open("rb") as stream,
        filestore.received(root, stream, name=source.file.name, limit=LARGEST) as incoming,
    ):
        filestore.keep(root, incoming)
        return Kept(
            id=uuid7(), load=made, source=source.name, file=source.file.name, sha256=incoming.sha256,
            size=incoming.size, held=False, as_at=as_at,
        )  # fmt: skip


def _last(name: str) -> Shape | None:
    """What the last whole delivery of a list looked like."""
    found = Kept.objects.filter(source=name, held=False, counts__partial=False).order_by("-id").first()
    if found is None:
        return None
    said = found.counts
    return Shape(found.rows, tuple(found.columns), said.get("encoding", ""), said.get("twice"))
