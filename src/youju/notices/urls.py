"""Addresses of one's own notices."""

from __future__ import annotations

from django.urls import path

from youju.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.listed, name="list"),
    path("read/", views.read, name="read"),
    path("settings/", views.wishes, name="settings"),
    path("<uuid:id_>/", views.follow, name="follow"),
]
