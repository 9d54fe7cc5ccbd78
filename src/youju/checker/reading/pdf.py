""".pdf with a text layer, read in a process of its own with limited memory and time.

A .pdf may ask for any amount of both, and its reader is pure Python that cannot be stopped from within; so
the work is done by ``python -m youju.checker.reading.pdf_process``, which gets the file on standard input
and answers with JSON. When it dies, the file is unreadable and nothing else happens.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from typing import Any, Final

from youju.checker.reading import limits
from youju.checker.reading.source import Source
from youju.errors import fail

_ENDS: Final = "。！？：；:;"
_HEADING: Final = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|第.{1,3}[章节])"
)
_PAGE_NUMBER: Final = re.compile(r"^[\s\-—－·]*\d{1,4}[\s\-—－·]*$")
_HAN: Final = r"[\u4e00-\u9fff，。；：、（）“”《》]"
_SPACED: Final = re.compile(rf"(?<={_HAN})[ \t]+(?={_HAN}|\d)|(?<=\d)[ \t]+(?=[\u4e00-\u9fff])")
"""Gaps that only come from the setting of the page."""

_RADICALS: Final[dict[int, Any]] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **str.maketrans(
        "⼾⾭⺁⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "户青厂母民虎西见角贝车长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
    ),
}
"""Many fonts share a glyph between a character and the radical of its shape, and some writers of .pdf name
the radical: ⼾ for 户, ⻓ for 长. NFKC knows those of the Kangxi dictionary (two of them in their traditional
shape only), the others are from Unicode's EquivalentUnifiedIdeograph."""


def read(content: bytes, name: str) -> Source:
    """The text layer of a .pdf, its lines joined to paragraphs.

    Raises:
        YoujuError: H103 to H106.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the file is only data on its input
            [sys.executable, "-I", "-c", _CODE, *sys.path],
            input=content,
            capture_output=True,
            check=False,
            timeout=limits.PDF_SECONDS * 2,
        )
    except subprocess.TimeoutExpired as error:
        raise fail("H103", path=name, reason="读取用时过长") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {
            "problem": "H103" if done.returncode < 0 else "H104",
            "reason": "读取所需内存或时间过多，或文件已损坏",
        }
    match answer.get("problem"):
        case None:
            return Source(joined(answer["pages"]), "pdf")
        case "H105":
            raise fail("H105", path=name)
        case "H106":
            raise fail("H106", path=name)
        case "H103":
            raise fail("H103", path=name, reason=answer["reason"])
        case _:
            raise fail("H104", path=name, reason=answer["reason"])


_CODE: Final = (
    "import sys; sys.path[:] = sys.argv[1:]; from youju.checker.reading.pdf_process import main; main()"
)


def joined(pages: list[str]) -> str:
    """Lines of pages as paragraphs: a line that is as long as most and does not end a sentence goes on.

    Example:
        >>> joined(["全年完成投资十二亿元，比上\\n年增长百分之八。\\n二、工作打算\\n"])
        '全年完成投资十二亿元，比上年增长百分之八。\\n二、工作打算\\n'
    """
    lines = [
        _SPACED.sub("", line.strip()) for page in pages for line in page.translate(_RADICALS).splitlines()
    ]
    lines = [line for line in lines if line and not _PAGE_NUMBER.match(line)]
    usual = sorted(map(len, lines))[len(lines) * 3 // 4] if lines else 0
    pieces: list[str] = []
    for place, line in enumerate(lines):
        pieces.append(line)
        following = lines[place + 1] if place + 1 < len(lines) else ""
        goes_on = len(line) * 4 >= usual * 3 and line[-1] not in _ENDS and not _HEADING.match(following)
        pieces.append("" if goes_on and following else "\n")
    return "".join(pieces)
