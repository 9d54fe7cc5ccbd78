"""Addresses of one record and of its forms; part of `youju.ledger.urls`."""

from __future__ import annotations

from django.urls import path

from youju.ledger.views import forms, records

RECORD = "records/<uuid:record>/"

patterns = [
    path("ledgers/<slug:name>/new/", forms.open_, name="open"),
    path(RECORD, records.show, name="record"),
    path(f"{RECORD}act/<str:act>/", forms.act, name="act"),
    path(f"{RECORD}amend/", forms.amend, name="amend"),
    path(f"{RECORD}void/<int:seq>/", forms.void, name="void"),
    path(f"{RECORD}link/", forms.link, name="link"),
    path(f"{RECORD}unlink/<str:link>/<uuid:other>/", forms.unlink, name="unlink"),
    path(f"{RECORD}merge/", forms.merge, name="merge"),
    path(f"{RECORD}comments/", records.comment, name="comment"),
    path(f"{RECORD}people/", records.people, name="people"),
    path(f"{RECORD}reveal/", records.reveal, name="reveal"),
    path(f"{RECORD}files/<str:sha256>/", records.attachment, name="attachment"),
    path(f"{RECORD}files/<str:sha256>/preview/", records.preview, name="preview"),
    path(f"{RECORD}sheet.<str:kind>", records.cover, name="cover"),
]
