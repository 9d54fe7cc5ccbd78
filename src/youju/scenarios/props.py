"""The small files that people of a story attach: real ones, so that the real checks of content apply.

Enter at `made`. The same name and text give the same bytes, so that running a story twice stores nothing
twice and its chains of events are the same.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePosixPath

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Written into documents as their date, so that bytes do not depend on the day of the run."""


@lru_cache(maxsize=1024)
def made(name: str, text: str) -> bytes:
    """Content of a file.

    Args:
        name: Its name; the ending says of which kind.
        text: What it says; its name when empty.
    """
    return _MAKERS[PurePosixPath(name).suffix](text or PurePosixPath(name).stem)


def _text(text: str) -> bytes:
    return (text + "\n").encode()


def _picture(text: str, form: str) -> bytes:
    """A picture whose colours follow from the text; there need be no Chinese font on this machine."""
    from PIL import Image

    colours = hashlib.sha256(text.encode()).digest()
    image = Image.new("RGB", (4, 2))
    image.putdata([tuple(colours[i : i + 3]) for i in range(8)])
    out = io.BytesIO()
    image.resize((320, 160), Image.Resampling.NEAREST).save(out, form)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    """One page in the standard font for Chinese, which readers bring themselves (PDF 1.7, 9.7.5.2)."""
    shown = text.encode("utf-16-be").hex().upper()
    stream = f"BT /F1 16 Tf 72 760 Td <{shown}> Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
        b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _document(text: str) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.author = "有据"
    document.core_properties.created = document.core_properties.modified = _EPOCH
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _workbook(text: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _EPOCH.replace(tzinfo=None)})
        book.add_worksheet().write_string(0, 0, text)
    return _undated(out.getvalue())


def _undated(content: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


_MAKERS: dict[str, Callable[[str], bytes]] = {
    ".txt": _text,
    ".png": lambda text: _picture(text, "PNG"),
    ".jpg": lambda text: _picture(text, "JPEG"),
    ".pdf": _pdf,
    ".docx": _document,
    ".xlsx": _workbook,
}
