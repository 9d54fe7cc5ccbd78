"""A document as PDF by the layout of GB/T 9704-2012, with its faces embedded.

Enter at `written`. The faces are subsets of Noto Serif SC and Noto Sans SC that come with this room: neither
仿宋 nor 小标宋 may be handed on freely, and what is filed must look the same everywhere. Characters that the
subset lacks (rare names) are set in the Song face that readers bring themselves.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Final

from reportlab.lib import colors, textsplit
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    CondPageBreak,
    Image,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
    paragraph,
)
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from youju.reports.document import (
    Block,
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Plain,
    Span,
    Table,
    Title,
)
from youju.reports.outputs import layout
from youju.reports.outputs.charts import FONTS, SANS, picture

SERIF: Final = "youju-serif"
HEAVY: Final = "youju-sans"
RARE: Final = "STSong-Light"
_MOST_CELL: Final = 1500
NEVER_FIRST: Final = "，；：！？、。）》”’」』】%％‰℃"
"""What must not begin a line (GB/T 15834-2011, 5.1); the library knows the Japanese marks among them."""


@lru_cache(maxsize=1)
def _faces() -> frozenset[int]:
    """Register the faces; the characters that the serif has."""
    for module in (textsplit, paragraph):
        known = module.ALL_CANNOT_START
        module.ALL_CANNOT_START = known + "".join(one for one in NEVER_FIRST if one not in known)
    face = TTFont(SERIF, str(FONTS / "NotoSerifSC.ttf"))
    pdfmetrics.registerFont(face)
    pdfmetrics.registerFont(TTFont(HEAVY, str(SANS)))
    pdfmetrics.registerFont(UnicodeCIDFont(RARE))
    return frozenset(face.face.charToGlyph)


def written(document: Document) -> bytes:
    """The document's bytes."""
    has = _faces()
    body = ParagraphStyle(
        "body", fontName=SERIF, fontSize=layout.BODY_SIZE, leading=layout.LINE_PITCH, wordWrap="CJK",
        firstLineIndent=2 * layout.BODY_SIZE,
    )  # fmt: skip
    setter = _Setter(body, lambda text: _marked(text, has))
    parts: list[Any] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.role in ("sign", "date") and parts:
            for part in parts[-2:] if isinstance(parts[-1], Spacer) else parts[-1:]:
                part.keepWithNext = 1  # who signs does not stand on a page of his own
        parts += setter.parts(block)
    stream = io.BytesIO()
    made = SimpleDocTemplate(
        stream,
        pagesize=tuple(one * mm for one in layout.PAGE),
        topMargin=layout.TOP * mm,
        bottomMargin=layout.BOTTOM * mm,
        leftMargin=layout.LEFT * mm - 6,
        rightMargin=layout.RIGHT * mm - 6,
        title=document.title,
        author=str(document.facts.get("signatory", "")),
        invariant=1,
    )
    made.build(parts or [Spacer(1, 1)], onFirstPage=_numbered, onLaterPages=_numbered)
    return stream.getvalue()


def _numbered(canvas: Any, page: Any) -> None:
    """The page's number between dashes, outside."""
    canvas.setFont(SERIF, layout.NUMBER_SIZE)
    text, height = f"— {page.page} —", (layout.BOTTOM - 7) * mm - layout.NUMBER_SIZE
    if page.page % 2:
        canvas.drawRightString((layout.PAGE[0] - layout.RIGHT) * mm - layout.BODY_SIZE, height, text)
    else:
        canvas.drawString(layout.LEFT * mm + layout.BODY_SIZE, height, text)


