"""Addresses of the pages of the register."""

from __future__ import annotations

from django.urls import path

from youju.register import upload_views, views

app_name = "register"
urlpatterns = [
    path("register/", views.units, name="units"),
    path("register/units/<uuid:unit>/", views.unit, name="unit"),
    path("register/review/", views.review, name="review"),
    path("register/missing/", views.missing, name="missing"),
    path("register/entries/", views.entries, name="entries"),
    path("register/items/", views.items, name="items"),
    path("register/deliveries/", views.deliveries, name="deliveries"),
    path("register/deliveries/new/", upload_views.upload, name="upload"),
    path("register/deliveries/columns/", upload_views.columns, name="columns"),
    path("register/deliveries/columns/reasons/", upload_views.column_reasons, name="column_reasons"),
    path("register/deliveries/<uuid:delivery>/reasons/", upload_views.delivery_reasons, name="reasons"),
]
