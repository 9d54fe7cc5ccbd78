"""Evidence of acts: remember stored files, and check what is attached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from youju.errors import CODES, Problem
from youju.events import cursors
from youju.ledger.models import EvidenceFile

_REMEMBER = (
    "INSERT INTO ledger_evidence (sha256, size, media_type, kind, thumbnail, text, derived, stored_at)"
    " VALUES (%s, %b, %s, %s, '', '', 'pending', statement_timestamp()) ON CONFLICT (sha256) DO NOTHING"
)
_BROUGHT = (
    "INSERT INTO ledger_evidence_use (sha256, person) SELECT %s, people_person()"
    " WHERE people_person() IS NOT NULL ON CONFLICT DO NOTHING"
)


def remember(sha256: str, *, size: int, media_type: str, kind: str) -> None:
    """Note a file of the store, and who brought it; a file that is known already is left as it is."""
    cursor = cursors.writing()
    # Who brought it first: the row policies let nobody put down a file that he could not see afterwards.
    cursor.execute(_BROUGHT, [sha256])
    cursor.execute(_REMEMBER, [sha256, size, media_type, kind])


def references(evidence: Sequence[Any]) -> list[dict[str, Any]]:
    """Attached files as events carry them."""
    found = [one.as_dict() if hasattr(one, "as_dict") else dict(one) for one in evidence]
    return [{key: one[key] for key in ("sha256", "name", "size", "kind")} for one in found]


def problems(evidence: Sequence[Any]) -> list[Problem]:
    """What is wrong with attached files: each must have been stored before, as what it is said to be."""
    if not evidence:
        return []
    attached = references(evidence)
    rows = cursors.writing().execute(
        "SELECT sha256, size, kind FROM ledger_evidence WHERE sha256 = ANY (%s::varchar[])",
        [[one["sha256"] for one in attached]],
    )
    known = {row[0]: row[1:] for row in rows.fetchall()}
    return [
        Problem(CODES["K735"], {"name": one["name"]})
        for one in attached
        if known.get(one["sha256"]) != (one["size"], one["kind"])
    ]


def note_derived(sha256: str, *, thumbnail: str, text: str, failed: bool) -> None:
    """Keep the thumbnail and the text that were derived from a file."""
    EvidenceFile.objects.filter(sha256=sha256).update(
        thumbnail=thumbnail, text=text, derived="failed" if failed else "done"
    )
