"""What the year composes is checked: a document with a number that nothing proves does not pass."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from youju.county.steps import reporting
from youju.county.year import Year
from youju.errors import YoujuError

AT = datetime(2024, 1, 8, 4, tzinfo=UTC)


def test_numbers_that_nothing_proves_are_refused(db: None, tmp_path: Path) -> None:
    year = Year(tmp_path)
    year.out.mkdir()
    written = docx.Document()
    written.add_paragraph("全年办理工单50件，其中办结30件、在办10件。")
    written.save(str(year.out / "手写的总结.docx"))
    with pytest.raises(YoujuError) as caught:
        reporting.check(year, AT, lambda *_: None)
    (problem,) = caught.value.problems
    assert problem.code.id == "Y101"
    assert "手写的总结.docx" in problem.sentence()


def test_no_documents_are_nothing_to_refuse(db: None, tmp_path: Path) -> None:
    assert reporting.check(Year(tmp_path), AT, lambda *_: None).startswith("核对0份文稿")
