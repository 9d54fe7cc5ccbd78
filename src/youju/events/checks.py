"""What every draft must satisfy before it is stored; all problems of all drafts are reported together."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from youju.errors import CODES, Problem, YoujuError, fail
from youju.events import chain
from youju.events.records import Draft, Openings

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


def payloads(drafts: Sequence[Draft], *, day: date, first: int = 1) -> list[bytes]:
    """The canonical payloads of drafts that are all in order.

    Args:
        day: The recorded day, from `recorded_day`.
        first: Number of the first draft, for messages.

    Raises:
        YoujuError: E501, E502, E505, E506, one problem for each thing wrong.
    """
    found: list[bytes] = []
    problems: list[Problem] = []
    sound: set[tuple[str, str, str]] = set()
    for number, draft in enumerate(drafts, first):
        words = (draft.kind, draft.type, draft.actor)
        if words not in sound:
            wrong = _words(*words, number)
            problems.extend(wrong)
            if not wrong:
                sound.add(words)
        if draft.business_date > day:
            problems.append(_early(number, draft.business_date, day))
        try:
            payload = chain.canonical(draft.payload)
        except TypeError as error:
            problems.append(Problem(CODES["E506"], {"number": number, "reason": error}))
            continue
        if len(payload) > PAYLOAD_LIMIT:
            problems.append(_large(number, len(payload)))
        found.append(payload)
    if problems:
        raise YoujuError(problems)
    return found


def openings(openings: Openings, *, day: date) -> None:
    """The same for first events whose canonical payloads are known.

    Raises:
        YoujuError: E501, E502, E505, one problem for each thing wrong.
    """
    problems = _words(openings.kind, openings.type, openings.actor, 1)
    if max(openings.dates, default=day) > day:
        late = ((number, one) for number, one in enumerate(openings.dates, 1) if one > day)
        problems += [_early(number, one, day) for number, one in late]
    sizes = [*map(len, openings.payloads)]
    if max(sizes, default=0) > PAYLOAD_LIMIT:
        problems += [_large(number, size) for number, size in enumerate(sizes, 1) if size > PAYLOAD_LIMIT]
    if problems:
        raise YoujuError(problems)


def _early(number: int, business_date: date, day: date) -> Problem:
    return Problem(CODES["E501"], {"number": number, "business_date": business_date, "recorded": day})


def _large(number: int, size: int) -> Problem:
    return Problem(CODES["E502"], {"number": number, "size": size, "limit": PAYLOAD_LIMIT})


def _words(kind: str, type_: str, actor: str, number: int) -> list[Problem]:
    """Kind, type and actor must be short, present and printable."""
    return [
        Problem(CODES["E505"], {"number": number, "field": name})
        for (name, limit), text in zip(_LIMITS.items(), (kind, type_, actor), strict=True)
        if not _is_word(text, limit)
    ]


def _is_word(text: str, limit: int) -> bool:
    return 0 < len(text) <= limit and not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
