"""One PostgreSQL for the whole test session, one database for each xdist worker.

The first test that asks for `db` starts a server in a temporary directory (shared by all workers, found
by an environment variable), migrates a template database once, and every worker copies it. Between tests
only tables that hold rows are emptied. Django is configured at import, so that modules with models can be
collected; nothing connects before a test asks.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

_MINE = "YOUJU_TEST_ROOT" not in os.environ
ROOT = Path(os.environ.setdefault("YOUJU_TEST_ROOT", "") or tempfile.mkdtemp(prefix="youju-test-"))
os.environ["YOUJU_TEST_ROOT"] = str(ROOT)
# Under a root of its own: another session of pytest shuts the shared one to everybody but its owner, and
# with it a server that runs there under its own user.
os.environ["PYTEST_DEBUG_TEMPROOT"] = str(ROOT)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
HOME = ROOT / f"home-{WORKER}"
HOME.mkdir(exist_ok=True)
TEMPLATE = "youju_template"
DATABASE = f"youju_{WORKER}"

os.environ["YOUJU_HOME"] = str(HOME)
os.environ["YOUJU_SECRET_KEY"] = "only-for-tests"
os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent / "src")  # commands run as processes of their own
os.environ["DJANGO_SETTINGS_MODULE"] = "youju.web.settings"

from youju.web import database  # noqa: E402 - the environment above decides what they read
from youju.web.embedded import Server  # noqa: E402

SERVER = Server(ROOT / "server", durable=False)


def _urls(name: str) -> dict[str, str]:
    return {
        "DATABASE_URL": SERVER.conninfo(name, database.APPLICATION),
        "DATABASE_JOB_URL": SERVER.conninfo(name, database.JOB),
        "DATABASE_OWNER_URL": SERVER.conninfo(name, database.OWNER),
    }


os.environ.update(_urls(DATABASE))

import django  # noqa: E402

django.setup()

if not hasattr(sys.modules["__main__"], "__file__"):
    # Without it, as in an xdist worker, pyspark takes itself for run by doctest and wants a whole Spark.
    sys.modules["__main__"].__file__ = __file__

settings.register_profile(
    "youju",
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("youju")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server when the last worker leaves; the first process clears up."""
    with contextlib.suppress(FileNotFoundError):
        SERVER.release()
    if _MINE:
        shutil.rmtree(ROOT, ignore_errors=True)


class Database:
    """What a test may do with its database, besides working through the services.

    Attributes:
        name: Name of this worker's database.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.server = SERVER

    def conninfo(self, user: str = "postgres") -> str:
        """Connection string of this database; by default the superuser's."""
        return SERVER.conninfo(self.name, user)

    @contextlib.contextmanager
    def superuser(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection that no privilege holds back, for tampering; commits when the block ends well."""
        with psycopg.connect(self.conninfo()) as connection:
            connection.execute("SET lock_timeout = '10s'")
            yield connection

    @contextlib.contextmanager
    def tampering(self) -> Iterator[psycopg.Connection[Any]]:
        """As `superuser`, with the guard of the events out of the way."""
        with self.superuser() as connection:
            for table in GUARDED:
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield connection
            for table in GUARDED:
                connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only")

    def clear(self) -> None:
        """Empty every table of the rooms that holds rows, and restart their counters."""
        with self.superuser() as connection:
            tables = [
                table
                for (table,) in connection.execute(
                    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                    " AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE 'django\\_%'"
                    " AND relname <> 'people_ticketkey'"
                )
            ]
            probes = " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables
            )
            used = [table for (table,) in connection.execute(probes)] if tables else []
        if not used:
            return
        guard = self.tampering if set(used) & set(GUARDED) else self.superuser
        with guard() as connection:
            connection.execute(f"TRUNCATE {', '.join(used)} RESTART IDENTITY CASCADE")


GUARDED = (
    "events_event",
    "events_seal",
    "figures_observation",
    "figures_superseded",
    "series_delivery",
    "series_value",
    "monitoring_reading",
    "monitoring_acknowledgement",
    "reports_reported",
    "reports_recognised",
)


@pytest.fixture(scope="session")
def _worker_database() -> Iterator[Database]:
    """Start the server, migrate the template once, copy it for this worker."""
    ROOT.chmod(0o711)
    SERVER.ensure()
    with (ROOT / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = ROOT / "template.done"
        if not done.exists():
            _migrate_template()
            done.touch()
    with psycopg.connect(SERVER.conninfo(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
    database.create(SERVER, DATABASE, template=TEMPLATE)
    yield Database(DATABASE)
    from django.db import connections

    connections.close_all()


def _migrate_template() -> None:
    """Migrate in a process of its own: this one's Django is bound to the worker's database."""
    import subprocess

    database.create(SERVER, TEMPLATE)
    code = "from youju.web import setup, database; setup.django_setup(); database.migrate()"
    environment = {**os.environ, **_urls(TEMPLATE)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


@pytest.fixture
def db(_worker_database: Database) -> Iterator[Database]:
    """A clean, migrated database behind Django's ``default`` and ``owner`` connections."""
    _worker_database.clear()
    yield _worker_database
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.connection.closed:
            if connection.in_atomic_block or connection.needs_rollback:
                connection.close()
            else:
                connection.rollback()
