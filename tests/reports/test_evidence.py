"""A composed document is proved against the database, and any wrong number in it is found."""

from __future__ import annotations

from tests.reports import planting
from youju.reports import queries
from youju.reports.evidence import check_bytes
from youju.reports.outputs.word import written


def test_a_composed_document_is_proved(rectification) -> None:
    found = check_bytes(written(queries.document(rectification)), "x.docx")
    assert found.findings == []
    assert found.bound > 50


def test_each_number_changed_in_turn_is_found(rectification) -> None:
    content = written(queries.document(rectification))
    missed, count = [], 0
    for told, changed in planting.planted(content, 100):
        count += 1
        if not any(one.severity == "error" for one in check_bytes(changed, "x.docx", records=False).findings):
            missed.append(told)
    assert (count, missed) == (100, [])
