"""Addresses of the pages of figures."""

from __future__ import annotations

from django.urls import path

from youju.figures import views

app_name = "figures"
urlpatterns = [
    path("figures/", views.listed, name="list"),
    path("figures/<slug:address>/", views.one, name="figure"),
]
