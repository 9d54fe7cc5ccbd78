"""Addresses of the pages of reports."""

from __future__ import annotations

from django.urls import path

from youju.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.listed, name="list"),
    path("reports/reported/", views.reported, name="reported"),
    path("reports/<uuid:report>/", views.one, name="report"),
    path("reports/<uuid:report>/edit/", views.edit, name="edit"),
    path("reports/<uuid:report>/comments/", views.comment, name="comment"),
    path("reports/<uuid:report>/review/", views.review, name="review"),
    path("reports/<uuid:report>/charts/<slug:name>.png", views.chart, name="chart"),
    path("reports/<uuid:report>/file.<str:kind>", views.file, name="file"),
]
