"""Documents as pages show them: a composed text with its numbers as links, what was said, what may be done.

Enter at `line`, `whole` and `editing`.
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from youju.figures import showing as figures
from youju.people.actors import Actor
from youju.people.queries import organisation_names, person_names
from youju.reports import queries
from youju.reports.actions.keeping import COMPOSED
from youju.reports.actions.reviewing import NEXT
from youju.reports.document import WORDS, Bound, Chart, Document, Kind
from youju.reports.fields import label_of
from youju.reports.matching import Typed, typed
from youju.reports.models import DRAFT, FIRST, SECOND, SIGNED, THIRD, Report, Reported, Version
from youju.reports.outputs.page import blocks
from youju.reports.printing import printed
from youju.reports.reported import compared, near, observed

MOST_INSERTED = 200
"""Observations that the editor lists for insertion."""
DOUBTFUL = 20
"""Numbers of a document with near names that are shown at a time."""


def state_label(state: str) -> str:
    """What people call a state."""
    return {
        DRAFT: _("起草中"),
        FIRST: _("已初审"),
        SECOND: _("已复审"),
        THIRD: _("已终审"),
        SIGNED: _("已签发"),
    }[state]


def step_label(step: str) -> str:
    """What people call a step."""
    return {FIRST: _("初审"), SECOND: _("复审"), THIRD: _("终审"), SIGNED: _("签发")}[step]


def line(report: Report) -> dict[str, Any]:
    """A document in a list."""
    return {
        "id": report.id,
        "title": report.title,
        "as_of": report.as_of,
        "state": state_label(report.state),
        "signed": report.state == SIGNED,
        "number": report.head,
        "changed": len(queries.touched_documents(report)),
    }


def whole(report: Report, version: Version, actor: Actor) -> dict[str, Any]:
    """A document's page."""
    document = queries.document(version)
    touched = queries.touched_documents(report) if version.number == report.head else []
    lit = {one.address for one, _newer in touched}
    step = NEXT.get(report.state, "")
    works = queries.may_work_on(actor, report)
    return {
        "report": report,
        "version": version,
        "latest": version.number == report.head,
        "state": state_label(report.state),
        "html": html(document, lit, version),
        "touched": [
            {
                "sentence": one.sentence,
                "was": one.text,
                "now": printed(newer.value, newer.unit, newer.decimals) if newer.value is not None else "—",
                "address": newer.address,
                "label": label_of(newer),
            }
            for one, newer in touched
        ],
        "versions": _versions(report),
        "comments": _comments(report),
        "reviews": _reviews(report),
        "step": step_label(step) if step else "",
        "may_write": works and report.state != SIGNED,
        "may_review": works and step in (FIRST, SECOND, THIRD),
        "may_sign": works and step == SIGNED,
        "signed": report.state == SIGNED,
    }


def reported(actor: Actor) -> dict[str, Any]:
    """Documents of others with the numbers that a figure tells too; how many there are besides."""
    documents: dict[tuple[str, date], list[Reported]] = {}
    for row in queries.reported(actor):
        documents.setdefault((row.document, row.as_of), []).append(row)
    told = []
    for (document, as_of), rows in documents.items():
        found = [one for one in compared(rows, as_of=as_of, actor=actor) if one.row is not None]
        lines = [
            {
                "label": label_of(one.row) if one.row else "",
                "address": one.row.address if one.row else "",
                "sentence": one.reported.sentence,
                "text": one.reported.text,
                "shown": one.shown,
                "same": one.same,
            }
            for one in sorted(found, key=lambda one: bool(one.same))
        ]
        doubtful, more = _doubtful(rows, actor, as_of)
        told.append({"document": document, "as_of": as_of, "rows": lines, "numbers": len(rows),
                     "doubtful": doubtful, "more": more})  # fmt: skip
    return {"documents": told}


