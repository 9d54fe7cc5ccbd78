"""Reading documents: who sees which, their versions, what was said, what a correction of data touches.

Enter at `visible_to`, `get_for` and `touched_by`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F, Q, QuerySet

from youju.errors import fail
from youju.figures import queries as figures
from youju.figures.models import ObservationRow
from youju.ledger.queries import seen_whole
from youju.people.actors import Actor
from youju.people.queries import area_of
from youju.reports.compose import addresses, document_of
from youju.reports.document import Bound, Document, Kind
from youju.reports.models import SIGNED, Binding, Recognised, Report, Reported, Version


def visible_to(actor: Actor | None) -> QuerySet[Report]:
    """The documents that somebody may see; the policy of the table says the same.

    Args:
        actor: Who looks; None for commands, which see all.
    """
    found = Report.objects.all()
    if actor is None:
        return found
    allowed = Q(ledgers__contained_by=seen_whole(actor)) & ~Q(ledgers=[])
    if actor.organisation:
        allowed |= Q(organisation=actor.organisation)
        area = area_of(actor.organisation)
        if area:
            allowed |= Q(division__startswith=area)
    return found.filter(allowed)


def get_for(actor: Actor | None, report: UUID) -> Report:
    """A document that somebody may see.

    Raises:
        YoujuError: B120.
    """
    found = visible_to(actor).filter(id=report).first()
    if found is None:
        raise fail("B120")
    return found


def may_work_on(actor: Actor | None, report: Report) -> bool:
    """Whether somebody may write, review and sign a document: whose it is, or who sees all of it."""
    if actor is None or "system" in actor.roles:
        return True
    own = bool(actor.organisation) and actor.organisation == report.organisation
    return own or (bool(report.ledgers) and set(report.ledgers) <= set(seen_whole(actor)))


def version_of(report: Report, number: int | None = None) -> Version:
    """A version of a document; the latest by default.

    Raises:
        YoujuError: B120 when there is none of that number.
    """
    found = report.versions.filter(number=number or report.head).first()
    if found is None:
        raise fail("B120")
    return found


def bindings_of(version: Version) -> list[Bound]:
    """What is bound in a version, in order."""
    return [Bound(Kind(kind), ref, text, query, label) for kind, ref, text, query, label in version.bindings]


def rows_of(bound: Iterable[Bound]) -> dict[str, ObservationRow]:
    """The observations behind what is bound, by address; those that are gone are missing."""
    wanted = {address for one in bound for address in addresses(one)}
    return {row.address: row for row in ObservationRow.objects.filter(address__in=wanted)}


def document(version: Version, *, appendix: bool = True) -> Document:
    """A version as a document, with what says which it is."""
    report = version.report
    bound = bindings_of(version)
    known = {address for one in bound for address in addresses(one)}
    stand_ins = dict.fromkeys(known)
    text = version.source + (version.appendix if appendix else "")
    return document_of(
        text,
        stand_ins,  # type: ignore[arg-type]
        version=version.id,
        report=report.report,
        number=version.number,
        as_of=report.as_of,
        digest=version.digest,
    )


def touched_by(addresses: Iterable[str]) -> list[Binding]:
    """The sentences of the latest versions of documents that tell some observations."""
    found = Binding.objects.filter(address__in=list(addresses)).select_related("version", "report")
    return [one for one in found.order_by("report_id", "id") if one.version.number == one.report.head]


def published(addresses: Sequence[str]) -> set[str]:
    """Those of some observations that stand in signed documents (`youju.figures.impacts.published_by`)."""
    found = Binding.objects.filter(
        address__in=addresses, report__state=SIGNED, version__number=F("report__head")
    )
    return set(found.values_list("address", flat=True))


def superseding(rows: Iterable[ObservationRow]) -> dict[str, ObservationRow]:
    """For observations that were since counted anew with another value: the newer one, by address."""
    rows = list(rows)
    counted = ObservationRow.objects.filter(
        figure__in={row.figure for row in rows}, as_of__in={row.as_of for row in rows}
    )
    latest: dict[str, ObservationRow] = {}
    for one in counted.order_by("counted_at", "address"):
        latest[_scope(one)] = one
    newer = {row.address: latest.get(_scope(row), row) for row in rows}
    return {
        row.address: newer[row.address]
        for row in rows
        if newer[row.address].counted_at > row.counted_at and newer[row.address].value != row.value
    }


def _scope(row: ObservationRow) -> str:
    """What two observations of the same thing have in common."""
    return repr(
        (row.figure, row.as_of, row.known_at, row.division, row.level, row.by, sorted(row.key.items()))
    )


def touched_documents(report: Report) -> list[tuple[Binding, ObservationRow]]:
    """The sentences of a document whose figures have changed since, each with the value known now."""
    bound = [one for one in report.bound.select_related("version") if one.version.number == report.head]
    rows = ObservationRow.objects.filter(address__in={one.address for one in bound})
    newer = superseding(rows)
    return [(one, newer[one.address]) for one in bound if one.address in newer]


def reported(
    actor: Actor | None, *, as_of: dt.date | None = None, sha256: str | None = None
) -> list[Reported]:
    """Numbers that an organisation has taken over from documents of others, document after document.

    Where somebody has said which figure a number tells, it has that figure, whatever its name matched.

    Args:
        actor: Who looks; None for commands, which see all.
        as_of: Only those of a cut-off.
        sha256: Only those of a document.
    """
    found = Reported.objects.order_by("document", "sha256", "place")
    if actor is not None and ("system" not in actor.roles or actor.organisation):
        found = found.filter(organisation=actor.organisation or "")
    if as_of is not None:
        found = found.filter(as_of=as_of)
    if sha256 is not None:
        found = found.filter(sha256=sha256)
    rows = list(found)
    words = recognised(rows)
    for row in rows:
        if word := words.get(row.id):
            row.figure, row.key = word.figure, word.key
    return rows


def recognised(rows: Sequence[Reported]) -> dict[UUID, Recognised]:
    """The last word on which figure each of some numbers tells, where somebody has said it."""
    found = Recognised.objects.filter(reported__in=[one.id for one in rows]).order_by("at", "id")
    return {one.reported_id: one for one in found}


def offered(report: Report, actor: Actor | None) -> list[ObservationRow]:
    """Observations that an author of a document may take: of its cut-off, division, day of knowledge."""
    found = figures.visible_to(actor).filter(
        as_of=report.as_of, division=report.division, known_at=report.known_at
    )
    latest: dict[tuple[str, str], ObservationRow] = {}
    for row in found.order_by("counted_at", "address"):
        latest[row.figure, repr(sorted(row.key.items()))] = row
    return list(latest.values())
