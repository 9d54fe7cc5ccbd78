"""Uploaded tables are read faithfully or refused with a sentence; nothing else."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from youju.engine import delimited
from youju.engine.spreadsheets import Limits, Reading, clean_header, read
from youju.engine.workbooks import as_text
from youju.errors import YoujuError

ROWS = [["问题", "金额", "开工日期"], ["未按规定招标", 12.5, dt.date(2023, 5, 1)], ["资金滞留", 3, None]]


def workbook(path: Path, rows: list[list[Any]] = ROWS, change: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    book.save(path)
    return path


def patched(
    path: Path, extra: dict[str, bytes], replace: dict[str, Callable[[bytes], bytes]] | None = None
) -> Path:
    """The package with further or changed parts."""
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    for part, change in (replace or {}).items():
        parts[part] = change(parts[part])
    parts.update(extra)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return path


def refused(path: Path, reading: Reading | None = None) -> YoujuError:
    with pytest.raises(YoujuError) as caught:
        read(path, reading)
    for problem in caught.value.problems:
        assert problem.sentence(), "every refusal has a sentence"
        assert "{" not in problem.sentence()
    return caught.value


def cells(path: Path, reading: Reading | None = None) -> list[list[str | None]]:
    sheet = read(path, reading)
    return [list(row.values()) for row in sheet.data.to_pylist()]


def test_xlsx_values_become_text(tmp_path: Path) -> None:
    sheet = read(workbook(tmp_path / "a.xlsx"))
    assert sheet.kind == "xlsx"
    assert sheet.columns == ("问题", "金额", "开工日期")
    assert [list(row.values()) for row in sheet.data.to_pylist()] == [
        ["未按规定招标", "12.5", "2023-05-01"],
        ["资金滞留", "3", None],
    ]
    assert sheet.rows.to_pylist() == [2, 3]


def test_blank_rows_keep_the_numbers_of_the_others(tmp_path: Path) -> None:
    rows = [["甲", "乙"], ["1", "2"], [None, None], ["3", None]]
    sheet = read(workbook(tmp_path / "a.xlsx", rows))
    assert sheet.rows.to_pylist() == [2, 4]
    (tmp_path / "a.csv").write_text('甲,乙\n1,"二\n行"\n\n,\n3,\n', encoding="utf-8")
    sheet = read(tmp_path / "a.csv")
    assert sheet.rows.to_pylist() == [2, 5]
    assert sheet.data.column("c1").to_pylist() == ["二\n行", None]


def test_header_row_below_a_title(tmp_path: Path) -> None:
    rows = [["审计整改台账", None], ["（2023年）", None], ["问题", "金额"], ["甲", 1]]
    path = workbook(tmp_path / "a.xlsx", rows, lambda sheet: sheet.merge_cells("A1:B1"))
    assert read(path, Reading(header_row=3)).columns == ("问题", "金额")
    assert read(path, Reading(header_row=3)).rows.to_pylist() == [4]


def test_used_area_need_not_start_at_a1(tmp_path: Path) -> None:
    def move(sheet: Any) -> None:
        sheet["C4"], sheet["D4"], sheet["C5"], sheet["D5"] = "问题", "金额", "甲", 7

    path = workbook(tmp_path / "a.xlsx", [], move)
    sheet = read(path, Reading(header_row=4))
    assert sheet.columns == ("问题", "金额")
    assert sheet.rows.to_pylist() == [5]
    assert sheet.data.column("c1").to_pylist() == ["7"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    lines = [["问题", "备注"], ["漏报㐂", '他说"好"'], [f"带{delimiter}号", ""]]
    text = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    path.write_bytes(text.encode(encoding))
    assert cells(path) == [["漏报㐂", '他说"好"'], [f"带{delimiter}号", None]]


def test_every_named_encoding_is_readable(tmp_path: Path) -> None:
    names = list(delimited.encodings())
    assert len(names) > 5
    for name in names:
        path = tmp_path / "a.csv"
        path.write_bytes("甲,乙\n一,二\n".encode(name))
        assert cells(path, Reading(encoding=name)) == [["一", "二"]]


def test_undecodable_bytes_are_named_by_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("甲,乙\n".encode("gb18030") + b"\xff\xff,1\n")
    assert refused(path).code == "G471"
    assert refused(path, Reading(encoding="latin-9")).code == "G471"


def test_ragged_rows_are_all_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\n1,2\n1\n1,2,3\n4,5\n", encoding="utf-8")
    error = refused(path)
    assert [(p.code.id, p.where.row, p.fields["actual"]) for p in error.problems] == [
        ("G472", 3, 1),
        ("G472", 4, 3),
    ]


def test_ragged_rows_below_a_title(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"标\n题",\n甲,乙\n1,2\n1\n', encoding="utf-8")
    assert [p.where.row for p in refused(path, Reading(header_row=2)).problems] == [4]


def test_quote_that_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('甲,乙\n1,"2\n3,4\n', encoding="utf-8")
    assert refused(path).code == "G473"
    path.write_text('甲,乙\n管径,5" 钢管\n3,4\n', encoding="utf-8")
    assert cells(path)[0] == ["管径", '5" 钢管']


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"MZ\x90\x00" + b"\0" * 600, "程序"), (b"%PDF-1.7\n", "PDF"), (b"<!doctype html><table>", "网页"),
     ("甲,乙\n1,".encode() + b"\0\0", "二进制")],
)  # fmt: skip
def test_renamed_files_are_recognised(tmp_path: Path, content: bytes, word: str) -> None:
    for name in ("名单.xlsx", "名单.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        error = refused(path)
        assert error.code == "G461"
        assert word in str(error)


def test_other_zip_files(tmp_path: Path) -> None:
    for part, word in (("word/document.xml", "Word"), ("a.txt", "压缩包"), ("xl/workbook.bin", "xlsb")):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
            package.writestr(part, "<x/>")
        error = refused(tmp_path / "a.xlsx")
        assert error.code == "G461"
        assert word in str(error)


def test_truncated_anywhere(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx").read_bytes()
    path = tmp_path / "b.xlsx"
    for share in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        assert refused(path).code == "G462"


def test_flipped_byte_in_a_part(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as package:
        info = package.getinfo("xl/worksheets/sheet1.xml")
    whole = bytearray(path.read_bytes())
    whole[info.header_offset + 30 + len(info.filename) + 40] ^= 0xFF
    path.write_bytes(bytes(whole))
    assert refused(path).code == "G462"


def test_zip_bomb(tmp_path: Path) -> None:
    path = patched(workbook(tmp_path / "a.xlsx"), {"xl/media/zero.bin": b"\0" * (80 << 20)})
    assert path.stat().st_size < 1 << 20
    assert refused(path).code == "G469"
    small = Limits(unpacked=10_000)
    assert refused(workbook(tmp_path / "b.xlsx"), Reading(limits=small)).code == "G469"


def test_entity_expansion(tmp_path: Path) -> None:
    def declare(xml: bytes) -> bytes:
        return xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)

    path = patched(workbook(tmp_path / "a.xlsx"), {}, {"xl/worksheets/sheet1.xml": declare})
    assert refused(path).code == "G481"


@pytest.mark.parametrize(
    ("part", "code"),
    [("xl/vbaProject.bin", "G463"), ("xl/macrosheets/sheet1.xml", "G463"),
     ("xl/externalLinks/externalLink1.xml", "G477"), ("xl/connections.xml", "G477")],
)  # fmt: skip
def test_macros_and_links(tmp_path: Path, part: str, code: str) -> None:
    assert refused(patched(workbook(tmp_path / "a.xlsx"), {part: b"<x/>"})).code == code


def formulas(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("台账")
    for row, values in enumerate([["甲", "乙"], [1, 2], [3, 4]]):
        sheet.write_row(row, 0, values)
    sheet.write_formula("B3", "=A3+1", None, 4)
    sheet.write_formula("B4", "=SUM(B2:B3)", None, 6)
    book.close()
    return path


def test_formulas_are_refused_or_taken_as_stored(tmp_path: Path) -> None:
    path = formulas(tmp_path / "a.xlsx")
    error = refused(path)
    assert error.code == "G466"
    assert "B3、B4" in str(error)
    assert error.problems[0].where.row == 3
    sheet = read(path, Reading(formulas="values"))
    assert sheet.data.column("c1").to_pylist() == ["2", "4", "6"]
    assert "2个单元格是公式" in sheet.notes[0]


def test_many_formulas_are_counted_once_each(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["甲", "乙"])
    for row in range(1, 30_001):
        sheet.write(row, 0, "正文" * 10)
        sheet.write_formula(row, 1, f"=LEN(A{row + 1})", None, 20)
    book.close()
    assert refused(path).problems[0].fields["count"] == 30_000


def test_merged_cells_are_refused_or_filled(tmp_path: Path) -> None:
    rows = [["单位", "问题"], ["住建局", "一"], [None, "二"], ["水利局", "三"]]
    path = workbook(tmp_path / "a.xlsx", rows, lambda sheet: sheet.merge_cells("A2:A3"))
    error = refused(path)
    assert error.code == "G479"
    assert "A2:A3" in str(error)
    assert cells(path, Reading(merged="fill")) == [["住建局", "一"], ["住建局", "二"], ["水利局", "三"]]


def test_ten_thousand_columns(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[f"列{i}" for i in range(10_000)], list(range(10_000))])
    assert refused(path).code == "G467"
    (tmp_path / "a.csv").write_text(",".join(f"列{i}" for i in range(10_000)) + "\n1", encoding="utf-8")
    assert refused(tmp_path / "a.csv").code == "G467"


def test_one_cell_in_the_last_corner_does_not_exhaust_memory(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS, lambda sheet: sheet.cell(1_048_576, 16_384, "x"))
    assert refused(path).code == "G467"
    path = workbook(tmp_path / "b.xlsx", ROWS, lambda sheet: sheet.cell(1_048_576, 300, "x"))
    assert refused(path).code == "G468"


def test_million_character_cell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("甲,乙\n1,2\n3," + "长" * 1_000_000 + "\n", encoding="utf-8")
    error = refused(tmp_path / "a.csv")
    assert error.code == "G470"
    assert error.problems[0].where.row == 3
    assert len(str(error)) < 200


def test_headers_must_be_there_once_and_named(tmp_path: Path) -> None:
    assert refused(workbook(tmp_path / "a.xlsx", [["甲", "甲 "], [1, 2]])).code == "G475"
    assert refused(workbook(tmp_path / "b.xlsx", [["甲", None, "乙"], [1, 2, 3]])).code == "G476"
    assert refused(workbook(tmp_path / "c.xlsx", [["甲", "乙"]])).code == "G478"
    assert refused(workbook(tmp_path / "d.xlsx", [])).code == "G474"
    (tmp_path / "e.csv").write_text("甲,乙\n", encoding="utf-8")
    assert refused(tmp_path / "e.csv").code == "G478"
    (tmp_path / "f.csv").write_text("", encoding="utf-8")
    assert refused(tmp_path / "f.csv").code == "G474"


def test_unnamed_column_without_data_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("甲,,乙,\n1,,2,\n", encoding="utf-8")
    assert read(tmp_path / "a.csv").columns == ("甲", "乙")
    assert cells(tmp_path / "a.csv") == [["1", "2"]]


def test_error_values_and_lost_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["号码", "甲"])
    sheet.write_row(1, 0, [341800199001011230, 1])
    book.close()
    assert read(path).lossy == {(2, 0)}
    assert refused(workbook(tmp_path / "b.xlsx", [["甲"], ["#N/A"]])).code == "G480"


def test_sheets_by_name_and_hidden_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "隐藏"
    book.active.append(["错"])
    book.active.sheet_state = "hidden"
    other = book.create_sheet("名单")
    other.append(["对"])
    other.append(["1"])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").columns == ("对",)
    assert refused(tmp_path / "a.xlsx", Reading(sheet="隐藏")).code == "G464"
    assert refused(tmp_path / "a.xlsx", Reading(sheet="没有")).code == "G464"


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def biff(extra: bytes = b"") -> bytes:
    """A BIFF8 stream with one sheet 台账: header 甲, 乙 and one row of numbers."""
    title = "台账".encode("utf-16-le")

    def label(row: int, column: int, text: str) -> bytes:
        return record(0x0204, struct.pack("<3HHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))

    head = record(0x0809, struct.pack("<6H", 0x0600, 5, 0, 0, 0, 0) + b"\0" * 4)
    bound_length = 4 + 8 + len(title)
    start = len(head) + bound_length + 4
    bound = record(0x0085, struct.pack("<IBBBB", start, 0, 0, 2, 1) + title)
    sheet = record(0x0809, struct.pack("<6H", 0x0600, 0x10, 0, 0, 0, 0) + b"\0" * 4)
    sheet += label(0, 0, "甲") + label(0, 1, "乙")
    sheet += record(0x0203, struct.pack("<3Hd", 1, 0, 0, 12.5)) + record(
        0x0203, struct.pack("<3Hd", 1, 1, 0, 7.0)
    )
    return head + bound + record(0x000A) + sheet + extra + record(0x000A)


def ole(stream: bytes, name: str = "Workbook", other: str | None = None) -> bytes:
    """A compound file (MS-CFB) of 512-byte sectors with one or two streams."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")

    def entry(title: str, kind: int, first: int, size: int, child: int = -1, right: int = -1) -> bytes:
        raw = (title + "\0").encode("utf-16-le")
        return (
            raw.ljust(64, b"\0") + struct.pack("<HBBiii", len(raw), kind, 1, -1, right, child)
            + b"\0" * 36 + struct.pack("<III", first, size, 0)
        )  # fmt: skip

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    directory += entry(name, 2, 2, len(stream), right=2 if other else -1)
    directory += entry(other, 1, 0, 0) if other else b"\0" * 128
    directory = directory.ljust(512, b"\0")
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    )
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + fat + directory + stream


