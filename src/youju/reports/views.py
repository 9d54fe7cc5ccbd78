"""The pages of reports: all documents, one with its numbers and reviews, the editor, files."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youju.errors import CODES, Problem, YoujuError, fail
from youju.figures import queries as figures
from youju.figures.models import ObservationRow
from youju.people.actors import Actor
from youju.people.telling import sentence
from youju.reports import actions, catalogue, matching, queries, redaction, showing
from youju.reports.document import Chart
from youju.reports.models import Report
from youju.reports.outputs import SUFFIXES
from youju.reports.outputs import render as rendered
from youju.reports.outputs.charts import picture
from youju.reports.sources import Kept

SIZE = 50
MEDIA = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The documents that somebody may see; composes a new one."""
    actor = _actor(request)
    if actor is None:
        return _told(request, _("没有可以查看的报告。"), 404)
    asked = {name: request.POST.get(name, "")[:60] for name in ("template", "as_of")}
    problems: list[str] = []
    if request.method == "POST":
        try:
            as_of = date.fromisoformat(asked["as_of"])
            version = actions.compose(
                asked["template"], Kept(actor=actor), as_of=as_of, at=timezone.now(), actor=actor
            )
            return HttpResponseRedirect(reverse("reports:report", args=[version.report_id]))
        except ValueError:
            problems = [_("截止日期不是日期，请写成如2023-12-31后重试。")]
        except YoujuError as error:
            problems = [sentence(one) for one in error.problems[:10]]
    found = queries.visible_to(actor).order_by("-created_at")[:SIZE]
    context = {
        "reports": [showing.line(one) for one in found],
        "templates": [(one.name, one.template.header.label) for one in catalogue.offered()],
        "asked": asked,
        "problems": problems,
    }
    return render(request, "reports/list.html", context, status=400 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def reported(request: HttpRequest) -> HttpResponse:
    """Numbers taken over from documents of others, beside those derived here; one says which is which."""
    actor = _actor(request)
    if actor is None:
        return _told(request, _("没有可以查看的报告。"), 404)
    if request.method == "POST":
        try:
            count = actions.recognise(_words(request, actor), actor=actor, at=timezone.now())
        except YoujuError as error:
            return _told(request, sentence(error.problems[0]), error.http)
        messages.success(request, _("已确认%(count)d个数。") % {"count": count})
        return HttpResponseRedirect(reverse("reports:reported"))
    return render(request, "reports/reported.html", showing.reported(actor))


@require_safe
def one(request: HttpRequest, report: UUID) -> HttpResponse:
    """One document, the latest version or another."""
    found = _found(request, report)
    if isinstance(found, HttpResponse):
        return found
    actor, row = found
    number = request.GET.get("version", "")
    try:
        version = queries.version_of(row, int(number) if number.isdecimal() and len(number) < 7 else None)
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)
    return render(request, "reports/one.html", showing.whole(row, version, actor))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, report: UUID) -> HttpResponse:
    """The editor: write, see which numbers are loose, bind them, save."""
    found = _found(request, report)
    if isinstance(found, HttpResponse):
        return found
    actor, row = found
    if not queries.may_work_on(actor, row):
        return _told(request, sentence(Problem(CODES["B128"], {"who": actor.name})), 403)
    latest = queries.version_of(row)
    source, note = latest.source, ""
    base = str(latest.number)
    problems: list[str] = []
    if request.method == "POST":
        source = request.POST.get("source", "").replace("\r\n", "\n")
        note, base = request.POST.get("note", "")[:250], request.POST.get("base", "")[:7]
        if choice := request.POST.get("bind", ""):
            source = _bound(source, choice, row, actor)
        elif request.POST.get("do") == "save":
            try:
                actions.save(
                    row.id,
                    source,
                    base=int(base) if base.isdecimal() else 0,
                    actor=actor,
                    at=timezone.now(),
                    note=note,
                )
                messages.success(request, _("已保存。"))
                return HttpResponseRedirect(reverse("reports:report", args=[row.id]))
            except YoujuError as error:
                problems = [sentence(one) for one in error.problems[:10]]
    context = {"report": row, "source": source, "note": note, "base": base, "problems": problems}
    context |= showing.editing(row, source, actor)
    return render(request, "reports/edit.html", context, status=400 if problems else 200)


