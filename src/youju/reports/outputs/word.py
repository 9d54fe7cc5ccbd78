"""A document as .docx by GB/T 9704-2012, every bound text in a content control.

Enter at `written`. A control's tag says what its text came from (`document.Bound.tag`); whoever removes the
control leaves a number behind that is bound to nothing, and `youju.reports.evidence` says so. Which version
of which document it is stands in a custom XML part.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree  # type: ignore[import-untyped]

from youju.reports.document import (
    TAG_LENGTH,
    Block,
    Bound,
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Span,
    Table,
    Title,
)
from youju.reports.outputs import layout

NAMESPACE: Final = "urn:youju:report:1"
PART: Final = "/customXml/youju.xml"
_PITCH: Final = math.floor(layout.LINE_PITCH * 20)
_CLOSER: Final = math.floor((layout.CHARACTER_PITCH - layout.BODY_SIZE) * 20)
"""Twentieths of a point between characters. Not by a grid of characters: programs disagree about its size."""


def written(document: Document) -> bytes:
    """The document's bytes; the same document gives the same."""
    return _Writer(document).bytes()


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._made = docx.Document()
        self._id = 1000

    def bytes(self) -> bytes:
        """Everything, packed."""
        self._styles()
        self._section()
        blocks = self._document.blocks
        for block, after in zip_longest(blocks, blocks[1:]):
            self._block(block)
            if isinstance(after, Paragraph) and after.role == "sign":  # never alone on a page (7.3.5)
                self._keep(block)
        self._facts()
        self._faces()
        properties = self._made.core_properties
        properties.title = self._document.title[:250]
        properties.author = str(self._document.facts.get("signatory", ""))
        properties.comments = ""
        stream = io.BytesIO()
        self._made.save(stream)
        return stream.getvalue()

    def _styles(self) -> None:
        """Body text of the standard, and heading styles by which Word builds its outline."""
        normal = self._made.styles["Normal"]
        _face(normal.element.get_or_add_rPr(), layout.BODY_FACE)
        normal.font.size = Pt(layout.BODY_SIZE)
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(_CLOSER))
        normal.element.rPr.find(qn("w:sz")).addprevious(closer)
        normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
        normal.paragraph_format.line_spacing = Pt(_PITCH / 20)
        for level, face in layout.HEADING_FACES.items():
            style = self._made.styles[f"Heading {level}"]
            properties = style.element.get_or_add_rPr()
            for child in list(properties):
                properties.remove(child)
            _face(properties, face)
            style.font.size, style.font.bold = Pt(layout.BODY_SIZE), level == 3
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
            style.paragraph_format.line_spacing = Pt(_PITCH / 20)
            style.paragraph_format.keep_with_next = True

    def _section(self) -> None:
        section = self._made.sections[0]
        section.page_width, section.page_height = (Mm(one) for one in layout.PAGE)
        section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
        section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
        # The number stands 7 mm below the type area (7.5).
        section.footer_distance = Mm(layout.BOTTOM - 7 - 5)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(_PITCH))
        self._made.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            _indent(paragraph, right=1 if side is WD_ALIGN_PARAGRAPH.RIGHT else 0, left=1, hang=False)
            self._page_number(paragraph)

    def _page_number(self, paragraph: Any) -> None:
        self._run(paragraph, "— ", face=layout.SONG_FACE, size=layout.NUMBER_SIZE)
        run = self._run(paragraph, "", face=layout.SONG_FACE, size=layout.NUMBER_SIZE)
        for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            run._element.append(element)
        self._run(paragraph, " —", face=layout.SONG_FACE, size=layout.NUMBER_SIZE)

    def _block(self, block: Block) -> None:
        if isinstance(block, Title):
            paragraph = self._made.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _lines(paragraph, layout.TITLE_SIZE * 1.6)
            paragraph.paragraph_format.space_after = Pt(_PITCH / 20)
            self._spans(paragraph, block.spans, face=layout.TITLE_FACE, size=layout.TITLE_SIZE)
        elif isinstance(block, Heading):
            face = layout.HEADING_FACES[block.level]
            paragraph = self._made.add_paragraph(style=f"Heading {block.level}")
            _indent(paragraph)
            self._run(paragraph, block.number, face=face)
            self._spans(paragraph, block.spans, face=face)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Chart):
            self._chart(block)
        elif isinstance(block, PageBreak):
            self._made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _keep(self, block: Block) -> None:
        """Keep what was set last on the page of what follows."""
        if isinstance(block, Table):
            for cell in self._made.tables[-1].rows[-1].cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._made.paragraphs[-1].paragraph_format.keep_with_next = True

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self._made.add_paragraph()
        size, face = layout.BODY_SIZE, layout.BODY_FACE
        if block.role in ("sign", "date"):  # 7.3.5: from the right edge, the date four characters in
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _indent(paragraph, hang=False, right=4)
            if block.role == "sign":
                paragraph.paragraph_format.space_before = Pt(_PITCH / 10)
                paragraph.paragraph_format.keep_with_next = True
        elif block.role == "caption":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = True
            size, face = layout.TABLE_SIZE, layout.HEAVY_FACE
        elif block.role == "note":
            size = layout.NOTE_SIZE
            _lines(paragraph, size * 1.5)
        elif block.role == "body":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            _indent(paragraph)
        self._spans(paragraph, block.spans, face=face, size=size)

    def _table(self, block: Table) -> None:
        if block.caption:
            self._paragraph(Paragraph(block.caption, "caption"))
        width = max(len(row) for row in block.rows)
        size = layout.size_of(block)
        columns = [Pt(one) for one in layout.widths(block, size)]
        made = self._made.add_table(rows=len(block.rows), cols=width, style="Table Grid")
        made.autofit = False
        for column, points in zip(made.columns, columns, strict=True):
            column._gridCol.w = points
        # Not by place: python-docx then looks at every cell of the table to find one.
        for number, (row, drawn) in enumerate(zip(block.rows, made.rows, strict=True)):
            for column, (spans, cell) in enumerate(zip(row, drawn.cells, strict=False)):
                cell._tc.width = columns[column]
                paragraph = cell.paragraphs[0]
                _lines(paragraph, size * 1.4)
                paragraph.paragraph_format.keep_with_next = number + 1 < len(block.rows) < layout.ONE_PAGE
                right = column in block.right and number > 0
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
                face = layout.HEAVY_FACE if number == 0 else layout.BODY_FACE
                self._spans(paragraph, spans, face=face, size=size)
            drawn._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        head = made.rows[0]._tr.get_or_add_trPr()
        head.append(OxmlElement("w:tblHeader"))
        self._paragraph(Paragraph((), "note"))

    def _chart(self, block: Chart) -> None:
        from youju.reports.outputs.charts import picture

        paragraph = self._made.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _lines(paragraph, None)
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(picture(block)), width=Mm(150))
        properties = run._element.find(f".//{qn('wp:docPr')}")
        properties.set("descr", block.title)
        control = self._control(block.tag, block.title)
        content = control.find(qn("w:sdtContent"))
        paragraph._element.replace(run._element, control)
        content.append(run._element)

    def _spans(
        self, paragraph: Any, spans: Sequence[Span], *, face: str, size: float = layout.BODY_SIZE
    ) -> None:
        for span in spans:
            if not isinstance(span, Bound):
                for number, text in enumerate(span.text.split("\n")):
                    run = self._run(paragraph, text, face=face, size=size, bold=span.strong)
                    if number:
                        run._element.insert(1, OxmlElement("w:br"))
                continue
            run = self._run(paragraph, span.text, face=face, size=size)
            control = self._control(span.tag, span.label)
            paragraph._element.replace(run._element, control)
            control.find(qn("w:sdtContent")).append(run._element)

    def _control(self, tag: str, label: str) -> Any:
        """An empty content control; its content cannot be typed over while it is there."""
        self._id += 1
        control = parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias/><w:tag/><w:id/><w:lock/></w:sdtPr>"
            "<w:sdtContent/></w:sdt>"
        )
        values = {"alias": label[:TAG_LENGTH], "tag": tag, "id": str(self._id), "lock": "contentLocked"}
        for name, value in values.items():
            control.find(f".//{qn(f'w:{name}')}").set(qn("w:val"), value)
        return control

    def _run(
        self, paragraph: Any, text: str, *, face: str, size: float = layout.BODY_SIZE, bold: bool = False
    ) -> Any:
        run = paragraph.add_run("".join(one for one in text if one >= " "))
        run.font.size = Pt(size)
        if bold:
            run.font.bold = True
        _face(run._element.get_or_add_rPr(), face)
        return run

    def _facts(self) -> None:
        """Which version of which document this is."""
        root = etree.Element(f"{{{NAMESPACE}}}report", nsmap={None: NAMESPACE})
        for name, value in self._document.facts.items():
            etree.SubElement(root, f"{{{NAMESPACE}}}{name}").text = str(value)
        package = self._made.part.package
        blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI(PART), "application/xml", blob, package)
        self._made.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)

    def _faces(self) -> None:
        """Faces with what to take where they are missing."""
        part = self._made.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
        root = etree.fromstring(part.blob)
        for face, other in layout.FALLBACKS.items():
            font = etree.SubElement(root, qn("w:font"), {qn("w:name"): face})
            etree.SubElement(font, qn("w:altName"), {qn("w:val"): other})
            etree.SubElement(font, qn("w:charset"), {qn("w:val"): "86"})
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _face(properties: Any, face: str) -> None:
    """Chinese in its face, digits and Latin letters in Times New Roman."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), layout.LATIN_FACE)
    fonts.set(qn("w:eastAsia"), face)


def _lines(paragraph: Any, pitch: float | None) -> None:
    """Lines of their own pitch in points (None: as high as what is in them), beside the grid of the body."""
    paragraph.paragraph_format.line_spacing = 1.0 if pitch is None else Pt(pitch)
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    paragraph._element.pPr.find(qn("w:spacing")).addprevious(off)


def _indent(paragraph: Any, *, hang: bool = True, right: int = 0, left: int = 0) -> None:
    """Two characters at the beginning; others from the edges."""
    shape = paragraph.paragraph_format
    if hang:
        shape.first_line_indent = Pt(layout.BODY_SIZE * 2)
    if right:
        shape.right_indent = Pt(layout.BODY_SIZE * right)
    if left:
        shape.left_indent = Pt(layout.BODY_SIZE * left)
    element = paragraph._element.pPr.find(qn("w:ind"))
    for name, count in (("firstLineChars", 2 if hang else 0), ("rightChars", right), ("leftChars", left)):
        if count:
            element.set(qn(f"w:{name}"), str(count * 100))
