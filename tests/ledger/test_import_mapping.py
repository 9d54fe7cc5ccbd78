"""The 对照表: written, by label, guessed; cells as people write them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.ledger.conftest import FILES
from youju.definitions.models import FieldDef, Ledger
from youju.engine import tabular
from youju.engine.tabular import Refused
from youju.errors import YoujuError
from youju.ledger import cells, mapping
from youju.ledger.mapping import Column
from youju.ledger.values import Lookups, Reader

LEDGER = Ledger.model_validate(FILES["ledgers/findings.yaml"])
NOBODY = Lookups(lambda _: None, lambda _: None, lambda _: None)


def wrong(text: str) -> dict[str, tuple[int | None, str]]:
    with pytest.raises(YoujuError) as caught:
        mapping.load(text, LEDGER)
    return {one.code.id: (one.where.line, one.sentence()) for one in caught.value.problems}


def test_a_whole_mapping() -> None:
    found = mapping.load(
        """
ledger: findings
sheet: 台账
header_row: 3
formulas: values
columns:
  问题: title
  金额(元): {field: amount, unit: 元}
  交办: {field: given_on, formats: ["%d/%m/%Y"]}
  来源: {field: source, values: {省厅: audit}, empty: [不详]}
ignore: [序号]
constants: {unit: finance}
opened_on: 交办
""",
        LEDGER,
    )
    assert found.columns["金额(元)"] == Column(field="amount", unit="元")
    assert found.reading().header_row == 3
    assert found.reading().formulas == "values"


def test_everything_that_does_not_fit_is_said_with_its_line() -> None:
    found = wrong(
        "ledger: finding\ncolumns:\n  问题: titel\n  金额: {field: amount, unit: 人}\n  计划: plan\n"
        "  一: code\n  二: code\nconstants: {x: '1'}\nupdate_by: [title]\n"
    )
    assert found["K760"][0] == 1
    assert "K761" in found
    assert found["K766"][0] == 4
    assert found["K762"][0] == 5
    assert found["K763"][0] == 7
    assert found["K765"][0] == 9
    assert "title" in wrong("ledger: findings\ncolumns: {问题: titel}\n")["K761"][1]
    assert "K764" in wrong("ledger: findings\ncolumns: {问题: title}\nupdate_by: title\n")
    assert "D320" in wrong("ledger: findings\ncolumns: {问题: title}\nheaderrow: 2\n")
    assert "D308" in wrong("ledger: [")


def test_by_label_with_units_and_stars() -> None:
    found = mapping.by_label(LEDGER, ["*问题", "责任单位：", "金额（元）", "given_on"])
    assert {header: column.field for header, column in found.columns.items()} == {
        "*问题": "title", "责任单位：": "unit", "金额（元）": "amount", "given_on": "given_on",
    }  # fmt: skip
    assert found.columns["金额（元）"].unit == "元"


def test_by_label_refuses_and_offers() -> None:
    with pytest.raises(YoujuError) as caught:
        mapping.by_label(LEDGER, ["问题", "交办日", "备注说明"])
    assert [one.fields["header"] for one in caught.value.problems] == ["交办日", "备注说明"]
    assert "交办日期" in caught.value.problems[0].sentence()


def test_guess_separates_sure_from_likely() -> None:
    found = mapping.guess(LEDGER, ["问题", "交办日期时间", "金额（人）", "电话"])
    assert found.sure == ("问题",)
    assert found.likely == ("交办日期时间",)
    assert set(found.unknown) == {"金额（人）", "电话"}
    assert found.mapping is not None
    assert found.mapping.columns["交办日期时间"].field == "given_on"
    assert mapping.check(found.mapping, LEDGER) == []
    assert mapping.guess(LEDGER, ["甲", "乙"]).mapping is None


def read(text: str, kind: str, column: Column | None = None, **definition: object):
    one = FieldDef.model_validate({"label": "某列", "type": kind, **definition})
    reader = cells.reader("某列", column or Column(field="x"), one, Reader({"x": one}, {}, NOBODY))
    return reader.one(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023-5-1",
        "2023/05/01",
        "2023.5.1",
        "2023年5月1日",
        "20230501",
        "45047",
        "45047.0",
        "2023-05-01 00:00:00",
        "2023/5/1 8:30",
        "２０２３－０５－０１",
        "2023-05-01T00:00:00",
    ],
)
def test_dates(text: str) -> None:
    assert read(text, "date") == "2023-05-01"


def test_dates_in_the_formats_of_the_mapping() -> None:
    column = Column(field="x", formats=["%d/%m/%Y", "%m月%d日%Y"])
    assert read("31/12/2023", "date", column) == "2023-12-31"
    assert read("12月31日2023", "date", column) == "2023-12-31"
    assert read("2023-12-31", "date", column) == "2023-12-31"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023.13.1", "月份超出1—12"),
        ("2023年2月29日", "2023年2月没有29日"),
        ("12345", "不是日期"),
        ("五月一日", "不是日期"),
    ],
)
def test_wrong_dates_say_why(text: str, reason: str) -> None:
    refused = read(text, "date")
    assert isinstance(refused, Refused)
    assert refused.reason.fields["reason"] == reason
    sentence = refused.reason.problem(12).sentence()
    assert sentence.startswith(f"第12行：“某列”为“{text}”，{reason}。请改为")


def test_the_sentence_of_a_wrong_month() -> None:
    sentence = read("2023.13.1", "date").reason.problem(12).sentence()
    assert sentence == "第12行：“某列”为“2023.13.1”，月份超出1—12。请改为如2023-12-01后重新导入。〔K770〕"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1,234.5", "1234.5"),
        ("￥12.50", "12.5"),
        ("(1,234)", "-1234"),
        ("（300）", "-300"),
        ("12亿元", "120000"),
        ("5000元", "0.5"),
        ("＋１２", "12"),
        ("—", None),
        ("/", None),
        ("  ", None),
        ("7万元", "7"),
        ("-0", "0"),
    ],
)
def test_amounts(text: str, stored: str | None) -> None:
    assert read(text, "money", unit="万元") == stored


def test_amounts_in_the_unit_of_the_file() -> None:
    column = Column(field="x", unit="元")
    assert read("1,234,500", "money", column, unit="万元") == "123.45"
    assert read("12万元", "money", column, unit="万元") == "12"
    assert isinstance(read("1", "money", column, unit="万元", decimals="2"), Refused)


@pytest.mark.parametrize("text", ["1,23", "12人", "(5", "5)", "1e3", "一百", "12..5", "1 2 3a"])
def test_what_is_no_amount(text: str) -> None:
    refused = read(text, "money", unit="万元")
    assert isinstance(refused, Refused)
    assert refused.reason.fields["value"] == text


def test_percentages_and_words_for_nothing() -> None:
    assert read("98.3%", "percent") == "98.3"
    assert read("98.3", "percent") == "98.3"
    assert read("无", "text") == "无"
    assert read("无", "text", Column(field="x", empty=["无"])) is None
    assert read("省厅", "text", Column(field="x", values={"省厅": "上级"})) == "上级"


COLUMNS = [
    ("text", {"max_length": "8"}, Column(field="x")),
    ("text", {"pattern": "[0-9]{3}"}, Column(field="x")),
    ("text", {}, Column(field="x", empty=["无"])),
    ("money", {"unit": "万元", "decimals": "2", "min": "0", "max": "1000"}, Column(field="x")),
    ("number", {"decimals": "0"}, Column(field="x")),
    ("money", {"unit": "万元"}, Column(field="x", unit="元")),
    ("percent", {}, Column(field="x")),
    ("date", {}, Column(field="x")),
    ("boolean", {}, Column(field="x")),
    ("place", {}, Column(field="x")),
]
CELL = (
    st.text(max_size=10)
    | st.text("0123456789.-,()元万%年月日 ", max_size=10)
    | st.sampled_from(
        [
            "是",
            "否",
            "无",
            "—",
            "007",
            "123",
            "2023-05-01",
            "45047",
            "12.50",
            "1000",
            "1000.01",
            "地址 @118.7,30.9",
        ]
    )
)


@pytest.mark.parametrize(("kind", "definition", "column"), COLUMNS)
@given(texts=st.lists(st.none() | CELL, max_size=20))
@example(texts=["无", "007", "12.5", "0.001", "-1", "999999999999999999"])
def test_a_column_means_what_its_cells_mean(
    kind: str, definition: dict[str, str], column: Column, texts: list[str | None]
) -> None:
    one = FieldDef.model_validate({"label": "某列", "type": kind, **definition})
    reader = cells.reader("某列", column, one, Reader({"x": one}, {}, NOBODY))
    got = tabular.convert(pa.chunked_array([pa.array(texts, pa.string())]), reader.one, plain=reader.plain)
    singly = [None if text is None else reader.one(text) for text in texts]
    assert got.refused == [(n, value.reason) for n, value in enumerate(singly) if isinstance(value, Refused)]
    assert got.values.to_pylist() == [None if isinstance(value, Refused) else value for value in singly]


@given(st.text(max_size=12))
def test_a_cell_means_what_the_form_means(text: str) -> None:
    """Where the form accepts a text, the file stores the same."""
    one = FieldDef.model_validate({"label": "某列", "type": "money", "unit": "万元"})
    form = Reader({"x": one}, {}, NOBODY)
    values, problems = form.read({"x": text})
    if not problems and text.strip() not in ("", "—", "-", "/", "无"):
        assert read(text, "money", unit="万元") == values["x"]


def test_a_proposal_is_a_file_that_can_be_used() -> None:
    found = mapping.guess(LEDGER, ["问题", "交办日期时间", "金额（元）", "电'话", "责任单位"])
    text = mapping.as_yaml(found, LEDGER, header_row=2)
    assert "'交办日期时间': given_on  # 请核对：交办日期" in text
    again = mapping.load(text, LEDGER)
    assert found.mapping is not None
    assert again.columns == found.mapping.columns
    assert (again.header_row, again.ignore) == (2, ["电'话"])
