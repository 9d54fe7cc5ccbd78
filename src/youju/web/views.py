"""The pages about no room of their own: start page, all ledgers, search, help, and what is said in trouble.

Does not belong here: anything that reaches into a table (`workplace`), or pages of a room.
"""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from youju.people.actors import Actor
from youju.web import workplace


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start page: what waits for whoever asks."""
    actor = _actor(request)
    if actor is None:
        return missing(request, Http404())
    today = timezone.localdate()
    try:
        as_of = date.fromisoformat(request.GET.get("as_of") or today.isoformat())
    except ValueError:
        sentence = gettext("截至日期须为日期，请写成如2023-12-31后重试。")
        return render(request, "400.html", {"sentence": sentence}, status=400)
    found = workplace.home(actor, as_of=as_of, today=today)
    then = "" if as_of == today else as_of.isoformat()
    return render(request, "home.html", {"section": "home", **found, "then": then})


@require_safe
def ledgers(request: HttpRequest) -> HttpResponse:
    """All ledgers."""
    actor = _actor(request)
    if actor is None:
        return missing(request, Http404())
    packs = workplace.ledgers(actor, today=timezone.localdate())
    return render(request, "ledgers.html", {"section": "ledger", "packs": packs})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Records, organisations and figures by words."""
    actor = _actor(request)
    if actor is None:
        return missing(request, Http404())
    found = workplace.search(actor, request.GET.get("q", ""), today=timezone.localdate())
    return render(request, "search.html", found)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How the pages are used."""
    return render(request, "help.html", {"section": "help"})


def _actor(request: HttpRequest) -> Actor | None:
    """On whose behalf the request is made; None for the three administrators."""
    return getattr(request, "actor", None)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it by name
    """A request that Django could not read."""
    return render(request, "400.html", status=400)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it by name
    """No such page."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django calls it by name
    """Something is wrong with us; this page needs neither database nor settings."""
    return HttpResponseServerError(loader.render_to_string("500.html"))
