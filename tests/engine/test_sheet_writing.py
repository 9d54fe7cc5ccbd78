"""What is written opens cleanly, reads back the same, and executes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.engine import sheet_writing
from youju.engine.sheet_writing import guarded, plain_numbers, sheet_title, write_csv, write_parts, write_xlsx
from youju.engine.spreadsheets import read

HEADERS = ["问题", "金额", "日期", "是否办结", "件数"]
RISKY = [
    "=1+1",
    "+86",
    "-甲",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "=cmd|'/c calc'!A0",
    "{=A1}",
    "http://x.cn",
]


def table(texts: list[str | None] | None = None) -> pa.Table:
    texts = texts if texts is not None else ["甲", None]
    count = len(texts)
    return pa.table(
        {
            "a": pa.array(texts, pa.string()),
            "b": pa.array(
                ([Decimal("12.500000"), Decimal("-3"), None] * count)[:count], pa.decimal128(24, 6)
            ),
            "c": pa.array(([dt.date(2023, 5, 1), None] * count)[:count], pa.date32()),
            "d": pa.array(([True, False, None] * count)[:count], pa.bool_()),
            "e": pa.array(([7, None] * count)[:count], pa.int64()),
        }
    )


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert write_csv(path, HEADERS, [table(), table(['引"号', "逗,号"])]) == 4
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows_of(path) == [
        HEADERS,
        ["甲", "12.5", "2023-05-01", "是", "7"],
        ["", "-3", "", "否", ""],
        ['引"号', "12.5", "2023-05-01", "是", "7"],
        ["逗,号", "-3", "", "否", ""],
    ]


def test_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_xlsx(path, "审计/整改", HEADERS, [table()]) == (2, 0)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "审计_整改"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        HEADERS,
        ["甲", 12.5, dt.datetime(2023, 5, 1), "是", 7],
        [None, -3, None, "否", None],
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"


def test_nothing_is_a_formula(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", "甲", HEADERS, [table([*RISKY])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    read_back = [row[0] for row in sheet.iter_rows(min_row=2, max_col=1)]
    assert all(cell.data_type in ("s", "inlineStr") for cell in read_back)
    assert not any(cell.hyperlink for cell in read_back)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml
    write_csv(tmp_path / "a.csv", ["=甲", *HEADERS[1:]], [table([*RISKY])])
    written = rows_of(tmp_path / "a.csv")
    assert written[0][0] == "'=甲"
    for row, text in zip(written[1:], RISKY, strict=True):
        assert row[0] == ("'" + text if text[0] in "=+-@\t\r＝" else text)


def test_negative_numbers_stay_numbers_and_negative_texts_do_not(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", HEADERS, [table(["甲", "-3"])])
    assert rows_of(tmp_path / "a.csv")[2][:2] == ["'-3", "-3"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_guard_changes_only_risky_texts(text: str) -> None:
    assert guarded(text) == ("'" + text if text[:1] and text[0] in "=+-@\t\r＝＋－＠" else text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_plain_numbers_keep_the_value(number: Decimal) -> None:
    column = pa.chunked_array([pa.array([number], pa.decimal128(24, 6))])
    text = plain_numbers(column)[0].as_py()
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))


def test_every_decimal_is_the_number_that_people_wrote() -> None:
    numbers = [Decimal(n) / 100 for n in range(100_000)]
    column = pa.chunked_array([pa.array(numbers, pa.decimal128(24, 6))])
    assert sheet_writing._cells(column) == [float(one) for one in numbers]


def test_long_cells_are_cut_and_counted(tmp_path: Path) -> None:
    _, cut = write_xlsx(tmp_path / "a.xlsx", "甲", HEADERS, [table(["长" * 40_000, "长" * 32_767])])
    assert cut == 1
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith("已截断）")
    assert sheet["A3"].value == "长" * 32_767


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", "甲", HEADERS, [table(["一\x01二", "a\x0bb&<>\"'", " 前后空格 "])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)][1:] == ["a_x000B_b&<>\"'", " 前后空格 "]


def test_digits_beyond_excels_are_kept_as_text(tmp_path: Path) -> None:
    numbers = [Decimal("123456789012345678.25"), Decimal("1.5")]
    batch = pa.table({"a": pa.array(numbers, pa.decimal128(24, 6)), "b": pa.array([10**16, 5], pa.int64())})
    write_xlsx(tmp_path / "a.xlsx", "甲", ["一", "二"], [batch])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet[2]] == ["123456789012345678.25", "10000000000000000"]
    assert [cell.value for cell in sheet[3]] == [1.5, 5]


def test_parts(tmp_path: Path) -> None:
    batches = [table([f"第{n}行" for n in range(start, start + 40)]) for start in (0, 40, 80)]
    done = write_parts(tmp_path / "台账.xlsx", "台账", HEADERS, batches, kind="xlsx", rows_per_part=50)
    assert done.path.name == "台账.zip"
    assert done.rows == 120
    assert done.parts == ("台账-1.xlsx", "台账-2.xlsx", "台账-3.xlsx")
    seen = []
    with zipfile.ZipFile(done.path) as package:
        for name in package.namelist():
            package.extract(name, tmp_path)
            sheet = read(tmp_path / name)
            assert sheet.columns == tuple(HEADERS)
            seen.append(sheet.data.column("c0").to_pylist())
    assert [len(part) for part in seen] == [50, 50, 20]
    assert [text for part in seen for text in part] == [f"第{n}行" for n in range(120)]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("count", [0, 49, 50])
def test_one_part_is_no_zip(tmp_path: Path, count: int) -> None:
    batches = [table([str(n) for n in range(count)])] if count else []
    done = write_parts(tmp_path / "a.xlsx", "台账", HEADERS, batches, kind="xlsx", rows_per_part=50)
    assert (done.path, done.rows, done.parts) == (tmp_path / "a.xlsx", count, ("a.xlsx",))
    assert openpyxl.load_workbook(done.path).active.max_row == count + 1


def test_empty_batches_add_no_part(tmp_path: Path) -> None:
    batches = [table([]), table(["甲"] * 50), table([])]
    done = write_parts(tmp_path / "a.xlsx", "台账", HEADERS, batches, kind="xlsx", rows_per_part=50)
    assert (done.rows, len(done.parts)) == (50, 1)


def test_failure_leaves_no_file(tmp_path: Path) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield table()
        raise RuntimeError("connection lost")

    for kind in ("xlsx", "csv"):
        with pytest.raises(RuntimeError):
            write_parts(tmp_path / f"a.{kind}", "台账", HEADERS, broken(), kind=kind)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_rows_per_part_fit_in_a_sheet(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rows_per_part"):
        write_parts(tmp_path / "a.xlsx", "t", ["a"], [], kind="xlsx", rows_per_part=sheet_writing.EXCEL_ROWS)


def test_sheet_titles() -> None:
    assert sheet_title("a" * 40) == "a" * 31
    assert sheet_title("") == "Sheet1"


@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc is not installed")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", "甲", HEADERS, [table([*RISKY])])
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "csv", "--outdir", tmp_path, tmp_path / "a.xlsx"],
        check=True,
    )
    assert len((tmp_path / "a.csv").read_text().splitlines()) > len(RISKY)
