"""Addresses of the pages of monitoring."""

from __future__ import annotations

from django.urls import path

from youju.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("monitoring/", views.alerts, name="alerts"),
    path("monitoring/alerts/<uuid:alert>/", views.alert, name="alert"),
    path("monitoring/rules/<slug:rule>/", views.rule, name="rule"),
    path("monitoring/races/", views.race, name="race"),
]
