"""What a document is written as: Word by GB/T 9704-2012, PDF, a page, Markdown.

Enter at `render`. Each module takes a `youju.reports.document.Document` and gives bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from youju.errors import fail
from youju.reports.document import Document

SUFFIXES: Final = (".docx", ".pdf", ".html", ".md")


def render(document: Document, suffix: str, *, markdown: str) -> bytes:
    """A document as a file.

    Args:
        document: What is written.
        suffix: One of `SUFFIXES`.
        markdown: Its text as it is kept.

    Raises:
        YoujuError: B114.
    """
    if suffix == ".md":
        return markdown.encode()
    writers: dict[str, Callable[[Document], bytes]] = {}
    if suffix == ".docx":
        from youju.reports.outputs.word import written as word

        writers[suffix] = word
    elif suffix == ".pdf":
        from youju.reports.outputs.pdf import written as pdf

        writers[suffix] = pdf
    elif suffix == ".html":
        from youju.reports.outputs.page import written as page

        writers[suffix] = page
    else:
        raise fail("B114", suffix=suffix or "（空）")
    return writers[suffix](document)
