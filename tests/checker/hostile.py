"""A corpus of files that no office writes: cut, bent, blown up, circular, locked, armed.

`corpus` makes it, always the same; `main` reads, checks and writes out every file of it within 1 GiB of
address space and prints what came of each. Nothing here comes from outside.
"""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from tests.checker import samples

MEMORY = 1 << 30
_REPORT = (
    "某局2023年工作总结",
    "发布解读5篇，其中图片3篇、文字1篇、视频2篇。",
    "表1\t数量",
    "甲\t3",
    "合计\t4",
)


def corpus() -> Iterator[tuple[str, bytes]]:
    """Names and contents."""
    yield from _cut("docx", samples.word(*_REPORT))
    yield from _cut("pdf", samples.pdf(_REPORT))
    yield from _words()
    yield from _packages()
    yield from _pdfs()


def _cut(kind: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Truncated at many places, with bytes changed, with pieces taken out or put in twice."""
    for step in range(1, 16):
        yield f"truncated-{step}.{kind}", content[: len(content) * step // 16]
    for seed in range(12):
        dice = random.Random(seed)
        bent = bytearray(content)
        for _ in range(1 + seed * 3):
            bent[dice.randrange(4, len(bent))] ^= 1 << dice.randrange(8)
        yield f"flipped-{seed}.{kind}", bytes(bent)
        first = dice.randrange(4, len(content))
        yield f"without-{seed}.{kind}", content[:first] + content[first + dice.randrange(1, 900) :]
        yield f"twice-{seed}.{kind}", content[:first] + content[max(0, first - 700) :]


def _words() -> Iterator[tuple[str, bytes]]:
    """Strange text parts of a .docx."""
    good = samples.paragraph(samples.run(_REPORT[1]))
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    yield "laughs.docx", samples.raw_word("&a12;", prolog=f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>')
    yield (
        "blowup.docx",
        samples.raw_word("&a;" * 50_000, prolog=f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'),
    )
    outside = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd">%a;]>'
    yield "outside.docx", samples.raw_word(good, prolog=outside)
    yield "deep.docx", samples.raw_word("<w:p>" * 60_000 + "</w:p>" * 60_000)
    nested = "<w:tbl><w:tr><w:tc>" * 3_000 + good + "</w:tc></w:tr></w:tbl>" * 3_000
    yield "tables-in-tables.docx", samples.raw_word(nested)
    attributes = " ".join(f"a{n}='x'" for n in range(200_000))
    yield "attributes.docx", samples.raw_word(f"<w:p {attributes}/>")
    yield "names.docx", samples.raw_word("".join(f"<w:n{n}/>" for n in range(90_000)))
    yield "one-line.docx", samples.raw_word(samples.paragraph(samples.run("其中12件，" * 12_000)))
    yield "controls.docx", samples.raw_word(samples.paragraph(samples.run("甲&#x9;乙&#xFFFD;" * 99)))
    yield (
        "thousand-pages.docx",
        samples.raw_word((good + samples.paragraph(samples.run("工作有序推进。" * 80))) * 1_200),
    )
    wide = "<w:tc><w:tcPr><w:gridSpan w:val='63'/></w:tcPr>" + good + "</w:tc>"
    yield "wide.docx", samples.raw_word(f"<w:tbl>{f'<w:tr>{wide * 60}</w:tr>' * 40}</w:tbl>")
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:basedOn w:val="S{(n + 1) % 3}"/></w:style>'
        for n in range(3)
    )
    part = f'<?xml version="1.0"?><w:styles {samples.NAMESPACES}>{styles}</w:styles>'.encode()
    yield "cyclic-styles.docx", samples.raw_word(good, more={"word/styles.xml": part})


def _packages() -> Iterator[tuple[str, bytes]]:
    """Strange packages."""
    good = samples.raw_word(samples.paragraph(samples.run(_REPORT[1])))
    yield "zeros.docx", _zip({"word/document.xml": b"\x00" * (64 << 20)})
    yield "spaces.docx", _zip({"word/document.xml": b"<x>" + b" " * (64 << 20)})
    bomb = _zip({f"{n}.xml": b" " * (20 << 20) for n in range(4)})
    for _ in range(4):
        bomb = _zip({f"{n}.docx": bomb for n in range(6)})
    yield "nested.docx", bomb
    yield (
        "nested-in-word.docx",
        samples.raw_word(samples.paragraph(samples.run("正文。")), more={"word/embeddings/a.docx": bomb}),
    )
    yield (
        "header-bomb.docx",
        samples.raw_word("<w:p/>", more={"word/header1.xml": b"<x>" + b" " * (40 << 20)}),
    )
    many = {f"word/header{n}.xml": b"<x/>" for n in range(4_000)}
    yield "many-headers.docx", samples.raw_word("<w:p/>", more=many)
    yield "no-types.docx", _zip({"word/document.xml": _part(good, "word/document.xml")})
    yield "no-text.docx", _zip({"[Content_Types].xml": _part(good, "[Content_Types].xml")})
    yield "up.docx", samples.raw_word("<w:p/>", more={"../../../../tmp/hostile": b"x"})
    macro = samples.raw_word(
        samples.paragraph(samples.run(_REPORT[1])), more={"word/vbaProject.bin": b"\xd0\xcf" * 900}
    )
    yield "macro.docm", macro
    yield "empty.docx", b"PK\x03\x04"
    yield "empty.pdf", b"%PDF-"
    stored = bytearray(_zip({"word/document.xml": b"<x/>"}))
    at = stored.index(b"PK\x01\x02")
    stored[at + 24 : at + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    yield "lying-size.docx", bytes(stored)
    locked = bytearray(good)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + offset] |= 1
    yield "locked.docx", bytes(locked)


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def _part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def _pdfs() -> Iterator[tuple[str, bytes]]:
    """Strange .pdf files."""
    from pypdf import PdfReader, PdfWriter

    good = samples.pdf(_REPORT)
    for name, password in (("locked.pdf", "secret"), ("open-lock.pdf", "")):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(good)))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        yield name, out.getvalue()
    yield (
        "circle.pdf",
        samples.pdf_of(
            {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"}
        ),
    )
    yield "self.pdf", samples.pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"2 0 R"})
    itself = b"/Resources << /XObject << /X 4 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R " + itself + b" >>"
    form = b"<< /Type /XObject /Subtype /Form /Length 5 " + itself + b" >>\nstream\n/X Do\nendstream"
    tree = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    yield (
        "form-in-form.pdf",
        samples.pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 3: page, 4: form}),
    )
    yield (
        "deep-arrays.pdf",
        samples.pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"[" * 20_000 + b"]" * 20_000}),
    )
    act = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/touch) /P (/tmp/hostile) >> >>"
    yield "launch.pdf", good.replace(b"<< /Type /Catalog /Pages 2 0 R >>", act)
    once = zlib.compress(b"\x00" * (250 << 20), 9)
    yield "bomb.pdf", samples.stream_of(zlib.compress(once, 9), "/Filter [/FlateDecode /FlateDecode]")
    yield "many-filters.pdf", samples.stream_of(once, f"/Filter [{'/FlateDecode ' * 200}]")
    yield "huge-count.pdf", good.replace(b"/Count 1", b"/Count 999999999")
    yield "thousand-pages.pdf", samples.pdf(*[(f"第{n}页，受理申请{n}件。",) for n in range(1_000)])


def _text(name: str, content: bytes) -> str:
    """The text of a file; the many bent .pdf are read here rather than in a process each."""
    from youju.checker.reading import pdf_process, read_bytes
    from youju.errors import fail

    if not name.endswith(".pdf") or "-" not in name or not name[-5].isdigit():
        return read_bytes(content, name).text
    found = pdf_process.answer(content)
    if "problem" in found:
        raise fail(found["problem"], path=name, reason="")
    return "\n".join(found["pages"])


def main() -> None:
    """Read, check and write out everything; print the outcomes as JSON."""
    from youju.checker.check import check_text
    from youju.checker.output import Format, render
    from youju.checker.output.word import commented
    from youju.errors import YoujuError

    files = list(corpus())  # the bombs are packed before memory is limited
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    outcomes: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, content in files:
            try:
                document = check_text(_text(name, content), path=name)
                commented(document, content)
                render([document], Format.HTML)
                outcomes[name] = "read"
            except YoujuError as error:
                assert all(one.message and one.mend for one in error.problems)
                outcomes[name] = error.code
        left = [one.name for one in place.iterdir()]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    json.dump({"outcomes": outcomes, "children": peak, "left": left}, sys.stdout)


if __name__ == "__main__":
    main()
