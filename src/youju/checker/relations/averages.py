"""Averages and products (N104), and shares that make up a whole (N102)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, in_scale, judge, number, relation

_MEAN: Final = re.compile(
    r"(?:平均每(?P<each>[人户个家名村镇所次场亩项件])|(?P<per>[人户村校])均)[^，。；、\d]{0,10}$"
)
_PER: Final = {"人": "人", "户": "户", "村": "村", "校": "所"}


def _quantities(mentions: Sequence[Mention]) -> list[Mention]:
    return [one for one in mentions if one.role is Role.QUANTITY and one.unit and not one.percent]


def _averages(passage: Passage) -> Iterator[Relation]:
    """312家, 24个社区, 平均每个社区13家."""
    for sentence in passage.sentences:
        numbers = _quantities(sentence.mentions)
        for index, mean in enumerate(numbers):
            match = _MEAN.search(passage.before(mean, 20))
            if match is None or index < 2 or len(numbers) > _NUMBERS_MOST:
                continue
            each = match["each"] or _PER[match["per"]]
            totals = [one for one in numbers[:index] if similar(one, mean)]
            counts = [one for one in numbers[:index] if _counts(one, each) and one.value]
            if len(totals) != 1 or len(counts) != 1 or totals[0] is counts[0]:
                continue
            total, count = totals[0], counts[0]
            values = {"t": in_scale(total, mean.scale)}
            verdict, low, high = judge("m == t / n", {"m": mean, "t": total, "n": count}, values=values)
            quotient = total.base / mean.scale / count.value
            if mean.value == mean.value.to_integral_value() and abs(quotient - mean.value) < 1:
                verdict = HOLDS  # printed without digits after the point
            if verdict is FAILS and abs(quotient / mean.value - 1) > 1:
                continue
            message = f"{total.text}÷{count.text}={number(round(quotient, 2))}，与写明的{mean.text}"
            message += "一致" if verdict is HOLDS else "不符"
            parts = {"m": mean, "t": total, "n": count}
            yield relation("N104", Kind.AVERAGE, "m == t / n", parts, verdict, low, high, message)


def _counts(mention: Mention, each: str) -> bool:
    return mention.unit == each or mention.dimension == each


_EACH: Final = re.compile(r"每(?P<each>[人户个家名亩头只所场次])(?!年|月|天|季)[^，。；、\d]{0,6}$")
_NUMBERS_MOST: Final = 12
"""Numbers of a sentence that can be told apart."""
_PERIODIC: Final = re.compile(r"[年月天季日周]|至|起|最高|以上")


def _products(passage: Passage) -> Iterator[Relation]:
    """每户500元, 20户, 共1万元."""
    for sentence in passage.sentences:
        numbers = _quantities(sentence.mentions)
        for index, price in enumerate(numbers):
            match = _EACH.search(passage.before(price, 12))
            if match is None or not 3 <= len(numbers) <= _NUMBERS_MOST:
                continue
            others = [one for one in numbers if one is not price]
            counts = [one for one in others if _counts(one, match["each"])]
            totals = [one for one in others if similar(one, price)]
            span = passage.text[sentence.start : sentence.end]
            if len(counts) != 1 or len(totals) != 1 or index == len(numbers) or _PERIODIC.search(span):
                continue
            count, total = counts[0], totals[0]
            if any(one.hedge or one.span for one in (price, count, total)):
                continue
            values = {"p": in_scale(price, total.scale)}
            parts = {"t": total, "p": price, "n": count}
            verdict, low, high = judge("t == p * n", parts, values=values)
            whole = price.base * count.value
            message = f"{price.text}×{count.text}={number(whole)}，与写明的{total.text}"
            message += "一致" if verdict is HOLDS else "不符"
            yield relation("N104", Kind.PRODUCT, "t == p * n", parts, verdict, low, high, message)


_SHARES: Final = re.compile(r"分别占|占比分别|比例分别|比重分别")


def _whole(passage: Passage) -> Iterator[Relation]:
    """分别占30%、50%、20%: shares of one whole make up 100 % at most."""
    for sentence in passage.sentences:
        match = _SHARES.search(passage.text, sentence.start, sentence.end)
        if match is None:
            continue
        parts: list[Mention] = []
        for mention in sentence.mentions:
            if mention.start < match.end():
                continue
            near = passage.text[parts[-1].end if parts else match.end() : mention.start]
            if not mention.percent or mention.role is not Role.QUANTITY or len(near) > 8 or mention.hedge:
                break
            parts.append(mention)
        total = sum((one.value for one in parts), Decimal(0))
        if len(parts) < 3 or total < 99 or total > 120:
            continue
        names = dict(zip("abcefghijk", parts, strict=False))
        formula = "100 == " + " + ".join(names)
        verdict, low, high = judge(formula, names)
        message = f"各项占比合计{number(total)}%"
        message += "，在印出的精度内一致" if verdict is HOLDS else "，应为100%"
        yield relation("N102", Kind.SHARE, formula, names, verdict, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "average",
        "N104",
        Kind.AVERAGE,
        _averages,
        (
            Example("全县24个社区有社团312家，平均每个社区13家。", HOLDS, ("24个", "312家", "13家")),
            Example("全县24个社区有社团312家，平均每个社区15家。", FAILS, (), "=13"),
            Example("全县24个社区，平均每个社区15家。", None),
        ),
    ),
    Pattern(
        "product",
        "N104",
        Kind.PRODUCT,
        _products,
        (
            Example("按每户500元标准，补助20户，共1万元。", HOLDS),
            Example("按每户500元标准，补助20户，共1.5万元。", FAILS, (), "500元×20户=10000"),
            Example("按每户每月500元标准，补助20户，共12万元。", None),
        ),
    ),
    Pattern(
        "shares of a whole",
        "N102",
        Kind.SHARE,
        _whole,
        (
            Example("三类用地分别占30.0%、50.0%、20.0%。", HOLDS),
            Example("三类用地分别占30.0%、50.0%、25.0%。", FAILS, (), "合计105%"),
            Example("三类用地分别占30.0%、50.0%、10.0%。", None),
        ),
    ),
)
