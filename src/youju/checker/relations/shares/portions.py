"""Shares that leave nothing out (N102): 0—14岁占20%、15—59岁占60%、60岁以上占20%; and their parts (N101).

Where the shares of a list make up a hundred the list is complete, so that its parts must add up to a total
that stands before it, however far.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import PERCENT, Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Paragraph, Passage, Sentence
from youju.checker.relations.aspects import Aspect, aspect_of, complementary, label_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, number, relation
from youju.checker.relations.shares.bases import based
from youju.checker.relations.shares.lists import Portion, lists
from youju.checker.relations.shares.rating import rate_of, rated
from youju.checker.relations.sums.summing import gap_of, slip_of, sum_of, summed

_NAMES: Final = "abcdefghijk"
_WHOLE: Final = Decimal(100)
_MOST_OFF: Final = Decimal(3)


def _portions(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs_with("占比贡", PERCENT):
        for sentence in paragraph.sentences:
            if sum(one.percent for one in sentence.mentions) < 2:
                continue
            for listed in lists(passage, sentence):
                if len(listed) >= 2:
                    yield from _judged(passage, paragraph, listed)
            yield from _each(passage, paragraph, sentence)


_EACH: Final = re.compile(r"分别占[^，。；\d]{0,14}$")


def _each(passage: Passage, paragraph: Paragraph, sentence: Sentence) -> Iterator[Relation]:
    """第一产业765人，第二产业2033人，第三产业1953人，分别占16.1%、42.8%、41.1%: in one order."""
    mentions = sentence.mentions
    for at, rate in enumerate(mentions):
        if not rate.percent or not _EACH.search(passage.before(rate, 20)):
            continue
        rates = [rate]
        while (after := mentions[at + len(rates) : at + len(rates) + 1]) and after[0].percent:
            if len(passage.between(rates[-1], after[0])) > 2:
                break
            rates.append(after[0])
        parts = mentions[max(0, at - len(rates)) : at]
        if len(parts) == len(rates) and all(one.percent for one in parts):  # 分别增长…，分别占…
            parts = mentions[max(0, at - 2 * len(rates)) : at - len(rates)]
        told = len(rates) == len(parts) >= 2 and all(similar(parts[0], one) for one in parts)
        if told and parts[0].unit and not parts[0].percent and not any(one.hedge for one in (*parts, *rates)):
            listed = [Portion(r, part) for r, part in zip(rates, parts, strict=True)]
            yield from _judged(passage, paragraph, listed)
            full = _shares(rates).verdict is HOLDS
            total = _total(passage, paragraph, parts, certain=full)
            yield from _of_total(total, listed)
            if total is None and not full:
                yield from _of_one_whole(listed, certain=bool(_OF_ALL.search(passage.before(rate, 20))))


_OF_ALL: Final = re.compile(r"分别占[^，。；、\d]{0,10}(?:总[数量额]|全部[^，。；、\d]{0,8})的?$")


def _of_one_whole(listed: Sequence[Portion], *, certain: bool) -> Iterator[Relation]:
    """一审228件，二审23件，分别占案件总数的86.1%、8.7%: of a whole that is not printed, but is one."""
    for one, other in pairwise(listed):
        if one.part is not None and other.part is not None and one.rate.value and other.rate.value:
            found = based(one.part, one.rate, other.part, other.rate)
            if certain or found.verdict is HOLDS:
                yield found


def _of_total(total: Mention | None, listed: Sequence[Portion]) -> Iterator[Relation]:
    for rate, part in listed if total is not None else ():
        if total is not None and part is not None:
            yield rate_of(rate, part, total, Kind.SHARE, rated(rate, part, total)[0])


def _judged(passage: Passage, paragraph: Paragraph, listed: Sequence[Portion]) -> Iterator[Relation]:
    rates = [one.rate for one in listed][: len(_NAMES)]
    parts = [one.part for one in listed if one.part is not None]
    labels = [label_of(passage, part) for part in parts] or [_label(passage, rate) for rate in rates]
    whole = complementary(labels) or (len(labels) > 2 and _banded(labels))
    shares = _shares(rates)
    full = shares.verdict is HOLDS
    alike = len(parts) == len(listed) and all(similar(*two) for two in pairwise(parts))
    total = _total(passage, paragraph, parts, certain=full) if alike else None
    near = abs(sum((one.value for one in rates), Decimal(0)) - _WHOLE) <= _MOST_OFF
    if (full and (len(rates) > 2 or whole or total)) or (near and (whole or _summed(total, parts))):
        yield shares
    if total is not None and full:
        yield sum_of(total, parts, (), summed(total, parts))
    elif full and alike and (told := _told_before(passage, paragraph, parts)) is not None:
        yield sum_of(told, parts, (), HOLDS)
        yield from (one for one in _of_total(told, listed) if one.verdict is HOLDS or _far_off(one))


def _label(passage: Passage, rate: Mention) -> str:
    """What a share is of, up to the 占 before it."""
    head = passage.before(rate, 24)
    return head[: head.rfind("占")]


_BAND: Final = re.compile(r"^0|以下|不满|未满|\d")


def _banded(labels: Sequence[str]) -> bool:
    """Whether all are bands and the last is open: 0—14岁, 15—64岁, 65岁及以上."""
    return "以上" in labels[-1] and all(_BAND.search(label) for label in labels)


def _shares(rates: Sequence[Mention]) -> Relation:
    names = dict(zip(_NAMES, rates, strict=False))
    formula = "100 == " + " + ".join(names)
    verdict, low, high = judge(formula, names)
    total = number(sum((one.value for one in rates), Decimal(0)))
    message = f"各项占比合计{total}%"
    message += "，在印出的精度内一致" if verdict is HOLDS else "，应为100%"
    return relation("N102", Kind.SHARE, formula, names, verdict, low, high, message)


def _summed(total: Mention | None, parts: Sequence[Mention]) -> bool:
    return total is not None and summed(total, parts) is HOLDS


_BACK: Final = 40
"""Numbers before a list among which its total is looked for."""


def _at(paragraph: Paragraph, place: int) -> int:
    """Which number of a paragraph begins at a place, or is the next."""
    return bisect_left(paragraph.mentions, place, key=lambda one: one.start)


def _total(
    passage: Passage, paragraph: Paragraph, parts: Sequence[Mention], *, certain: bool
) -> Mention | None:
    """The quantity before the list that its parts add up to, or miss by a slip of the pen."""
    at = _at(paragraph, parts[0].start)
    before = [
        one
        for one in reversed(paragraph.mentions[max(0, at - _BACK) : at])
        if one.role is Role.QUANTITY
        and similar(one, parts[0])
        and one.base > max(part.base for part in parts)
        and aspect_of(passage, one) in {Aspect.PLAIN, Aspect.OLD}
        and not one.hedge
    ]
    before += _closing(passage, paragraph, parts)
    fit = next((one for one in before if summed(one, parts) is HOLDS), None)
    if fit is not None or not certain:
        return fit
    near = [one for one in before if abs(gap_of(one, parts)) <= max(slip_of(one), one.base / 100)]
    return near[0] if near else None


def _far_off(one: Relation) -> bool:
    """Whether a share is off by more than it may be so that all make up a hundred."""
    rate, part, whole = (one.operands[name] for name in "rat")
    return abs(part.value / whole.value * 100 - rate.value) >= rate.half * 2


_SURE: Final = 1000
"""A total of so many is not made up of parts by chance."""


def _told_before(passage: Passage, paragraph: Paragraph, parts: Sequence[Mention]) -> Mention | None:
    """The quantity of an earlier paragraph that the parts make up: 常住人口为751389人, a heading before."""
    at = passage.at(paragraph.start)
    before = passage.mentions[max(0, at - _BACK) : at]
    return next(
        (
            one
            for one in reversed(before)
            if one.role is Role.QUANTITY
            and not one.hedge
            and one.base >= _SURE
            and similar(one, parts[0])
            and summed(one, parts) is HOLDS
        ),
        None,
    )


_ALL_TOLD: Final = re.compile(r"(?:共计?|合计|总[计数量])[^，。；、\d]{0,8}$")


def _closing(passage: Passage, paragraph: Paragraph, parts: Sequence[Mention]) -> list[Mention]:
    """The total that stands after the list: 男生560人…女生440人…，共1000人."""
    at = _at(paragraph, parts[-1].end)
    after = [one for one in paragraph.mentions[at : at + 3] if not one.percent]
    near = [one for one in after if similar(one, parts[0]) and one.role is Role.QUANTITY and not one.hedge]
    return [one for one in near if _ALL_TOLD.search(passage.before(one, 14))]


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "portions",
        "N102",
        Kind.SHARE,
        _portions,
        (
            Example("常住人口中0—14岁占17.86%，15—64岁占65.42%，65岁及以上占16.72%。", HOLDS, (), "100%"),
            Example("常住人口中0—14岁占17.86%，15—64岁占64.42%，65岁及以上占16.72%。", FAILS, (), "99%"),
            Example("男性703人，占51.2%；女性670人，占48.8%。", HOLDS, ("51.2%", "48.8%")),
            Example("男性703人，占51.2%；女性670人，占47.8%。", FAILS, (), "应为100%"),
            Example(
                "人口1373人。家庭409户。0—14岁227人，占16.5%；15—59岁924人，占67.3%；60岁以上222人，占16.2%，"
                "其中65岁以上143人，占10.4%。",
                HOLDS,
                ("16.5%", "67.3%", "16.2%"),
            ),
            Example("男生560人，占56%；女生440人，占44%；共1000人。", HOLDS),
            Example(
                "就业4751人，比上年减少7人。一产765人，二产2033人，三产1953人，分别占总量的16.1%、42.8%、41.1%。",
                HOLDS,
                ("16.1%", "42.8%", "41.1%"),
            ),
            Example(
                "常住人口为751389人。\n汉族人口为568238人，占75.63%；各少数民族人口为183151人，占24.37%。",
                HOLDS,
            ),
            Example("审结一审案件228件，二审案件23件，分别占案件总数的86.1%、8.7%。", HOLDS, (), "基数相同"),
            Example("审结一审案件228件，二审案件23件，分别占案件总数的86.1%、9.7%。", FAILS, (), "基数不同"),
            Example(
                "主体884775户。\n三个圈层分别是438718户、263405户、182652户，分别增长23.96%、17.28%和15.90%，"
                "分别占总户数的49.58%、29.8%和20.62%。",
                HOLDS,
                (),
                "100%",
            ),
            Example("农业类12件，占20%；城建类30件，占50%。", None),
            Example("农业占20%，比上年提高3个百分点；林业占3%，旅游占77%。", HOLDS),
        ),
    ),
)
