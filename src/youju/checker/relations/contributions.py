"""Growth of a whole and of its parts: gains against rates (N103), means between those of the parts (N205)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, number, relation

_MORE: Final = re.compile(
    r"(?:比|较)?(?:上年|去年|同期|年初|[^，。；\d]{0,10})?(?P<sign>净?增加?|新增|增长|提高|减少|下降|降低)了?$"
)

_GROWN: Final = re.compile(
    r"(?:同比|环比|比[^，。；\d]{1,12}|较[^，。；\d]{1,12})?(?P<sign>增长|增幅|增速|上升|下降|减少|降幅|增加|提高)(?:为|达|了|约)?$"
)


def _increments(passage: Passage) -> Iterator[Relation]:
    """Gains and growth rates of the whole and of all its parts: the bases that they imply must add up."""
    for paragraph in passage.paragraphs:
        mentions = [one for one in paragraph.mentions if one.role is Role.QUANTITY]
        pairs = [
            (d, r)
            for d, r in pairwise(mentions)
            if r.percent
            and not d.percent
            and d.unit
            and r.value > 0
            and not (d.hedge or r.hedge)
            and _MORE.search(passage.before(d, 20))
            and _GROWN.search(passage.before(r, 12))
            and len(passage.between(d, r)) <= 8
        ]
        if len(pairs) < 3 or not all(similar(pairs[0][0], d) for d, _ in pairs):
            continue
        (whole, rate), rest = pairs[0], pairs[1:]
        if "其中" not in passage.between(rate, rest[0][0]) or len(rest) > 6:
            continue
        gains = sum((d.base for d, _ in rest), Decimal(0))
        if gains != whole.base:
            continue
        names = [(d, r, f"{x}", f"{y}") for (d, r), x, y in zip(rest, "abcefg", "pqsuvw", strict=False)]
        formula = "d / (r / 100) == " + " + ".join(f"{x} / ({y} / 100)" for _, _, x, y in names)
        parts = {"d": whole, "r": rate}
        for d, r, x, y in names:
            parts |= {x: d, y: r}
        verdict, low, high = judge(formula, parts, scale=None)
        bases = "+".join(number(round(d.value / r.value * 100, 0)) for d, r in rest)
        total = number(round(whole.value / rate.value * 100, 0))
        message = (
            f"按增量和增幅推算的基数：总数{total}，分项{bases}，{'一致' if verdict is HOLDS else '不一致'}"
        )
        yield relation("N103", Kind.GROWTH, formula, parts, verdict, low, high, message)


_RISE: Final = re.compile(r"(?:增长|增幅|增速|同比增长|同比增幅|下降)(?:为|达)?$")


def _between(passage: Passage) -> Iterator[Relation]:
    """Growth of the whole lies between the growth rates of its parts."""
    for paragraph in passage.paragraphs:
        if sum(one.percent for one in paragraph.mentions) < 3:
            continue
        rates = [one for one in paragraph.mentions if one.percent and one.role is Role.QUANTITY]
        for index, whole in enumerate(rates):
            if not _RISE.search(passage.before(whole, 8)) or whole.hedge:
                continue
            parts: list[Mention] = []
            previous = whole
            opened = False
            for rate in rates[index + 1 : index + 8]:
                gap = passage.between(previous, rate)
                opened = opened or "其中" in gap or (not parts and "（" in gap)
                if (
                    not opened
                    or (parts and "。" in gap)
                    or not _RISE.search(passage.before(rate, 8))
                    or rate.hedge
                ):
                    if opened and parts:
                        break
                    previous = rate
                    if "。其中" not in gap and not opened:
                        continue
                    continue
                parts.append(rate)
                previous = rate
            if len(parts) >= 2 and parts[0].start - whole.end < 90:
                low, high = min(parts, key=lambda one: one.value), max(parts, key=lambda one: one.value)
                if low.value <= whole.value <= high.value:
                    yield _side(whole, low, "t >= a", "不低于分项最低的")
                    yield _side(whole, high, "t <= a", "不高于分项最高的")


_MEAN_OF: Final = re.compile(r"人均[^，。；、\d]{2,12}$")


def _means(passage: Passage) -> Iterator[Relation]:
    """The mean of all lies between those of town and country."""
    for sentence in passage.sentences:
        means = [
            one
            for one in sentence.mentions
            if one.unit and not one.percent and one.role is Role.QUANTITY and not one.hedge
        ]
        cut = passage.text.find("其中", sentence.start, sentence.end)
        before = [one for one in means if one.start < cut]
        if cut < 0 or not before or not _MEAN_OF.search(passage.before(before[-1], 20)):
            continue
        whole = before[-1]
        parts = [one for one in means if one.start > cut and similar(one, whole)]
        heads = [passage.text[max(cut, one.start - 16) : one.start] for one in parts]
        if len(parts) != 2 or not ("城" in heads[0] and "农" in heads[1]):
            continue
        low, high = sorted(parts, key=lambda one: one.base)
        yield _side(whole, low, "t >= a", "不低于分项最低的")
        yield _side(whole, high, "t <= a", "不高于分项最高的")


def _side(whole: Mention, part: Mention, formula: str, words: str) -> Relation:
    parts = {"t": whole, "a": part}
    verdict, low, high = judge(formula, parts, scale=whole.scale)
    message = f"总体{whole.text}{'应' if verdict is FAILS else ''}{words}{part.text}"
    return relation("N205", Kind.BOUND, formula, parts, verdict, low, high, message, scale=whole.scale)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "increments",
        "N103",
        Kind.GROWTH,
        _increments,
        (
            Example(
                "全县登记单位增加100户，增长50%。其中，企业增加40户，增长40%；个体户增加60户，增长60%。",
                HOLDS,
            ),
            Example(
                "全县登记单位增加100户，增长50%。其中，企业增加40户，增长20%；个体户增加60户，增长60%。",
                FAILS,
            ),
            Example("全县登记单位增加100户，增长50%。", None),
        ),
    ),
    Pattern(
        "means",
        "N205",
        Kind.BOUND,
        _means,
        (
            Example("居民人均可支配收入3.2万元，其中城镇4.5万元，农村2.1万元。", HOLDS),
            Example("居民人均可支配收入1.2万元，其中城镇4.5万元，农村2.1万元。", FAILS, (), "应不低于"),
            Example("居民人均可支配收入3.2万元，城镇化率60%。", None),
        ),
    ),
    Pattern(
        "between",
        "N205",
        Kind.BOUND,
        _between,
        (
            Example("总产值增长6%，其中，农业产值增长4%，工业产值增长8%。", HOLDS),
            Example("总产值增长6%，在全市排名靠前。", None),
        ),
    ),
)
