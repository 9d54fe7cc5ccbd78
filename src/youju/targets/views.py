"""The pages of targets: those of a year with their progress, one of them, and the sheets of a table."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youju.engine.sheet_writing import write_xlsx
from youju.errors import YoujuError
from youju.people import auditing
from youju.people.actors import Actor
from youju.people.telling import sentence
from youju.targets import pages, queries, sheets

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The targets of a year."""

    def make(actor: Actor) -> HttpResponse:
        years = queries.years(actor)
        text = request.GET.get("year", "")
        year = int(text) if text else (years[0] if years else timezone.localdate().year)
        found = pages.of_year(year, as_of=_as_of(request, year), today=timezone.localdate(), actor=actor)
        return render(request, "targets/list.html", found | {"years": years})

    return _answered(request, make)


@require_safe
def one(request: HttpRequest, plan: str, name: str) -> HttpResponse:
    """One target."""

    def make(actor: Actor) -> HttpResponse:
        target = queries.get_for(actor, plan, name)
        found = pages.of_target(target, as_of=_as_of(request), today=timezone.localdate(), actor=actor)
        return render(request, "targets/one.html", found)

    return _answered(request, make)


@require_safe
def scores(request: HttpRequest, table: str) -> HttpResponse:
    """The sheets of a table, for the organisations that the reader sees."""

    def make(actor: Actor) -> HttpResponse:
        found = pages.of_table(table, as_of=_as_of(request), today=timezone.localdate(), actor=actor)
        return render(request, "targets/scores.html", found)

    return _answered(request, make)


@require_safe
def scores_file(request: HttpRequest, table: str) -> HttpResponse:
    """The same as an Excel file; that it was taken is noted in the audit trail."""

    def make(actor: Actor) -> HttpResponse:
        found = pages.of_table(table, as_of=_as_of(request), today=timezone.localdate(), actor=actor)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scores.xlsx"
            write_xlsx(path, found["table"].label, sheets.HEADERS, [sheets.as_table(found["sheets"])])
            content = path.read_bytes()
        auditing.record("export", actor=actor.id, at=timezone.now(), what=f"targets/{table}")
        answer = HttpResponse(content, content_type=EXCEL)
        answer["Content-Disposition"] = f'attachment; filename="{table}.xlsx"'
        return answer

    return _answered(request, make)


def _answered(request: HttpRequest, make: Callable[[Actor], HttpResponse]) -> HttpResponse:
    """What a page makes for who asks; sentences for what cannot be made."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return _told(request, _("没有可以查看的目标。"), 404)
    try:
        return make(actor)
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)
    except ValueError:  # a year or a day that is none
        return _told(request, _("年度或截止日期有误，请写成如2023、2023-12-31后重试。"), 400)


def _as_of(request: HttpRequest, year: int | None = None) -> date | None:
    """The cut-off that was asked for; None for the latest that has been counted."""
    text = request.GET.get("as_of", "")
    if year is not None:
        date(year, 1, 1)
    return date.fromisoformat(text) if text else None


def _told(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": words}, status=status)
