"""The cover sheet as a Word document, in the faces of GB/T 9704-2012 (小标宋 and 仿宋)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from youju.ledger.pages.sheet import CoverSheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADING, BODY = "方正小标宋简体", "仿宋_GB2312"


def document(sheet: CoverSheet) -> bytes:
    """The document's bytes."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.left_margin = section.right_margin = Cm(2.4)
    _write(made.add_paragraph(), sheet.heading, face=HEADING, size=22, middle=True)
    if sheet.number:
        _write(made.add_paragraph(), sheet.number, size=14, middle=True)
    _table(made, [*sheet.facts, *sheet.limits], widths=(4, 12.2))
    if sheet.history:
        _write(made.add_paragraph(), gettext("办理经过"), size=14)
        _table(made, sheet.history, widths=(3.2, 4.6, 2.6, 5.8))
    made.add_paragraph()
    signed = made.add_table(rows=len(sheet.signatures), cols=2, style="Table Grid")
    for number, label in enumerate(sheet.signatures):
        signed.rows[number].height = Cm(2.2)
        _write(signed.cell(number, 0).paragraphs[0], label, size=12)
        signed.cell(number, 0).width, signed.cell(number, 1).width = Cm(4), Cm(12.2)
    _write(section.footer.paragraphs[0], sheet.foot, size=9)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _table(made: Any, rows: Sequence[Sequence[str]], *, widths: Sequence[float]) -> None:
    table = made.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    for number, row in enumerate(rows):
        for column, (text, width) in enumerate(zip(row, widths, strict=True)):
            cell = table.cell(number, column)
            cell.width = Cm(width)
            _write(cell.paragraphs[0], text, size=12)


def _write(paragraph: Any, text: str, *, face: str = BODY, size: int, middle: bool = False) -> None:
    run = paragraph.add_run("".join(one for one in text if one == "\n" or one == "\t" or one >= " "))
    run.font.size, run.font.name = Pt(size), face
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
