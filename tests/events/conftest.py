"""Drafts and short ways to append them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from youju.events.actions import append
from youju.events.records import Draft, Event

AT = dt.datetime(2024, 6, 3, 1, 30, tzinfo=dt.UTC)
DAY = dt.date(2024, 6, 1)


def draft(stream: UUID, number: int = 1, **changes) -> Draft:
    values = {
        "kind": "ledger",
        "type": "act",
        "business_date": DAY,
        "actor": "王一",
        "payload": {"state": "rectifying", "number": number},
    }
    return Draft(stream=stream, **{**values, **changes})


def committed(drafts: Iterable[Draft], at: dt.datetime = AT) -> list[Event]:
    with transaction.atomic():
        return append(list(drafts), recorded_at=at)


@pytest.fixture
def streams(db) -> list[UUID]:
    """Four streams of five events each, appended in turns, and one of a single event."""
    made = [uuid4() for _ in range(5)]
    for number in range(1, 6):
        committed(draft(stream, number) for stream in made[:4])
    committed([draft(made[4])])
    return made


@pytest.fixture
def in_threads(db) -> Callable:
    """Run callables at the same time, each on its own connection; give results or raise the first error."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def closing(call):
        try:
            return call()
        finally:
            connections.close_all()

    def run(*calls):
        with ThreadPoolExecutor(len(calls)) as pool:
            return [future.result(timeout=60) for future in [pool.submit(closing, call) for call in calls]]

    return run
