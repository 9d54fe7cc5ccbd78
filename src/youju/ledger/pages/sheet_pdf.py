"""The cover sheet as PDF, in the Song face that readers bring themselves: no font file is needed here."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from youju.ledger.pages.sheet import CoverSheet

FACE = "STSong-Light"
LONGEST_CELL = 1200
"""Characters of one cell: a row must fit a page."""


def document(sheet: CoverSheet) -> bytes:
    """The document's bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FACE))
    body = ParagraphStyle("body", fontName=FACE, fontSize=11, leading=17, wordWrap="CJK")
    head = ParagraphStyle("head", parent=body, fontSize=20, leading=30, alignment=TA_CENTER)
    middle = ParagraphStyle("middle", parent=body, alignment=TA_CENTER, spaceAfter=8)
    parts: list[Any] = [Paragraph(escape(sheet.heading), head)]
    if sheet.number:
        parts.append(Paragraph(escape(sheet.number), middle))
    parts.append(_table([*sheet.facts, *sheet.limits], body, (3.6, 12.6)))
    if sheet.history:
        parts += [Spacer(1, 10), Paragraph(escape(gettext("办理经过")), body)]
        parts.append(_table(sheet.history, body, (3.2, 4.4, 2.4, 6.2)))
    parts.append(Spacer(1, 12))
    signed = Table(
        [[Paragraph(escape(label), body), ""] for label in sheet.signatures],
        colWidths=[3.6 * cm, 12.6 * cm],
        rowHeights=2 * cm,
    )
    signed.setStyle(_lines())
    parts.append(signed)
    stream = io.BytesIO()
    made = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=2.4 * cm,
        rightMargin=2.4 * cm,
        topMargin=2.2 * cm,
        bottomMargin=2 * cm,
        title=f"{sheet.heading} {sheet.number}".strip(),
    )

    def foot(canvas: Any, page: Any) -> None:
        canvas.setFont(FACE, 9)
        canvas.drawString(2.4 * cm, 1.2 * cm, sheet.foot)
        canvas.drawRightString(A4[0] - 2.4 * cm, 1.2 * cm, str(page.page))

    made.build(parts, onFirstPage=foot, onLaterPages=foot)
    return stream.getvalue()


def _table(rows: Sequence[Sequence[str]], style: ParagraphStyle, widths: Sequence[float]) -> Any:
    cells = [[Paragraph(_marked(text), style) for text in row] for row in rows]
    made = Table(cells, colWidths=[width * cm for width in widths], splitInRow=1)
    made.setStyle(_lines())
    return made


def _marked(text: str) -> str:
    shown = text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
    return escape(shown).replace("\n", "<br/>")


def _lines() -> TableStyle:
    return TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
