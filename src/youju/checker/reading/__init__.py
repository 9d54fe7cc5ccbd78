"""Reading a file into text: .txt and .md in any usual encoding, .docx, .pdf with a text layer.

Enter at `read`. Whatever cannot be read raises one `YoujuError` of block H10x; nothing in a file is ever
run, and what a file may cost is limited before it is opened (`limits`). The kind of a file is told by its
content, its name only decides between plain texts.

Does not belong here: what the text says.
"""

from __future__ import annotations

from pathlib import Path

from youju.checker.reading import limits
from youju.checker.reading.source import Anchor, Source
from youju.errors import fail

__all__ = ["SUFFIXES", "Anchor", "Source", "read", "read_bytes"]

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text", ".docx", ".docm", ".pdf"})
"""Endings of files that may be read."""


def read(path: Path) -> Source:
    """The text of a file.

    Args:
        path: A file whose name ends with one of `SUFFIXES`.

    Raises:
        YoujuError: H101 to H106.
    """
    if not path.is_file():
        raise fail("H101", path=path)
    if path.suffix.lower() not in SUFFIXES:
        raise fail("H102", path=path.name, reason=f"文件名以“{path.suffix or '（空）'}”结尾")
    try:
        size = path.stat().st_size
        if size > limits.FILE_BYTES:
            raise fail("H103", path=path.name, reason=f"超过{limits.FILE_BYTES >> 20}MB")
        content = path.read_bytes()
    except OSError as error:
        raise fail("H104", path=path.name, reason=error.strerror or "不能读取") from error
    return read_bytes(content, path.name)


def read_bytes(content: bytes, name: str) -> Source:
    """The text of what was uploaded.

    Args:
        content: The whole file.
        name: Its name, for messages.

    Raises:
        YoujuError: H102 to H106.
    """
    if len(content) > limits.FILE_BYTES:
        raise fail("H103", path=name, reason=f"超过{limits.FILE_BYTES >> 20}MB")
    if content[:4] == b"PK\x03\x04":
        from youju.checker.reading.word import read as read_word

        source = read_word(content, name)
    elif b"%PDF-" in content[:1024]:
        from youju.checker.reading.pdf import read as read_pdf

        source = read_pdf(content, name)
    else:
        from youju.checker.reading.plain import read as read_plain

        source = read_plain(content, name)
    if not source.text.strip():
        raise fail("H106", path=name)
    return source
