"""What every draft must satisfy before it is stored; all problems of all drafts are reported together."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from youju.errors import CODES, Problem, YoujuError, fail
from youju.events import chain
from youju.events.records import Draft

ZONE = ZoneInfo("Asia/Shanghai")
"""Business dates and the days of recorded times are those of this zone."""

PAYLOAD_LIMIT = 1024 * 1024
"""Greatest payload, bytes of canonical JSON; larger material is evidence, not an event."""

_LIMITS = {"kind": 64, "type": 64, "actor": 200}


def recorded_day(recorded_at: datetime) -> date:
    """The day of a recorded time.

    Raises:
        YoujuError: E507, the time carries no zone.
    """
    if recorded_at.tzinfo is None or recorded_at.utcoffset() is None:
        raise fail("E507", recorded_at=recorded_at)
    return recorded_at.astimezone(ZONE).date()


def payloads(
    drafts: Sequence[Draft], *, day: date, first: int = 1, texts: Sequence[bytes] | None = None
) -> list[bytes]:
    """The canonical payloads of drafts that are all in order.

    Args:
        day: The recorded day, from `recorded_day`.
        first: Number of the first draft, for messages.
        texts: The canonical payloads, when they are known.

    Raises:
        YoujuError: E501, E502, E505, E506, one problem for each thing wrong.
    """
    found: list[bytes] = []
    problems: list[Problem] = []
    sound: set[tuple[str, str, str]] = set()
    for number, draft in enumerate(drafts, first):
        words = (draft.kind, draft.type, draft.actor)
        if words not in sound:
            wrong = _words(draft, number)
            problems.extend(wrong)
            if not wrong:
                sound.add(words)
        if draft.business_date > day:
            problems.append(
                Problem(
                    CODES["E501"],
                    {"number": number, "business_date": draft.business_date, "recorded": day},
                )
            )
        try:
            payload = chain.canonical(draft.payload) if texts is None else texts[number - first]
        except TypeError as error:
            problems.append(Problem(CODES["E506"], {"number": number, "reason": error}))
            continue
        if len(payload) > PAYLOAD_LIMIT:
            problems.append(
                Problem(CODES["E502"], {"number": number, "size": len(payload), "limit": PAYLOAD_LIMIT})
            )
        found.append(payload)
    if problems:
        raise YoujuError(problems)
    return found


def _words(draft: Draft, number: int) -> list[Problem]:
    """Kind, type and actor must be short, present and printable."""
    return [
        Problem(CODES["E505"], {"number": number, "field": name})
        for name, limit in _LIMITS.items()
        if not _is_word(getattr(draft, name), limit)
    ]


def _is_word(text: str, limit: int) -> bool:
    return 0 < len(text) <= limit and not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
