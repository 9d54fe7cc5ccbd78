"""What is written in numbers and is no quantity: dates, hotlines, telephones, documents, list markers."""

from __future__ import annotations

import re
from typing import Final

SPELLED: Final = "一二两三四五六七八九十百千零〇○"
_DIGITS: Final = "一二三四五六七八九十"

HAN_DATE: Final = re.compile(
    rf"[一二][{SPELLED}]{{3}}年(?:度)?(?:[{_DIGITS}]{{1,2}}月(?:份|[{_DIGITS}]{{1,3}}[日号])?)?|"
    rf"[{_DIGITS}]{{1,2}}月(?:份|[{_DIGITS}]{{1,3}}[日号])|(?<![近约满时期达])(?:十[一二]?|[{_DIGITS}])月(?![内以之余多])|"
    rf"[{_DIGITS}]{{2,3}}日(?![内以之])"
)
"""一九九七年十二月, 三月五日, 八月底; 三日内 and 十日 alone may be how long something takes."""
DATE: Final = re.compile(
    r"(?:19|20)\d\d\s*[-—–－~～至/]\s*(?:19|20)\d\d\s*年?|"
    r"(?:19|20)\d\d\s*年度?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?)?|"
    r"(?:19|20)\d\d[.\-/]\d{1,2}[.\-/]\d{1,2}(?!\d)|"
    r"\d{1,2}\s*[-—–－~～至]\s*\d{1,2}\s*月份?|\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?份?(?![^\W\d_]?度用)|"
    r"\d{1,2}\s*[日号](?![^\W\d_]?线)|\d{1,2}[:：]\d\d(?!\d)|\d{1,2}时(?:\d{1,2}分)?(?![长间段])|(?:19|20)\d\d(?=\s*年)"
)
_HOTLINE: Final = re.compile(
    r"(?:12\d{3}|11[0-9]|120|122)(?=[^\d]{0,6}(?:热线|平台|报警|电话|急救|指挥|便民|投诉|举报))"
)
_PHONE: Final = re.compile(
    r"1[3-9]\d{9}(?!\d)|0\d{2,3}[-—]\d{7,8}(?!\d)|[48]00[-—]?\d{3}[-—]?\d{4}(?!\d)|\d{15,}[Xx]?"
)
DOCUMENT: Final = re.compile(r"[〔\[［【（(]\s*(?:19|20)\d\d\s*[〕\]］】）)]\s*第?\s*(\d+)\s*号")
MARKER: Final = re.compile(r"\d{1,2}\s*(?:、(?=(?:19|20)\d\d年)|[.．、)）](?!\d)|(?=[.．]\d+\s*[^\d%]))")
STANDARD: Final = re.compile(r"(?:GB|DB\d{0,2}|ISO|IEC|HJ|NY|YY|JGJ|CJJ|SL|WS)(?:/[TZ])? $")
"""What stands before the number of a standard: GB/T 9704."""
_PHONE_LEAST: Final = 10
_HOTLINES: Final = range(3, 6)


def calling(text: str, at: int, stop: int, after: str, end: int) -> re.Match[str] | None:
    """A telephone number or hotline that begins with the digits from `at` to `stop`.

    Args:
        after: What follows them; most numbers are too short for a telephone and have no hyphen.
    """
    if stop - at >= _PHONE_LEAST or after in "-—":
        return _PHONE.match(text, at, end)
    return _HOTLINE.match(text, at, end) if text[at] == "1" and stop - at in _HOTLINES else None
