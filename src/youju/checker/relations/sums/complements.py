"""What was done and what was not make up what was due (N101): 应检70家，实检60家，未检10家.

So do what was spent of a budget and what is left of it: 批复指标70亿元，已用60亿元，结余10亿元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, exact, loosely_similar, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.flows import GRANTED, SPENT
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import OVERLAP, gap_of, slip_of, step_of, sum_of, summed

_DUE: Final = re.compile(r"应|需|计划|申请|收到|受理|任务|细化|共|总|预算|批复|下达|安排|指标")
_UNDONE: Final = re.compile(r"未|尚|待|正在|继续|[剩其]余|余下|剩下|[另还仍]有|不[予合]|没有|结[余存]")
_GRANTED, _SPENT = re.compile(GRANTED), re.compile(SPENT)
_LEFT: Final = re.compile(r"(?<![上往历]年)(?<![累滚][计存])(?:结[余存]|剩余|尚余|未[使支]?[用出付])(?!率)")


def _complements(passage: Passage) -> Iterator[Relation]:
    """应T, 实A（…）, 未B: what was done and what was not make up what was due."""
    for paragraph in passage.paragraphs_with("未尚待正继剩余另还仍不没部基结"):
        numbers = [one for one in paragraph.mentions if one.countable]
        for index in range(2, len(numbers)):
            undone = numbers[index]
            if not _UNDONE.search(passage.before(undone, 24)):
                yield from _partly(passage, numbers[max(0, index - 5) : index + 1])
                continue
            for place in range(index - 1, max(-1, index - 7), -1):
                done = numbers[place]
                if not similar(done, undone) or _UNDONE.search(passage.before(done, 12)):
                    continue
                total = _due(passage, numbers[max(0, index - 8) : place], done)
                if total is None and _REMAINS.search(passage.before(undone, 16)):
                    fits = (one for one in reversed(numbers[max(0, index - 8) : place]) if similar(one, done))
                    total = next((one for one in fits if summed(one, (done, undone)) is HOLDS), None)
                if total is None and place and _remains(passage, numbers[place - 1], (done, undone)):
                    total = numbers[place - 1]
                if total is None or not loosely_similar(total, done):
                    continue
                parts = (done, undone)
                if summed(total, parts) is HOLDS:
                    yield sum_of(total, parts, (), HOLDS)
                    break
                if "不合" in passage.before(undone, 12) and "合" not in passage.before(done, 12):
                    continue  # 应检30家，实检28家，不合格1家: of those that were looked at
                near = abs(gap_of(total, parts)) <= max(Decimal(3), total.base / 5)
                due = "应" in passage.before(total, 24) and re.search(r"实|已", passage.before(done, 16))
                beside = numbers[place - 1 : index] == [total, done]
                last = not any(similar(one, undone) for one in numbers[index + 1 : index + 2])
                spent = beside and (
                    _spent(passage, total, parts) or (last and _remains(passage, total, parts))
                )
                if (due or spent) and near and similar(total, done) and exact(total, done, undone):
                    yield sum_of(total, parts, (), FAILS)
                    break


_REST: Final = re.compile(r"(?P<all>其余)(?!的?是|为|均为)[^，。；、\d]{0,6}$|^(?:另|还)?有$")
_OF_ALL: Final = re.compile(r"(?:\d+[一-鿿]{1,2})?(?:[^，。；\d]{0,16}中|[，；]其中)")
_PARTS_MOST: Final = 5
_GROUPED: Final = 30


def _rests(passage: Passage) -> Iterator[Relation]:
    """T中A…，其余B: with those named the rest is all; T中有A…，有B is so where it all but adds up."""
    for sentence in passage.sentences_with("余有"):
        numbers = [one for one in sentence.mentions if one.countable]
        for index in range(2, len(numbers)):
            rest = _REST.search(passage.before(numbers[index], 12))
            kind = [one for one in numbers[: index + 1] if similar(one, numbers[index])] if rest else []
            for first in range(len(kind) - 2, max(0, len(kind) - 1 - _PARTS_MOST), -1):
                total, parts = kind[first - 1], kind[first:]
                if not exact(total, *parts):
                    break
                verdict = summed(total, parts)
                if verdict is HOLDS or (rest and _meant(passage, total, parts, all_told=bool(rest["all"]))):
                    yield sum_of(total, parts, (), verdict)
                    break


def _meant(passage: Passage, total: Mention, parts: Sequence[Mention], *, all_told: bool) -> bool:
    """Whether parts are said to be of the total, and to leave nothing out."""
    between = passage.between(total, parts[0])
    off = abs(gap_of(total, parts))
    if not _OF_ALL.match(between):
        return False
    if all_told:
        return off <= max(Decimal(3), total.base / 5)
    overlap = OVERLAP.search(passage.text[total.end : parts[-1].end + 8])
    grouped = between.endswith("有") and total.base >= _GROUPED * step_of(total) and not overlap
    return grouped and len(parts) == 2 and off <= slip_of(total)


def _spent(passage: Passage, total: Mention, parts: tuple[Mention, Mention]) -> bool:
    """Whether one is granted, one is spent of it and one is left, by the words right before each."""
    words = zip((_GRANTED, _SPENT, _LEFT), (total, *parts), strict=True)
    return "。" not in passage.between(total, parts[1]) and all(
        word.search(passage.before(one, 16)) for word, one in words
    )


_REMAINS: Final = re.compile(r"(?:剩余|余下|剩下|其余|还剩下?|另有|[还尚仍]有)的?(?:还有|仅)?")
_WAS_DONE: Final = re.compile(
    r"(?:已|完成)[^，。；、\d]{0,8}$|(?:办结|整改|销号|化解|验收|兑现)[了到位]{0,2}$"
)


def _remains(passage: Passage, total: Mention, parts: tuple[Mention, Mention]) -> bool:
    """Whether all of a work is told, what was done of it, and the rest by that name: 剩余3个."""
    done, rest = parts
    named = _REMAINS.fullmatch(passage.before(rest, 16)) and _WAS_DONE.search(passage.before(done, 16))
    between = passage.text[total.end : rest.start]
    return bool(named) and not any(mark in between for mark in ("。", "；", "其中", "（"))


def _partly(passage: Passage, numbers: Sequence[Mention]) -> Iterator[Relation]:
    """问题6项，部分整改4项，已整改2项: what was done in part and what was done are all that was found."""
    *earlier, part, done = numbers
    told = _IN_PART.search(passage.before(part, 12))
    if told is None or not passage.before(done, 12).endswith(told["what"]) or not similar(part, done):
        return
    for total in reversed(earlier):
        if similar(total, part) and summed(total, (part, done)) is HOLDS:
            yield sum_of(total, (part, done), (), HOLDS)
            return


_IN_PART: Final = re.compile(r"(?:部分|正在|基本)(?P<what>[一-鿿]{2,4})$")


def _due(passage: Passage, earlier: Sequence[Mention], done: Mention) -> Mention | None:
    return next(
        (
            one
            for one in reversed(earlier)
            if loosely_similar(one, done) and one.base >= done.base and _DUE.search(passage.before(one, 24))
        ),
        None,
    )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "complement",
        "N101",
        Kind.SUM,
        _complements,
        (
            Example("应检单位70家，实检60家，未检10家。", HOLDS, ("70家", "60家", "10家")),
            Example("应检单位70家，实检61家，未检10家。", FAILS, (), "多1家"),
            Example("发现问题6项，涉及资金237万元，部分整改4项，已整改2项。", HOLDS, ("6项", "4项", "2项")),
            Example("预算批复指标71.5亿元，已用62.1亿元，预算结余9.4亿元，执行率86.9%。", HOLDS),
            Example("预算批复指标71.5亿元，已用62.4亿元，预算结余9.4亿元。", FAILS, (), "多0.3亿元"),
            Example("交办问题共36个，已完成整改33个，剩余3个正在推进。", HOLDS),
            Example("交办问题共36个，已完成整改35个，剩余3个正在推进。", FAILS, (), "多2个"),
            Example("收到信访件共214件，办结193件，剩余的11件限期办结。", FAILS, (), "少10件"),
            Example("反馈问题14个，已整改销号15个，另有2个持续推进。", FAILS, (), "多3个"),
            Example("查摆问题16个，已整改12个，剩余两个正在推进。", FAILS, (), "少2个"),
            Example("反馈问题17个，已整改12个，另有2个已移交，剩余3个正在整改。", None),
            Example("实施项目38个，含续建15个、新开工23个，已完工27个，剩下的11个正在建设。", HOLDS),
            Example("共有党员214名，已完成培训193名，剩余11名因病缺席，10名在外务工。", None),
            Example("共排查隐患36个，已完成整改33个，其中当场整改20个，剩余6个危房另行处置。", None),
            Example("年度预算安排30万元，支出24万元，累计结余9万元。", None),
            Example("预算收入30万元，上年结余3万元，支出24万元，结余9万元。", None),
            Example("应检单位53家，实检46家；较好36家，一般4家，不合格6家。", None),
            Example("检查单位70家，发现问题60个。", None),
        ),
    ),
    Pattern(
        "rest",
        "N101",
        Kind.SUM,
        _rests,
        (
            Example("8个民生项目中3个已完成全年任务的100%，其余5个均过九成。", HOLDS, ("8个", "3个", "5个")),
            Example("8个民生项目中2个已完成全年任务，其余5个均过九成。", FAILS, (), "少1个"),
            Example("20个村中，达标的9个、良好的7个，其余5个待整改。", FAILS, (), "多1个"),
            Example("69项指标中已有45项达到目标值，有26项正在推进。", FAILS, (), "多2项"),
            Example("纳入监测对象64户187人，其中51户已消除风险，其余12户均有人帮扶。", FAILS, (), "少1户"),
            Example("检查企业8家，整改3家，其余2个镇未报。", None),
            Example("50名学员中有30名党员，有22名女性。", None),
        ),
    ),
)
