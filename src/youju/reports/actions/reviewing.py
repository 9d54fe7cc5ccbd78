"""Comments, the three reviews (三审三校), and sign-off, which freezes the cut-off and goes under the seals.

Enter at `comment`, `review` and `sign`. A review belongs to the version that was read: whoever changes the
text afterwards sends the document back to its beginning. The three reviews are three persons.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from youju.errors import fail
from youju.people.actors import Actor
from youju.reports import queries
from youju.reports.actions.keeping import told, writable
from youju.reports.models import DRAFT, FIRST, SECOND, SIGNED, STATES, THIRD, Comment, Report, Review
from youju.reports.proofs import before_signing

NEXT: Final = {DRAFT: FIRST, FIRST: SECOND, SECOND: THIRD, THIRD: SIGNED}
"""The step that follows a state."""
WORDS: Final = {FIRST: "初审", SECOND: "复审", THIRD: "终审", SIGNED: "签发"}


@transaction.atomic
def comment(
    report: UUID, text: str, *, actor: Actor, at: dt.datetime, quote: str = "", number: int | None = None
) -> Comment:
    """Say something about a version.

    Raises:
        YoujuError: B120, B126 when nothing was said.
    """
    found = queries.get_for(actor, report)
    if not text.strip():
        raise fail("B126")
    version = queries.version_of(found, number)
    made = Comment(
        id=uuid7(), report=found, number=version.number, quote=quote[:250], text=text.strip()[:5000],
        person=actor.id, organisation=actor.organisation or "", said_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


@transaction.atomic
def review(
    report: UUID, verdict: str, *, actor: Actor, at: dt.datetime, number: int, text: str = ""
) -> Review:
    """The next of the three reviews: let pass, or send back.

    Args:
        report: The document.
        verdict: ``pass`` or ``return``.
        actor: Who reviews; must not have reviewed this version before, nor have written it.
        at: When.
        number: The version that was read.
        text: Opinion; must be there when it is sent back.

    Raises:
        YoujuError: B120 to B124, B126, B128.
    """
    found = writable(report, actor)
    step = NEXT[found.state]
    _check_turn(found, step, number, actor)
    if verdict != "pass" and not text.strip():
        raise fail("B126")
    made = _reviewed(found, step, verdict, actor=actor, at=at, text=text)
    found.state = step if verdict == "pass" else DRAFT
    payload = {
        "version": number,
        "digest": made.digest,
        "step": step,
        "verdict": made.verdict,
        "text": made.text,
    }
    told(found, "reviewed", payload, actor=actor, at=at)
    return made


@transaction.atomic
def sign(report: UUID, *, actor: Actor, at: dt.datetime, number: int, text: str = "") -> Review:
    """Sign a document off: from now on its text and cut-off are what was said.

    Raises:
        YoujuError: B120 to B123, B128; B125 when something in it is not proved, contradicts itself or leaks.
    """
    found = writable(report, actor)
    if found.state != THIRD:
        raise fail("B123", state=STATES[found.state], act=WORDS[SIGNED])
    version = queries.version_of(found)
    if version.number != number:
        raise fail("B122", who="", number=version.number)
    problems = before_signing(version)
    if problems:
        raise fail("B125", count=len(problems), first=problems[0])
    made = _reviewed(found, SIGNED, "pass", actor=actor, at=at, text=text)
    found.state, found.signed_at, found.signed_by = SIGNED, at, actor.id
    payload = {
        "version": number,
        "digest": version.digest,
        "as_of": found.as_of.isoformat(),
        "known_at": found.known_at.isoformat() if found.known_at else None,
        "observations": sorted({one.address for one in version.bound.all()}),
    }
    told(found, "signed", payload, actor=actor, at=at)
    return made


def _check_turn(report: Report, step: str, number: int, actor: Actor) -> None:
    if step == SIGNED:
        raise fail("B123", state=STATES[report.state], act="再审")
    version = queries.version_of(report)
    if version.number != number:
        raise fail("B122", who=version.made_by, number=version.number)
    passed = report.reviews.filter(number=number, verdict="pass", person=actor.id)
    if passed.exists() or version.made_by == actor.id:
        raise fail("B124", who=actor.name)


def _reviewed(report: Report, step: str, verdict: str, *, actor: Actor, at: dt.datetime, text: str) -> Review:
    version = queries.version_of(report)
    made = Review(
        id=uuid7(), report=report, number=version.number, digest=version.digest, step=step,
        verdict="pass" if verdict == "pass" else "return", text=text.strip()[:5000], person=actor.id,
        organisation=actor.organisation or "", at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    return made
