"""Rates and shares (N102): A of T is R %, shares of one whole, completion of a target.

A rate of things with their numerator and denominator printed fails only when the rate is named after the
numerator (办结 … 办结率) and both stand right before it: rates within a time limit (按期办结率) have
another denominator.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, Role, loosely_similar, similar
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    UNKNOWN,
    Example,
    Pattern,
    in_scale,
    judge,
    number,
    relation,
)

_RATE: Final = re.compile(
    r"(?P<stem>[一-鿿]{0,8}?)(?:率|比例|比重|占比)(?P<tail>[^，。；、\d]{0,6})$|占(?P<whole>[^，。；\d]{0,16})$|(?P<done>完成[^，。；\d]{0,16})$"
)

_LIMITED: Final = re.compile(
    r"按期|按时|及时|时限|限期|期内|一次|满意|合格|优良|累计|同比|平均|当年|目标|预计|力争|确保|不低于"
)

_CHANGE: Final = re.compile(r"增长|增幅|增速|下降|提高|提升|降低|减少|增加|上升|回落|增$|降$")

_REACH: Final = 5


def _shares(passage: Passage) -> Iterator[Relation]:
    """Numerator, denominator and their rate, in one sentence."""
    for sentence in passage.sentences:
        for index, rate in enumerate(sentence.mentions):
            if not rate.percent or rate.role is not Role.QUANTITY or index < 2:
                continue
            head = passage.before(rate, 20)
            match = _RATE.search(head)
            if match is None or _CHANGE.search(head):
                continue
            yield from _share(passage, sentence, index, rate, match)


def _share(
    passage: Passage, sentence: Sentence, index: int, rate: Mention, match: re.Match[str]
) -> Iterator[Relation]:
    earlier = [
        one
        for one in sentence.mentions[max(0, index - _REACH) : index]
        if one.role is Role.QUANTITY and one.unit and not one.percent and one.unit != "百分点"
    ]
    if len(earlier) < 2:
        return
    kind = Kind.COMPLETION if match["done"] else Kind.SHARE
    for part in reversed(earlier):
        for whole in earlier:
            if whole is part or (not loosely_similar(part, whole) and not _paired(part, whole)):
                continue
            if whole.start > part.start and not similar(part, whole):
                continue
            verdict, low, high = _rated(rate, part, whole)
            if verdict is HOLDS and not _by_chance(rate, part, whole):
                yield _rate(rate, part, whole, kind, verdict, low, high)
                return
    yield from _two_kinds(passage, rate, earlier, kind)
    yield from _contradicted(passage, rate, earlier, match, kind)


def _paired(part: Mention, whole: Mention) -> bool:
    """People for places: 203个村 … 203名主任."""
    return part.value == whole.value and part.value > 3


def _by_chance(rate: Mention, part: Mention, whole: Mention) -> bool:
    """Whether the rate is so roughly printed that many pairs would fit."""
    return bool(rate.hedge) and part.value != whole.value and rate.interval.high.is_infinite()


def _rated(rate: Mention, part: Mention, whole: Mention) -> tuple[Verdict, Decimal | None, Decimal | None]:
    if whole.value == 0:
        return UNKNOWN, None, None
    scale = whole.scale
    values = {"a": in_scale(part, scale), "t": in_scale(whole, scale)} if similar(part, whole) else None
    reach = rate.interval
    if rate.value == 100 and rate.half:  # 100 % of things is all of them
        values = {**(values or {}), "r": Interval(Decimal("99.95"), Decimal("100.05"))}
    elif not rate.hedge and rate.half == Decimal("0.5") and rate.value != 100:
        values = {**(values or {}), "r": reach}
    return judge("r == 100 * a / t", {"r": rate, "a": part, "t": whole}, values=values)


def _rate(
    rate: Mention,
    part: Mention,
    whole: Mention,
    kind: Kind,
    verdict: Verdict,
    low: Decimal | None,
    high: Decimal | None,
) -> Relation:
    computed = part.base / whole.base * 100 if similar(part, whole) else part.value / whole.value * 100
    message = f"{part.text}÷{whole.text}={number(round(computed, 2))}%"
    message += f"，与写明的{rate.text}{'一致' if verdict is HOLDS else '不符'}"
    return relation(
        "N102", kind, "r == 100 * a / t", {"r": rate, "a": part, "t": whole}, verdict, low, high, message
    )


def _contradicted(
    passage: Passage, rate: Mention, earlier: Sequence[Mention], match: re.Match[str], kind: Kind
) -> Iterator[Relation]:
    """A rate that is named after the quantity right before it, with the whole right before that."""
    cut = passage.text.rfind("其中", earlier[0].end, rate.start)
    earlier = [one for one in earlier if cut < 0 or one.end <= cut]
    if len(earlier) < 2 or (len(earlier) > 2 and similar(earlier[-3], earlier[-2])):
        return
    part, whole = earlier[-1], earlier[-2]
    if not similar(part, whole) and not (loosely_similar(part, whole) and kind is Kind.SHARE):
        return
    if any(one.hedge or one.span for one in (part, whole)) or whole.value == 0:
        return
    if rate.span or rate.hedge not in {"", "左右", "约"}:
        return
    stem = (match["stem"] or "")[-2:]
    head = passage.before(rate, 20)
    if len(stem) < 2 or _LIMITED.search(head):
        return
    if stem not in passage.text[whole.end : rate.start - len(match[0])]:
        return
    verdict, low, high = _rated(rate, part, whole)
    if verdict is FAILS:
        yield _rate(rate, part, whole, kind, verdict, low, high)


def _two_kinds(passage: Passage, rate: Mention, earlier: Sequence[Mention], kind: Kind) -> Iterator[Relation]:
    """10个甲类, 20个乙类, 19个乙类 … 覆盖率97%: all of one kind and some of the other."""
    for p, q, a in zip(earlier, earlier[1:], earlier[2:], strict=False):
        noun = passage.text[a.end : a.end + 4]
        alike = similar(p, q) and similar(q, a) and passage.text.startswith(noun, q.end)
        if not alike or p.value + q.value == 0 or a.value > q.value:
            continue
        formula = "r == 100 * (p + a) / (p + q)"
        parts = {"r": rate, "p": p, "q": q, "a": a}
        verdict, low, high = judge(formula, parts)
        share = (p.value + a.value) / (p.value + q.value) * 100
        close = abs(share - rate.value) <= 5 and not any(one.hedge or one.span for one in parts.values())
        if verdict is HOLDS or close:
            message = f"（{p.text}+{a.text}）÷（{p.text}+{q.text}）={number(round(share, 2))}%，"
            message += f"与写明的{rate.text}{'一致' if verdict is HOLDS else '不符'}"
            yield relation("N102", kind, formula, parts, verdict, low, high, message)
            return


_SHARE_OF: Final = re.compile(r"占(?:比|总(?:数|量|额)?|全部|其中)?[^，。；\d]{0,10}$")


def _bases(passage: Passage) -> Iterator[Relation]:
    """A, R1 % of it; B, R2 % of it: the whole that is not printed must be one."""
    for paragraph in passage.paragraphs:
        pairs: list[tuple[Mention, Mention, str]] = []
        mentions = paragraph.mentions
        starts = [one.start for one in mentions]
        for part, rate in pairwise(mentions):
            if not rate.percent or part.percent or not part.unit or part.role is not Role.QUANTITY:
                continue
            match = _SHARE_OF.search(passage.before(rate, 18))
            if (
                match is None
                or len(passage.between(part, rate)) > 24
                or rate.value == 0
                or rate.hedge
                or part.hedge
            ):
                continue
            pairs.append((part, rate, match[0]))
        for (a, p, of), (b, q, other) in pairwise(pairs):
            if not similar(a, b) or of != other or b.start - p.end > 40 or "。" in passage.between(p, b):
                continue
            at = bisect_left(starts, a.start)
            nearby = mentions[max(0, at - 10) : at]
            if _whole_printed(nearby, a, p, b, q):
                continue
            yield _based(a, p, b, q)


def _whole_printed(mentions: Sequence[Mention], a: Mention, p: Mention, b: Mention, q: Mention) -> bool:
    """Whether a quantity before is the whole of either share."""
    for whole in reversed([one for one in mentions if a.start - 120 < one.end <= a.start]):
        fits = similar(whole, a) and whole.role is Role.QUANTITY and whole.value
        if fits and _rated(p, a, whole)[0] is HOLDS and _rated(q, b, whole)[0] is HOLDS:
            return True
    return False


def _based(a: Mention, p: Mention, b: Mention, q: Mention) -> Relation:
    parts = {"a": a, "p": p, "b": b, "q": q}
    verdict, low, high = judge("a / (p / 100) == b / (q / 100)", parts)
    first, second = a.value / p.value * 100, b.value / q.value * 100
    message = f"{number(a.value)}÷{p.text}≈{number(round(first, 1))}，"
    message += f"{number(b.value)}÷{q.text}≈{number(round(second, 1))}，"
    message += "基数相同" if verdict is HOLDS else "基数不同"
    return relation("N102", Kind.SHARE, "a / (p / 100) == b / (q / 100)", parts, verdict, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "share",
        "N102",
        Kind.SHARE,
        _shares,
        (
            Example("申请单据80条，办结80条，办结率100%。", HOLDS, ("80条", "80条", "100%")),
            Example("申请单据80条，办结60条，办结率85%。", FAILS, (), "60条÷80条=75%"),
            Example("受理纠纷139件，调解成功134件，成功率达97%左右。", HOLDS),
            Example("受理申请80件，办结60件，按期办结率100%。", None),
            Example("走访企业80家，满意率98%。", None),
        ),
    ),
    Pattern(
        "bases",
        "N102",
        Kind.SHARE,
        _bases,
        (
            Example(
                "农业类12件，占18.8%；城建类30件，占30.1%。",
                FAILS,
                (),
                "12÷18.8%≈63.8，30÷30.1%≈99.7，基数不同",
            ),
            Example("农业类12件，占20%；城建类30件，占50%。", HOLDS, (), "基数相同"),
            Example("农业类12件，占20%；城建类30人，占50%。", None),
        ),
    ),
)
