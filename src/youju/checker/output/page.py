"""``--format html``: marked passages, findings beside them, a table of all relations; no outside assets.

Everything from a report is escaped. The page works without scripts; a short script of its own filters by
rule.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from youju.checker.model import Document
from youju.checker.output.marked import shown

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
    parts = shown(number, document)
    skipped = parts["skipped"]
    left = "".join(f"<li>{escape(text)}</li>" for text in skipped)
    texts = "".join(map(_report, parts["reports"]))
    return (
        f"<header><h1>{escape(document.path or '报告')}</h1>\n"
        f"<p>错误{parts['errors']}处，提示{parts['warnings']}处。看到数字{parts['seen']}个，"
        f"读懂{parts['understood']}个，核对{parts['related']}个，没有可核对的{len(skipped)}个。</p>\n"
        f"{_filter(parts['rules'])}</header>\n"
        f"<main><article>{texts}</article>\n"
        f"<aside><h2>需要看的地方</h2>{_list(parts['findings'])}</aside></main>\n"
        f"<section><h2>全部核对</h2>{_relations(parts['relations'])}</section>\n"
        f"<details><summary>没有核对的数字（{len(skipped)}个）</summary>"
        f'<ul class="skipped">{left}</ul></details>\n'
    )


def _filter(found: Sequence[dict[str, Any]]) -> str:
    """A box for each rule that found something."""
    boxes = "".join(
        f'<label><input type="checkbox" checked data-filter="{escape(one["id"])}"> '
        f"{escape(one['id'])} {escape(one['title'])}（{one['count']}）</label>"
        for one in found
    )
    return f'<fieldset class="filter"><legend>按规则筛选</legend>{boxes}</fieldset>' if boxes else ""


def _report(report: dict[str, Any]) -> str:
    pieces: list[str] = []
    for one in report["segments"]:
        text = escape(one["text"])
        if "level" not in one:
            pieces.append(text)
            continue
        pieces += [f'<a id="{escape(key)}"></a>' for key in one["keys"]]
        names, title = escape(" ".join(one["rules"])), escape(one["title"])
        pieces.append(f'<mark class="{one["level"]}" data-rules="{names}" title="{title}">{text}</mark>')
    return f'<h2>{escape(report["title"])}</h2><div class="text">{"".join(pieces)}</div>'


def _list(findings: Sequence[dict[str, Any]]) -> str:
    if not findings:
        return "<p>没有发现问题。</p>"
    return f"<ol>{''.join(map(_entry, findings))}</ol>"


def _entry(one: dict[str, Any]) -> str:
    return (
        f'<li class="{one["severity"]}" data-rules="{escape(one["rule"])}">'
        f'<a href="#{escape(one["key"])}">{escape(one["rule"])} {escape(one["title"])}</a>'
        f'<p>{escape(one["message"])}</p><p class="mend">{escape(one["mend"])}</p>'
        f'<p class="place">第{one["line"]}行第{one["column"]}列</p></li>'
    )


def _relations(relations: Sequence[dict[str, Any]]) -> str:
    rows = "".join(map(_row, relations))
    head = "".join(f"<th>{label}</th>" for label in _COLUMNS)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


_COLUMNS: Final = ("行", "规则", "数字", "算式", "结论", "说明")


def _row(one: dict[str, Any]) -> str:
    cells = (one["line"], one["rule"], one["numbers"], one["formula"], one["conclusion"], one["message"])
    return (
        f'<tr class="{one["verdict"]}" data-rules="{escape(one["rule"])}">'
        + "".join(
            f'<td data-label="{label}">{escape(str(cell))}</td>'
            for label, cell in zip(_COLUMNS, cells, strict=True)
        )
        + "</tr>"
    )
