"""Paragraphs that stand twice, wholly (T405) or nearly (T408): in a report, in two of a file, in two files.

Enter at `added`. Equal paragraphs and long sentences are found by their text. For those that nearly agree
each paragraph gets a sketch: the least few hashes of its overlapping shingles (Broder, On the resemblance and
containment of documents, 1997); two paragraphs that share a hash of their sketches are compared, with few of
those that share it, so that the cost stays linear in the length of all texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Final
from zlib import crc32

from youju.checker.config import Config
from youju.checker.model import Document, Finding
from youju.checker.output.places import Places

SAME: Final = "T405"
NEAR: Final = "T408"
_PARAGRAPH: Final = 36
"""Characters from which a paragraph that stands twice is no formula."""
_SENTENCE: Final = 60
_NEAR: Final = 60
"""Characters from which paragraphs that nearly agree are told."""
_SHINGLE: Final = 6
_SKETCH: Final = 4
_COMPARED: Final = 6
"""Earlier paragraphs with which one is compared, for each hash."""
_ALIKE: Final = 85
"""Percent of the characters, in order, that nearly equal paragraphs have in common."""
_LONGEST: Final = 2_000
"""Characters of each that are compared."""
_MARKER: Final = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是")
_LINE: Final = re.compile(r"[^\n]+")
_PIECE: Final = re.compile(r"[^。]+。?")
_NO_WORDS: Final = re.compile(r"[\d\W_]+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph or a long sentence.

    Attributes:
        plain: Its text without spaces and list markers.
        whole: Whether it is a paragraph.
    """

    document: int
    report: int
    start: int
    end: int
    plain: str
    whole: bool


def added(documents: Sequence[Document], configs: Sequence[Config]) -> list[Document]:
    """The documents with findings for what is repeated within and among them.

    Args:
        configs: Which rules are wanted, for each document.

    Example:
        >>> from youju.checker.config import DEFAULT
        >>> from youju.checker.model import Report
        >>> line = "全面落实各项惠民政策，坚持问题导向，聚焦群众关切，扎实开展专项行动，人人满意。"
        >>> text = f"{line}\\n{line}"
        >>> [document] = added([Document("", text, [Report("", 0, len(text))])], [DEFAULT])
        >>> [(one.rule, one.start) for one in document.reports[0].findings]
        [('T405', 40)]
    """
    if not any(config.wants(rule) for config in configs for rule in (SAME, NEAR)):
        return list(documents)
    found: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    names = _Names(documents)
    for unit, finding in _repeats(documents, names):
        if configs[unit.document].wants(finding.rule):
            found[unit.document, unit.report].append(finding)
    return [_added(document, number, found) for number, document in enumerate(documents)]


def _added(document: Document, number: int, found: Mapping[tuple[int, int], Sequence[Finding]]) -> Document:
    if not any(place == number for place, _ in found):
        return document
    reports = []
    for place, report in enumerate(document.reports):
        both = [*report.findings, *found.get((number, place), ())]
        both.sort(key=lambda one: (one.start, one.end, one.rule))
        reports.append(replace(report, findings=both))
    return replace(document, reports=reports)


