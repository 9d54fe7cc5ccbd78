"""A million records with five events each, appended day by day as a county would: most on time, some late.

Not a benchmark itself. `generate` writes events with the effects that the services give them (states, clock
objects) and the rows of ``ledger_record``; it leaves out only what counting never reads.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from county import AREAS, START, TOWNSHIPS

DAYS = 1096
"""Days over which records are opened."""
_STEPS = (
    ("accept", "rectifying", 5),
    ("visit", None, 25),
    ("submit", "submitted", 50),
    ("clear", "cleared", 70),
)


def generate(records: int, *, seed: int = 5) -> None:
    """Append 5 events for each record; a tenth of the records stay open before the last one.

    Args:
        records: How many; they are opened evenly over three years.
        seed: The same seed gives the same history, but for ids.
    """
    from django.db import transaction

    from youju.events.bulk import append_bulk

    choice = random.Random(seed)
    queue: dict[int, list[Any]] = {}
    rows: list[tuple[Any, ...]] = []
    opened = 0
    for day in range(DAYS + 400):
        drafts = queue.pop(day, [])
        if day < DAYS:
            share = records * (day + 1) // DAYS - opened
            for number in range(opened, opened + share):
                draft, row = _opening(number, START + timedelta(days=day), choice)
                drafts.append(draft)
                rows.append(row)
                _plan_acts(draft, day, queue, choice)
            opened += share
        if drafts:
            at = datetime.combine(START + timedelta(days=day), dt.time(4), UTC)
            with transaction.atomic():
                append_bulk(drafts, recorded_at=at)
        if day % 200 == 0:
            sys.stderr.write(f"generated day {day} of {DAYS + 400}\n")
    _copy_rows(rows)


def _opening(number: int, on: date, choice: random.Random) -> tuple[Any, tuple[Any, ...]]:
    from uuid_utils.compat import uuid7

    from youju.events.actions import Draft

    values = {
        "title": f"第{number}号问题：未按规定程序办理",
        "code": f"G{number:08}",
        "unit": f"town{choice.randrange(TOWNSHIPS):02}",
        "area": choice.choice(AREAS),
        "source": choice.choice(["audit", "inspection", "hotline"]),
        "amount": f"{choice.randrange(10**6) / 100:.2f}".rstrip("0").rstrip("."),
        "given_on": on.isoformat(),
        "serious": choice.random() < 0.2,
    }
    payload = {
        "ledger": "findings",
        "pack": "measured",
        "version": "1.0.0",
        "state": "dispatched",
        "set": values,
        "clocks": {"rectify": _clock(on)},
        "number": f"审改〔{on.year}〕{number:07}",
    }
    stream: UUID = uuid7()
    draft = Draft(stream, "ledger", "opened", on, "wang", payload)
    return draft, (stream, payload["number"], values["unit"], values["area"], on)


def _clock(on: date, **more: Any) -> dict[str, Any]:
    due = on + timedelta(days=60)
    return {
        "started": on.isoformat(),
        "due": due.isoformat(),
        "warn_from": (due - timedelta(days=10)).isoformat(),
        "stopped": None,
        "paused_since": None,
        "workdays": False,
        "shifts": [],
        "extensions": 0,
        "started_by": "dispatched",
        "stopped_by": None,
        "steps": {},
        **more,
    }


def _plan_acts(draft: Any, day: int, queue: dict[int, list[Any]], choice: random.Random) -> None:
    """The acts to come; one in twenty is told three days late."""
    from youju.events.actions import Draft

    open_ended = choice.random() < 0.1
    latest = day
    for act, state, after in _STEPS:
        done = max(day + after + choice.randrange(-4, 30), latest)
        on = START + timedelta(days=done)
        told = done + (3 if choice.random() < 0.05 else 0)
        latest = done
        payload: dict[str, Any] = {"act": act, "version": "1.0.0"}
        if act == "visit":
            payload["set"] = {"people": str(choice.randrange(500))}
        if act == "clear" and open_ended:
            payload["act"] = "visit"
        elif state:
            payload["state"] = state
        if payload["act"] == "clear":
            clock = _clock(draft.business_date, stopped=on.isoformat(), stopped_by="cleared")
            payload["clocks"] = {"rectify": clock}
        queue.setdefault(told, []).append(Draft(draft.stream, "ledger", "acted", on, "wang", payload))


def _copy_rows(rows: list[tuple[Any, ...]]) -> None:
    """Rows of the projection; counting reads only their id, ledger and period."""
    from django.db import transaction

    from youju.ledger.actions import committing

    columns = (
        "id, ledger, pack, pack_version, version, number, level, state, final, values, clocks, organisation,"
        " parties, division, opened_on, period, voided, head_seq, head_date, position, created_by,"
        " created_organisation, updated_at"
    )
    with transaction.atomic(), committing.cursor().copy(f"COPY ledger_record ({columns}) FROM STDIN") as copy:
        for block in _blocks(rows):
            copy.write(block)


def _blocks(rows: list[tuple[Any, ...]]) -> Iterator[str]:
    for start in range(0, len(rows), 10_000):
        yield "".join(
            f"{stream}\tfindings\tmeasured\t1.0.0\t1.0.0\t{number}\t\tcleared\tt\t{{}}\t{{}}\t{unit}\t{{{unit}}}\t"
            f"{area}\t{on}\t{on:%Y-%m}\tf\t5\t{on}\t0\twang\taudit\t2023-01-01T00:00:00Z\n"
            for stream, number, unit, area, on in rows[start : start + 10_000]
        )


def append_visits(count: int, *, months: list[str] | None = None, seed: int = 9) -> None:
    """Append further visits to chosen records: those opened in some months, or any."""
    from django.db import connection, transaction

    from youju.events.actions import Draft
    from youju.events.bulk import append_bulk

    where = "WHERE period = ANY (%s)" if months else "WHERE %s::text[] IS NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ledger_record {where} ORDER BY id", [months])
        ids = [row[0] for row in cursor.fetchall()]
    chosen = random.Random(seed).sample(ids, min(count, len(ids)))
    on = date(2024, 3, 1)
    payload = {"act": "visit", "set": {"people": "7"}, "version": "1.0.0"}
    with transaction.atomic():
        append_bulk(
            [Draft(stream, "ledger", "acted", on, "wang", payload) for stream in chosen],
            recorded_at=datetime(2024, 3, 1, 4 + seed % 8, tzinfo=UTC),
        )
