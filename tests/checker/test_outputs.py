"""Each format says the same findings; what a report contains cannot break out of any of them."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checker.samples import paragraph, raw_word, run, word
from youju.checker.check import check_text
from youju.checker.model import Document
from youju.checker.output import Format, lines, render
from youju.checker.output.places import Places, width
from youju.checker.output.word import commented
from youju.checker.reading import limits, read_bytes

TEXT = (
    "某局2023年工作总结\n发布解读5篇，其中图片3篇、文字1篇、视频2篇。另有XX家，比上年增加5家，增长10%。\n"
    "按进度完成完成任务。\n"
)


@pytest.fixture
def document() -> Document:
    return check_text(TEXT, path="总结.txt")


def findings(document: Document) -> list[str]:
    return [one.rule for report in document.reports for one in report.findings]


def test_text_points_at_the_place(document: Document) -> None:
    shown = render([document], Format.TEXT).decode().splitlines()
    place = next(number for number, line in enumerate(shown) if "N101" in line)
    assert shown[place].startswith("总结.txt:2:5: N101 错误 合计与分项不符：合计5篇")
    sentence, carets = shown[place + 1], shown[place + 2]
    assert sentence.strip() == "发布解读5篇，其中图片3篇、文字1篇、视频2篇。"
    assert width(carets[: carets.index("^")]) == width(sentence[: sentence.index("5篇")])
    assert carets.count("^") == width("5篇，其中图片3篇、文字1篇、视频2篇")


def test_text_says_what_was_not_checked(document: Document) -> None:
    shown = render([document], Format.TEXT).decode()
    coverage = document.reports[0].coverage
    assert f"看到数字{coverage.seen}个" in shown
    assert f"没有可核对的{len(coverage.skipped)}个" in shown
    assert lines.as_text([check_text("办件30件。")]).splitlines()[-1] == "  没有核对：30件。"


def test_json_is_the_contract(document: Document) -> None:
    [one] = json.loads(render([document], Format.JSON))["documents"]
    [report] = one["reports"]
    assert set(report) == {"title", "start", "end", "quantities", "relations", "findings", "coverage"}
    relation = next(each for each in report["relations"] if each["rule"] == "N101")
    assert relation["verdict"] == "fails"
    assert relation["computed"] == {"low": 6.0, "high": 6.0}
    for operand in relation["operands"].values():
        assert TEXT[operand["start"] : operand["end"]] == operand["text"]


def test_sarif(document: Document) -> None:
    log = json.loads(render([document], Format.SARIF))
    assert log["version"] == "2.1.0"
    [this] = log["runs"]
    assert this["columnKind"] == "unicodeCodePoints"
    assert [one["ruleId"] for one in this["results"]] == findings(document)
    for one in this["results"]:
        assert this["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["level"] in {"error", "warning"}
        region = one["locations"][0]["physicalLocation"]["region"]
        start = region["charOffset"]
        assert TEXT[start : start + region["charLength"]] == region["snippet"]["text"]
        assert TEXT.splitlines()[region["startLine"] - 1][region["startColumn"] - 1] == TEXT[start]


TAGS = (
    "html head meta title style body header h1 h2 p fieldset legend label input main article div mark a "
    "aside ol ul li section table thead tbody tr th td details summary script"
)


class Page(HTMLParser):
    """Collects the tags, and the text of the article."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.article = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._depth += tag == "div"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "div"

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.article += data


def test_page_keeps_the_text_and_marks_it(document: Document) -> None:
    page = Page()
    page.feed(render([document], Format.HTML).decode())
    assert page.article == TEXT
    marked = {
        rule for tag, attrs in page.tags if tag == "mark" for rule in (attrs["data-rules"] or "").split()
    }
    assert marked == set(findings(document))
    targets = {attrs.get("id") for tag, attrs in page.tags if tag == "a"}
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a" and attrs.get("href")]
    assert len(links) == len(findings(document))
    assert all((link or "")[1:] in targets for link in links)
    rows = [attrs for tag, attrs in page.tags if tag == "tr" and attrs.get("data-rules")]
    assert len(rows) == sum(len(report.relations) for report in document.reports)


