"""Official names of laws and bodies against the shipped lists (rule T401).

Enter at `findings_of`. A title in 《》 that is nearly one of the list, and a body written in a way that was
never right or no longer is, are reported. A report may use the names of its own year; 原国土资源局 is
always right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from youju.checker import tables
from youju.checker.model import Finding
from youju.checker.terms import Term, Terms

_PREFIX: Final = "中华人民共和国"
_NEAR_PREFIX: Final = re.compile(
    r"中华人民?共?和?国?(?=[\u4e00-\u9fff])|中华共和国|中华民共和国|中人民共和国"
)
_TITLE: Final = re.compile(r"《([^《》\n]{3,40})》")
_LAW: Final = re.compile(r"(?:法|条例|办法|规定|典)(?:（[^（）]{1,8}）)?$")
_YEAR: Final = re.compile(r"(20\d\d)\s*年")
_EDITS: Final = 2
"""Characters in which a misprinted title differs from the right one, at most."""
_OLD: Final = re.compile(r"原《?$|旧《?$|废止")


def findings_of(text: str, start: int, end: int) -> Iterator[Finding]:
    """Wrong names in a report.

    Example:
        >>> [one.message for one in findings_of("宣传《中华人民共和黄河保护法》。", 0, 16)]
        ['《中华人民共和黄河保护法》应为《中华人民共和国黄河保护法》']
    """
    year = _year(text, start, end)
    titles: list[tuple[int, int]] = []
    for match in _TITLE.finditer(text, start, end):
        if finding := _title(text, match, year):
            titles.append((finding.start, finding.end))
            yield finding
    for match in _NEAR_PREFIX.finditer(text, start, end):
        place = match.start()
        if text.startswith(_PREFIX, place) or any(a <= place < b for a, b in titles):
            continue
        if match[0] == "中华人":  # 中华人 is also said of people
            continue
        yield Finding("T401", "error", place, match.end(), f"“{match[0]}”应为“{_PREFIX}”")
    for term, place in _bodies().find(text, start, end):
        if (not term.until or (year and year > int(term.until))) and not _quoted(text, start, place):
            yield _body(term, place)


def _body(term: Term, place: int) -> Finding:
    how = f"{term.until}年以后不再使用，现为" if term.until else "应为"
    severity = "warning" if term.until else "error"
    return Finding("T401", severity, place, place + len(term.text), f"“{term.text}”{how}“{term.instead}”")


def _quoted(text: str, start: int, place: int) -> bool:
    """Whether a place is inside 《》: titles of old documents keep their names."""
    opened = text.rfind("《", max(start, place - 40), place)
    return opened >= 0 and text.find("》", opened, place) < 0


def _title(text: str, match: re.Match[str], year: int | None) -> Finding | None:
    printed = re.sub(r"\s", "", match[1])
    place = match.start(), match.end()
    if row := _laws().get(printed):
        until = row["until"]
        if until and year and year > int(until[:4]) and not _OLD.search(text[place[0] - 2 : place[0]]):
            return Finding("T401", "warning", *place, f"《{printed}》已于{until}废止，现为《{row['now']}》")
        return None
    if not _LAW.search(printed):
        return None
    right = _nearest(printed)
    return Finding("T401", "error", *place, f"《{printed}》应为《{right}》") if right else None


def _nearest(printed: str) -> str | None:
    """The title that was meant; None when there is none or it cannot be told."""
    if len(printed) < 6:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed = _EDITS if printed.startswith("中华人") else 1
    found = process.extract(printed, list(_laws()), scorer=OSA.distance, score_cutoff=allowed, limit=2)
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    right = str(found[0][0])
    # 《土地保护法》 is not 《湿地保护法》: short titles differ in one character and are different laws
    return right if len(right) != len(printed) or len(right) >= 9 else None


def _year(text: str, start: int, end: int) -> int | None:
    """The year that a report is about: the first that its beginning names."""
    match = _YEAR.search(text, start, min(end, start + 200))
    return int(match[1]) if match else None


@cache
def _laws() -> dict[str, dict[str, str]]:
    found = {}
    for row in tables.rows(tables.DATA / "laws.csv"):
        found[row["name"]] = found[row["short"]] = row
    return found


@cache
def _bodies() -> Terms:
    return Terms(
        [
            Term(
                row["wrong"],
                row["right"],
                "error",
                tuple(filter(None, row["except"].split("|"))),
                row["until"],
            )
            for row in tables.rows(tables.DATA / "bodies.csv")
        ]
    )