class _Names:
    """Where a paragraph is, in words."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._places: dict[int, Places] = {}

    def of(self, unit: _Unit, seen_from: _Unit) -> str:
        document = self._documents[unit.document]
        if unit.document not in self._places:
            self._places[unit.document] = Places(document.text)
        line, _ = self._places[unit.document].line_column(unit.start)
        if unit.document != seen_from.document:
            return f"“{document.path}”第{line}行"
        if unit.report != seen_from.report:
            return f"前面另一篇报告“{document.reports[unit.report].title[:20]}”（第{line}行）"
        return f"本篇前文（第{line}行）"


def _repeats(documents: Sequence[Document], names: _Names) -> Iterator[tuple[_Unit, Finding]]:
    first: dict[str, _Unit] = {}
    sketches: dict[int, list[_Unit]] = defaultdict(list)
    told: tuple[int, int] = -1, -1
    """Document and end of the last paragraph that was told, whose sentences are not told again."""
    for unit in _units(documents):
        if unit.document == told[0] and unit.end <= told[1]:
            continue
        earlier = first.setdefault(unit.plain, unit)
        if earlier is not unit:
            told = unit.document, unit.end
            message = f"与{names.of(earlier, unit)}的一段相同：“{unit.plain[:12]}……”"
            yield unit, Finding(SAME, "warning", unit.start, unit.end, message)
            continue
        if not unit.whole or len(unit.plain) < _NEAR:
            continue
        sketch = _sketch(unit.plain)
        near = _nearest(unit, sketch, sketches)
        if near and not _parallel(near[0], unit):
            other, percent = near
            told = unit.document, unit.end
            message = f"与{names.of(other, unit)}的一段大体相同（{percent}%）{_difference(other, unit)}"
            yield unit, Finding(NEAR, "warning", unit.start, unit.end, message)
        for one in sketch:
            if len(sketches[one]) < _COMPARED:
                sketches[one].append(unit)


def _units(documents: Sequence[Document]) -> Iterator[_Unit]:
    """Paragraphs in order, each followed by its long sentences where it has several; tables left out."""
    for number, document in enumerate(documents):
        text = document.text
        for place, report in enumerate(document.reports):
            for line in _LINE.finditer(text, report.start, report.end):
                if line.end() - line.start() < _PARAGRAPH or "\t" in line[0] or line[0].count("|") > 1:
                    continue
                unit = _unit(number, place, text, *line.span(), whole=True)
                if len(unit.plain) < _PARAGRAPH:
                    continue
                yield unit
                if "。" not in line[0][:-1]:
                    continue
                for one in _PIECE.finditer(text, *line.span()):
                    if one.end() - one.start() >= _SENTENCE:
                        yield _unit(number, place, text, *one.span(), whole=False)


def _unit(document: int, report: int, text: str, start: int, end: int, *, whole: bool) -> _Unit:
    marker = _MARKER.match(text, start, end)
    plain = "".join(text[marker.end() if marker else start : end].split())
    return _Unit(document, report, start, end, plain, whole)


def _sketch(plain: str) -> list[int]:
    """The least hashes of the shingles; of the words only, since figures differ in copies."""
    coded = _NO_WORDS.sub("", plain[:_LONGEST]).encode("utf-16-le", "surrogatepass")
    width = _SHINGLE * 2
    # a quarter of the shingles, told by their first character, so that both of two copies keep the same
    kept = compress(range(0, len(coded) - width + 1, 2), coded[::2].translate(_QUARTER))
    return sorted({crc32(coded[at : at + width]) for at in kept})[:_SKETCH]


_QUARTER: Final = bytes(not first & 3 for first in range(256))


def _nearest(
    unit: _Unit, sketch: Sequence[int], sketches: Mapping[int, Sequence[_Unit]]
) -> tuple[_Unit, int] | None:
    """The earlier paragraph that agrees best, with the percentage; None when none nearly does."""
    length = len(unit.plain)
    least, most = length * (_ALIKE - 10), length * 100
    others = {
        id(one): one
        for hash_ in sketch
        for one in sketches.get(hash_, ())
        if least <= len(one.plain) * 100 and len(one.plain) * (_ALIKE - 10) <= most
    }
    if not others:
        return None
    from rapidfuzz.distance import Indel  # most reports have no such paragraph and need not wait for it

    best: tuple[_Unit, int] | None = None
    for other in others.values():
        alike = Indel.normalized_similarity(
            unit.plain[:_LONGEST], other.plain[:_LONGEST], score_cutoff=_ALIKE / 100
        )
        if alike and (best is None or alike * 100 > best[1]):
            best = other, min(int(alike * 100), 99)
    return best


_PERIOD: Final = re.compile(
    r"^(?:20\d\d年)?(?:\d{1,2}[-—–至]?\d{0,2}月份?|[一二三四前]{1,2}季度|[上下]半年|全年|当月|累计)"
)
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")


def _parallel(earlier: _Unit, unit: _Unit) -> bool:
    """Whether two paragraphs tell the same of different periods, as no copies do: 10月…, 1—10月…."""
    heads = [match[0] for one in (earlier, unit) if (match := _PERIOD.match(one.plain))]
    if earlier.report != unit.report or len(set(heads)) < 2:
        return False
    a, b = (set(_FIGURE.findall(one.plain)) for one in (earlier, unit))
    return len(a & b) * 3 <= min(len(a), len(b))


def _difference(earlier: _Unit, unit: _Unit) -> str:
    """The first piece in which two paragraphs differ."""
    from rapidfuzz.distance import Indel

    a, b = earlier.plain[:_LONGEST], unit.plain[:_LONGEST]
    changes = [one for one in Indel.opcodes(a, b) if one.tag != "equal"]
    if not changes:
        return ""
    first = changes[0]
    here = max(0, first.dest_start - 6)
    return f"，从“{b[here : first.dest_start + 6]}”起有不同，请核对是否套用后漏改"
