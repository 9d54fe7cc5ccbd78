"""``--format html``: marked passages, findings beside them, a table of all relations; no outside assets.

Everything from a report is escaped. The page works without scripts; a short script of its own filters by
rule.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from youju.checker import rules
from youju.checker.model import Document, Finding, Relation, Report, Verdict
from youju.checker.output.places import Places

_VERDICTS = {
    Verdict.HOLDS: "相符",
    Verdict.FAILS: "不符",
    Verdict.LEAK: "可以算出",
    Verdict.UNKNOWN: "不能判断",
}
_FOLDER = Path(__file__).parent


def as_html(documents: Sequence[Document]) -> str:
    """A page with all documents."""
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    body = "".join(_document(number, document) for number, document in enumerate(documents))
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>报告检查</title>\n<style>{style}</style>\n</head>\n<body>\n{body}"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _document(number: int, document: Document) -> str:
    places = Places(document.text)
    findings = [finding for report in document.reports for finding in report.findings]
    coverage = [report.coverage for report in document.reports]
    seen, understood = sum(one.seen for one in coverage), sum(one.understood for one in coverage)
    related, skipped = sum(one.related for one in coverage), [p for one in coverage for p in one.skipped]
    errors = sum(1 for one in findings if one.severity == "error")
    left = "".join(f"<li>{escape(document.text[a:b])}</li>" for a, b in skipped)
    texts = "".join(_report(number, document, report) for report in document.reports)
    return (
        f"<header><h1>{escape(document.path or '报告')}</h1>\n"
        f"<p>错误{errors}处，提示{len(findings) - errors}处。看到数字{seen}个，读懂{understood}个，"
        f"核对{related}个，没有可核对的{len(skipped)}个。</p>\n{_filter(findings)}</header>\n"
        f"<main><article>{texts}</article>\n"
        f"<aside><h2>需要看的地方</h2>{_list(number, places, findings)}</aside></main>\n"
        f"<section><h2>全部核对</h2>{_relations(document, places)}</section>\n"
        f"<details><summary>没有核对的数字（{len(skipped)}个）</summary>"
        f'<ul class="skipped">{left}</ul></details>\n'
    )


def _filter(findings: Sequence[Finding]) -> str:
    """A box for each rule that found something."""
    counts = sorted(Counter(one.rule for one in findings).items())
    boxes = "".join(
        f'<label><input type="checkbox" checked data-filter="{escape(rule)}"> '
        f"{escape(rule)} {escape(rules.title(rule))}（{count}）</label>"
        for rule, count in counts
    )
    return f'<fieldset class="filter"><legend>按规则筛选</legend>{boxes}</fieldset>' if boxes else ""


def _key(number: int, finding: Finding) -> str:
    return f"f{number}-{finding.start}-{finding.end}-{finding.rule}"


def _report(number: int, document: Document, report: Report) -> str:
    """The text of a report; where findings overlap, the passage carries all their rules."""
    edges = sorted(
        {report.start, report.end}
        | {min(max(p, report.start), report.end) for one in report.findings for p in (one.start, one.end)}
    )
    pieces: list[str] = []
    anchored: set[str] = set()
    for start, end in pairwise(edges):
        here = [one for one in report.findings if one.start <= start and one.end >= end]
        text = escape(document.text[start:end])
        if not here:
            pieces.append(text)
            continue
        for one in here:
            if _key(number, one) not in anchored:
                anchored.add(_key(number, one))
                pieces.append(f'<a id="{_key(number, one)}"></a>')
        level = "error" if any(one.severity == "error" for one in here) else "warning"
        names = " ".join(dict.fromkeys(one.rule for one in here))
        title = escape("；".join(dict.fromkeys(f"{one.rule} {one.message}" for one in here)))
        pieces.append(f'<mark class="{level}" data-rules="{names}" title="{title}">{text}</mark>')
    return f'<h2>{escape(report.title)}</h2><div class="text">{"".join(pieces)}</div>'


def _list(number: int, places: Places, findings: Sequence[Finding]) -> str:
    if not findings:
        return "<p>没有发现问题。</p>"
    return f"<ol>{''.join(_entry(number, places, one) for one in findings)}</ol>"


def _entry(number: int, places: Places, finding: Finding) -> str:
    line, column = places.line_column(finding.start)
    rule = rules.RULES.get(finding.rule)
    return (
        f'<li class="{finding.severity}" data-rules="{escape(finding.rule)}">'
        f'<a href="#{_key(number, finding)}">{escape(finding.rule)} {escape(rules.title(finding.rule))}</a>'
        f'<p>{escape(finding.message)}</p><p class="mend">{escape(rule.mend if rule else "")}</p>'
        f'<p class="place">第{line}行第{column}列</p></li>'
    )


def _relations(document: Document, places: Places) -> str:
    rows = "".join(_row(places, relation) for report in document.reports for relation in report.relations)
    head = "<tr><th>行</th><th>规则</th><th>数字</th><th>算式</th><th>结论</th><th>说明</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _row(places: Places, relation: Relation) -> str:
    line, _ = places.line_column(relation.start)
    cells: Iterator[str] = iter(
        (
            str(line),
            relation.rule,
            "、".join(f"{name}={one.text}" for name, one in relation.operands.items()),
            relation.formula,
            _VERDICTS[relation.verdict],
            relation.message,
        )
    )
    return (
        f'<tr class="{relation.verdict.value}" data-rules="{escape(relation.rule)}">'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
    )
