"""``--format docx``: the original with Word comments at the places; for other files a new document.

The original is opened only after `reading.word` has read it, which limits and checks it. A document with
macros is not written back: its text goes into a new one.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.oxml.ns import qn
from docx.text.run import Run

from youju.checker import rules
from youju.checker.model import Document, Finding
from youju.checker.output import covered
from youju.checker.reading.source import Anchor

_AUTHOR: Final = "有据"
_MAIN: Final = "word/document.xml"
_FIXED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Date of every comment, so that the same check gives the same document."""
_MOST: Final = 1_000
"""Comments in one document; the time that writing them takes grows with the square of their number."""
_LISTED: Final = 60
"""Numbers that were not checked and are named in the comment at the beginning."""
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def commented(document: Document, original: bytes | None) -> bytes:
    """A Word document with a comment for each finding.

    Args:
        original: The file that was checked; None when there is none.
    """
    findings = _limited([finding for report in document.reports for finding in report.findings])
    if original and original[:4] == b"PK\x03\x04" and (written := _on_original(document, original, findings)):
        return written
    opened = docx.Document()
    return _written(opened, _in_new(opened, document.text), findings, document)


def _limited(findings: list[Finding]) -> list[Finding]:
    """No more findings than Word shows well, errors first; one comment says how many are left out."""
    if len(findings) <= _MOST:
        return findings
    kept = sorted(findings, key=lambda one: (one.severity != "error", one.start))[:_MOST]
    first = min(kept, key=lambda one: one.start)
    left = f"另有{len(findings) - _MOST}处没有写成批注，请看网页或 json 格式的结果。"
    return sorted(
        [replace(one, message=f"{one.message}（{left}）") if one is first else one for one in kept],
        key=lambda one: one.start,
    )


def _on_original(document: Document, original: bytes, findings: list[Finding]) -> bytes | None:
    """The original with comments; None when it cannot or must not be written back."""
    from youju.checker.reading.word import is_modest, read

    try:
        source = read(original, document.path)
        if source.text != document.text or not is_modest(original):
            return None
        opened = docx.Document(io.BytesIO(original))
        return _written(opened, _in_original(opened, source.anchors), findings, document)
    except Exception:  # macros, or parts besides the text that are broken, which python-docx trusts
        return None


def _in_original(opened: Any, anchors: tuple[Anchor, ...]) -> list[tuple[Anchor, Any]]:
    """Paragraphs of the main text with their elements; the order is that in which they were read."""
    elements = list(opened.element.iter(qn("w:p")))
    return [
        (anchor, elements[anchor.index])
        for anchor in anchors
        if anchor.part == _MAIN and anchor.index < len(elements)
    ]


def _in_new(opened: Any, text: str) -> list[tuple[Anchor, Any]]:
    """A new document with a paragraph a line."""
    found = []
    for index, match in enumerate(re.finditer(r"[^\n]+", text)):
        paragraph = opened.add_paragraph(_ILLEGAL.sub("\ufffd", match[0]))
        found.append((Anchor(_MAIN, index, match.start(), match.end()), paragraph._p))
    return found


def _written(
    opened: Any, places: list[tuple[Anchor, Any]], findings: list[Finding], document: Document
) -> bytes:
    _cover(opened, document)
    by_paragraph: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_paragraph[_paragraph(places, finding)].append(finding)
    for place, found in by_paragraph.items():
        if place < 0:
            continue
        anchor, element = places[place]
        for finding in sorted(found, key=lambda one: -one.start):
            runs = _runs(opened, element, anchor, finding) or [opened.paragraphs[0].add_run("")]
            comment = opened.add_comment(runs, _words(finding), _AUTHOR, _AUTHOR)
            comment._comment_elm.date = _FIXED
    out = io.BytesIO()
    opened.save(out)
    return _undated(out.getvalue())


def _undated(content: bytes) -> bytes:
    """The same package without the time at which it was packed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as packed,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for entry in packed.infolist():
            again.writestr(zipfile.ZipInfo(entry.filename), packed.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _cover(opened: Any, document: Document) -> None:
    """A comment at the beginning: how many numbers were checked, and which were not."""
    left = covered.left(document, _LISTED, "等，全部见 json 格式的结果")
    words = f"检查情况：{covered.sentence(document)}{left}"
    first = next((one for one in opened.paragraphs if one.runs), None)
    run = first.runs[0] if first is not None else opened.add_paragraph().add_run("")
    comment = opened.add_comment(run, _ILLEGAL.sub("\ufffd", words), _AUTHOR, _AUTHOR)
    comment._comment_elm.date = _FIXED


def _paragraph(places: list[tuple[Anchor, Any]], finding: Finding) -> int:
    """Where a finding begins; the first paragraph for headers and notes, which take no comments."""
    for number, (anchor, _) in enumerate(places):
        if anchor.start <= finding.start < max(anchor.end, anchor.start + 1):
            return number
    return 0 if places else -1


def _runs(opened: Any, paragraph: Any, anchor: Anchor, finding: Finding) -> list[Any]:
    """The runs of a paragraph that a finding covers, cut at its ends where they are plain text."""
    at = anchor.start
    covered: list[Any] = []
    for element in list(paragraph.iter(qn("w:r"))):
        if _is_deleted(element):
            continue
        length = sum(len(_text(child)) for child in element)
        begin, end = at, at + length
        at = end
        if end <= finding.start or begin >= finding.end or not length:
            continue
        first, last = max(finding.start, begin) - begin, min(finding.end, end) - begin
        covered.append(_cut(element, first, last) if _is_plain(element) else element)
    return [Run(element, opened) for element in covered]


def _is_deleted(element: Any) -> bool:
    names = {qn("w:del"), qn("w:moveFrom")}
    return any(parent.tag in names for parent in element.iterancestors())


def _text(child: Any) -> str:
    """What a child of a run adds to the text, as `reading.word` counts it."""
    if child.tag == qn("w:t"):
        return child.text or ""
    return " " if child.tag in {qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")} else ""


def _is_plain(element: Any) -> bool:
    return all(child.tag in {qn("w:t"), qn("w:rPr")} for child in element)


def _cut(element: Any, first: int, last: int) -> Any:
    """The middle of a run as a run of its own, before and after it the rest."""
    text = "".join(_text(child) for child in element)
    for piece, before in ((text[:first], True), (text[last:], False)):
        if piece:
            rest = copy.deepcopy(element)
            _retext(rest, piece)
            (element.addprevious if before else element.addnext)(rest)
    _retext(element, text[first:last])
    return element


def _retext(element: Any, text: str) -> None:
    for child in element.findall(qn("w:t")):
        element.remove(child)
    Run(element, None).add_text(text)  # type: ignore[arg-type]


def _words(finding: Finding) -> str:
    rule = rules.RULES.get(finding.rule)
    mend = f"\n怎样改：{rule.mend}" if rule else ""
    return _ILLEGAL.sub("\ufffd", f"{finding.rule} {rules.title(finding.rule)}：{finding.message}{mend}")
