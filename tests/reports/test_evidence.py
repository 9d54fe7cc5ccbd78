"""A composed document is proved against the database, and any wrong number in it is found."""

from __future__ import annotations

from youju.reports import queries
from youju.reports.evidence import check_bytes
from youju.reports.outputs.word import written


def test_a_composed_document_is_proved(rectification) -> None:
    found = check_bytes(written(queries.document(rectification)), "x.docx")
    assert found.findings == []
    assert found.bound > 50
