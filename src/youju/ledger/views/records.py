"""The page of a record, and what is asked for from it: comments, personal data, files, the cover sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from youju.errors import YoujuError, fail
from youju.ledger import catalogue, conversing, evidence, files, queries
from youju.ledger.actions import desk
from youju.ledger.models import LedgerRecord
from youju.ledger.pages import record as pages
from youju.ledger.pages import sheet, sheet_docx, sheet_pdf
from youju.ledger.rules import Rules, holds_personal
from youju.ledger.views import frames
from youju.people import auditing
from youju.people.actors import Actor
from youju.people.telling import sentence

View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    """A view that is given the actor, the record in the address and its rules; what he may not see is 404."""

    @wraps(view)
    def answer(request: HttpRequest, record: UUID, **parts: Any) -> HttpResponseBase:
        actor = frames.actor_of(request)
        try:
            row = queries.get_for(actor, record)
            return view(request, actor, row, catalogue.current(row.ledger), **parts)
        except YoujuError as error:
            return frames.refused(request, error)

    return answer


@require_safe
@page
def show(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules) -> HttpResponseBase:
    """The page."""
    del rules
    return _page(request, actor, row)


def _page(
    request: HttpRequest,
    actor: Actor,
    row: LedgerRecord,
    *,
    revealed: Iterable[str] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponseBase:
    as_of = frames.day_of(request)
    context = pages.shown(row, actor=actor, as_of=as_of, today=timezone.localdate(), revealed=revealed)
    rules: Rules = context["rules"]
    parts = [(rules.ledger.label, reverse("ledger:list", args=[rules.name]))]
    if context["parent"]:
        parts.append((context["parent"].title[:20], reverse("ledger:record", args=[context["parent"].id])))
    context["crumbs"] = [*parts, (context["number"] or context["title"][:20], "")]
    return render(
        request,
        "ledger/record.html",
        {**context, "section": "ledger", "done": _told(request, context), "revealed": revealed, **more},
        status=status,
    )


def _told(request: HttpRequest, context: dict[str, Any]) -> str:
    """What has just been done by this reader, to be said once on top: the latest entry, if it is his."""
    if "done" not in request.GET or not context["timeline"]:
        return ""
    latest = max(context["timeline"], key=lambda one: one.seq)
    return str(latest.label)


@require_POST
@page
def comment(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules) -> HttpResponseBase:
    """Say something about the record."""
    del rules
    text = request.POST.get("text", "")
    try:
        desk.comment(row.id, text, actor=actor, at=timezone.now())
    except YoujuError as error:
        problems = [("comment-text", sentence(one)) for one in error.problems]
        return _page(request, actor, row, status=422, problems=problems, unsaid=text)
    return redirect(f"{reverse('ledger:record', args=[row.id])}#comments")


@require_safe
@page
def people(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules) -> HttpResponseBase:
    """Who can be called in a comment, while somebody types a name."""
    del actor, rules
    found = conversing.matching(conversing.listeners(row), request.GET.get("q", "")[:80])
    return JsonResponse(
        {"results": [{"name": one.name, "note": one.organisation, "value": one.address} for one in found]}
    )


@require_POST
@page
def reveal(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules) -> HttpResponseBase:
    """Show personal data once, to who works on the record and says why; the audit trail keeps it."""
    name, reason = request.POST.get("field", ""), request.POST.get("reason", "").strip()
    field = rules.ledger.fields.get(name)
    if field is None or not holds_personal(field):
        raise fail("K707", name=name[:40], hint="请从页面上选择。")
    if not pages.may_reveal(row, rules, actor):
        raise fail("K711", actor=actor.name, what="查看个人信息", who="办理本件的人员")
    if not reason:
        problem = sentence(fail("K726", what=gettext("查看“%(label)s”") % {"label": field.label}).problems[0])
        return _page(request, actor, row, status=422, problems=[(f"reveal-{name}", problem)])
    auditing.record(
        "unmasked",
        actor=actor.id,
        at=timezone.now(),
        ledger=row.ledger,
        record=str(row.id),
        field=name,
        reason=reason[:500],
    )
    response = _page(request, actor, row, revealed=[name])
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@page
def attachment(
    request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules, sha256: str
) -> HttpResponseBase:
    """A file of the record, to be saved; with ``?small`` its small picture, with ``?page=N`` that page."""
    del actor
    found = _file_of(row, rules, sha256)
    if asked := {"small", "page"} & set(request.GET):
        number = request.GET.get("page", "")
        drawn = files.picture_of(found) if "small" in asked else files.page_of(found, _number(number))
        if drawn is None:
            raise fail("K710", record=sha256[:12])
        return _secured(HttpResponse(drawn, content_type="image/jpeg"))
    response = FileResponse(evidence.open_file(sha256), content_type=found.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    return _secured(response)


@require_safe
@page
def preview(
    request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules, sha256: str
) -> HttpResponseBase:
    """What a file holds, looked at without opening it in another program."""
    del actor
    found = _file_of(row, rules, sha256)
    crumbs = [
        (rules.ledger.label, reverse("ledger:list", args=[rules.name])),
        (row.number or rules.ledger.record_label, reverse("ledger:record", args=[row.id])),
        (found.name, ""),
    ]
    context = {"record": row, "file": found, "seen": files.preview(found), "crumbs": crumbs}
    return render(request, "ledger/preview.html", {**context, "section": "ledger"})


def _file_of(row: LedgerRecord, rules: Rules, sha256: str) -> files.Attachment:
    found = files.of_record(row, rules, sha256)
    if found is None:
        raise fail("K710", record=sha256[:12])
    return found


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,3}", text) else 0


def _secured(response: HttpResponseBase) -> HttpResponseBase:
    """Whatever a file is, the browser takes it for what we say and runs nothing of it."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@page
def cover(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules, kind: str) -> HttpResponseBase:
    """The cover sheet (督办单) to print and sign."""
    if kind not in ("docx", "pdf"):
        raise Http404
    made = sheet.sheet(row, rules, actor=actor, as_of=frames.day_of(request))
    if kind == "docx":
        content, media_type = sheet_docx.document(made), sheet_docx.MEDIA_TYPE
    else:
        content, media_type = sheet_pdf.document(made), "application/pdf"
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.name)}.{kind}"
    return _secured(response)
