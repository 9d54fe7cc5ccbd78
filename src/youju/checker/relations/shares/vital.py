"""Births and deaths against the population (N102): 出生4016人, 年末常住人口50.2万人, 出生率8.0‰.

The population that a rate is of is the mean of the year: half of what it changed by lies between it and that
at the end of the year. Where the change is not told the population at the end stands for it; so a rate fails
only where it is off by more than the population changes in a year. Estimates by sample may differ in the last
digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import PERCENT, Mention, Role, exact
from youju.checker.model import Kind, Relation
from youju.checker.passage import Paragraph, Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, against, number, relation
from youju.checker.relations.shares.rating import rate_of, rated

_PER_MILLE: Final = "‰"
_EVENTS: Final = {
    "出生": re.compile(r"出生(?:人口|人数|婴儿)?(?:为|达|共|约)?$"),
    "死亡": re.compile(r"死亡(?:人口|人数)?(?:为|达|共|约)?$"),
}
_RATES: Final = {"出生": re.compile(r"出生率(?:为|达)?$"), "死亡": re.compile(r"死亡率(?:为|达)?$")}
_ALL: Final = re.compile(r"(?:常住|户籍|总|全[国省市县区州])人口(?:总数|数|总量)?(?:为|达到?|共|有)*$")
_SLACK_KNOWN: Final = Decimal("0.03")
_SLACK: Final = Decimal("0.08")
"""By which part of it a rate may be off: when the mean population is known, and when it is not."""


def _vital(passage: Passage) -> Iterator[Relation]:
    """出生人口956万人，出生率6.77‰ against the population of the paragraph."""
    for paragraph in passage.paragraphs_with("‰分"):
        if not any(one.unit == _PER_MILLE for one in paragraph.mentions):
            continue
        told = [one for one in paragraph.mentions if one.role is Role.QUANTITY and not one.hedge]
        wholes = [one for one in told if one.dimension == "人" and _ALL.search(passage.before(one, 14))]
        if len(wholes) != 1 or wholes[0].value <= 0:
            continue
        for name in _EVENTS:
            yield from _rate(passage, paragraph, wholes[0], name)


def _rate(passage: Passage, paragraph: Paragraph, whole: Mention, name: str) -> Iterator[Relation]:
    happened = _only(passage, paragraph, _EVENTS[name], "人")
    rate = _only(passage, paragraph, _RATES[name], "permille")
    if happened is None or rate is None or not rate.value or happened.base >= whole.base:
        return
    change = _change(passage, paragraph, whole)
    mean = whole.base - (change or Decimal(0)) / 2
    computed = happened.base / mean * 1000
    slack = computed * (_SLACK if change is None else _SLACK_KNOWN) + rate.half
    reach = Interval(computed - slack, computed + slack)
    verdict = HOLDS if reach.low <= rate.value <= reach.high else FAILS
    people = "年平均人口" if change is not None else whole.text
    message = f"{name}{happened.text}÷{people}≈{number(round(computed, 2))}‰，"
    message += against(rate.text, verdict)
    parts = {"r": rate, "a": happened, "t": whole}
    yield relation("N102", Kind.SHARE, "r == 1000 * a / t", parts, verdict, reach.low, reach.high, message)


def _only(passage: Passage, paragraph: Paragraph, words: re.Pattern[str], dimension: str) -> Mention | None:
    """The one quantity of a dimension that such words name."""
    found = [
        one
        for one in paragraph.mentions
        if one.role is Role.QUANTITY
        and not one.hedge
        and one.dimension == dimension
        and words.search(passage.before(one, 14))
    ]
    return found[0] if len(found) == 1 else None


def _change(passage: Passage, paragraph: Paragraph, whole: Mention) -> Decimal | None:
    """By how many people the population grew since the year before, right after it is told."""
    at = paragraph.mentions.index(whole)
    for one in paragraph.mentions[at + 1 : at + 2]:
        aspect = aspect_of(passage, one)
        if one.dimension == "人" and aspect in {Aspect.GAIN, Aspect.LOSS}:
            return one.base if aspect is Aspect.GAIN else -one.base
    return None


_DAYS: Final = re.compile(r"(?:优良|达标|空气)[^，。；\d]{0,10}天数?[^，。；\d]{0,6}$")
_OF_DAYS: Final = re.compile(r"(?:优良|达标)[^，。；\d]{0,8}(?:率|比例|占比)(?:为|达到?)?$")
_MEASURED_DAYS: Final = re.compile(r"监测[^，。；\d]{0,4}$")
_YEARS: Final = (Decimal(365), Decimal(366))


def _days(passage: Passage) -> Iterator[Relation]:
    """优良天数314天, 优良率86.0%: of the days of a year; fewer may have been measured."""
    for sentence in passage.sentences_with("天", PERCENT):
        days = [
            one for one in sentence.mentions if one.unit == "天" and _DAYS.search(passage.before(one, 20))
        ]
        rates = [one for one in sentence.mentions if one.percent and _OF_DAYS.search(passage.before(one, 20))]
        days = [one for one in days if one.end <= (rates[0].start if rates else 0)] or days
        if len(days) != 1 or len(rates) != 1 or days[0].hedge or rates[0].hedge:
            continue
        a, r = days[0], rates[0]
        measured = [
            one
            for one in sentence.mentions
            if one.unit == "天" and _MEASURED_DAYS.search(passage.before(one))
        ]
        if len(measured) == 1 and exact(measured[0]) and measured[0].value > a.value:
            yield rate_of(r, a, measured[0], Kind.SHARE, rated(r, a, measured[0])[0])
            continue
        for year in _YEARS:
            computed = a.value / year * 100
            if abs(computed - r.value) <= r.half:
                message = f"{a.text}÷{year}天={number(round(computed, 2))}%，与写明的{r.text}一致"
                parts = {"r": r, "a": a}
                yield relation(
                    "N102", Kind.SHARE, f"r == 100 * a / {year}", parts, HOLDS, computed, computed, message
                )
                break


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "vital rates",
        "N102",
        Kind.SHARE,
        _vital,
        (
            Example("常住人口50.2万人，比上年末增加0.1万人。出生4016人，出生率8.0‰。", HOLDS),
            Example("常住人口50.2万人，比上年末增加0.1万人。出生4016人，出生率9.0‰。", FAILS, (), "≈8.01‰"),
            Example("户籍人口50.2万人。死亡人口3012人，死亡率6.0‰。", HOLDS, ("50.2万人", "3012人", "6.0‰")),
            Example("户籍人口50.2万人。死亡人口3012人，死亡率7.0‰。", FAILS),
            Example("常住人口50.2万人，户籍人口62万人。出生4016人，出生率6.5‰。", None),
            Example("常住人口50.2万人，出生率8.0‰，死亡率6.0‰。", None),
        ),
    ),
    Pattern(
        "days of the year",
        "N102",
        Kind.SHARE,
        _days,
        (
            Example("空气达标天数314天，优良率为86.0%。", HOLDS, ("314天", "86.0%")),
            Example("空气达标天数240天，达标天数比例为65.8%；空气重污染天数4天，减少54天。", HOLDS),
            Example(
                "有效监测365天，优良天数312天，比上年增加9天，优良天数比率为88.5%。", FAILS, (), "=85.48%"
            ),
            Example("空气达标天数314天，优良率为88.2%。", None),
        ),
    ),
)
