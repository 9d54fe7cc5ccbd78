"""Who may be where: an administrator in the own place only, everybody else never there.

Whoever is in the wrong place learns only that there is no such page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]

PLACES = {
    "system_admin": "people:organisations",
    "security_admin": "people:roles",
    "audit_admin": "people:trail",
}
"""Where an administrator begins."""
ROOT = "/administration/"
SHARED = (ROOT, "/login/", "/logout/", "/password/", "/second-factor/", "/static/", "/preferences/")
"""Where administrators may be at all, by the beginning of the path."""
ALSO: dict[str, tuple[str, ...]] = {"system_admin": ("/packs/",), "security_admin": (), "audit_admin": ()}
"""Where one kind of administrator may be besides."""


def Separated(get_response: Answer) -> Answer:  # noqa: N802 - named as Django names middleware
    """Keeps administrators out of everything that is not theirs; must come after ``Acting``."""

    def middleware(request: Any) -> HttpResponse:
        account = request.account
        if account is None or account.kind == "user":
            return get_response(request)
        if request.path == "/":
            return HttpResponseRedirect(reverse(PLACES[account.kind]))
        if not request.path.startswith((*SHARED, *ALSO[account.kind])):
            raise Http404
        return get_response(request)

    return middleware


def only(kind: str) -> Callable[[View], View]:
    """Let a view answer one kind of administrator, and nobody else."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.account is None or request.account.kind != kind:
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return wrap
