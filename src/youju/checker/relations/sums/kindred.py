"""A total and parts that are counted with another word (N101): 复议9起，维持2件、纠错5件、终止2件.

Companies, stations and bureaus are 家, 个 and 所 where they are told apart and 个 together; persons are 人次
where they are counted more than once. What adds up is told; what does not may be something else, unless all
kinds are said to be put together (三类合起来), or many miss their total by a slip of the pen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.mentions import Mention, exact, loosely_similar, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import value_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.cues import cues
from youju.checker.relations.sums.summing import gap_of, slip_of, step_of, sum_of, summed
from youju.checker.relations.sums.totals import SUMMING

_PERSONS: Final = frozenset({"人", "人次"})
_MACHINES: Final = frozenset({"台", "套", "台套"})
_MIXED: Final = 2
_PARTS_MOST, _BACK, _LEAST, _LARGE, _LEAD = 12, 4, 9, 100, 24


def _akin(a: Mention, b: Mention) -> bool:
    both = {a.dimension, b.dimension}
    return loosely_similar(a, b) or both == _PERSONS or both <= _MACHINES


def _kindred(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs:
        numbers = [one for one in paragraph.mentions if one.countable and exact(one) and not one.spelled]
        if len(numbers) > _MIXED and len({one.dimension for one in numbers}) >= _MIXED:
            yield from _introduced(passage, numbers)
            yield from _together(passage, numbers)


def _introduced(passage: Passage, numbers: Sequence[Mention]) -> Iterator[Relation]:
    at = 0
    for match in cues(passage.text, numbers[0].end, numbers[-1].start):
        while numbers[at].start < match.end():
            at += 1
        run = _alike(passage, numbers[at : at + _PARTS_MOST])
        for total in reversed(numbers[max(0, at - _BACK) : at]):
            near = passage.text.count("。", total.end, match.start()) <= 1
            fits = [run[:length] for length in _ends(passage, run) if near and _adds_up(total, run[:length])]
            if fits:
                yield sum_of(total, fits[0], (), HOLDS)
                break
            if near and _missed(total, run):
                yield sum_of(total, run, (), FAILS)
                break


def _ends(passage: Passage, run: Sequence[Mention]) -> Iterator[int]:
    """How many of a run may be one list, the longest first: it ends where a clause does, and has one unit."""
    for length in range(len(run), 1, -1):
        alike = len({one.unit for one in run[:length]}) == 1
        ended = length == len(run) or passage.between(run[length - 1], run[length])[:1] in {"，", "；"}
        if length == len(run) or (alike and ended):
            yield length


def _together(passage: Passage, numbers: Sequence[Mention]) -> Iterator[Relation]:
    """机关4家、小区11个、学校26家，三类合起来有41个."""
    for at in range(2, len(numbers)):
        if SUMMING.search(passage.before(numbers[at], 8)):
            run = _alike(passage, numbers[max(0, at - _PARTS_MOST) : at][::-1])
            for length in range(len(run), 1, -1):
                if _adds_up(numbers[at], run[:length]):
                    yield sum_of(numbers[at], run[:length][::-1], (), HOLDS)
                    break
            else:
                yield from _of_all_kinds(passage, numbers[at], run)


_KINDS: Final = re.compile(r"[，；](?P<n>[\d两二三四五六七八九]+)[类项种样者][^，。；\d]{0,14}$")


def _of_all_kinds(passage: Passage, total: Mention, run: Sequence[Mention]) -> Iterator[Relation]:
    """机关4家、小区11个、学校26家，三类合起来有43个: as many kinds as are told before, all but made up."""
    kinds = _KINDS.search(passage.text, max(passage.start, total.start - _LEAD), total.start)
    parts = run[: int(value_of(kinds["n"]))][::-1] if kinds else []
    told = kinds and len(parts) == value_of(kinds["n"]) and len(parts) > 1 and parts[0].start < kinds.start()
    if told and _mixed(total, parts) and abs(gap_of(total, parts)) <= slip_of(total):
        yield sum_of(total, parts, (), FAILS)


def _alike(passage: Passage, numbers: Sequence[Mention]) -> list[Mention]:
    """The first ones, as long as they may be parts of one total and no sentence ends."""
    run: list[Mention] = []
    for one in numbers:
        if run and (
            not _akin(one, run[0])
            or "。" in passage.text[min(run[-1].end, one.end) : max(run[-1].start, one.start)]
        ):
            break
        run.append(one)
    return run


def _adds_up(total: Mention, run: Sequence[Mention]) -> bool:
    return _mixed(total, run) and summed(total, run) is HOLDS


def _mixed(total: Mention, run: Sequence[Mention]) -> bool:
    akin = all(_akin(total, one) for one in run) and not all(similar(total, one) for one in run)
    return akin and total.base >= _LEAST


def _missed(total: Mention, run: Sequence[Mention]) -> bool:
    """Whether several parts of a large total miss it by a slip of the pen: 4316人次，其中…人、…人、…人."""
    large = len(run) > _MIXED and total.base >= _LARGE * step_of(total) and exact(total, *run)
    return large and _mixed(total, run) and abs(gap_of(total, run)) <= slip_of(total)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "kindred units",
        "N101",
        Kind.SUM,
        _kindred,
        (
            Example(
                "受理复议案件9起，全部审结。从结果看，维持2件，占22.2%；纠错5件，纠错率55.6%；终止2件。",
                HOLDS,
                ("9起", "2件", "5件", "2件"),
            ),
            Example("三项保险参保50.2万人次，其中养老39.1万人、工伤6.8万人、失业4.3万人。", HOLDS),
            Example("创建节水型机关4家、节水型小区11个、节水型学校26家，三类合起来有41个。", HOLDS),
            Example(
                "创建节水型机关4家、节水型小区11个、节水型学校26家，三类合起来有43个。", FAILS, (), "少2个"
            ),
            Example("开展培训431人次，其中岗前188人、提升132人、重点群体113人。", FAILS, (), "多2人次"),
            Example("开展培训431人次，其中岗前188人、提升132人、重点群体111人，新增人才268人。", HOLDS),
            Example("建成站点31处，包括县级1个、镇级12个、村级18个。", HOLDS),
            Example("受理复议案件9起，其中维持2件、纠错4件、终止2件。", None),
            Example("走访企业12家，其中发现问题7个、隐患5处，整改3处。", None),
        ),
    ),
)
