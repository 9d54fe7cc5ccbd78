"""Every usual file is read; a broken or hostile one gives one sentence, cheaply, and nothing runs."""

from __future__ import annotations

import codecs
import io
import random
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.checker.samples import NAMESPACES, paragraph, pdf, raw_word, run, stream_of, word
from youju.checker.reading import limits, pdf_process, read, read_bytes
from youju.checker.reading.pdf import joined
from youju.errors import YoujuError

TEXT = "某局2023年工作总结\n全年受理申请30件，办结28件。\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("gbk", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_encodings(encoding: str, mark: bytes) -> None:
    assert read_bytes(mark + TEXT.encode(encoding), "a.txt").text == TEXT


def test_line_ends_become_one() -> None:
    assert read_bytes("甲\r\n乙\r丙\n".encode(), "a.txt").text == "甲\n乙\n丙\n"


def test_a_damaged_character_does_not_hide_the_rest() -> None:
    content = ("正文" * 3000).encode()
    assert read_bytes(content[:-1], "a.txt").text.startswith("正文" * 2999)


@given(st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs")), min_size=1))
def test_gb18030_or_utf8_is_told_apart_or_refused(text: str) -> None:
    try:
        assert read_bytes(text.encode("utf-8"), "a.txt").text == text.removeprefix("\ufeff")
    except YoujuError as error:
        assert error.code in {"H102", "H106"}


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"%PDF-1.4")
@example(b"\x00\x01\x02\x03" * 8)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
def test_any_bytes_give_text_or_a_sentence(content: bytes) -> None:
    try:
        assert isinstance(read_bytes(content, "a.txt").text, str)
    except YoujuError as error:
        assert error.code.startswith("H10")
        assert len(error.problems) == 1


def test_files_that_are_not_there_or_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(YoujuError, match="H101"):
        read(tmp_path / "无.txt")
    (tmp_path / "表.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(YoujuError, match="H102"):
        read(tmp_path / "表.xlsx")
    (tmp_path / "空.txt").write_text(" \n")
    with pytest.raises(YoujuError, match="H106"):
        read(tmp_path / "空.txt")


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 100)
    with pytest.raises(YoujuError, match="H103"):
        read_bytes(b"a" * 101, "a.txt")


# Word


def test_word_with_tables_headers_and_notes() -> None:
    document = docx.Document()
    document.add_paragraph("某局2023年工作总结")
    table = document.add_table(2, 2)
    for row, values in zip(table.rows, (("项目", "件数"), ("申请", "30件")), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("完。")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    out = io.BytesIO()
    document.save(out)
    source = read_bytes(out.getvalue(), "a.docx")
    assert source.text == "某局2023年工作总结\n项目\t件数\n申请\t30件\n完。\n内部资料\n"
    for anchor in source.anchors:
        assert source.text[anchor.start : anchor.end] in {
            "某局2023年工作总结", "项目", "件数", "申请", "30件", "完。", "内部资料",
        }  # fmt: skip


def test_footnotes_are_read() -> None:
    inner = paragraph(run("含试点3个"))
    note = f'<?xml version="1.0"?><w:footnotes {NAMESPACES}><w:footnote>{inner}</w:footnote></w:footnotes>'
    content = raw_word(paragraph(run("正文")), more={"word/footnotes.xml": note.encode()})
    assert read_bytes(content, "a.docx").text == "正文\n含试点3个\n"


def test_tracked_changes_are_accepted() -> None:
    body = paragraph(
        run("办结")
        + f"<w:ins>{run('28')}</w:ins>"
        + "<w:del><w:r><w:delText>30</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('件')}</w:moveTo>"
    )
    assert read_bytes(raw_word(body), "a.docx").text == "办结28件\n"


def test_fields_show_their_result_and_text_boxes_are_read_once() -> None:
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("第1页")
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice>{paragraph(run('框'))}</mc:Choice>"
        f"<mc:Fallback>{paragraph(run('框'))}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    content = raw_word(paragraph(field) + paragraph(run("前") + box + run("后")) + paragraph(run("末")))
    source = read_bytes(content, "a.docx")
    assert source.text.replace(" ", "") == "第1页\n前框后\n末\n"
    last = source.anchors[-1]
    assert (last.index, source.text[last.start : last.end]) == (4, "末")  # all w:p are counted


def test_macros_are_left_alone() -> None:
    content = raw_word(paragraph(run("正文")), more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 9})
    assert read_bytes(content, "a.docx").text == "正文\n"


def test_entities_are_refused() -> None:
    prolog = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(YoujuError, match="H104") as caught:
        read_bytes(raw_word(paragraph(run("&b;")), prolog=prolog), "a.docx")
    assert "实体" in str(caught.value)


def test_outside_entities_are_refused() -> None:
    prolog = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(YoujuError, match="H104"):
        read_bytes(raw_word(paragraph(run("&a;")), prolog=prolog), "a.docx")


def test_a_bomb_is_refused_cheaply() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("word/document.xml", b"<?xml version='1.0'?><x>" + b" " * (limits.PART_BYTES + 100))
    assert len(out.getvalue()) < 1 << 20
    tracemalloc.start()
    try:
        with pytest.raises(YoujuError, match="H103"):
            read_bytes(out.getvalue(), "a.docx")
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()


