"""What comes to each so many (N104): 律师143人, 每万人拥有2.2名, 人口65万人; 床位2146张, 每张床位1.20人.

What it is spread over may be told anywhere in the report, so that other figures only confirm; a mean is a
contradiction where its clause stands beside both figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.means.averages import average_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, against, number, relation

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


PATTERNS: Final[tuple[Pattern, ...]] = (
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
