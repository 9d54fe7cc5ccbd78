"""Addresses of the pages of targets."""

from __future__ import annotations

from django.urls import path

from youju.targets import views

app_name = "targets"
urlpatterns = [
    path("targets/", views.listed, name="list"),
    path("targets/scores/<slug:table>/", views.scores, name="scores"),
    path("targets/scores/<slug:table>.xlsx", views.scores_file, name="scores_file"),
    path("targets/<slug:plan>/<slug:name>/", views.one, name="target"),
]
