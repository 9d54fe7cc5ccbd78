"""The audit trail (审计日志): logins, exports, changes of permission; events under the same seals as others.

Enter at `record`. Nothing here is ever changed or removed; who may read it is the audit administrator alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from youju.events.actions import Draft, append
from youju.events.checks import recorded_day

KIND = "audit"
NOBODY = "anonymous"
"""The actor of what happens before anybody has logged in."""
_NAMESPACE = UUID("0a8c1d0e-6c0f-5f0b-8a44-6f2a5f3c9b21")


def stream(subject: str) -> UUID:
    """Stream of what concerns an account; unknown names share one, so that nobody can multiply them."""
    return uuid5(_NAMESPACE, subject)


@transaction.atomic
def record(type_: str, *, actor: str, at: datetime, subject: str | None = None, **facts: Any) -> None:
    """Write one entry.

    Args:
        type_: ``login``, ``login_failed``, ``logout``, ``password``, ``unlocked``, ``export``, ``unmasked`` …
        actor: Who did it; `NOBODY` before a login.
        at: When.
        subject: Account that it concerns; the actor when not given.
        facts: What else to remember, ready for JSON; never a password.
    """
    name = subject or actor
    append(
        [Draft(stream(name), KIND, type_, recorded_day(at), actor, {"subject": name, **facts})],
        recorded_at=at,
    )
