"""The six ledgers of supervision through the year, entered as whole lives of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from youju.county import lives, telling
from youju.county.year import Say, Year
from youju.ledger import actions as ledgers
from youju.ledger.actions import Request

TOGETHER: Final = 1_000
"""Records that are entered at once."""


def work_ledgers(year: Year, at: datetime, say: Say) -> str:
    """The six ledgers of supervision through the year."""
    waiting: list[telling.Life] = []
    rows: dict[tuple[str, str], tuple[UUID, str]] = {}
    counts: Counter[str] = Counter()
    total = sum(lives.SIZES.values()) * year.factor * 1.05
    for life in lives.lives(year.seed, factor=year.factor):
        if waiting and (len(waiting) >= TOGETHER or _breaks(waiting[-1], life)):
            _enter(year, waiting, rows, counts, at)
            say("办理台账", min(0.99, counts["records"] / total))
            waiting = []
        waiting.append(life)
    _enter(year, waiting, rows, counts, at)
    return f"六本台账登记{counts['records']}件，办理{counts['acts']}次。"


def _breaks(before: telling.Life, after: telling.Life) -> bool:
    """Whether what is above must be there first."""
    return before.ledger != after.ledger or before.level != after.level


def _enter(
    year: Year,
    planned: Sequence[telling.Life],
    rows: dict[tuple[str, str], tuple[UUID, str]],
    counts: Counter[str],
    at: datetime,
) -> None:
    entered = [
        ledgers.Life(
            life.ledger,
            _request(year, life.opening, at),
            [_request(year, step, at) for step in life.steps],
            level=life.level,
            parent=rows[life.ledger, life.parent] if life.parent else None,
        )
        for life in planned
    ]
    for life, one in zip(planned, entered, strict=True):
        if life.level:
            rows[life.ledger, life.key] = (one.id, life.level)
    ledgers.enter(entered, at=at)
    counts["records"] += len(entered)
    counts["acts"] += sum(len(life.steps) for life in planned)


def _request(year: Year, step: telling.Step, at: datetime) -> Request:
    files = [year.file(name) for name in step.files]
    return Request(step.act, year.clerk(step.by), step.on, at, step.comment, step.values or None, files)