def test_xls(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(ole(biff()))
    sheet = read(path)
    assert (sheet.kind, sheet.columns) == ("xls", ("甲", "乙"))
    assert cells(path) == [["12.5", "7"]]


def test_xls_with_formula_link_macro_password(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    formula = record(0x0006, struct.pack("<3HdHIH", 2, 1, 0, 8.0, 0, 0, 3) + b"\x1e\x08\x00")
    path.write_bytes(ole(biff(formula)))
    error = refused(path)
    assert error.code == "G466"
    assert "B3" in str(error)
    assert read(path, Reading(formulas="values")).notes
    path.write_bytes(ole(biff(record(0x0205, struct.pack("<3HBB", 2, 1, 0, 0x2A, 1)))))
    assert refused(path).code == "G480"
    path.write_bytes(ole(biff(record(0x01AE, b"\x01\x00\x05\x00\x00book1"))))
    assert refused(path).code == "G477"
    path.write_bytes(ole(biff(), other="_VBA_PROJECT_CUR"))
    assert refused(path).code == "G463"
    path.write_bytes(ole(biff(record(0x002F, b"\0" * 6))))
    assert refused(path).code == "G465"
    path.write_bytes(ole(biff(), name="EncryptedPackage"))
    assert refused(path).code == "G465"
    path.write_bytes(ole(biff(), name="WordDocument"))
    assert refused(path).code == "G461"
    path.write_bytes(ole(biff())[:1300])
    assert refused(path).code == "G462"


def test_header_cleaning() -> None:
    assert clean_header(" 开工\n日期 ") == "开工日期"
    assert clean_header("GDP　total  value") == "GDP total value"
    assert clean_header(None) == ""


def test_cell_values_as_text() -> None:
    assert as_text(1e15) == "1000000000000000"
    assert as_text(0.1 + 0.2) == "0.30000000000000004"
    assert as_text(dt.datetime(2023, 5, 1, 8, 30)) == "2023-05-01 08:30:00"
    assert as_text(-0.5) == "-0.5"
    assert as_text(False) == "否"
