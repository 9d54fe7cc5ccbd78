"""Addresses of the pages of ledgers."""

from __future__ import annotations

from django.urls import path

from youju.ledger import record_urls
from youju.ledger.views import bulk, exports, imports, lists

app_name = "ledger"

urlpatterns = [
    *record_urls.patterns,
    path("ledgers/<slug:name>/", lists.show, name="list"),
    path("ledgers/<slug:name>/columns/", lists.keep_columns, name="columns"),
    path("ledgers/<slug:name>/views/", lists.save, name="save_view"),
    path("ledgers/<slug:name>/views/<int:view>/delete/", lists.forget, name="delete_view"),
    path("ledgers/<slug:name>/bulk/", bulk.act, name="bulk"),
    path("ledgers/<slug:name>/export/", exports.export, name="export"),
    path("ledgers/<slug:name>/import/", imports.upload, name="import"),
    path("ledgers/<slug:name>/import/<uuid:job>/", imports.file, name="import_file"),
    path("ledgers/<slug:name>/import/<uuid:job>/check/", imports.check, name="import_check"),
    path("ledgers/<slug:name>/import/<uuid:job>/confirm/", imports.confirm, name="import_confirm"),
    path("ledgers/<slug:name>/import/<uuid:job>/discard/", imports.discard, name="import_discard"),
]
