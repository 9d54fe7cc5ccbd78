"""Getting ready: home directory, signing key, database, Django. Every command that stores passes here.

Enter at `django_setup`. Does not belong here: what the settings are (`settings`, `environment`).
"""

from __future__ import annotations

import csv
import os
import secrets

from youju.web import environment

_ready = False


def django_setup(*, start: bool = True) -> None:
    """Make Django usable in this process; quick when done already.

    Args:
        start: False leaves the database alone, for work that needs only models and templates.

    Raises:
        YoujuError: W901, W903 or W905, when the database cannot be reached or configured.
    """
    global _ready  # noqa: PLW0603 - django.setup() is itself once per process
    from youju.web import database

    environment.home().mkdir(parents=True, exist_ok=True)
    ensure_secret_key()
    local_divisions()
    if start:
        database.ensure()
    if not _ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youju.web.settings")
        import django

        django.setup()
        _ready = True


def local_divisions() -> None:
    """Make the divisions known that the installation adds to the shipped ones: ``divisions.csv`` at home.

    Raises:
        YoujuError: S122 for those that cannot be.
    """
    from youju.standards import divisions

    file = environment.home() / "divisions.csv"
    rows: list[tuple[str, str]] = []
    if file.is_file():
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [(one.get("code") or "", one.get("name") or "") for one in csv.DictReader(lines)]
    divisions.supplement(rows)


def ensure_secret_key() -> None:
    """Generate the signing key on first use, readable by nobody else."""
    file = environment.home() / "secret_key"
    if environment.read("YOUJU_SECRET_KEY") or file.exists():
        return
    fresh = file.with_name(f".secret_key.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_urlsafe(48))
    try:
        os.link(fresh, file)  # the first of several processes wins, the others use its key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
