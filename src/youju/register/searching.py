"""Finding units while one types: by part of the name, address or code, or by the initials of the name.

Enter at `find`. The database proposes by pieces of two characters, within what the reader may see, and the
best come first: an equal code, an equal name, a name that begins so, the rest.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from django.db import connection

from youju.ledger.listing.searching import normal, pieces
from youju.people.actors import Actor
from youju.register import queries
from youju.register.models import Unit

SHOWN = 20
"""Units that are shown."""
MOST = 200
"""Units that the database proposes; who finds more has to say more."""


@dataclass(frozen=True, slots=True)
class Found:
    """Units that hold all words.

    Attributes:
        units: The best first, at most `SHOWN`.
        more: Whether there are others.
        short: Whether the words were too short to look for.
    """

    units: list[Unit]
    more: bool
    short: bool = False


def find(actor: Actor, text: str) -> Found:
    """Units for what somebody has typed.

    Args:
        actor: Who looks.
        text: Words with spaces between them; one at least needs two characters.
    """
    wanted = [one for one in map(normal, text.split()) if one]
    looked_for = sorted({piece for word in wanted for piece in pieces(word)})
    if not looked_for:
        return Found([], False, short=bool(wanted))
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT register_find(%s::bigint[], %s::text[], %s)", [looked_for, wanted, MOST + 1])
        ids = [row[0] for row in cursor.fetchall()]
    first = wanted[0]
    units = list(queries.visible_to(actor).filter(id__in=ids))
    units.sort(key=lambda one: (_rank(one, first), one.closed_on is not None, len(one.name), one.number))
    return Found(units[:SHOWN], len(units) > SHOWN)


def _rank(unit: Unit, word: str) -> int:
    name = normal(unit.name)
    if word in (normal(unit.code), name):
        return 0
    return 1 if name.startswith(word) else 2 if word in name else 3
