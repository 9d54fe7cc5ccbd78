"""Tickets: what the database believes about who asks, signed so that nobody else can write one.

A request shows its ticket (`show`) before anything is read; row-level security then lets through what the
ticket covers (docs/decisions/0014). A ticket says for whom, on behalf of which organisation, which ledgers
may be seen whole, until when, and on which connection; HMAC-SHA-256 over it is checked by ``people_claims``
in the database, with a key that only the owner of the tables can read. Commands and the worker need none.

Does not belong here: who may log in (`signing_in`), the policies (migrations of the rooms).
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from django.conf import settings
from django.db import connection

from youju.people.actors import Actor

LIFE = dt.timedelta(hours=1)
"""How long a ticket holds: the longest that one answer may take."""

_BLOCK = 64  # bytes of a block of SHA-256


_RULES: list[Callable[[Actor], Iterable[str]]] = []
"""Nobody sees anything whole until a room that knows says otherwise."""


def seen_whole_by(rule: Callable[[Actor], Iterable[str]]) -> None:
    """Say what an actor sees whole; ``ledger`` names ledgers and ``series`` packs, when Django starts."""
    if rule not in _RULES:
        _RULES.append(rule)


def _whole(actor: Actor) -> set[str]:
    """All that an actor sees whole."""
    return {name for rule in _RULES for name in rule(actor)}


def sign(
    *,
    at: dt.datetime,
    actor: Actor | None = None,
    kind: str = "user",
    person: str | None = None,
    backend: int | None = None,
) -> str:
    """A ticket.

    Args:
        at: When it is made.
        actor: For whom; None for administrators, who see no records.
        kind: Kind of the account.
        person: Who acts where there is no actor.
        backend: Holds on this connection only (`backend`); None for any.
    """
    claims: dict[str, Any] = {"kind": kind, "until": (at + LIFE).timestamp()}
    if backend is not None:
        claims["backend"] = backend
    if actor is not None:
        claims |= {"person": actor.id, "organisation": actor.organisation, "whole": sorted(_whole(actor))}
    elif person is not None:
        claims["person"] = person
    body = orjson.dumps(claims, option=orjson.OPT_SORT_KEYS)
    return f"{hmac.digest(_key(), body, 'sha256').hex()}.{body.decode()}"


def backend() -> int:
    """Number by which the server knows this thread's connection."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def show(ticket: str) -> None:
    """Show a ticket to the database, for this connection; an empty one takes it away again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('youju.ticket', %s, false)", [ticket])
    connection.connection.youju_shown = bool(ticket)


def is_shown() -> bool:
    """Whether the database still knows a ticket on this thread's connection."""
    raw = connection.connection
    return raw is not None and not raw.closed and getattr(raw, "youju_shown", False)


def share_key(owner: Any) -> None:
    """Tell the database the key, over a connection of the owner; a changed key is replaced."""
    padded = _key().ljust(_BLOCK, b"\0")
    with owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_ticketkey (inner_pad, outer_pad) VALUES (%s, %s)"
            " ON CONFLICT (single) DO UPDATE"
            " SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
            [bytes(one ^ 0x36 for one in padded), bytes(one ^ 0x5C for one in padded)],
        )


def _key() -> bytes:
    """A key of its own, derived from that of the installation."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"youju ticket", "sha256")
