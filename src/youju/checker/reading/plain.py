"""Plain text in the encodings that offices use: UTF-8, GB18030 (with it GBK and GB 2312) and UTF-16."""

from __future__ import annotations

import codecs
import re
from typing import Final

from youju.checker.reading import limits
from youju.checker.reading.source import Source
from youju.errors import fail

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_TOLERATED: Final = 1000
"""One broken character in so many is taken for damage of a text, more for another kind of file."""
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def read(content: bytes, name: str) -> Source:
    """The text of a plain file, with every line end as ``\\n``.

    Raises:
        YoujuError: H102 for what is no text, H103 for too long a text.
    """
    text, encoding = _decoded(content, name)
    if len(text) > limits.CHARACTERS:
        raise fail("H103", path=name, reason=f"超过{limits.CHARACTERS // 10_000}万字")
    if len(_CONTROLS.findall(text)) * 100 > len(text):
        raise fail("H102", path=name, reason="内容不是文字")
    if encoding == "gb18030":  # the mark of that encoding decodes to a mark
        text = text.removeprefix("\ufeff")
    return Source(text.replace("\r\n", "\n").replace("\r", "\n"), "text", encoding)


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), encoding
    if silent := _utf16_without_mark(content):
        return content.decode(silent, errors="replace"), silent
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    tries = [(content.decode(encoding, errors="replace"), encoding) for encoding in ("utf-8", "gb18030")]
    text, encoding = min(tries, key=lambda one: one[0].count("\ufffd"))
    if text.count("\ufffd") * _TOLERATED > len(text) + _TOLERATED:
        raise fail("H102", path=name, reason="内容不是文字，或编码不是 UTF-8、GB18030、UTF-16")
    return text, encoding


def _utf16_without_mark(content: bytes) -> str | None:
    """UTF-16 is told by its line ends and digits, whose high byte is nought; no other text has noughts."""
    sample = content[: 1 << 16]
    if len(sample) < 4 or len(content) % 2 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if (even == 0) == (odd == 0):
        return None
    return "utf-16-be" if even else "utf-16-le"
