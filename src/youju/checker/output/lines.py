"""``--format text``: place, rule, what is wrong, the sentence with carets; and what was not checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from youju.checker import rules
from youju.checker.model import Document, Finding
from youju.checker.output import covered
from youju.checker.output.places import Places, width

_LABELS = {"error": "错误", "warning": "提示"}
_LISTED = 8
"""Skipped numbers that are named; ``--format json`` has all of them."""


def as_text(documents: Sequence[Document]) -> str:
    """All findings as a linter prints them, then the coverage."""
    lines: list[str] = []
    for document in documents:
        places = Places(document.text)
        several = len(document.reports) > 1
        for report in document.reports:
            if several and report.findings:
                lines += [f"== {report.title}", ""]
            for finding in report.findings:
                lines += [*_finding(document, places, finding), ""]
        lines += [*_summary(document), ""]
    return "\n".join(lines)


def _finding(document: Document, places: Places, finding: Finding) -> Iterator[str]:
    line, column = places.line_column(finding.start)
    yield (
        f"{document.path or '（文字）'}:{line}:{column}: {finding.rule} {_LABELS[finding.severity]} "
        f"{rules.title(finding.rule)}：{finding.message}"
    )
    first, last = places.sentence(finding.start, finding.end)
    shown = document.text[first:last].replace("\t", " ").rstrip("\n")
    end = min(finding.end, first + len(shown))
    yield f"    {shown}"
    lead = width(shown[: finding.start - first])
    yield "    " + " " * lead + "^" * max(1, width(shown[finding.start - first : end - first]))


def _summary(document: Document) -> Iterator[str]:
    findings = [finding for report in document.reports for finding in report.findings]
    errors = sum(1 for one in findings if one.severity == "error")
    yield (
        f"{document.path or '（文字）'}：错误{errors}处，提示{len(findings) - errors}处；"
        f"{len(document.reports)}篇报告，{len(document.text)}字。"
    )
    yield f"  {covered.sentence(document)}"
    if left := covered.left(document, _LISTED, "等，全部见 --format json"):
        yield f"  {left}"
