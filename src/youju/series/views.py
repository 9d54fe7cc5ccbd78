"""The pages of series: all that one may see, one with what became of its values, the same as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youju.engine.sheet_writing import write_csv
from youju.people import auditing
from youju.people.actors import Actor
from youju.series import pages

CSV = "text/csv; charset=utf-8"


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every series with its last value, department by department."""
    return _answered(request, lambda actor: render(request, "series/list.html", pages.of_all(actor)))


@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One series of an area and a sector: first, second and present value of every period."""

    def make(actor: Actor) -> HttpResponse:
        found = pages.of_one(name, actor, **_asked(request))
        if found is None:
            return _told(request, _("没有这个数列，或者您不能查看。"), 404)
        return render(request, "series/one.html", found)

    return _answered(request, make)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """All its vintages as CSV; that it was taken is noted in the audit trail."""

    def make(actor: Actor) -> HttpResponse:
        found = pages.of_one(name, actor, **_asked(request))
        if found is None:
            return _told(request, _("没有这个数列，或者您不能查看。"), 404)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "series.csv"
            write_csv(path, pages.HEADINGS, [pages.as_table(found)])
            content = path.read_bytes()
        auditing.record("export", actor=actor.id, at=timezone.now(), what=f"series/{name}")
        answer = HttpResponse(content, content_type=CSV)
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer

    return _answered(request, make)


def _asked(request: HttpRequest) -> dict[str, str | None]:
    """Area and sector that were asked for; None for the first that there is."""
    return {name: request.GET[name][:48] if name in request.GET else None for name in ("area", "sector")}


def _answered(request: HttpRequest, make: Callable[[Actor], HttpResponse]) -> HttpResponse:
    actor: Any = getattr(request, "actor", None)
    if actor is None:
        return _told(request, _("没有可以查看的数列。"), 404)
    return make(actor)


def _told(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": words}, status=status)
