"""Tables are read as rows and columns; what they say of themselves and of the text is checked."""

from __future__ import annotations

import io
import random

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checker import samples
from youju.checker.check import check_text
from youju.checker.grid import Grid
from youju.checker.grids import grids_of
from youju.checker.model import Relation, Verdict
from youju.checker.reading import read_bytes
from youju.checker.relate import relations_of


def grid_of(text: str) -> Grid:
    [grid] = grids_of(text, 0, len(text))
    return grid


def failing(text: str) -> list[Relation]:
    return [one for one in relations_of(text, 0, len(text))[0] if one.verdict is Verdict.FAILS]


def test_captions_units_and_heads_of_two_rows() -> None:
    grid = grid_of(
        "表2 各镇项目\n单位：万元\n序号\t乡镇\t投资\t\t完成率（%）\n\t\t计划\t完成\t\n"
        "1\t甲镇\t100\t90\t90.0\n2\t乙镇\t200\t210\t105.0\n"
    )
    assert (grid.name, grid.caption) == ("表2", "表2 各镇项目")
    assert grid.labels == ("序号", "乡镇", "投资/计划", "投资/完成", "完成率")
    assert grid.units[2:] == ("万元", "万元", "%")
    assert (grid.names, grid.stub) == (("甲镇", "乙镇"), 2)
    assert grid.place(0, 3) == "表2第3行“甲镇”第4列“投资完成”"


def test_markdown_with_a_column_of_units() -> None:
    grid = grid_of(
        "| 指标 | 单位 | 2023年 |\n|---|:--:|---:|\n| 粮食 | 万吨 | 12.5 |\n| 车辆 | 台 | 1,200 |\n"
    )
    assert [grid.unit(row, 2) for row in (0, 1)] == ["万吨", "台"]
    assert [str(grid.half(row, 2)) for row in (0, 1)] == ["0.05", "0"]
    assert grid.rows[1][2].value == 1200


def test_aligned_columns_of_plain_text() -> None:
    grid = grid_of("附表：经费\n项目      预算   支出\n人员      120    118\n合  计    120    118\n")
    assert grid.name == "表“经费”"
    assert grid.names == ("人员", "合计")