def test_many_empty_paragraphs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PARAGRAPHS", 1000)
    with pytest.raises(YoujuError, match="H103"):
        read_bytes(raw_word("<w:p/>" * 1001), "a.docx")


def test_many_element_names_are_refused() -> None:
    with pytest.raises(YoujuError, match="H104"):
        read_bytes(raw_word("".join(f"<w:x{number}/>" for number in range(5000))), "a.docx")


def test_many_members_are_refused() -> None:
    many = {f"word/media/{number}": b"" for number in range(limits.ZIP_MEMBERS)}
    with pytest.raises(YoujuError, match="H103"):
        read_bytes(raw_word(paragraph(run("正文")), more=many), "a.docx")


def test_another_package_is_no_word_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(YoujuError, match="H102"):
        read_bytes(out.getvalue(), "a.docx")


def mutated(content: bytes, seed: int) -> bytes:
    """The same file truncated, with bytes changed, or with a piece taken out."""
    choose = random.Random(seed)
    match seed % 3:
        case 0:
            return content[: choose.randrange(4, len(content))]
        case 1:
            changed = bytearray(content)
            for _ in range(choose.randrange(1, 30)):
                changed[choose.randrange(4, len(changed))] = choose.randrange(256)
            return bytes(changed)
        case _:
            first = choose.randrange(4, len(content))
            return content[:first] + content[first + choose.randrange(1, 2000) :]


def test_mutated_word_files_are_read_or_refused() -> None:
    content = word("某局2023年工作总结", "全年受理申请30件，办结28件。")
    outcomes = set()
    for seed in range(150):
        try:
            read_bytes(mutated(content, seed), "a.docx")
            outcomes.add("read")
        except YoujuError as error:
            assert error.code in {"H102", "H103", "H104", "H105", "H106"}
            outcomes.add("refused")
    assert "refused" in outcomes


# PDF


def test_pdf_lines_become_paragraphs() -> None:
    content = pdf(
        ("某局2023年工作总结", "一、受理情况", "全年受理申请30件，其中网上18件、窗口", "12件。", "- 1 -"),
        ("二、工作打算", "继续努力。"),
    )
    text = read_bytes(content, "a.pdf").text
    assert text.splitlines() == [
        "某局2023年工作总结",
        "一、受理情况",
        "全年受理申请30件，其中网上18件、窗口12件。",
        "二、工作打算",
        "继续努力。",
    ]


def test_radicals_become_the_characters_that_are_meant() -> None:
    content = pdf(("\u2f3e数增\u2ed325%，\u2f2f作\u2ec5效。",))
    assert read_bytes(content, "a.pdf").text == "户数增长25%，工作见效。\n"


def test_pdf_of_a_thousand_pages() -> None:
    content = pdf(*[(f"第{number}页的文字。",) for number in range(1000)])
    assert read_bytes(content, "a.pdf").text.count("页的文字。") == 1000


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PDF_PAGES", 1)
    assert pdf_process.answer(pdf(("甲",), ("乙",)))["problem"] == "H103"


def test_pdf_without_text() -> None:
    with pytest.raises(YoujuError, match="H106"):
        read_bytes(stream_of(b"", ""), "a.pdf")


def test_pdf_bomb_is_refused() -> None:
    once = zlib.compress(b"\x00" * (200 << 20), 9)
    content = stream_of(zlib.compress(once, 9), "/Filter [/FlateDecode /FlateDecode]")
    assert len(content) < 1 << 20
    with pytest.raises(YoujuError) as caught:
        read_bytes(content, "a.pdf")
    assert caught.value.code in {"H103", "H104", "H106"}


def test_a_reader_out_of_memory_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("youju.checker.reading.pdf._CODE", "import os; os.abort()")
    with pytest.raises(YoujuError, match="H103"):
        read_bytes(pdf(("甲",)), "a.pdf")


def test_mutated_pdf_files_are_read_or_refused() -> None:
    content = pdf(("某局2023年工作总结", "全年受理申请30件。"))
    outcomes = {pdf_process.answer(mutated(content, seed)).get("problem") for seed in range(120)}
    assert outcomes <= {None, "H103", "H104", "H105", "H106"}
    assert len(outcomes) > 1


def test_reading_a_pdf_is_limited_in_memory() -> None:
    code = (
        "from youju.checker.reading import pdf_process, limits\n"
        "limits.PDF_MEMORY = 200 << 20\n"
        "pdf_process._limit()\n"
        "try:\n    bytearray(400 << 20)\nexcept MemoryError:\n    print('limited')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "limited", done.stderr


@given(st.lists(st.text(alphabet="甲乙丙。，一、1\n", max_size=40), max_size=6))
def test_joining_lines_loses_no_word(pages: list[str]) -> None:
    kept = [line.strip() for page in pages for line in page.splitlines()]
    kept = [line for line in kept if line and line.strip("-1 ") != ""]
    assert joined(pages).replace("\n", "") == "".join(kept)
