"""Addresses of the pages. The address names the state: date, filters and page are in its query."""

from __future__ import annotations

from django.urls import include, path

from youju.web import check_page, views

urlpatterns = [
    path("", include("youju.ui.urls")),
    path("", views.home, name="home"),
    path("ledgers/<slug:name>/", views.ledger, name="ledger"),
    path("records/<uuid:id_>/", views.record, name="record"),
    path("check/", check_page.check, name="check"),
    path("figures/", views.figures, name="figures"),
    path("figures/<slug:address>/", views.figure, name="figure"),
]

handler400 = views.refused
handler404 = views.missing
handler500 = views.broken
