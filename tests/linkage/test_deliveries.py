"""Deliveries and the configuration: what is right is read, what is wrong is held whole, with every reason."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from tests.linkage.county import code_of, made_up
from youju.cli import app
from youju.errors import YoujuError
from youju.linkage import config, decisions, deliveries
from youju.linkage.config import Source
from youju.linkage.deliveries import Shape

HEADINGS = ("统一社会信用代码", "企业名称", "法定代表人", "住所")
Row = tuple[str, ...]


def listing(count: int = 20) -> list[Row]:
    """A list in order."""
    return [
        (code_of(1000 + place), f"谷城县第{place}建材有限公司", "赵伟", f"谷城县石桥镇建设路{place}号")
        for place in range(count)
    ]


def written(path: Path, rows: list[Row], *, encoding: str = "utf-8", headings: Row = HEADINGS) -> Source:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])
    return Source("registry", path)


def codes(caught: pytest.ExceptionInfo[YoujuError]) -> set[str]:
    return {problem.code.id for problem in caught.value.problems}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_found_out(tmp_path: Path, encoding: str) -> None:
    read = deliveries.read(written(tmp_path / "a.csv", listing(), encoding=encoding))
    assert read.raw["name"][3].as_py() == "谷城县第3建材有限公司"
    assert read.raw["row"].to_pylist()[:2] == ["1", "2"]
    assert read.columns["address"] == "住所"


def test_gzip_and_excel_are_read_alike(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.csv", listing())
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(plain.file.read_bytes()))
    book = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate([("某部门名录", "", "", ""), HEADINGS, *listing()]):
            sheet.write_row(place, 0, row)
    expected = deliveries.read(plain).raw
    assert deliveries.read(Source("registry", packed)).raw.equals(expected)
    assert deliveries.read(Source("registry", book, header_row=2)).raw.equals(expected)


def test_row_numbers_of_the_list_are_kept(tmp_path: Path) -> None:
    rows = [(f"K{place}", *row) for place, row in enumerate(listing(3))]
    source = written(tmp_path / "a.csv", rows, headings=("编号", *HEADINGS))
    source = Source(source.name, source.file, {"row": "编号"})
    assert deliveries.read(source).raw["row"].to_pylist() == ["K0", "K1", "K2"]
    written(source.file, [*rows, rows[0]], headings=("编号", *HEADINGS))
    with pytest.raises(YoujuError) as caught:
        deliveries.read(source)
    assert [(one.code.id, one.where.row) for one in caught.value.problems] == [("U518", 2), ("U518", 5)]


def held(source: Source, **options: Shape) -> pytest.ExceptionInfo[YoujuError]:
    with pytest.raises(YoujuError) as caught:
        deliveries.read(source, **options)
    return caught


def test_shifted_columns_are_held(tmp_path: Path) -> None:
    rows = listing()
    for place in (4, 9, 14):
        rows[place] = ("", *rows[place][:3])
    caught = held(written(tmp_path / "a.csv", rows))
    assert [(one.code.id, one.where.row) for one in caught.value.problems] == [
        ("U514", 6),
        ("U514", 11),
        ("U514", 16),
    ]


def test_many_broken_codes_are_held(tmp_path: Path) -> None:
    rows = [
        (row[0][:9] + "777" + row[0][12:], *row[1:]) if place % 3 == 0 else row
        for place, row in enumerate(listing())
    ]
    caught = held(written(tmp_path / "a.csv", rows))
    assert codes(caught) == {"U515"}
    assert caught.value.problems[0].where.row == 2
    assert "35%" in caught.value.problems[0].message


def test_a_few_broken_codes_are_no_reason(tmp_path: Path) -> None:
    rows = listing()
    rows[0] = ("无", *rows[0][1:])
    rows[1] = (rows[1][0][:-1] + "#", *rows[1][1:])
    assert len(deliveries.read(written(tmp_path / "a.csv", rows)).raw) == 20


def test_mixed_encodings_are_held(tmp_path: Path) -> None:
    source = written(tmp_path / "a.csv", listing())
    lines = source.file.read_bytes().splitlines(keepends=True)
    broken = [line.decode().encode("gb18030") if place % 5 == 1 else line for place, line in enumerate(lines)]
    source.file.write_bytes(b"".join(broken))
    assert codes(held(source)) <= {"U513", "G471", "G472", "U514", "G476"}


def test_lost_characters_are_held(tmp_path: Path) -> None:
    rows = listing()
    rows[2] = (rows[2][0], "谷城锟斤拷建材有限公司", *rows[2][2:])
    caught = held(written(tmp_path / "a.csv", rows))
    assert [(one.code.id, one.where.row) for one in caught.value.problems] == [("U513", 4)]


@pytest.mark.parametrize("name", ["盈宸广传媒", "源瀚广传媒", "宸诚告传媒"])
def test_a_name_that_is_utf8_by_accident_is_no_garbling(tmp_path: Path, name: str) -> None:
    assert name.encode("gb18030").decode("utf-8") != name
    first, *others = listing()
    read = deliveries.read(written(tmp_path / "a.csv", [(first[0], name, *first[2:]), *others]))
    assert read.shape.rows == len(listing())


def test_a_huge_cell_is_held(tmp_path: Path) -> None:
    rows = listing()
    rows[2] = (rows[2][0], "建" * 1_000_000, *rows[2][2:])
    assert codes(held(written(tmp_path / "a.csv", rows))) == {"G470"}


def test_formulas_are_held(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, listing()[0])
        sheet.write_formula(2, 1, '=HYPERLINK("http://x","甲公司")', value="甲公司")
    assert codes(held(Source("registry", tmp_path / "a.xlsx"))) == {"G466"}


def test_a_delivery_unlike_the_last_is_held(tmp_path: Path) -> None:
    source = written(tmp_path / "a.csv", listing())
    deliveries.read(source, last=Shape(25, HEADINGS))
    assert codes(held(source, last=Shape(50, HEADINGS))) == {"U516"}
    caught = held(source, last=Shape(12, (*HEADINGS, "经营范围")))
    assert codes(caught) == {"U516", "U517"}


def test_another_encoding_than_last_is_held_unless_it_is_told(tmp_path: Path) -> None:
    source = written(tmp_path / "a.csv", listing())
    shape = deliveries.read(source).shape
    assert (shape.encoding, shape.twice) == ("utf-8", 0.0)
    source.file.write_bytes(source.file.read_text(encoding="utf-8-sig").encode("gb18030"))
    assert codes(held(source, last=shape)) == {"U509"}
    told = Source(source.name, source.file, source.columns, encoding="gb18030")
    assert deliveries.read(told, last=shape).shape.encoding == "gb18030"
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(source.file.read_bytes()))
    assert deliveries.read(Source(source.name, packed)).shape.encoding == "gb18030"
    source.file.write_bytes("\ufeff".encode("utf-16-le") + packed_text(packed).encode("utf-16-le"))
    assert deliveries.read(source).shape.encoding == "utf-16"


def packed_text(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode("gb18030")


def test_more_doubles_than_last_time_are_held(tmp_path: Path) -> None:
    rows = listing()
    shape = deliveries.read(written(tmp_path / "a.csv", rows)).shape
    few = written(tmp_path / "b.csv", [*rows, rows[3], rows[4]])
    assert deliveries.read(few, last=shape).shape.twice == pytest.approx(2 / 22)
    caught = held(written(tmp_path / "c.csv", [*rows, *rows[3:8]]), last=shape)
    assert [(one.code.id, one.where.row) for one in caught.value.problems] == [
        ("U519", row) for row in range(22, 27)
    ]
    assert deliveries.read(few, last=Shape(20, HEADINGS)).shape.twice, "not known of a delivery of long ago"


def test_broken_gzip_is_held(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"x" * 5000)[:-9])
    assert codes(held(Source("registry", path))) == {"U510"}


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    source = written(tmp_path / "a.csv", listing())
    assert codes(held(Source("registry", source.file, {"name": "单位"}))) == {"U511"}
    source = written(tmp_path / "b.csv", [("x", "y")], headings=("甲", "乙"))
    assert codes(held(source)) == {"U512"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lists:\n  a: {file: a.csv\n", [("U501", 3)]),
        ("lists:\n  a: {file: a.csv}\n  a: {file: a.csv}\n", [("U501", 3)]),
        ("list:\n  a: {file: a.csv}\n", [("U502", 1)]),
        ("lists:\n  a:\n    file: a.csv\n    colums: {}\n", [("U502", 4)]),
        ("lists:\n  a:\n    file: a.csv\n    columns: {nam: 名称}\n", [("U502", 4)]),
        ("lists:\n  a:\n    file: a.csv\n    header_row: x\n", [("U503", 4)]),
        ("lists:\n  a:\n    file: a.csv\n    encoding: big5\n", [("U503", 4)]),
        ("lists:\n  a: {}\n  b: {file: no.csv}\n", [("U504", 2), ("U505", 3)]),
        ("lists: {}\n", [("U506", 1)]),
        ("lists:\n  a: {file: a.csv}\ndecisions: no.csv\n", [("U505", 3)]),
    ],
)
def test_the_configuration_is_read_strictly(
    tmp_path: Path, text: str, expected: list[tuple[str, int]]
) -> None:
    written(tmp_path / "a.csv", listing())
    path = tmp_path / "lists.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(YoujuError) as caught:
        config.read(path)
    assert [(one.code.id, one.where.line) for one in caught.value.problems] == expected


def test_decisions_are_read_and_refused(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    head = "结论,名录一,行一,名录二,行二\n"
    path.write_text(head + "同一单位,a,1,b,2\n不是同一单位,a,3,b,4\n", encoding="utf-8")
    assert decisions.read(path) == decisions.Decisions(
        ((("a", "1"), ("b", "2")),), ((("a", "3"), ("b", "4")),)
    )
    path.write_text(
        head + "也许,a,1,b,2\n同一单位,a,1,a,1\n同一单位,a,5,b,6\n不是同一单位,b,6,a,5\n", encoding="utf-8"
    )
    with pytest.raises(YoujuError) as caught:
        decisions.read(path)
    assert [(one.code.id, one.where.row) for one in caught.value.problems] == [
        ("U531", 2),
        ("U531", 3),
        ("U532", 5),
    ]
    path.write_text("结论,名录一,行一,名录二\n同一单位,a,1,b\n", encoding="utf-8")
    with pytest.raises(YoujuError) as caught:
        decisions.read(path)
    assert codes(caught) == {"U530"}


def test_the_command_writes_units_and_reasons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, _ = made_up(40, 8)
    for name in ("registry", "field"):
        own = raw.filter([one == name for one in raw["list"].to_pylist()])
        cells = [own[column].to_pylist() for column in ("code", "name", "person", "address")]
        written(
            tmp_path / f"{name}.csv", [tuple(cell or "" for cell in row) for row in zip(*cells, strict=True)]
        )
    (tmp_path / "lists.yaml").write_text(
        "lists:\n  registry: {file: registry.csv}\n  field: {file: field.csv}\n", encoding="utf-8"
    )
    arguments = ["link", "--config", str(tmp_path / "lists.yaml"), "--out", str(tmp_path / "links.csv")]
    result = CliRunner().invoke(app, [*arguments, "--details", str(tmp_path / "details.csv")])
    assert result.exit_code == 0, result.output
    with (tmp_path / "links.csv").open(encoding="utf-8") as stream:
        found = list(csv.DictReader(stream))
    assert list(found[0]) == ["list", "row", "unit"]
    assert len(found) == sum(name in ("registry", "field") for name in raw["list"].to_pylist())
    details = (tmp_path / "details.csv").read_text(encoding="utf-8")
    assert "信用代码相同" in details
    monkeypatch.setattr("youju.linkage.building.LARGE", 0)  # by files, as lists that do not fit into memory
    result = CliRunner().invoke(app, [*arguments, "--details", str(tmp_path / "again.csv")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "again.csv").read_text(encoding="utf-8") == details
    assert not list(tmp_path.glob(".linking-*"))


def test_a_held_delivery_leaves_no_result(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", [("x", "y")], headings=("甲", "乙"))
    (tmp_path / "lists.yaml").write_text("lists:\n  a: {file: a.csv}\n", encoding="utf-8")
    arguments = ["link", "--config", str(tmp_path / "lists.yaml"), "--out", str(tmp_path / "links.csv")]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, YoujuError)
    assert not (tmp_path / "links.csv").exists()


def test_items_are_read_beside_what_is_compared(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "单位名称,经营范围,人数\n恒泽商贸,销售 粮油 ,5\n昊骏建筑,,\n", encoding="utf-8"
    )
    (tmp_path / "rules.yaml").write_text("lists: {}\n", encoding="utf-8")
    path = tmp_path / "lists.yaml"
    text = "lists: {a: {file: a.csv, items: {scope: 经营范围, employees: 人数}}}\nrules: rules.yaml\n"
    path.write_text(text, encoding="utf-8")
    wanted = config.read(path)
    assert wanted.rules == tmp_path / "rules.yaml"
    items = deliveries.read(wanted.sources[0]).items
    assert {name: column.to_pylist() for name, column in items.items()} == {
        "scope": ["销售 粮油", None],
        "employees": ["5", None],
    }
    for wrong, code in (("{name: 人数}", "U503"), ("{Scope: 人数}", "U503"), ("人数", "U503")):
        path.write_text(f"lists: {{a: {{file: a.csv, items: {wrong}}}}}", encoding="utf-8")
        with pytest.raises(YoujuError) as raised:
            config.read(path)
        assert raised.value.problems[0].code.id == code
    path.write_text("lists: {a: {file: a.csv, items: {scope: 没有的列}}}", encoding="utf-8")
    with pytest.raises(YoujuError) as raised:
        deliveries.read(config.read(path).sources[0])
    assert raised.value.problems[0].code.id == "U511"


def test_formulas_in_a_file_of_text_are_held(tmp_path: Path) -> None:
    rows = [list(row) for row in listing()]
    rows[4][1] = '=HYPERLINK("http://x","甲")'
    rows[7][0] = f'="{rows[7][0]}"'
    with pytest.raises(YoujuError) as caught:
        deliveries.read(written(tmp_path / "a.csv", [tuple(row) for row in rows]))
    told = {(one.code.id, one.where.row) for one in caught.value.problems}
    assert {("U526", 9), ("U526", 6)} <= told


@pytest.mark.parametrize(
    "titles", [[], [("某市单位名录",)], [("某市单位名录",), (), ("2023年9月", "", "单位：户")]]
)
def test_headings_are_found_below_titles(tmp_path: Path, titles: list[Row]) -> None:
    from youju.linkage import guessing

    source = written(tmp_path / "a.csv", [])
    with source.file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([*titles, HEADINGS, *listing()])
    assert guessing.located(source).header_row == len(titles) + 1
    plain = written(tmp_path / "b.csv", listing(), headings=("甲", "乙", "丙", "丁"))
    assert guessing.located(plain).header_row == 1, "headings that say nothing stand in the first row"


def test_the_sheet_with_the_headings_is_found_behind_one_that_explains(tmp_path: Path) -> None:
    from youju.linkage import guessing

    with xlsxwriter.Workbook(tmp_path / "名录.xlsx") as book:
        book.add_worksheet("填表说明").write(0, 0, "单位名称按营业执照填写")
        sheet = book.add_worksheet("名录")
        sheet.merge_range("A1:D1", "某市单位名录")
        for number, row in enumerate((HEADINGS, *listing()), start=1):
            sheet.write_row(number, 0, row)
        book.add_worksheet("空表")
    found = guessing.located(Source("a", tmp_path / "名录.xlsx"))
    assert (found.sheet, found.header_row) == ("名录", 2)
    assert deliveries.read(found).raw.num_rows == len(listing())


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "空白.csv").write_bytes(b"")
    with pytest.raises(YoujuError) as caught:
        deliveries.read(Source("a", tmp_path / "空白.csv"))
    assert codes(caught) == {"U527"}


def test_amounts_get_the_unit_of_their_heading(tmp_path: Path) -> None:
    rows = [
        (*row, amount, "7") for row, amount in zip(listing(4), ("5,000", "", "6万元", "-1.5"), strict=True)
    ]
    source = written(tmp_path / "a.csv", rows, headings=(*HEADINGS, "营业收入（千元）", "注册资本（万元）"))
    source = Source(
        source.name, source.file, items={"sales": "营业收入（千元）", "capital": "注册资本（万元）"}
    )
    read = deliveries.read(source)
    assert read.items["sales"].to_pylist() == ["5,000千元", None, "6万元", "-1.5千元"]
    assert read.items["capital"].to_pylist() == ["7"] * 4


def test_a_file_without_headings_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"1,禾阳县粮油商店,{code_of(1)}\n2,禾阳县五金商店,{code_of(2)}\n", encoding="utf-8")
    (problem,) = held(Source("registry", path)).value.problems
    assert (problem.code.id, problem.where.row) == ("G474", 1)


def test_mixed_encodings_are_called_as_people_call_them(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("单位名称\n禾阳县粮油商店\n".encode("gb18030") + "禾阳县五金商店\n".encode())
    (problem,) = held(Source("registry", path)).value.problems
    assert "不能按UTF-8、GB 18030读取，第3行有误" in problem.sentence()
