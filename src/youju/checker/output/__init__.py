"""What is shown of a check: text, json, sarif, html, docx.

Enter at `render`. Every format is a function of the documents alone (and, for docx, of the original file), so
that the same check always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from youju.checker.model import Document


class Format(StrEnum):
    """Ways to show a check."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"
    DOCX = "docx"


def render(documents: Sequence[Document], form: Format) -> bytes:
    """All documents in one of the formats; text is UTF-8.

    Args:
        documents: What was checked; for `Format.DOCX` exactly one.
    """
    if form is Format.DOCX:
        from youju.checker.output.word import commented

        document = documents[0]
        path = Path(document.path)
        return commented(document, path.read_bytes() if path.is_file() else None)
    return _writer(form)(documents).encode()


def _writer(form: Format) -> Callable[[Sequence[Document]], str]:
    match form:
        case Format.JSON:
            from youju.checker.output.machine import as_json

            return as_json
        case Format.SARIF:
            from youju.checker.output.machine import as_sarif

            return as_sarif
        case Format.HTML:
            from youju.checker.output.page import as_html

            return as_html
        case _:
            from youju.checker.output.lines import as_text

            return as_text
