"""The shipped templates: composed whole, every number bound, nothing that the checker objects to."""

from __future__ import annotations

import pytest

from tests.reports.conftest import AS_OF, AT
from youju.people.actors import Actor
from youju.reports import actions, catalogue, proofs, queries
from youju.reports.evidence import check_bytes
from youju.reports.outputs import SUFFIXES, render
from youju.reports.outputs.word import written
from youju.reports.sources import Counted


def test_the_templates_of_supervision(all_supervised) -> None:
    names = [one.name for one in catalogue.offered() if one.loaded.name == "supervision"]
    assert names == ["rectification", "supervision_circular", "supervision_summary"]
    for name in names:
        version = actions.compose(name, Counted(at=AT), as_of=AS_OF, at=AT, actor=Actor.system())
        document = queries.document(version)
        assert proofs.unproved(document) == []
        assert proofs.contradictions(queries.document(version, appendix=False)) == []
        assert proofs.contradictions(document) == []
        found = check_bytes(written(document), "x.docx")
        assert found.findings == []
        assert found.bound > 30
        for suffix in SUFFIXES:
            assert len(render(document, suffix, markdown=version.source)) > 1000


def test_composing_again_adds_nothing(supervised) -> None:
    made = [
        actions.compose("rectification", Counted(at=AT), as_of=AS_OF, at=AT, actor=Actor.system()).id
        for _ in range(2)
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize("name", ["rectification", "supervision_circular"])
def test_a_day_before_anything_happened(supervised, name: str) -> None:
    """Nothing to count: a report still says so in sentences, or is refused with one."""
    from datetime import date

    from youju.errors import YoujuError

    try:
        version = actions.compose(name, Counted(at=AT), as_of=date(2022, 12, 31), at=AT, actor=Actor.system())
    except YoujuError as error:
        assert {one.code.id for one in error.problems} == {"B105"}
    else:
        assert proofs.unproved(queries.document(version)) == []


def _lines(content: bytes) -> list[list[str]]:
    """The lines of each page of a PDF."""
    import pypdfium2

    return [
        [one for one in page.get_textpage().get_text_range().splitlines() if one.strip()]
        for page in pypdfium2.PdfDocument(content)
    ]


def test_pages_are_set_as_official_documents_are() -> None:
    """No mark begins a line, no heading ends a page, and who signs does not stand on a page of his own."""
    from youju.reports.document import Document, Heading, Paragraph, Plain, Table
    from youju.reports.outputs.pdf import NEVER_FIRST
    from youju.reports.outputs.pdf import written as pdf

    text = "实际完成252.14亿元，比上年增长4.7%；目标不低于245亿元，已经完成。"
    row = ((Plain("合计"),), (Plain("1395"),))
    broken = 0
    for many in range(1, 24):
        blocks = [Paragraph((Plain(text * many),)), Heading(1, "一、", (Plain("经济运行情况"),))]
        blocks += [Paragraph((Plain(text * 4),)), Table((row,) * 5, right=frozenset({1}))]
        blocks += [Paragraph((Plain("县统计局"),), "sign"), Paragraph((Plain("2024年1月8日"),), "date")]
        pages = _lines(pdf(Document(tuple(blocks))))
        assert not [line for page in pages for line in page if line[0] in NEVER_FIRST]
        assert any("1395" in line for line in pages[-1]), "the table is with the signature"
        assert all("一、" not in line for page in pages for line in page[-2:]), (
            "the last is the page's number"
        )
        broken += len(pages) > 1
    assert broken > 5
