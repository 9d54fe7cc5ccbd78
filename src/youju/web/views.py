"""The pages: read what the address asks for, call `pages`, render. They only read.

Does not belong here: anything that reaches into a table, or words for people.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.views.decorators.http import require_safe

from youju.errors import YoujuError
from youju.web import pages

View = Callable[..., HttpResponse]


class Unreadable(Exception):
    """The address asks for something that cannot be read; the message says what, in Chinese."""


def page(template: str, section: str) -> Callable[[Callable[..., dict[str, Any]]], View]:
    """Make a page of a function that gives its context.

    Args:
        template: Name of the template.
        section: Entry of the navigation that is marked.
    """

    def decorate(context: Callable[..., dict[str, Any]]) -> View:
        @require_safe
        @wraps(context)
        def view(request: HttpRequest, **parts: Any) -> HttpResponse:
            try:
                as_of = _date(request)
                found = context(request, as_of=as_of, **parts)
            except Unreadable as error:
                return _sentence(request, "400.html", str(error), 400)
            except YoujuError as error:
                missing = error.http in (403, 404)
                sentence = "".join((error.problems[0].message, error.problems[0].mend))
                return _sentence(
                    request, "404.html" if missing else "400.html", sentence, 404 if missing else 400
                )
            return render(request, template, {**_frame(request, as_of), "section": section, **found})

        return view

    return decorate


@page("home.html", "ledgers")
def home(_: HttpRequest, *, as_of: date) -> dict[str, Any]:
    """All ledgers."""
    return pages.home(as_of=as_of)


@page("ledger.html", "ledgers")
def ledger(request: HttpRequest, *, as_of: date, name: str) -> dict[str, Any]:
    """One ledger, page by page."""
    asked = request.GET
    return pages.ledger(
        name, as_of=as_of, state=asked.get("state"), light=asked.get("light"), after=_key(asked.get("after"))
    )


@page("record.html", "ledgers")
def record(_: HttpRequest, *, as_of: date, id_: UUID) -> dict[str, Any]:
    """One record."""
    return pages.record(id_, as_of=as_of)


@page("figures.html", "figures")
def figures(_: HttpRequest, *, as_of: date) -> dict[str, Any]:
    """The latest observations."""
    return pages.figures(as_of=as_of)


@page("figure.html", "figures")
def figure(request: HttpRequest, *, as_of: date, address: str) -> dict[str, Any]:
    """One observation with the records behind it; it has a date of its own."""
    del as_of
    return pages.figure(address, after=_count(request.GET.get("after")))


def _frame(request: HttpRequest, as_of: date) -> dict[str, Any]:
    """What every page has around it: the date, and how links keep it."""
    given = as_of.isoformat() if "as_of" in request.GET else ""
    return {
        "as_of": as_of,
        "as_of_given": given or None,
        "keep": f"?as_of={given}" if given else "",
        "carried": [(name, value) for name, value in request.GET.items() if name not in ("as_of", "after")],
    }


def _date(request: HttpRequest) -> date:
    """The date as at which the page is asked for; today where the address does not say."""
    text = request.GET.get("as_of")
    if not text:
        return timezone.localdate()
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"截至日期“{text[:40]}”不是日期，请写成如2023-12-31后重试。") from error
    if not 1900 <= found.year <= 2200:
        raise Unreadable(f"截至日期“{text[:40]}”不在1900年至2200年之间，请改正后重试。")
    return found


def _key(text: str | None) -> UUID | None:
    """Key of the last record of the page before."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise Unreadable("翻页标记有误，请回到第一页。") from error


def _count(text: str | None) -> int:
    """Number of lines on the pages before."""
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 9:
        raise Unreadable("翻页标记有误，请回到第一页。")
    return int(text)


def _sentence(request: HttpRequest, template: str, sentence: str, status: int) -> HttpResponse:
    return render(request, template, {"sentence": sentence}, status=status)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it by name
    """A request that Django could not read."""
    return HttpResponseBadRequest(loader.render_to_string("400.html"))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it by name
    """No such page."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django calls it by name
    """Something is wrong with us; this page needs neither database nor settings."""
    return HttpResponseServerError(loader.render_to_string("500.html"))
