"""A county with the shipped stories of supervision, and reports composed from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from tests import logins
from youju.web import database

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
AS_OF = date(2023, 12, 31)


@pytest.fixture
def supervised(db, tmp_path, monkeypatch):
    """The story of a county's audit rectification, loaded; snapshots go to a folder of the test."""
    from django.conf import settings

    monkeypatch.setattr(settings, "SNAPSHOT_ROOT", tmp_path / "snapshots")
    from youju.definitions.load import SHIPPED
    from youju.scenarios.actions import load
    from youju.scenarios.reading import find

    load(find([SHIPPED / "supervision" / "scenarios" / "county_rhythm.yaml"]), at=AT)
    return db


@pytest.fixture
def all_supervised(db, tmp_path, monkeypatch):
    """All shipped stories of supervision, loaded side by side."""
    from django.conf import settings

    from youju.definitions.load import SHIPPED
    from youju.scenarios.actions import load
    from youju.scenarios.reading import find

    monkeypatch.setattr(settings, "SNAPSHOT_ROOT", tmp_path / "snapshots")
    load(find([SHIPPED / "supervision"]), at=AT)
    return db


@pytest.fixture
def rectification(supervised):
    """The rectification report, composed and kept."""
    from youju.people.actors import Actor
    from youju.reports import actions
    from youju.reports.sources import Counted

    return actions.compose("rectification", Counted(at=AT), as_of=AS_OF, at=AT, actor=Actor.system())


@pytest.fixture
def clerk(rectification: Any) -> Iterator[Client]:
    """Somebody of the audit office, who sees the ledger whole; pages answer under their own role."""
    del rectification  # only there
    client = Client(headers={"host": "localhost"})
    logins.log_in(client, "wu")
    database.take_role("application")
    try:
        yield client
    finally:
        database.take_role("job")
