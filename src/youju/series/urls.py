"""Addresses of the pages of series."""

from __future__ import annotations

from django.urls import path

from youju.series import views

app_name = "series"
urlpatterns = [
    path("series/", views.listed, name="list"),
    path("series/<slug:name>/", views.one, name="one"),
    path("series/<slug:name>.csv", views.file, name="file"),
]