def _bound(source: str, choice: str, row: Report, actor: Actor) -> str:
    """The text with one of its loose numbers bound as was chosen; as it was when the choice fits no more."""
    place, _dot, number = choice.partition(".")
    loose = matching.typed(source, queries.offered(row, actor), as_of=row.as_of)
    if not place.isdecimal() or int(place) >= len(loose):
        return source
    one = loose[int(place)]
    if number == "name":
        return matching.bind(source, one.start, one.end, matching.name_of(one.text))
    if not number.isdecimal() or int(number) >= len(one.offers):
        return source
    offer = one.offers[int(number)]
    return matching.bind(source, offer.start, one.end, offer.bound)


@require_POST
def comment(request: HttpRequest, report: UUID) -> HttpResponse:
    """Say something about a document."""
    number = request.POST.get("number", "")
    return _done(
        request,
        report,
        lambda actor: actions.comment(
            report,
            request.POST.get("text", ""),
            actor=actor,
            at=timezone.now(),
            quote=request.POST.get("quote", ""),
            number=int(number) if number.isdecimal() and len(number) < 7 else None,
        ),
        _("意见已发表。"),
    )


@require_POST
def review(request: HttpRequest, report: UUID) -> HttpResponse:
    """Let pass, send back or sign."""
    text, number = request.POST.get("text", ""), request.POST.get("number", "")
    read = int(number) if number.isdecimal() and len(number) < 7 else 0
    verdict = request.POST.get("verdict", "")

    def act(actor: Actor) -> Any:
        if verdict == "sign":
            return actions.sign(report, actor=actor, at=timezone.now(), number=read, text=text)
        return actions.review(report, verdict, actor=actor, at=timezone.now(), number=read, text=text)

    return _done(request, report, act, _("已办理。"))


@require_safe
def file(request: HttpRequest, report: UUID, kind: str) -> HttpResponse:
    """A document as a file; ``?public=1`` redacted for release."""
    found = _found(request, report)
    if isinstance(found, HttpResponse):
        return found
    _who, row = found
    suffix = f".{kind}"
    if suffix not in SUFFIXES:
        return _told(request, sentence(Problem(CODES["B114"], {"suffix": suffix[:20]})), 404)
    version = queries.version_of(row)
    document = queries.document(version)
    public = request.GET.get("public") == "1"
    if public and suffix == ".md":  # the text as it is kept says what is hidden
        return _told(request, sentence(Problem(CODES["B114"], {"suffix": suffix})), 404)
    try:
        if public:
            rules = catalogue.found(row.report).template.header.redact
            document = redaction.released(document, rules, queries.rows_of(document.bound()))
        content = rendered(document, suffix, markdown=version.source + version.appendix)
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)
    answer = HttpResponse(content, content_type=MEDIA[suffix])
    name = quote(f"{row.title}{suffix}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@require_safe
def chart(request: HttpRequest, report: UUID, name: str) -> HttpResponse:
    """A chart of a document as a picture."""
    found = _found(request, report)
    if isinstance(found, HttpResponse):
        return found
    _who, row = found
    number = request.GET.get("version", "")
    try:
        version = queries.version_of(row, int(number) if number.isdecimal() and len(number) < 7 else None)
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)
    for block in queries.document(version).blocks:
        if isinstance(block, Chart) and block.tag == f"chart:{name}":
            return HttpResponse(picture(block), content_type="image/png")
    return _told(request, _("没有这张图。"), 404)


def _words(request: HttpRequest, actor: Actor) -> dict[UUID, ObservationRow | None]:
    """Which figures the form says that numbers tell; what was left open is not there.

    Raises:
        YoujuError: B130 for what is no number or no figure that he sees.
    """
    given = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("n-") and value}
    addresses = {value for value in given.values() if value != "none"}
    rows = {one.address: one for one in figures.visible_to(actor).filter(address__in=addresses)}
    try:
        return {UUID(name): None if value == "none" else rows[value] for name, value in given.items()}
    except (ValueError, KeyError) as error:
        raise fail("B130") from error


def _done(request: HttpRequest, report: UUID, act: Any, told: str) -> HttpResponse:
    found = _found(request, report)
    if isinstance(found, HttpResponse):
        return found
    actor, row = found
    try:
        act(actor)
        messages.success(request, told)
    except YoujuError as error:
        for problem in error.problems[:5]:
            messages.error(request, sentence(problem))
    return HttpResponseRedirect(reverse("reports:report", args=[row.id]))


def _found(request: HttpRequest, report: UUID) -> tuple[Actor, Report] | HttpResponse:
    actor = _actor(request)
    if actor is None:
        return _told(request, _("没有可以查看的报告。"), 404)
    try:
        return actor, queries.get_for(actor, report)
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)


def _actor(request: HttpRequest) -> Actor | None:
    found: Actor | None = getattr(request, "actor", None)
    return found


def _told(request: HttpRequest, told: str, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": told}, status=status)
