"""A figure, what it was before, and the change, told apart or in an order of their own (N103).

研发经费7.14亿元，2022年度为5.95亿元，增长20%; 在册1047家，新增95家，上年末952家. Where another figure may be
meant, these only confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations
from typing import Final

from youju.checker.mentions import PERCENT, Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of
from youju.checker.relations.changes.growing import difference, grown
from youju.checker.relations.flows import CAME, WENT, right_before
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, against, judge, number, relation
from youju.checker.relations.sums.summing import slip_of

_OLD: Final = re.compile(
    r"(?:[去上前]年|(?:19|20)\d\d年度?|同期|常年|预算数?|计划数?|[年期]初|普查时)[^，。；、\d]{0,10}$"
)
_DIRECT: Final = re.compile(
    r"[，,；（]而?(?:(?:[去上]年|上一年)(?:同期)?|(?P<year>20\d\d)年度?|[一-鿿]{0,8}普查时)(?:同期|这一数字|这个数)?(?:则?[为是]|仅为|只有)?"
)
"""What stands between a figure and that of the year before when nothing else can be meant."""
_GAP: Final = 24
_BACK: Final = 5
_POINTS: Final = 3
"""By how many percent a growth is off at most that is of the figures beside it."""
_OTHER_BASE: Final = re.compile(r"可比|不变价|剔除|扣除|名义|实际增|年均|翻|环比|生产总值|GDP|增加值|总产值")


def _grown(passage: Passage) -> Iterator[Relation]:
    """研发经费7.14亿元，2022年度为5.95亿元，增长20%; 上年同期18.40亿元，今年前三季度20.24亿元，增幅10%."""
    last: Sentence | None = None
    for sentence in passage.sentences:
        before, last = last, sentence
        if sentence.characters.isdisjoint(PERCENT):
            continue
        numbers = [one for one in sentence.mentions if one.measured and one.unit != "季度"]
        for at, rate in enumerate(numbers):
            if not at or not rate.percent or not rate.value or aspect_of(passage, rate) not in CHANGES:
                continue
            falling = aspect_of(passage, rate) is Aspect.LOSS
            for index in range(max(0, at - 2), at):
                old = numbers[index]
                if old.percent or not old.base or not _OLD.search(passage.before(old)):
                    continue
                around = [*numbers[index + 1 : at], *reversed(numbers[max(0, index - _BACK) : index])]
                further = [one for one in (before.mentions if before else ()) if one.measured][-_BACK:]
                found = [
                    grown(now, old, rate, falling=falling)
                    for now in (*around, *reversed(further))
                    if similar(now, old)
                    and exact(now, old, rate)
                    and len(passage.between(old, rate)) <= 2 * _GAP
                ]
                fit = next((one for one in found if one.verdict is HOLDS), None)
                if fit is not None:
                    yield fit
                elif index and _is_meant(passage, numbers[index - 1], old, rate):
                    yield grown(numbers[index - 1], old, rate, falling=falling)


def _is_meant(passage: Passage, now: Mention, old: Mention, rate: Mention) -> bool:
    """Whether a growth can be only that of two figures: 7.14亿元，2022年度为5.95亿元，增长20%."""
    direct = _DIRECT.fullmatch(passage.between(now, old))
    told = passage.text[now.start - _GAP : rate.start]
    if direct is None or len(passage.between(old, rate)) > _POINTS * 3 or _OTHER_BASE.search(told):
        return False
    if direct["year"] and passage.year != int(direct["year"]) + 1:
        return False
    change = abs(now.base / old.base - 1) * 100
    sound = similar(now, old) and exact(now, old, rate) and aspect_of(passage, now) is Aspect.PLAIN
    return sound and abs(change - rate.value) <= _POINTS


def _fewer(passage: Passage) -> Iterator[Relation]:
    """发案12起，案值57万元，发案比去年少了6起，去年发案18起."""
    for sentence in passage.sentences_with("去上初", "增减升降多少高低扩缩"):
        numbers = [one for one in sentence.mentions if one.measured]
        for at, change in enumerate(numbers):
            if not at or change.percent or aspect_of(passage, change) not in CHANGES:
                continue
            falling = aspect_of(passage, change) is Aspect.LOSS
            olds = [
                one for one in numbers[max(0, at - _BACK) : at + 2] if aspect_of(passage, one) is Aspect.OLD
            ]
            pairs = [(now, old) for old in olds for now in numbers[max(0, at - _BACK) : at][::-1]]
            for now, old in pairs:
                alike = now is not old and _alike(now, old, change) and exact(now, old, change)
                found = difference(now, old, change, falling=falling) if alike else None
                if found is not None and (found.verdict is HOLDS or _by_name(passage, now, old, change)):
                    yield found
                    break


_NAMED: Final = re.compile(r"，[去上]年(?:同期)?(?P<noun>[一-鿿]{2,6}?)[为是有]?")


def _by_name(passage: Passage, now: Mention, old: Mention, change: Mention) -> bool:
    """Whether a change stands between two figures of one name: 发案12起，…少了6起，去年发案18起."""
    named = _NAMED.fullmatch(passage.between(change, old)) if change.end < old.start else None
    if named is None or abs(abs(now.base - old.base) - change.base) > slip_of(old):
        return False
    noun = named["noun"]
    return passage.before(now).endswith(noun) and passage.before(change).startswith(noun)


def _alike(now: Mention, old: Mention, change: Mention) -> bool:
    points = now.percent and change.unit == "百分点"
    return similar(now, old) and (points or (similar(old, change) and not now.percent))


_AT_FIRST: Final = re.compile(r"(?:[年期]初|上年[末底]|去年[末底]|原有|结转)[^，。；、\d]{0,12}$")
_COME: Final = right_before(rf"{CAME}|新|增", 8)
_GONE: Final = right_before(WENT, 8)


def _come_to(passage: Passage) -> Iterator[Relation]:
    """在册1047家，年内新增95家，上年末为952家, in any order; what also left is with `increments`."""
    for sentence in passage.sentences_with("初末底原结", "新增接纳招调登迁引"):
        numbers = [one for one in sentence.mentions if one.countable]
        for three in zip(numbers, numbers[1:], numbers[2:], strict=False):
            first = [one for one in three if _AT_FIRST.search(passage.before(one))]
            come = [one for one in three if one not in first and _COME.search(passage.before(one))]
            rest = [one for one in three if one not in (*first, *come)]
            alike = exact(*three) and all(similar(one, three[0]) for one in three)
            if not alike or not len(first) == len(come) == len(rest) == 1:
                continue
            parts = {"e": rest[0], "s": first[0], "a": come[0]}
            verdict, low, high = judge("e == s + a", parts, scale=rest[0].scale)
            if verdict is HOLDS:
                shown = f"{first[0].text}＋{come[0].text}={rest[0].text}，{against(rest[0].text, verdict)}"
                scale = rest[0].scale
                yield relation(
                    "N103", Kind.DIFFERENCE, "e == s + a", parts, verdict, low, high, shown, scale=scale
                )


_NET: Final = re.compile(r"净(?:增加?|减少?)[^，；。、\d]{0,4}$")


def _net_first(passage: Passage) -> Iterator[Relation]:
    """净增325人，其间新纳入1208人，清退883人."""
    for sentence in passage.sentences_with("净"):
        numbers = [one for one in sentence.mentions if one.countable]
        for net, *both in zip(numbers, numbers[1:], numbers[2:], strict=False):
            if not _NET.search(passage.before(net)) or not exact(net, *both):
                continue
            for come, gone in permutations(both):
                named = _COME.search(passage.before(come)) and _GONE.search(passage.before(gone))
                if not named or not (similar(net, come) and similar(net, gone)):
                    continue
                more, less = sorted((come, gone), key=lambda one: -one.base)
                parts = {"d": net, "a": more, "b": less}
                verdict, low, high = judge("d == a - b", parts, scale=net.scale)
                left = number((more.base - less.base) / net.scale)
                message = f"{more.text}－{less.text}={left}{net.unit}，{against(net.text, verdict)}"
                yield relation(
                    "N103", Kind.DIFFERENCE, "d == a - b", parts, verdict, low, high, message, scale=net.scale
                )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "grown from earlier",
        "N103",
        Kind.GROWTH,
        _grown,
        (
            Example(
                "研发经费7.14亿元，上年为5.95亿元，同比增长20.0%。", HOLDS, ("7.14亿元", "5.95亿元", "20.0%")
            ),
            Example("研发经费7.14亿元，上年为5.95亿元，同比增长22.0%。", FAILS, (), "增长20%"),
            Example("零售额上年同期为18.4亿元，今年前三季度做到了20.24亿元，增幅达10.0%。", HOLDS),
            Example("审计项目42个，其中专项8个。这一数字较2023年的35个增长20%。", HOLDS),
            Example("经费支出21.6万元，比预算数24万元节约10%。", HOLDS),
            Example("研发经费7.14亿元，上年为5.95亿元，按可比价格增长18.5%。", None),
            Example("审计项目42个，其中专项8个。这一数字较2023年的35个增长30%。", None),
        ),
    ),
    Pattern(
        "fewer than earlier",
        "N103",
        Kind.DIFFERENCE,
        _fewer,
        (
            Example(
                "发案12起，案值57万元，发案比去年少了6起，去年发案18起。", HOLDS, ("12起", "6起", "18起")
            ),
            Example("年初在册207人，截至年末在册224人，较年初多17人。", HOLDS, ("207人", "224人", "17人")),
            Example("电诈发案12起，发案比去年少了6起，去年发案17起。", FAILS, (), "相差5起"),
            Example("发案12起，案值57万元，破案比去年少了5起，去年发案18起。", None),
        ),
    ),
    Pattern(
        "come to",
        "N103",
        Kind.DIFFERENCE,
        _come_to,
        (
            Example("农场在册1047家，年内新增95家，上年末为952家。", HOLDS, ("1047家", "95家", "952家")),
            Example("农场在册1047家，年内新增90家，上年末为952家。", None),
            Example("年初走访207人，新招募志愿者86人，慰问老人240人。", None),
        ),
    ),
    Pattern(
        "net first",
        "N103",
        Kind.DIFFERENCE,
        _net_first,
        (
            Example("净增325人，其间新纳入1208人，清退883人。", HOLDS, ("325人", "1208人", "883人")),
            Example("净增335人，其间新纳入1208人，清退883人。", FAILS, (), "=325人"),
            Example("净增325人，新培训1208人，表彰883人。", None),
        ),
    ),
)