class _Setter:
    """Sets blocks.

    Args:
        body: Style of running text.
        marked: Puts text into markup.
    """

    def __init__(self, body: ParagraphStyle, marked: Callable[[str], str]) -> None:
        self._marked = marked
        self._body = body
        flat = {"parent": body, "firstLineIndent": 0}
        self._styles = {
            "title": ParagraphStyle(
                "title", fontSize=layout.TITLE_SIZE, leading=layout.TITLE_SIZE * 1.6, alignment=TA_CENTER,
                spaceAfter=layout.LINE_PITCH, **flat,
            ),
            "to": ParagraphStyle("to", **flat),
            "sign": ParagraphStyle(
                "sign", alignment=TA_RIGHT, rightIndent=4 * layout.BODY_SIZE,
                spaceBefore=2 * layout.LINE_PITCH, **flat,
            ),
            "date": ParagraphStyle("date", alignment=TA_RIGHT, rightIndent=4 * layout.BODY_SIZE, **flat),
            "caption": ParagraphStyle(
                "caption", alignment=TA_CENTER, fontName=HEAVY, fontSize=layout.TABLE_SIZE,
                leading=layout.TABLE_SIZE * 1.6, spaceBefore=6, spaceAfter=3, **flat,
            ),
            "note": ParagraphStyle(
                "note", fontSize=layout.NOTE_SIZE, leading=layout.NOTE_SIZE * 1.5, spaceBefore=4, **flat
            ),
            "cell": ParagraphStyle(
                "cell", fontSize=layout.NOTE_SIZE, leading=layout.NOTE_SIZE * 1.4, **flat
            ),
            "right": ParagraphStyle(
                "right", fontSize=layout.NOTE_SIZE, leading=layout.NOTE_SIZE * 1.4, alignment=TA_RIGHT, **flat
            ),
        }  # fmt: skip

    def parts(self, block: Block) -> list[Any]:
        """What a block is set as."""
        if isinstance(block, Title):
            return [Text(self._spans(block.spans), self._styles["title"])]
        if isinstance(block, Heading):
            face = HEAVY if block.level == 1 else SERIF
            style = ParagraphStyle("heading", parent=self._body, fontName=face)
            # With two lines of what follows; kept with it whole, it would leave half a page empty.
            room = CondPageBreak(3 * layout.LINE_PITCH)
            return [room, Text(self._marked(block.number) + self._spans(block.spans), style)]
        if isinstance(block, Paragraph):
            return [Text(self._spans(block.spans), self._styles.get(block.role, self._body))]
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chart):
            return [Image(io.BytesIO(picture(block)), width=140 * mm, height=140 * 3.3 / 5.9 * mm)]
        return [NewPage()] if isinstance(block, PageBreak) else []

    def _spans(self, spans: Sequence[Span]) -> str:
        return "".join(
            f"<b>{self._marked(one.text)}</b>"
            if isinstance(one, Plain) and one.strong
            else self._marked(one.text)
            for one in spans
        ).replace("\n", "<br/>")

    def _table(self, block: Table) -> list[Any]:
        width = max(len(row) for row in block.rows)
        rows = []
        for number, row in enumerate(block.rows):
            styles = [
                self._styles["right" if column in block.right and number else "cell"]
                for column in range(width)
            ]
            texts = [self._spans(cell)[:_MOST_CELL] for cell in row] + [""] * (width - len(row))
            rows.append([Text(text, style) for text, style in zip(texts, styles, strict=True)])
        whole = len(rows) < layout.ONE_PAGE
        columns = layout.widths(block, layout.NOTE_SIZE)
        made = Grid(rows, colWidths=columns, repeatRows=1, splitInRow=not whole, splitByRow=not whole)
        made.setStyle(
            TableStyle([
                ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ])
        )  # fmt: skip
        caption = [Text(self._spans(block.caption), self._styles["caption"])] if block.caption else []
        for one in caption:
            one.keepWithNext = 1
        return [*caption, made, Spacer(1, 8)]


def _marked(text: str, has: frozenset[int]) -> str:
    """Text as markup; rare characters in the face that has them."""
    return "".join(
        escape(one) if ord(one) in has or one == "\n" else f'<font name="{RARE}">{escape(one)}</font>'
        for one in text
    )
