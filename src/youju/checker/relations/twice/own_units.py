"""All the units of a place, of two sorts and together (N101, N202): 辖11个行政村、2个社区 … 13个村（社区）.

What the place is divided into is told once for each sort. A number of both together, elsewhere, is their
sum; of all of them (全镇14个村（社区）) it can be no other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, Role, exact
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, sum_of, summed
from youju.checker.relations.twice.contradictions import two_values
from youju.checker.relations.twice.equalities import MOST, equal
from youju.checker.relations.twice.rivals import told_apart
from youju.checker.relations.twice.slips import SLIP
from youju.checker.relations.twice.telling import Report, Telling

_HAS: Final = re.compile(r"(?:下?辖|划[分为]|[现共]有|有)(?:共|有)?$")
_SORTS: Final = (
    (
        re.compile(r"(?:行政|建制)?村(?!民小组|级|（|[、和及]社区)"),
        re.compile(r"社区|居委会|居民委员会|居(?!民)"),
    ),
    (re.compile(r"乡镇(?!（)|[乡镇](?!村|（|[、和及]街道)"), re.compile(r"街道(?!社区)|[乡镇](?!村)|办事处")),
)
_BOTH: Final = (
    re.compile(r"(?:行政)?村（(?:社区|居|居委会)）|村[、和与]?(?:社区|居)|村居|社区[（、和与]?村"),
    re.compile(r"乡?镇（(?:街道|街|乡|办)）|镇街|乡?镇[、和与]?(?:街道|办)|乡镇街道|乡镇"),
)
_ALL: Final = re.compile(r"(?:全[市县区旗镇乡街]|我[市县区镇乡]|辖区|全部|所有)(?:内|的)?$")
_LINKED: Final = re.compile(r"[、，和及与]?")
_MOST: Final = 4


def _together(passage: Passage) -> Iterator[Relation]:
    """辖A个行政村、B个社区, and A+B个村（社区）."""
    text = passage.text
    counted = [
        one for one in passage.mentions if one.role is Role.QUANTITY and one.unit == "个" and exact(one)
    ]
    for at, first in enumerate(counted[:-1]):
        second = counted[at + 1]
        if second.start - first.end > 10 or not _HAS.search(passage.before(first, 8)):
            continue
        for (one_sort, other_sort), both in zip(_SORTS, _BOTH, strict=True):
            one, other = one_sort.match(text, first.end), other_sort.match(text, second.end)
            if not (one and other):  # 辖2个社区、11个行政村
                one, other = other_sort.match(text, first.end), one_sort.match(text, second.end)
            if one and other and one[0] != other[0] and _LINKED.fullmatch(text, one.end(), second.start):
                totals = [each for each in counted if both.match(text, each.end)]
                yield from _told(passage, (first, second), totals)
                later = [each for each in counted if each.start > second.end and each not in totals]
                for had in ((first, one), (second, other)):
                    yield from _more_than_all(passage, *had, later)
                return


def _told(passage: Passage, parts: tuple[Mention, Mention], totals: list[Mention]) -> Iterator[Relation]:
    found = [one for one in totals if one not in parts and summed(one, parts) is HOLDS]
    yield from (sum_of(one, parts, (), HOLDS) for one in found[:_MOST])
    for one in totals:
        of_all = _ALL.search(passage.before(one, 8)) and one not in parts
        if of_all and not found and 0 < abs(gap_of(one, parts)) <= SLIP:
            yield sum_of(one, parts, (), FAILS)
            return


def _more_than_all(
    passage: Passage, all_of: Mention, noun: re.Match[str], later: Sequence[Mention]
) -> Iterator[Relation]:
    """辖9个行政村 … 11个行政村治理全覆盖: so many there are not."""
    report = Report(passage)
    for one in later:
        named = passage.text.startswith(noun[0], one.end)
        more = named and 0 < one.value - all_of.value <= SLIP
        if more and not told_apart(Telling(report, all_of), Telling(report, one)):
            yield two_values(all_of, one, noun[0])
            return


_OWN: Final = re.compile(r"(?:全[省市县区镇乡街旗州]|[下所]?辖)(?:共|现|总)?有?$")
_UNITS: Final = re.compile(r"行政村|自然村|村民小组|村|乡镇|镇|街道|社区|县")
_AGAIN: Final = 5
"""Units of which there are fewer are told of again by chance."""


def _all_again(passage: Passage) -> Iterator[Relation]:
    """全镇14个村, 下辖14个村（社区）: all the units of a place, told again."""
    known: dict[tuple[str, Decimal], list[Mention]] = defaultdict(list)
    for one in passage.mentions:
        counted = one.role is Role.QUANTITY and one.unit == "个" and exact(one) and one.value >= _AGAIN
        noun = _UNITS.match(passage.text, one.end, passage.end) if counted else None
        if noun and _OWN.search(passage.before(one, 5)):
            known[noun[0], one.value].append(one)
    yield from (equal(passage, told[:MOST]) for told in known.values() if len(told) > 1)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "own units together",
        "N101",
        Kind.SUM,
        _together,
        (
            Example(
                "全镇辖11个行政村、2个社区。\n13个村（社区）收入全部过20万元。",
                HOLDS,
                ("11个", "2个", "13个"),
            ),
            Example("全镇下辖11个村2个社区。\n走遍全镇13个村居。", HOLDS),
            Example("全县现有9个镇、3个街道。\n全县12个镇（街道）均已设站。", HOLDS),
            Example("全县辖6个镇、8个乡。\n全县14个乡镇全部达标。", HOLDS),
            Example("全镇辖11个行政村、2个社区。\n全镇14个村（社区）全部达标。", FAILS, (), "少1个"),
            Example("全镇辖11个行政村、2个社区。\n推进12个行政村污水治理。", FAILS, ("11个", "12个")),
            Example("全镇辖11个行政村、2个社区。\n推进9个行政村污水治理。", None),
            Example("全镇辖11个行政村、2个社区。\n去年全县14个行政村完成污水治理。", None),
            Example("全镇辖11个行政村、2个社区。\n在6个村（社区）试点。", None),
            Example("全镇辖11个行政村、2个社区。\n组织12个村（社区）参观。", None),
            Example("全镇辖11个行政村、2个社区。\n共12个村（社区）受灾。", None),
            Example("检查了11个行政村、2个社区。\n全镇14个村（社区）全部达标。", None),
        ),
    ),
    Pattern(
        "own units again",
        "N202",
        Kind.EQUALITY,
        _all_again,
        (
            Example("全镇14个村谋划项目。下辖14个村（社区）收入增长。", HOLDS, ("14个", "14个")),
            Example("全镇14个村谋划项目。走访14个村（社区）。", None),
            Example("全镇14个村谋划项目。全镇13个村达标。", None),
        ),
    ),
)
