"""Enumerations of a report: 一是…二是…, 其一…其二…, 首先…其次…, （一）…（二）…, 1.…2.….

Enter at `enumerations_of`: runs that count up from one.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from youju.checker.sentences import Items, Range

_ORDER: Final = {character: value for value, character in enumerate("一二三四五六七八九十", 1)}
_MARKER: Final = re.compile(
    r"[一二三四五六七八九十（(\d其第首再最](?:"
    r"(?<=[一二三四五六七八九十])[一二三四五六七八九十]?(?P<kind>是|要|、(?=.)|[靠抓看查讲建强促保严补防问])|"
    r"(?<=[（(])(?P<inner>[一二三四五六七八九十]{1,2}|\d{1,2})[）)]|"
    r"(?<=[\n。；：]\d)\d?(?P<point>[.．、])(?!\d)|"
    r"(?<=[其第])(?P<nth>[一二三四五六七八九十])(?=[，、：是])|"
    r"(?P<word>(?<=首)先|(?<=其)次|(?<=再)[次者]|(?<=最)后)(?=[，、：是要]|[一-鿿]))"
)
_WORDS: Final = {"首": 1, "其": 2, "再": 3}


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
        marker = _marker(match, before)
        if marker is None:
            continue
        kind, value = marker
        run = open_runs.get(kind)
        if run is not None and value in {len(run) + 1, _LAST}:
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


_LAST: Final = 0
"""The order of 最后: after all others."""


def _marker(match: re.Match[str], before: str) -> tuple[str, int] | None:
    """The kind of a mark of order, and which it is.

    Args:
        before: The character before it.
    """
    if match["kind"]:
        if before not in "。；：:，\n\r ）)！　\t" or (match["kind"] == "、" and before in "。，）)!"):
            return None
        return match["kind"], _ordinal(match[0][: -len(match["kind"])])
    if match["inner"]:
        digits = match["inner"].isdigit()
        value = int(match["inner"]) if digits else _ordinal(match["inner"])
        return ("digit in brackets" if digits else "brackets", value) if before in "\n\r　 \t。；：" else None
    if match["point"]:
        return "digit", int(match[0][:-1])
    if before not in "。；：:，\n\r 　\t":
        return None
    return (match[0][0], _ORDER[match["nth"]]) if match["nth"] else ("words", _WORDS.get(match[0][0], _LAST))


_LEAST: Final = ("是", "要", *"靠抓看查讲建强促保严补防问其第", "words")
_INNER: Final = {
    "、": ("brackets", "digit", *_LEAST),
    "brackets": ("digit", *_LEAST),
    "digit": _LEAST,
}


def _ordinal(word: str) -> int:
    if len(word) == 2:
        return 10 + _ORDER.get(word[1], 0) if word[0] == "十" else 0
    return _ORDER[word]
