"""Reads a .pdf from standard input and answers with JSON; run by `pdf` in a process of its own.

The answer is ``{"pages": [...]}`` or ``{"problem": code, "reason": words}``.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from youju.checker.reading import limits


def main() -> None:
    """Limit this process, read, answer."""
    _limit()
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read())))


def _limit() -> None:
    """Address space and processor time, where the system can limit them."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; time is limited by the caller
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.PDF_MEMORY, limits.PDF_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.PDF_SECONDS, limits.PDF_SECONDS))


def answer(content: bytes) -> dict[str, Any]:
    """Pages of text, or why there are none; never raises."""
    import logging

    logging.disable(logging.CRITICAL)
    try:
        return _pages(content)
    except (MemoryError, RecursionError):
        return {"problem": "H103", "reason": "读取所需内存过多"}
    except Exception:  # a broken file may break the reader anywhere
        return {"problem": "H104", "reason": "文件不完整或已损坏"}


def _pages(content: bytes) -> dict[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"problem": "H105"}
    if len(reader.pages) > limits.PDF_PAGES:
        return {"problem": "H103", "reason": f"超过{limits.PDF_PAGES}页"}
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > limits.CHARACTERS:
            return {"problem": "H103", "reason": f"超过{limits.CHARACTERS // 10_000}万字"}
    return {"pages": pages} if length else {"problem": "H106"}
