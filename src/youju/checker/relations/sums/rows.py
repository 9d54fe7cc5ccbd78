"""Two figures of each item, and of all (N101): 甲类18宗70亩，乙类7宗31亩，合计25宗101亩; or lines after ：.

Each of the two is summed for itself. A row that is said to be the sum of those right before it fails where it
is missed by little, or where the other of its figures fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile
from typing import Final

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, slip_of, sum_of, summed
from youju.checker.relations.sums.totals import SUMMING, TOTAL

_Row = tuple[Mention, Mention]
_LEAST: Final = 2
_FIFTH, _HALF = 5, 2
_APART: Final = 30
"""Characters between one row and the next, at most."""


def _rows(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs_with("共合总加"):
        numbers = [one for one in paragraph.mentions if one.countable]
        rows = [two for two in pairwise(numbers) if two[0].end == two[1].start and not similar(*two)]
        for at, total in enumerate(rows):
            lead = passage.before(total[0], 16)
            items = _items(passage, rows[:at], total)
            if len(items) >= _LEAST and TOTAL.search(lead):
                yield from _of_all(total, items, summing=bool(SUMMING.search(lead)))


def _items(passage: Passage, before: Sequence[_Row], total: _Row) -> list[_Row]:
    """Rows of the same units right before one, with no other figure between."""
    found: list[_Row] = []
    after = total
    for row in reversed(before):
        gap = passage.between(row[1], after[0])
        alike = similar(row[0], total[0]) and similar(row[1], total[1])
        if not alike or len(gap) > _APART or "。" in gap or any(letter.isdigit() for letter in gap):
            break
        found.insert(0, row)
        after = row
    return found


def _of_all(total: _Row, items: Sequence[_Row], *, summing: bool) -> Iterator[Relation]:
    columns = list(zip(total, zip(*items, strict=True), strict=True))
    fits = [summed(whole, parts) is HOLDS for whole, parts in columns]
    for (whole, parts), fit in zip(columns, fits, strict=True):
        off = abs(gap_of(whole, parts))
        near = summing and (off <= slip_of(whole) or off * _FIFTH <= whole.base)
        near = near or (any(fits) and off * _HALF <= whole.base)
        if fit or (near and exact(whole, *parts)):
            yield sum_of(whole, parts, (), HOLDS if fit else FAILS)


_OPENED: Final = re.compile(r"[：:]\s*")
_LINE: Final = re.compile(r"[^\n\r]+")
_LINES_MOST: Final = 20


def _lines(passage: Passage) -> Iterator[Relation]:
    """供应土地63宗，面积2846.5亩，具体如下：, and in each line after it 工业用地28宗，1320.4亩."""
    for paragraph in passage.paragraphs:
        totals = [one for one in paragraph.mentions if one.countable and not one.hedge]
        stop = passage.text.find("\n", paragraph.start, paragraph.end)
        stop = stop if stop >= 0 else paragraph.end
        totals = [one for one in totals if one.end <= stop]
        if totals and _OPENED.fullmatch(passage.text, stop - 1, stop):
            lines = [_figures_of(passage, line) for line in _after(passage, stop)]
            for total in totals:
                yield from _column(total, lines)


def _after(passage: Passage, place: int) -> Iterator[re.Match[str]]:
    return islice(_LINE.finditer(passage.text, place, passage.end), _LINES_MOST)


def _figures_of(passage: Passage, line: re.Match[str]) -> Sequence[Mention]:
    """The figures of the first sentence of a line."""
    stop = passage.text.find("。", line.start(), line.end())
    edge = stop if stop >= 0 else line.end()
    return passage.mentions[passage.at(line.start()) : passage.at(edge)]


def _column(total: Mention, lines: Sequence[Sequence[Mention]]) -> Iterator[Relation]:
    """The first figure of a total's kind of each line, as far as the lines have one."""
    first = (next((one for one in line if similar(one, total)), None) for line in lines)
    parts = [one for one in takewhile(lambda one: one is not None, first) if one is not None]
    if len(parts) < _SEVERAL or not exact(total, *parts) or any(one.base >= total.base for one in parts):
        return
    off = abs(gap_of(total, parts))
    if summed(total, parts) is HOLDS:
        yield sum_of(total, parts, (), HOLDS)
    elif off <= slip_of(total) and off * _FIFTH <= total.base:
        yield sum_of(total, parts, (), FAILS)


_SEVERAL: Final = 3

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "rows",
        "N101",
        Kind.SUM,
        _rows,
        (
            Example(
                "出让工业用地11宗405亩、住宅用地6宗188亩，合计17宗593亩。", HOLDS, ("11宗", "6宗", "17宗")
            ),
            Example("甲乡退耕212户1,340亩，乙乡188户970亩，丙乡95户510亩，总计495户2,820亩。", HOLDS),
            Example("新修水渠8条12.5公里，山塘清淤5条3.4公里，共整治13条15.9公里。", HOLDS, (), "一致"),
            Example("出让工业用地11宗405亩、住宅用地6宗188亩，合计18宗593亩。", FAILS, (), "少1宗"),
            Example("甲乡退耕212户1,340亩，乙乡188户970亩，共计401户2,310亩。", FAILS, (), "少1户"),
            Example("甲乡退耕212户1340亩，乙乡188户970亩，全县共发放补助820户310万元。", None),
            Example("救助孤儿12名8万元，资助学生60名18万元，累计惠及群众900名。", None),
        ),
    ),
    Pattern(
        "rows in lines",
        "N101",
        Kind.SUM,
        _lines,
        (
            Example(
                "供地63宗，面积285亩，具体如下：\n工业28宗，132亩；\n商服24宗，82亩；\n住宅11宗，71亩。",
                HOLDS,
                ("63宗", "28宗", "24宗", "11宗"),
            ),
            Example(
                "供地63宗，具体如下：\n工业28宗，132亩；\n商服22宗，82亩；\n住宅11宗，71亩。",
                FAILS,
                (),
                "少2宗",
            ),
            Example("供地63宗，具体如下：\n工业28宗，132亩；\n商服22宗，82亩。", None),
        ),
    ),
)
