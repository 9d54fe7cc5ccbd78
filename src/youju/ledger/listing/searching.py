"""Search by words: every two characters of a record that stand side by side, under an index.

Chinese is written without spaces, and the embedded PostgreSQL has neither a dictionary for it nor pg_trgm.
Pieces of two characters find every word of two characters or more, exactly: the index proposes, the text
decides. Enter at `candidates` (records that hold all words) and `pieces`.

Texts are worked out by `youju.ledger.actions.indexing` a little later than the record; until then what a
record holds itself is looked through as it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from youju.ledger.listing.conditions import Part, folded
from youju.ledger.listing.reach import sees_all
from youju.ledger.rules import Rules
from youju.people.actors import Actor

MOST = 1000
"""Records that a search proposes; who finds more has to say more."""
RECENT = 500
"""Records not yet in the index that are looked through."""


class Candidates(NamedTuple):
    """Records that hold some words.

    Attributes:
        ids: At most `MOST`.
        cut: Whether there are more.
    """

    ids: list[UUID]
    cut: bool


def normal(text: str) -> str:
    """A text as it is compared: full-width letters as narrow ones, letters small, no spaces.

    Example:
        >>> normal("ＡBC 资金")
        'abc资金'
    """
    return "".join(folded(unicodedata.normalize("NFKC", text)).split())


def pieces(text: str) -> list[int]:
    """Every two characters that stand side by side, each pair as one number, sorted.

    Example:
        >>> pieces("ab") == [ord("a") * 0x110000 + ord("b")]
        True
    """
    return sorted({ord(one) * 0x110000 + ord(other) for one, other in pairwise(text)})


def lines(parts: Iterable[str]) -> str:
    """The text of a record: its parts, normal, each on a line so that no word reaches over two."""
    return "\n".join(filter(None, map(normal, parts)))


def public_fields(rules: Rules) -> list[str]:
    """Fields whose content is searched: those without personal data that hold something to read."""
    return [name for name, one in rules.ledger.fields.items() if not one.personal and one.type != "table"]


def find(actor: Actor, rules: Rules, words: Sequence[str]) -> Candidates:
    """Records that hold all words, among those that the actor may see."""
    wanted = [one for one in map(normal, words) if one]
    looked_for = sorted({piece for word in wanted for piece in pieces(word)})
    scope = "" if sees_all(actor, rules) else actor.organisation
    if not looked_for or scope is None:
        return Candidates([], False)
    with closing(connection.cursor()) as cursor:
        cursor.execute(
            "SELECT ledger_find(%s, %s, %s::bigint[], %s::text[], %s)",
            [rules.name, scope, looked_for, wanted, MOST + 1],
        )
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute(_RECENT, [RECENT, public_fields(rules), rules.name, wanted])
        recent = [row[0] for row in cursor.fetchall()]
    return Candidates(list(dict.fromkeys([*recent, *found[:MOST]])), len(found) > MOST)


_RECENT = """
SELECT r.id FROM (SELECT record FROM ledger_unsearched ORDER BY record DESC LIMIT %s) u
JOIN ledger_record r ON r.id = u.record
CROSS JOIN LATERAL (
    SELECT lower(concat_ws(E'\\n', r.number, string_agg(v.value, E'\\n')) COLLATE "C") AS text
    FROM jsonb_each_text(r.values) v WHERE v.key = ANY (%s)
) t
WHERE r.ledger = %s AND NOT EXISTS (
    SELECT 1 FROM unnest(%s::text[]) AS w (word) WHERE strpos(t.text, w.word) = 0
)
"""


def candidates(actor: Actor, rules: Rules, words: Sequence[str]) -> Part:
    """The condition that a record holds all words."""
    return Part("r.id = ANY (%s)", (find(actor, rules, words).ids,))
