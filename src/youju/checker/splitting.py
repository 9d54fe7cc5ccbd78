"""A compilation (汇编) into its reports, by its own table of contents and by headings.

Enter at `split`. The pieces cover the whole text: what stands before the first report (title page, table of
contents) is a piece of its own, so that its numbers are checked too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SPACE: Final = re.compile(r"[\s\u3000]+")
_CONTENTS: Final = re.compile(r"^[ \t\u3000]*目[ \t\u3000]*[录次][ \t\u3000]*$", re.MULTILINE)
_ENTRY: Final = re.compile(
    r"(?:\d{1,3}[ \t]*[.．、）)][ \t]*)?(?P<title>\S.{3,58}?)[ \t\u3000]*(?:[\t .…·—]+\d{0,4})?[ \t]*"
)
_TITLE: Final = re.compile(
    r"(?:总结|计划|要点|安排|公报|打算|思路|谋划|总结报告|工作报告|情况报告|情况的报告|的报告|情况汇报|年度报告|年报)"
    r"(?:[（(][^（）()]{1,12}[）)])?$"
)
_SUBJECT: Final = re.compile(
    r"20\d\d|[一二]〇[一二三四五六七八九〇]{2}|年度|上半年|下半年|季度|十[二三四五]五"
)
_NO_TITLE: Final = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)是]|^第[一二三四五六七八九十]+[章节部篇]|"
    r"[。；：:！？]|[，,].*[，,]"
)
_LONGEST: Final = 60
_SHORT: Final = re.compile(rf"^[^\n]{{1,{_LONGEST + 30}}}$", re.MULTILINE)
_SOMETHING: Final = re.compile(r"^.*\w.*$", re.MULTILINE)
_ORNAMENTS: Final = " \t\u3000\ufeff*#"
_SHORTEST_REPORT: Final = 200
"""Characters; a heading that is followed by less is a line of a list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One report of the text."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def split(text: str) -> list[Piece]:
    """The reports of a text, in order; at least one, together the whole text.

    Example:
        >>> split("甲局2023年工作总结\\n一、工作情况\\n……")[0].title
        '甲局2023年工作总结'
    """
    lines = _short_lines(text)
    listed, after = _contents(text, lines)
    heads = _listed_heads(lines, listed, after) if len(listed) >= 2 else []
    if len(heads) < 2 or len(heads) * 2 < len(listed):
        heads = _headings(lines, after)
    heads = _apart(heads, len(text))
    if not heads or (len(heads) == 1 and not text[: heads[0].start].strip()):
        return [Piece(heads[0].text if heads else _first(text), 0, len(text))]
    pieces = []
    if text[: heads[0].start].strip():
        pieces.append(Piece(_first(text), 0, heads[0].start))
        first = heads[0].start
    else:
        first = 0
    edges = [first, *(one.start for one in heads[1:]), len(text)]
    for head, start, end in zip(heads, edges, edges[1:], strict=False):
        pieces.append(Piece(head.text, start, end))
    return pieces


def _short_lines(text: str) -> list[_Line]:
    return [
        _Line(match.start(), match.end(), stripped)
        for match in _SHORT.finditer(text)
        if (stripped := match[0].strip().strip(_ORNAMENTS))
    ]


def _first(text: str) -> str:
    """The first line with something in it, as title of what has none."""
    found = _SOMETHING.search(text)
    return found[0].strip().strip(_ORNAMENTS)[:_LONGEST] if found else ""


def _plain(title: str) -> str:
    return _SPACE.sub("", title)


def _contents(text: str, lines: list[_Line]) -> tuple[list[str], int]:
    """Titles of the table of contents and the offset at which it ends."""
    head = _CONTENTS.search(text)
    if head is None:
        return [], 0
    titles: list[str] = []
    end = head.end()
    previous = head.end()
    for line in lines:
        if line.start < head.end():
            continue
        if text.count("\n", previous, line.start) > 3 and titles:
            break  # a gap ends the table
        match = _ENTRY.fullmatch(line.text)
        if match is None or _plain(match["title"]) in titles or _NO_TITLE.search(match["title"]):
            break
        if titles and _plain(match["title"]) == titles[0]:
            break
        titles.append(_plain(match["title"]))
        end = previous = line.end
    return (titles, end) if len(titles) >= 2 else ([], 0)


def _listed_heads(lines: list[_Line], titles: list[str], after: int) -> list[_Line]:
    """The first line after the table that is one of its titles, for each."""
    wanted = dict.fromkeys(titles)
    heads = []
    for line in lines:
        plain = _plain(line.text)
        if line.start >= after and plain in wanted:
            del wanted[plain]
            heads.append(line)
    return heads


def _headings(lines: list[_Line], after: int) -> list[_Line]:
    return [
        line
        for line in lines
        if line.start >= after
        and 8 <= len(line.text) <= _LONGEST
        and _TITLE.search(line.text)
        and _SUBJECT.search(line.text)
        and not _NO_TITLE.search(line.text)
    ]


def _apart(heads: list[_Line], length: int) -> list[_Line]:
    """Without headings that a next one follows at once."""
    ends = [*(one.start for one in heads[1:]), length][: len(heads)]
    kept = [one for one, end in zip(heads, ends, strict=True) if end - one.end >= _SHORTEST_REPORT]
    return kept or heads[:1]
