"""What comes to each so many (N104): 律师143人, 每万人拥有2.2名, 人口65万人; 床位2146张, 每张床位1.20人.

What it is spread over may be told anywhere in the report, so that other figures only confirm; a mean is a
contradiction where its clause stands beside both figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.means.averages import average_of
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    Example,
    Pattern,
    against,
    in_scale,
    number,
    relation,
)

_PER: Final = re.compile(r"每(?P<many>[百千万]|十万)名?(?:常住|户籍|服务)?人口?[^，。；、\d]{0,14}$")
_MANY: Final = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5}
_PEOPLE: Final = re.compile(r"人口[^，。；、\d]{0,6}$")
_OF_PEOPLE: Final = re.compile(r"(?:常住|户籍|总|服务)?人口")
_LEAST: Final = 1000
"""People of a place."""
_BACK: Final = 8
_PLACES: Final = 12
_TRIED: Final = 200
"""Numbers that one mean is compared with, so that the cost stays linear."""
_OFF: Final = Decimal("0.1")
"""By which part a mean is off at most that is of the figures beside it."""


def _per_many(passage: Passage) -> Iterator[Relation]:
    """执业律师143人，每万人拥有律师2.2名，常住人口65万人."""
    places: list[Mention] | None = None
    for paragraph in passage.paragraphs_with("每", "百千万", "人"):
        for sentence in paragraph.sentences:
            numbers = [one for one in sentence.mentions if one.measured and not one.percent]
            for at, mean in enumerate(numbers):
                many = _PER.search(_unbracketed(passage, mean)) if at else None
                if many is None or not mean.value:
                    continue
                if places is None:
                    places = [one for one in passage.mentions if is_of_people(passage, one)][:_PLACES]
                near = [one for one in numbers if is_of_people(passage, one)]
                totals = [one for one in numbers[max(0, at - _BACK) : at][::-1] if _total(one, mean)]
                pairs = [(total, people) for total in totals for people in (*near, *places)]
                found = (
                    _of_many(mean, *pair, _MANY[many["many"]]) for pair in pairs if pair[0] is not pair[1]
                )
                first = next((one for one in found if one.verdict is HOLDS), None)
                if first is not None:
                    yield first
                    continue
                others = [one for one in numbers[:at] if one not in near][-1:]
                beside = len(near) == 1 and totals[:1] == others != []
                if beside and exact(mean, *others, *near):
                    wrong = _of_many(mean, totals[0], near[0], _MANY[many["many"]])
                    middle = totals[0].base / near[0].base * _MANY[many["many"]] / mean.base
                    if totals[0] is not near[0] and abs(middle - 1) <= _OFF:
                        yield wrong


_BRACKETS: Final = re.compile(r"（[^（）\d]{0,16}）")


def _unbracketed(passage: Passage, mention: Mention) -> str:
    """What stands before a number in its clause, without asides: 每千人口（按常住人口计）托位数."""
    return _BRACKETS.sub("", passage.before(mention, 36))


def is_of_people(passage: Passage, mention: Mention) -> bool:
    """Whether a figure is the population of a place."""
    person = mention.measured and mention.dimension == "人" and mention.base >= _LEAST
    named = _PEOPLE.search(passage.before(mention, 16)) or _OF_PEOPLE.match(passage.text, mention.end)
    return person and named is not None


def _total(total: Mention, mean: Mention) -> bool:
    return similar(total, mean) and total.value > 0


def _of_many(mean: Mention, total: Mention, people: Mention, many: int) -> Relation:
    each = Interval(total.interval.low * many, total.interval.high * many) / people.interval
    printed = mean.interval
    if not mean.half and not mean.hedge:
        printed = Interval(mean.value - Decimal("0.5"), mean.value + Decimal("0.5"))
    verdict = HOLDS if printed.meets(each) else FAILS
    shown = number(round(total.base * many / people.base, 2))
    message = f"{total.text}÷{people.text}×{many}={shown}{mean.unit}，{against(mean.text, verdict)}"
    parts = {"m": mean, "t": total, "n": people}
    return relation(
        "N104", Kind.AVERAGE, f"m == {many} * t / n", parts, verdict, each.low, each.high, message
    )


_NAMED: Final = re.compile(
    r"(?:每一?[张个所名家户处支座](?P<each>[一-鿿]{2})|(?P<mean>[一-鿿]{2})平均)[^，。；、\d]{0,12}$"
)
_LINK: Final = "总数达到为共计有约"


def _of_each_named(passage: Passage) -> Iterator[Relation]:
    """床位2146张，人员2575人，每张床位配备1.20人; 项目42个 … 意见126条，平均每个项目3条."""
    for sentence in passage.sentences_with("每均"):
        numbers = [one for one in sentence.mentions if one.measured and not one.percent]
        for at, mean in enumerate(numbers):
            told = _NAMED.search(passage.before(mean)) if at and mean.value else None
            if told is None:
                continue
            noun = told["each"] or told["mean"]
            before = numbers[max(0, at - _BACK) : at]
            totals = [one for one in reversed(before) if _total(one, mean) and one.base > mean.base]
            near = [one for one in before if _is_of(passage, one, noun)]
            pairs = [(total, count) for total in totals for count in near if total is not count]
            sure = len(pairs) == 1 and exact(mean, *pairs[0])
            if totals and not pairs:
                at_first = passage.at(sentence.start)
                earlier = passage.mentions[max(0, at_first - _TRIED) : at_first]
                pairs = [(totals[0], one) for one in earlier if one.measured and _is_of(passage, one, noun)]
            found = [average_of(mean, *pair) for pair in pairs]
            first = next((one for one in found if one.verdict is HOLDS), None)
            if first is not None:
                yield first
            elif sure and abs(pairs[0][0].base / pairs[0][1].value / mean.base - 1) <= _OFF:
                yield found[0]


def _is_of(passage: Passage, count: Mention, noun: str) -> bool:
    """Whether a number is of such things: 床位2146张, 2146张床位."""
    named = passage.before(count, 16).rstrip(_LINK).endswith(noun)
    return count.value > 1 and exact(count) and (named or passage.text.startswith(noun, count.end))


_MONTHLY: Final = re.compile(r"(?:人均(?:每月|月)|月人均|每人每月(?:平均)?|平均每人每月)[^，。；、\d]{0,6}$")
_MONTHS: Final = re.compile(r"1\s*[-—－–至~～]\s*(?P<to>\d{1,2})月")
_OF_YEAR: Final = 12


def _monthly(passage: Passage) -> Iterator[Relation]:
    """13917人 … 全年发放7385.6万元，人均每月补助442元: others may come and go, so that it only confirms."""
    for paragraph in passage.paragraphs_with("均每", "月"):
        numbers = [one for one in paragraph.mentions if one.measured and not one.percent]
        for at, mean in enumerate(numbers):
            if mean.dimension != "money" or not mean.value or not _MONTHLY.search(passage.before(mean, 16)):
                continue
            before = numbers[max(0, at - _BACK) : at]
            totals = [one for one in before if one.dimension == "money" and one.base > mean.base]
            people = [one for one in before if one.dimension == "人" and one.value > 1]
            named = _MONTHS.search(passage.text, max(paragraph.start, mean.start - _MONTHS_BACK), mean.start)
            months = int(named["to"]) if named else _OF_YEAR
            pairs = ((total, count) for total in reversed(totals) for count in reversed(people))
            found = (_of_months(mean, *pair, months) for pair in pairs)
            yield from islice((one for one in found if one.verdict is HOLDS), 1)


_MONTHS_BACK: Final = 80


def _of_months(mean: Mention, total: Mention, people: Mention, months: int) -> Relation:
    spread = people.interval
    each = Interval(total.interval.low * total.scale, total.interval.high * total.scale)
    each = each / Interval(spread.low * months, spread.high * months)
    parts = {"m": mean, "t": total, "n": people}
    printed = in_scale(mean, Decimal(1))
    half = Decimal("0.5") * mean.scale
    if not mean.half:
        printed = Interval(printed.low - half, printed.high + half)
    verdict = HOLDS if printed.meets(each) else FAILS
    shown = number(round(total.base / people.value / months / mean.scale, 2))
    message = f"{total.text}÷{people.text}÷{months}个月={shown}元，{against(mean.text, verdict)}"
    low, high = each.low / mean.scale, each.high / mean.scale
    return relation("N104", Kind.AVERAGE, f"m == t / n / {months}", parts, verdict, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "of a head and month",
        "N104",
        Kind.AVERAGE,
        _monthly,
        (
            Example(
                "现有低保对象8426户13917人，全年发放低保金7385.6万元，人均每月补助442元。",
                HOLDS,
                ("13917人", "7385.6万元", "442元"),
            ),
            Example("1—10月，发放3000人津贴600万元，月人均200元。", HOLDS, ("3000人", "600万元", "200元")),
            Example("现有低保对象13917人，全年发放低保金7385.6万元，人均每月补助482元。", None),
        ),
    ),
    Pattern(
        "per so many",
        "N104",
        Kind.AVERAGE,
        _per_many,
        (
            Example("床位2460张，按41.98万常住人口计算，每千人口拥有床位5.86张。", HOLDS),
            Example("托位5120个，按常住人口162.3万人计算，每千人口拥有托位3.5个。", FAILS),
            Example(
                "执业律师143人，每万人拥有律师2.2名，常住人口65万人。", HOLDS, ("143人", "2.2名", "65万人")
            ),
            Example("常住人口40万人。托位1200个，每千人口（按常住人口计）托位数3个。", HOLDS),
            Example("执业律师143人，每万人拥有律师2.4名，常住人口65万人。", FAILS, (), "=2.2名"),
            Example("常住人口65万人。执业律师143人，社工每万人拥有5名。", None),
            Example("执业律师143人，每万人拥有律师2.2名。", None),
        ),
    ),
    Pattern(
        "of each by name",
        "N104",
        Kind.AVERAGE,
        _of_each_named,
        (
            Example(
                "床位2146张，护理人员2575人，每张床位配备1.20人。", HOLDS, ("2146张", "2575人", "1.20人")
            ),
            Example("床位2146张，护理人员2575人，每张床位配备1.30人。", FAILS, (), "=1.2人"),
            Example("党支部29个，党员总数876名，支部平均党员数约为30名。", HOLDS),
            Example("实施审计项目42个。印发通报2期。提出意见126条，平均每个项目3条。", HOLDS),
            Example("实施审计项目42个。印发通报2期。提出意见126条，平均每个项目5条。", None),
            Example("床位2146张，培训5次，护理人员2575人，每名护士培训8人。", None),
        ),
    ),
)
