"""Files made for the tests: .docx through python-docx or raw XML, .pdf by hand."""

from __future__ import annotations

import io
import zipfile

import docx

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def word(*paragraphs: str) -> bytes:
    """A .docx of plain paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def raw_word(body: str, *, prolog: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A .docx whose main part has this XML in its body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{prolog}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>',
        )
        for name, content in (more or {}).items():
            package.writestr(name, content)
    return out.getvalue()


def paragraph(inner: str) -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p>{inner}</w:p>"


def run(text: str) -> str:
    """A run of WordprocessingML."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def pdf(*pages: tuple[str, ...]) -> bytes:
    """A .pdf with a text layer: pages of lines, each character by its UTF-16 code."""
    objects: dict[int, bytes] = {}
    kids = [10 + 2 * place for place in range(len(pages))]
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[2] = (
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>".encode()
    )
    objects[3] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    )
    objects[4] = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    used = sorted({character for lines in pages for line in lines for character in line})
    table = "\n".join(f"<{ord(one):04x}> <{ord(one):04x}>" for one in used)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(used)} beginbfchar\n{table}\nendbfchar\nendcmap end end"
    ).encode()
    objects[5] = _stream(cmap)
    for kid, lines in zip(kids, pages, strict=True):
        shown = "".join(
            f"1 0 0 1 50 {800 - 20 * row} Tm <{line.encode('utf-16-be').hex()}> Tj\n"
            for row, line in enumerate(lines)
        )
        objects[kid] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {kid + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        objects[kid + 1] = _stream(f"BT /F1 12 Tf\n{shown}ET".encode())
    return pdf_of(objects)


def _stream(content: bytes, filters: str = "") -> bytes:
    return f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream"


def stream_of(content: bytes, filters: str) -> bytes:
    """A .pdf whose only page has this stream, already encoded by these filters."""
    return pdf_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
            4: _stream(content, filters),
        }
    )


def pdf_of(objects: dict[int, bytes]) -> bytes:
    """A .pdf of numbered objects, the first of which is its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = len(out)
    size = max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += (f"{places[number]:010} 00000 n \n" if number in places else "0000000000 00000 f \n").encode()
    out += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
