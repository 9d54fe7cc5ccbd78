"""A checked document as parts that any page can show: marked text, findings, relations, coverage.

Enter at `shown`. Plain data (texts, numbers, lists), so that it can pass between processes; nothing in it is
escaped, the page that shows it does that.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from youju.checker import leaks, rules
from youju.checker.model import Document, Finding, Relation, Report, Verdict
from youju.checker.output import covered
from youju.checker.output.places import Places

VERDICTS = {
    Verdict.HOLDS: "相符",
    Verdict.FAILS: "不符",
    Verdict.LEAK: "可以算出",
    Verdict.UNKNOWN: "不能判断",
}
_PERSONAL = "不宜公开"


def _is_personal(relation: Relation) -> bool:
    """Whether it is something of a person, which is not computed from anything."""
    return relation.verdict is Verdict.LEAK and relation.rule != leaks.RULE


def shown(number: int, document: Document) -> dict[str, Any]:
    """A document for a page.

    Args:
        number: Which of the documents it is; part of the keys that findings are linked by.

    Example:
        >>> from youju.checker.check import check_text
        >>> found = shown(0, check_text("发布解读5篇，其中图片3篇、文字1篇、视频2篇。"))
        >>> [(one["rule"], one["line"], one["key"]) for one in found["findings"]]
        [('N101', 1, 'f0-4-23-N101')]
    """
    places = Places(document.text)
    findings = [finding for report in document.reports for finding in report.findings]
    coverage = covered.total(document)
    return {
        "path": document.path,
        "characters": len(document.text),
        "errors": sum(one.severity == "error" for one in findings),
        "warnings": sum(one.severity != "error" for one in findings),
        "seen": coverage.seen,
        "understood": coverage.understood,
        "related": coverage.related,
        "skipped": [document.text[start:end] for start, end in coverage.skipped],
        "rules": [
            {"id": rule, "title": rules.title(rule), "count": count}
            for rule, count in sorted(Counter(one.rule for one in findings).items())
        ],
        "reports": [
            {"title": report.title, "segments": segments(number, document, report)}
            for report in document.reports
        ],
        "findings": [_finding(number, places, one) for one in findings],
        "relations": [_relation(places, one) for report in document.reports for one in report.relations],
    }


def segments(number: int, document: Document, report: Report) -> list[dict[str, Any]]:
    """The text of a report in pieces; where findings overlap, a piece carries all their rules.

    Returns:
        Pieces with ``text``; marked ones also have ``level``, ``rules``, ``title`` and ``keys``, the keys of
        the findings that begin there.
    """
    edges = sorted(
        {report.start, report.end}
        | {min(max(p, report.start), report.end) for one in report.findings for p in (one.start, one.end)}
    )
    starting = sorted(report.findings, key=lambda one: (one.start, one.end))
    pieces: list[dict[str, Any]] = []
    anchored: set[str] = set()
    open_: list[Finding] = []
    at = 0
    for start, end in pairwise(edges):
        while at < len(starting) and starting[at].start <= start:
            open_.append(starting[at])
            at += 1
        open_ = [one for one in open_ if one.end >= end]
        text = document.text[start:end]
        if not open_:
            pieces.append({"text": text})
            continue
        keys = [key for one in open_ if (key := _key(number, one)) not in anchored]
        anchored.update(keys)
        pieces.append(
            {
                "text": text,
                "level": "error" if any(one.severity == "error" for one in open_) else "warning",
                "rules": list(dict.fromkeys(one.rule for one in open_)),
                "title": "；".join(dict.fromkeys(f"{one.rule} {one.message}" for one in open_)),
                "keys": list(dict.fromkeys(keys)),
            }
        )
    return pieces


def _key(number: int, finding: Finding) -> str:
    return f"f{number}-{finding.start}-{finding.end}-{finding.rule}"


def _finding(number: int, places: Places, finding: Finding) -> dict[str, Any]:
    line, column = places.line_column(finding.start)
    rule = rules.RULES.get(finding.rule)
    return {
        "key": _key(number, finding),
        "rule": finding.rule,
        "title": rules.title(finding.rule),
        "severity": finding.severity,
        "message": finding.message,
        "mend": rule.mend if rule else "",
        "line": line,
        "column": column,
    }


def _short(text: str) -> str:
    """The beginning of an item of a list, which may be a whole paragraph."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_LONGEST = 24


def _relation(places: Places, relation: Relation) -> dict[str, Any]:
    line, _ = places.line_column(relation.start)
    return {
        "line": line,
        "rule": relation.rule,
        "numbers": "、".join(f"{name}={_short(one.text)}" for name, one in relation.operands.items()),
        "formula": relation.formula,
        "verdict": relation.verdict.value,
        "conclusion": _PERSONAL if _is_personal(relation) else VERDICTS[relation.verdict],
        "message": relation.message,
    }
