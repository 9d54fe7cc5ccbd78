"""The pages of records behind a door of their own: a header names who looks, so that no login is needed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def _nothing(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", include("youju.people.urls")),
    path("", include("youju.ui.urls")),
    path("", _nothing, name="home"),
    path("", include("youju.ledger.urls")),
]
