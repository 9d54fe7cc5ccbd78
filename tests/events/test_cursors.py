"""Cursors bind on the server or tell their values; whatever goes wrong comes as an error of Django."""

from __future__ import annotations

import pytest
from django.db import DataError, OperationalError, transaction

from youju.events import cursors


@pytest.mark.parametrize("cursor", [cursors.reading, cursors.telling, cursors.writing])
def test_values_come_back(db, cursor):
    with transaction.atomic():
        _come_back(cursor)


def _come_back(cursor):
    assert cursor().execute("SELECT %s::int + 1", [41]).fetchone() == (42,)
    with cursor().copy("COPY (SELECT 1) TO STDOUT") as copy:
        assert b"".join(copy) == b"1\n"


@pytest.mark.parametrize("cursor", [cursors.reading, cursors.telling, cursors.writing])
def test_every_error_is_djangos(db, cursor):
    def at_once():
        cursor().execute("SELECT 1 / 0")

    def many():
        cursor().executemany("SELECT 1 / %s::int", [[1], [0]])

    def copying():
        with cursor().copy("COPY (SELECT 1 / 0) TO STDOUT") as copy:
            b"".join(copy)

    for wrong in (at_once, many, copying):
        with pytest.raises(DataError), transaction.atomic():
            wrong()


def test_a_connection_that_broke_is_djangos_error_too(db):
    with pytest.raises(OperationalError), transaction.atomic():
        cursors.writing().execute("SELECT pg_terminate_backend(pg_backend_pid())")
    with transaction.atomic():
        assert cursors.writing().execute("SELECT 1").fetchone() == (1,)


def test_nothing_is_written_outside_a_transaction(db):
    with pytest.raises(transaction.TransactionManagementError):
        cursors.writing()