def test_page_asks_for_nothing_outside(document: Document) -> None:
    content = render([document], Format.HTML).decode()
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)|@import|url\(|https?:""", content)
    assert "default-src 'none'" in content


@settings(max_examples=60, deadline=None)
@given(st.text("<>&\"'/scriptmark= 发布5篇，其中3篇。完成完成\n", max_size=80))
def test_page_escapes_everything(text: str) -> None:
    hostile = f"<script>alert(1)</script>{text}<img src=x onerror=alert(1)> 按进度完成完成任务。"
    page = Page()
    page.feed(render([check_text(hostile, path="<b>.txt")], Format.HTML).decode())
    assert {tag for tag, _ in page.tags} <= set(TAGS.split())
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert page.article == hostile
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def comments(content: bytes) -> list[tuple[str, str]]:
    """Marked text and comment, in the order of the comments."""
    opened = docx.Document(io.BytesIO(content))
    found = []
    for comment in opened.comments:
        if comment.text.startswith("检查情况"):
            continue
        marked, inside = "", False
        for element in opened.element.body.iter():
            here = element.get(qn("w:id")) == str(comment.comment_id)
            if element.tag == qn("w:commentRangeStart") and here:
                inside = True
            elif element.tag == qn("w:commentRangeEnd") and here:
                inside = False
            elif element.tag == qn("w:t") and inside:
                marked += element.text or ""
        found.append((marked, comment.text))
    return found


def test_the_original_gets_comments_at_the_places() -> None:
    original = word(*TEXT.splitlines())
    text = read_bytes(original, "a.docx").text
    checked = check_text(text, path="a.docx")
    content = commented(checked, original)
    assert read_bytes(content, "b.docx").text == text
    said = dict(comments(content))
    assert "N101" in said["5篇，其中图片3篇、文字1篇、视频2篇"]
    assert "T402" in said["完成完成"]
    assert len(said) == len(findings(checked))
    assert commented(checked, original) == content


def test_comments_in_tables_insertions_and_headers() -> None:
    inserted = paragraph(run("按进度完成") + f"<w:ins>{run('完成任务。')}</w:ins>")
    deleted = paragraph("<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>" + run("统计统计资料"))
    row = f"<w:tr><w:tc>{inserted}</w:tc><w:tc>{deleted}</w:tc></w:tr>"
    body = f"<w:tbl>{row}</w:tbl>" + paragraph(run("末"))
    original = raw_word(body)
    text = read_bytes(original, "a.docx").text
    content = commented(check_text(text, path="a.docx"), original)
    assert {marked for marked, _ in comments(content)} == {"完成完成", "统计统计"}
    assert read_bytes(content, "b.docx").text == text


def test_word_gets_no_more_comments_than_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("youju.checker.output.word._MOST", 2)
    content = word(*(f"第{place}段，按进度完成完成任务。" for place in range(5)))
    document = check_text(read_bytes(content, "a.docx").text)
    said = [one for _, one in comments(commented(document, content))]
    assert len(said) == 2
    assert "另有3处" in said[0]


def test_a_package_with_broken_parts_is_not_written_back() -> None:
    content = raw_word(paragraph(run("按进度完成完成任务。")), more={"word/styles.xml": b"<broken"})
    broken = content.replace(b"word/styles.xml", b"word/styles.xmm", 1)
    for one in (content, broken):
        document = check_text(read_bytes(one, "a.docx").text)
        assert [said[:4] for _, said in comments(commented(document, one))] == ["T402"]


def test_every_format_says_what_was_not_checked() -> None:
    document = check_text("走访企业12家，发放手册300份。", path="总结.txt")
    for form in (Format.TEXT, Format.HTML, Format.JSON, Format.SARIF):
        words = render([document], form).decode()
        assert ("12家" in words and "300份" in words) or '"skipped": [' in words, form
    [artifact] = json.loads(render([document], Format.SARIF))["runs"][0]["artifacts"]
    assert [one["text"] for one in artifact["properties"]["numbersSkipped"]] == ["12家", "300份"]
    [first] = docx.Document(io.BytesIO(commented(document, None))).comments
    assert "看到数字2个" in first.text
    assert "12家、300份" in first.text


def test_other_files_get_a_new_document(document: Document) -> None:
    content = commented(document, TEXT.encode())
    assert read_bytes(content, "b.docx").text == TEXT
    assert len(comments(content)) == len(findings(document))


def test_a_package_too_large_to_open_is_not_written_back() -> None:
    text = "按进度完成完成任务。"
    for name in ("word/styles.xml", "word/media/a.png"):
        original = raw_word(paragraph(run(text)), more={name: b" " * (limits.PACKAGE_BYTES + 1)})
        assert len(original) < 1 << 20
        checked = check_text(read_bytes(original, "a.docx").text)
        assert [marked for marked, _ in comments(commented(checked, original))] == ["完成完成"]
        assert len(read_bytes(commented(checked, original), "b.docx").text) == len(text) + 1


def test_a_document_with_macros_is_not_written_back() -> None:
    original = raw_word(paragraph(run("按进度完成完成任务。")), more={"word/vbaProject.bin": b"\xd0\xcf" * 9})
    text = read_bytes(original, "a.docx").text
    content = commented(check_text(text), original)
    assert b"vbaProject" not in content
    assert [marked for marked, _ in comments(content)] == ["完成完成"]


@given(st.text("甲a\n。", max_size=60), st.data())
def test_lines_and_columns(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset].split("\n")
    assert Places(text).line_column(offset) == (len(before), len(before[-1]) + 1)


@given(st.text("甲。\n", min_size=1, max_size=300), st.data())
def test_the_sentence_holds_the_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = Places(text).sentence(start, end, most=50)
    assert 0 <= first <= start < last <= len(text)
    assert last - first <= 51
