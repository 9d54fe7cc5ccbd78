"""Accounts and sessions for everybody of the sample: ``python -m tests.e2e.entering`` prints them as JSON.

It runs in the environment of the sample, once for all workers. How one logs in by the page is a test of its
own (`test_entering`); the others begin behind it.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.house.source import ROOT
from tests.sample import environment, sample

NEWCOMER = "kong"
"""Has no account yet; the administrators give him one in `test_entering`."""
COLLEAGUE = "du"
"""Has the role of wang in the same office."""
REVIEWERS = {"pei": "裴甲", "yu": "喻甲"}
"""Two more there, for the three reviews of a document."""
ADMINISTRATORS = {"sys": "system_admin", "sec": "security_admin", "aud": "audit_admin"}


def sessions() -> dict[str, str]:
    """Session keys by person; those of the three administrators as in `ADMINISTRATORS`."""
    made = sample()
    kept = Path(os.environ["YOUJU_TEST_ROOT"]) / "sessions.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            done = subprocess.run(
                [sys.executable, "-m", "tests.e2e.entering"],
                cwd=ROOT,
                env={**environment(made.home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            assert done.returncode == 0, done.stderr
            kept.write_text(done.stdout, encoding="utf-8")
    found: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Make what is missing, print all."""
    from youju.web.setup import django_setup

    django_setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from youju.people import accounts, actions, sessions
    from youju.people.actors import Actor
    from youju.people.models import Account, Person

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in with them
    now = datetime.now(UTC)
    given = {"actor": Actor.system(), "on": timezone.localdate(now), "at": now}
    actions.save_person(COLLEAGUE, name="杜十", **given)
    for id_, name in REVIEWERS.items():
        actions.save_person(id_, name=name, **given)
    for id_ in (COLLEAGUE, *REVIEWERS):
        actions.grant(id_, "yunxi_audit", "auditor", **given)
    people = [one for one in Person.objects.values_list("id", flat=True) if one != NEWCOMER]
    wanted: list[tuple[str, str, str | None]] = [(one, "user", one) for one in people]
    wanted += [(short, kind, None) for short, kind in ADMINISTRATORS.items()]
    found = {}
    for name, kind, person in wanted:
        account = Account.objects.filter(person=person).first() if person else None
        if account is None:
            accounts.create_account(f"visitor_{name}", actor="system", at=now, kind=kind, person=person)
            account = Account.objects.get(username=f"visitor_{name}")
        Account.objects.filter(pk=account.pk).update(must_change=False)
        store = SessionStore()
        store[SESSION_KEY] = str(account.pk)
        store[BACKEND_SESSION_KEY] = sessions.BACKEND
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store.create()
        found[name] = str(store.session_key)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
