"""The page of GB/T 9704-2012 in the .docx: characters, lines, and columns of tables that can be read."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as some

from youju.reports.document import Document, Paragraph, Plain, Table, Title
from youju.reports.outputs import layout, word

CELLS = some.text("记录数县统计局0123456789.%-", max_size=60)


def table(rows: list[list[str]]) -> Table:
    return Table(tuple(tuple((Plain(cell),) for cell in row) for row in rows))


def made(*blocks: object) -> docx.document.Document:
    content = word.written(Document(blocks=tuple(blocks), facts={}))  # type: ignore[arg-type]
    return docx.Document(io.BytesIO(content))


def test_a_line_has_28_characters_and_a_page_22_lines() -> None:
    found = made(Title((Plain("总结"),)), Paragraph((Plain("正文"),), "body"))
    (grid,) = found.element.iter(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines", "programs disagree about the size of a grid of characters"
    normal = found.styles["Normal"].element
    pitch = float(normal.find(f".//{qn('w:sz')}").get(qn("w:val"))) / 2
    pitch += int(normal.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * pitch <= layout.TYPE_AREA < 29 * pitch
    area = 225 * 72 / 25.4
    lines = int(grid.get(qn("w:linePitch"))) / 20
    assert 22 * lines <= area < 23 * lines


@example([["", "00000局局", "00000000000县县局局"]])
@example([["", "0" * 60, "1" * 60]])
@given(some.lists(some.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_columns_fill_the_type_area(rows: list[list[str]]) -> None:
    one = table(rows)
    for size in (layout.TABLE_SIZE, layout.size_of(one)):
        found = layout.widths(one, size)
        assert sum(found) == pytest.approx(layout.TYPE_AREA)
        assert all(width > 2 * size for width in found)


def test_a_number_is_not_broken_for_a_long_text_beside_it() -> None:
    words = "县统计局报送的地区生产总值，增速，与上年同期相比，报送了可比基数的按可比口径。" * 2
    one = table([["序号", "数值", "口径", "编号"], ["1", "252.14亿元", words, "9174dd73a676"]])
    assert layout.size_of(one) == layout.SMALL_SIZE
    found = layout.widths(one, layout.SMALL_SIZE)
    assert found[1] > 6 * 0.6 * layout.SMALL_SIZE and found[3] > 12 * 0.6 * layout.SMALL_SIZE
    assert found[2] > layout.TYPE_AREA / 2


def test_a_signature_is_not_alone_and_a_small_table_is_whole() -> None:
    small = table([["产业", "产值"], ["第一产业", "25.62"], ["合计", "192.81"]])
    long = table([["序号"], *([str(number)] for number in range(layout.ONE_PAGE))])
    end = Paragraph((Plain("县统计局"),), "sign"), Paragraph((Plain("2026年1月5日"),), "date")
    for last in (small, Paragraph((Plain("正文"),), "body")):
        found = made(Title((Plain("总结"),)), last, *end)
        assert [one.paragraph_format.keep_with_next for one in found.paragraphs[-3:]] == [True, True, None]

    def kept(one: Table) -> list[bool]:
        rows = made(Title((Plain("总结"),)), one).tables[0].rows
        return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in rows]

    assert kept(small) == [True, True, False]
    assert not any(kept(long))


def test_cells_keep_their_widths_and_leave_the_grid_of_lines() -> None:
    one = table([["指标", "口径"], ["产值", "按月报送的累计数。" * 12]])
    found = made(one).tables[0]
    wanted = [round(width * 20) for width in layout.widths(one, layout.size_of(one))]
    columns = [int(column.get(qn("w:w"))) for column in found._tbl.tblGrid]
    assert columns == pytest.approx(wanted, abs=1)
    for row in found.rows:
        assert row._tr.trPr.find(qn("w:cantSplit")) is not None
        for cell, width in zip(row.cells, wanted, strict=True):
            assert int(cell._tc.tcPr.find(qn("w:tcW")).get(qn("w:w"))) == pytest.approx(width, abs=1)
            assert cell.paragraphs[0]._p.pPr.find(qn("w:snapToGrid")).get(qn("w:val")) == "0"
