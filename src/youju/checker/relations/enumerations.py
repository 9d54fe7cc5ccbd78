"""Enumerations of a report: 一是…二是…, 首先…, （一）…（二）…, 1.…2.…, and headings.

Enter at `enumerations_of` (runs that count up from one) and `headings_of`.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from youju.checker.sentences import Items, Range

_ORDER: Final = {character: value for value, character in enumerate("一二三四五六七八九十", 1)}
_MARKER: Final = re.compile(
    r"[一二三四五六七八九十（(\d](?:(?<=[一二三四五六七八九十])[一二三四五六七八九十]?(?P<kind>是|要|、(?=.))|"
    r"(?<=[（(])(?P<inner>[一二三四五六七八九十]{1,2}|\d{1,2})[）)]|"
    r"(?<=[\n。]\d)\d?(?P<point>[.．、])(?!\d))"
)
_HEADING: Final = re.compile(
    r"^[ \t　]*(?:[（(][一二三四五六七八九十]{1,2}[）)]|[一二三四五六七八九十]{1,2}、)\s*", re.M
)


def enumerations_of(text: str, start: int, end: int) -> list[Items]:
    """Runs of one kind that count 1, 2, 3 …; pieces are from one marker to the next."""
    open_runs: dict[str, list[int]] = {}
    found: list[Items] = []

    def close(kind: str) -> None:
        run = open_runs.pop(kind, [])
        if len(run) >= 2:
            edges = [*run, run[-1] + 30]
            found.append(
                Items(
                    len(run),
                    len(run),
                    tuple(Range(a, min(b, end)) for a, b in itertools.pairwise(edges)),
                )
            )

    for match in _MARKER.finditer(text, start, end):
        before = text[match.start() - 1] if match.start() > start else "\n"
        if match["kind"]:
            kind, value = match["kind"], _ordinal(text[match.start() : match.start("kind")])
            if before not in "。；：:，\n\r ）)！　\t" or (kind == "、" and before in "。，）)！"):
                continue
        elif match["inner"]:
            kind = "digit in brackets" if match["inner"].isdigit() else "brackets"
            value = int(match["inner"]) if match["inner"].isdigit() else _ordinal(match["inner"])
            if before not in "\n\r　 \t。；：":
                continue
        else:
            kind, value = "digit", int(text[match.start() : match.start("point")])
        run = open_runs.get(kind)
        if run is not None and value == len(run) + 1:
            run.append(match.start())
            continue
        if value == 1:
            close(kind)
            open_runs[kind] = [match.start()]
        for inner in _INNER.get(kind, ()):
            close(inner)
    for kind in list(open_runs):
        close(kind)
    return sorted(found, key=lambda items: items.pieces[0].start)


_INNER: Final = {
    "、": ("brackets", "digit", "是", "要"),
    "brackets": ("digit", "是", "要"),
    "digit": ("是", "要"),
}


def headings_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Headings with （一） or 一、, marker left off: start and end of their words."""
    found = []
    for match in _HEADING.finditer(text, start, end):
        stop = text.find("\n", match.end(), end)
        line_end = stop if stop >= 0 else end
        period = text.find("。", match.end(), line_end)
        found.append((match.end(), period if period >= 0 else line_end))
    return found


def _ordinal(word: str) -> int:
    if len(word) == 2:
        return 10 + _ORDER.get(word[1], 0) if word[0] == "十" else 0
    return _ORDER[word]
