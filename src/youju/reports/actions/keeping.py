"""Composing and keeping, and saving what an author wrote.

Enter at `compose` and `save`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import transaction
from uuid_utils.compat import uuid7

from youju.errors import fail
from youju.events.actions import Draft, append
from youju.events.checks import recorded_day
from youju.figures.models import ObservationRow
from youju.people.actors import Actor
from youju.people.queries import person_names
from youju.reports import compose as composing
from youju.reports import queries
from youju.reports.behind import Records
from youju.reports.document import Bound, Document, digest, spans_of, text_of
from youju.reports.models import DRAFT, SIGNED, Binding, Report, Version
from youju.reports.sources import Observations

KIND: Final = "reports"
MOST_TEXT: Final = 500_000
COMPOSED: Final = "由模板生成"
"""What is noted of a version that nobody wrote."""
_SENTENCE: Final = re.compile(r"[^。！？；\n]*[。！？；]?")


def compose(
    name: str,
    observations: Observations,
    *,
    as_of: dt.date,
    at: dt.datetime,
    actor: Actor,
    signatory: str = "",
) -> Version:
    """Compose a report and keep it: a new document, or a new version of the one that is still open.

    Args:
        name: Code of the template.
        observations: Where its values come from.
        as_of: Cut-off.
        at: When it is composed.
        actor: Who composes.
        signatory: Who signs; overrides the template's.

    Raises:
        YoujuError: What `youju.reports.compose.compose` raises; then nothing is kept.
    """
    made = composing.compose(name, observations, as_of=as_of, on=recorded_day(at), signatory=signatory)
    document = composing.document_of(made.source, made.rows)
    header = made.offered.template.header
    ledgers = composing.ledgers_of(made.rows.values())
    with transaction.atomic():
        report = _open_one(name, observations, as_of=as_of, actor=actor)
        if report is None:
            report = Report(
                id=uuid7(), report=name, kind=header.kind, title=(document.title or header.label)[:250],
                pack=made.offered.loaded.name, pack_digest=made.offered.loaded.digest,
                template_digest=made.offered.digest, organisation=actor.organisation or "", ledgers=ledgers,
                division=observations.division, as_of=as_of, known_at=observations.known_at, state=DRAFT,
                head=0, created_at=at, created_by=actor.id,
            )  # fmt: skip
            report.save(force_insert=True)
        else:
            latest = queries.version_of(report)
            if (latest.source, latest.appendix) == (made.source, made.appendix):
                return latest
            report.title, report.ledgers = (document.title or header.label)[:250], ledgers
            report.template_digest, report.pack_digest = made.offered.digest, made.offered.loaded.digest
        return _keep(
            report,
            made.source,
            made.appendix,
            document,
            rows=made.rows,
            note=COMPOSED,
            actor=actor,
            at=at,
        )


def _open_one(name: str, observations: Observations, *, as_of: dt.date, actor: Actor) -> Report | None:
    """The document of the same report and cut-off that is not signed yet."""
    return (
        Report.objects.select_for_update()
        .filter(
            report=name, as_of=as_of, division=observations.division, known_at=observations.known_at,
            organisation=actor.organisation or "",
        )
        .exclude(state=SIGNED)
        .order_by("-created_at")
        .first()
    )  # fmt: skip


@transaction.atomic
def save(report: UUID, source: str, *, base: int, actor: Actor, at: dt.datetime, note: str = "") -> Version:
    """Keep what an author wrote as the next version.

    Args:
        report: The document.
        source: Markdown; numbers may be bound to observations that he may see.
        base: The version that he began from.
        actor: Who writes.
        at: When.
        note: What was changed, in his words.

    Raises:
        YoujuError: B112 a number bound to nothing, B120 to B122, B128, B129.
    """
    found = writable(report, actor)
    if len(source) > MOST_TEXT:
        raise fail("B129", most=MOST_TEXT // 10_000)
    latest = queries.version_of(found)
    if latest.number != base:
        who = person_names([latest.made_by]).get(latest.made_by, latest.made_by)
        raise fail("B122", who=who, number=latest.number)
    text = source.replace("\r\n", "\n")
    if text == latest.source:
        return latest
    rows = {row.address: row for row in queries.offered(found, actor)}
    rows |= queries.rows_of(queries.bindings_of(latest))
    document = composing.document_of(text, rows)
    used = composing.rows_of(document.bound(), rows)
    with Records() as records:
        appendix = composing.evidence(used, records, as_of=found.as_of)
    found.title = (document.title or found.title)[:250]
    if found.state != DRAFT:  # whoever has read it has not read this
        found.state = DRAFT
    kept = {row.address: row for row in used}
    return _keep(found, text, appendix, document, rows=kept, note=note, actor=actor, at=at)


def writable(report: UUID, actor: Actor) -> Report:
    """A document that somebody may still change, locked.

    Raises:
        YoujuError: B120, B121, B128.
    """
    seen = queries.get_for(actor, report)
    if not queries.may_work_on(actor, seen):
        raise fail("B128", who=actor.name)
    if seen.state == SIGNED:
        raise fail("B121", title=seen.title)
    return Report.objects.select_for_update().get(id=seen.id)


def _keep(
    report: Report,
    source: str,
    appendix: str,
    document: Document,
    *,
    rows: dict[str, ObservationRow],
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> Version:
    whole = composing.document_of(source + appendix, rows)
    bindings = [[one.kind.value, one.ref, one.text, one.query, one.label] for one in labelled(whole, rows)]
    version = Version(
        id=uuid7(), report=report, number=report.head + 1, source=source, appendix=appendix,
        bindings=bindings, digest=digest_of(source, appendix, bindings), note=note[:250], made_at=at,
        made_by=actor.id,
    )  # fmt: skip
    version.save(force_insert=True)
    Binding.objects.bulk_create(
        Binding(
            id=uuid7(), version=version, report=report, address=address, figure=rows[address].figure,
            text=bound.text[:100], sentence=sentence[:2000],
        )
        for bound, sentence in sentences(document)
        for address in composing.addresses(bound)
    )  # fmt: skip
    report.head = version.number
    payload = {"version": version.number, "digest": version.digest, "title": report.title}
    told(report, "composed" if version.number == 1 else "written", payload, actor=actor, at=at)
    return version


def labelled(document: Document, rows: dict[str, ObservationRow]) -> list[Bound]:
    """What is bound in a document, figures with their names."""
    from dataclasses import replace

    from youju.reports.fields import label_of

    found = []
    for one in document.bound():
        names = [label_of(rows[address]) for address in composing.addresses(one) if address in rows]
        found.append(replace(one, label="、".join(names)[:200]) if names else one)
    return found


def told(report: Report, kind: str, payload: dict[str, Any], *, actor: Actor, at: dt.datetime) -> None:
    """Save a document with one more event in its stream."""
    report.seq += 1
    report.save()
    append([Draft(report.id, KIND, kind, recorded_day(at), actor.id, payload)], recorded_at=at)


def digest_of(source: str, appendix: str, bindings: Sequence[Sequence[str]]) -> str:
    """SHA-256 (hex) over what a version says."""
    return digest(orjson.dumps([source, appendix, bindings]).decode())


def sentences(document: Document) -> list[tuple[Bound, str]]:
    """Everything bound in a document with the sentence around it."""
    found: list[tuple[Bound, str]] = []
    for block in document.blocks:
        for spans in spans_of(block):
            text, place = text_of(spans), 0
            for span in spans:
                if isinstance(span, Bound):
                    found.append((span, sentence_at(text, place)))
                place += len(span.text)
    return found


def sentence_at(text: str, place: int) -> str:
    """The sentence of a paragraph in which a character stands."""
    for match in _SENTENCE.finditer(text):
        if match.start() <= place < max(match.end(), match.start() + 1):
            return match[0]
    return text