@pytest.mark.parametrize(
    "text",
    [
        "目录\n一、工作情况\t1\n二、工作计划\t3\n三、其他\t9\n",
        "甲局  乙局\n2023年12月4日\n",
        "项目  预算\n人员  120  118\n公用  80\n",
        "甲\t乙\n丙\t丁\n",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert grids_of(text, 0, len(text)) == ()


def test_merged_and_empty_cells_of_word_keep_their_columns() -> None:
    document = docx.Document()
    document.add_paragraph("表1 经费")
    table = document.add_table(5, 4)
    for row, words in enumerate(
        (
            ("", "合计", "预算", ""),
            ("", "", "人员", "公用"),
            ("甲局", "90", "60", "30"),
            ("乙局", "70", "", "70"),
            ("丙局", "75", "35", "40"),
        )
    ):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    table.cell(0, 2).merge(table.cell(0, 3))
    out = io.BytesIO()
    document.save(out)
    text = read_bytes(out.getvalue(), "a.docx").text
    grid = grid_of(text)
    assert grid.labels == ("", "合计", "预算/人员", "预算/公用")
    assert not failing(text)
    assert [one.message for one in failing(text.replace("90", "95"))] == [
        "表1第3行“甲局”第2列“合计”：合计95，分项60+30=90，多5"
    ]


def test_a_span_that_no_document_has_costs_nothing() -> None:
    cell = (
        '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
        + samples.paragraph(samples.run("甲"))
        + "</w:tc>"
    )
    text = read_bytes(samples.raw_word(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"), "a.docx").text
    assert len(text) < 80


def test_the_wrong_cell_is_named_where_row_and_column_agree_on_it() -> None:
    text = (
        "表4 人口\n村\t男\t女\t合计\n东村\t10\t20\t30\n西村\t11\t21\t32\n南村\t7\t9\t18\n合计\t28\t50\t78\n"
    )
    assert [one.message for one in failing(text)] == [
        "表4第4行“南村”第4列“合计”：合计18，分项7+9=16，多2；横向、纵向都差2，疑为表4第4行“南村”第4列“合计”应为16",
        "表4第5行“合计”第4列“合计”：合计78，分项30+32+18=80，少2；横向、纵向都差2，疑为表4第4行“南村”第4列“合计”应为16",
    ]


SUBTOTALS = """地区\t户数\t人数
东街\t10\t30
西街\t11\t32
小计\t21\t62
甲村\t5\t11
乙村\t5\t12
小计\t10\t23
总计\t31\t{total}
"""
NUMBERED = """项目\t预算\t支出
一、人员\t120\t118
（一）工资\t100\t98
（二）补贴\t20\t20
二、公用\t80\t{office}
（一）办公\t50\t49
（二）差旅\t30\t30
合计\t200\t197
"""


def test_subtotals_and_numbered_rows() -> None:
    assert not failing(SUBTOTALS.format(total=85))
    assert [one.message for one in failing(SUBTOTALS.format(total=86))] == [
        "第1个表第8行“总计”第3列“人数”：合计86，分项30+32+11+12=85，多1"
    ]
    assert not failing(NUMBERED.format(office=79))
    assert "第1个表第5行“二、公用”第3列“支出”" in failing(NUMBERED.format(office=72))[0].message


def test_what_is_not_all_of_a_total_is_no_alarm() -> None:
    assert not failing("镇\t企业\t农户\n甲镇\t12\t30\n乙镇\t15\t41\n合计\t60\t200\n")
    assert not failing("表1 主要支出\n项目\t金额\n水费\t12\n电费\t15\n合计\t90\n")
    assert not failing("渠道\t合计\t其中：网上\t其中：电话\n一\t9\t3\t2\n二\t8\t1\t4\n")
    assert not failing("镇\t面积（万亩）\n甲\t1.2\n乙\t1.2\n丙\t1.3\n合计\t3.6\n")


def test_rates() -> None:
    grown = "项目\t2023年\t2022年\t增长（%）\n甲\t120\t100\t20.0\n乙\t90\t60\t50.0\n丙\t33\t30\t{}\n"
    assert not failing(grown.format("10.0"))
    assert ["（33-30）÷30≈10%" in one.message for one in failing(grown.format("11.0"))] == [True]
    done = "镇\t计划（亩）\t完成（亩）\t完成率（%）\n甲\t200\t150\t75\n乙\t400\t300\t{}\n"
    assert ["“乙”第4列“完成率”：85" in one.message for one in failing(done.format(85))] == [True]
    placed = "镇\t得分\t位次\n甲\t95\t1\n乙\t93\t2\n丙\t91\t{}\n丁\t88\t4\n戊\t80\t5\n"
    assert ["写第2，按“得分”91排第3" in one.message for one in failing(placed.format(2))] == [True]
    real = (
        "项目\t2023年\t2022年\t增长（%）\n生产总值\t120\t100\t9.0\n税收\t90\t60\t50.0\n存款\t33\t30\t10.0\n"
    )
    assert not failing(real)


def test_points_between_rates() -> None:
    text = (
        "镇\t2023年（%）\t2022年（%）\t增减（百分点）\n"
        "甲\t95.2\t93.1\t2.1\n乙\t90.0\t91.5\t-1.5\n丙\t88.0\t86.0\t{}\n"
    )
    assert not failing(text.format("2.0"))
    assert ["88.0-86.0=2" in one.message for one in failing(text.format("3.0"))] == [True]


TABLES = (
    "指标\t绝对值（亿元）\t比上年增长（%）\t占比（%）\n总值\t128.5\t5.6\t100.0\n一产\t25.1\t4.2\t19.5\n"
    "二产\t48.2\t6.1\t37.5\n"
    "其中：工业\t30.2\t5.8\t23.5\n三产\t55.2\t5.9\t43.0\n",
    "时间\t内容\t地点\t人数\n9:00\t开幕\t礼堂\t120\n10:00\t报告\t礼堂\t120\n14:00\t讨论\t会场\t60\n合计\t\t\t300\n",
    "单位\t基础分\t加分\t扣分\t总分\t名次\n甲\t90\t3\t1\t92\t1\n乙\t88\t2\t0\t90\t2\n丙\t85\t5\t2\t88\t3\n丁\t86\t1\t1\t86\t4\n",
    "批次\t户数\t人数\t金额（万元）\t人均（元）\n一批\t120\t300\t15.0\t500\n二批\t100\t250\t12.5\t500\n累计\t180\t460\t27.5\t598\n",
    "类别\t合计\t来信\t来访\t网上\t同比（%）\n城建\t120\t20\t30\t70\t-5.2\n涉法\t80\t30\t30\t20\t3.1\n合计\t200\t50\t60\t90\t—\n",
    "项目\t预算数\t执行数\t为预算%\t比上年增长%\n税收\t52000\t51200\t98.5\t7.1\n增值税\t20000\t19800\t99.0\t6.5\n收入合计\t85000\t85230\t100.3\t6.4\n",
    "指标\t2023年（元）\t2022年（元）\t名义增长（%）\t实际增长（%）\n城镇\t38520\t36800\t4.7\t4.4\n",
)


@pytest.mark.parametrize("text", TABLES, ids=range(len(TABLES)))
def test_tables_as_offices_make_them_are_no_alarm(text: str) -> None:
    assert len(grids_of(text, 0, len(text))) == 1
    assert not failing(text)


def test_shares() -> None:
    text = "渠道\t件数\t占比（%）\n网上\t60\t60.0\n窗口\t30\t{}\n电话\t10\t10.0\n合计\t100\t100\n"
    assert not failing(text.format("30.0"))
    messages = [one.message for one in failing(text.format("35.0"))]
    assert any("30÷100≈30%" in one for one in messages)
    assert any("分项60.0+35.0+10.0=105" in one for one in messages)


def test_findings_stand_at_the_cell() -> None:
    text = "前言。\n表1 走访\n镇\t企业\n甲镇\t12\n乙镇\t15\n合计\t29\n"
    [finding] = check_text(text).reports[0].findings
    assert (finding.rule, text[finding.start : finding.end]) == ("N101", "29")


TABLE = "表1 投资\n镇\t投资（亿元）\t企业\n甲镇\t0.13\t12\n乙镇\t2.4\t15\n合计\t2.53\t27\n"


@pytest.mark.parametrize(
    ("sentence", "fails"),
    [
        ("甲镇完成投资1250万元。", False),
        ("甲镇完成投资1350万元。", False),  # 0.13亿元 is anything from 1250 to 1350
        ("甲镇完成投资1360万元。", True),
        ("全县完成投资2.53亿元。", False),
        ("全县完成投资2.63亿元。", True),
        ("甲镇共有企业14家。", True),
        ("甲镇计划投资9亿元。", False),
        ("甲镇2022年完成投资0.9亿元。", False),
        ("甲镇一季度完成投资0.03亿元。", False),
    ],
)
def test_table_and_text(sentence: str, fails: bool) -> None:
    text = f"某县2023年工作总结\n{sentence}\n{TABLE}"
    assert bool(failing(text)) is fails


@given(
    st.integers(2, 5),
    st.integers(2, 5),
    st.integers(0, 2**32),
    st.sampled_from(["tab", "bar"]),
    st.booleans(),
)
def test_true_tables_hold_and_one_misprint_is_found(
    height: int, width: int, seed: int, form: str, first: bool
) -> None:
    dice = random.Random(seed)
    body = [[dice.randint(1, 999) for _ in range(width)] for _ in range(height)]
    rows = [[*row, sum(row)] for row in body]
    total = [sum(column) for column in zip(*rows, strict=True)]
    names = [f"{'甲乙丙丁戊'[place]}镇" for place in range(height)]
    lines = [["合计", *total], *([name, *row] for name, row in zip(names, rows, strict=True))]
    lines = lines if first else [*lines[1:], lines[0]]
    head = ["镇", *(f"第{'一二三四五'[place]}类" for place in range(width)), "合计"]

    def printed() -> str:
        cells = [head, *([str(one) for one in line] for line in lines)]
        if form == "tab":
            return "\n".join("\t".join(line) for line in cells)
        ruled = [cells[0], ["---"] * len(head), *cells[1:]]
        return "\n".join(f"| {' | '.join(line)} |" for line in ruled)

    assert not failing(printed())
    row, column = dice.randrange(len(lines)), dice.randrange(1, len(head))
    lines[row][column] += dice.choice([-1, 1]) * dice.randint(1, 9) * 100
    assert failing(printed())


@given(st.text(alphabet="甲合计占比其中0123456789.%\t| \n-—（）万元年", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for grid in grids_of(text, 0, len(text)):
        for row in grid.rows:
            assert len(row) == grid.width
            assert all(text[cell.start : cell.end] == cell.text for cell in row)
    for one in relations_of(text, 0, len(text))[0]:
        assert 0 <= one.start < one.end <= len(text)


def test_numbers_of_tables_are_understood_and_serial_numbers_are_no_quantities() -> None:
    text = "序号\t镇\t户数\n1\t甲\t12\n2\t乙\t15\n合计\t\t27\n"
    found, coverage = relations_of(text, 0, len(text))
    assert len(found) == 1
    assert (coverage.seen, coverage.understood, coverage.related, list(coverage.skipped)) == (5, 5, 3, [])
