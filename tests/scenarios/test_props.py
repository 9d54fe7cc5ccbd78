"""The files of stories are what their names say, so that they pass the checks that real ones pass."""

from __future__ import annotations

import io

import pypdf
import pytest
from docx import Document
from PIL import Image

from youju.ledger.evidence import store
from youju.scenarios.props import made

KINDS = {
    "txt": "document",
    "pdf": "document",
    "docx": "document",
    "xlsx": "spreadsheet",
    "png": "photo",
    "jpg": "photo",
}


@pytest.mark.parametrize("ending", KINDS)
def test_kind(ending, db) -> None:
    kept = store(io.BytesIO(made(f"材料.{ending}", "内容")), f"材料.{ending}")
    assert kept.kind == KINDS[ending]


@pytest.mark.parametrize("ending", KINDS)
def test_same_text_same_bytes(ending) -> None:
    first = made(f"材料.{ending}", "内容")
    made.cache_clear()
    assert made(f"材料.{ending}", "内容") == first
    assert made(f"材料.{ending}", "别的内容") != first


def test_the_text_can_be_read() -> None:
    pdf = pypdf.PdfReader(io.BytesIO(made("报告.pdf", "整改完成，附凭证")))
    assert pdf.pages[0].extract_text() == "整改完成，附凭证"
    document = Document(io.BytesIO(made("报告.docx", "整改完成")))
    assert [paragraph.text for paragraph in document.paragraphs] == ["整改完成"]
    assert Image.open(io.BytesIO(made("照片.png", ""))).size == (320, 160)
