"""Addresses of the pages. The address names the state: date, filters and page are in its query."""

from __future__ import annotations

from django.urls import include, path

from youju.notices.announcement_views import announcements
from youju.web import check_page, packs_page, sections, views
from youju.web.api import api

urlpatterns = [
    path("", include("youju.people.urls")),
    path("", include("youju.ui.urls")),
    path("notices/", include("youju.notices.urls")),
    path("administration/announcements/", announcements, name="announcements"),
    path("", include("youju.ledger.urls")),
    path("", views.home, name="home"),
    path("ledgers/", views.ledgers, name="ledgers"),
    path("check/", check_page.check, name="check"),
    path("", include("youju.register.urls")),
    path("", include("youju.series.urls")),
    path("", include("youju.figures.urls")),
    path("", include("youju.reports.urls")),
    path("", include("youju.targets.urls")),
    path("", include("youju.monitoring.urls")),
    path("search/", views.search, name="search"),
    path("packs/", packs_page.packs, name="packs"),
    path("packs/<str:name>/", packs_page.pack, name="pack"),
    path("help/", views.help_page, name="help"),
    path("api/", api.urls),
]

sections.register()

handler400 = views.refused
handler404 = views.missing
handler500 = views.broken