def _doubtful(rows: list[Reported], actor: Actor, as_of: date) -> tuple[list[dict[str, Any]], bool]:
    """Numbers of which nobody has said what they tell, with figures of near names; whether there are more."""
    known = queries.recognised(rows)
    latest = {(one.figure, repr(sorted(one.key.items()))): one for one in observed(actor, as_of=as_of)}
    found: list[dict[str, Any]] = []
    for row in rows:
        if row.figure or row.id in known:
            continue
        if offers := near(row, latest.values()):
            if len(found) == DOUBTFUL:
                return found, True
            listed = [(one.address, f"{label_of(one)}：{figures.printed(one)}") for one in offers]
            found.append({"id": row.id, "text": row.text, "sentence": row.sentence, "offers": listed})
    return found, False


def html(document: Document, lit: set[str], version: Version) -> SafeString:
    """A document whose numbers lead to where they came from; those that changed since are marked."""

    def shown(one: Bound) -> str:
        title = escape(f"{WORDS[one.kind]}：{one.label}" if one.label else WORDS[one.kind])
        if one.kind is Kind.FIGURE:
            address = reverse("figures:figure", args=[one.ref])
            mark = ' class="bound stale"' if one.ref in lit else ' class="bound"'
            return f'<a{mark} href="{address}" title="{title}">{escape(one.text)}</a>'
        if one.kind is Kind.CALCULATED:
            address = reverse("figures:figure", args=[one.ref.split(".")[0]])
            return f'<a class="bound" href="{address}" title="{title}">{escape(one.text)}</a>'
        return f'<span class="derived" title="{title}">{escape(one.text)}</span>'

    def picture(one: Chart) -> str:
        address = reverse("reports:chart", args=[version.report_id, one.tag.removeprefix("chart:")])
        return f"{address}?version={version.number}"

    return mark_safe("\n".join(blocks(document, shown, picture)))  # noqa: S308 - every text is escaped where it is set


def editing(report: Report, source: str, actor: Actor) -> dict[str, Any]:
    """What the editor shows besides the text: loose numbers with offers, figures to insert."""
    rows = queries.offered(report, actor)
    loose = typed(source, rows, as_of=report.as_of)
    offered = [
        {"label": label_of(row), "text": printed(row.value, row.unit, row.decimals), "link": _link(row)}
        for row in sorted(rows, key=lambda one: (one.figure, repr(one.key)))
        if row.value is not None
    ]
    return {
        "loose": [_loose(place, one) for place, one in enumerate(loose)],
        "figures": offered[:MOST_INSERTED],
        "more": max(len(offered) - MOST_INSERTED, 0),
    }


def _loose(place: int, one: Typed) -> dict[str, Any]:
    return {
        "place": place,
        "text": one.text,
        "sentence": one.sentence,
        "offers": [
            {"value": f"{place}.{number}", "what": offer.what, "text": offer.bound.text}
            for number, offer in enumerate(one.offers)
        ],
    }


def _link(row: Any) -> str:
    from youju.reports.markdown import link

    text = printed(row.value, row.unit, row.decimals)
    return link(Bound(Kind.FIGURE, row.address, text))


def _versions(report: Report) -> list[dict[str, Any]]:
    rows = list(report.versions.order_by("-number")[:50])
    names = person_names({one.made_by for one in rows})
    return [
        {
            "number": one.number,
            "note": _("由模板生成") if one.note == COMPOSED else one.note,
            "at": one.made_at,
            "who": _("系统") if one.made_by == "system" else names.get(one.made_by, one.made_by),
        }
        for one in rows
    ]


def _comments(report: Report) -> list[dict[str, Any]]:
    rows = list(report.comments.order_by("id"))
    names = person_names({one.person for one in rows})
    units = organisation_names({one.organisation for one in rows} - {""})
    return [
        {
            "who": names.get(one.person, one.person),
            "organisation": units.get(one.organisation, ""),
            "at": one.said_at,
            "number": one.number,
            "quote": one.quote,
            "text": one.text,
        }
        for one in rows
    ]


def _reviews(report: Report) -> list[dict[str, Any]]:
    rows = list(report.reviews.order_by("id"))
    names = person_names({one.person for one in rows})
    return [
        {
            "step": step_label(one.step),
            "passed": one.verdict == "pass",
            "who": names.get(one.person, one.person),
            "at": one.at,
            "number": one.number,
            "text": one.text,
        }
        for one in rows
    ]
