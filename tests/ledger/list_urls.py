"""The pages of lists behind a door of their own: a header names who looks, so that no login is needed."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

from tests.ledger.conftest import AUDITOR, FINANCE, OFFICE, SCHOOL
from youju.ledger import urls
from youju.people import tickets
from youju.web import database

WHO = {one.id: one for one in (AUDITOR, FINANCE, OFFICE, SCHOOL)}
MIDDLEWARE = [
    "youju.web.security.ContentSecurityPolicy",
    "youju.web.assets.Assets",
    "tests.ledger.list_urls.Named",
]


def Named(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[Any], HttpResponse]:  # noqa: N802
    """Takes the actor from the header, and answers under the role of the pages with that actor's ticket."""

    def middleware(request: Any) -> HttpResponse:
        request.actor = WHO.get(request.headers.get("X-Who", ""))
        request.account = SimpleNamespace(kind="user", username="x", person_id="x") if request.actor else None
        database.take_role("application")
        try:
            tickets.show(tickets.sign(at=timezone.now(), actor=request.actor) if request.actor else "")
            return get_response(request)
        finally:
            database.take_role("job")

    return middleware


def _nothing(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse("")


_ledger = ([*urls.urlpatterns, path("records/<uuid:id_>/", _nothing, name="record")], "ledger")
urlpatterns = [
    path("", include("youju.people.urls")),
    path("", include("youju.ui.urls")),
    path("", _nothing, name="home"),
    path("", include(_ledger)),
]
