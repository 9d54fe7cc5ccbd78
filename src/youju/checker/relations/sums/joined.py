"""Sums whose parts are told one after the other (N101): 加上…, 一是…二是…, 一等奖…二等奖…, 力争新增…达到….

A sum fails only where nothing else can be meant: what was added on to a single figure, points that follow
their total, and prizes beside theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, exact, loosely_similar, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.aspects import CHANGES, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, slip_of, step_of, sum_of, summed

_ADDED: Final = re.compile(r"(?:加上|算上|加之|连同)[^，。；、\d]{0,14}$")
_REACHED: Final = re.compile(
    r"(?:达到?了?|增加?[到至]|总[数量]|[合共总]计|共有?|全[年县市省区镇]|完成)[^，。；、\d]{0,12}$"
)
_ADDENDS_MOST: Final = 5
_MEANT: Final = 20
"""Steps of the last place that a total has at least, so that a slip of the pen is evident."""


def _added_on(passage: Passage) -> Iterator[Relation]:
    """新建22处，加上往年建成的35处，总数达到57处."""
    for sentence in passage.sentences_with("加算连", "上之同"):
        numbers = [one for one in sentence.mentions if one.countable]
        for index in range(1, len(numbers) - 1):
            added, total = numbers[index : index + 2]
            if not similar(added, total) or not _ADDED.search(passage.before(added, 20)):
                continue
            if _REACHED.search(passage.before(total, 20)) and aspect_of(passage, total) not in CHANGES:
                yield from _with(total, [one for one in numbers[:index] if similar(one, total)], added)


def _with(total: Mention, before: Sequence[Mention], added: Mention) -> Iterator[Relation]:
    for first in range(len(before) - 1, max(-1, len(before) - 1 - _ADDENDS_MOST), -1):
        parts = [*before[first:], added]
        if summed(total, parts) is HOLDS:
            yield sum_of(total, parts, (), HOLDS)
            return
    parts = [*before, added]
    evident = len(before) == 1 and exact(total, *parts) and total.base >= _MEANT * step_of(total)
    if evident and abs(gap_of(total, parts)) <= slip_of(total):
        yield sum_of(total, parts, (), FAILS)


_FIRST: Final = re.compile(r"[^，。；\d]{0,6}[，：:]其?一是")
_POINT: Final = re.compile(r"[^。；，\d]{0,30}[，；、]\s*其?[一二三四五六七八九]是")


def _points(passage: Passage) -> Iterator[Relation]:
    """新获批平台5个，一是甲类2个，二是乙类1个，三是丙类2个."""
    for sentence in passage.sentences_with("一", "二", "是"):
        numbers = [one for one in sentence.mentions if one.countable]
        for index, total in enumerate(numbers[:-2]):
            if not _FIRST.match(passage.text, total.end):
                continue
            parts = [numbers[index + 1]]
            for part in numbers[index + 2 :]:
                if not _POINT.match(passage.text, parts[-1].end, part.start):
                    break
                parts.append(part)
            if len(parts) < 2 or not all(similar(one, total) for one in parts) or not exact(total, *parts):
                continue
            verdict = summed(total, parts)
            if verdict is HOLDS or abs(gap_of(total, parts)) * 4 <= total.base:
                yield sum_of(total, parts, (), verdict)


_GRADE: Final = re.compile(r"(?:[特一二三]等|优[秀胜]|鼓励|入围|[金银铜])奖?[^，。；、\d]{0,4}$")
_ALL: Final = re.compile(r"共|合计|总计|总数")
_AWARDS: Final = re.compile(r"奖|获|评[出选]")


def _prizes(passage: Passage) -> Iterator[Relation]:
    """获奖3项，一等奖空缺，二等奖1项，三等奖2项; 一等奖1名、二等奖2名，获奖队伍共3支."""
    for sentence in passage.sentences_with("奖"):
        numbers = [one for one in sentence.mentions if one.countable]
        at = 0
        while at < len(numbers):
            run: list[Mention] = []
            while at < len(numbers) and _graded(passage, numbers[at], run):
                run.append(numbers[at])
                at += 1
            if len(run) > 1:
                yield from _awarded(passage, numbers, at, run)
            at += not run


def _graded(passage: Passage, one: Mention, run: Sequence[Mention]) -> bool:
    graded = _GRADE.search(passage.before(one, 12).rpartition("、")[2])
    return bool(graded) and (not run or (similar(one, run[0]) and one.start - run[-1].end <= _MEANT))


def _awarded(
    passage: Passage, numbers: Sequence[Mention], after: int, run: Sequence[Mention]
) -> Iterator[Relation]:
    first = after - len(run)
    total = numbers[first - 1] if first else None
    if total and loosely_similar(total, run[0]) and run[0].start - total.end <= _MEANT:
        told = passage.between(total, run[0])[:3] in _INCLUDING
        found = _prized(total, run, more=told) if _AWARDS.search(passage.before(total, 20)) else None
        if found:
            yield found
            return
    total = numbers[after] if after < len(numbers) else None
    if total and total.start - run[-1].end <= _MEANT and _ALL.search(passage.before(total, 12)):
        found = _prized(total, run, more=True)
        if found and (found.verdict is HOLDS or _PRIZED.search(passage.before(total, 12))):
            yield found


_INCLUDING: Final = {"，包括", "，包含"}
_PRIZED: Final = re.compile(r"(?:获奖|奖项|奖牌)[^，。；、\d]{0,4}共?(?:有|为|达|计)?$")


def _prized(total: Mention, run: Sequence[Mention], *, more: bool = False) -> Relation | None:
    """What prizes make up, or all but do.

    Args:
        more: Whether the total may exceed them, too, since they are told to be all.
    """
    whole = sum((one.value for one in run), Decimal(0))
    if not exact(total, *run) or not total.scale == run[0].scale == 1:
        return None
    if whole == total.value:
        return sum_of(total, run, (), HOLDS)
    near = total.value < whole <= total.value * 2 or (more and whole < total.value <= whole * 2)
    graded = (more or similar(total, run[0])) and len(run) > 2 and near
    return sum_of(total, run, (), FAILS) if graded else None


_WISHED: Final = re.compile(r"(?:新[增建设创]|再[增建创添])[^，。；、\d]{0,14}$")
_WILL: Final = re.compile(r"力争|计划|争取|预计|拟|确保|将|目标")
_THEN: Final = re.compile(r"(?:总[数量]|[全届]|累计)?[^，。；、\d]{0,14}(?:达到?|增加?[到至])$")


def _planned(passage: Passage) -> Iterator[Relation]:
    """平台24个, and pages later 力争新增平台4个，届时平台达到28个; only what comes out is told."""
    for sentence in passage.sentences_with("新再届", "达增", "力计争预拟确将目"):
        numbers = [one for one in sentence.mentions if one.countable]
        for gain, total in pairwise(numbers):
            told = similar(gain, total) and gain.base < total.base and exact(gain, total)
            if (
                not told
                or not _THEN.search(passage.before(total, 20))
                or not _wished(passage, sentence, gain)
            ):
                continue
            then = "届时" in passage.between(gain, total)
            if not then and not _WISHED.search(passage.before(gain, 20)):
                continue
            base = _stood(passage, sentence, total, gain, _NAME - then)
            if base is not None:
                yield sum_of(total, (base, gain), (), HOLDS)


def _wished(passage: Passage, sentence: Sentence, gain: Mention) -> bool:
    return bool(_WILL.search(passage.text, sentence.start, gain.start))


_NAME: Final = 3


def _stood(
    passage: Passage, sentence: Sentence, total: Mention, gain: Mention, length: int
) -> Mention | None:
    """The last figure before the plan that is as much less, and of which the same is said.

    Args:
        length: Characters that both must have in common.
    """
    named = passage.before(gain, 20) + "，" + passage.between(gain, total)
    names = {named[at : at + length] for at in range(len(named) - length + 1)}
    names = {one for one in names if not _EMPTY.search(one)}
    for one in reversed(passage.mentions[: passage.at(sentence.start)]):
        if one.countable and similar(one, total) and exact(one) and one.base == total.base - gain.base:
            told = passage.text[max(passage.start, one.start - _LEAD) : one.start]
            if any(name in told for name in names):
                return one
    return None


_LEAD: Final = 50
_EMPTY: Final = re.compile(r"[，、：\d]|[新再][增建设创]|达到|增加|总数|届时|力争|计划|全[县市省区]")


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "added on",
        "N101",
        Kind.SUM,
        _added_on,
        (
            Example("新建驿站22处，加上往年建成的35处，总数达到57处。", HOLDS, ("22处", "35处", "57处")),
            Example("新建驿站22处，加上往年建成的35处，总数达到58处。", FAILS, (), "少1处"),
            Example("新创省级村2个、市级4个，加上往年创建的5个，示范村增加到11个。", HOLDS),
            Example("水田35.8万亩，加上旱地4.7万亩，全年播种完成40.5万亩。", HOLDS),
            Example("走访企业12家，培训员工90人，加上线上培训60人，全年服务企业达到35家。", None),
            Example("检查48家，整改7家，加上上年遗留的6家，整改企业增加到23家。", None),
        ),
    ),
    Pattern(
        "points",
        "N101",
        Kind.SUM,
        _points,
        (
            Example("新获批平台5个，一是工程中心2个，二是研发机构1个，三是实验室2个。", HOLDS),
            Example("新获批平台5个，一是工程中心2个，二是研发机构1个，三是实验室3个。", FAILS, (), "多1个"),
            Example("开展检查5次，一是整治摊点20个，二是清理广告12个。", None),
        ),
    ),
    Pattern(
        "prizes",
        "N101",
        Kind.SUM,
        _prizes,
        (
            Example("获市科技奖3项，一等奖空缺，二等奖1项，三等奖2项。", HOLDS, ("3项", "1项", "2项")),
            Example("获市科技奖4项，一等奖1项，二等奖1项，三等奖3项。", FAILS, (), "多1项"),
            Example("评出一等奖1名、二等奖2名、三等奖5名，获奖队伍共8支。", HOLDS),
            Example("获市科技奖9项，其中一等奖1项、二等奖2项。", None),
            Example("评出一等奖1名、二等奖2名、三等奖5名，获奖选手共9名。", FAILS, (), "少1名"),
            Example("评出一等奖1名、二等奖2名、三等奖5名，参赛选手共10名。", None),
            Example("评出一等奖1名、二等奖2名、三等奖5名，参赛选手共80名。", None),
        ),
    ),
    Pattern(
        "planned total",
        "N101",
        Kind.SUM,
        _planned,
        (
            Example(
                "已建成助餐点57处。\n明年计划新建助餐点10处，使全县助餐点达到67处。",
                HOLDS,
                ("57处", "10处", "67处"),
            ),
            Example("四批共选派56名专家到企业任职。\n计划选派20名，届时累计人数将达到76名。", HOLDS),
            Example("已建成停车场57处。\n明年计划新建助餐点10处，使全县助餐点达到67处。", None),
            Example("已建成助餐点56处。\n明年计划新建助餐点10处，使全县助餐点达到67处。", None),
        ),
    ),
)
