"""Small files of many kinds, made on the spot, sound and broken."""

from __future__ import annotations

import io
import zipfile

from PIL import Image


def png(size: tuple[int, int] = (8, 6), colour: str = "red") -> io.BytesIO:
    """A PNG picture."""
    return picture("PNG", size, colour)


def picture(form: str, size: tuple[int, int] = (8, 6), colour: str = "red") -> io.BytesIO:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    out.seek(0)
    return out


def named_csv() -> io.BytesIO:
    """A CSV table."""
    return io.BytesIO("编号,名称\n1,甲\n".encode())


def zipped(entries: dict[str, bytes]) -> io.BytesIO:
    """A zip container."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in entries.items():
            container.writestr(name, content)
    out.seek(0)
    return out


def docx(text: str) -> io.BytesIO:
    """A Word document of one paragraph."""
    import docx as library

    document = library.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out


def xlsx(*cells: str) -> io.BytesIO:
    """A workbook with one row."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(list(cells))
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def pdf(text: str = "Rectification report") -> io.BytesIO:
    """A PDF page with one line of Latin text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return io.BytesIO(bytes(out))
