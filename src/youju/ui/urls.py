"""Addresses of the shell itself."""

from __future__ import annotations

from django.urls import path

from youju.ui import views

app_name = "ui"
urlpatterns = [
    path("static/ui/<str:name>", views.asset, name="asset"),
    path("preferences/", views.preferences, name="preferences"),
    path("pick/<slug:kind>/", views.pick, name="pick"),
    path("ui/components/", views.components, name="components"),
]
